/**
 * A way to write otherwise what a grammar cannot read. `find` is a pattern over one line, its group `x` is what gives way
 * to `put` (filled with blanks to the same length). Lines in which `unless` is found are left as they are, and those behind
 * a line with code in which `unlessAfter` is found.
 */
export interface Mend {
  readonly find: string;
  readonly put: string;
  readonly unless?: string;
  readonly unlessAfter?: string;
}

/** Longer lines are left as they are: the cost of a pattern may grow with the square of the line. */
const MAX_LINE = 1_000;

/** The text with all mends, of the same length and with the same lines; the text itself when none applies. */
export function mendText(text: string, mends: readonly Mend[]): string {
  const rules = mends.map(({ find, put, unless, unlessAfter }) => ({
    find: new RegExp(find, 'dg'),
    put,
    unless: unless === undefined ? undefined : new RegExp(unless),
    unlessAfter: unlessAfter === undefined ? undefined : new RegExp(unlessAfter),
  }));
  let before = '';
  const mended = text.split('\n').map((line) => {
    const last = before;
    if (line.trim() !== '') before = line.slice(-MAX_LINE);
    if (line.length > MAX_LINE) return line;
    let now = line;
    for (const { find, put, unless, unlessAfter } of rules)
      if (!unless?.test(now) && !unlessAfter?.test(last)) now = mendLine(now, find, put);
    return now;
  });
  return mended.join('\n');
}

function mendLine(line: string, find: RegExp, put: string): string {
  let mended = '';
  let at = 0;
  for (const { indices } of line.matchAll(find)) {
    const [start, end] = indices?.groups?.x ?? [0, 0];
    if (end - start < put.length || start < at) continue;
    mended += line.slice(at, start) + put.padEnd(end - start);
    at = end;
  }
  return at === 0 ? line : mended + line.slice(at);
}
