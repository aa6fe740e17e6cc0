/** Private keys in armour, line by line: the lines between stay lines, numbered or quoted as they were. */
import type { Match } from './match.ts';

const BEGIN =
  /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|PuTTY-User-Key-File-\d{1,2}:|Private-Lines: ?\d{1,4}/g;
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|Private-MAC:/g;

/** Longest key that is looked for: an 16,384-bit RSA key with line numbers and quotes around each line. */
const LONGEST = 40_000;

const RUN = /[A-Za-z0-9+/=]{16,}/g;
/** The last, short line of a key. */
const TAIL =
  /(?:[\r\n]|\\[rn])(?:[ \t]{0,40}\d{1,6}\| ?)?[ \t>+"'`]{0,10}([A-Za-z0-9+/]{1,15}={0,2})(?=(?:\\[rn]|[\s"'`,+\\]){0,20}(?:\d{1,6}\| ?)?[ \t>+"'`]{0,10}$)/;

/** Finds the bodies of private keys, also when the begin or the end of the key lies outside the text. */
export function findKeyBlocks(text: string): Match[] {
  if (!text.includes('PRIVATE KEY') && !text.includes('Private-')) return [];
  const matches: Match[] = [];
  const begins = [...text.matchAll(BEGIN)];
  let covered = 0;
  for (const [index, begin] of begins.entries()) {
    const from = begin.index + begin[0].length;
    if (from < covered) continue;
    // A key holds no other key's begin: looking no further keeps many begins without an end linear.
    const furthest = Math.min(from + LONGEST, begins[index + 1]?.index ?? text.length);
    const end = text.slice(from, furthest).search(END);
    const to = end >= 0 ? from + end : from + endOfKeyLines(text.slice(from, furthest));
    matches.push(...runsIn(text, from, to, end >= 0));
    covered = to;
  }
  for (const end of text.matchAll(END)) {
    if (end.index <= covered) continue;
    const lowest = Math.max(covered, end.index - LONGEST);
    const from = lowest + startOfKeyLines(text.slice(lowest, end.index));
    matches.push(...runsIn(text, from, end.index, true));
    covered = end.index;
  }
  return matches;
}

function runsIn(text: string, from: number, to: number, ended: boolean): Match[] {
  const body = text.slice(from, to);
  const runs: Match[] = [];
  for (const run of body.matchAll(RUN)) {
    if (!isKeyText(run[0])) continue;
    // The letter of a `\n` in a string literal is no part of the key.
    const skip = body[run.index - 1] === '\\' ? 1 : 0;
    runs.push({ start: from + run.index + skip, end: from + run.index + run[0].length, kind: 'private-key' });
  }
  const last = runs.at(-1);
  if (!ended || last === undefined) return runs;
  const rest = text.slice(last.end, to);
  const tail = TAIL.exec(rest.slice(-200));
  if (tail?.[1] !== undefined) {
    const start = to - Math.min(200, rest.length) + tail.index + tail[0].length - tail[1].length;
    runs.push({ start, end: start + tail[1].length, kind: 'private-key' });
  }
  return runs;
}

function isKeyText(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /[\d+/]/.test(run);
}

const isKeyLine = (line: string): boolean =>
  (line.match(RUN) ?? []).some((run) => run.length >= 40 && isKeyText(run));

/** A line that holds nothing but base64, whatever stands around it. */
const LAST_LINE =
  /^[^A-Za-z0-9+/=]{0,12}(?:\d{1,6}\| ?)?[^A-Za-z0-9+/=]{0,12}[A-Za-z0-9+/]{1,76}={0,2}[^A-Za-z0-9+/=]{0,12}$/;

/** Where the key lines at the start of a text end. */
function endOfKeyLines(text: string): number {
  let at = 0;
  let seen = false;
  for (let count = 0; at < text.length; count++) {
    const next = text.indexOf('\n', at);
    const to = next < 0 ? text.length : next + 1;
    const line = text.slice(at, to);
    // Headers ("Proc-Type: 4,ENCRYPTED") and an empty line may stand before the body.
    const key = isKeyLine(line);
    if (!key && seen) return LAST_LINE.test(line.trimEnd()) ? to : at;
    if (!key && count > 6) return at;
    seen ||= key;
    at = to;
  }
  return at;
}

/** Where the key lines at the end of a text start. */
function startOfKeyLines(text: string): number {
  let at = text.lastIndexOf('\n') + 1;
  let shortLines = 1;
  while (at > 0) {
    const before = at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
    // The last line of a key is short; all others are full.
    if (!isKeyLine(text.slice(before, at)) && shortLines-- <= 0) break;
    at = before;
  }
  return at;
}
