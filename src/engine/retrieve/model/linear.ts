/** One feature of a linear model: what is usual, how far it spreads, and what one spread more is worth. */
export type Weight = readonly [mean: number, deviation: number, weight: number];

/** A linear model by the names of its features. A feature without a weight counts nothing. */
export type LinearModel<Name extends string> = Readonly<Partial<Record<Name, Weight>>>;

/** Features further from what is usual than so many deviations count as if they were this far. */
const FURTHEST = 5;

function worth([mean, deviation, weight]: Weight, value: number): number {
  return weight * Math.max(-FURTHEST, Math.min(FURTHEST, (value - mean) / deviation));
}

/** The features of a model with their weights, as a list: each model is asked hundreds of times for one question. */
const listed = new WeakMap<object, readonly (readonly [name: string, weight: Weight])[]>();

function listOf<Name extends string>(model: LinearModel<Name>): readonly (readonly [Name, Weight])[] {
  let list = listed.get(model);
  if (!list) {
    list = Object.entries<Weight | undefined>(model).flatMap(([name, weight]) =>
      weight ? [[name, weight] as const] : [],
    );
    listed.set(model, list);
  }
  return list as readonly (readonly [Name, Weight])[];
}

/** What a model gives for some features: a number whose differences are logarithms of odds. */
export function linearValue<Name extends string>(
  model: LinearModel<Name>,
  features: Readonly<Record<Name, number>>,
): number {
  let sum = 0;
  for (const [name, weight] of listOf(model)) sum += worth(weight, features[name]);
  return sum;
}

/** What each group of features adds to the value, measured from what is usual. Together they are the value. */
export function partsOf<Group extends string, Name extends string>(
  model: LinearModel<Name>,
  features: Readonly<Record<Name, number>>,
  groups: Readonly<Record<Group, readonly Name[]>>,
): Record<Group, number> {
  const parts = {} as Record<Group, number>;
  for (const group of Object.keys(groups) as Group[]) {
    let sum = 0;
    for (const name of groups[group]) {
      const weight = model[name];
      if (weight) sum += worth(weight, features[name]);
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
