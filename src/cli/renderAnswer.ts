import type { Answer, Citation, Claim, Passage } from '../host/types.ts';
import { citationProblem, doubtText } from '../present/answer/citations.ts';
import { limitsText, notFoundText, notReadText } from '../present/answer/coverage.ts';
import {
  listMark,
  type Proposal,
  partsOf,
  piecesOf,
  proposalText,
  shownCitations,
} from '../present/answer/layout/pieces.ts';
import { holdsMark } from '../present/answer/marks.ts';
import { type TellingLine, tellingLines } from '../present/lines/telling.ts';
import { endingOf, noticeText, unfinishedText } from '../present/notices.ts';
import { hitReason } from '../present/reasons.ts';
import { routeEstimate, routeReason, routeTitle, routeWord } from '../present/routes.ts';
import { trailLines } from '../present/run/trail.ts';
import { english } from '../present/say.ts';
import { isProved, stateText } from '../present/states.ts';
import { untrusted } from '../present/untrusted.ts';
import { clip, clipPath, columns, withinWidth, wrap } from './columns.ts';
import { renderTable } from './renderTable.ts';
import { reportRows } from './report/rows.ts';
import type { Terminal } from './terminal.ts';

/** Passages that are shown with code; of the others the line that tells most. */
const SHOWN_WITH_CODE = 3;
const CODE_LINES = 3;
const MAX_QUOTE_LINES = 4;
/** Lines of code that is part of what a claim says. */
const MAX_SHOWN_LINES = 40;
const MAX_NOT_READ = 3;
/** Narrower than this nothing is cut: every line would be. */
const NARROWEST = 30;

const line = (text: string): string => untrusted(text, 'line');
const code = (text: string): string => untrusted(text, 'code line');

/** Where something stands: `src/a.ts:3-9`. */
export function place({
  path,
  startLine,
  endLine,
}: {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}): string {
  return `${line(path)}:${startLine}${endLine > startLine ? `-${endLine}` : ''}`;
}

/** An answer for a person: text with its citations, or ranked passages; then route, coverage and cost. */
export function renderAnswer(answer: Answer, terminal: Terminal): string {
  const parts: string[] = [];
  if (answer.notFound)
    parts.push(wrapped(line(notFoundText(answer.notFound, answer.passages.length, english)), terminal));
  else if (answer.table) parts.push(...renderTable(answer.table, terminal));
  else if (answer.made === 'passages') parts.push(...passagesParts(answer, terminal));
  else parts.push(...writtenParts(answer, terminal));
  if (answer.trail) parts.push(wayOf(answer.trail, terminal));
  const ending = unfinishedText(answer, { say: english, door: 'cli' });
  if (ending !== undefined) parts.push(terminal.style('yellow', wrapped(line(ending), terminal)));
  else if (answer.status === 'partial') parts.push(terminal.style('yellow', 'This answer is partial.'));
  parts.push(...reportRows(answer, terminal));
  const told = endingOf(answer);
  for (const notice of answer.notices) {
    if (notice === told) continue;
    const text = `note: ${line(noticeText(notice, { say: english, door: 'cli' }))}`;
    parts.push(wrapped(text, terminal).replace('note:', terminal.style('yellow', 'note:')));
  }
  parts.push(
    footer(answer)
      .map((text) => terminal.style('dim', wrapped(text, terminal)))
      .join('\n'),
  );
  return withinWidth(`${parts.join('\n\n')}\n`, terminal.width);
}

/** The way of a walk, a line for each step behind a bar: names and words of strangers stand in it. */
function wayOf(trail: NonNullable<Answer['trail']>, terminal: Terminal): string {
  const bar = terminal.style('dim', '│');
  const rows = trailLines(trail, english).map((row) => {
    const indent = /^ */.exec(row)![0];
    return `${bar} ${indent}${clipped(line(row.trimStart()), indent.length + 2, terminal)}`;
  });
  return [terminal.style('bold', 'The way through the outline:'), ...rows].join('\n');
}

/** The best passages with the lines that tell why, the others as a list. That they are checked is said once. */
function passagesParts(answer: Answer, terminal: Terminal): string[] {
  const rows = answer.claims.flatMap((claim) => {
    const [citation] = claim.citations;
    const passage = answer.passages.find(({ id }) => id === claim.passage);
    return citation ? [{ citation, passage }] : [];
  });
  const head = rows.slice(0, SHOWN_WITH_CODE).map((row, i) => renderRow(i + 1, row, CODE_LINES, terminal));
  const rest = rows
    .slice(SHOWN_WITH_CODE)
    .map((row, i) => renderRow(SHOWN_WITH_CODE + i + 1, row, 1, terminal));
  const isAll = rows.every(({ citation }) => citation.state === 'verified');
  const said = rows.length === 1 ? '1 passage, verified.' : `${rows.length} passages, verified.`;
  return [
    ...(isAll && rows.length > 0 ? [terminal.style('green', said)] : []),
    ...head,
    ...(rest.length > 0 ? [rest.join('\n')] : []),
  ];
}

interface Row {
  readonly citation: Citation;
  readonly passage: Passage | undefined;
}

function renderRow(rank: number, row: Row, maxLines: number, terminal: Terminal): string {
  const { citation, passage } = row;
  const number = String(rank).padStart(2);
  const name = passage && passage.symbolPath !== '' ? line(passage.symbolPath) : '';
  const state = citation.state === 'verified' ? '' : `  ${stateMark(citation, terminal)}`;
  const room = terminal.width === undefined ? undefined : terminal.width - 4 - (state === '' ? 0 : 16);
  const where = placeIn(citation, room);
  const left = room === undefined ? undefined : room - columns(where) - 2;
  const shownName = left === undefined ? name : left < 6 ? '' : clip(name, left);
  const why = passage ? line(hitReason(passage.why, english)) : '';
  const told = passage ? tellingLines(passage, maxLines) : quotedLines(citation, maxLines);
  return [
    `${number}  ${terminal.style('bold', where)}${shownName === '' ? '' : `  ${shownName}`}${state}`,
    ...(why === '' ? [] : [terminal.style('dim', `    ${clipped(why, 4, terminal)}`)]),
    ...codeLines(told, terminal),
  ].join('\n');
}

function placeIn(citation: Citation, room: number | undefined): string {
  const whole = place(citation);
  if (room === undefined || columns(whole) <= room) return whole;
  const lines = whole.slice(whole.lastIndexOf(':'));
  return `${clipPath(line(citation.path), room - lines.length)}${lines}`;
}

/** Lines with their numbers, the matching words bold. Where lines were left out, a gap stands. */
function codeLines(told: readonly TellingLine[], terminal: Terminal): string[] {
  const digits = Math.max(4, String(told.at(-1)?.line ?? 0).length);
  const indent = terminal.width === undefined ? 0 : commonIndent(told);
  return told.flatMap(({ line: number, text, marks }, i) => {
    const isGap = i > 0 && told[i - 1]!.line + 1 < number;
    const gap = isGap ? [terminal.style('dim', `${' '.repeat(digits + 2)} ⋮`)] : [];
    const room = terminal.width === undefined ? undefined : terminal.width - digits - 5;
    const row = `  ${terminal.style('dim', `${String(number).padStart(digits)} │`)} ${markedCode(text, { marks, indent, room }, terminal)}`;
    return [...gap, row.trimEnd()];
  });
}

/** Blanks and tabs that all lines begin with. */
function commonIndent(told: readonly TellingLine[]): number {
  return Math.min(...told.map(({ text }) => /^[ \t]*/.exec(text)![0].length), 1000);
}

interface Marked {
  readonly marks: TellingLine['marks'];
  readonly indent: number;
  readonly room: number | undefined;
}

/** One line of code with its matching words bold, cut to its room so that the first of them is seen. */
function markedCode(text: string, { marks, indent, room }: Marked, terminal: Terminal): string {
  const pieces: { text: string; isMarked: boolean }[] = [];
  let at = indent;
  for (const { start, end } of marks) {
    if (start < at) continue;
    pieces.push(
      { text: code(text.slice(at, start)), isMarked: false },
      { text: code(text.slice(start, end)), isMarked: true },
    );
    at = end;
  }
  pieces.push({ text: code(text.slice(at)), isMarked: false });
  const shown = room === undefined || room < 10 ? pieces : fitted(pieces, room);
  return shown.map((piece) => (piece.isMarked ? terminal.style('bold', piece.text) : piece.text)).join('');
}

function fitted(
  pieces: readonly { text: string; isMarked: boolean }[],
  room: number,
): { text: string; isMarked: boolean }[] {
  const before = pieces[0]!.isMarked ? '' : pieces[0]!.text;
  const first = pieces.find(({ isMarked }) => isMarked);
  const rest = [...pieces];
  // Where the first match lies beyond the edge, the line begins shortly before it.
  if (first && columns(before) + columns(first.text) + 1 > room) {
    const kept = [...before].slice(-Math.max(4, Math.floor(room / 3))).join('');
    rest[0] = { text: `…${kept}`, isMarked: false };
  }
  const shown: { text: string; isMarked: boolean }[] = [];
  let left = room;
  for (const [i, piece] of rest.entries()) {
    const size = columns(piece.text);
    const isMore = rest.slice(i + 1).some(({ text }) => text !== '');
    if (size > left || (size === left && isMore)) {
      // What is left out of the line counts, so that its ellipsis stands even where this piece fits.
      shown.push({ ...piece, text: clip(`${piece.text}${isMore ? '  ' : ''}`, Math.max(1, left)) });
      break;
    }
    shown.push(piece);
    left -= size;
  }
  return shown;
}

/** Headings and claims in reading order. A heading of a model begins with its marks, as no line of ours does. */
function writtenParts(answer: Answer, terminal: Terminal): string[] {
  return piecesOf(answer).map((piece) => {
    if (piece.type === 'claim') return renderClaim(piece.claim, terminal);
    const { text, level } = piece.heading;
    return terminal.style('bold', wrapped(`${'#'.repeat(level)} ${line(text)}`, terminal));
  });
}

/** How lines of ours begin: a sentence of a model that begins so stands behind a bar. */
const OURS =
  /^\s*(?:note|route|or ask with|citations|not read|(?:this|the) answer |nothing was sent|warning|error|the model|\d+\s+(?:passages?\b|\S*[/:])|[│⋮[]|\S*:\d+)/i;

/**
 * A sentence of a model and what shows it. A text of several lines, or one that begins as lines of ours do or holds a mark of
 * ours, stands behind a bar: none of them can look like a citation, which stands on a line of its own below.
 */
function renderClaim(claim: Claim, terminal: Terminal): string {
  const shown = shownCitations(claim);
  const cited = claim.citations.map((citation) => {
    const why = citation.problem ? citationProblem(citation.problem, english) : '';
    const problem = why === '' ? '' : terminal.style('dim', ` (${line(why)})`);
    if (citation.state === 'unproved') return `  ${stateMark(citation, terminal)}${problem}`;
    const lines = shown.has(citation) ? [] : quoteRows(citation, MAX_QUOTE_LINES, terminal);
    return [`${placeRow(citation, terminal)}${problem}`, ...lines].join('\n');
  });
  const doubt = doubtText(claim.doubts, english);
  const note = doubt === '' ? [] : [`  ${terminal.style('yellow', clipped(line(doubt), 2, terminal))}`];
  return [...claimRows(claim, terminal), ...note, ...cited].join('\n');
}

/** Words and code of a claim. Proposed code stands under a line that says so, quoted code under its place. */
function claimRows(claim: Claim, terminal: Terminal): string[] {
  const isHeld = isProved(claim.state);
  return partsOf(claim).flatMap((part, i) => {
    if (part.type === 'quoted')
      return [placeRow(part.citation, terminal), ...quoteRows(part.citation, MAX_SHOWN_LINES, terminal)];
    if (part.type === 'proposed') return proposalRows(part.code, terminal);
    if (i === 0)
      return part.text === '' && isHeld && !claim.list ? [] : [claimText({ ...claim, ...part }, terminal)];
    return [sentence({ text: part.text, state: 'verified' }, terminal)];
  });
}

function proposalRows(proposal: Proposal, terminal: Terminal): string[] {
  const lines = proposal.text.split('\n');
  const shown = lines.slice(0, MAX_SHOWN_LINES).map((text, i) => ({ line: i + 1, text, marks: [] }));
  return [
    terminal.style('yellow', clipped(`  ${proposalText(proposal, english)}`, 0, terminal)),
    ...codeLines(shown, terminal),
    ...moreRow(lines.length - shown.length, terminal),
  ];
}

const placeRow = (citation: Citation, terminal: Terminal): string => {
  const room = terminal.width === undefined ? undefined : terminal.width - 18;
  return `  ${terminal.style('cyan', placeIn(citation, room))}  ${stateMark(citation, terminal)}`;
};

const quoteRows = (citation: Citation, max: number, terminal: Terminal): string[] => [
  ...codeLines(quotedLines(citation, max), terminal),
  ...moreRow(citation.quote.split('\n').length - max, terminal),
];

/** The text of a claim; that of an item of a list stands behind its mark. */
function claimText(claim: Claim, terminal: Terminal): string {
  const mark = listMark(claim);
  const width =
    terminal.width === undefined ? {} : { width: Math.max(NARROWEST, terminal.width - mark.length) };
  const below = ' '.repeat(mark.length);
  return mark + sentence(claim, { ...terminal, ...width }).replaceAll('\n', `\n${below}`);
}

function sentence({ text, state }: Pick<Claim, 'text' | 'state'>, terminal: Terminal): string {
  const isHeld = isProved(state);
  const mark = `[${stateText(state, english)}]`;
  const said = `${isHeld ? '' : `${mark} `}${untrusted(text.trim(), 'block').replaceAll('\t', '    ')}`;
  const bar = terminal.style('dim', '│');
  const rows = said.split('\n').map((one) => one.trimEnd());
  const room = terminal.width === undefined ? undefined : Math.max(1, terminal.width - 2);
  const shown = rows.flatMap((row) => (room === undefined ? [row] : wrap(row, room)));
  const isOne = shown.length === 1 && !OURS.test(text) && !holdsMark(text);
  const [first = '', ...more] = shown.map((row) => (isOne ? row : `${bar} ${row}`.trimEnd()));
  const marked = isHeld ? first : first.replace(mark, terminal.style('yellow', mark));
  return [marked, ...more].join('\n');
}

function stateMark(citation: Citation, terminal: Terminal): string {
  const isHeld = isProved(citation.state);
  return terminal.style(isHeld ? 'green' : 'yellow', `[${stateText(citation.state, english)}]`);
}

function quotedLines({ quote, startLine }: Citation, max: number): TellingLine[] {
  return quote
    .split('\n')
    .slice(0, max)
    .map((text, i) => ({ line: startLine + i, text, marks: [] }));
}

const moreRow = (more: number, terminal: Terminal): string[] =>
  more > 0 ? [terminal.style('dim', `       ⋮ ${more} more ${more === 1 ? 'line' : 'lines'}`)] : [];

const clipped = (text: string, used: number, { width }: Terminal): string =>
  width === undefined || width < NARROWEST ? text : clip(text, width - used);

/** Further lines stand behind a bar, as those of a claim do: a break in the right place forges nothing. */
const wrapped = (text: string, { width }: Terminal): string =>
  width === undefined || width < NARROWEST ? text : wrap(text, width - 2).join('\n│ ');

function footer(answer: Answer): string[] {
  const { route, coverage, usage } = answer;
  const cost =
    usage.calls === 0
      ? 'no model was called'
      : `${usage.calls} ${usage.calls === 1 ? 'call' : 'calls'}, ${usage.tokensIn} tokens in, ${usage.tokensOut} out${usage.cost === undefined ? '' : `, cost ${usage.cost.toFixed(4)}`}`;
  const rows = answer.table?.rows.map(({ citation }) => citation) ?? [];
  const claims = [...answer.claims.flatMap((claim) => claim.citations), ...rows];
  const proved = claims.filter(({ state }) => isProved(state)).length;
  const lines = [
    `Route: ${line(routeTitle(route.name, english))}, because ${line(routeReason(route.reason, english))}.`,
    ...otherRoutes(answer),
    `Citations: ${proved} of ${claims.length} checked against the files. Read ${coverage.read} of ${coverage.total} files; ${cost}.`,
  ];
  const limits = limitsText(coverage.limits, english);
  if (limits !== '') lines.push(`The question asks for ${line(limits)}.`);
  const shown = coverage.notRead.slice(0, MAX_NOT_READ);
  if (shown.length > 0) {
    const left = coverage.notRead.length - shown.length;
    const items = shown
      .map((one) => notReadText(one, english))
      .map(({ what, why }) => `${line(what)} (${line(why)})`)
      .join('; ');
    lines.push(`Not read: ${items}${left > 0 ? `; and ${left} more (--json lists all)` : ''}.`);
  }
  return lines;
}

/** How else the question could be answered, each with the option that asks for it. */
function otherRoutes({ route }: Answer): string[] {
  const fitting = route.alternatives.filter(({ estimate }) => estimate !== undefined);
  if (fitting.length === 0) return [];
  const items = fitting.map(
    ({ name, estimate }) => `--route ${line(routeWord(name))} (${routeEstimate(estimate!, english)})`,
  );
  return [`Or ask with ${items.join(' or ')}.`];
}
