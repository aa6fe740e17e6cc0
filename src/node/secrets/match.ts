/** A range of a text that holds a secret. Offsets are UTF-16 units, the end exclusive. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/**
 * Matches in order and apart from each other. Overlapping ones become one; the kind is that of the one that stands
 * first in `matches`, so the most telling finder comes first.
 */
export function mergeMatches(matches: readonly Match[]): Match[] {
  const order = new Map(matches.map((match, index) => [match, index]));
  const rank = (match: Match): number => order.get(match) ?? matches.length;
  const merged: { start: number; end: number; kind: string; rank: number }[] = [];
  for (const match of [...matches].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || match.start >= last.end) merged.push({ ...match, rank: rank(match) });
    else {
      last.end = Math.max(last.end, match.end);
      if (rank(match) < last.rank) Object.assign(last, { kind: match.kind, rank: rank(match) });
    }
  }
  return merged.map(({ start, end, kind }) => ({ start, end, kind }));
}

/** The matches that touch none of the ranges. Both may be in any order. */
export function matchesOutside(
  matches: readonly Match[],
  ranges: readonly { readonly start: number; readonly end: number }[],
): Match[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  const free: Match[] = [];
  let next = 0;
  let reach = 0;
  for (const match of [...matches].sort((a, b) => a.end - b.end)) {
    // All ranges that start before the match ends; the furthest end among them decides.
    for (let range = sorted[next]; range !== undefined && range.start < match.end; range = sorted[++next])
      reach = Math.max(reach, range.end);
    if (reach <= match.start) free.push(match);
  }
  return free;
}
