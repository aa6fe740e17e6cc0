/** One file of ignore rules, read so that whatever is wrong with it closes a folder and never opens one. */
import type { Problem } from '../../../engine/types.ts';
import { decodeBytes } from '../../encoding/encoding.ts';
import { type DiskFs, errorCode, OPEN_FLAGS, oddKind, readToEnd } from '../diskFs.ts';
import { isInside } from '../paths.ts';
import { type Pattern, parsePattern } from './pattern.ts';
import type { RuleBudget } from './ruleBudget.ts';

/** The most an ignore file may hold; a longer one is taken for a mistake or an attack. */
const MAX_IGNORE_FILE_BYTES = 1_000_000;

/** The rules of one file, and where paths stand relative to it. */
export interface RuleLevel {
  /** In the order of the lines. */
  readonly patterns: readonly Pattern[];
  /** Put before a path of the workspace (rules from above the root); empty otherwise. */
  readonly prepend: string;
  /** Characters to drop from the front of a path of the workspace (rules from a folder below the root). */
  readonly drop: number;
  /** Whether the case of ASCII letters counts for nothing, as `core.ignorecase` has it. */
  readonly ignoresCase: boolean;
}

/** Where rules stand: see `RuleLevel`. */
export type RulePlace = Partial<Pick<RuleLevel, 'prepend' | 'drop' | 'ignoresCase'>>;

/**
 * A text with one character for each of its UTF-8 bytes. Git matches bytes, so that `?` is half of an `é`; with both
 * patterns and paths in this form the matcher agrees with it.
 */
export function asBytes(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Why the rules of a file are not known. */
export type RulesProblem = Pick<Extract<Problem, { kind: 'rulesUnread' }>, 'why' | 'detail'>;

/** Without a problem the rules are too many, which the budget tells. */
export type LoadedRules = { readonly level?: RuleLevel } | { readonly problem: RulesProblem | undefined };

/** Makes a level of patterns in `.gitignore` syntax. */
export function createLevel(patterns: string, place: RulePlace = {}): RuleLevel {
  const ignoresCase = place.ignoresCase ?? false;
  return {
    patterns: asBytes(patterns)
      .split('\n')
      .flatMap((line) => parsePattern(line, ignoresCase) ?? []),
    prepend: place.prepend ?? '',
    drop: place.drop ?? 0,
    ignoresCase,
  };
}

/**
 * Loads one ignore file. A missing file has no level. A file that cannot be read, is not a regular file (a link is
 * followed when it stays inside `realRoot`), is not text, or is larger than 1 MB gives a problem; so does one that the
 * budget has no room for.
 */
export async function loadIgnoreFile(
  fs: DiskFs,
  file: string,
  place: RulePlace & { readonly realRoot: string; readonly budget: RuleBudget },
): Promise<LoadedRules> {
  try {
    const target = await followInside(fs, file, place.realRoot);
    if (target === undefined) return { problem: { why: 'link' } };
    const text = await readSmallText(fs, target, MAX_IGNORE_FILE_BYTES);
    if (typeof text !== 'string') return text;
    const level = createLevel(text, place);
    if (level.patterns.length === 0) return {};
    return place.budget.admits(level.patterns.length, text.length) ? { level } : { problem: undefined };
  } catch (error) {
    const code = errorCode(error);
    // A missing file is the usual case; a dangling link has been told apart by `followInside`.
    return code === 'ENOENT' ? {} : { problem: { why: 'system', detail: code } };
  }
}

async function followInside(fs: DiskFs, file: string, realRoot: string): Promise<string | undefined> {
  if (!(await fs.lstat(file)).isSymbolicLink()) return file;
  const target = await fs.realpath(file).catch(() => undefined);
  return target !== undefined && isInside(realRoot, target) ? target : undefined;
}

/** A text file of at most `maxBytes`, or why it is none. Rejects with the error of the system. */
export async function readSmallText(
  fs: DiskFs,
  file: string,
  maxBytes: number,
): Promise<string | { problem: RulesProblem }> {
  const before = await fs.lstat(file);
  const odd = oddKind(before);
  if (odd !== undefined) return { problem: { why: 'notFile', detail: odd } };
  const handle = await fs.open(file, OPEN_FLAGS);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return { problem: { why: 'notFile', detail: 'device' } };
    const bytes = await readToEnd(handle, stats.size, maxBytes);
    if (bytes === undefined) return { problem: { why: 'tooLarge', detail: String(maxBytes / 1_000_000) } };
    const decoded = decodeBytes(bytes);
    return decoded.binary ? { problem: { why: 'notText' } } : decoded.text;
  } finally {
    await handle.close();
  }
}
