/** What matters of the output of a check, and how many lines were left out. */
export interface ReducedOutput {
  readonly text: string;
  readonly leftOut: number;
}

/** Characters that are handed on at most. */
const MOST_CHARS = 6_000;
/** A longer line is cut. */
const MOST_LINE = 400;
/** Lines before and behind one that tells of a failure. */
const BEFORE = 1;
const BEHIND = 3;
/** Lines of the end that are always among them: there stands how it came out. */
const LAST = 12;

const TELLS =
  /\b(?:errors?|fail(?:ed|ing|ure|ures|s)?|assert\w*|expect\w*|actual|panic\w*|exception|traceback|undefined|cannot|not ok|unexpected|mismatch)\b|[✗✖✕×❌]|^\s*(?:at |File "|>|E )|:\d+:\d+|:\d+:/i;
// Escape sequences of terminals: colours, and where to write.
const STYLES =
  /\u001b(?:\[[0-?]{0,30}[ -/]{0,5}[@-~]|\][^\u0007\u001b]{0,300}(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/**
 * The lines of an output that tell what failed, with those around them and the end, in their order. Marks of terminals
 * are taken out; a mark stands where lines were left out. Linear.
 * Source: masking observations to what a task needs (methods B8).
 */
export function reduceOutput(output: string): ReducedOutput {
  const lines = output
    .replace(STYLES, '')
    .split('\n')
    .map((line) => shortened(line.slice(line.lastIndexOf('\r', line.length - 2) + 1).trimEnd()));
  const wanted = new Set<number>();
  const want = (from: number, to: number): void => {
    for (let at = Math.max(0, from); at <= Math.min(lines.length - 1, to); at++) wanted.add(at);
  };
  for (const [at, line] of lines.entries()) if (TELLS.test(line)) want(at - BEFORE, at + BEHIND);
  want(lines.length - LAST, lines.length - 1);
  // The end says how it came out, and the beginning what failed first.
  const order = [...wanted].sort((a, b) => a - b);
  const end = order.filter((at) => at >= lines.length - LAST);
  let room = MOST_CHARS - end.reduce((sum, at) => sum + lines[at]!.length + 1, 0);
  const kept = order.filter((at) => {
    if (at >= lines.length - LAST) return true;
    room -= lines[at]!.length + 1;
    return room >= 0;
  });
  const parts: string[] = [];
  let last = -1;
  for (const at of kept) {
    if (at > last + 1) parts.push(`[${at - last - 1} lines]`);
    parts.push(lines[at]!);
    last = at;
  }
  return { text: parts.join('\n').trim(), leftOut: lines.length - kept.length };
}

const shortened = (line: string): string => (line.length > MOST_LINE ? `${line.slice(0, MOST_LINE)}…` : line);
