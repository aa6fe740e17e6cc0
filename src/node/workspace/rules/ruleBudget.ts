import type { Problem } from '../../../engine/types.ts';
import type { Steps } from './pattern.ts';

/** What the ignore files of one walk may cost together. */
export interface RuleLimits {
  readonly maxRules: number;
  readonly maxBytes: number;
  /** Steps of matching, about ten nanoseconds each: so many, and so many more for each path. */
  readonly maxSteps: number;
  readonly maxStepsPerPath: number;
}

/** Far beyond what people write: a path takes some six steps for each rule, and few have a thousand rules above them. */
const LIMITS: RuleLimits = {
  maxRules: 100_000,
  maxBytes: 10_000_000,
  maxSteps: 1_000_000_000,
  maxStepsPerPath: 10_000,
};

/** Counts what the rules of one walk cost, and what was not read or decided because of it. */
export class RuleBudget {
  readonly steps: Steps = { taken: 0 };
  readonly #limits: RuleLimits;
  #rules = 0;
  #bytes = 0;
  readonly #unread = { files: 0, rules: 0 };
  #decided = 0;
  #undecided = 0;

  constructor(limits: Partial<RuleLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Takes the rules of a file into account; false when there is no room for them, which is counted. */
  admits(rules: number, bytes: number): boolean {
    const { maxRules, maxBytes } = this.#limits;
    if (this.#rules + rules <= maxRules && this.#bytes + bytes <= maxBytes) {
      this.#rules += rules;
      this.#bytes += bytes;
      return true;
    }
    this.#unread.files++;
    this.#unread.rules += rules;
    return false;
  }

  /** Asked for each path: true once matching took all its steps. The path is counted then, and left out. */
  isSpent(): boolean {
    const { maxSteps, maxStepsPerPath } = this.#limits;
    if (this.steps.taken <= maxSteps + maxStepsPerPath * this.#decided++) return false;
    this.#undecided++;
    return true;
  }

  /** What was left out for want of room or time. */
  problems(): Problem[] {
    const problems: Problem[] = [];
    if (this.#unread.files > 0) problems.push({ kind: 'rulesCapped', ...this.#unread });
    if (this.#undecided > 0) problems.push({ kind: 'rulesTooSlow', paths: this.#undecided });
    return problems;
  }
}
