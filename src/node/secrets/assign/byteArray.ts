/** Keys that are written byte by byte. */
import type { Span } from './reader.ts';

/** How far behind a name its list may open: a type, an operator, a call. */
const FURTHEST = 120;
/** Fewest bytes of a key. */
const FEWEST = 12;

const OPENING = /[[({]|<</g;
const BYTE =
  /\s{0,200}(?:\(byte\)\s{0,4}|&?(?:0[xX])?\s{0,1})?(?:0[xX][0-9a-fA-F]{1,2}|#[0-9a-fA-F]{2}|-?\d{1,3})(?:_?u8|U|i8)?(?=[\s,;)\]}>])\s{0,200},?(?:\s{0,20}\/\/[^\n]{0,80}\n)?/y;

/** The list of bytes that a name is given: `key = [18, 52, …]`, `byte[] key = { (byte) 0x12, … }`. */
export function byteArray(text: string, name: Span): Span[] {
  const window = text.slice(name.end, name.end + FURTHEST);
  const ahead = /^["'`]?(?:[^;"'`]|;[ \t]{0,2}\w{1,12}\])*/.exec(window)![0];
  if (!/[=:(,<]/.test(ahead)) return [];
  for (const opening of ahead.matchAll(OPENING)) {
    const list = listAt(text, name.end + opening.index + opening[0].length);
    if (list !== undefined) return [list];
  }
  return [];
}

function listAt(text: string, at: number): Span | undefined {
  const values: number[] = [];
  let [first, last] = [-1, -1];
  BYTE.lastIndex = at;
  for (let found = BYTE.exec(text); found !== null; found = BYTE.exec(text)) {
    const number = /(?:0[xX]|#)?-?[0-9a-fA-F]+/.exec(found[0].replace('(byte)', ''))![0];
    if (first < 0) first = found.index + found[0].search(/\S/);
    last = found.index + found[0].indexOf(number, found[0].search(/\S/)) + number.length;
    values.push(Number(number.replace('#', '0x')));
  }
  return isKey(values) ? { start: first, end: last } : undefined;
}

/** Drawn bytes are all over the range, hardly repeat and do not go up step by step. */
function isKey(values: readonly number[]): boolean {
  if (values.length < FEWEST || values.some((value) => value > 255 || value < -128)) return false;
  const different = new Set(values).size;
  const steps = values.filter(
    (value, index) => index > 0 && Math.abs(value - values[index - 1]!) <= 2,
  ).length;
  const range = Math.max(...values.slice(0, 10_000)) - Math.min(...values.slice(0, 10_000));
  return different >= Math.min(values.length, 100) * 0.6 && steps * 4 < values.length && range >= 120;
}
