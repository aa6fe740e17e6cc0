/** Ranges of a text in which a name that is bound belongs to the range alone: functions, mostly. */
export interface Scopes {
  /** Number of the innermost scope that holds an offset, or -1 at the level of the file. */
  at(offset: number): number;
  /** The scope around a scope, or -1. */
  parent(scope: number): number;
  readonly count: number;
}

export interface ScopeRange {
  readonly start: number;
  readonly end: number;
}

/** Orders nested ranges, so that each offset finds its innermost one by bisection. Cost: n log n. */
export function nestScopes(ranges: readonly ScopeRange[]): Scopes {
  const sorted = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const parents: number[] = [];
  // The text cut at every start and end: from each cut on, one scope is the innermost.
  const cuts: number[] = [];
  const inner: number[] = [];
  const open: number[] = [];
  const cut = (at: number, scope: number): void => {
    if (cuts[cuts.length - 1] === at) inner[inner.length - 1] = scope;
    else {
      cuts.push(at);
      inner.push(scope);
    }
  };
  const closeUntil = (offset: number): void => {
    while (open.length > 0 && sorted[open[open.length - 1]!]!.end <= offset) {
      const { end } = sorted[open.pop()!]!;
      cut(end, open[open.length - 1] ?? -1);
    }
  };
  for (const [number, { start }] of sorted.entries()) {
    closeUntil(start);
    parents.push(open[open.length - 1] ?? -1);
    open.push(number);
    cut(start, number);
  }
  closeUntil(Number.POSITIVE_INFINITY);
  return {
    count: sorted.length,
    parent: (scope) => parents[scope] ?? -1,
    at(offset) {
      let low = 0;
      let high = cuts.length;
      while (low < high) {
        const mid = (low + high) >> 1;
        if (cuts[mid]! <= offset) low = mid + 1;
        else high = mid;
      }
      return low === 0 ? -1 : inner[low - 1]!;
    },
  };
}
