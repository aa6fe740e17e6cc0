/** Puts a whole file in the place of another: at no moment does its name hold a part of the new bytes. */
import { createHash, randomBytes } from 'node:crypto';
import type * as nodeFs from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../workspace/diskFs.ts';
import { isRunning } from './processes.ts';

/** The calls of the file system that a replacement makes; tests make each of them fail. */
export type AtomicFs = Pick<typeof nodeFs, 'open' | 'rename' | 'unlink' | 'readdir'>;

/** The new bytes are in place, but the disk did not confirm it: they may not survive a power cut. */
export class UnconfirmedError extends Error {
  override readonly name = 'UnconfirmedError';
}

/** What is asked of a replacement beside its bytes. */
export interface ReplaceOptions {
  /** Permissions of the new file; those of the process's mask are taken off when it is `masked`. */
  readonly mode: number;
  readonly masked?: boolean;
  /** Runs when the new bytes are on the disk and before they get their name; what it throws stops the replacement. */
  readonly beforeRename?: (temporary: string) => Promise<void>;
}

/**
 * Writes beside the old file, waits for the disk, and renames over it. Rejects with the error of the file system when
 * the old file stands as it was, and with an `UnconfirmedError` when the new one is in place.
 */
export async function replaceFile(
  fs: AtomicFs,
  target: { readonly dir: string; readonly name: string },
  parts: readonly Uint8Array[],
  { mode, masked = false, beforeRename }: ReplaceOptions,
): Promise<void> {
  const { dir, name } = target;
  const temporary = join(dir, temporaryName(name));
  let isMade = false;
  try {
    const handle = await fs.open(temporary, 'wx', mode);
    isMade = true;
    try {
      for (const part of parts) await handle.writeFile(part);
      if (!masked) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await beforeRename?.(temporary);
    await fs.rename(temporary, join(dir, name));
  } catch (error) {
    if (isMade) await fs.unlink(temporary).catch(() => {});
    throw error;
  }
  try {
    await syncFolder(fs, dir);
  } catch (error) {
    throw new UnconfirmedError(`${name} is written, but the disk did not confirm it`, { cause: error });
  }
}

/**
 * Removes temporary files that a killed process of this machine left in a folder; those of `ended` too, a process whose
 * work is known to be over though it may go on.
 */
export async function sweep(fs: AtomicFs, dir: string, ended?: number): Promise<void> {
  for (const name of await fs.readdir(dir)) {
    const owner = TEMPORARY.exec(name);
    if (owner === null || owner[1] !== hostTag()) continue;
    if (Number(owner[2]) !== ended && isRunning(Number(owner[2]))) continue;
    await fs.unlink(join(dir, name)).catch(() => {});
  }
}

const TEMPORARY = /\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;

/** Longest part of a name, in bytes, that is kept in the name of its temporary file: file systems allow 255. */
const MAX_KEPT = 180;

/** A name that tells which process of which machine made it, so that it is known as left behind. */
function temporaryName(name: string): string {
  const kept = Buffer.from(name)
    .subarray(0, MAX_KEPT)
    .toString('utf8')
    .replace(/\ufffd+$/u, '');
  return `${kept}.${hostTag()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Makes a rename last through a power cut. Windows cannot, and some network disks do not know how. */
export async function syncFolder(fs: AtomicFs, dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(dir, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (errorCode(error) !== 'EINVAL' && errorCode(error) !== 'ENOTSUP') throw error;
  } finally {
    await handle.close();
  }
}

function hostTag(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}
