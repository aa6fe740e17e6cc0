import type { ClaimState } from '../engine/types.ts';
import type { Say } from './say.ts';

/** The state of a claim or citation, in one word. */
export function stateText(state: ClaimState, say: Say): string {
  switch (state) {
    case 'verified':
      return say('verified');
    case 'reanchored':
      return say('re-anchored');
    case 'unproved':
      return say('unproved');
    case 'stale':
      return say('stale');
  }
}

/** True where the quote stands in the file now, at its old place or a new one. */
export const isProved = (state: ClaimState): boolean => state === 'verified' || state === 'reanchored';
