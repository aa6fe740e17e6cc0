/** A function of many variables with its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

const MEMORY = 10;
const DECREASE = 1e-4;

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
  readonly rho: number;
}

/**
 * The place where a smooth convex function is least, from 0. Limited-memory BFGS with a backtracking line search (Nocedal
 * and Wright 2006, chapter 7). Ends after `rounds`, or when the value changes by less than `tolerance` of itself.
 */
export function minimise(objective: Objective, size: number, rounds = 120, tolerance = 1e-6): Float64Array {
  let x = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(x, gradient);
  const steps: Step[] = [];
  for (let round = 0; round < rounds; round++) {
    const direction = descend(gradient, steps);
    const slope = dot(direction, gradient);
    let length = round === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 30; tries++, length /= 2) {
      for (let i = 0; i < size; i++) next[i] = x[i]! + length * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + DECREASE * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const moved = next.map((one, i) => one - x[i]!);
    const turned = nextGradient.map((one, i) => one - gradient[i]!);
    const curvature = dot(moved, turned);
    if (curvature > 1e-12) steps.push({ moved, turned, rho: 1 / curvature });
    if (steps.length > MEMORY) steps.shift();
    const isDone = value - nextValue < tolerance * Math.abs(value);
    [x, gradient, value] = [next, nextGradient, nextValue];
    if (isDone) break;
  }
  return x;
}

/** The direction of the next step: the gradient, bent by what the steps before told of the curvature. */
function descend(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const { moved, turned, rho } of steps.toReversed()) {
    const share = rho * dot(moved, direction);
    shares.push(share);
    for (let i = 0; i < direction.length; i++) direction[i]! -= share * turned[i]!;
  }
  const last = steps.at(-1);
  if (last) {
    const scale = dot(last.moved, last.turned) / dot(last.turned, last.turned);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const { moved, turned, rho } of steps) {
    const share = shares.pop()! - rho * dot(turned, direction);
    for (let i = 0; i < direction.length; i++) direction[i]! += share * moved[i]!;
  }
  return direction;
}
