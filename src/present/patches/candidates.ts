/** A patch among several for one problem. */
export interface Candidate {
  /** Equal patches have the same one; undefined: there is no patch. */
  readonly key: string | undefined;
  /** Whether it passed the checks; undefined where it was not checked. */
  readonly isPassing?: boolean;
}

/** Which of several patches is taken, and how many are equal to it, itself counted. */
export interface Choice {
  readonly index: number;
  readonly alike: number;
}

/**
 * Chooses by checks, then by the greatest number of equal patches, then the first: never by what a model says of one.
 * Undefined when there is no patch. Costs nothing.
 * Source: Agentless (Xia et al. 2024), votes over patches behind regression tests; methods D5.
 */
export function chooseCandidate(candidates: readonly Candidate[]): Choice | undefined {
  let best: (Choice & { readonly isPassing: boolean }) | undefined;
  for (const [index, { key, isPassing = false }] of candidates.entries()) {
    if (key === undefined) continue;
    const alike = candidates.filter((other) => other.key === key).length;
    const isBetter = !best || (isPassing === best.isPassing ? alike > best.alike : isPassing);
    if (isBetter) best = { index, alike, isPassing };
  }
  return best && { index: best.index, alike: best.alike };
}
