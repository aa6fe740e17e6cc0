/** The Files port on a folder of the disk. */
import type { BigIntStats } from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type {
  FileFault,
  FileIdentity,
  FileRead,
  Files,
  FileWriteOptions,
  FileWritten,
} from '../../engine/ports.ts';
import { type AtomicFs, replaceFile, syncFolder, UnconfirmedError } from '../storage/atomic.ts';
import { errorCode, OPEN_FLAGS, readToEnd } from './diskFs.ts';
import { foldersOf, pathProblem } from './paths.ts';

/** The calls of the file system that the port makes; tests make each of them fail. */
export type FilesFs = AtomicFs & Pick<typeof nodeFs, 'lstat' | 'realpath' | 'mkdir' | 'rmdir'>;

export interface DiskFilesOptions {
  /** Absolute path of the folder, with all links resolved. */
  readonly realRoot: string;
  /** Bytes; a larger file is not read. Defaults to 20 MB. */
  readonly maxFileBytes?: number;
  readonly fs?: FilesFs;
}

const MAX_FILE_BYTES = 20_000_000;

/** A fault on its way up. */
class Faulted extends Error {
  readonly fault: FileFault;

  constructor(kind: FileFault['kind']) {
    super(kind);
    this.fault = { kind };
  }
}

/**
 * Reads, replaces and makes regular files below a root. No link is followed: every folder of a path must be spelled
 * as it is on disk, which is looked at again when the new bytes lie beside the file and before they take its name. A
 * file with several names (hard links) is left to its other names as it was. A file that nobody may write to is not
 * replaced, though its folder would allow it.
 */
export function createDiskFiles(options: DiskFilesOptions): Files {
  const disk: Disk = {
    fs: options.fs ?? nodeFs,
    root: options.realRoot,
    maxBytes: options.maxFileBytes ?? MAX_FILE_BYTES,
  };
  return {
    stat: (path, { signal }) =>
      faultsAsData(signal, async () => identityOf(await seen(disk, fullPath(disk, path)))).then((result) =>
        'fault' in result ? result.fault : result,
      ),
    read: (path, { signal }) =>
      faultsAsData<FileRead & { type: 'read' }>(signal, () => readFile(disk, fullPath(disk, path))),
    write: (path, bytes, options) =>
      faultsAsData<FileWritten & { type: 'written' }>(options.signal, () =>
        writeFile(disk, { path, full: fullPath(disk, path) }, bytes, options),
      ),
    remove: (path, { replaces, signal }) =>
      faultsAsData<{ readonly type: 'removed' }>(signal, () =>
        removeFile(disk, fullPath(disk, path), replaces),
      ),
  };
}

interface Disk {
  readonly fs: FilesFs;
  readonly root: string;
  readonly maxBytes: number;
}

type Fault = { readonly type: 'fault'; readonly fault: FileFault };

async function faultsAsData<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | Fault> {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    return { type: 'fault', fault: error instanceof Faulted ? error.fault : systemFault(errorCode(error)) };
  }
}

/** Codes of the system that a caller can act on. */
const FAULTS: Readonly<Record<string, FileFault['kind']>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ELOOP: 'link',
  EISDIR: 'notRegular',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

const systemFault = (code: string): FileFault => ({
  kind: Object.hasOwn(FAULTS, code) ? FAULTS[code]! : 'system',
  code,
});

function fullPath({ root }: Disk, path: string): string {
  if (pathProblem(path) !== undefined) throw new Faulted('badPath');
  return join(root, path);
}

const identityOf = (stats: BigIntStats): FileIdentity => ({
  size: Number(stats.size),
  mtimeMs: Number(stats.mtimeNs) / 1e6,
  id: `${stats.dev}:${stats.ino}`,
  mode: Number(stats.mode & 0o7777n),
});

const isSame = (a: FileIdentity, b: FileIdentity): boolean =>
  a.id === b.id && a.size === b.size && a.mtimeMs === b.mtimeMs;

/** What stands at a path: a regular file that is spelled like that, in folders that are. */
async function seen({ fs }: Disk, full: string): Promise<BigIntStats> {
  const stats = await fs.lstat(full, { bigint: true });
  if (stats.isSymbolicLink()) throw new Faulted('link');
  if (!stats.isFile()) throw new Faulted('notRegular');
  if ((await fs.realpath(full)) !== full) throw new Faulted('link');
  return stats;
}

async function readFile(disk: Disk, full: string): Promise<FileRead & { type: 'read' }> {
  const before = identityOf(await seen(disk, full));
  if (before.size > disk.maxBytes) throw new Faulted('tooLarge');
  const handle = await disk.fs.open(full, OPEN_FLAGS);
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new Faulted('notRegular');
    const bytes = await readToEnd(handle, before.size, disk.maxBytes);
    if (bytes === undefined) throw new Faulted('tooLarge');
    const identity = identityOf(await handle.stat({ bigint: true }));
    if (!isSame(before, identity) || bytes.length !== identity.size) throw new Faulted('changed');
    return { type: 'read', bytes, identity };
  } finally {
    await handle.close();
  }
}

async function writeFile(
  disk: Disk,
  { path, full }: { readonly path: string; readonly full: string },
  bytes: Uint8Array,
  { replaces, mode: wanted }: Pick<FileWriteOptions, 'replaces' | 'mode'>,
): Promise<FileWritten & { type: 'written' }> {
  const { fs } = disk;
  const dir = dirname(full);
  const made: string[] = [];
  try {
    if (replaces === 'nothing') await makeFolders(disk, path, made);
    const mode = await expect(disk, full, replaces);
    const folder = await folderId(disk, dir);
    let identity: FileIdentity | undefined;
    const beforeRename = async (temporary: string) => {
      // Somebody may have put a link in the place of a folder, or another file in that of the file.
      identity = identityOf(await seen(disk, temporary));
      if ((await folderId(disk, dir)) !== folder) throw new Faulted('changed');
      await expect(disk, full, replaces);
    };
    const confirmed = await replaceFile(fs, { dir, name: basename(full) }, [bytes], {
      mode: wanted ?? mode ?? 0o666,
      masked: mode === undefined,
      beforeRename,
    }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof UnconfirmedError) return false;
        throw error;
      },
    );
    return { type: 'written', identity: identity!, confirmed };
  } catch (error) {
    for (const folder of made.reverse()) await fs.rmdir(folder).catch(() => {});
    throw error;
  }
}

async function removeFile(
  disk: Disk,
  full: string,
  replaces: FileIdentity,
): Promise<{ readonly type: 'removed' }> {
  const dir = dirname(full);
  await folderId(disk, dir);
  await expect(disk, full, replaces);
  await disk.fs.unlink(full);
  // The file is gone whatever the disk says of it now.
  await syncFolder(disk.fs, dir).catch(() => {});
  return { type: 'removed' };
}

/** Holds a path to what the caller saw there; gives the permissions of the file, or undefined where there is none. */
async function expect(
  disk: Disk,
  full: string,
  replaces: FileIdentity | 'nothing',
): Promise<number | undefined> {
  if (replaces === 'nothing') {
    const found = await disk.fs.lstat(full).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
    if (found !== undefined) throw new Faulted('changed');
    return undefined;
  }
  const stats = await seen(disk, full);
  if (!isSame(identityOf(stats), replaces)) throw new Faulted('changed');
  const mode = Number(stats.mode & 0o777n);
  if ((mode & 0o222) === 0) throw new Faulted('denied');
  return mode;
}

/** Which folder stands at a path that must be spelled as it is on disk. */
async function folderId({ fs }: Disk, dir: string): Promise<string> {
  if ((await fs.realpath(dir)) !== dir) throw new Faulted('link');
  const { dev, ino } = await fs.lstat(dir, { bigint: true });
  return `${dev}:${ino}`;
}

/** Makes the folders of a path that are missing, one by one, so that none is made behind a link; adds them to `made`. */
async function makeFolders({ fs, root }: Disk, path: string, made: string[]): Promise<void> {
  for (const folder of foldersOf(path)) {
    const full = join(root, folder);
    const isMade = await fs.mkdir(full).then(
      () => true,
      (error: unknown) => {
        if (errorCode(error) === 'EEXIST') return false;
        throw error;
      },
    );
    if (isMade) made.push(full);
    const stats = await fs.lstat(full);
    if (stats.isSymbolicLink()) throw new Faulted('link');
    if (!stats.isDirectory()) throw new Faulted('notRegular');
  }
}
