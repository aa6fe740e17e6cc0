import type { ModelUsage } from '../ports.ts';
import type { Usage } from '../types.ts';

/** Counts what a run spends, and says before each request whether it fits. */
export interface Budget {
  /** True when a request of this size, with its whole output, fits what is left. */
  fits(tokensIn: number, maxOutputTokens: number): boolean;
  spend(usage: ModelUsage): void;
  usage(): Usage;
  readonly limitTokens: number;
}

/** A budget of `limitTokens` model tokens, input and output together. */
export function createBudget(limitTokens: number): Budget {
  let [calls, tokensIn, tokensOut] = [0, 0, 0];
  let cost: number | undefined;
  return {
    limitTokens,
    fits: (input, output) => tokensIn + tokensOut + input + output <= limitTokens,
    spend(usage) {
      calls += usage.calls;
      tokensIn += usage.tokensIn;
      tokensOut += usage.tokensOut;
      if (usage.cost !== undefined) cost = (cost ?? 0) + usage.cost;
    },
    usage: () => ({ calls, tokensIn, tokensOut, ...(cost === undefined ? {} : { cost }) }),
  };
}
