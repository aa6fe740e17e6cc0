import { numbersIn } from '../../answer/doubts/numbers.ts';
import { isProved } from '../../answer/verify.ts';
import { stem } from '../../index/stem.ts';
import { STOP_WORDS } from '../../index/stopWords.ts';
import type { Claim } from '../../types.ts';

/** Answers whose words are so much alike say the same, where they cite the same lines and the same numbers. */
const ALIKE = 0.5;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;

/** One answer as it is compared: its words, the lines that prove it, and its numbers. */
interface Compared {
  readonly words: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
  readonly numbers: string;
}

/** The answer that is most like all of them. */
export interface Medoid {
  readonly index: number;
  /** Answers that agree with it, itself counted. */
  readonly alike: number;
}

/**
 * The answer that the others resemble most, by words and proved citations; of equal ones that with more proved
 * citations, then the first. An answer without claims is one that declined. Costs no model call.
 * Source: medoid voting over permuted contexts (SWiM), without embeddings.
 */
export function medoidOf(answers: readonly (readonly Claim[])[]): Medoid {
  const compared = answers.map(compare);
  const scores = compared.map((one) => compared.reduce((sum, other) => sum + similarity(one, other), 0));
  let index = 0;
  for (const [at, score] of scores.entries()) {
    const isBetter = score > scores[index]! + Number.EPSILON;
    const isEqual = Math.abs(score - scores[index]!) <= Number.EPSILON;
    if (isBetter || (isEqual && compared[at]!.places.size > compared[index]!.places.size)) index = at;
  }
  return { index, alike: compared.filter((one) => isAlike(one, compared[index]!)).length };
}

/** True when two answers say the same from the same lines. */
export const agree = (a: readonly Claim[], b: readonly Claim[]): boolean => isAlike(compare(a), compare(b));

function compare(claims: readonly Claim[]): Compared {
  const text = claims.map((claim) => claim.text).join('\n');
  const words = (text.match(WORD) ?? []).map((word) => word.toLowerCase());
  const proved = claims.flatMap(({ citations }) => citations.filter(isProved));
  const numbers = new Set(numbersIn(text).map(({ value }) => value));
  return {
    words: new Set(words.filter((word) => !STOP_WORDS.has(word)).map(stem)),
    places: new Set(proved.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`)),
    numbers: [...numbers].sort((a, b) => a - b).join(),
  };
}

function isAlike(a: Compared, b: Compared): boolean {
  const isSamePlace = a.places.size === b.places.size && [...a.places].every((place) => b.places.has(place));
  return isSamePlace && a.numbers === b.numbers && cosine(a.words, b.words) >= ALIKE;
}

/** Words and places weigh the same, however many there are of each. */
const similarity = (a: Compared, b: Compared): number =>
  (cosine(a.words, b.words) + cosine(a.places, b.places)) / 2;

function cosine(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return a.size === b.size ? 1 : 0;
  let shared = 0;
  for (const one of a) if (b.has(one)) shared++;
  return shared / Math.sqrt(a.size * b.size);
}
