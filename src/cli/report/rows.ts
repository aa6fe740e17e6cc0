/** What a written report tells beside its paragraphs, on a terminal. */
import type { Answer } from '../../host/types.ts';
import { gapText, missedHead, missedWhy, sizeText } from '../../present/report/written.ts';
import { english } from '../../present/say.ts';
import { clip } from '../columns.ts';
import { shown, type Terminal } from '../terminal.ts';

type WrittenReport = NonNullable<Answer['report']>;

const MOST_ROWS = 10;

/** What a report did not write, and what no section of it cites; empty for another answer. */
export function reportRows({ report }: Answer, terminal: Terminal): string[] {
  if (!report) return [];
  const gaps = report.sections.flatMap((section) => {
    const gap = gapText(section, english);
    return gap === undefined ? [] : [`  ${shown(section.title)}: ${gap}`];
  });
  const ids = report.sections.map(({ id }) => shown(id)).join(', ');
  return [
    ...(gaps.length > 0 ? [[terminal.style('bold', 'Sections with a gap'), ...gaps].join('\n')] : []),
    [
      terminal.style('bold', 'What no section cites'),
      `  ${missedHead(report, english)}`,
      ...missedRows(report, terminal, MOST_ROWS),
    ].join('\n'),
    `In depth: sightline report --write ${report.kind} --section ID, of ${ids}`,
  ];
}

/** Folders and places that no section cites, so many of them. */
export function missedRows({ missed }: WrittenReport, terminal: Terminal, most: number): string[] {
  const rows = [
    ...missed.folders.map(({ name, files, lines }) => `  ${shown(name)}  ${sizeText(files, lines, english)}`),
    ...missed.places.map(
      ({ kind, path, line }) =>
        `  ${shown(path)}${line === undefined ? '' : `:${line}`}  ${missedWhy(kind, english)}`,
    ),
  ];
  const left = rows.length - most;
  return [
    ...rows.slice(0, most).map((row) => (terminal.width === undefined ? row : clip(row, terminal.width))),
    ...(left > 0 ? [`  and ${left} more (--missed lists all)`] : []),
  ];
}
