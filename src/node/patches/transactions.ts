/**
 * Writes several files as one: all or none, also when the process is killed at any moment, and takes that back byte for
 * byte. Before the first file is touched, what each was stands on disk beside a journal; until the journal says that all
 * is written, whoever comes next puts back what was there. Nothing else is ever written below the root.
 */
import * as realFs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileFault, Files } from '../../engine/ports.ts';
import { sweep } from '../storage/atomic.ts';
import { acquireLock } from '../storage/lock.ts';
import { errorCode } from '../workspace/diskFs.ts';
import { createDiskFiles, type FilesFs } from '../workspace/files.ts';
import { foldersOf } from '../workspace/paths.ts';
import { type Current, currentOf, FileFaultError, fullHash, isAs, sideOf } from './images.ts';
import {
  beginJournal,
  type Journal,
  type JournalFile,
  type JournalFs,
  listJournals,
  newId,
  readImage,
  removeJournal,
  writeJournal,
} from './journal.ts';
import { dropOldest, KEEP_LIMITS, type KeepLimits } from './keep.ts';
import { type ShownFile, shownFiles } from './shown.ts';

/** What a file shall become. */
export interface FileTarget {
  readonly path: string;
  /** Hash of all its bytes as they were looked at; null where there was no file. */
  readonly base: string | null;
  /** Null: no file. `mode` is absent where permissions stay as they are, or as the process makes them. */
  readonly after: { readonly bytes: Uint8Array; readonly mode?: number } | null;
  readonly movedFrom?: string;
}

export interface TransactionsOptions {
  /** Absolute path of the folder, with all links resolved. */
  readonly realRoot: string;
  /** A directory of the user alone, outside of the root; made if need be. */
  readonly dir: string;
  readonly clock: () => number;
  /** The calls of the file system; tests make each of them fail. */
  readonly fs?: FilesFs & JournalFs;
  /** How much is kept to be taken back; tests keep less. */
  readonly keep?: KeepLimits;
}

/** Why nothing was written, or why what was written has been taken back. */
export type Refusal =
  /** Another process writes. */
  | { readonly kind: 'busy' }
  /** What was approved is not what shall be written. */
  | { readonly kind: 'notApproved' }
  /** Files that are not as they were looked at. */
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  /** A file, or the journal (empty path), cannot be read or written. `left`: files that could not be put back. */
  | {
      readonly kind: 'fault';
      readonly path: string;
      readonly fault: FileFault;
      readonly left: readonly string[];
    }
  | { readonly kind: 'unknownId' }
  | { readonly kind: 'undone' }
  /** The bytes to put back are damaged. */
  | { readonly kind: 'damaged'; readonly path: string };

export type Written =
  | {
      readonly type: 'written';
      readonly id: string;
      readonly skipped: readonly string[];
      /** Older patches that are kept no longer, and cannot be taken back. */
      readonly dropped: number;
    }
  | { readonly type: 'refused'; readonly refusal: Refusal };

/** A transaction that a killed process left, and what became of it. */
export interface Recovered {
  readonly id: string;
  readonly kind: Journal['kind'];
  /** Files that somebody edited since: they stand as they are. */
  readonly left: readonly string[];
}

export interface KeptPatch {
  readonly id: string;
  readonly atMs: number;
  readonly kind: Journal['kind'];
  readonly of?: string;
  readonly state: 'applied' | 'undone' | 'partly';
  readonly files: readonly {
    readonly path: string;
    readonly change: 'edited' | 'created' | 'deleted' | 'moved';
  }[];
}

export interface Transactions {
  /** Hash that stands for a set of targets: an approval names it. */
  hashOf(targets: readonly FileTarget[]): string;
  /** Writes all targets or none. The signal counts until the first write. */
  apply(
    targets: readonly FileTarget[],
    options: { readonly approved: string; readonly signal: AbortSignal },
  ): Promise<Written>;
  /**
   * Takes a transaction back (the newest one that stands, without an id): itself a transaction that can be taken back.
   * Files that were edited since are a refusal, or are overwritten or left out as is asked for.
   */
  undo(options: {
    readonly id?: string;
    readonly edited: 'refuse' | 'overwrite' | 'skip';
    readonly signal: AbortSignal;
  }): Promise<Written>;
  /** Puts back what killed processes left half written. Undefined when another process writes. */
  recover(): Promise<readonly Recovered[] | undefined>;
  /** Transactions that are kept, the newest first, and how many cannot be read. */
  list(): Promise<{ readonly patches: readonly KeptPatch[]; readonly unreadable: number }>;
  /** What one did to each file; undefined when none of this id is kept. */
  show(id: string, options: { readonly signal: AbortSignal }): Promise<readonly ShownFile[] | undefined>;
}

const never = new AbortController().signal;

/** Opens the transactions of a folder. Reads and writes nothing by itself. */
export function createTransactions(options: TransactionsOptions): Transactions {
  const { realRoot, dir, clock, fs = realFs, keep = KEEP_LIMITS } = options;
  const room: Room = { fs, dir, realRoot, clock, keep, files: createDiskFiles({ realRoot, fs }) };
  const locked = async (work: () => Promise<Written>): Promise<Written> => {
    const lock = await acquireLock(dir);
    if (lock === undefined) return refused({ kind: 'busy' });
    try {
      await recoverAll(room);
      return await work();
    } catch (error) {
      if (error instanceof FileFaultError)
        return refused({ kind: 'fault', path: error.path, fault: error.fault, left: [] });
      throw error;
    } finally {
      await lock.release();
    }
  };
  return {
    hashOf,
    apply: (targets, { approved, signal }) =>
      locked(async () => {
        if (approved !== hashOf(targets)) return refused({ kind: 'notApproved' });
        return write(room, targets, { kind: 'apply', hash: approved, signal });
      }),
    undo: (options) => locked(() => undo(room, options)),
    async recover() {
      const { journals, unborn } = await listJournals(room);
      if (unborn.length === 0 && journals.every(({ state }) => state !== 'writing')) return [];
      const lock = await acquireLock(dir);
      if (lock === undefined) return undefined;
      try {
        return await recoverAll(room);
      } finally {
        await lock.release();
      }
    },
    async list() {
      const { journals, damaged } = await listJournals(room);
      return { patches: keptOf(journals), unreadable: damaged.length };
    },
    show: (id, { signal }) => shownFiles(room, id, signal),
  };
}

interface Room {
  readonly fs: FilesFs & JournalFs;
  readonly dir: string;
  readonly realRoot: string;
  readonly clock: () => number;
  readonly files: Files;
  readonly keep: KeepLimits;
}

const refused = (refusal: Refusal): Written => ({ type: 'refused', refusal });

function hashOf(targets: readonly FileTarget[]): string {
  const parts = targets.map(({ path, base, after, movedFrom }) => [
    ...[path, base, movedFrom ?? null],
    ...[after && fullHash(after.bytes), after?.mode ?? null],
  ]);
  return fullHash(Buffer.from(JSON.stringify(parts)));
}

interface Writing extends Pick<Journal, 'kind' | 'hash' | 'of'> {
  readonly signal: AbortSignal;
  /** Folders to remove when they are empty, once all files are written. */
  readonly emptied?: readonly string[];
  readonly skipped?: readonly string[];
}

async function write(room: Room, targets: readonly FileTarget[], writing: Writing): Promise<Written> {
  const { files, clock } = room;
  const { signal, emptied = [], skipped = [], ...facts } = writing;
  const currents: Current[] = [];
  for (const { path } of targets) currents.push(await currentOf(files, path, signal));
  const changed = targets.filter(({ base }, at) => (currents[at]?.hash ?? null) !== base);
  if (changed.length > 0) return refused({ kind: 'changed', paths: changed.map(({ path }) => path) });
  const atMs = clock();
  const journal: Journal = {
    ...{ schema: 1, id: newId(atMs), atMs, ...facts, pid: process.pid, state: 'writing' },
    files: targets.map((target, at) => journalFile(target, currents[at])),
    bytes: currents.reduce((sum, current) => sum + (current?.bytes.length ?? 0), 0),
    folders: await missingFolders(room, targets),
  };
  signal.throwIfAborted();
  try {
    await beginJournal(
      room,
      journal,
      currents.map((current) => current?.bytes),
    );
  } catch (error) {
    await removeJournal(room, journal.id).catch(() => {});
    return refused({ kind: 'fault', path: '', fault: faultOf(error), left: [] });
  }
  try {
    await writeAll(room, targets, currents);
    await removeEmpty(room, emptied);
    await writeJournal(room, { ...journal, state: 'done' });
  } catch (error) {
    const left = await rollBack(room, journal);
    const [path, fault] = error instanceof FileFaultError ? [error.path, error.fault] : ['', faultOf(error)];
    return refused({ kind: 'fault', path, fault, left });
  }
  // All is written: what is kept of earlier ones cannot change that.
  const dropped = await dropOldest(room, room.keep).catch(() => 0);
  return { type: 'written', id: journal.id, skipped, dropped };
}

/** New texts first and removals last: a file that moves is never nowhere. */
async function writeAll(
  { files }: Room,
  targets: readonly FileTarget[],
  currents: readonly Current[],
): Promise<void> {
  for (const [at, { path, after }] of targets.entries()) {
    if (after === null) continue;
    const replaces = currents[at]?.identity ?? 'nothing';
    const mode = after.mode === undefined ? {} : { mode: after.mode };
    const written = await files.write(path, after.bytes, { replaces, signal: never, ...mode });
    if (written.type === 'fault') throw new FileFaultError(path, written.fault);
  }
  for (const [at, { path, after }] of targets.entries()) {
    const current = currents[at];
    if (after !== null || current === undefined) continue;
    const removed = await files.remove(path, { replaces: current.identity, signal: never });
    if (removed.type === 'fault') throw new FileFaultError(path, removed.fault);
  }
}

function journalFile({ path, after, movedFrom }: FileTarget, current: Current): JournalFile {
  const keptMode = current?.identity.mode;
  const mode = current === undefined ? undefined : (after?.mode ?? keptMode);
  return {
    path,
    before: current ? { hash: current.hash, ...(keptMode === undefined ? {} : { mode: keptMode }) } : null,
    after: after ? { hash: fullHash(after.bytes), ...(mode === undefined ? {} : { mode }) } : null,
    ...(movedFrom === undefined ? {} : { movedFrom }),
  };
}

async function missingFolders({ fs, realRoot }: Room, targets: readonly FileTarget[]): Promise<string[]> {
  const missing = new Set<string>();
  for (const { path, after } of targets)
    for (const folder of after === null ? [] : foldersOf(path))
      if (!missing.has(folder) && (await isMissing(fs, join(realRoot, folder)))) missing.add(folder);
  return [...missing];
}

async function isMissing(fs: JournalFs, path: string): Promise<boolean> {
  return fs.lstat(path).then(
    () => false,
    (error: unknown) => errorCode(error) === 'ENOENT',
  );
}

const faultOf = (error: unknown): FileFault => {
  const code = errorCode(error);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const isDenied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  return { kind: isFull ? 'full' : isDenied ? 'denied' : 'system', code };
};

/**
 * Puts back every file of a transaction that did not end, and removes what it made. Gives the files that could not be
 * put back: those that somebody edited since stay as they are; the journal is kept for them, and for those of which
 * the disk would not have it, so that it is tried again.
 */
async function rollBack(room: Room, journal: Journal): Promise<string[]> {
  const left: string[] = [];
  let isBlocked = false;
  for (const [at, file] of [...journal.files.entries()].reverse()) {
    try {
      if (!(await putBack(room, journal, at))) left.push(file.path);
    } catch {
      isBlocked = true;
      left.push(file.path);
    }
  }
  try {
    for (const folder of new Set(journal.files.map(({ path }) => dirname(join(room.realRoot, path)))))
      if (await isItself(room, folder)) await sweep(room.fs, folder, journal.pid).catch(() => {});
    await removeEmpty(room, journal.folders);
    if (left.length === 0) await removeJournal(room, journal.id);
    else if (!isBlocked) await writeJournal(room, { ...journal, state: 'partly' });
  } catch {
    // The journal still says that it is being written: the next one who comes tries again.
  }
  return left;
}

/** Removes folders that hold nothing, the innermost first. */
async function removeEmpty(room: Room, folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].reverse()) {
    const full = join(room.realRoot, folder);
    if (await isItself(room, full)) await room.fs.rmdir(full).catch(() => {});
  }
}

/** Whether no link leads to a folder. */
const isItself = ({ fs }: Room, full: string): Promise<boolean> =>
  fs.realpath(full).then(
    (real) => real === full,
    () => false,
  );

/** Puts one file back; false when somebody edited it since. */
async function putBack(room: Room, journal: Journal, at: number): Promise<boolean> {
  const { files } = room;
  const file = journal.files[at]!;
  const current = await currentOf(files, file.path, never);
  const side = sideOf(current, file);
  if (side === 'before') return true;
  if (side === 'neither') return false;
  if (file.before === null) {
    const removed = await files.remove(file.path, { replaces: current!.identity, signal: never });
    if (removed.type === 'fault') throw new FileFaultError(file.path, removed.fault);
    return true;
  }
  const bytes = await readImage(room, journal.id, at);
  if (fullHash(bytes) !== file.before.hash)
    throw new FileFaultError(file.path, { kind: 'system', code: 'damaged' });
  const written = await files.write(file.path, bytes, {
    ...{ replaces: current?.identity ?? 'nothing', signal: never },
    ...(file.before.mode === undefined ? {} : { mode: file.before.mode }),
  });
  if (written.type === 'fault') throw new FileFaultError(file.path, written.fault);
  return true;
}

async function recoverAll(room: Room): Promise<Recovered[]> {
  const { journals, unborn } = await listJournals(room);
  for (const id of unborn) await removeJournal(room, id).catch(() => {});
  const recovered: Recovered[] = [];
  for (const journal of journals.filter(({ state }) => state === 'writing'))
    recovered.push({ id: journal.id, kind: journal.kind, left: await rollBack(room, journal) });
  return recovered;
}

async function undo(room: Room, options: Parameters<Transactions['undo']>[0]): Promise<Written> {
  const { id, edited, signal } = options;
  const { journals } = await listJournals(room);
  const kept = keptOf(journals);
  const wanted = kept.find((one) =>
    id === undefined ? one.kind === 'apply' && one.state === 'applied' : one.id === id,
  );
  const journal = journals.find((one) => one.id === wanted?.id);
  if (wanted === undefined || journal === undefined) return refused({ kind: 'unknownId' });
  if (wanted.state === 'undone') return refused({ kind: 'undone' });
  const targets: FileTarget[] = [];
  const changed: string[] = [];
  for (const [at, file] of journal.files.entries()) {
    const current = await currentOf(room.files, file.path, signal);
    const isEdited = !isAs(current, file.after);
    if (isEdited) changed.push(file.path);
    if (isEdited && edited === 'skip') continue;
    const bytes = file.before ? await readImage(room, journal.id, at).catch(() => undefined) : undefined;
    if (file.before && (bytes === undefined || fullHash(bytes) !== file.before.hash))
      return refused({ kind: 'damaged', path: file.path });
    const mode = file.before?.mode === undefined ? {} : { mode: file.before.mode };
    targets.push({ path: file.path, base: current?.hash ?? null, after: bytes ? { bytes, ...mode } : null });
  }
  if (changed.length > 0 && edited === 'refuse') return refused({ kind: 'changed', paths: changed });
  return write(room, targets, {
    ...{ kind: 'undo', of: journal.id, hash: hashOf(targets), signal, emptied: journal.folders },
    skipped: edited === 'skip' ? changed : [],
  });
}

/** Which transactions stand: one is undone while an undo of it stands that is not undone itself. Newest first. */
function keptOf(journals: readonly Journal[]): KeptPatch[] {
  const isUndone = (id: string): boolean =>
    journals.some(({ of, id: other, state }) => of === id && state === 'done' && !isUndone(other));
  return journals
    .filter(({ state }) => state !== 'writing')
    .map(
      ({ id, atMs, kind, of, state, files }): KeptPatch => ({
        ...{ id, atMs, kind, ...(of === undefined ? {} : { of }) },
        state: state === 'partly' ? 'partly' : isUndone(id) ? 'undone' : 'applied',
        files: files.map((file) => ({ path: file.path, change: changeOf(file) })),
      }),
    )
    .reverse();
}

function changeOf({ before, after, movedFrom }: JournalFile): KeptPatch['files'][number]['change'] {
  if (movedFrom !== undefined) return 'moved';
  if (before === null) return 'created';
  return after === null ? 'deleted' : 'edited';
}
