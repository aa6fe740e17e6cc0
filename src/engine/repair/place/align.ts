/**
 * Which lines of two texts are the same ones: for each line of `after` the line of `before` it stands for, or -1.
 * Ascending. Common ends first, then lines that stand once on each side, in the longest order they share, and what is
 * alike around them (patience diff). Other lines count as new, which changes nothing that is written where both spell
 * them alike. Linear but for the logarithm of that order.
 */
export function alignLines(before: readonly string[], after: readonly string[]): Int32Array {
  const of = new Int32Array(after.length).fill(-1);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) of[head] = head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail++;
    of[after.length - tail] = before.length - tail;
  }
  const anchors = longestAscending(
    onceInBoth(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
  );
  for (const [i, j] of anchors) of[head + j] = head + i;
  for (let j = head; j + 1 < after.length - tail; j++) {
    const next = of[j]! + 1;
    if (of[j]! < 0 || of[j + 1]! >= 0 || before[next] !== after[j + 1]) continue;
    if (next < nextAligned(of, j + 1, before.length - tail)) of[j + 1] = next;
  }
  return of;
}

/** The line of `before` that the next aligned line after `j` stands for. The gaps between them are looked at once. */
function nextAligned(of: Int32Array, j: number, end: number): number {
  const reach = Math.min(of.length, j + LOOK_AHEAD);
  for (let at = j; at < reach; at++) if (of[at]! >= 0) return of[at]!;
  return reach === of.length ? end : -1;
}

/** Lines that are looked at for the next aligned one; beyond, a line counts as new. */
const LOOK_AHEAD = 64;

function onceInBoth(before: readonly string[], after: readonly string[]): [number, number][] {
  const inBefore = placesOnce(before);
  const inAfter = placesOnce(after);
  const pairs: [number, number][] = [];
  for (const [line, i] of inBefore) {
    const j = i < 0 ? undefined : inAfter.get(line);
    if (j !== undefined && j >= 0) pairs.push([i, j]);
  }
  return pairs.sort((a, b) => a[0] - b[0]);
}

/** Where each line stands, or -1 for one that stands several times. */
function placesOnce(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [at, line] of lines.entries()) places.set(line, places.has(line) ? -1 : at);
  return places;
}

/** The longest run of pairs that ascends on the second side too. */
function longestAscending(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  for (const [at, [, j]] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (pairs[ends[mid]!]![1] < j) low = mid + 1;
      else high = mid;
    }
    if (low > 0) previous[at] = ends[low - 1]!;
    ends[low] = at;
  }
  const run: [number, number][] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]!) run.push(pairs[at]!);
  return run.reverse();
}
