/**
 * Opens files that Sightline made itself: a cache, a journal, a lock. What stands under such a name may be anything by
 * now, so nothing is read that is not a regular file of this user and of a size that can be.
 */
import { constants, type Stats } from 'node:fs';
import type * as nodeFs from 'node:fs/promises';
import { errorCode } from '../workspace/diskFs.ts';

/** The calls of the file system that opening makes. */
export type OwnFileFs = Pick<typeof nodeFs, 'open' | 'lstat'>;

/** What stands in the place of a file of ours. */
export type OddFile = 'link' | 'notRegular' | 'otherUser' | 'tooLarge' | 'swapped';

/** There is something, and it is no file of ours: for the caller the file is missing. */
export class OddFileError extends Error {
  override readonly name = 'OddFileError';
  readonly odd: OddFile;

  constructor(odd: OddFile) {
    super(odd);
    this.odd = odd;
  }
}

/** Bytes that a small file of ours (a lock, a list of settings) may have. */
export const MAX_SMALL_BYTES = 1_000_000;

/** A link is not followed where the system can refuse to, and a FIFO without a writer does not block the opening. */
const GUARDS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface OpenOwnOptions {
  readonly maxBytes: number;
  /** Opens for reading and writing. */
  readonly isWritten?: boolean;
  /** A file that a person wrote: links are followed, since people link their settings, and the system may own it. */
  readonly isPersons?: boolean;
}

export interface OpenedFile {
  readonly handle: nodeFs.FileHandle;
  readonly stats: Stats;
}

/**
 * Opens a file that this user made. Rejects with an `OddFileError` for anything else under its name, and with the
 * system's error (`ENOENT`) otherwise. The caller closes the handle.
 */
export async function openOwnFile(fs: OwnFileFs, file: string, options: OpenOwnOptions): Promise<OpenedFile> {
  const { maxBytes, isWritten = false, isPersons = false } = options;
  // Looked at before as well: opening a device can do something, and Windows has no flag against links.
  const before = isPersons ? undefined : await fs.lstat(file);
  const odd = before && oddFile(before, maxBytes);
  if (odd) throw new OddFileError(odd);
  const guards = isPersons ? (constants.O_NONBLOCK ?? 0) : GUARDS;
  const handle = await fs
    .open(file, (isWritten ? constants.O_RDWR : constants.O_RDONLY) | guards)
    .catch(oddError);
  try {
    const stats = await handle.stat();
    const other = oddFile(stats, maxBytes, isPersons);
    if (other) throw new OddFileError(other);
    // A file that a writer replaced meanwhile is as good; without the flag it may also be one behind a link.
    const isSame = before?.ino === stats.ino && before.dev === stats.dev;
    if (before && constants.O_NOFOLLOW === undefined && !isSame) throw new OddFileError('swapped');
    return { handle, stats };
  } catch (error) {
    await handle.close().catch(() => {});
    throw error;
  }
}

/** Reads a small file of ours as text, like `openOwnFile`. */
export async function readOwnText(
  fs: OwnFileFs,
  file: string,
  options: Pick<OpenOwnOptions, 'maxBytes' | 'isPersons'>,
): Promise<string> {
  const { handle, stats } = await openOwnFile(fs, file, options);
  try {
    return (await readSpan(handle, 0, stats.size)).toString('utf8');
  } finally {
    await handle.close();
  }
}

/** Bytes of an open file from `start`; fewer when the file ends earlier. */
export async function readSpan(handle: nodeFs.FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Why a file cannot be one of ours. On Windows every file has the user 0, so its owner says nothing. */
export function oddFile(stats: Stats, maxBytes: number, mayBeSystems = false): OddFile | undefined {
  if (stats.isSymbolicLink()) return 'link';
  if (!stats.isFile()) return 'notRegular';
  const isOurs = process.getuid === undefined || stats.uid === process.getuid();
  if (!isOurs && !(mayBeSystems && stats.uid === 0)) return 'otherUser';
  return stats.size > maxBytes ? 'tooLarge' : undefined;
}

/** What opening says of a link that came between, and of a socket. */
function oddError(error: unknown): never {
  const code = errorCode(error);
  if (code === 'ELOOP' || code === 'EMLINK') throw new OddFileError('link');
  if (code === 'ENXIO' || code === 'EISDIR') throw new OddFileError('notRegular');
  throw error;
}
