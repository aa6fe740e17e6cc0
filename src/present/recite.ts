import type { Answer, Citation, ClaimState } from '../engine/types.ts';

/** What the citation at `index` of the claim numbered `claim` is now. */
export interface Recited {
  readonly claim: number;
  readonly index: number;
  readonly citation: Citation;
}

/** A claim is as good as its best citation; without one it is unproved. */
function claimState(citations: readonly Citation[]): ClaimState {
  for (const state of ['verified', 'reanchored', 'stale'] as const)
    if (citations.some((citation) => citation.state === state)) return state;
  return 'unproved';
}

/**
 * The answer with citations as they are now, the last where one changed twice; the state of a claim follows from them.
 * Places that do not exist are passed over, and claims in which nothing changed stay the same objects.
 */
export function recite(answer: Answer, changes: readonly Recited[]): Answer {
  const claims = answer.claims.map((claim, at) => {
    const own = changes.filter((change) => change.claim === at && change.index < claim.citations.length);
    if (own.length === 0) return claim;
    const citations = claim.citations.map(
      (citation, index) => own.findLast((change) => change.index === index)?.citation ?? citation,
    );
    return { ...claim, citations, state: claimState(citations) };
  });
  return { ...answer, claims };
}
