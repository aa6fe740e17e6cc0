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
import { errorCode } from '../workspace/diskFs.ts';
import { type AtomicFs, replaceFile, sweep, UnconfirmedError } from './atomic.ts';
import { acquireLock } from './lock.ts';

const MAGIC = Buffer.from('SIGHTLN\0', 'latin1');
const FORMAT = 1;
const PREFIX_BYTES = MAGIC.length + 8;
const DIGEST_BYTES = 32;
const MAX_HEADER_BYTES = 65_536;

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

/** What kept a blob from being written. */
export type StoreErrorKind = 'full' | 'readOnly' | 'newer' | 'io';

/** A blob was not written; the old one, if any, is still there unless `replaced`. The message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: StoreErrorKind;
  /** True when the new blob is in place but may not survive a power cut. */
  readonly replaced: boolean;

  constructor(kind: StoreErrorKind, message: string, options: { cause?: unknown; replaced?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
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
      const found = await readBlobFile(fs, file).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') log.warn(`${file}: not read (${errorCode(error)})`);
      });
      if (found === undefined) return undefined;
      const opened = openBlob(found.bytes, key, owner);
      if ('payload' in opened) return opened.payload;
      if (opened.problem === 'newer') log.info(`${file}: written by a newer Sightline, left alone`);
      else await moveAside({ fs, log }, file, found.ino, opened.problem);
      return undefined;
    },

    async write(key, bytes) {
      const name = blobName(key);
      try {
        await fs.mkdir(dir, { recursive: true, mode: 0o700 });
        if (!swept) await sweep(fs, dir);
        swept = true;
        await refuseNewer(fs, join(dir, name), key, owner);
        await replaceFile(fs, { dir, name }, sealBlob(bytes, key, owner), { mode: 0o600 });
      } catch (error) {
        if (error instanceof UnconfirmedError) throw unconfirmed(name, error);
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

type Opened = { readonly payload: Uint8Array } | { readonly problem: string };

/** Checks a blob's file from front to back. */
function openBlob(file: Buffer, key: string, owner: string): Opened {
  const prefix = file.subarray(0, PREFIX_BYTES);
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC))
    return { problem: 'foreign' };
  const headerEnd = PREFIX_BYTES + Math.min(prefix.readUInt32BE(MAGIC.length + 4), MAX_HEADER_BYTES);
  const header = file.subarray(PREFIX_BYTES, headerEnd);
  const digest = file.subarray(headerEnd, headerEnd + DIGEST_BYTES);
  if (!digest.equals(sha256(prefix, header))) return { problem: 'damaged' };
  const format = prefix.readUInt32BE(MAGIC.length);
  if (format !== FORMAT) return { problem: format > FORMAT ? 'newer' : 'of an older format' };
  const facts = parseHeader(header);
  if (facts?.key !== key || facts.owner !== owner) return { problem: 'foreign' };
  const payload = file.subarray(headerEnd + DIGEST_BYTES);
  if (payload.length !== facts.length) return { problem: 'cut short or too long' };
  return sha256(payload).toString('hex') === facts.sha256 ? { payload } : { problem: 'damaged' };
}

function parseHeader(header: Buffer): Record<string, unknown> | undefined {
  try {
    const facts: unknown = JSON.parse(header.toString('utf8'));
    return typeof facts === 'object' && facts !== null ? { ...facts } : undefined;
  } catch {
    return undefined;
  }
}

async function readBlobFile(fs: StoreFs, file: string): Promise<{ bytes: Buffer; ino: number }> {
  const handle = await fs.open(file, 'r');
  try {
    const { ino } = await handle.stat();
    return { bytes: await handle.readFile(), ino };
  } finally {
    await handle.close();
  }
}

/** Moves a bad file away unless a writer has put a new one in its place meanwhile. */
async function moveAside(
  { fs, log }: { readonly fs: StoreFs; readonly log: Log },
  file: string,
  ino: number,
  problem: string,
): Promise<void> {
  try {
    if ((await fs.lstat(file)).ino !== ino) return;
    await fs.rename(file, `${file}.broken`);
    log.warn(`${file}: ${problem}, moved aside to ${basename(file)}.broken`);
  } catch (error) {
    log.warn(`${file}: ${problem}, and not moved aside (${errorCode(error)})`);
  }
}

async function refuseNewer(fs: StoreFs, file: string, key: string, owner: string): Promise<void> {
  const handle = await fs.open(file, 'r').catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
  if (handle === undefined) return;
  try {
    const head = Buffer.alloc(PREFIX_BYTES + MAX_HEADER_BYTES + DIGEST_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const opened = openBlob(head.subarray(0, bytesRead), key, owner);
    if (!('problem' in opened) || opened.problem !== 'newer') return;
  } finally {
    await handle.close();
  }
  throw new StoreError(
    'newer',
    `${file} was written by a newer Sightline. Update this one, or clear the index.`,
  );
}

function unconfirmed(name: string, cause: UnconfirmedError): StoreError {
  const message = `${name} is written, but the disk did not confirm it. Check the disk.`;
  return new StoreError('io', message, { cause, replaced: true });
}

function toStoreError(error: unknown, dir: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('full', `No space left for ${dir}. Free some, or clear the indexes.`, {
      cause: error,
    });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new StoreError('readOnly', `${dir} cannot be written to (${code}). Check its permissions.`, {
      cause: error,
    });
  }
  return new StoreError('io', `${dir} cannot be written to (${code}). Check the disk.`, { cause: error });
}
