/** Tells text that was drawn at random from text that was written. */
import { WORD_TABLE } from './wordTable.ts';

const EDGE = 53;
const DIGIT = 52;
const BITS: readonly Float64Array[] = WORD_TABLE.map((row) =>
  Float64Array.from(row, (digit) => Number.parseInt(digit, 36) / 2),
);

/** Letters that are looked at: what is true of them is true of the rest of a longer text. */
const SAMPLE = 256;
const BITS_OF_DIGIT = Math.log2(10);
/** A mark that stands in words (`-`, `_`, `.`, `/`, a blank) is one of five; any other is one of thirty. */
const BITS_OF_JOINER = 2.3;
const BITS_OF_MARK = 5;

interface Tally {
  lower: number;
  upper: number;
  digits: number;
  beyondHex: boolean;
  readonly marks: Set<number>;
  bits: number;
}

/**
 * Bits by which a text is better explained as drawn at random from its own alphabet than as words: about 2.5 for each
 * random character, below 10 for nearly all names and words of any length. Above 0 means more likely random. Looks at
 * the first 256 characters.
 */
export function randomBits(text: string): number {
  const length = Math.min(text.length, SAMPLE);
  const tally: Tally = { lower: 0, upper: 0, digits: 0, beyondHex: false, marks: new Set(), bits: 0 };
  let before = EDGE;
  // Capitals alone are words in capitals: `ACCESS_DENIED` is read as `access_denied`.
  const plain = /[a-z]/.test(text) ? text : text.toLowerCase();
  for (let at = 0; at < length; at++) before = count(tally, before, plain.charCodeAt(at));
  return tally.bits + BITS[before]![EDGE]! - length * Math.log2(alphabetOf(tally));
}

function count(tally: Tally, before: number, code: number): number {
  const now = classOf(code);
  tally.bits += BITS[before]![now]!;
  if (now === DIGIT) {
    tally.digits++;
    tally.bits += BITS_OF_DIGIT;
  } else if (now < 26) {
    tally.lower++;
    tally.beyondHex ||= now > 5;
  } else if (now < DIGIT) {
    tally.upper++;
    tally.beyondHex ||= now > 31;
  } else {
    tally.marks.add(code);
    tally.bits += isJoiner(code) ? BITS_OF_JOINER : BITS_OF_MARK;
  }
  return now;
}

function classOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 39;
  return code >= 48 && code <= 57 ? DIGIT : EDGE;
}

const isJoiner = (code: number): boolean =>
  code === 45 || code === 95 || code === 46 || code === 47 || code === 32;

function alphabetOf({ lower, upper, digits, beyondHex, marks }: Tally): number {
  const isHex = !beyondHex && marks.size === 0 && (lower === 0 || upper === 0);
  if (isHex && lower + upper > 0) return 16;
  const letters = (lower > 0 ? 26 : 0) + (upper > 0 ? 26 : 0) + (digits > 0 ? 10 : 0);
  return Math.max(2, letters + (marks.size === 0 ? 0 : marks.size <= 3 ? marks.size + 1 : 16));
}

/** True where most characters follow from the one before: `abcdefgh`, `12345678`, `aaaa`, `0123456789abcdef`. */
export function isSequence(text: string): boolean {
  const length = Math.min(text.length, SAMPLE);
  let steps = 0;
  for (let at = 1; at < length; at++)
    if (Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1) steps++;
  return steps * 2 >= length;
}

/** How many different characters the first 256 of a text hold. */
export function varietyOf(text: string): number {
  return new Set(text.slice(0, SAMPLE)).size;
}
