/** One walk over a workspace: no recursion, no links followed, everything that is seen accounted for. */
import { join } from 'node:path';
import type { WorkspaceListing } from '../../engine/ports.ts';
import type { FileStat, Problem, SkippedFile, SkipReason } from '../../engine/types.ts';
import { type DiskFs, errorCode, oddKind } from './diskFs.ts';
import { byCodeUnit, childPath, isVersionControl } from './paths.ts';
import type { ProblemList } from './problemList.ts';
import type { FolderRules, IgnoreRules } from './rules/ignoreRules.ts';

export interface WalkOptions {
  readonly fs: DiskFs;
  readonly root: string;
  readonly rules: IgnoreRules;
  readonly maxFileBytes: number;
  readonly signal: AbortSignal;
  /** Problems found before the walk, which the listing shall carry. */
  readonly problems: ProblemList;
}

export interface WalkResult extends WorkspaceListing {
  /** Folders left out only because they are named `node_modules` and git tracks nothing in them. */
  readonly excludedByDefault: number;
}

/** Identity of a folder and of those above it, to notice a folder that is mounted inside itself. */
interface Ancestor {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly above: Ancestor | undefined;
}

interface Folder {
  readonly path: string;
  readonly rules: FolderRules;
  readonly above: Ancestor | undefined;
}

/** How long the walk works before the rest of the process has a turn. */
const MAX_TURN_MS = 15;

/** A walk under way. */
interface Walk extends WalkOptions {
  readonly found: Found;
  /** Waits for a turn of the others when it is time for one. Rejects with the signal's reason. */
  pause(): Promise<void>;
}

/**
 * Walks the workspace. Rejects with the signal's reason when it is aborted, and for nothing else: what cannot be
 * read is in `skipped` (one file) or `problems` (a whole folder).
 */
export async function walk(options: WalkOptions): Promise<WalkResult> {
  const { rules, signal, problems } = options;
  const found: Found = { files: [], skipped: [], problems, unwalked: [], excludedByDefault: 0 };
  const start = await rules.root();
  if ('problem' in start) {
    if (start.problem) problems.add(start.problem);
  } else {
    const under: Walk = { ...options, found, pause: createPause(signal) };
    const folders: Folder[] = [{ path: '', rules: start, above: undefined }];
    for (let folder = folders.pop(); folder; folder = folders.pop())
      for (const inner of await walkFolder(under, folder)) folders.push(inner);
  }
  signal.throwIfAborted();
  for (const problem of rules.problems()) problems.add(problem);
  return {
    files: found.files.sort(byCodeUnit),
    skipped: found.skipped.sort(byCodeUnit),
    problems: problems.sorted(),
    ...(found.unwalked.length > 0 ? { unwalked: found.unwalked } : {}),
    excludedByDefault: found.excludedByDefault,
  };
}

/** Names that a file cannot be read by. */
const BAD_NAMES = { notUtf8: 'name is not valid UTF-8', backslash: 'name holds a backslash' } as const;

interface Found {
  readonly files: FileStat[];
  readonly skipped: SkippedFile[];
  readonly problems: ProblemList;
  readonly unwalked: string[];
  excludedByDefault: number;
}

/**
 * What the walk asks of the disk is answered at once, without a turn of its own: an abort, and the rest of the process,
 * would wait for the end of it.
 */
function createPause(signal: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since > MAX_TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
    signal.throwIfAborted();
  };
}

/** Lists one folder; returns the folders in it that are to be walked. */
async function walkFolder(walk: Walk, folder: Folder): Promise<Folder[]> {
  const { fs, root, rules, found } = walk;
  await walk.pause();
  try {
    const stats = await fs.lstatBig(join(root, folder.path));
    if (!stats.isDirectory()) return notWalked(found, folder.path, 'becameOther', oddKind(stats) ?? 'file');
    const self: Ancestor = { dev: stats.dev, ino: stats.ino, above: folder.above };
    if (isOwnAncestor(self)) return notWalked(found, folder.path, 'aboveItself');
    const entries = await listEntries(fs, join(root, folder.path));
    // In small letters, since the disk may find a file of another spelling; one that is not there has no rules.
    const names = new Set(entries.map((entry) => entry.name.toLowerCase()));
    const opened = await rules.open(folder.rules, folder.path, (name) => names.has(name));
    if ('problem' in opened) {
      if (opened.problem) found.problems.add(opened.problem);
      return [];
    }
    return await sortEntries(walk, { path: folder.path, rules: opened, above: self }, entries);
  } catch (error) {
    walk.signal.throwIfAborted();
    // A folder that is gone holds no files; any other trouble hides files that may be there.
    if (errorCode(error) === 'ENOENT' && folder.path !== '') return [];
    if (mayPass(errorCode(error))) found.unwalked.push(folder.path);
    return notWalked(found, folder.path, 'system', errorCode(error));
  }
}

type NotWalked = Extract<Problem, { kind: 'notWalked' }>;

/** Nothing of a folder is seen: that is told, and there are no folders in it to walk. */
function notWalked(found: Found, path: string, why: NotWalked['why'], detail?: string): [] {
  found.problems.add({ kind: 'notWalked', path, why, ...(detail === undefined ? {} : { detail }) });
  return [];
}

/** Sorts what stands in a folder; `folder` is the place and the rules of its entries. */
async function sortEntries(walk: Walk, folder: Folder, entries: readonly Entry[]): Promise<Folder[]> {
  const { found } = walk;
  const { rules, above } = folder;
  const folders: Folder[] = [];
  for (const entry of entries) {
    await walk.pause();
    const path = childPath(folder.path, entry.name);
    if (isVersionControl(entry.name)) continue;
    if (entry.kind === 'folder') {
      const verdict = walk.rules.enter(rules, path);
      if (verdict === 'outByDefault') found.excludedByDefault++;
      if (typeof verdict === 'string') continue;
      if (entry.nameProblem === undefined) folders.push({ path, rules: verdict.rules, above });
      else notWalked(found, path, entry.nameProblem);
    } else if (walk.rules.allowsFile(rules, path)) {
      if (entry.nameProblem !== undefined)
        found.skipped.push(skip(path, 'unreadable', BAD_NAMES[entry.nameProblem]));
      else if (entry.kind !== undefined) found.skipped.push(skip(path, 'notRegular', entry.kind));
      else await statFile(walk, path);
    }
  }
  return folders;
}

async function statFile({ fs, root, maxFileBytes, found }: Walk, path: string): Promise<void> {
  try {
    const stats = await fs.lstat(join(root, path));
    const odd = oddKind(stats);
    if (odd !== undefined) found.skipped.push(skip(path, 'notRegular', odd));
    else if (stats.size > maxFileBytes) found.skipped.push(tooLarge(path, stats.size, maxFileBytes));
    else found.files.push({ path, size: stats.size, mtimeMs: stats.mtimeMs });
  } catch (error) {
    found.skipped.push(skipForError(path, error));
  }
}

interface Entry {
  readonly name: string;
  /** What it is when it is not a regular file. */
  readonly kind: ReturnType<typeof oddKind>;
  /** Why the name cannot be used; `name` is then an escaped form of it. */
  readonly nameProblem?: keyof typeof BAD_NAMES;
}

async function listEntries(fs: DiskFs, folder: string): Promise<Entry[]> {
  const entries = (await fs.readdir(folder)).map((entry) => toEntry(entry.name, oddKind(entry)));
  // A name that is not UTF-8 arrives with replacement characters, and could be mistaken for another file's name.
  if (!entries.some((entry) => entry.name.includes('\ufffd'))) return entries;
  return (await fs.readdirBytes(folder)).map((entry) => {
    const name = entry.name.toString('utf8');
    if (Buffer.from(name, 'utf8').equals(entry.name)) return toEntry(name, oddKind(entry));
    return { name: escapeBytes(entry.name), kind: oddKind(entry), nameProblem: 'notUtf8' };
  });
}

function toEntry(name: string, kind: Entry['kind']): Entry {
  return { name, kind, ...(name.includes('\\') ? { nameProblem: 'backslash' } : {}) };
}

/** A readable stand-in for a name that is not UTF-8: `caf\xe9.txt`. */
function escapeBytes(name: Buffer): string {
  return name
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function isOwnAncestor(self: Ancestor): boolean {
  for (let above = self.above; above !== undefined; above = above.above) {
    // File systems without stable numbers give 0 for all.
    if (above.ino === self.ino && above.dev === self.dev && self.ino !== 0n) return true;
  }
  return false;
}

/** A skip record. */
export function skip(path: string, reason: SkipReason, detail: string): SkippedFile {
  return { path, reason, detail };
}

/** The skip record of a file over the limit; sizes in bytes. */
export function tooLarge(path: string, size: number, limit: number): SkippedFile {
  return skip(path, 'tooLarge', `${size} bytes, the limit is ${limit}`);
}

/** The skip record for a system error on one file. */
export function skipForError(path: string, error: unknown): SkippedFile {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return skip(path, 'vanished', code);
  if (code === 'ELOOP' || code === 'EMLINK') return skip(path, 'notRegular', 'symbolic link');
  if (code === 'EISDIR') return skip(path, 'notRegular', 'folder');
  if (code === 'ENXIO') return skip(path, 'notRegular', 'FIFO or socket');
  return { ...skip(path, 'unreadable', code), ...(mayPass(code) ? { mayPass: true } : {}) };
}

/** Whether trouble with this code comes from the moment and not from the file: a connection, a busy machine. */
function mayPass(code: string): boolean {
  return ['EIO', 'ETIMEDOUT', 'ECONNRESET', 'EBUSY', 'EAGAIN', 'EMFILE', 'ENFILE', 'ESTALE'].includes(code);
}
