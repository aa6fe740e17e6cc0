/** Which rules may be on, by what their labels show. */
import { type Label, type Standing, standingOf, wilsonLower } from './labels.ts';

/** The lower bound of the share of right findings that a rule needs to be on. */
export const LEAST = 0.8;

/**
 * Rules that are met too seldom to reach that bound, though they were looked for in many trees. What they look for is
 * wrong by the definition of the language or of its library, and no finding was wrong since they were last mended. They
 * are judged together.
 */
export const RARE: readonly string[] = [
  ...['absolute-hash', 'always-true-or-false', 'assert-tuple', 'assigned-nothing', 'bitwise-precedence'],
  ...['char-end-of-file', 'close-before-error-check', 'comma-in-word-array', 'compare-with-new'],
  ...['constant-assignment-in-condition', 'decimal-of-float', 'duplicate-condition'],
  ...['duplicate-method', 'empty-character-class', 'empty-if', 'erase-remove', 'exact-order', 'except-or'],
  ...['getter-without-value', 'loop-away-from-end', 'map-over-holes'],
  ...['memset-swapped', 'nan-comparison', 'random-to-zero', 'rethrow-loses-stack'],
  ...['return-from-init', 'self-comparison', 'shared-elements', 'thread-run', 'unsafe-function'],
  ...['unsafe-negation', 'unsafe-optional-chaining', 'waitgroup-add-inside'],
];

/** How the rare rules stand together. */
export function pooledStanding(labels: readonly Label[]): Standing {
  const standings = RARE.map((id) => standingOf(id, labels));
  const all = standings.reduce((sum, one) => sum + one.all, 0);
  const good = standings.reduce((sum, one) => sum + one.good, 0);
  return { all, good, lower: wilsonLower(good, all) };
}

/** Whether what is known of a rule lets it be on. */
export function mayBeOn(id: string, labels: readonly Label[]): boolean {
  const { all, good, lower } = standingOf(id, labels);
  return lower >= LEAST || (RARE.includes(id) && good === all);
}
