/** Paths as git writes them. */

const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** A path that may stand in quotes, in which git writes bytes as `\303\251`. Bytes that are no UTF-8 become U+FFFD. */
export function unquotePath(written: string): string {
  const inside = /^"((?:[^"\\]|\\.)*)"$/.exec(written.trim())?.[1];
  if (inside === undefined) return written;
  const bytes: number[] = [];
  for (const [, octal, letter, plain] of inside.matchAll(/\\([0-3][0-7]{2})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? letter.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(plain));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The path of `diff --git a/x b/x`, where it is the same on both sides: it may hold blanks, and names no end. */
export function pathsOfHeader(line: string): string | undefined {
  const rest = line.slice('diff --git '.length);
  if (rest.startsWith('"')) {
    const [first, second] = [...rest.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([quoted]) => unquotePath(quoted));
    return first?.slice(2) === second?.slice(2) ? second?.slice(2) : undefined;
  }
  const half = (rest.length - 1) / 2;
  const [left, right] = [rest.slice(0, half), rest.slice(half + 1)];
  return rest[half] === ' ' && left.slice(2) === right.slice(2) && left[1] === '/' && right[1] === '/'
    ? right.slice(2)
    : undefined;
}
