/** The calls of the file system that the workspace makes, so that tests can make each of them fail. */
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
} from 'node:fs';

type Kind = Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>;

/** An entry of a folder. */
export interface FsEntry<Name = string> extends Kind {
  readonly name: Name;
}

/** What is known of a file or folder without opening it. Where there are no numbers of files, `ino` is 0 for all. */
export interface FsStats extends Kind {
  /** Bytes. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly dev: number;
}

/** An open file, as far as the workspace needs one. */
export interface ReadHandle {
  stat(): Promise<FsStats>;
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

export interface DiskFs {
  readdir(path: string): Promise<FsEntry[]>;
  /** The entries with their names as bytes, for folders that hold names which are not UTF-8. */
  readdirBytes(path: string): Promise<FsEntry<Buffer>[]>;
  lstat(path: string): Promise<FsStats>;
  lstatBig(path: string): Promise<Kind & { readonly ino: bigint; readonly dev: bigint }>;
  open(path: string, flags: number): Promise<ReadHandle>;
  realpath(path: string): Promise<string>;
}

/** Reading only; the last part of the path must not be a link, and a FIFO must not block the open. */
export const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The real file system. The calls are the synchronous ones behind promises: each takes some microseconds, while a trip
 * through the thread pool takes ten times as long (three times, for the list of a folder) and competes with the parser.
 * They run in the engine's process, never in the extension host.
 */
export const nodeDiskFs: DiskFs = {
  readdir: async (path) => readdirSync(path, { withFileTypes: true }),
  readdirBytes: async (path) => readdirSync(path, { withFileTypes: true, encoding: 'buffer' }),
  lstat: async (path) => lstatSync(path),
  lstatBig: async (path) => lstatSync(path, { bigint: true }),
  open: async (path, flags) => {
    const file = openSync(path, flags);
    return {
      stat: async () => fstatSync(file),
      read: async (buffer, offset, length, position) => ({
        bytesRead: readSync(file, buffer, offset, length, position),
      }),
      close: async () => closeSync(file),
    };
  },
  realpath: async (path) => realpathSync.native(path),
};

/** The `code` of a system error (`ENOENT`), or its message when it has none. Never holds a path. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** What kind of thing an entry or a stat is, for a person; undefined for a regular file. */
export function oddKind(entry: Kind) {
  if (entry.isFile()) return undefined;
  if (entry.isSymbolicLink()) return 'symbolic link';
  if (entry.isDirectory()) return 'folder';
  if (entry.isFIFO()) return 'FIFO';
  return entry.isSocket() ? 'socket' : 'device';
}

/**
 * Reads a handle from the start to the end of the file as it is now, however it grows or shrinks meanwhile.
 * Returns undefined once it turns out to be longer than `maxBytes`, which is then also the most it ever holds.
 */
export async function readToEnd(
  handle: Pick<ReadHandle, 'read'>,
  sizeHint: number,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  let buffer = Buffer.allocUnsafe(Math.min(Math.max(sizeHint, 0), maxBytes) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
    if (length > maxBytes) return undefined;
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(Math.max(length * 2, 4096), maxBytes + 1));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
  }
}
