import type { Columns, Layout, NameOf, Row } from './layout.ts';

/** One feature of a linear model: what is usual, how far it spreads, and what one spread more is worth. */
export type Weight = readonly [mean: number, deviation: number, weight: number];

/** A linear model by the names of its features. A feature without a weight counts nothing. */
export type LinearModel<Name extends string> = Readonly<Partial<Record<Name, Weight>>>;

/** Features further from what is usual than so many deviations count as if they were this far. */
const FURTHEST = 5;

const worth = (value: number, mean: number, deviation: number, weight: number): number =>
  weight * Math.max(-FURTHEST, Math.min(FURTHEST, (value - mean) / deviation));

/** A model as plain numbers, feature by feature: each is asked thousands of times for one question. */
interface Compiled {
  readonly layout: Columns<string>;
  readonly columns: Int32Array;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  readonly weights: Float64Array;
}

const compiled = new WeakMap<object, Compiled>();

function compile<Name extends string>(model: LinearModel<Name>, layout: Columns<Name>): Compiled {
  const known = compiled.get(model);
  if (known?.layout === layout) return known;
  const used = Object.entries<Weight | undefined>(model).flatMap(([name, weight]) =>
    weight ? [{ column: layout[name as Name], weight }] : [],
  );
  const made = {
    layout,
    columns: Int32Array.from(used, ({ column }) => column),
    means: Float64Array.from(used, ({ weight }) => weight[0]),
    deviations: Float64Array.from(used, ({ weight }) => weight[1]),
    weights: Float64Array.from(used, ({ weight }) => weight[2]),
  };
  compiled.set(model, made);
  return made;
}

/** What a model gives for a row of features: a number whose differences are logarithms of odds. */
export function linearValue<Name extends string>(
  model: LinearModel<Name>,
  layout: Columns<Name>,
  row: Row,
): number {
  const { columns, means, deviations, weights } = compile(model, layout);
  let sum = 0;
  for (let i = 0; i < columns.length; i++)
    sum += worth(row[columns[i]!]!, means[i]!, deviations[i]!, weights[i]!);
  return sum;
}

/** What each group of features adds to the value, measured from what is usual. Together they are the value. */
export function partsOf<Groups extends Readonly<Record<string, readonly string[]>>>(
  model: LinearModel<NameOf<Groups>>,
  { groups, columns }: Layout<Groups>,
  row: Row,
): Record<keyof Groups & string, number> {
  const parts = {} as Record<keyof Groups & string, number>;
  for (const group in groups) {
    let sum = 0;
    for (const name of groups[group] as readonly NameOf<Groups>[]) {
      const weight: Weight | undefined = model[name];
      if (weight) sum += worth(row[columns[name]]!, ...weight);
    }
    parts[group] = sum;
  }
  return parts;
}

/** Logarithms of the probabilities that values of a linear model stand for. */
export function logProbabilities(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const whole = most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
  return values.map((value) => value - whole);
}
