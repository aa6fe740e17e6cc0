import { FIELDS } from '../../index/textIndex.ts';
import type { Asked } from './asked.ts';
import type { Counts } from './counts.ts';

/** What the words of a whole file say, whatever chunk they stand in. */
export const WORD_FEATURES = [
  'bm25f',
  'bm25fOfBest',
  'bm25fRare',
  'bm25fPlain',
  'bm25fByLength',
  'bmPath',
  'bmSymbol',
  'bmDoc',
  'bmBody',
  'bmBodyByLength',
  'covered',
  'coveredPath',
  'coveredSymbol',
  'coveredDoc',
  'coveredBody',
  'termsHeld',
  'holdsBest',
  'holdsBestThree',
  'holdsBestSix',
  'bestIsSymbol',
  'rarestHeld',
] as const;

export type WordFeatures = Record<(typeof WORD_FEATURES)[number], number>;

const SATURATION = 1.2;
/** How much a long file counts against its words in `bm25fByLength`. */
const LONG_B = 0.8;

/** The features, save `bm25fOfBest`, which needs all candidates. `length` is the file's, as a share of the average. */
export function wordFeatures(asked: Asked, counts: Counts, length: number): WordFeatures {
  const { fileBoost, fileBm25 } = asked.context.weights;
  const boosts = FIELDS.map((field) => fileBoost[field]);
  const norm = 1 - fileBm25.b + fileBm25.b * length;
  const longNorm = 1 - LONG_B + LONG_B * length;
  const made = Object.fromEntries(WORD_FEATURES.map((name) => [name, 0])) as WordFeatures;
  const count = asked.values.length;
  for (let i = 0; i < count; i++) {
    const uses = counts.byField.map((field) => field[i]!);
    const weighed = uses.reduce((sum, n, field) => sum + boosts[field]! * n, 0);
    if (weighed === 0) continue;
    const value = asked.values[i]!;
    const saturated = (weighed * (fileBm25.k + 1)) / (weighed + fileBm25.k * norm);
    made.bm25f += value * saturated;
    made.bm25fRare += asked.rareValues[i]! * saturated;
    made.bm25fPlain += asked.plainValues[i]! * saturated;
    made.bm25fByLength += (value * weighed * (fileBm25.k + 1)) / (weighed + fileBm25.k * longNorm);
    made.covered += value;
    made.termsHeld += 1 / count;
    made.rarestHeld = Math.max(made.rarestHeld, asked.rarity[i]!);
    const place = asked.places[i]!;
    if (place === 0) made.holdsBest = 1;
    if (place === 0 && uses[1]! > 0) made.bestIsSymbol = 1;
    if (place < 3) made.holdsBestThree += 1 / Math.min(3, count);
    if (place < 6) made.holdsBestSix += 1 / Math.min(6, count);
    const [path, symbol, doc, body] = uses.map((n) => (value * n * (SATURATION + 1)) / (n + SATURATION));
    made.bmPath += path!;
    made.bmSymbol += symbol!;
    made.bmDoc += doc!;
    made.bmBody += body!;
    if (uses[0]! > 0) made.coveredPath += value;
    if (uses[1]! > 0) made.coveredSymbol += value;
    if (uses[2]! > 0) made.coveredDoc += value;
    if (uses[3]! > 0) made.coveredBody += value;
    made.bmBodyByLength +=
      (value * uses[3]! * (SATURATION + 1)) / (uses[3]! + SATURATION * (0.25 + 0.75 * length));
  }
  return made;
}
