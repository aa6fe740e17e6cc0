import type { Span } from '../types.ts';
import { isInsideWord } from './borders.ts';
import type { Folded } from './fold.ts';
import { contentWords, isTelling } from './telling.ts';
import { isTurned } from './turned.ts';

/** Lines where a quote proves something; `isWhole` when it is nothing but whole lines. */
export interface Proof extends Span {
  readonly isWhole: boolean;
}

/** A part of a line must hold at least this share of what the line says, or this much of a long line. */
const MIN_SHARE = 0.5;
const MIN_PART_WORDS = 8;
/** A longer line is looked for as a whole only: looking for parts costs the product of both lengths at worst. */
const MAX_PART_CHARS = 400;

/** True when one line of a quote says something: less proves nothing wherever it stands. */
export const saysEnough = (quote: readonly string[]): boolean => quote.some(isTelling);

/**
 * Everywhere a quote stands in a file: whole lines in order, of which the first may begin and the last may end at a
 * word border within its line. One whole line of it must be telling. A part of a line must hold most of what the line
 * says, and nothing that it leaves out may turn that.
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
    if (isWhole || provesPart(text, start, start + quote.length))
      found.push({ startLine: lines[i]!, endLine: lines[i]!, isWhole });
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
    const headFrom = head.length - first.length;
    if (!isHead && !isFairEnd(head, headFrom, head.length)) continue;
    if (!isTail && !isFairEnd(tail, 0, last.length)) continue;
    const whole = quote.slice(isHead ? 0 : 1, isTail ? quote.length : -1);
    if (saysEnough(whole) || provesPart(head, headFrom, head.length) || provesPart(tail, 0, last.length))
      found.push({
        startLine: lines[i]!,
        endLine: lines[i + quote.length - 1]!,
        isWhole: isHead && isTail,
      });
  }
  return found;
}

/** True for a part of a line that says most of it, and the same as it. */
function provesPart(line: string, start: number, end: number): boolean {
  return saysMost(line.slice(start, end), line) && !isTurned(line, start, end);
}

/** True for the part of a first or last line that other lines follow or lead: it proves its line, or is punctuation. */
function isFairEnd(line: string, start: number, end: number): boolean {
  return contentWords(line.slice(start, end)).length === 0 || provesPart(line, start, end);
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
