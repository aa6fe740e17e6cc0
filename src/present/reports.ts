/** Reports of the engine as Markdown documents. Everything in them that a repository or a machine says is untrusted. */
import type { IndexCounts } from '../engine/engine.ts';
import type { Outline } from '../engine/report/outline.ts';
import type { Notice, Passage, Problem, RouteReason } from '../engine/types.ts';
import { noticeText } from './notices.ts';
import { problemText } from './problems.ts';
import { cell, code, numbers, table as plainTable } from './report/parts.ts';
import { routeReason } from './routes.ts';
import type { Say } from './say.ts';
import { damageText, encodingText, notParsedText, recoveryText, skipText } from './skips.ts';
import { fenced } from './untrusted.ts';

/** How a report speaks: its words, and the language of its numbers and dates. */
export interface ReportWords {
  readonly say: Say;
  readonly locale: string;
}

/** How the index of one folder stands. */
export interface RootReport extends IndexCounts {
  readonly root: string;
  readonly state: 'waiting' | 'indexing' | 'ready' | 'failed' | 'unavailable';
  readonly problems: readonly Problem[];
}

/** What a question would send. */
export interface PreviewReport {
  readonly model?: { readonly id: string; readonly host: string };
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tokens: number;
  readonly redactions: number;
  readonly passages: readonly Passage[];
  readonly route: { readonly reason: RouteReason };
  readonly notices: readonly Notice[];
}

/** How the index stands, as Markdown: what was read, what was not, and why. */
export function statusMarkdown(
  { roots }: { readonly roots: readonly RootReport[] },
  words: ReportWords,
): string {
  const { say } = words;
  const title = `# ${say('Sightline index')}\n`;
  if (roots.length === 0) return `${title}\n${say('No folder is open.')}\n`;
  return [title, ...roots.map((root) => rootMarkdown(root, words))].join('\n');
}

function rootMarkdown(status: RootReport, { say, locale }: ReportWords): string {
  const number = numbers(locale);
  const { files, lines } = status;
  const rows = [
    [say('State'), stateText(status.state, say)],
    [say('Files seen'), number(files.seen)],
    [say('Files indexed'), number(files.indexed)],
    [say('Files skipped'), number(files.skipped.length)],
    [say('Lines covered'), say('{0} of {1}', number(lines.covered), number(lines.total))],
    [say('Chunks'), number(status.chunks)],
    [say('Symbols'), number(status.symbols)],
    [
      say('Stored'),
      status.savedAtMs === undefined ? say('not yet') : new Date(status.savedAtMs).toLocaleString(locale),
    ],
  ];
  const languages = Object.entries(status.languages).sort((a, b) => b[1] - a[1]);
  return [
    `## ${cell(status.root)}\n`,
    table(['', ''], rows),
    section(
      say('Problems'),
      status.problems.map((problem) => `- ${cell(problemText(problem, { say, door: 'editor' }))}`),
    ),
    section(
      say('Languages'),
      [
        table(
          [say('Language'), say('Files')],
          languages.map(([name, count]) => [cell(name), number(count)]),
        ),
      ],
      languages.length,
    ),
    section(
      say('Skipped'),
      [
        table(
          [say('File'), say('Reason'), ''],
          sourceFirst(files.skipped).map(({ path, reason, detail }) => [
            code(path),
            skipText(reason, say),
            cell(detail ?? ''),
          ]),
        ),
      ],
      files.skipped.length,
    ),
    ...notAsWritten(status, { say, locale }),
  ].join('\n');
}

/** In their order, but what is hidden by a dot comes last. */
function sourceFirst<T extends { readonly path: string }>(files: readonly T[]): T[] {
  const isHidden = ({ path }: T): boolean => /(?:^|\/)\./.test(path);
  return [...files.filter((one) => !isHidden(one)), ...files.filter(isHidden)];
}

/** Files that were read in another way than they were written. */
function notAsWritten(status: RootReport, { say, locale }: ReportWords): string[] {
  const number = numbers(locale);
  return [
    section(
      say('Kept as text'),
      [
        table(
          [say('File'), say('Reason')],
          sourceFirst(status.keptAsText).map(({ path, reason }) => [code(path), notParsedText(reason, say)]),
        ),
      ],
      status.keptAsText.length,
    ),
    section(
      say('Encoding guessed'),
      [
        table(
          [say('File'), say('Encoding')],
          sourceFirst(status.guessed).map(({ path, encoding }) => [
            code(path),
            cell(encodingText(encoding, say)),
          ]),
        ),
      ],
      status.guessed.length,
    ),
    section(
      say('Damaged: the grammar cannot read all of it'),
      [
        table(
          [say('File'), say('Lines'), say('From line'), ''],
          sourceFirst(status.damaged).map(({ path, damage }) => [
            code(path),
            number(damage.lines),
            number(damage.firstLine),
            cell(recoveryText(damage, say)),
          ]),
        ),
      ],
      status.damaged.length,
    ),
  ];
}

/** An outline as Markdown. Complete: nothing the engine gave is left out. */
export function outlineMarkdown(
  label: string,
  { kind, folders, files }: Outline,
  { say, locale }: ReportWords,
): string {
  const number = numbers(locale);
  const parts = [`# ${cell(label)}\n`];
  if (folders.length > 0)
    parts.push(
      table(
        [say('Folder'), say('Files'), say('Lines'), say('Languages')],
        folders.map(({ path, files: count, lines, languages }) => [
          code(`${path}/`),
          number(count),
          number(lines),
          cell(Object.keys(languages).join(', ')),
        ]),
      ),
    );
  for (const file of files) {
    const size = say(
      '{0}, {1} lines, {2} symbols',
      cell(file.language),
      number(file.lines),
      number(file.symbolCount),
    );
    parts.push(`\n## ${code(file.path)}\n\n${size}\n`);
    if (file.damage) parts.push(`${damageText(file.damage, say)}\n`);
    for (const { depth, signature, startLine, doc } of file.symbols)
      parts.push(
        `${'  '.repeat(depth)}- ${code(signature)} (${say('line {0}', startLine)})${doc === '' ? '' : `: ${cell(doc)}`}`,
      );
    const hidden = file.symbolCount - file.symbols.length;
    if (hidden > 0 && kind !== 'file')
      parts.push(`- ${say('and {0} more; open the outline of the file to see all', number(hidden))}`);
  }
  return `${parts.join('\n')}\n`;
}

/** What would leave this computer for a question, as Markdown. */
export function previewMarkdown(
  question: string,
  preview: PreviewReport,
  { say, locale }: ReportWords,
): string {
  const number = numbers(locale);
  const { model, messages, tokens, redactions, passages, route, notices } = preview;
  const isSent = model !== undefined && messages.length > 0;
  const head = isSent
    ? say(
        'Would be sent to **{0}**, model **{1}**: {2} tokens, {3} secrets replaced.',
        cell(model.host),
        cell(model.id),
        number(tokens),
        number(redactions),
      )
    : say('Nothing would leave this computer.');
  const reasons = [
    routeReason(route.reason, say),
    ...notices.map((notice) => noticeText(notice, { say, door: 'editor' })),
  ]
    .map((reason) => `- ${cell(reason)}`)
    .join('\n');
  const body = isSent
    ? messages.map(({ role, content }) => `## ${cell(role)}\n\n${fenced(content)}\n`)
    : passages.map(
        ({ path, startLine, endLine, text }) =>
          `## ${code(`${path}:${startLine}-${endLine}`)}\n\n${fenced(text)}\n`,
      );
  const title = say('What would be sent');
  return [`# ${title}\n\n> ${cell(question)}\n`, `${head}\n`, `${reasons}\n`, ...body].join('\n');
}

/** The state of an index in a word. */
function stateText(state: RootReport['state'], say: Say): string {
  const texts: Readonly<Record<RootReport['state'], string>> = {
    waiting: say('waiting'),
    indexing: say('indexing'),
    ready: say('ready'),
    failed: say('failed'),
    unavailable: say('unavailable'),
  };
  return texts[state];
}

/** A table, and the end of its last row. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `${plainTable(head, rows)}\n`;

function section(title: string, lines: readonly string[], count = lines.length): string {
  return count === 0 ? '' : `### ${title} (${count})\n\n${lines.join('\n')}\n`;
}
