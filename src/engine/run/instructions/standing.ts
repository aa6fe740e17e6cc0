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
/** Files that did not go along, of which the names are told. */
const MAX_NAMED = 8;

/** Where standing instructions are kept, each with the folder that it holds for before it. */
const FILES =
  /^(?<base>(?:.*\/)?)(?:AGENTS\.md|CLAUDE\.md|\.github\/copilot-instructions\.md|\.sightline\/instructions\.md|\.cursorrules|\.cursor\/rules\/(?:.*\/)?[^/]+\.mdc?|\.github\/instructions\/(?:.*\/)?[^/]+\.instructions\.md)$/;
/** Elsewhere in the repository: they say themselves, from its top, what they hold for. */
const SCATTERED = /\.instructions\.md$/;
/** Rules that hold for nothing unless a pattern or a word of theirs says so. */
const RULES = /\.mdc$/;

/**
 * The standing instructions of a repository that hold for a question, those of outer folders first, without their secrets:
 * files at the top hold for every question, those of a folder, or with `applyTo` or `globs`, when the question points at a
 * place of theirs. At most `maxChars` together; what is cut and what is left out is counted. They are text of the repository:
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
      const base = FILES.exec(path)?.groups?.base ?? (SCATTERED.test(path) ? '' : undefined);
      return base === undefined ? [] : [{ path, base }];
    })
    .sort((a, b) => a.base.length - b.base.length || (a.path < b.path ? -1 : 1));
  const files: { path: string; text: string; chars: number }[] = [];
  let left = maxChars;
  let leftOut = 0;
  const leftOutFirst: string[] = [];
  for (const { path, base } of found) {
    if (base !== '' && !places.some((place) => place.startsWith(base))) continue;
    const { patterns, isForAll, text } = readFront((await read(path))?.text ?? '');
    const isOpen = FILES.test(path) && !RULES.test(path);
    const inBase = places.filter((place) => place.startsWith(base)).map((place) => place.slice(base.length));
    const holds =
      isForAll ||
      (patterns.length === 0 ? isOpen : inBase.some((place) => patterns.some((one) => fitsPath(place, one))));
    if (!holds || text === '') continue;
    if (files.length >= MAX_FILES || left <= 0) {
      leftOut++;
      if (leftOutFirst.length < MAX_NAMED) leftOutFirst.push(path);
      continue;
    }
    const kept = text.slice(0, Math.min(left, MAX_FILE_CHARS));
    left -= kept.length;
    files.push({ path, text: kept, chars: text.length });
  }
  return { files, leftOut, leftOutFirst };
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

interface Front {
  readonly patterns: readonly string[];
  /** It says that it always holds. */
  readonly isForAll: boolean;
  /** What stands below the front matter. */
  readonly text: string;
}

/** What a file says it holds for: `applyTo`, or `globs` and `alwaysApply`. */
function readFront(text: string): Front {
  const whole = text.replace(/^\ufeff/, '');
  const end = /^---\r?\n/.test(whole) ? whole.slice(0, MAX_FRONT).search(/\n---[ \t]*(?:\r?\n|$)/) : -1;
  if (end < 0) return { patterns: [], isForAll: false, text: whole.trim() };
  const front = whole.slice(0, end);
  const found = /^(?:applyTo|globs):([^\n]*(?:\n(?:[ \t]+|-)[^\n]*)*)/m.exec(front)?.[1] ?? '';
  const written = listOf(found);
  return {
    patterns: written.filter((one) => one !== '**').slice(0, MAX_PATTERNS),
    isForAll: written.includes('**') || /^alwaysApply:[ \t]*true[ \t]*\r?$/m.test(front),
    text: whole.slice(whole.indexOf('\n', end + 1) + 1).trim(),
  };
}

/** The values of a list, on one line with commas or on lines of their own. */
function listOf(written: string): string[] {
  return written
    .split(/[,\n](?![^{}\n]*\})/)
    .map((one) => one.trim().replace(/^-[ \t]+/, ''))
    .map((one) => one.replace(/^['"[\] \t]+|['"[\] \t]+$/g, ''))
    .filter((one) => one !== '' && one !== '-')
    .flatMap(alternatives);
}

/** `*.{ts,tsx}` as a pattern for each: the first braces alone, since more of them are hardly ever written. */
function alternatives(pattern: string): string[] {
  const [, before, inside, after] = /^([^{}]*)\{([^{}]*)\}(.*)$/.exec(pattern) ?? [];
  return inside === undefined ? [pattern] : inside.split(',').map((one) => `${before}${one.trim()}${after}`);
}
