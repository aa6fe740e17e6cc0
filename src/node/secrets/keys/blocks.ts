/** Private keys in armour, line by line: the lines between stay lines, numbered or quoted as they were. */
import type { Match } from '../match.ts';
import { isSequence, randomBits } from '../random/randomness.ts';

const BEGIN =
  /-{4,5} ?BEGIN (?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V\d|OpenVPN tls-crypt-v2 \w{1,10} key) ?-{4,5}|PuTTY-User-Key-File-\d{1,2}:|Private-Lines: ?\d{1,4}/g;
const END =
  /-{4,5} ?END (?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V\d|OpenVPN tls-crypt-v2 \w{1,10} key) ?-{4,5}|Private-MAC:/g;
/** Lines that may stand between a begin and the key: headers, an empty line. */
const MOST_HEADERS = 12;

const RUN = /[A-Za-z0-9+/=]{16,}/g;
/** The last, short line of a key. */
const TAIL =
  /(?:[\r\n]|\\[rn])(?:[ \t]{0,40}\d{1,6}\| ?)?[ \t>+"'`]{0,10}([A-Za-z0-9+/]{1,15}={0,2})(?=(?:\\[rn]|[\s"'`,+\\]){0,20}(?:\d{1,6}\| ?)?[ \t>+"'`]{0,10}$)/;

/** Finds the bodies of private keys, also when the begin or the end of the key lies outside the text. Linear. */
export function findKeyBlocks(text: string): Match[] {
  if (!/PRIVATE KEY|Private-|OpenVPN /.test(text)) return [];
  const marks = [...marksOf(text, BEGIN, true), ...marksOf(text, END, false)].sort(
    (a, b) => a.start - b.start,
  );
  const matches: Match[] = [];
  // A key holds no mark of another: no line is looked at for more than two marks.
  for (const [index, { isBegin, start, end }] of marks.entries()) {
    const before = marks[index - 1];
    const next = marks[index + 1];
    if (isBegin) {
      const isEnded = next !== undefined && !next.isBegin;
      const furthest = next?.start ?? text.length;
      const to = isEnded ? furthest : end + endOfKeyLines(text.slice(end, furthest));
      matches.push(...runsIn(text, end, to, isEnded));
    } else if (before?.isBegin !== true) {
      const lowest = before?.end ?? 0;
      matches.push(...runsIn(text, lowest + startOfKeyLines(text.slice(lowest, start)), start, true));
    }
  }
  return matches;
}

interface Mark {
  readonly isBegin: boolean;
  readonly start: number;
  readonly end: number;
}

const marksOf = (text: string, pattern: RegExp, isBegin: boolean): Mark[] =>
  [...text.matchAll(pattern)].map((found) => ({
    isBegin,
    start: found.index,
    end: found.index + found[0].length,
  }));

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

/** Base64 or hex: letters that make no words, and no alphabet of an encoding. */
const isKeyText = (run: string): boolean =>
  randomBits(run) >= Math.min(run.length, 256) * 0.8 && !isSequence(run);

const isKeyLine = (line: string): boolean =>
  (line.match(RUN) ?? []).some((run) => run.length >= 32 && isKeyText(run));

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
    if (!key && count > MOST_HEADERS) return at;
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
