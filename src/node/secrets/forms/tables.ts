/** Tables with a column of secrets: CSV, Markdown, HTML, INSERT statements. */

import { createNameReader, type Meaning } from '../assign/names.ts';
import { isSecretValue } from '../assign/value.ts';
import type { Match } from '../match.ts';

const MARKS = [',', ';', '\t', '|'] as const;
/** Columns of a table that is read. */
const MOST_COLUMNS = 60;
/** Longest line of a table. */
const LONGEST_LINE = 4_000;

interface Cell {
  readonly start: number;
  readonly text: string;
}
interface Column {
  readonly index: number;
  readonly meaning: Meaning;
}

/** Finds the values of columns whose heading is a telling name. Linear: each line is cut once for each mark. */
export function findTableSecrets(text: string): Match[] {
  const meaningOf = createNameReader();
  return [
    ...MARKS.flatMap((mark) => inRows(text, mark, meaningOf)),
    ...inInserts(text, meaningOf),
    ...inCopies(text, meaningOf),
    ...inHtml(text, meaningOf),
  ];
}

type Reads = (name: string) => Meaning | undefined;

function inRows(text: string, mark: string, meaningOf: Reads): Match[] {
  const matches: Match[] = [];
  let columns: Column[] = [];
  let width = 0;
  if (!text.includes(mark)) return matches;
  for (let at = 0, found = text.indexOf(mark); at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    if (found >= 0 && found < at) found = text.indexOf(mark, at);
    const isRule = columns.length > 0 && RULE.test(text.slice(at, Math.min(end, at + 400)));
    if (!isRule) {
      const cells =
        found >= 0 && found < end && end - at <= LONGEST_LINE ? cellsOf(text.slice(at, end), at, mark) : [];
      if (columns.length > 0 && cells.length === width) matches.push(...secretsOf(cells, columns));
      else {
        columns = headingsOf(cells, meaningOf);
        width = cells.length;
      }
    }
    // Between tables of this mark there is nothing to see.
    at = columns.length === 0 && found >= end ? startOfLine(text, found) : end + 1;
    if (found < 0 && columns.length === 0) break;
  }
  return matches;
}

/** A line that parts the heading of a table from its rows. */
const RULE = /^[ \t]*[|+]?[-+:|= \t]{3,}[ \t\r]*$/;

const startOfLine = (text: string, at: number): number => text.lastIndexOf('\n', at) + 1;

/** A short name, perhaps with a remark: `Password (prod)`. */
const HEADING = /^[\p{L}\w ./#-]{0,40}(?:\([^()]{0,20}\))?$/u;

/** Columns of a heading: short names in every cell, some of which tell. */
function headingsOf(cells: readonly Cell[], meaningOf: Reads): Column[] {
  if (cells.filter(({ text }) => text !== '').length < 2 || cells.some(({ text }) => !HEADING.test(text)))
    return [];
  return cells.flatMap(({ text }, index) => {
    const meaning = text === '' ? undefined : meaningOf(text.replaceAll(' ', '_'));
    return meaning === undefined || meaning.strength === 'call' ? [] : [{ index, meaning }];
  });
}

function secretsOf(cells: readonly Cell[], columns: readonly Column[]): Match[] {
  return columns.flatMap(({ index, meaning: { strength, kind } }) => {
    const cell = cells[index];
    if (cell === undefined || !isSecretValue(cell.text, { strength, link: 'direct', isQuoted: true }))
      return [];
    return [{ start: cell.start, end: cell.start + cell.text.length, kind }];
  });
}

/** The cells of a line, without the quotes, marks and blanks around them. Quoted cells may hold the mark. */
function cellsOf(line: string, from: number, mark: string): Cell[] {
  const cells: Cell[] = [];
  for (let at = 0; at <= line.length && cells.length < MOST_COLUMNS; ) {
    const isQuoted = line[at] === '"' || line[at] === "'";
    const close = isQuoted ? line.indexOf(line.charAt(at) + mark, at + 1) : -1;
    const found =
      close >= 0
        ? close + 1
        : line.indexOf(mark, isQuoted && line.endsWith(line.charAt(at)) ? line.length : at);
    const end = found < 0 ? line.length : found;
    const whole = line.slice(at, end);
    const text = whole.replace(/^[\s"'`*]+|[\s"'`*\r]+$/g, '');
    cells.push({ start: from + at + whole.indexOf(text), text });
    at = end + 1;
  }
  return cells;
}

const INSERT =
  /\b(?:INSERT|REPLACE)[ \t]{1,4}(?:IGNORE[ \t]{1,4})?INTO[ \t]{1,4}[`"[\]\w.]{1,120}[ \t\r\n]{0,8}\(([^()]{1,2000})\)[ \t\r\n]{0,8}VALUES[ \t\r\n]{0,8}(?=\()/gi;
const COPY =
  /\bCOPY[ \t]{1,4}[`"[\]\w.]{1,120}[ \t]{0,4}\(([^()]{1,2000})\)[ \t]{1,4}FROM[ \t]{1,4}stdin[^\n]{0,200}\n/gi;

/** The rows that a dump of PostgreSQL holds as text. */
function inCopies(text: string, meaningOf: Reads): Match[] {
  const matches: Match[] = [];
  for (const copy of text.matchAll(COPY)) {
    const columns = headingsOf(namesIn(copy[1]!), meaningOf);
    for (let at = copy.index + copy[0].length; columns.length > 0 && at < text.length; ) {
      const next = text.indexOf('\n', at);
      const end = next < 0 ? text.length : next;
      const line = text.slice(at, Math.min(end, at + LONGEST_LINE));
      if (/^\\\.|^\s*$/.test(line)) break;
      matches.push(...secretsOf(cellsOf(line, at, '\t'), columns));
      at = end + 1;
    }
  }
  return matches;
}

const namesIn = (text: string): Cell[] =>
  text.split(',').map((name, index) => ({ start: index, text: name.replace(/[\s`"[\]]/g, '') }));

const SPACE = /[ \t\r\n]{0,40}/y;
/** One value of a row: a string, a call, or a bare word, and the mark behind it. */
const VALUE =
  /[ \t\r\n]{0,40}(?:[NEX]?'((?:[^'\\]|\\.|''){0,4000})'(?!')|"((?:[^"\\]|\\.){0,4000})"|(\w{0,40}\([^()]{0,200}\)|[^,'"()]{1,200}))[ \t\r\n]{0,40}([,)])/y;

function inInserts(text: string, meaningOf: Reads): Match[] {
  const matches: Match[] = [];
  for (const insert of text.matchAll(INSERT)) {
    const columns = headingsOf(namesIn(insert[1]!), meaningOf);
    if (columns.length === 0) continue;
    for (let at = insert.index + insert[0].length; ; ) {
      const row = insertedRow(text, at);
      if (row === undefined) break;
      matches.push(...secretsOf(row.cells, columns));
      SPACE.lastIndex = row.end;
      at = row.end + SPACE.exec(text)![0].length;
      if (text.charAt(at) !== ',') break;
      SPACE.lastIndex = at + 1;
      at += 1 + SPACE.exec(text)![0].length;
    }
  }
  return matches;
}

/** The values between the parentheses that open at a position. */
function insertedRow(text: string, at: number): { readonly cells: Cell[]; readonly end: number } | undefined {
  if (text.charAt(at) !== '(') return undefined;
  const cells: Cell[] = [];
  VALUE.lastIndex = at + 1;
  for (let value = VALUE.exec(text); value !== null; value = VALUE.exec(text)) {
    const inner = value[1] ?? value[2] ?? value[3]!.trim();
    cells.push({ start: value.index + value[0].indexOf(inner), text: inner });
    if (value[4] === ')') return { cells, end: VALUE.lastIndex };
  }
  return undefined;
}

/** Longest row of an HTML table that is read. */
const LONGEST_ROW = 4_000;
const HTML_CELL = /<t[hd]\b[^>]{0,200}>([^<>]{0,400})/gi;

function inHtml(text: string, meaningOf: Reads): Match[] {
  const matches: Match[] = [];
  let columns: Column[] = [];
  for (let from = text.indexOf('<tr'); from >= 0; ) {
    const end = text.indexOf('</tr', from);
    if (end < 0) break;
    const row = end - from > LONGEST_ROW ? '' : text.slice(from, end);
    const cells = [...row.matchAll(HTML_CELL)].map((cell) => {
      const inner = cell[1]!.trim();
      return {
        start: from + cell.index + cell[0].length - cell[1]!.length + cell[1]!.indexOf(inner),
        text: inner,
      };
    });
    const headings = headingsOf(cells, meaningOf);
    if (headings.length > 0) columns = headings;
    else matches.push(...secretsOf(cells, columns));
    from = text.indexOf('<tr', end);
  }
  return matches;
}
