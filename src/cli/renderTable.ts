import type { Table } from '../host/types.ts';
import { columnTitle, tableHead, unknownText } from '../present/answer/table.ts';
import { english } from '../present/say.ts';
import { isProved, stateText } from '../present/states.ts';
import { untrusted } from '../present/untrusted.ts';
import { clip, clipPath, columns } from './columns.ts';
import type { Terminal } from './terminal.ts';

/** Columns between two cells. */
const GAP = 2;
/** No column is made narrower, nor padded wider where the width is free. */
const LEAST = 6;
const MOST = 60;

const line = (text: string): string => untrusted(text, 'line');

/** One line of a table: its place first, since that is what a person goes to. */
interface Line {
  readonly path: string;
  readonly lines: string;
  readonly cells: readonly string[];
}

const INDENT = '  ';

/** A table for a person: the count, then group after group the rows, each on one line of the terminal. */
export function renderTable(table: Table, terminal: Terminal): string[] {
  const lines = table.rows.map(({ cells, citation }): Line => {
    const { path, root, startLine, state } = citation;
    const mark = isProved(state) ? '' : ` [${stateText(state, english)}]`;
    return {
      path: line(root ? `${root}/${path}` : path),
      lines: `:${startLine}${mark}`,
      cells: cells.map((cell) => (typeof cell === 'number' ? String(cell) : line(cell))),
    };
  });
  // A path may begin as lines of ours do: none of them is indented.
  const widths = widthsOf(table, lines, terminal.width && terminal.width - INDENT.length);
  const titles = ['Place', ...table.columns.map((column) => line(columnTitle(column, english)))];
  const head = INDENT + padded(titles, widths, table);
  const rows = lines.map((one) => INDENT + rowText(one, widths, table));
  return [
    terminal.style('bold', line(tableHead(table, english))),
    ...(rows.length > 0 ? [[terminal.style('dim', head), ...grouped(rows, table, terminal)].join('\n')] : []),
    ...(rows.length === 0 && table.groups ? [groupList(table.groups)] : []),
    ...(table.unknown ?? []).map(
      (one) => `${terminal.style('yellow', 'note:')} ${line(unknownText(one, english))}`,
    ),
  ];
}

type Groups = NonNullable<Table['groups']>;

/** Rows lie group after group, so the counts tell where each begins. */
function grouped(rows: readonly string[], { groups }: Table, terminal: Terminal): string[] {
  if (!groups) return [...rows];
  const shown: string[] = [];
  let at = 0;
  for (const { name, count } of groups) {
    if (at >= rows.length) break;
    shown.push(terminal.style('cyan', `${line(name)} (${count})`), ...rows.slice(at, at + count));
    at += count;
  }
  return shown;
}

function groupList(groups: Groups): string {
  const digits = Math.max(...groups.map(({ count }) => String(count).length), 1);
  return groups.map(({ name, count }) => `  ${String(count).padStart(digits)}  ${line(name)}`).join('\n');
}

/** Widths of the place and of each column: as wide as their cells, the widest made narrower until all fit. */
function widthsOf({ columns: all }: Table, lines: readonly Line[], width: number | undefined): number[] {
  const widths = [
    Math.max(5, ...lines.map(({ path, lines: at }) => columns(path) + at.length)),
    ...all.map((column, i) =>
      Math.max(
        columns(line(columnTitle(column, english))),
        ...lines.map(({ cells }) => Math.min(columns(cells[i] ?? ''), width ?? MOST)),
      ),
    ),
  ];
  const room = (width ?? Number.POSITIVE_INFINITY) - GAP * (widths.length - 1);
  let over = widths.reduce((sum, one) => sum + one, 0) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const next = Math.max(LEAST, ...widths.filter((_one, i) => i !== widest));
    const cut = Math.min(over, Math.max(1, widths[widest]! - next));
    if (widths[widest]! - cut < LEAST) break;
    widths[widest]! -= cut;
    over -= cut;
  }
  return widths;
}

function rowText({ path, lines, cells }: Line, widths: readonly number[], table: Table): string {
  const room = widths[0]!;
  const isFree = columns(path) + lines.length <= room;
  const place = isFree ? `${path}${lines}` : `${clipPath(path, Math.max(1, room - lines.length))}${lines}`;
  return padded([place, ...cells], widths, table);
}

/** Cells beside each other, numbers to the right; the last one is not padded. */
function padded(cells: readonly string[], widths: readonly number[], { columns: all }: Table): string {
  return cells
    .map((cell, i) => {
      const width = widths[i] ?? LEAST;
      const shown = i === 0 || columns(cell) <= width ? cell : clip(cell, width);
      const blanks = ' '.repeat(Math.max(0, width - columns(shown)));
      return all[i - 1]?.kind === 'number' ? `${blanks}${shown}` : `${shown}${blanks}`;
    })
    .join(' '.repeat(GAP))
    .trimEnd();
}
