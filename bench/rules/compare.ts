/** Lays findings of our rules beside those of a linter. Pure. */

/** A finding: the rule or the linter's name of it, and the line that it begins on. */
export interface Place {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
}

/** Rules of ours, and the linter's rules that they name as being like them, by the names that the linter gives them. */
export interface Pair {
  readonly rules: readonly string[];
  readonly theirs: readonly string[];
}

/** What the two say of the same check on the same files. A line counts once, however often it is told of. */
export interface Comparison extends Pair {
  readonly ours: number;
  readonly theirCount: number;
  /** Lines that both told of. */
  readonly both: number;
  readonly oursOnly: readonly Place[];
  readonly theirsOnly: readonly Place[];
  /** Lines that the linter told of in files that the rule is not asked of, such as tests. */
  readonly notAsked: number;
}

/**
 * Rules of ours with the rules of a linter that they name in `like`; `nameOf` is undefined for another linter's. Rules that
 * name the same one stand together: each may be what finds a line that the linter tells of.
 */
export function pairsOf(
  rules: readonly { readonly id: string; readonly like: readonly string[] }[],
  nameOf: (like: string) => string | undefined,
): Pair[] {
  let pairs: Pair[] = [];
  for (const { id, like } of rules) {
    const theirs = new Set(like.flatMap((one) => nameOf(one) ?? []));
    if (theirs.size === 0) continue;
    const shared = pairs.filter((pair) => pair.theirs.some((name) => theirs.has(name)));
    pairs = pairs.filter((pair) => !shared.includes(pair));
    pairs.push({
      rules: [...shared.flatMap((pair) => pair.rules), id],
      theirs: [...new Set([...shared.flatMap((pair) => pair.theirs), ...theirs])],
    });
  }
  return pairs;
}

/** Compares findings pair by pair, at the same line of the same file. */
export function compare(
  pairs: readonly Pair[],
  found: { readonly ours: readonly Place[]; readonly theirs: readonly Place[] },
  isAsked: (rule: string, path: string) => boolean,
): Comparison[] {
  return pairs.map((pair) => {
    const ours = byLine(found.ours.filter(({ rule }) => pair.rules.includes(rule)));
    const all = byLine(found.theirs.filter(({ rule }) => pair.theirs.includes(rule)));
    const theirs = new Map([...all].filter(([, { path }]) => pair.rules.some((rule) => isAsked(rule, path))));
    const oursOnly = [...ours].flatMap(([key, place]) => (theirs.has(key) ? [] : [place]));
    return {
      ...pair,
      ours: ours.size,
      theirCount: theirs.size,
      both: ours.size - oursOnly.length,
      oursOnly,
      theirsOnly: [...theirs].flatMap(([key, place]) => (ours.has(key) ? [] : [place])),
      notAsked: all.size - theirs.size,
    };
  });
}

const byLine = (places: readonly Place[]): Map<string, Place> =>
  new Map(places.map((place) => [`${place.path}\0${place.line}`, place]));

/** A Markdown table of what was compared; pairs that neither told of are left to the caller. */
export function comparisonTable(compared: readonly Comparison[]): string[] {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['rule', 'theirs', 'ours', 'theirs', 'both', 'ours only', 'theirs only', 'not asked']),
    row(['---', '---', ...Array.from({ length: 6 }, () => '---:')]),
    ...compared.map(({ rules, theirs, ours, theirCount, both, oursOnly, theirsOnly, notAsked }) =>
      row([
        rules.join(', '),
        theirs.join(', '),
        ours,
        theirCount,
        both,
        oursOnly.length,
        theirsOnly.length,
        notAsked,
      ]),
    ),
  ];
}
