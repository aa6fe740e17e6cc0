/**
 * Blobs in a folder outside the repository, each in a file of its own.
 *
 * File: 8 bytes of magic, format version and header length (32-bit, big endian), the header as JSON, the SHA-256 of
 * all that, then the payload. These first fields keep their place in every later format, so that an old Sightline
 * can tell a newer file from a damaged one. A blob is given out only when everything in it agrees: a damaged index
 * must show as missing, never as a wrong answer.
 */
import { createHash } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Log, Store } from '../../engine/ports.ts';
import type { Failure, FailureCause } from '../../engine/types.ts';
import { errorCode } from '../workspace/diskFs.ts';
import { type AtomicFs, replaceFile, sweep, UnconfirmedError } from './atomic.ts';
import { acquireLock } from './lock.ts';
import { OddFileError, openOwnFile, readSpan } from './ownFile.ts';

const MAGIC = Buffer.from('SIGHTLN\0', 'latin1');
const FORMAT = 1;
const PREFIX_BYTES = MAGIC.length + 8;
const DIGEST_BYTES = 32;
const MAX_HEADER_BYTES = 65_536;
const HEAD_BYTES = PREFIX_BYTES + MAX_HEADER_BYTES + DIGEST_BYTES;
/** Bytes of the largest file that can be a blob; an index of a million files stays far below. */
const MAX_BLOB_BYTES = 1_000_000_000;

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
 * to `<name>.broken` with one line in the log. A blob of a newer format is left alone. `write` and `delete` reject
 * with a `StoreError`; after a failed write a reader sees the old blob or the whole new one. `exclusive` rejects with
 * what `work` rejects with, or a `StoreError` when the lock file cannot be written; calls on one store queue up, so
 * `work` must not call it again.
 */
export function createDiskStore(dir: string, options: DiskStoreOptions): Store {
  const { log, owner = basename(dir), fs = nodeFs } = options;
  const patienceMs = options.patienceMs ?? 15_000;
  let swept = false;
  let queue: Promise<unknown> = Promise.resolve();

  return {
    async read(key) {
      const file = join(dir, blobName(key));
      const found = await readBlob(fs, file, { key, owner }).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') log.warn(`${file}: not read (${errorCode(error)})`);
      });
      if (found === undefined || 'payload' in found) return found?.payload;
      if (found.problem === 'newer') log.info(`${file}: written by a newer Sightline, left alone`);
      else await moveAside({ fs, log }, file, found);
      return undefined;
    },

    async write(key, bytes) {
      const name = blobName(key);
      try {
        await fs.mkdir(dir, { recursive: true, mode: 0o700 });
        if (!swept) await sweep(fs, dir);
        swept = true;
        await makeRoom({ fs, log }, join(dir, name), { key, owner });
        await replaceFile(fs, { dir, name }, sealBlob(bytes, key, owner), { mode: 0o600 });
      } catch (error) {
        throw toStoreError(error, dir);
      }
    },

    async delete(key) {
      try {
        await fs.unlink(join(dir, blobName(key)));
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
  return { read: async () => undefined, write: refuse, delete: refuse, exclusive: refuse };
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
  return `${readable}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.blob`;
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function sealBlob(payload: Uint8Array, key: string, owner: string): Uint8Array[] {
  const facts = { key, owner, length: payload.length, sha256: sha256(payload).toString('hex') };
  const header = Buffer.from(JSON.stringify(facts), 'utf8');
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32BE(FORMAT, MAGIC.length);
  prefix.writeUInt32BE(header.length, MAGIC.length + 4);
  return [prefix, header, sha256(prefix, header), payload];
}

/** Whose blob it must be. */
interface Label {
  readonly key: string;
  readonly owner: string;
}

/** Why a file gives no blob. Without `ino` it was not opened: it is no file of ours. */
interface BadBlob {
  readonly problem: string;
  readonly ino?: number;
}

/** What the first bytes of a blob's file say of the rest. */
interface Head {
  readonly payloadAt: number;
  readonly length: number;
  readonly sha256: string;
}

/** Checks the first bytes of a blob's file, as many as `HEAD_BYTES` if it has them. */
function openHead(file: Buffer, { key, owner }: Label): Head | BadBlob {
  const prefix = file.subarray(0, PREFIX_BYTES);
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC))
    return { problem: 'foreign' };
  const headerEnd = PREFIX_BYTES + Math.min(prefix.readUInt32BE(MAGIC.length + 4), MAX_HEADER_BYTES);
  const header = file.subarray(PREFIX_BYTES, headerEnd);
  const payloadAt = headerEnd + DIGEST_BYTES;
  if (!file.subarray(headerEnd, payloadAt).equals(sha256(prefix, header))) return { problem: 'damaged' };
  const format = prefix.readUInt32BE(MAGIC.length);
  if (format !== FORMAT) return { problem: format > FORMAT ? 'newer' : 'of an older format' };
  const facts = parseHeader(header);
  if (facts?.key !== key || facts.owner !== owner) return { problem: 'foreign' };
  return { payloadAt, length: Number(facts.length), sha256: String(facts.sha256) };
}

/** Reads a blob's file from front to back; the payload only when its length is the one it should have. */
async function readBlob(
  fs: StoreFs,
  file: string,
  label: Label,
): Promise<{ readonly payload: Uint8Array } | BadBlob> {
  const opened = await openOwnFile(fs, file, { maxBytes: MAX_BLOB_BYTES }).catch(asBadBlob);
  if ('problem' in opened) return opened;
  const { handle, stats } = opened;
  const { ino } = stats;
  try {
    const head = openHead(await readSpan(handle, 0, Math.min(stats.size, HEAD_BYTES)), label);
    if ('problem' in head) return { ...head, ino };
    if (head.payloadAt + head.length !== stats.size) return { problem: 'cut short or too long', ino };
    const payload = await readSpan(handle, head.payloadAt, head.length);
    return sha256(payload).toString('hex') === head.sha256 ? { payload } : { problem: 'damaged', ino };
  } finally {
    await handle.close();
  }
}

function asBadBlob(error: unknown): BadBlob {
  if (error instanceof OddFileError) return { problem: `no file of ours (${error.odd})` };
  throw error;
}

function parseHeader(header: Buffer): Record<string, unknown> | undefined {
  try {
    const facts: unknown = JSON.parse(header.toString('utf8'));
    return typeof facts === 'object' && facts !== null ? { ...facts } : undefined;
  } catch {
    return undefined;
  }
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

function toStoreError(error: unknown, dir: string): StoreError {
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
