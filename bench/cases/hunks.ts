import type { BareRepository } from './git.ts';

/** A run of lines of a diff; a tag is ' ', '+' or '-'. */
export interface Hunk {
  /** Line of the old file at which it begins. */
  readonly at: number;
  readonly lines: readonly (readonly [tag: string, text: string])[];
}

export type Range = readonly [start: number, end: number];

const HEAD = /^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@/;

/** The hunks of some commits by the name of the commit and the path of the file, with three lines around each. */
export function hunksOf(
  repository: BareRepository,
  commits: readonly string[],
): Map<string, Map<string, Hunk[]>> {
  const all = new Map<string, Map<string, Hunk[]>>();
  let files = new Map<string, Hunk[]>();
  let own: Hunk[] = [];
  let lines: [string, string][] | undefined;
  for (const line of repository.diffs(commits).split('\n')) {
    const head = HEAD.exec(line);
    const file = lines === undefined ? /^\+\+\+ b\/(.+)$/.exec(line) : null;
    if (/^[0-9a-f]{40}$/.test(line)) {
      files = new Map();
      all.set(line, files);
      lines = undefined;
    } else if (line.startsWith('diff --git ')) lines = undefined;
    else if (file) {
      own = [];
      files.set(file[1]!.replace(/\t$/, ''), own);
    } else if (head) {
      lines = [];
      own.push({ at: Number(head[1]), lines });
    } else if (lines && /^[ +-]/.test(line)) lines.push([line[0]!, line.slice(1).replace(/\r$/, '')]);
  }
  return all;
}

/** Changed ranges of the old side of a hunk, where it stands in `lines`; undefined where it does not. */
function placeHunk(hunk: Hunk, lines: readonly string[]): Range[] | undefined {
  const old = hunk.lines.filter(([tag]) => tag !== '+').map(([, text]) => text);
  if (old.length === 0) return undefined;
  let at = -1;
  for (let i = 0; i + old.length <= lines.length; i++) {
    if (lines[i] !== old[0] || !old.every((text, k) => lines[i + k] === text)) continue;
    if (at < 0 || Math.abs(i - hunk.at + 1) < Math.abs(at - hunk.at + 1)) at = i;
  }
  return at < 0 ? undefined : changedRanges(hunk, at);
}

function changedRanges(hunk: Hunk, from: number): Range[] {
  const ranges: Range[] = [];
  let at = from;
  for (let i = 0; i < hunk.lines.length; ) {
    if (hunk.lines[i]![0] === ' ') {
      at++;
      i++;
      continue;
    }
    const start = at;
    for (; i < hunk.lines.length && hunk.lines[i]![0] !== ' '; i++) if (hunk.lines[i]![0] === '-') at++;
    ranges.push(at > start ? [start + 1, at] : [Math.max(1, start), start + 1]);
  }
  return ranges;
}

/** Where the hunks of some files stand in their lines, by path; undefined when one of them does not stand there. */
export function placeAll(
  changed: ReadonlyMap<string, readonly Hunk[]>,
  files: ReadonlyMap<string, readonly string[]>,
): Record<string, Range[]> | undefined {
  const found: Record<string, Range[]> = {};
  for (const [path, hunks] of [...changed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = files.get(path);
    const ranges = lines && hunks.map((hunk) => placeHunk(hunk, lines));
    if (!ranges || ranges.length === 0 || ranges.includes(undefined)) return undefined;
    found[path] = ranges
      .flatMap((list) => list!)
      .map(([start, end]): Range => [start, Math.min(end, lines.length)])
      .sort((a, b) => a[0] - b[0]);
  }
  return found;
}
