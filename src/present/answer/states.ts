/** The four states of a claim as icon and meaning, beside the word: a colour never stands alone. */
import type { Claim, ClaimState } from '../../engine/types.ts';
import { stateText } from '../states.ts';
import type { StringKey, Translate } from './strings.ts';

const LOOK = {
  verified: { icon: 'pass-filled', what: 'stateVerifiedWhat' },
  reanchored: { icon: 'debug-step-over', what: 'stateReanchoredWhat' },
  unproved: { icon: 'question', what: 'stateUnprovedWhat' },
  stale: { icon: 'history', what: 'stateStaleWhat' },
} as const satisfies Record<ClaimState, { icon: string; what: StringKey }>;

/** Name of the state's codicon. */
export function stateIcon(state: ClaimState): string {
  return LOOK[state].icon;
}

/** What the state means, in half a sentence. */
export function stateMeaning(state: ClaimState, t: Translate): string {
  return t(LOOK[state].what);
}

/** `2 verified, 1 unproved`: how many claims are in each state, best first. */
export function countStates(claims: readonly Claim[], t: Translate): string {
  return (['verified', 'reanchored', 'stale', 'unproved'] as const)
    .map((state) => ({ state, n: claims.filter((claim) => claim.state === state).length }))
    .filter(({ n }) => n > 0)
    .map(({ state, n }) => `${n} ${stateText(state, t.say)}`)
    .join(', ');
}

/** The state that all claims share, if they do. */
export function sharedState(claims: readonly Claim[]): ClaimState | undefined {
  const [first, ...others] = claims;
  return others.every(({ state }) => state === first?.state) ? first?.state : undefined;
}

/** `11 passages, verified` or `11 passages: 9 verified, 2 stale`: said once for all of them. */
export function passagesState(claims: readonly Claim[], t: Translate): string {
  const shared = sharedState(claims);
  const passages = t.plural('passages', claims.length);
  return shared ? `${passages}, ${stateText(shared, t.say)}` : `${passages}: ${countStates(claims, t)}`;
}
