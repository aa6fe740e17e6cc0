/** Which lines of a text became which of another one. */

/** Lines of both texts that take each other's place; 0-based, the ends not included. */
export interface ChangedLines {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}

/** A text as lines that each end with their break; a last one may have none. `''` has no line. */
export function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

/** Steps of one search; where more would be needed, all between the common ends counts as changed. */
const MAX_STEPS = 1_500;

/**
 * The changes between two lists of lines, ascending and apart from each other; as few lines as can be (Myers, 1986).
 * Time and memory are linear in the lines and at most quadratic in `MAX_STEPS`.
 */
export function diffLines(before: readonly string[], after: readonly string[]): ChangedLines[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  return joined(matches(a, b), a.length, b.length).map((one) => ({
    ...{ beforeStart: one.beforeStart + head, beforeEnd: one.beforeEnd + head },
    ...{ afterStart: one.afterStart + head, afterEnd: one.afterEnd + head },
  }));
}

/** Pairs of lines that stay, ascending in both. None where the search would take too long. */
function matches(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const [x, y] = numbered(a, b);
  const trace: Int32Array[] = [];
  const reach = Math.min(a.length + b.length, MAX_STEPS);
  const ends = new Int32Array(2 * reach + 3);
  for (let steps = 0; steps <= reach; steps++) {
    trace.push(ends.slice(reach + 1 - steps - 1, reach + 1 + steps + 2));
    for (let k = -steps; k <= steps; k += 2) {
      const at = reach + 1 + k;
      const isDown = k === -steps || (k !== steps && ends[at - 1]! < ends[at + 1]!);
      let i = isDown ? ends[at + 1]! : ends[at - 1]! + 1;
      while (i < x.length && i - k < y.length && x[i] === y[i - k]) i++;
      ends[at] = i;
      if (i >= x.length && i - k >= y.length) return backwards(trace, x.length, y.length);
    }
  }
  return [];
}

/** The way back through the ends that each step reached; `trace[d]` holds diagonals -d-1 to d+1 before step d. */
function backwards(trace: readonly Int32Array[], toX: number, toY: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [i, j] = [toX, toY];
  for (let steps = trace.length - 1; steps >= 0; steps--) {
    const ends = trace[steps]!;
    const endOf = (k: number): number => ends[k + steps + 1]!;
    const k = i - j;
    const isDown = k === -steps || (k !== steps && endOf(k - 1) < endOf(k + 1));
    const fromK = isDown ? k + 1 : k - 1;
    const fromX = steps === 0 ? 0 : endOf(fromK);
    const startX = steps === 0 || isDown ? fromX : fromX + 1;
    while (i > startX) pairs.push([--i, --j]);
    [i, j] = [fromX, fromX - fromK];
  }
  return pairs.reverse();
}

/** Equal lines as equal numbers. */
function numbered(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (line: string): number => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  return [Int32Array.from(a, numberOf), Int32Array.from(b, numberOf)];
}

/** What lies between the pairs. */
function joined(
  pairs: readonly (readonly [number, number])[],
  lengthA: number,
  lengthB: number,
): ChangedLines[] {
  const changes: ChangedLines[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...pairs, [lengthA, lengthB] as const]) {
    if (x > i || y > j) changes.push({ beforeStart: i, beforeEnd: x, afterStart: j, afterEnd: y });
    [i, j] = [x + 1, y + 1];
  }
  return changes;
}
