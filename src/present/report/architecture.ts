/** How a repository is built, as a Markdown document. Everything in it that the repository says is untrusted. */
import type { ArchitectureReport, EntryPoint, ImportEdge, Listed, MapFolder } from '../../engine/engine.ts';
import { anchored } from '../answer/permalink.ts';
import type { ReportWords } from '../reports.ts';
import type { Say } from '../say.ts';
import { skipText } from '../skips.ts';
import { cell, code, numbers, table } from './parts.ts';

/** Folders that a folder of the map uses, imports of a circle, and names of files, that are told. */
const TOLD = { uses: 4, circle: 8, files: 20 } as const;

/** The report with links to its places, relative to the folder that was looked at. Complete lists say so; cut ones say what is left. */
export function architectureMarkdown(
  label: string,
  report: ArchitectureReport,
  { say, locale }: ReportWords,
): string {
  const number = numbers(locale);
  const parts = { report, say, number };
  return `${[
    `# ${say('How {0} is built', cell(label))}`,
    say(
      '{0} files with {1} lines. Made from the index alone: no model was asked.',
      number(report.files),
      number(report.lines),
    ),
    sizeSection(parts),
    mapSection(parts),
    entrySection(parts),
    centralSection(parts),
    usedSection(parts),
    cycleSection(parts),
    hotSection(parts),
    basisSection(parts),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

interface Parts {
  readonly report: ArchitectureReport;
  readonly say: Say;
  readonly number: (value: number) => string;
}

/** A link to a file, or to a line of it. */
function place({ path, line }: { readonly path: string; readonly line?: number }): string {
  if (path.endsWith('/')) return code(path);
  const text = line === undefined ? path : `${path}:${line}`;
  const at = anchored({ path, startLine: line ?? 1, endLine: line ?? 1 });
  return `[${code(text)}](${line === undefined ? at.replace(/#.*$/, '') : at})`;
}

/** A section; what a cut list leaves out is said at its end. */
function section(
  { say, number }: Parts,
  title: string,
  lines: readonly string[],
  cut?: Listed<unknown>,
): string {
  const left = cut ? cut.total - cut.items.length : 0;
  const more = left > 0 ? [say('and {0} more', number(left))] : [];
  return [`## ${title}`, ...lines, ...more].join('\n\n');
}

function sizeSection(parts: Parts): string {
  const { report, say, number } = parts;
  const rows = (list: ArchitectureReport['languages']): string[][] =>
    list.map(({ name, files, lines }) => [cell(name), number(files), number(lines)]);
  return section(parts, say('Size'), [
    table([say('Language'), say('Files'), say('Lines')], rows(report.languages)),
    table([say('Kind of file'), say('Files'), say('Lines')], rows(report.roles)),
  ]);
}

function mapSection(parts: Parts): string {
  const { report, say, number } = parts;
  const row = ({ name, files, lines, languages, about, uses }: MapFolder): string[] => [
    code(name),
    number(files),
    number(lines),
    cell(languages.join(', ')),
    about ? `${cell(about.text)} (${place(about.place)})` : '',
    [
      ...uses.slice(0, TOLD.uses).map((one) => `${code(one.name)} ${number(one.imports)}`),
      ...(uses.length > TOLD.uses ? [`+${uses.length - TOLD.uses}`] : []),
    ].join(', '),
  ];
  return section(parts, say('Map'), [
    say('Each file is in exactly one row. The last column counts the imports that lead to other rows.'),
    table(
      [say('Folder'), say('Files'), say('Lines'), say('Languages'), say('About'), say('Imports from')],
      report.map.map(row),
    ),
  ]);
}

function entrySection(parts: Parts): string {
  const { report, say, number } = parts;
  const { entryPoints } = report;
  const why = ({ kind, name }: EntryPoint): string =>
    kind === 'manifest'
      ? say('named by {0}', cell(name ?? ''))
      : kind === 'root'
        ? say('nothing imports it')
        : say('where its language begins');
  const lines = entryPoints.items.map(
    (one) => `- ${place(one)}: ${why(one)}; ${say('reaches {0} modules', number(one.reaches))}`,
  );
  const none = say('None was found in what was read.');
  return section(parts, say('Where it begins'), [lines.length > 0 ? lines.join('\n') : none], entryPoints);
}

function centralSection(parts: Parts): string {
  const { report, say, number } = parts;
  const rows = report.central.items.map((one) => [place(one), number(one.importedBy), number(one.imports)]);
  const head = [say('Module'), say('Imported by'), say('Imports')];
  const body =
    rows.length > 0
      ? table(head, rows)
      : say('No module is imported by two others, as far as imports could be read.');
  return section(parts, say('What the rest stands on'), [body], report.central);
}

function usedSection(parts: Parts): string {
  const { report, say, number } = parts;
  const { items } = report.used;
  const rows = items.map((one) => [code(one.name), place(one), number(one.mentions)]);
  const basis = say(
    'Names that are defined once, by the pieces of code that mention them, tests among these.',
  );
  const head = [say('Name'), say('Place'), say('Mentions')];
  return section(parts, say('Names that are used most'), [
    basis,
    items.length > 0 ? table(head, rows) : say('None was found in what was read.'),
  ]);
}

function cycleSection(parts: Parts): string {
  const { report, say, number } = parts;
  const { cycles } = report;
  const step = ({ from, line, to }: ImportEdge): string =>
    `${place({ path: from, line })} → ${place({ path: to })}`;
  const one = ({ modules, circle }: (typeof cycles.items)[number]): string => {
    const shown = circle.slice(0, TOLD.circle).map(step);
    const left = circle.length - shown.length;
    return [
      `- ${say('{0} modules are bound together. A shortest circle:', number(modules))}`,
      ...shown.map((line) => `  - ${line}`),
      ...(left > 0 ? [`  - ${say('and {0} more imports', number(left))}`] : []),
    ].join('\n');
  };
  const none = say('None among the {0} imports that name one module.', number(report.basis.proved));
  const list = cycles.items.map(one).join('\n');
  const basis = say('Imports of types count as well; declarations of parts, as `mod` of Rust, do not.');
  return section(parts, say('Imports that go in circles'), [basis, cycles.total > 0 ? list : none], cycles);
}

function hotSection(parts: Parts): string {
  const { report, say, number } = parts;
  const { hotSpots } = report;
  const title = say('Large, and changed often');
  if (!hotSpots) return section(parts, title, [say('Unknown: there is no git history to read.')]);
  const rows = hotSpots.items.map((one) => [place(one), number(one.lines), number(one.commits)]);
  const head = [say('File'), say('Lines'), say('Commits')];
  const basis = say(
    'By lines times commits, of the newest {0} commits that were read.',
    number(hotSpots.commits),
  );
  const body =
    rows.length > 0 ? [basis, table(head, rows)] : [basis, say('No source file was changed twice.')];
  return section(parts, title, body, hotSpots);
}

function basisSection(parts: Parts): string {
  const { report, say, number } = parts;
  const { modules, proved, unsure, outside, withoutGrammar, damaged, skipped } = report.basis;
  const lines = [
    say(
      'Imports of {0} source files were read: {1} name one module here, {2} may mean something else and are no part of any figure, {3} name nothing here.',
      number(modules),
      number(proved),
      number(unsure),
      number(outside),
    ),
    ...(withoutGrammar > 0
      ? [
          say(
            '{0} source files have no grammar that read them: their imports are unknown.',
            number(withoutGrammar),
          ),
        ]
      : []),
    ...(damaged.length > 0
      ? [
          say(
            'Read in part, so that imports may be missing: {0}',
            told(damaged.map((path) => place({ path }))),
          ),
        ]
      : []),
    ...(skipped.length > 0
      ? [
          say(
            'Not read: {0}',
            told(skipped.map(({ path, reason }) => `${code(path)} (${skipText(reason, say)})`)),
          ),
        ]
      : [say('No file was skipped.')]),
  ];
  return section(parts, say('What this stands on'), [lines.map((line) => `- ${line}`).join('\n')]);
}

/** The first of a list, and how many are left. */
function told(items: readonly string[]): string {
  const left = items.length - TOLD.files;
  return [...items.slice(0, TOLD.files), ...(left > 0 ? [`+${left}`] : [])].join(', ');
}
