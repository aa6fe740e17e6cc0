import { asBytes, type RuleLevel } from './ignoreFile.ts';
import { foldCase, folderPattern, matchesPath } from './pattern.ts';
import type { RuleBudget } from './ruleBudget.ts';

/** Folders whose verdicts are kept for each level: a walk asks about one folder after the other. */
const KEPT = 10_000;

/** Decides paths by the rules of levels, within a budget. */
export class RuleMatcher {
  readonly #budget: RuleBudget;
  readonly #excluded = new WeakMap<RuleLevel, Map<string, boolean>>();

  constructor(budget: RuleBudget) {
    this.#budget = budget;
  }

  /** The strongest level that says anything about a path (folders end with `/`), and what it says. */
  first(
    levels: readonly RuleLevel[],
    path: string,
  ): { readonly ignored: boolean; readonly level: RuleLevel } | undefined {
    for (const level of levels) {
      const ignored = this.decide(level, path);
      if (ignored !== undefined) return { ignored, level };
    }
    return undefined;
  }

  /**
   * True: excluded, itself or with a folder above it, or not decided for want of time. False: let in by a negated
   * pattern. Undefined: no pattern matches.
   */
  decide(level: RuleLevel, path: string): boolean | undefined {
    if (this.#budget.isSpent()) return true;
    const near = nearPath(level, path);
    const isFolder = near.endsWith('/');
    const names = near.split('/');
    if (isFolder) names.pop();
    return this.#isInExcluded(level, names) || this.#last(level, names, isFolder);
  }

  #isInExcluded(level: RuleLevel, names: readonly string[]): boolean {
    if (names.length < 2) return false;
    const known = this.#excluded.get(level) ?? new Map<string, boolean>();
    if (known.size > KEPT) known.clear();
    this.#excluded.set(level, known);
    const above = names.slice(0, -1);
    const key = above.join('/');
    let isExcluded = known.get(key);
    if (isExcluded === undefined) {
      isExcluded = this.#isInExcluded(level, above) || this.#last(level, above, true) === true;
      known.set(key, isExcluded);
    }
    return isExcluded;
  }

  /** What the last line that matches says. */
  #last({ patterns }: RuleLevel, names: readonly string[], isFolder: boolean): boolean | undefined {
    const of = { isFolder, steps: this.#budget.steps };
    for (let at = patterns.length - 1; at >= 0; at--)
      if (matchesPath(patterns[at]!, names, of)) return !patterns[at]!.isNegated;
    return undefined;
  }
}

/** The level with one folder let in. */
export function liftedFor(level: RuleLevel, path: string): RuleLevel {
  return { ...level, patterns: [...level.patterns, folderPattern(nearPath(level, path))] };
}

function nearPath({ prepend, drop, ignoresCase }: RuleLevel, path: string): string {
  const bytes = asBytes(prepend + path.slice(drop));
  return ignoresCase ? foldCase(bytes) : bytes;
}
