/** Values that are the rest of a line, or the lines below: `.env`, ini, properties, YAML, here-documents. */
import type { Reader, Span } from './reader.ts';
import type { Candidate } from './statement.ts';

/** What may stand before a name that begins its line: marks of lists, comments, diffs, and words that declare. */
const LINE_BEGIN =
  /^[ \t]*(?:\d{1,6}\|)?(?:(?:[-+*#>;|]{1,3}|\/\/+|\/\*+|<!--|--|REM)[ \t]*){0,3}(?:(?:export|set|setx|env|ENV|ARG|LABEL|local|declare(?: -x)?|readonly|SetEnv|setenv|Environment=|let|-e|-x|\?)[ \t]+){0,2}["'“]?\$?(?:env:|\{)?[\w.\-/ ]{0,60}$/;
const ASSIGN = /["'”}]?[ \t]{0,40}(?:=>|:=|\?=|[=:：＝](?![=>~]))[ \t]{0,40}/y;
/** What cannot be a value without quotes: the start of code, of a block, of a reference. */
const CODE =
  /^(?:[A-Za-z_$][\w$.]*(?:\(|\[|::|->)|[([{"'`<>|&*]|\$[({A-Za-z]|new |await |async |function\b|return\b|\.\.\.)|[;{(]$|=>|\)[;,]?$|\s(?:=|==|\|\||&&|\?|:|\+|if|then|do|and|or|is|the|to|of)\s/;
const COMMENT = /[ \t]+(?:#|\/\/|;|--|<!--).*$/;

/** The rest of the line as a value, where the name begins its line and no quote opens. */
export function lineValue(reader: Reader, name: Span): Candidate | undefined {
  const { text } = reader;
  ASSIGN.lastIndex = name.end;
  const assign = ASSIGN.exec(text);
  if (assign === null) return undefined;
  const prefix = reader.linePrefix(name.start);
  if (prefix === undefined || !LINE_BEGIN.test(prefix)) return undefined;
  const start = ASSIGN.lastIndex;
  const end = reader.lineEnd(start);
  const rest = text.slice(start, Math.min(end, start + 2_000));
  if (rest === '' || CODE.test(rest.slice(0, 300))) return undefined;
  const value = rest.replace(COMMENT, '').trimEnd();
  const last = end > start + 2_000 ? reader.runEnd(start + rest.length - 1, 'blank') : start + value.length;
  return { pieces: [{ start, end: last }], link: 'line', isQuoted: false };
}

const BLOCK =
  /["'”]?[ \t]{0,20}(?:[:=]|=>)[ \t]{0,20}(?:[|>][-+]?\d?|!!binary[ \t]\||[brRu]?("""|'''|`)\\?)?[ \t]{0,20}(?:#[^\n]{0,200})?\r?\n/y;
const BELOW =
  /([ \t]{0,200})(?:\d{1,6}\|[ \t]{0,80})?((?:-|\*)[ \t]{1,20})?(?:["']([^"'\r\n]{1,20000})["']|([^\r\n]{1,20000}))[ \t]{0,40},?\r?(?:\n|$)/y;
/** Lines below a name that are looked at. */
const MOST_BELOW = 80;

/** The deeper lines or the list below a name: YAML blocks and lists, folded values. */
export function valuesBelow(reader: Reader, name: Span): Candidate[] {
  const { text } = reader;
  BLOCK.lastIndex = name.end;
  const block = BLOCK.exec(text);
  if (block === null) return [];
  const prefix = reader.linePrefix(name.start);
  if (prefix === undefined) return [];
  const depth = /^[ \t]*/.exec(prefix)![0].length;
  const found: Candidate[] = [];
  for (let at = BLOCK.lastIndex, count = 0; count < MOST_BELOW; count++) {
    BELOW.lastIndex = at;
    const line = BELOW.exec(text);
    if (line === null) break;
    const isItem = line[2] !== undefined;
    if (block[1] === undefined && line[1]!.length < depth + (isItem ? 0 : 1)) break;
    const value = (line[3] ?? line[4]!).trimEnd();
    if (line[3] === undefined && /\s|[({;]/.test(value)) break;
    // A line with a name of its own is a matter for that name.
    if (line[3] === undefined && /^[\w."'-]{1,60}[ \t]*[:=](?:[ \t]|$)/.test(value)) break;
    const start = at + line[0].indexOf(value, line[1]!.length + (line[2]?.length ?? 0));
    found.push({
      pieces: [{ start, end: start + value.length }],
      link: 'direct',
      isQuoted: line[3] !== undefined,
    });
    at = BELOW.lastIndex;
  }
  return found;
}

const HERE = /[^\n]{0,80}<<[-~]?[ \t]?\\?["']?(\w{1,40})["']?[^\n]{0,40}\r?\n/y;
const MOST_HERE = 40;

/** The lines of a here-document that a name is given. */
export function valuesOfHereDocument(reader: Reader, name: Span): Candidate[] {
  const { text } = reader;
  HERE.lastIndex = name.end;
  const begin = HERE.exec(text);
  if (begin === null) return [];
  const found: Candidate[] = [];
  for (let at = HERE.lastIndex, count = 0; count < MOST_HERE && at < text.length; count++) {
    const end = reader.lineEnd(at);
    const line = text.slice(at, Math.min(end, at + 2_000));
    if (line.trim().startsWith(begin[1]!)) break;
    const value = line.trim();
    const start = at + line.indexOf(value);
    if (value !== '' && !/\s/.test(value))
      found.push({ pieces: [{ start, end: start + value.length }], link: 'direct', isQuoted: false });
    at = text.indexOf('\n', end) + 1 || text.length;
  }
  return found;
}

/** Shortest row that goes on in the next line. */
const SHORTEST_ROW = 24;

const ROW =
  /[ \t]{0,10}["'`]?[ \t]{0,10}(?:[+.&|\\]{0,2}|<>)[ \t]{0,10}(?:(?<=\\)|\\)?\r?\n[ \t]{0,200}(?:\d{1,6}\|[ \t]{0,80})?(?:[+>|])?[ \t]{0,80}(?:[+.&|])?[ \t]{0,40}["'`]?([A-Za-z0-9+/_-]{4,1000}={0,2})(?=["'`\\ \t,;+.)&}\]]{0,10}(?:\r?\n|$))/y;

/** The rows of base64 or hex that go on where a value ended with its line. Each is a range of its own. */
export function rowsBelow(text: string, { start, end }: Span): Span[] {
  const rows: Span[] = [];
  for (let at = end, length = end - start; ; ) {
    ROW.lastIndex = at;
    const row = ROW.exec(text);
    if (row === null) return rows;
    const value = row[1]!;
    // Only the last row is shorter than the others.
    const isContinued = /\\\r?\n/.test(row[0]);
    if (length < SHORTEST_ROW && !isContinued) return rows;
    if (value.length >= 16 ? /^[a-z_-]+$|^[A-Z_-]+$/.test(value) : !/[\d+/=A-Z]/.test(value)) return rows;
    const last = ROW.lastIndex;
    rows.push({ start: last - value.length, end: last });
    if (value.length < 16) return rows;
    at = last;
    length = value.length;
  }
}
