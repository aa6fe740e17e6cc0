/** One file of ignore rules, read so that whatever is wrong with it closes a folder and never opens one. */
import { join, resolve } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { Problem } from '../../../engine/types.ts';
import { type DiskFs, errorCode, OPEN_FLAGS, oddKind, readToEnd } from '../diskFs.ts';
import { decodeBytes } from '../encoding.ts';
import { isInside } from '../paths.ts';

/** The most an ignore file may hold; a longer one is taken for a mistake or an attack. */
const MAX_IGNORE_FILE_BYTES = 1_000_000;

/** The rules of one file, and where paths stand relative to it. */
export interface RuleLevel {
  readonly matcher: Ignore;
  /** Put before a path of the workspace (rules from above the root); empty otherwise. */
  readonly prepend: string;
  /** Characters to drop from the front of a path of the workspace (rules from a folder below the root). */
  readonly drop: number;
  /** The most inner `**` in one pattern: each multiplies the time of a match by the depth of the path. */
  readonly globstars: number;
}

/**
 * A text with one character for each of its UTF-8 bytes. Git matches bytes, so that `?` is half of an `é`; with both
 * patterns and paths in this form the matcher agrees with it.
 */
export function asBytes(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function mostGlobstars(patterns: string): number {
  let most = 0;
  for (const line of patterns.split('\n')) most = Math.max(most, line.match(/\*\*+\//g)?.length ?? 0);
  return most;
}

/** Why the rules of a file are not known. */
export type RulesProblem = Pick<Extract<Problem, { kind: 'rulesUnread' }>, 'why' | 'detail'>;

export type LoadedRules = { readonly level?: RuleLevel } | { readonly problem: RulesProblem };

/** Makes a level of patterns in `.gitignore` syntax. */
export function createLevel(patterns: string, place: { prepend?: string; drop?: number } = {}): RuleLevel {
  return {
    matcher: ignore({ ignorecase: false }).add(asBytes(patterns)),
    prepend: place.prepend ?? '',
    drop: place.drop ?? 0,
    globstars: mostGlobstars(patterns),
  };
}

/**
 * Loads one ignore file. A missing file has no level. A file that cannot be read, is not a regular file (a link is
 * followed when it stays inside `realRoot`), is not text, or is larger than 1 MB gives a problem.
 */
export async function loadIgnoreFile(
  fs: DiskFs,
  file: string,
  place: { prepend?: string; drop?: number; realRoot: string },
): Promise<LoadedRules> {
  try {
    const target = await followInside(fs, file, place.realRoot);
    if (target === undefined) return { problem: { why: 'link' } };
    const text = await readSmallText(fs, target, MAX_IGNORE_FILE_BYTES);
    if (typeof text !== 'string') return text;
    return text.trim() === '' ? {} : { level: createLevel(text, place) };
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

async function readSmallText(
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

/**
 * Where git keeps `info/exclude` for the work tree at `folder`: inside a `.git` folder, or, for a submodule or a
 * linked work tree, where its `.git` file points. Undefined when `folder` is not a work tree.
 */
export async function findExcludeFile(fs: DiskFs, folder: string): Promise<string | undefined> {
  const dotGit = join(folder, '.git');
  try {
    const stats = await fs.lstat(dotGit);
    if (stats.isDirectory()) return join(dotGit, 'info', 'exclude');
    const pointer = await readPointer(fs, dotGit);
    const gitDir = pointer?.startsWith('gitdir:') ? resolve(folder, pointer.slice(7).trim()) : undefined;
    if (gitDir === undefined) return undefined;
    const common = await readPointer(fs, join(gitDir, 'commondir'));
    return join(common === undefined ? gitDir : resolve(gitDir, common.trim()), 'info', 'exclude');
  } catch {
    return undefined;
  }
}

async function readPointer(fs: DiskFs, file: string): Promise<string | undefined> {
  const text = await readSmallText(fs, file, 16_384).catch(() => undefined);
  return typeof text === 'string' ? text : undefined;
}
