/** Reading what a person wrote about a fault or a wish out of a commit's message. Pure. */

const TRAILER =
  /^[\w-]+(?: [\w-]+){0,2}:\s.*$|^(closes|fixes|resolves|refs?|see)\b.*(#|gh-)\d+.*$|^\(cherry picked.*$/i;
const SOLUTION =
  /^(this (commit|patch|change|fixes|pr|diff)|fix (this|it|that|the)|let'?s|teach|so,? |instead|make |add |use |introduce|change |convert|replace|remove|we can|now |to fix|solution|rename|move |refactor|adjust|drop |stop |don't |rework|also|update|switch|ensure|the fix|therefore|thus|hence|note that)/i;
const FAULT =
  /\b(fix(e[sd]|ing)?|bugs?|crash\w*|segfaults?|wrong\w*|incorrect\w*|fail\w*|errors?|leaks?|regression|panics?|hangs?|deadlock|broken|exceptions?|overflow|race|invalid|missing|unexpected\w*|does(n't| not)|can(not|'t)|never|no longer|ignored?|stale|corrupt\w*|support|allow|handle|avoid|prevent|properly)\b/i;
const CHORE =
  /\b(typos?|misspel\w*|spelling|grammar|lint(er|ing)?|whitespace|(re)?format(ted|ting)?|copyright|licen[cs]e header|bump|dependenc(y|ies)|changelog|release notes?|cosmetic|clean ?up|cleanups?|nits?|code style|clippy|rustfmt|gofmt|prettier|eslint-disable|compiler warnings?|doc(s|umentation)? (fix|comment|update)s?|javadocs?|rubocop offenses?|revert)\b/i;
const AREA = /^(?:[\w.\-/*+{}, ()!]{1,45}?):\s+(?=\S)/;

/** The subject without the area that it begins with. */
export function subjectOf(message: string): string {
  return clean((message.split(/\n\s*\n/)[0] ?? '').replaceAll('\n', ' ').replace(AREA, ''));
}

/** Whether a subject tells of upkeep and not of what the program does. */
export function isChore(subject: string): boolean {
  return CHORE.test(subject) || /^(merge|release|version|prepare|v?\d+\.\d+)\b/i.test(subject);
}

/**
 * What was wrong or wanted: the subject and the paragraphs before the one that tells the solution, without trailers,
 * addresses and numbers of issues. Undefined for upkeep, and when nothing is said to be wrong or wanted.
 */
export function problemOf(message: string): string | undefined {
  const parts = message
    .split(/\n\s*\n/)
    .map((part) => part.replace(/^\n+|\n+$/g, ''))
    .filter((part) => part.trim() !== '');
  if (parts.length === 0) return undefined;
  const title = parts[0]!.replaceAll('\n', ' ').replace(AREA, '');
  if (isChore(title) || !(FAULT.test(title) || (parts[1] !== undefined && FAULT.test(parts[1]))))
    return undefined;
  const body: string[] = [];
  for (const part of parts.slice(1)) {
    const kept = part
      .split('\n')
      .filter((line) => !TRAILER.test(line.trim()))
      .join('\n')
      .trim();
    const isEnd =
      SOLUTION.test(kept.replace(/^\s*[-*+]\s+/, '')) ||
      /^-{4,}\s*$|^\s*\*\s/m.test(kept.split('\n')[0] ?? '');
    if (isEnd) break;
    if (kept !== '') body.push(kept);
  }
  return clean([title, ...body].join('\n\n'));
}

/** Without addresses, commits and numbers of issues. */
export function clean(text: string): string {
  return text
    .replace(/https?:\/\/\S+/g, '')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g, '')
    .replace(/\(?\[?(?:GH-|#|gh-|bpo-)\d+\]?\)?/g, '')
    .trim();
}

export const wordsOf = (text: string): number => text.split(/\s+/).filter(Boolean).length;
