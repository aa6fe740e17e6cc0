import type { LinearModel, Weight } from '../../src/engine/retrieve/model/linear.ts';
import { minimise } from './lbfgs.ts';

/** Rows of which some are right; each row has as many numbers as there are names. */
export interface Group {
  readonly rows: Float32Array;
  readonly isRight: readonly boolean[];
}

/** Penalty on the square of each weight. */
const PENALTY = 3e-3;
const FURTHEST = 5;

/**
 * Fits a linear model so that the right rows of each group are the likely ones: softmax over the rows of a group, one
 * share of the likelihood for each right row (listwise; Cao et al. 2007). Groups count alike. A feature that is the same
 * in all rows, and one of `without`, gets no weight.
 */
export function fitLinear<Name extends string>(
  groups: readonly Group[],
  names: readonly Name[],
  without: ReadonlySet<string> = new Set(),
): LinearModel<Name> {
  const width = names.length;
  const total = groups.reduce((sum, { isRight }) => sum + isRight.length, 0);
  const all = new Float32Array(total * width);
  const starts = [0];
  for (const { rows, isRight } of groups) {
    all.set(rows, starts.at(-1)! * width);
    starts.push(starts.at(-1)! + isRight.length);
  }
  const usual = standardise(all, width, names, without);
  const right = groups.map(({ isRight }) => isRight.filter(Boolean).length);
  const values = new Float64Array(total);
  const found = minimise((weights, gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (const [g, { isRight }] of groups.entries()) {
      const from = starts[g]!;
      const to = starts[g + 1]!;
      let most = Number.NEGATIVE_INFINITY;
      for (let row = from; row < to; row++) {
        let value = 0;
        for (let i = 0; i < width; i++) value += all[row * width + i]! * weights[i]!;
        values[row] = value;
        most = Math.max(most, value);
      }
      let whole = 0;
      for (let row = from; row < to; row++) whole += Math.exp(values[row]! - most);
      for (let row = from; row < to; row++) {
        const wanted = isRight[row - from] ? 1 / right[g]! : 0;
        loss -= wanted * (values[row]! - most - Math.log(whole));
        const error = (Math.exp(values[row]! - most) / whole - wanted) / groups.length;
        for (let i = 0; i < width; i++) gradient[i]! += error * all[row * width + i]!;
      }
    }
    loss /= groups.length;
    for (let i = 0; i < width; i++) {
      loss += PENALTY * weights[i]! ** 2;
      gradient[i]! += 2 * PENALTY * weights[i]!;
    }
    return loss;
  }, width);
  const round = (value: number): number => Number(value.toPrecision(5));
  const model: Partial<Record<Name, Weight>> = {};
  for (const [i, name] of names.entries())
    if (usual[i]) model[name] = [round(usual[i][0]), round(usual[i][1]), round(found[i]!)];
  return model;
}

/** Puts each column at mean 0 and deviation 1, in place, cut at 5; a column that tells nothing becomes 0. */
function standardise(
  all: Float32Array,
  width: number,
  names: readonly string[],
  without: ReadonlySet<string>,
): (readonly [mean: number, deviation: number] | undefined)[] {
  const rows = all.length / width;
  return names.map((name, i) => {
    let mean = 0;
    for (let at = i; at < all.length; at += width) mean += all[at]! / rows;
    let square = 0;
    for (let at = i; at < all.length; at += width) square += (all[at]! - mean) ** 2 / rows;
    const deviation = Math.sqrt(square);
    const isUsed = deviation > 1e-9 && !without.has(name);
    for (let at = i; at < all.length; at += width)
      all[at] = isUsed ? Math.max(-FURTHEST, Math.min(FURTHEST, (all[at]! - mean) / deviation)) : 0;
    return isUsed ? [mean, deviation] : undefined;
  });
}
