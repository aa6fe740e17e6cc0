import type { Span } from '../types.ts';
import { isInsideWord } from './borders.ts';
import type { Folded, Said } from './fold.ts';
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

/** Where a quote is looked for. */
export interface Ground {
  readonly file: Folded;
  /** Lines of the file in which all places count; outside of them it counts whether there is none, one, or more. */
  readonly passage: Span;
  /** What else must hold for a place. */
  fits(place: Span): boolean;
}

/**
 * Where a quote stands in a file: whole lines in order, of which the first may begin and the last may end at a word
 * border within its line. One whole line of it must be telling. A part of a line must hold most of what the line says,
 * and nothing that it leaves out may turn that. All places in the passage; outside of it two of a kind are enough to
 * say that there are several, and so is more to look at than a fair quote has. Linear in the file.
 */
export function findQuote(quote: readonly string[], ground: Ground): Proof[] {
  return quote.length === 1 ? findLine(quote[0]!, ground) : findLines(quote, ground);
}

/** True when the characters of a quote are in the file, whatever they prove. */
export function holdsText(quote: readonly string[], { joined }: Folded): boolean {
  const text = quote.join('\n');
  return text.length <= MAX_PART_CHARS && joined.includes(text);
}

/** Places outside the passage that are told apart. */
const ENOUGH = 2;
/** Parts of lines outside the passage that are judged for one quote, and places in one line. */
const MAX_JUDGED = 500;
const MAX_IN_LINE = 100;

/** The places that were found, and whether more are worth looking for. */
class Places {
  readonly found: Proof[] = [];
  readonly #ground: Ground;
  #whole = 0;
  #wholeOutside = 0;
  #partOutside = 0;
  #judged = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** True when no place from this line on can change anything. */
  isEnough(line: number, canBeWhole: boolean): boolean {
    if (line <= this.#ground.passage.endLine) return false;
    return this.#wholeOutside >= ENOUGH || (!canBeWhole && this.#partOutside >= ENOUGH);
  }

  /** A place that needs no judgement but that whole lines are all there is to it. */
  addWhole(startLine: number, endLine: number): void {
    const isInside = this.#isInside(startLine, endLine);
    if ((!isInside && this.#wholeOutside >= ENOUGH) || !this.#ground.fits({ startLine, endLine })) return;
    this.#whole++;
    if (!isInside) this.#wholeOutside++;
    this.found.push({ startLine, endLine, isWhole: true });
  }

  addPart(startLine: number, endLine: number, proves: () => boolean): void {
    const isInside = this.#isInside(startLine, endLine);
    // Beside whole lines, and beside two others, one more part outside says nothing.
    if (!isInside && (this.#whole > 0 || this.#partOutside >= ENOUGH)) return;
    if (!this.#ground.fits({ startLine, endLine })) return;
    // So many that some may be what is meant: as good as several.
    const isTooMany = !isInside && ++this.#judged > MAX_JUDGED;
    if (!isTooMany && !proves()) return;
    if (!isInside) this.#partOutside++;
    this.found.push({ startLine, endLine, isWhole: false });
  }

  #isInside(startLine: number, endLine: number): boolean {
    const { passage } = this.#ground;
    return startLine >= passage.startLine && endLine <= passage.endLine;
  }
}

/** One line of a quote: at most one match for each line of the file. */
function findLine(quote: string, ground: Ground): Proof[] {
  const { texts, lines, joined, starts, ids, idOf } = ground.file;
  const places = new Places(ground);
  const whole = idOf.get(quote);
  if (quote.length > MAX_PART_CHARS) {
    for (const [i, id] of ids.entries()) if (id === whole) places.addWhole(lines[i]!, lines[i]!);
    return places.found;
  }
  const part = createPart(quote);
  let i = 0;
  for (let at = joined.indexOf(quote); at >= 0; at = joined.indexOf(quote, at)) {
    while (i + 1 < starts.length && starts[i + 1]! <= at) i++;
    const line = lines[i]!;
    if (places.isEnough(line, whole !== undefined)) break;
    const text = texts[i]!;
    if (ids[i] === whole) places.addWhole(line, line);
    else if (part.saysMost(i, ground.file))
      places.addPart(line, line, () => {
        const start = placeApart(text, quote);
        return start !== undefined && !isTurned(text, start, start + quote.length);
      });
    // The next line: more of the same in this one proves nothing else.
    at = starts[i]! + text.length;
  }
  return places.found;
}

/** Where a part first stands between word borders in its line. */
function placeApart(text: string, part: string): number | undefined {
  let at = text.indexOf(part);
  for (let tried = 0; at >= 0 && tried < MAX_IN_LINE; tried++) {
    if (!isInsideWord(text, at) && !isInsideWord(text, at + part.length)) return at;
    at = text.indexOf(part, at + 1);
  }
  return undefined;
}

/** Several lines of a quote. */
function findLines(quote: readonly string[], ground: Ground): Proof[] {
  const { texts, lines, ids, idOf } = ground.file;
  const places = new Places(ground);
  const first = quote[0]!;
  const last = quote.at(-1)!;
  const middle = quote.slice(1, -1).map((line) => idOf.get(line));
  if (middle.includes(undefined)) return [];
  const [head, tail] = [createPart(first), createPart(last)];
  const canBeWhole = idOf.has(first) && idOf.has(last);
  for (let i = 0; i + quote.length <= texts.length; i++) {
    const end = i + quote.length - 1;
    const [startLine, endLine] = [lines[i]!, lines[end]!];
    if (places.isEnough(startLine, canBeWhole)) break;
    if (!texts[i]!.endsWith(first) || !texts[end]!.startsWith(last)) continue;
    let k = 0;
    while (k < middle.length && ids[i + 1 + k] === middle[k]) k++;
    if (k < middle.length) continue;
    const isHead = texts[i]!.length === first.length;
    const isTail = texts[end]!.length === last.length;
    if (isHead && isTail) {
      if (saysEnough(quote)) places.addWhole(startLine, endLine);
      continue;
    }
    places.addPart(startLine, endLine, () => {
      const atHead = isHead ? 'whole' : head.judge(i, texts[i]!.length - first.length, ground.file);
      const atTail = isTail ? 'whole' : tail.judge(end, 0, ground.file);
      if (atHead === 'unfair' || atTail === 'unfair') return false;
      if (atHead === 'proves' || atTail === 'proves') return true;
      return saysEnough(quote.slice(isHead ? 0 : 1, isTail ? quote.length : -1));
    });
  }
  return places.found;
}

/** A text that is looked for as a part of a line; what it says is counted once. */
function createPart(part: string) {
  const said = weigh(part);
  const isSaying = said.words > 0 && isTelling(part);
  /** True for a part of a line that leaves out little: keywords, punctuation, or less than it holds. */
  const saysMost = (i: number, file: Folded): boolean => {
    if (!isSaying) return false;
    const all = saidBy(i, file);
    if (said.words === all.words) return true;
    if (said.words < 2) return false;
    return said.words >= MIN_PART_WORDS || said.chars >= all.chars * MIN_SHARE;
  };
  return {
    saysMost,
    /** What the part proves of its line, where other lines follow or lead: it proves it, or is punctuation, or neither. */
    judge(i: number, start: number, file: Folded): 'proves' | 'fair' | 'unfair' {
      const line = file.texts[i]!;
      const end = start + part.length;
      if (isInsideWord(line, start) || isInsideWord(line, end)) return 'unfair';
      if (saysMost(i, file) && !isTurned(line, start, end)) return 'proves';
      return said.words === 0 ? 'fair' : 'unfair';
    },
  };
}

function saidBy(i: number, { texts, ids, said }: Folded): Said {
  const id = ids[i]!;
  const known = said.get(id) ?? weigh(texts[i]!);
  said.set(id, known);
  return known;
}

function weigh(line: string): Said {
  const words = contentWords(line);
  return { words: words.length, chars: words.reduce((sum, word) => sum + word.length, 0) };
}
