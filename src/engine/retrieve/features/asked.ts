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
  /** By the number of a term in the vocabulary: its number in the question plus 1, 0 for one that is not in it. */
  readonly numbers: Uint16Array;
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
    numbers: numbersOf(known.map(({ term }) => view.vocabulary.find(term))),
    byTerm: new Map(known.map(({ term }, i) => [term, i])),
  };
}

function numbersOf(terms: readonly number[]): Uint16Array {
  const numbers = new Uint16Array(Math.max(-1, ...terms) + 1);
  for (const [i, term] of terms.entries()) numbers[term] = i + 1;
  return numbers;
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

/** Terms as numbers of the vocabulary, of several names end to end: those of name `i` begin at `starts[i]`. */
export interface NumberedTerms {
  readonly starts: Uint32Array;
  readonly terms: Uint32Array;
}

/** `coverage` and `precision` of one of several names. */
export function reachOf(
  { numbers, values }: Asked,
  { starts, terms }: NumberedTerms,
  name: number,
): { readonly covered: number; readonly precise: number; readonly parts: number } {
  const parts = starts[name + 1]! - starts[name]!;
  let covered = 0;
  let held = 0;
  for (let i = starts[name]!; i < starts[name + 1]!; i++) {
    const number = numbers[terms[i]!] ?? 0;
    if (number === 0) continue;
    held++;
    covered += values[number - 1]!;
  }
  return { covered, precise: parts === 0 ? 0 : held / parts, parts };
}
