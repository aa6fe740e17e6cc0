import type { IndexStatus, RootStatus } from '../protocol/data.ts';
import type { Outline, ResultOf } from '../protocol/requests.ts';
import { fenced } from './fence.ts';

/** How the index stands, as Markdown: what was read, what was not, and why. Pure. */
export function statusMarkdown({ roots }: IndexStatus): string {
  if (roots.length === 0) return '# Sightline index\n\nNo folder is open.\n';
  return ['# Sightline index\n', ...roots.map(rootMarkdown)].join('\n');
}

function rootMarkdown(status: RootStatus): string {
  const { files, lines } = status;
  const rows = [
    ['State', status.state],
    ['Files seen', number(files.seen)],
    ['Files indexed', number(files.indexed)],
    ['Files skipped', number(files.skipped.length)],
    ['Lines covered', `${number(lines.covered)} of ${number(lines.total)}`],
    ['Chunks', number(status.chunks)],
    ['Symbols', number(status.symbols)],
    ['Stored', status.savedAtMs === undefined ? 'not yet' : new Date(status.savedAtMs).toLocaleString()],
  ];
  const languages = Object.entries(status.languages).sort((a, b) => b[1] - a[1]);
  return [
    `## ${cell(status.root)}\n`,
    table(['', ''], rows),
    section(
      'Problems',
      status.problems.map((problem) => `- ${cell(problem)}`),
    ),
    section(
      'Languages',
      [
        table(
          ['Language', 'Files'],
          languages.map(([name, count]) => [name, number(count)]),
        ),
      ],
      languages.length,
    ),
    section(
      'Skipped',
      [
        table(
          ['File', 'Reason', ''],
          files.skipped.map(({ path, reason, detail }) => [code(path), reason, detail ?? '']),
        ),
      ],
      files.skipped.length,
    ),
    section(
      'Kept as text',
      [
        table(
          ['File', 'Reason'],
          status.keptAsText.map(({ path, reason }) => [code(path), reason]),
        ),
      ],
      status.keptAsText.length,
    ),
  ].join('\n');
}

/** An outline as Markdown. Complete: nothing the engine gave is left out. Pure. */
export function outlineMarkdown(label: string, { kind, folders, files }: Outline): string {
  const parts = [`# ${cell(label)}\n`];
  if (folders.length > 0)
    parts.push(
      table(
        ['Folder', 'Files', 'Lines', 'Languages'],
        folders.map(({ path, files: count, lines, languages }) => [
          code(`${path}/`),
          number(count),
          number(lines),
          Object.keys(languages).join(', '),
        ]),
      ),
    );
  for (const file of files) {
    parts.push(
      `\n## ${code(file.path)}\n\n${file.language}, ${number(file.lines)} lines, ${number(file.symbolCount)} symbols\n`,
    );
    for (const { depth, signature, startLine, doc } of file.symbols)
      parts.push(
        `${'  '.repeat(depth)}- ${code(signature)} (line ${startLine})${doc === '' ? '' : `: ${cell(doc)}`}`,
      );
    const hidden = file.symbolCount - file.symbols.length;
    if (hidden > 0 && kind !== 'file')
      parts.push(`- and ${number(hidden)} more; open the outline of the file to see all`);
  }
  return `${parts.join('\n')}\n`;
}

/** What would leave this computer for a question, as Markdown. Pure. */
export function previewMarkdown(question: string, preview: ResultOf<'sightline/preview'>): string {
  const { model, messages, tokens, redactions, passages } = preview;
  const head = model
    ? `Would be sent to **${cell(model.host)}**, model **${cell(model.id)}**: ${number(tokens)} tokens, ${number(redactions)} secrets replaced.`
    : 'No model is set: nothing would leave this computer. These passages would be shown.';
  const body =
    messages.length > 0
      ? messages.map(({ role, content }) => `## ${role}\n\n${fenced(content)}\n`)
      : passages.map(
          ({ path, startLine, endLine, text }) =>
            `## ${code(`${path}:${startLine}-${endLine}`)}\n\n${fenced(text)}\n`,
        );
  return [`# What would be sent\n\n> ${cell(question)}\n`, `${head}\n`, ...body].join('\n');
}

const number = (value: number): string => value.toLocaleString('en-US');
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
