/**
 * Answers as Markdown for another place: claims with their states and citations, notices, coverage and cost. The page
 * copies a turn with it, and the extension exports a conversation; so it must not need a page.
 */

import type { Answer, Citation, Claim, Focus, Heading, Table, Usage } from '../../engine/types.ts';
import { endingOf, noticeText, unfinishedText } from '../notices.ts';
import { hitReason } from '../reasons.ts';
import { routeReason, routeTitle } from '../routes.ts';
import { trailLines } from '../run/trail.ts';
import { isProved, stateText } from '../states.ts';
import { type Trouble, troubleText } from '../trouble.ts';
import { fenced, untrusted } from '../untrusted.ts';
import { citationProblem, doubtText } from './citations.ts';
import { limitsText, notFoundText, notReadText } from './coverage.ts';
import { mentionLabel, placeText, usageText } from './format.ts';
import { showHidden } from './hidden.ts';
import { beginsWithProse, inertBlock, inertLine } from './inertMarkdown.ts';
import { partsOf, piecesOf, proposalText, shownCitations } from './layout/pieces.ts';
import { anchored, permalink } from './permalink.ts';
import type { Translate } from './strings.ts';
import { columnTitle, tableHead, unknownText } from './table.ts';

/** What is shown of one question: its answer, or what is known of one that is being made or was not finished. */
export interface ShownTurn {
  readonly question: string;
  readonly mentions: readonly Focus[];
  readonly status: string;
  readonly answer?: Answer;
  readonly error?: Trouble;
  readonly progress: { readonly text: string; readonly usage?: Usage };
}

export interface ShownConversation {
  readonly title: string;
  readonly createdAtMs: number;
  readonly turns: readonly ShownTurn[];
}

/** The conversation as Markdown: its title, when it began, and every turn. */
export function conversationMarkdown(
  { title, createdAtMs, turns }: ShownConversation,
  t: Translate,
  currency?: string,
): string {
  const head = `# ${inertLine(title)}\n\n${new Date(createdAtMs).toISOString()}\n`;
  return [head, ...turns.map((turn) => turnMarkdown(turn, t, currency))].join('\n');
}

/**
 * The turn as Markdown. What is not proved is marked, and every citation stands below its claim. Hidden characters are
 * made visible and nothing is loaded from anywhere, so that neither a paste nor a preview does what a model wants.
 */
export function turnMarkdown(turn: ShownTurn, t: Translate, currency?: string): string {
  const { answer, error, mentions, progress, status } = turn;
  const parts = [`## ${inertLine(turn.question)}`];
  if (mentions.length > 0) parts.push(said(`${t('mentions')}: ${mentions.map(mentionLabel).join(', ')}`));
  if (progress.text !== '')
    parts.push(inertBlock(progress.text), `*${t(status === 'running' ? 'unchecked' : 'neverChecked')}*`);
  if (status === 'stopped' || answer?.status === 'stopped') parts.push(`*${t('stopped')}*`);
  // What failed is told once: an answer that could not be finished is partial.
  if (answer && answer.status === 'partial' && !error) parts.push(partialLine(answer, t));
  if (answer) parts.push(...answerParts(answer, t, currency));
  if (error) parts.push(`**${t('notFinished')}:** ${said(troubleText(error, t))}`);
  if (!answer && progress.usage) parts.push(`- ${said(usageText(progress.usage, t, currency))}`);
  return `${showHidden(parts.join('\n\n'))}\n`;
}

function partialLine(answer: Answer, t: Translate): string {
  const ending = unfinishedText(answer, { say: t.say, door: 'editor' });
  return ending === undefined ? `*${t('partial')}*` : `**${said(ending)}**`;
}

function answerParts(answer: Answer, t: Translate, currency?: string): string[] {
  const parts: string[] = [];
  const ending = endingOf(answer);
  if (answer.notFound) parts.push(said(notFoundText(answer.notFound, answer.passages.length, t.say)));
  if (answer.table) parts.push(...tableParts(answer.table, answer.web, t));
  for (const piece of piecesOf(answer))
    parts.push(piece.type === 'heading' ? headingLine(piece.heading) : claimBlock(piece.claim, answer, t));
  if (answer.trail) parts.push(wayOf(answer.trail, t));
  parts.push(
    ...answer.notices
      .filter((notice) => notice !== ending)
      .map((notice) => noticeLine(noticeText(notice, { say: t.say, door: 'editor' }), t)),
  );
  const { coverage, route, usage } = answer;
  const limits = limitsText(coverage.limits, t.say);
  const footer = [
    `${t('route')}: ${routeTitle(route.name, t.say)}, ${routeReason(route.reason, t.say)}`,
    t('coverageRead', { read: coverage.read, total: t.plural('files', coverage.total) }),
    ...(limits === '' ? [] : [t('coverageLimits', { limits })]),
    usageText(usage, t, currency),
    ...coverage.notRead
      .map((one) => notReadText(one, t.say))
      .map(({ what, why }) => `${t('notRead')}: ${what} (${why})`),
  ];
  if (answer.commit) footer.push(t('commit', { commit: answer.commit }));
  parts.push(footer.map((line) => `- ${said(line)}`).join('\n'));
  return parts;
}

/** A heading of a model, below that of its turn. */
const headingLine = ({ level, text }: Heading): string =>
  `${'#'.repeat(Math.min(6, level + 2))} ${untrusted(text, 'markdown')}`;

/** A claim with its citations; what belongs to an item of a list is indented as it is. */
function claimBlock(claim: Claim, answer: Answer, t: Translate): string {
  const { state, citations } = claim;
  const doubt = doubtText(claim.doubts, t.say);
  const shown = shownCitations(claim);
  const block = [
    ...partsOf(claim).map((part, i) => {
      if (part.type === 'quoted') return citationBlock(part.citation, answer, t);
      if (part.type === 'proposed')
        return `*${said(proposalText(part.code, t.say))}*\n\n${fenced(part.code.text, part.code.language)}`;
      const text = claimText({ ...claim, text: part.text }, answer, t);
      return i > 0 || isProved(state) ? text : marked(text, stateText(state, t.say));
    }),
    ...(doubt === '' ? [] : [noticeLine(doubt, t)]),
    ...citations.flatMap((citation) => (shown.has(citation) ? [] : [citationBlock(citation, answer, t)])),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
  const mark = markdownMark(claim);
  return mark + block.replace(/\n(?=[^\n])/g, `\n${' '.repeat(mark.length)}`);
}

/** The mark of an item, as deep as Markdown wants it below the marks of the items that it stands in. */
function markdownMark({ list }: Claim): string {
  if (!list) return '';
  return `${'    '.repeat(list.level - 1)}${list.number === undefined ? '-  ' : `${list.number}. `}`;
}

/** A table as Markdown for another place. */
export function tableMarkdown(table: Table, t: Translate, web?: Answer['web']): string {
  return `${showHidden(tableParts(table, web, t).join('\n\n'))}\n`;
}

/** The count, the groups, the rows with their places, and what is not known. */
function tableParts(table: Table, web: Answer['web'], t: Translate): string[] {
  const { columns, rows, groups = [], unknown = [] } = table;
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const titles = [...columns.map((column) => said(columnTitle(column, t.say))), said(t.say('Place'))];
  const rules = [...columns.map(({ kind }) => (kind === 'number' ? '---:' : '---')), '---'];
  const lines = rows.map(({ cells, citation }) => {
    const state = isProved(citation.state) ? '' : ` [${stateText(citation.state, t.say)}]`;
    return row([...cells.map(cellText), `${placeLink(citation, web)}${state}`]);
  });
  return [
    `**${said(tableHead(table, t.say))}** ${untrusted(table.query, 'code')}`,
    ...(groups.length > 0
      ? [groups.map(({ name, count }) => `- ${untrusted(name, 'code')}: ${count}`).join('\n')]
      : []),
    ...(rows.length > 0 ? [[row(titles), row(rules), ...lines].join('\n')] : []),
    ...unknown.map((one) => noticeLine(unknownText(one, t.say), t)),
  ];
}

/** A cell of strangers' text; an empty one must not end the table. */
const cellText = (cell: string | number): string =>
  typeof cell === 'number' ? String(cell) : cell === '' ? ' ' : untrusted(cell, 'code');

/** The way of a walk as a list; what a place holds is a list in it. */
function wayOf(trail: NonNullable<Answer['trail']>, t: Translate): string {
  const rows = trailLines(trail, t.say).map((row) => {
    const isInside = row.startsWith('  ');
    return `${isInside ? '  ' : ''}- ${said(row.trim())}`;
  });
  return [`${said(t.say('The way through the outline:'))}\n`, ...rows].join('\n');
}

/** A sentence of a model, that does nothing by itself; a passage by its place and why it was found. */
function claimText({ text, passage }: Claim, { passages }: Answer, t: Translate): string {
  const shown = passages.find(({ id }) => id === passage);
  return shown ? said(`${text}: ${hitReason(shown.why, t.say)}.`) : inertBlock(text);
}

/** The text with a word before it: on its first line where that is prose, else above it. */
function marked(text: string, word: string): string {
  return `[${word}]${beginsWithProse(text) ? ' ' : '\n\n'}${text}`;
}

/** A sentence of ours in which names and words of strangers stand: none of it is Markdown. */
const said = (sentence: string): string => untrusted(sentence, 'markdown');

function noticeLine(notice: string, t: Translate): string {
  return `> ${said(`${t('notice')}: ${notice}`)}`;
}

/** The place as a link: to the web where the commit holds the lines, else from the root of the folder. */
function placeLink(citation: Citation, web: Answer['web']): string {
  const label = untrusted(placeText(citation), 'code');
  // A name that could be taken for a place of its own, or for more than a name, leads nowhere.
  if (!/^\w[\w.~/-]*$/.test(citation.path)) return label;
  return `[${label}](${permalink(web, citation) ?? anchored(citation)})`;
}

function citationBlock(citation: Citation, { web }: Answer, t: Translate): string {
  const state = stateText(citation.state, t.say);
  const problem = citation.problem ? `: ${said(citationProblem(citation.problem, t.say))}` : '';
  if (citation.state === 'unproved') return `*[${state}${problem}]*`;
  return `${placeLink(citation, web)} [${state}${problem}]\n\n${fenced(citation.quote)}`;
}
