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
