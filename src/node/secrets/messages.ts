/** What a search for secrets must know about a request as a whole. */
import { type Match, matchesOutside, mergeMatches } from './match.ts';

/** Characters around the border of two messages that are searched as one text. */
const REACH = 4_000;

/** How far behind a border a secret may begin that is known by what stands before the border (`password = `). */
const CONTEXT = 300;

/** What was found around the borders, for each message: whole secrets, and parts of secrets that were cut in two. */
export interface BorderMatches {
  readonly whole: readonly Match[];
  readonly parts: readonly Match[];
}

/**
 * Secrets that only show where the messages are read one after the other, without anything between: cut in two, or
 * cut off from what gives them away.
 */
export function matchesAcross(
  contents: readonly string[],
  scan: (text: string) => readonly Match[],
): BorderMatches[] {
  const found = contents.map(() => ({ whole: [] as Match[], parts: [] as Match[] }));
  if (contents.length < 2) return found;
  const joined = contents.join('');
  const starts = contents.map((_, index) => contents.slice(0, index).join('').length);
  for (const border of new Set(starts.slice(1))) {
    const from = Math.max(0, border - REACH);
    for (const { start, end, kind } of scan(joined.slice(from, border + REACH))) {
      if (start + from >= border + CONTEXT || end + from <= border) continue;
      for (const [index, at] of starts.entries()) {
        const size = contents[index]?.length ?? 0;
        const part = { start: Math.max(start + from - at, 0), end: Math.min(end + from - at, size), kind };
        if (part.start >= part.end) continue;
        found[index]?.[part.end - part.start === end - start ? 'whole' : 'parts'].push(part);
      }
    }
  }
  return found.map(({ whole, parts }) => ({
    parts: mergeMatches(parts),
    whole: mergeMatches(matchesOutside(whole, parts)),
  }));
}

const HEADER = /^\[[A-Za-z]{1,8}\d{1,6}\] (\S[^\r\n]{0,1000}?):\d{1,9}-\d{1,9}/;
const NUMBERED = /^ {0,8}\d{1,9}\| ?/;

/**
 * The lines of passages whose header names a file of secrets, each passage as one match after the first line's
 * number. Prompts show a passage as `[p1] path:12-40` and then its lines as `12| code`.
 */
export function findWithheld(content: string, isSecretPath: (path: string) => boolean): Match[] {
  const matches: Match[] = [];
  let inside = false;
  let open: { start: number; end: number; kind: string } | undefined;
  let at = 0;
  for (const line of content.split('\n')) {
    const number = NUMBERED.exec(line)?.[0];
    if (number === undefined) {
      open = undefined;
      inside = isSecretPath(HEADER.exec(line)?.[1] ?? '');
    } else if (inside && open === undefined) {
      open = { start: at + number.length, end: at + line.length, kind: 'file' };
      matches.push(open);
    } else if (open !== undefined) {
      open.end = at + line.length;
    }
    at += line.length + 1;
  }
  return matches.filter(({ start, end }) => start < end);
}
