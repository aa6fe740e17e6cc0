/** The report of how a repository is built, as text that fits a terminal. */
import type { ArchitectureReport, Listed } from '../../host/types.ts';
import { english } from '../../present/say.ts';
import { skipText } from '../../present/skips.ts';
import { untrusted } from '../../present/untrusted.ts';
import { clip, clipPath, columns, withinWidth } from '../columns.ts';
import type { Terminal } from '../terminal.ts';

const line = (text: string): string => untrusted(text, 'line');
const number = (value: number): string => value.toLocaleString('en');
/** Rows of lists that are told whole in a file. */
const MOST = { languages: 8, circle: 6, files: 8, uses: 3 } as const;

/** All sections, each with what a cut list leaves out. */
export function renderReport(label: string, report: ArchitectureReport, terminal: Terminal): string {
  const width = terminal.width ?? 80;
  const bold = (text: string): string => terminal.style('bold', text);
  const part = (title: string, rows: readonly string[], cut?: Listed<unknown>): string => {
    const left = cut ? cut.total - cut.items.length : 0;
    const more = left > 0 ? [`  and ${number(left)} more`] : [];
    return `${bold(title)}\n${[...rows, ...more].join('\n')}\n`;
  };
  const { entryPoints, central, cycles, hotSpots } = report;
  const text = [
    `${bold(`How ${line(label)} is built`)}\n${number(report.files)} files, ${number(report.lines)} lines. No model was asked.\n`,
    part('Languages (lines)', languageRows(report)),
    part('Map (lines; imports from other parts)', mapRows(report, width)),
    part(
      'Where it begins (modules reached; why it is listed)',
      rowsOr(
        entryPoints.items.map(
          (one) => `${figure(one.reaches)}  ${one.kind.padEnd(8)}  ${clipPath(at(one), width - 21)}`,
        ),
        '  None was found in what was read.',
      ),
      entryPoints,
    ),
    part(
      'What the rest stands on (modules that import it)',
      rowsOr(
        central.items.map((one) => `${figure(one.importedBy)}  ${clipPath(at(one), width - 11)}`),
        '  No module is imported by two others, as far as imports could be read.',
      ),
      central,
    ),
    part(
      'Names that are used most (mentions; defined once)',
      rowsOr(
        report.used.items.map((one) => {
          const name = `${figure(one.mentions)}  ${line(one.name)}  `;
          return `${name}${terminal.style('dim', clipPath(at(one), Math.max(12, width - columns(name))))}`;
        }),
        '  None was found in what was read.',
      ),
    ),
    part('Imports that go in circles', cycleRows(report), cycles),
    part('Large, and changed often (lines, commits)', hotRows(report), hotSpots),
    part('What this stands on', basisRows(report)),
  ].join('\n');
  return withinWidth(text, terminal.width);
}

const figure = (value: number): string => number(value).padStart(9);

const at = ({ path, line: of }: { readonly path: string; readonly line?: number }): string =>
  `${line(path)}${of === undefined ? '' : `:${of}`}`;

const rowsOr = (rows: readonly string[], none: string): readonly string[] =>
  rows.length > 0 ? rows : [none];

function languageRows({ languages }: ArchitectureReport): string[] {
  const left = languages.length - MOST.languages;
  return [
    ...languages
      .slice(0, MOST.languages)
      .map(({ name, files, lines }) => `${figure(lines)}  ${line(name)}, ${number(files)} files`),
    ...(left > 0 ? [`  and ${number(left)} more`] : []),
  ];
}

function mapRows({ map }: ArchitectureReport, width: number): string[] {
  return map.flatMap(({ name, lines, about, uses }) => {
    const most = uses.slice(0, MOST.uses).map((one) => `${line(one.name)} ${number(one.imports)}`);
    const more = uses.length > MOST.uses ? [`+${uses.length - MOST.uses}`] : [];
    const from = most.length > 0 ? `<- ${[...most, ...more].join(', ')}` : '';
    const below = ' '.repeat(13);
    return [
      `${figure(lines)}  ${clipPath(line(name), width - 11)}`,
      ...(about ? [`${below}${clip(line(about.text), width - below.length)}`] : []),
      ...(from === '' ? [] : [`${below}${clip(from, width - below.length)}`]),
    ];
  });
}

function cycleRows({ cycles, basis }: ArchitectureReport): readonly string[] {
  const rows = cycles.items.flatMap(({ modules, circle }) => {
    const left = circle.length - MOST.circle;
    return [
      `  ${number(modules)} modules are bound together. A shortest circle:`,
      ...circle
        .slice(0, MOST.circle)
        .map(({ from, line: of, to }) => `    ${at({ path: from, line: of })} -> ${line(to)}`),
      ...(left > 0 ? [`    and ${number(left)} more imports`] : []),
    ];
  });
  return rowsOr(rows, `  None among the ${number(basis.proved)} imports that name one module.`);
}

function hotRows({ hotSpots }: ArchitectureReport): readonly string[] {
  if (!hotSpots) return ['  Unknown: there is no git history to read.'];
  const rows = hotSpots.items.map(
    (one) => `${figure(one.lines)} ${number(one.commits).padStart(5)}  ${at(one)}`,
  );
  return [`  Of the newest ${number(hotSpots.commits)} commits that were read.`, ...rows];
}

function basisRows({ basis }: ArchitectureReport): string[] {
  const list = (items: readonly string[]): string =>
    [
      ...items.slice(0, MOST.files),
      ...(items.length > MOST.files ? [`+${items.length - MOST.files}`] : []),
    ].join(', ');
  const { damaged, skipped } = basis;
  return [
    `  Source files whose imports were read: ${number(basis.modules)}; without a grammar: ${number(basis.withoutGrammar)}.`,
    `  Imports that name one module here: ${number(basis.proved)}; unsure, and left out: ${number(basis.unsure)};`,
    `  nothing here: ${number(basis.outside)}.`,
    ...(damaged.length > 0 ? [`  Read in part: ${list(damaged.map(line))}`] : []),
    skipped.length > 0
      ? `  Not read: ${list(skipped.map(({ path, reason }) => `${line(path)} (${skipText(reason, english)})`))}`
      : '  No file was skipped.',
  ];
}
