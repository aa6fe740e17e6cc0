import type { Lines } from '../parse/lines.ts';
import { visible } from '../prompts/visible.ts';
import type { Span } from '../types.ts';
import { contentWords, isTelling, UNSPACED } from './telling.ts';

/** The lines of a file in the form in which they are compared with quotes, blank ones left out. Made once for a file. */
export interface Folded {
  readonly texts: readonly string[];
  /** The line of the file (1-based) that each text is. */
  readonly lines: readonly number[];
  /** The texts, one a line. */
  readonly joined: string;
  /** Where each text starts in `joined`. */
  readonly starts: readonly number[];
}

/** Lines where a quote proves something; `isWhole` when it is nothing but whole lines. */
export interface Proof extends Span {
  readonly isWhole: boolean;
}

/** A longer quote is no quote of some lines. */
const MAX_QUOTE_LINES = 200;
const MAX_QUOTE_CHARS = 40_000;
/** A part of a line must hold at least this share of what the line says, or this much of a long line. */
const MIN_SHARE = 0.5;
const MIN_PART_WORDS = 8;
/** A longer line is looked for as a whole only: looking for parts costs the product of both lengths at worst. */
const MAX_PART_CHARS = 400;

/** Folds the lines of a file. */
export function foldLines(lines: Lines): Folded {
  const texts: string[] = [];
  const numbers: number[] = [];
  const starts: number[] = [];
  let at = 0;
  for (let line = 1; line <= lines.count; line++) {
    const text = fold(lines.text(line));
    if (text === '') continue;
    texts.push(text);
    numbers.push(line);
    starts.push(at);
    at += text.length + 1;
  }
  return { texts, lines: numbers, joined: texts.join('\n'), starts };
}

/**
 * The readings of a quote: as it is, and without the line numbers that stand before the lines in a prompt. Only numbers
 * of the passage are such: a file may hold others.
 */
export function quoteReadings(quote: string, { startLine, endLine }: Span): string[][] {
  if (quote.length > MAX_QUOTE_CHARS) return [];
  const raw = quote.split(/\r?\n/);
  if (raw.length > MAX_QUOTE_LINES) return [];
  const bare = raw.map((line) => {
    const [prefix, number] = /^[ \t]*(\d{1,9})[ \t]?(?:\||:(?=[ \t]|$))/.exec(line) ?? [];
    const isNumbered = prefix !== undefined && Number(number) >= startLine && Number(number) <= endLine;
    return isNumbered ? line.slice(prefix.length) : line;
  });
  const readings = [raw, ...(bare.some((line, i) => line !== raw[i]) ? [bare] : [])];
  return readings.map((lines) => lines.map(fold).filter((line) => line !== ''));
}

/** True when one line of a quote says something: less proves nothing wherever it stands. */
export const saysEnough = (quote: readonly string[]): boolean => quote.some(isTelling);

/**
 * Everywhere a quote stands in a file: whole lines in order, of which the first may begin and the last may end at a
 * word border within its line. One whole line of it must be telling; a quote that is part of one line must hold most
 * of what that line says.
 */
export function findQuote(quote: readonly string[], file: Folded): Proof[] {
  return quote.length === 1 ? findLine(quote[0]!, file) : findLines(quote, file);
}

/** True when the characters of a quote are in the file, whatever they prove. */
export function holdsText(quote: readonly string[], { joined }: Folded): boolean {
  const text = quote.join('\n');
  return text.length <= MAX_PART_CHARS && joined.includes(text);
}

/** One line of a quote: at most one match for each line of the file. */
function findLine(quote: string, { texts, lines, joined, starts }: Folded): Proof[] {
  const found: Proof[] = [];
  if (quote.length > MAX_PART_CHARS) {
    for (const [i, text] of texts.entries())
      if (text === quote) found.push({ startLine: lines[i]!, endLine: lines[i]!, isWhole: true });
    return found;
  }
  let i = 0;
  for (let at = joined.indexOf(quote); at >= 0; at = joined.indexOf(quote, at)) {
    while (i + 1 < starts.length && starts[i + 1]! <= at) i++;
    const text = texts[i]!;
    const isWhole = text.length === quote.length;
    const start = at - starts[i]!;
    const isApart = !isInsideWord(text, start) && !isInsideWord(text, start + quote.length);
    if (!isApart) {
      at++;
      continue;
    }
    if (isWhole || saysMost(quote, text)) found.push({ startLine: lines[i]!, endLine: lines[i]!, isWhole });
    // The next line: more of the same in this one proves nothing else.
    at = starts[i]! + text.length;
  }
  return found;
}

/** Several lines of a quote. */
function findLines(quote: readonly string[], { texts, lines }: Folded): Proof[] {
  const found: Proof[] = [];
  const first = quote[0]!;
  const last = quote.at(-1)!;
  for (let i = 0; i + quote.length <= texts.length; i++) {
    const head = texts[i]!;
    const tail = texts[i + quote.length - 1]!;
    if (!head.endsWith(first) || !tail.startsWith(last)) continue;
    if (isInsideWord(head, head.length - first.length) || isInsideWord(tail, last.length)) continue;
    let k = 1;
    while (k < quote.length - 1 && texts[i + k] === quote[k]) k++;
    if (k < quote.length - 1) continue;
    const isHead = head.length === first.length;
    const isTail = tail.length === last.length;
    const whole = quote.slice(isHead ? 0 : 1, isTail ? quote.length : -1);
    if (saysEnough(whole) || saysMost(first, head) || saysMost(last, tail))
      found.push({
        startLine: lines[i]!,
        endLine: lines[i + quote.length - 1]!,
        isWhole: isHead && isTail,
      });
  }
  return found;
}

/** True for a part of a line that leaves out little: keywords, punctuation, or less than it holds. */
function saysMost(part: string, line: string): boolean {
  const said = contentWords(part);
  const all = contentWords(line);
  if (said.length === 0 || !isTelling(part)) return false;
  if (said.length === all.length) return true;
  if (said.length < 2) return false;
  const size = (words: readonly string[]): number => words.reduce((sum, word) => sum + word.length, 0);
  return said.length >= MIN_PART_WORDS || size(said) >= size(all) * MIN_SHARE;
}

const WORD = /[\p{L}\p{M}\p{N}_$]/u;
/** What ties a word to the one before it, so that a part means something else: `a.b`, `!a`, `non-a`, `-1`, `@a`, `A::b`. */
const TIES = /[.!~@#\\-]|[\p{L}\p{M}\p{N}_$]\/|::|->/u;

/** True when a place in a line is not the border of a word, or lies within a chain of words that are one name. */
function isInsideWord(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const before = charBefore(text, at);
  const after = String.fromCodePoint(text.codePointAt(at)!);
  const isWord = WORD.test(before);
  if (WORD.test(after)) {
    if (isWord) return !UNSPACED.test(before) && !UNSPACED.test(after);
    return TIES.test(text.slice(Math.max(0, at - 2), at)) && /[.!~@#\\/:>-]/.test(before);
  }
  return isWord && /^(?:[./\\-]|::|->)[\p{L}\p{N}_$]/u.test(text.slice(at, at + 4));
}

function charBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return String.fromCodePoint(text.codePointAt(isLow ? at - 2 : at - 1)!);
}

/**
 * A line as it is compared: as a model is shown it, runs of blanks and tabs outside strings as one blank, none at its
 * ends. Blanks inside strings count; a no-break space is a character like others.
 */
function fold(line: string): string {
  const text = trimmed(visible(line));
  if (!/\t| {2}/.test(text)) return text;
  const open: Record<string, boolean> = { '"': true, "'": true, '`': true };
  let folded = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === ' ' || char === '\t') {
      folded += `${text.slice(from, at)} `;
      while (isBlank(text[at + 1])) at++;
      from = at + 1;
    } else if (open[char] && !(char === "'" && at > 0 && WORD.test(text[at - 1]!))) {
      const end = stringEnd(text, at);
      // Looked for once: further marks of this kind close nothing either.
      if (end === undefined) open[char] = false;
      else at = end;
    }
  }
  return folded + text.slice(from);
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/** Where the string that starts at a mark ends on its line. */
function stringEnd(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return undefined;
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}
