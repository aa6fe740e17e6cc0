import type { RankContext } from '../evidence.ts';
import { worthOf } from '../terms.ts';

/** A question as the features see it: its known terms by number, what each is worth, and which come first. */
export interface Asked {
  readonly context: RankContext;
  /** Worth of each known term, as a share of all. */
  readonly values: Float64Array;
  /** The same with rare words counting more, and without the weights of the question. */
  readonly rareValues: Float64Array;
  readonly plainValues: Float64Array;
  /** Rarity of each term, as a share of the rarest. */
  readonly rarity: Float64Array;
  /** Place of each term when they are ordered by worth, from 0. */
  readonly places: Int32Array;
  /** Number of a term in the vocabulary -> its number in the question. */
  readonly numbers: ReadonlyMap<number, number>;
  /** Term -> its number in the question. */
  readonly byTerm: ReadonlyMap<string, number>;
}

/** Prepares a question. Costs one look-up for each of its terms. */
export function asAsked(context: RankContext): Asked {
  const { view, known } = context;
  const worth = known.map((term) => worthOf(view, term));
  const rarity = known.map(({ term }) => worthOf(view, { term, weight: 1 }));
  const rarest = Math.max(...rarity, 1e-9);
  const places = new Int32Array(known.length);
  const order = worth.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value || a.i - b.i);
  for (const [place, { i }] of order.entries()) places[i] = place;
  return {
    context,
    values: shares(worth),
    rareValues: shares(worth.map((value, i) => value * rarity[i]!)),
    plainValues: shares(rarity),
    rarity: Float64Array.from(rarity, (value) => value / rarest),
    places,
    numbers: new Map(known.map(({ term }, i) => [view.vocabulary.find(term)!, i])),
    byTerm: new Map(known.map(({ term }, i) => [term, i])),
  };
}

function shares(values: readonly number[]): Float64Array {
  const whole = Math.max(
    values.reduce((sum, value) => sum + value, 0),
    1e-9,
  );
  return Float64Array.from(values, (value) => value / whole);
}

/** The share of the question's worth that some terms hold, 0 to 1. */
export function coverage({ byTerm, values }: Asked, terms: readonly string[]): number {
  let sum = 0;
  for (const term of terms) {
    const number = byTerm.get(term);
    if (number !== undefined) sum += values[number]!;
  }
  return sum;
}

/** The share of some terms that the question holds, 0 to 1; 0 for none. */
export function precision({ byTerm }: Asked, terms: readonly string[]): number {
  return terms.length === 0 ? 0 : terms.filter((term) => byTerm.has(term)).length / terms.length;
}
