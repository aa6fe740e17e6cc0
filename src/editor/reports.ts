import * as vscode from 'vscode';
import { noticeText } from '../present/notices.ts';
import { problemText } from '../present/problems.ts';
import { routeReason } from '../present/routes.ts';
import { skipText } from '../present/skips.ts';
import type { IndexStatus, RootStatus } from '../protocol/data.ts';
import type { Outline, ResultOf } from '../protocol/requests.ts';
import { fenced } from './fence.ts';
import { say } from './strings.ts';

/** How the index stands, as Markdown: what was read, what was not, and why. Pure but for translations. */
export function statusMarkdown({ roots }: IndexStatus): string {
  const title = `# ${vscode.l10n.t('Sightline index')}\n`;
  if (roots.length === 0) return `${title}\n${vscode.l10n.t('No folder is open.')}\n`;
  return [title, ...roots.map(rootMarkdown)].join('\n');
}

function rootMarkdown(status: RootStatus): string {
  const { files, lines } = status;
  const rows = [
    [vscode.l10n.t('State'), stateText(status.state)],
    [vscode.l10n.t('Files seen'), number(files.seen)],
    [vscode.l10n.t('Files indexed'), number(files.indexed)],
    [vscode.l10n.t('Files skipped'), number(files.skipped.length)],
    [vscode.l10n.t('Lines covered'), vscode.l10n.t('{0} of {1}', number(lines.covered), number(lines.total))],
    [vscode.l10n.t('Chunks'), number(status.chunks)],
    [vscode.l10n.t('Symbols'), number(status.symbols)],
    [
      vscode.l10n.t('Stored'),
      status.savedAtMs === undefined
        ? vscode.l10n.t('not yet')
        : new Date(status.savedAtMs).toLocaleString(vscode.env.language),
    ],
  ];
  const languages = Object.entries(status.languages).sort((a, b) => b[1] - a[1]);
  return [
    `## ${cell(status.root)}\n`,
    table(['', ''], rows),
    section(
      vscode.l10n.t('Problems'),
      status.problems.map((problem) => `- ${cell(problemText(problem, { say, door: 'editor' }))}`),
    ),
    section(
      vscode.l10n.t('Languages'),
      [
        table(
          [vscode.l10n.t('Language'), vscode.l10n.t('Files')],
          languages.map(([name, count]) => [name, number(count)]),
        ),
      ],
      languages.length,
    ),
    section(
      vscode.l10n.t('Skipped'),
      [
        table(
          [vscode.l10n.t('File'), vscode.l10n.t('Reason'), ''],
          files.skipped.map(({ path, reason, detail }) => [
            code(path),
            skipText(reason, say),
            cell(detail ?? ''),
          ]),
        ),
      ],
      files.skipped.length,
    ),
    section(
      vscode.l10n.t('Kept as text'),
      [
        table(
          [vscode.l10n.t('File'), vscode.l10n.t('Reason')],
          status.keptAsText.map(({ path, reason }) => [code(path), textReason(reason)]),
        ),
      ],
      status.keptAsText.length,
    ),
  ].join('\n');
}

/** An outline as Markdown. Complete: nothing the engine gave is left out. Pure but for translations. */
export function outlineMarkdown(label: string, { kind, folders, files }: Outline): string {
  const parts = [`# ${cell(label)}\n`];
  if (folders.length > 0)
    parts.push(
      table(
        [vscode.l10n.t('Folder'), vscode.l10n.t('Files'), vscode.l10n.t('Lines'), vscode.l10n.t('Languages')],
        folders.map(({ path, files: count, lines, languages }) => [
          code(`${path}/`),
          number(count),
          number(lines),
          Object.keys(languages).join(', '),
        ]),
      ),
    );
  for (const file of files) {
    const size = vscode.l10n.t(
      '{0}, {1} lines, {2} symbols',
      file.language,
      number(file.lines),
      number(file.symbolCount),
    );
    parts.push(`\n## ${code(file.path)}\n\n${size}\n`);
    for (const { depth, signature, startLine, doc } of file.symbols)
      parts.push(
        `${'  '.repeat(depth)}- ${code(signature)} (${vscode.l10n.t('line {0}', startLine)})${doc === '' ? '' : `: ${cell(doc)}`}`,
      );
    const hidden = file.symbolCount - file.symbols.length;
    if (hidden > 0 && kind !== 'file')
      parts.push(
        `- ${vscode.l10n.t('and {0} more; open the outline of the file to see all', number(hidden))}`,
      );
  }
  return `${parts.join('\n')}\n`;
}

/** What would leave this computer for a question, as Markdown. Pure but for translations. */
export function previewMarkdown(question: string, preview: ResultOf<'sightline/preview'>): string {
  const { model, messages, tokens, redactions, passages, route, notices } = preview;
  const isSent = model !== undefined && messages.length > 0;
  const head = isSent
    ? vscode.l10n.t(
        'Would be sent to **{0}**, model **{1}**: {2} tokens, {3} secrets replaced.',
        cell(model.host),
        cell(model.id),
        number(tokens),
        number(redactions),
      )
    : vscode.l10n.t('Nothing would leave this computer.');
  const reasons = [
    routeReason(route.reason, say),
    ...notices.map((notice) => noticeText(notice, { say, door: 'editor' })),
  ]
    .map((reason) => `- ${cell(reason)}`)
    .join('\n');
  const body = isSent
    ? messages.map(({ role, content }) => `## ${role}\n\n${fenced(content)}\n`)
    : passages.map(
        ({ path, startLine, endLine, text }) =>
          `## ${code(`${path}:${startLine}-${endLine}`)}\n\n${fenced(text)}\n`,
      );
  const title = vscode.l10n.t('What would be sent');
  return [`# ${title}\n\n> ${cell(question)}\n`, `${head}\n`, `${reasons}\n`, ...body].join('\n');
}

/** The state of an index in a word. */
function stateText(state: RootStatus['state']): string {
  const texts: Readonly<Record<RootStatus['state'], string>> = {
    waiting: vscode.l10n.t('waiting'),
    indexing: vscode.l10n.t('indexing'),
    ready: vscode.l10n.t('ready'),
    failed: vscode.l10n.t('failed'),
    unavailable: vscode.l10n.t('unavailable'),
  };
  return texts[state];
}

/** Why a file that has a grammar is searched as plain text. */
function textReason(reason: RootStatus['keptAsText'][number]['reason']): string {
  const texts: Readonly<Record<typeof reason, string>> = {
    tooLarge: vscode.l10n.t('too large'),
    longLines: vscode.l10n.t('has very long lines'),
    parserTimeout: vscode.l10n.t('takes the parser too long'),
    parserCrash: vscode.l10n.t('breaks the parser'),
  };
  return texts[reason];
}

const number = (value: number): string => value.toLocaleString(vscode.env.language);
const cell = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .replace(/[<[\]!]/g, '\\$&')
    .trim();
const code = (text: string): string => `\`${text.replace(/[`\s]+/g, ' ').replaceAll('|', '\\|')}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
    .concat('\n');
}

function section(title: string, lines: readonly string[], count = lines.length): string {
  return count === 0 ? '' : `### ${title} (${count})\n\n${lines.join('\n')}\n`;
}
