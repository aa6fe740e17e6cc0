/** Where words of an answer come from: the cited lines that hold them, and the words that none of those lines holds. */
import type { Citation, Claim } from '../../engine/types.ts';
import { isProved } from '../states.ts';
import { matchesIn, type TellingLine, type Wanted } from './telling.ts';

/** One cited line that holds selected words. */
export interface OriginLine extends TellingLine {
  /** The citation, narrowed to this line. */
  readonly citation: Citation;
}

export interface Origin {
  /** In the order of the citations; each holds a word that those before it do not, as far as there are such. */
  readonly lines: readonly OriginLine[];
  /** Cited lines with selected words that are not among `lines`. */
  readonly more: number;
  /** Selected words that no proved line holds, as they were written. */
  readonly absent: readonly string[];
  /** Lines that were looked at. Zero: nothing is proved, so nothing is known of the words. */
  readonly looked: number;
}

/** Selected words that are looked for: the first of them. */
const MAX_WORDS = 40;
const MAX_LINES = 6;
/** Cited lines that are looked at, and characters of each. */
const MAX_LOOKED = 5_000;
const MAX_LINE = 2_000;
/** Words of a sentence that say nothing of code. */
const SMALL = new Set(
  (
    'the and for are was were that this with from into onto not but its it is in on of to by as at an or be if then ' +
    'than when which who where what how does has have had can will would may each all any only also they them there ' +
    'here their so no yes der die das und ist ein eine mit von zu im in den dem des wird nicht'
  ).split(' '),
);

/**
 * Looks the words of a selection up in the lines that the claims cite, proved ones alone. Nothing is guessed: a line is
 * shown because it holds a word, and a word that is in no such line is told. Costs no model call; time is linear in the
 * cited lines, of which the first 5,000 are looked at.
 */
export function originOf(selected: string, claims: readonly Pick<Claim, 'citations'>[]): Origin {
  const words = wordsOf(selected);
  const wanted: Wanted[] = words.map((word) => ({ word: word.toLowerCase(), weight: 1 }));
  const lines = citedLines(claims);
  const held = lines.flatMap(({ citation, line, text }) => {
    const { found, marks } = matchesIn(text.slice(0, MAX_LINE), wanted);
    return found.size > 0 ? [{ citation, line, text, marks, found }] : [];
  });
  const seen = new Set(held.flatMap(({ found }) => [...found]));
  const chosen = mostTelling(held);
  return {
    lines: held
      .filter((one) => chosen.has(one))
      .map(({ citation, line, text, marks }) => ({ citation, line, text, marks })),
    more: held.length - chosen.size,
    absent: words.filter((_, at) => !seen.has(at)),
    looked: lines.length,
  };
}

/** The selected words that can be looked for, each once, in their order. */
function wordsOf(selected: string): string[] {
  const words = new Map<string, string>();
  for (const [word] of selected.matchAll(/[\p{L}\p{M}\p{N}_$]+/gu)) {
    const key = word.toLowerCase();
    const isSmall = /^[a-z]{1,2}$/.test(word) || SMALL.has(key);
    if (!isSmall && !words.has(key) && words.size < MAX_WORDS) words.set(key, word);
  }
  return [...words.values()];
}

interface CitedLine {
  readonly citation: Citation;
  readonly line: number;
  readonly text: string;
}

/** Every proved line of the claims once, as a citation of its own. */
function citedLines(claims: readonly Pick<Claim, 'citations'>[]): CitedLine[] {
  const lines = new Map<string, CitedLine>();
  for (const citation of claims.flatMap(({ citations }) => citations)) {
    if (!isProved(citation.state)) continue;
    for (const [i, raw] of citation.quote.split('\n').entries()) {
      if (lines.size >= MAX_LOOKED) return [...lines.values()];
      const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      const line = citation.startLine + i;
      const key = `${citation.root ?? ''}\n${citation.path}\n${line}`;
      const own = { ...citation, startLine: line, endLine: line, quote: text };
      if (!lines.has(key)) lines.set(key, { citation: own, line, text });
    }
  }
  return [...lines.values()];
}

/** A few lines that hold as many different words as they can; the one with the most new words first. */
function mostTelling<T extends { readonly found: ReadonlySet<number> }>(held: readonly T[]): ReadonlySet<T> {
  const chosen = new Set<T>();
  const shown = new Set<number>();
  while (chosen.size < MAX_LINES) {
    let next: T | undefined;
    let most = 0;
    for (const one of held) {
      if (chosen.has(one)) continue;
      // A line that holds many words tells more than several that hold one each, also when all were seen before.
      const news = [...one.found].reduce((sum, word) => sum + (shown.has(word) ? 0.1 : 1), 0);
      if (news > most) [next, most] = [one, news];
    }
    if (!next || (shown.size > 0 && most < 1)) break;
    chosen.add(next);
    for (const word of next.found) shown.add(word);
  }
  return chosen;
}
