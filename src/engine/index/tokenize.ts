import { stem } from './stem.ts';
import { CODE_WORDS, STOP_WORDS } from './stopWords.ts';
import { nextHash } from './wordTable.ts';

const MAX_WORD = 80;

/** Kinds of UTF-16 units. */
const NO_WORD = 0;
/** Letters, `_` and `$`. */
const LETTERS = 1;
const DIGITS = 2;
/** Ideographs, kana and hangul: no spaces between words. */
const DENSE = 3;
const UNKNOWN = 4;

/** The kind of each unit: of a page of 256 when one of it is first met, since to ask all of them takes a while. */
const UNIT_KIND = new Uint8Array(65_536).fill(UNKNOWN);

function kindOf(unit: number): number {
  const kind = UNIT_KIND[unit]!;
  return kind === UNKNOWN ? learnKind(unit) : kind;
}

function learnKind(unit: number): number {
  const page = unit & 0xff00;
  for (let one = page; one < page + 256; one++) UNIT_KIND[one] = findKind(one);
  return UNIT_KIND[unit]!;
}

function findKind(unit: number): number {
  if (unit >= 48 && unit <= 57) return DIGITS;
  if (unit < 128) return /[A-Za-z_$]/.test(String.fromCharCode(unit)) ? LETTERS : NO_WORD;
  const isDense =
    (unit >= 0x3040 && unit <= 0x30ff) ||
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xac00 && unit <= 0xd7af);
  if (isDense) return DENSE;
  return /\p{L}|\p{M}/u.test(String.fromCharCode(unit)) ? LETTERS : NO_WORD;
}

/** Two letters of scripts that put no blanks between words: each pair of them is a word. */
export const DENSE_SCRIPT = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}/;

/**
 * Calls `onWord` for each identifier, word or number of a text: the longest run of letters, digits, `_` and `$`.
 * Runs without spaces between words (Han, kana, hangul) are given as overlapping pairs.
 */
export function eachWord(text: string, onWord: (word: string, start: number) => void): void {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < units.length; at++) units[at] = text.charCodeAt(at);
  eachWordRange(units, 0, units.length, (start, end) => onWord(text.slice(start, end), start));
}

/** The same in some units of a text, giving where a word starts and ends, and its hash: indexing makes no string for a word. */
export function eachWordRange(
  units: Uint16Array,
  from: number,
  to: number,
  onWord: (start: number, end: number, hash: number) => void,
): void {
  let at = from;
  while (at < to) {
    const kind = kindOf(units[at]!);
    if (kind === NO_WORD) {
      at++;
      continue;
    }
    const start = at;
    if (kind === DENSE) {
      while (at < to && kindOf(units[at]!) === DENSE) at++;
      if (at - start === 1) onWord(start, at, nextHash(0, units[start]!));
      for (let i = start; i + 2 <= at; i++) onWord(i, i + 2, nextHash(nextHash(0, units[i]!), units[i + 1]!));
      continue;
    }
    let hash = 0;
    while (at < to) {
      const unit = units[at]!;
      const next = kindOf(unit);
      if (next === NO_WORD || next === DENSE) break;
      hash = nextHash(hash, unit);
      at++;
    }
    if (at - start <= MAX_WORD) onWord(start, at, hash);
  }
}

/**
 * The index terms of one word: the stemmed word, or for a compound identifier the whole (lower case, separators
 * dropped) and its stemmed parts. `HTTPServer2_retryCount` gives `httpserver2retrycount http server retri count`.
 * Words without content give nothing.
 */
export function termsOf(word: string): string[] {
  if (isDigest(word)) return [word.toLowerCase()];
  const parts = splitIdentifier(word);
  if (parts.length === 0) return [];
  if (parts.length === 1) {
    const term = partTerm(parts[0]!);
    return term === undefined ? [] : [term];
  }
  const whole = parts.join('');
  const terms = [whole];
  for (const part of parts) {
    const term = partTerm(part);
    if (term !== undefined && !terms.includes(term)) terms.push(term);
  }
  return terms;
}

/** Hashes and random identifiers: their parts mean nothing. */
function isDigest(word: string): boolean {
  if (word.length < 12) return false;
  const changes = word.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return changes >= 4 && changes * 5 >= word.length;
}

/** Lower-case parts of an identifier: at case changes, separators, and between letters and digits. */
export function splitIdentifier(word: string): string[] {
  // Most words are plain lower case: nothing to split.
  if (/^[a-z]+$/.test(word)) return [word];
  if (/^[\w$]+$/.test(word)) return splitAscii(word);
  const spaced = word
    .replace(/[_$]+/g, ' ')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2');
  return spaced
    .toLowerCase()
    .split(' ')
    .filter((part) => part !== '');
}

const [SEPARATOR, LOWER, UPPER, DIGIT] = [0, 1, 2, 3];

function asciiKind(unit: number): number {
  if (unit >= 97 && unit <= 122) return LOWER!;
  if (unit >= 65 && unit <= 90) return UPPER!;
  return unit >= 48 && unit <= 57 ? DIGIT! : SEPARATOR!;
}

/** The same for a word of ASCII, which nearly all are: one pass, without a pattern. */
function splitAscii(word: string): string[] {
  const lower = word.toLowerCase();
  const parts: string[] = [];
  let start = 0;
  let before = SEPARATOR;
  for (let at = 0; at <= word.length; at++) {
    const kind = at < word.length ? asciiKind(word.charCodeAt(at)) : SEPARATOR;
    // Letters stay together, save before the capital that begins the next word: `HTTPServer`.
    const isSame =
      kind === before ||
      (before === UPPER &&
        kind === LOWER &&
        (at - 2 < start || asciiKind(word.charCodeAt(at - 2)) !== UPPER));
    if (!isSame) {
      const end = before === UPPER && kind === LOWER ? at - 1 : at;
      if (before !== SEPARATOR && end > start) parts.push(lower.slice(start, end));
      start = before === SEPARATOR ? at : end;
    }
    before = kind;
  }
  return parts;
}

function partTerm(part: string): string | undefined {
  if (part.length < 2 && part.charCodeAt(0) < 128) return undefined;
  if (STOP_WORDS.has(part) || CODE_WORDS.has(part)) return undefined;
  return stem(part);
}

/** True when a word is written as an identifier: a case change inside, a separator, or a digit among letters. */
export function isIdentifierLike(word: string): boolean {
  return /[a-z\d][A-Z]|[A-Z]{2}[a-z]|\w_\w|^_+\w|[A-Za-z]\d|\$/.test(word);
}
