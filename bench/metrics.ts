/** Retrieval metrics: which files and line ranges of a known fix a ranking brings up, and how early. Pure. */

/** One case: what was asked, where, and the lines that hold the answer. */
export interface Case {
  readonly id: string;
  readonly repo: string;
  readonly commit: string;
  readonly query: string;
  readonly gold_files: readonly string[];
  readonly gold_ranges?: Readonly<Record<string, readonly (readonly [start: number, end: number])[]>>;
}

/** One ranked range, as `sightline rank` prints it. */
export interface Result {
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

interface Range {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export const COLUMNS = ['R@1', 'R@5', 'R@10', 'R@20', 'MRR', 'G@5', 'G@10', 'B@500', 'B@2000'] as const;
export type Column = (typeof COLUMNS)[number];

/** The metrics of one case. Those of regions are absent where a case names no lines. */
export type Scores = Readonly<Partial<Record<Column, number>>>;

/** A result without lines stands for the whole file. */
const WHOLE_FILE = 1_000_000_000;
const LONGEST_RANGE = 200_000;

/**
 * Scores one ranking.
 *
 * R@k: share of the gold files among the first k files. MRR: 1 over the place of the first gold file, 0 without one.
 * G@n: share of the gold ranges that overlap one of the first n results. B@L: the same for what has been read when
 * results are read in order until L lines are spent; a line counts once, and the last result is cut.
 */
export function scoreCase(one: Case, results: readonly Result[]): Scores {
  const gold = new Set(one.gold_files);
  const ranges = results.map(toRange);
  const files = [...new Set(ranges.map(({ path }) => path))];
  const recall = (k: number): number => files.slice(0, k).filter((path) => gold.has(path)).length / gold.size;
  const first = files.findIndex((path) => gold.has(path));
  const byFile = {
    'R@1': recall(1),
    'R@5': recall(5),
    'R@10': recall(10),
    'R@20': recall(20),
    MRR: first < 0 ? 0 : 1 / (first + 1),
  };
  const regions = Object.entries(one.gold_ranges ?? {}).flatMap(([path, list]) =>
    list.map(([start, end]) => ({ path, start, end })),
  );
  if (regions.length === 0) return byFile;
  const found = (read: readonly Range[]): number =>
    regions.filter((region) => read.some((range) => overlap(region, range))).length / regions.length;
  return {
    ...byFile,
    'G@5': found(ranges.slice(0, 5)),
    'G@10': found(ranges.slice(0, 10)),
    'B@500': found(readLines(ranges, 500)),
    'B@2000': found(readLines(ranges, 2000)),
  };
}

/** Means over cases, each over those that have the metric. */
export function meanScores(scores: readonly Scores[]): Scores {
  const means: Partial<Record<Column, number>> = {};
  for (const column of COLUMNS) {
    const values = scores.flatMap((one) => one[column] ?? []);
    if (values.length > 0) means[column] = values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  return means;
}

/** The value below which a share of the sorted values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function toRange({ path, startLine, endLine }: Result): Range {
  return {
    path: path.replaceAll('\\', '/').replace(/^\.\//, ''),
    start: startLine || 1,
    end: endLine || WHOLE_FILE,
  };
}

function overlap(a: Range, b: Range): boolean {
  return a.path === b.path && a.start <= b.end && b.start <= a.end;
}

/** What has been read when the ranges are read in order until `limit` new lines are spent. */
function readLines(ranges: readonly Range[], limit: number): Range[] {
  const read: Range[] = [];
  let left = limit;
  for (const range of ranges) {
    if (left <= 0) break;
    for (const { path, start, end } of newParts(range, read)) {
      if (left <= 0) break;
      const last = Math.min(end, start + left - 1);
      read.push({ path, start, end: last });
      left -= last - start + 1;
    }
  }
  return read;
}

/** The parts of a range that were not read before. */
function newParts({ path, start, end }: Range, read: readonly Range[]): Range[] {
  const last = Math.min(end, start + LONGEST_RANGE);
  const known = read.filter((one) => one.path === path).sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: Range[] = [];
  let from = start;
  for (const one of known) {
    if (one.end < from) continue;
    if (one.start > last) break;
    if (one.start > from) parts.push({ path, start: from, end: one.start - 1 });
    from = Math.max(from, one.end + 1);
  }
  if (from <= last) parts.push({ path, start: from, end: last });
  return parts;
}
