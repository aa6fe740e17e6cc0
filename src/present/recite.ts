import type { Answer, Citation, ClaimState } from '../engine/types.ts';

/** What the citation at `index` of the claim numbered `claim` is now, or that of a row of the table. */
export type Recited =
  | { readonly claim: number; readonly index: number; readonly citation: Citation }
  | { readonly row: number; readonly citation: Citation };

/** The citations of an answer, each with its place in it. */
export function citedIn(answer: Answer): Recited[] {
  return [
    ...answer.claims.flatMap(({ citations }, claim) =>
      citations.map((citation, index) => ({ claim, index, citation })),
    ),
    ...(answer.table?.rows ?? []).map(({ citation }, row) => ({ row, citation })),
  ];
}

/** A claim is as good as its best citation; without one it is unproved. */
function claimState(citations: readonly Citation[]): ClaimState {
  for (const state of ['verified', 'reanchored', 'stale'] as const)
    if (citations.some((citation) => citation.state === state)) return state;
  return 'unproved';
}

/**
 * The answer with citations as they are now, the last where one changed twice; the state of a claim follows from them.
 * Places that do not exist are passed over, and what nothing changed in stays the same objects.
 */
export function recite(answer: Answer, changes: readonly Recited[]): Answer {
  const claims = answer.claims.map((claim, at) => {
    const own = changes.filter(
      (change) => 'claim' in change && change.claim === at && change.index < claim.citations.length,
    );
    if (own.length === 0) return claim;
    const citations = claim.citations.map(
      (citation, index) =>
        own.findLast((change) => 'index' in change && change.index === index)?.citation ?? citation,
    );
    return { ...claim, citations, state: claimState(citations) };
  });
  const { table } = answer;
  const rows = new Map(changes.flatMap((change) => ('row' in change ? [[change.row, change.citation]] : [])));
  if (!table || rows.size === 0) return { ...answer, claims };
  const recited = table.rows.map((row, at) => {
    const citation = rows.get(at);
    return citation ? { ...row, citation } : row;
  });
  return { ...answer, claims, table: { ...table, rows: recited } };
}
