/** Blobs in a folder outside the repository, each in a file of its own. */
import { createHash } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DamagedError, type Log, type Store } from '../../engine/ports.ts';
import type { Failure, FailureCause } from '../../engine/types.ts';
import { errorCode } from '../workspace/diskFs.ts';
import { type AtomicFs, replaceFile, sweep, UnconfirmedError } from './atomic.ts';
import {
  asBadBlob,
  type BadBlob,
  HEAD_BYTES,
  type Label,
  type OpenBlob,
  openBlob,
  openHead,
  sealBlob,
} from './blobFile.ts';
import { acquireLock } from './lock.ts';
import { openOwnFile, readSpan } from './ownFile.ts';
import { PageCache } from './pages.ts';

/** Pages that a store holds unpacked: 96 MB, which is all of the index of some 15,000 files. */
const HELD_PAGES = 3_072;
const BLOB_SUFFIX = '.blob';

/** The calls of the file system that the store makes; tests make each of them fail. */
export type StoreFs = AtomicFs & Pick<typeof nodeFs, 'mkdir' | 'lstat'>;

export interface DiskStoreOptions {
  readonly log: Log;
  /** Whose blobs these are; those of another owner are foreign. Defaults to the name of the folder. */
  readonly owner?: string;
  readonly fs?: StoreFs;
  /**
   * How long `exclusive` waits for another process, in milliseconds. The default of 15 s is longer than it takes to
   * find out that the other one was killed.
   */
  readonly patienceMs?: number;
}

/** A blob was not written; the old one, if any, is still there unless `replaced`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly failure: Failure;
  /** True when the new blob is in place but may not survive a power cut. */
  readonly replaced: boolean;

  constructor(facts: Omit<Failure, 'kind'>, options: { cause?: unknown; replaced?: boolean } = {}) {
    super(`${facts.cause}: ${facts.target ?? ''} ${facts.code ?? ''}`, { cause: options.cause });
    this.failure = { kind: 'storage', ...facts };
    this.replaced = options.replaced ?? false;
  }
}

/**
 * The Store port on a folder, which is made on the first write (0700; files 0600).
 *
 * `read` never rejects: a missing blob is undefined, and so is one that is damaged or foreign, which is moved aside
 * to `<name>.broken` with one line in the log. A blob of a newer format is left alone. `write` and `retain` reject
 * with a `StoreError`; after a failed write a reader sees the old blob or the whole new one. `exclusive` rejects with
 * what `work` rejects with, or a `StoreError` when the lock file cannot be written; calls on one store queue up, so
 * `work` must not call it again.
 */
export function createDiskStore(dir: string, options: DiskStoreOptions): Store {
  const { log, owner = basename(dir), fs = nodeFs } = options;
  const patienceMs = options.patienceMs ?? 15_000;
  let swept = false;
  let queue: Promise<unknown> = Promise.resolve();

  const cache = new PageCache(HELD_PAGES);

  /** Opens a blob; one that cannot be had is told, and one that is no blob is moved aside. */
  async function openOrTell(file: string, key: string): Promise<OpenBlob | undefined> {
    const found = await openBlob(fs, file, { key, owner }, cache).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') log.warn(`${file}: not read (${errorCode(error)})`);
      return undefined;
    });
    if (found === undefined || !('problem' in found)) return found;
    if (found.problem === 'newer') log.info(`${file}: written by a newer Sightline, left alone`);
    else await moveAside({ fs, log }, file, found);
    return undefined;
  }

  return {
    async read(key) {
      const file = join(dir, blobName(key));
      const blob = await openOrTell(file, key);
      if (!blob) return undefined;
      try {
        return blob.read(0, blob.length).slice();
      } catch (error) {
        await moveAside({ fs, log }, file, { problem: reasonOf(error), ino: blob.ino });
        return undefined;
      } finally {
        await blob.handle.close().catch(() => {});
      }
    },

    async open(key) {
      const blob = await openOrTell(join(dir, blobName(key)), key);
      if (blob) unused.register(blob, blob.handle);
      return blob;
    },

    async write(key, bytes) {
      const name = blobName(key);
      try {
        await fs.mkdir(dir, { recursive: true, mode: 0o700 });
        if (!swept) await sweep(fs, dir);
        swept = true;
        await makeRoom({ fs, log }, join(dir, name), { key, owner });
        await replaceFile(fs, { dir, name }, await sealBlob(bytes, { key, owner }), { mode: 0o600 });
      } catch (error) {
        throw toStoreError(error, dir);
      }
    },

    async retain(keys) {
      const names = new Set(keys.map(blobName));
      try {
        for (const name of await fs.readdir(dir))
          if (name.endsWith(BLOB_SUFFIX) && !names.has(name)) await remove(fs, join(dir, name));
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw toStoreError(error, dir);
      }
    },

    exclusive(work) {
      const turn = queue.then(() => withLock(dir, patienceMs, work));
      queue = turn.catch(() => {});
      return turn;
    },
  };
}

/** The Store port where nothing can be kept: it holds nothing, and a write rejects with what stands in the way. */
export function createUnkeptStore(failure: Failure): Store {
  const refuse = (): Promise<never> => Promise.reject(new StoreError(failure));
  const nothing = async () => undefined;
  return { read: nothing, open: nothing, write: refuse, retain: refuse, exclusive: refuse };
}

/** Closes files that nobody reads from any more. */
const unused = new FinalizationRegistry<nodeFs.FileHandle>((handle) => {
  handle.close().catch(() => {});
});

const reasonOf = (error: unknown): string => (error instanceof DamagedError ? error.message : String(error));

async function remove(fs: StoreFs, file: string): Promise<void> {
  await fs.unlink(file).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}

async function withLock<T>(dir: string, patienceMs: number, work: () => Promise<T>): Promise<T | undefined> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 250)) {
    const lock = await acquireLock(dir).catch((error: unknown) => {
      throw toStoreError(error, dir);
    });
    if (lock !== undefined) return await work().finally(() => lock.release());
    if (performance.now() + pauseMs > deadline) return undefined;
    await setTimeout(pauseMs);
  }
}

/** A name that is safe on every disk, also one that does not tell upper from lower case. */
function blobName(key: string): string {
  const readable = key
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, 40);
  return `${readable}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}${BLOB_SUFFIX}`;
}

/** Where the store works, and to whom it tells what it finds. */
interface Tools {
  readonly fs: StoreFs;
  readonly log: Log;
}

/** Moves what is no blob away, unless a writer has put a new one in its place meanwhile. */
async function moveAside({ fs, log }: Tools, file: string, { problem, ino }: BadBlob): Promise<void> {
  try {
    if (ino !== undefined && (await fs.lstat(file)).ino !== ino) return;
    await fs.rename(file, `${file}.broken`);
    log.warn(`${file}: ${problem}, moved aside to ${basename(file)}.broken`);
  } catch (error) {
    log.warn(`${file}: ${problem}, and not moved aside (${errorCode(error)})`);
  }
}

/** Before a blob is written: a newer one is kept, and what is no file of ours is moved away, be it a folder. */
async function makeRoom(tools: Tools, file: string, label: Label): Promise<void> {
  const { fs } = tools;
  const maxBytes = Number.MAX_SAFE_INTEGER;
  const opened = await openOwnFile(fs, file, { maxBytes }).catch((error: unknown) =>
    errorCode(error) === 'ENOENT' ? undefined : asBadBlob(error),
  );
  if (opened === undefined) return;
  if ('problem' in opened) return moveAside(tools, file, opened);
  try {
    const head = openHead(await readSpan(opened.handle, 0, HEAD_BYTES), label);
    if (!('problem' in head) || head.problem !== 'newer') return;
  } finally {
    await opened.handle.close();
  }
  throw new StoreError({ cause: 'storeNewer', target: file });
}

/** What went wrong with a folder of ours, as the failure that a person is told. */
export function toStoreError(error: unknown, dir: string): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof UnconfirmedError) {
    const code = errorCode(error.cause);
    return new StoreError({ cause: 'storeFault', target: dir, code }, { cause: error, replaced: true });
  }
  const code = errorCode(error);
  return new StoreError({ cause: CAUSES[code] ?? 'storeFault', target: dir, code }, { cause: error });
}

/** What the codes of the system mean for a person; all others are trouble with the disk. */
const CAUSES: Readonly<Record<string, FailureCause>> = {
  ENOSPC: 'storeFull',
  EDQUOT: 'storeFull',
  EFBIG: 'storeFull',
  EROFS: 'storeReadOnly',
  EACCES: 'storeReadOnly',
  EPERM: 'storeReadOnly',
};
