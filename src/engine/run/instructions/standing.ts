import type { IndexView } from '../../index/repository.ts';
import { fitsPath } from '../../query/glob.ts';
import { analyseQuery } from '../../retrieve/query.ts';
import type { ConcealedFile, Question, StandingInstructions } from '../../types.ts';

/** Files of which the parts that apply go along at most, and characters of one. */
const MAX_FILES = 8;
const MAX_FILE_CHARS = 4_000;
/** Characters of a file in which its front matter must end. */
const MAX_FRONT = 2_000;
/** Patterns of one file that are looked at. */
const MAX_PATTERNS = 20;

/** Where standing instructions are kept, each with the folder that it holds for before it. */
const FILES =
  /^(?<base>(?:.*\/)?)(?:AGENTS\.md|CLAUDE\.md|\.github\/copilot-instructions\.md|\.sightline\/instructions\.md|\.github\/instructions\/(?:.*\/)?[^/]+\.instructions\.md)$/;

/**
 * The standing instructions of a repository that hold for a question, those of outer folders first, without their secrets:
 * files at the top hold for every question, those of a folder, or with `applyTo`, when the question points at a place of
 * theirs. At most `maxChars` together; what is cut and what is left out is counted. They are text of the repository:
 * whoever uses them quotes them. Reads these files alone, and calls no model.
 */
export async function standingInstructions(
  question: Pick<Question, 'text' | 'focus' | 'open'>,
  maxChars: number,
  {
    view,
    read,
  }: {
    readonly view: IndexView;
    readonly read: (path: string) => Promise<ConcealedFile | undefined>;
  },
): Promise<StandingInstructions> {
  const places = placesOf(question, view);
  const found = view.files
    .flatMap(({ path }) => {
      const base = FILES.exec(path)?.groups?.base;
      return base === undefined ? [] : [{ path, base }];
    })
    .sort((a, b) => a.base.length - b.base.length || (a.path < b.path ? -1 : 1));
  const files: { path: string; text: string; chars: number }[] = [];
  let left = maxChars;
  let leftOut = 0;
  for (const { path, base } of found) {
    if (base !== '' && !places.some((place) => place.startsWith(base))) continue;
    const { patterns, text } = readFront((await read(path))?.text ?? '');
    const inBase = places.filter((place) => place.startsWith(base)).map((place) => place.slice(base.length));
    const holds =
      patterns.length === 0 || inBase.some((place) => patterns.some((one) => fitsPath(place, one)));
    if (!holds || text === '') continue;
    if (files.length >= MAX_FILES || left <= 0) {
      leftOut++;
      continue;
    }
    const kept = text.slice(0, Math.min(left, MAX_FILE_CHARS));
    left -= kept.length;
    files.push({ path, text: kept, chars: text.length });
  }
  return { files, leftOut };
}

/** What a question points at: places it names, and the file that is open. */
function placesOf(
  { text, focus, open }: Pick<Question, 'text' | 'focus' | 'open'>,
  view: IndexView,
): string[] {
  const named = analyseQuery(text, view).paths.flatMap((name) => {
    const clean = name.replace(/^(?:\.?\/)+/, '');
    const fitting = view.files.filter(({ path }) => path === clean || path.endsWith(`/${clean}`));
    return fitting.length > 0 ? fitting.map(({ path }) => path) : [`${clean.replace(/\/+$/, '')}/`];
  });
  const pointed = focus.flatMap((one) =>
    one.path === undefined ? [] : [one.kind === 'folder' ? `${one.path}/` : one.path],
  );
  return [...pointed, ...(open ? [open.path] : []), ...named];
}

/** The patterns that a file says it holds for, and what stands below its front matter. */
function readFront(text: string): { readonly patterns: readonly string[]; readonly text: string } {
  const whole = text.replace(/^\ufeff/, '');
  const end = /^---\r?\n/.test(whole) ? whole.slice(0, MAX_FRONT).search(/\n---[ \t]*(?:\r?\n|$)/) : -1;
  if (end < 0) return { patterns: [], text: whole.trim() };
  const written = /^applyTo:[ \t]*([^\n]*)$/m.exec(whole.slice(0, end))?.[1] ?? '';
  const patterns = written
    .split(',')
    .map((one) => one.trim().replace(/^['"[]+|['"\]]+$/g, ''))
    .filter((one) => one !== '' && one !== '**')
    .slice(0, MAX_PATTERNS);
  return { patterns, text: whole.slice(whole.indexOf('\n', end + 1) + 1).trim() };
}
