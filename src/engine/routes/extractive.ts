import { passagesDraft } from '../run/context.ts';
import type { Route } from './route.ts';

const NOTHING = { calls: 0, tokensIn: 0, tokensOut: 0 };

/** Shows the passages that fit best as they stand, each checked. Costs no model calls. */
export const extractive: Route = {
  name: 'extractive',
  offer({ look, author }) {
    const kind =
      look.hits.length === 0 ? 'noWords' : look.clues ? 'clues' : author ? 'asTheyStand' : 'noModel';
    return { fits: true, reason: { kind, of: look.clues ?? [] }, estimate: NOTHING, rule: 'ask' };
  },
  // biome-ignore lint/correctness/useYield: there is nothing to wait for.
  async *run({ look }) {
    return passagesDraft(look, look.hits.length === 0 ? 'noMatch' : 'complete');
  },
};
