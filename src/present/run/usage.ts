import type { Usage } from '../../engine/types.ts';

export const NO_USAGE: Usage = { calls: 0, tokensIn: 0, tokensOut: 0 };

/** The sum of two usages. Money is known as soon as one part has a price. */
export function addUsage(a: Usage, b: Usage): Usage {
  const cost = a.cost === undefined && b.cost === undefined ? {} : { cost: (a.cost ?? 0) + (b.cost ?? 0) };
  return {
    calls: a.calls + b.calls,
    tokensIn: a.tokensIn + b.tokensIn,
    tokensOut: a.tokensOut + b.tokensOut,
    ...cost,
  };
}
