/**
 * Where Sightline keeps things. Indexes can be made again and live in the cache; runs, journals, notes and the
 * before-images of patches cannot, and live in the state directory. Everything is for the user alone (0700). Nothing
 * is ever looked for inside a workspace, so an index that a repository brings along is never seen.
 */

import { createHash, randomBytes } from 'node:crypto';
import {
  chmod,
  lstat,
  lutimes,
  mkdir,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import type { Failure } from '../../engine/types.ts';
import { userHome } from '../userHome.ts';
import { isInside } from '../workspace/paths.ts';
import { lockIsHeld } from './lock.ts';

/** The default limit of all indexes together, in bytes. */
const INDEX_LIMIT_BYTES = 2_000_000_000;

export interface PlacesOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  /** Set by the user or the editor; taken as it is, even inside a workspace. */
  readonly cacheDir?: string;
  readonly stateDir?: string;
}

/** A folder by its path, or one that is not on the disk by its address. */
export type RootPlace = string | { readonly address: string };

export interface Places {
  /** The cache directory of Sightline (not made yet). */
  readonly cacheDir: string;
  /** The state directory of Sightline (not made yet). */
  readonly stateDir: string;
  /**
   * The folder of the index of one root, made if need be, and marked as used now. It depends on the real path (or the
   * address) of the root, the schema of the index and the hash of the grammars, so another root or version gets another folder.
   * @throws PlaceError when the folder would be inside the root (unless that holds all of the user's home) or cannot be
   *   made.
   */
  indexDirFor(
    root: RootPlace,
    version: { readonly schema: number; readonly grammarHash: string },
  ): Promise<string>;
  /** The folder for what must outlive the cache of one root; made if need be. @throws PlaceError */
  stateDirFor(root: RootPlace): Promise<string>;
  /** Removes the indexes of one root (all versions). Returns the bytes freed. */
  clearIndexes(root: RootPlace): Promise<number>;
  /** Removes all indexes. Returns the bytes freed. */
  clearAllIndexes(): Promise<number>;
  /** Removes runs, journals, notes and before-images of one root. Returns the bytes freed. */
  clearState(root: RootPlace): Promise<number>;
  /** Bytes of all indexes. */
  indexBytes(): Promise<number>;
  /**
   * Removes indexes, the least recently used first, until all together are within `limitBytes` (2 GB). Those in
   * `keep` and those another process writes to stay. Returns the folders removed.
   */
  evictIndexes(options?: {
    readonly limitBytes?: number;
    readonly keep?: readonly string[];
  }): Promise<string[]>;
}

/** A directory cannot be used: which and why is in the failure. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
  readonly failure: Failure;

  constructor(facts: Omit<Failure, 'kind'>) {
    super(`${facts.cause}: ${facts.target ?? ''}`);
    this.failure = { kind: 'storage', ...facts };
  }
}

/** Marks the last use by its time of change: the time of a folder itself changes with every blob. */
const USED_FILE = '.used';
const FOLDER_NAME = /^[a-z0-9._-]{0,40}-[0-9a-f]{16}(-[0-9a-f]{16})?(\.gone-[0-9a-f]{8})*$/;

/** Finds the directories of this user. Reads nothing and makes nothing by itself. */
export function createPlaces(options: PlacesOptions = {}): Places {
  const found = userDirectories(options);
  const cacheDir = options.cacheDir ?? found.cache;
  const stateDir = options.stateDir ?? found.state;
  const indexes = join(cacheDir, 'indexes');
  const states = join(stateDir, 'roots');
  /** What a repository holds is never taken for ours. A root that holds the user's home is no such repository. */
  const refuseInside = async (
    realRoot: string,
    folder: string,
    cause: 'cacheInside' | 'stateInside',
  ): Promise<void> => {
    const home = options.home ?? userHome();
    const realHome = await realpath(home).catch(() => home);
    if (isInside(realRoot, folder) && !isInside(realRoot, realHome))
      throw new PlaceError({ cause, target: folder });
  };

  return {
    cacheDir,
    stateDir,
    async indexDirFor(root, { schema, grammarHash }) {
      const realRoot = await identityOf(root);
      if (options.cacheDir === undefined && typeof root === 'string')
        await refuseInside(realRoot, cacheDir, 'cacheInside');
      const folder = join(indexes, `${rootName(realRoot)}-${digest(`${schema}\0${grammarHash}`)}`);
      await makePrivate([cacheDir, indexes, folder]);
      await markUsed(folder);
      return folder;
    },
    async stateDirFor(root) {
      const realRoot = await identityOf(root);
      if (options.stateDir === undefined && typeof root === 'string')
        await refuseInside(realRoot, stateDir, 'stateInside');
      const folder = join(states, rootName(realRoot));
      await makePrivate([stateDir, states, folder]);
      return folder;
    },
    async clearIndexes(root) {
      const name = rootName(await lastIdentityOf(root));
      return removeFolders(
        (await foldersIn(indexes)).filter((folder) => basename(folder).startsWith(`${name}-`)),
      );
    },
    clearAllIndexes: async () => removeFolders(await foldersIn(indexes)),
    async clearState(root) {
      const name = rootName(await lastIdentityOf(root));
      return removeFolders((await foldersIn(states)).filter((folder) => basename(folder) === name));
    },
    indexBytes: async () => sum(await Promise.all((await foldersIn(indexes)).map(folderBytes))),
    evictIndexes: (limits = {}) => evict(indexes, limits.limitBytes ?? INDEX_LIMIT_BYTES, limits.keep ?? []),
  };
}

function userDirectories({
  env = process.env,
  platform = process.platform,
  home = userHome(),
}: PlacesOptions) {
  // The XDG rules: a relative path in a variable is invalid and is not used.
  const absolute = (name: string) => {
    const value = env[name];
    return value !== undefined && isAbsolute(value) ? value : undefined;
  };
  if (platform === 'win32') {
    const local = absolute('LOCALAPPDATA') ?? join(home, 'AppData', 'Local');
    return { cache: join(local, 'sightline', 'cache'), state: join(local, 'sightline', 'state') };
  }
  const mac = platform === 'darwin' ? join(home, 'Library') : undefined;
  const cache = absolute('XDG_CACHE_HOME') ?? (mac ? join(mac, 'Caches') : join(home, '.cache'));
  const state =
    absolute('XDG_STATE_HOME') ?? (mac ? join(mac, 'Application Support') : join(home, '.local', 'state'));
  return { cache: join(cache, 'sightline'), state: join(state, 'sightline') };
}

/** What a root is known by: the real path of a folder, or its address. */
async function identityOf(root: RootPlace): Promise<string> {
  return typeof root === 'string' ? realpath(root) : root.address;
}

/** The same for a root that may be gone: then the path as it is given. */
async function lastIdentityOf(root: RootPlace): Promise<string> {
  return typeof root === 'string' ? realpath(root).catch(() => root) : root.address;
}

/** A readable name that no other real path has. */
function rootName(realRoot: string): string {
  const readable = basename(realRoot)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 40);
  return `${readable}-${digest(realRoot)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Makes folders that only the user can enter, the outermost first, and takes over none of somebody else. The outermost
 * may be a link, since people move their caches; those below are ours, and a link there is nobody's.
 */
async function makePrivate(folders: readonly string[]): Promise<void> {
  for (const [depth, folder] of folders.entries()) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const stats = await (depth === 0 ? stat(folder) : lstat(folder));
      if (!stats.isDirectory()) throw new PlaceError({ cause: 'notMade', target: folder, detail: 'a link' });
      if (process.platform === 'win32') continue;
      if (stats.uid !== process.getuid?.()) throw new PlaceError({ cause: 'otherUser', target: folder });
      if ((stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
    } catch (error) {
      if (error instanceof PlaceError) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      throw new PlaceError({ cause: 'notMade', target: folder, detail });
    }
  }
}

async function markUsed(folder: string): Promise<void> {
  const file = join(folder, USED_FILE);
  const now = new Date();
  await lutimes(file, now, now).catch(() => writeFile(file, '', { flag: 'wx', mode: 0o600 }).catch(() => {}));
}

/** Our own folders only: whatever else is in there, links included, is not ours to remove. */
async function foldersIn(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && FOLDER_NAME.test(entry.name))
    .map((entry) => join(parent, entry.name));
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries.map(async (entry) =>
    entry.isFile()
      ? ((await lstat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0)
      : 0,
  );
  return sum(await Promise.all(sizes));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

async function removeFolders(folders: readonly string[]): Promise<number> {
  let freed = 0;
  for (const folder of folders) {
    const bytes = await folderBytes(folder);
    // Out of the way first, so that no reader ever meets a folder with half of its blobs.
    const aside = `${folder}.gone-${randomBytes(4).toString('hex')}`;
    await rename(folder, aside).catch(() => {});
    await rm(aside, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    freed += bytes;
  }
  return freed;
}

async function evict(indexes: string, limitBytes: number, keep: readonly string[]): Promise<string[]> {
  const folders = await Promise.all(
    (await foldersIn(indexes)).map(async (folder) => ({
      folder,
      bytes: await folderBytes(folder),
      used: (await stat(join(folder, USED_FILE)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  let total = sum(folders.map(({ bytes }) => bytes));
  const removed: string[] = [];
  for (const { folder, bytes } of folders.sort((a, b) => a.used - b.used)) {
    if (total <= limitBytes) break;
    if (keep.includes(folder) || (await lockIsHeld(folder))) continue;
    await removeFolders([folder]);
    removed.push(folder);
    total -= bytes;
  }
  return removed;
}
