/** A report that a model wrote, as a Markdown document. All that the model and the repository say is untrusted. */
import type { Answer, Citation, Claim, WrittenReport } from '../../engine/types.ts';
import { doubtText } from '../answer/citations.ts';
import { inertBlock, inertLine } from '../answer/inertMarkdown.ts';
import { listMark } from '../answer/layout/pieces.ts';
import { anchored } from '../answer/permalink.ts';
import { noticeText } from '../notices.ts';
import type { ReportWords } from '../reports.ts';
import type { Say } from '../say.ts';
import { isProved, stateText } from '../states.ts';
import { cell, code } from './parts.ts';
import { deepestSections, gapText, missedHead, missedWhy, sizeText, usageOf } from './written.ts';

/** The report with a link to the lines below each paragraph, its gaps, and what no section cites. Empty where it is none. */
export function writtenMarkdown(
  answer: Answer,
  { say }: ReportWords,
  deep: ReadonlyMap<string, Answer> = new Map(),
): string {
  const { report, question, notices } = answer;
  const usage = usageOf({ answer, deep });
  if (!report) return '';
  const sections = deepestSections({ answer, deep }).flatMap(({ section, pieces }) => [
    `## ${cell(section.title)}`,
    ...pieces.map((piece) =>
      piece.type === 'heading'
        ? `${'#'.repeat(Math.min(6, piece.heading.level + 1))} ${inertLine(piece.heading.text)}`
        : paragraph(piece.claim, say),
    ),
    ...[gapText(section, say) ?? []].flat().map((text) => `*${text}*`),
  ]);
  return `${[
    `# ${inertLine(question)}`,
    say(
      'Written by a model from lines of the repository. Each paragraph names the lines that show it; what they do not show is marked.',
    ),
    ...sections,
    `## ${say('What no section cites')}`,
    ...missedParts(report, say),
    ...notices.map((notice) => `> ${cell(noticeText(notice, { say, door: 'cli' }))}`),
    say('Spent: calls {0}, tokens in {1}, out {2}.', usage.calls, usage.tokensIn, usage.tokensOut),
  ].join('\n\n')}\n`;
}

function paragraph(claim: Claim, say: Say): string {
  const { text, state, citations } = claim;
  const mark = isProved(state) ? '' : `**${stateText(state, say)}:** `;
  const doubt = doubtText(claim.doubts, say);
  const places = citations.filter((one) => isProved(one.state)).map(placeLink);
  const below = [...(doubt === '' ? [] : [cell(doubt)]), ...(places.length > 0 ? [places.join(', ')] : [])];
  const block = [`${mark}${inertBlock(text)}`, ...below].join('\n\n');
  // What belongs to an item of a list is indented as it is.
  const item = listMark(claim);
  return item + block.replace(/\n(?=[^\n])/g, `\n${' '.repeat(item.length)}`);
}

function placeLink(citation: Citation): string {
  const { path, startLine, endLine } = citation;
  const lines = endLine > startLine ? `${startLine}-${endLine}` : `${startLine}`;
  return `[${code(`${path}:${lines}`)}](${anchored(citation)})`;
}

function missedParts(report: WrittenReport, say: Say): string[] {
  const { folders, places } = report.missed;
  const list = [
    ...folders.map(({ name, files, lines }) => `- ${code(name)}: ${sizeText(files, lines, say)}`),
    ...places.map(({ kind, path, line }) => {
      const at = anchored({ path, startLine: line ?? 1, endLine: line ?? 1 });
      return `- [${code(line === undefined ? path : `${path}:${line}`)}](${line === undefined ? at.replace(/#.*$/, '') : at}): ${missedWhy(kind, say)}`;
    }),
  ];
  return [missedHead(report, say), ...(list.length > 0 ? [list.join('\n')] : [])];
}
