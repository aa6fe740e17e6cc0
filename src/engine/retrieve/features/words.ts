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

const NO_WORDS = Object.fromEntries(WORD_FEATURES.map((name) => [name, 0])) as WordFeatures;

/** BM25 of one term in one field. */
const saturate = (value: number, count: number, norm = 1): number =>
  (value * count * (SATURATION + 1)) / (count + SATURATION * norm);

/** The features, save `bm25fOfBest`, which needs all candidates. `length` is the file's, as a share of the average. */
export function wordFeatures(asked: Asked, counts: Counts, length: number): WordFeatures {
  const { fileBoost, fileBm25 } = asked.context.weights;
  const [path, symbol, doc, body] = counts.byField as readonly [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const norm = 1 - fileBm25.b + fileBm25.b * length;
  const longNorm = 1 - LONG_B + LONG_B * length;
  const bodyNorm = 0.25 + 0.75 * length;
  const made = { ...NO_WORDS };
  const count = asked.values.length;
  for (let i = 0; i < count; i++) {
    const [inPath, inSymbol, inDoc, inBody] = [path[i]!, symbol[i]!, doc[i]!, body[i]!];
    const weighed =
      fileBoost.path * inPath + fileBoost.symbol * inSymbol + fileBoost.doc * inDoc + fileBoost.body * inBody;
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
    if (place === 0 && inSymbol > 0) made.bestIsSymbol = 1;
    if (place < 3) made.holdsBestThree += 1 / Math.min(3, count);
    if (place < 6) made.holdsBestSix += 1 / Math.min(6, count);
    made.bmPath += saturate(value, inPath);
    made.bmSymbol += saturate(value, inSymbol);
    made.bmDoc += saturate(value, inDoc);
    made.bmBody += saturate(value, inBody);
    made.bmBodyByLength += saturate(value, inBody, bodyNorm);
    if (inPath > 0) made.coveredPath += value;
    if (inSymbol > 0) made.coveredSymbol += value;
    if (inDoc > 0) made.coveredDoc += value;
    if (inBody > 0) made.coveredBody += value;
  }
  return made;
}
