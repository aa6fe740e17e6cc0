/** A listing that is kept up to date path by path, so that one saved file does not cost a walk of everything. */
import type { Workspace, WorkspaceListing } from '../../engine/ports.ts';
import type { FileStat, SkippedFile } from '../../engine/types.ts';
import type { FsStats } from './diskFs.ts';
import { byCodeUnit, pathProblem } from './paths.ts';

export interface RecentListing extends Workspace {
  /** The next listing looks at these paths. */
  noteChanged(paths: readonly string[]): void;
  /** The next listing walks everything. */
  noteAll(): void;
}

/** More paths than this at once are looked at by a walk: each may ask git, a walk asks it once. */
const MOST_PATHS = 20;
const RULES = new Set(['.gitignore', '.ignore', '.sightlineignore']);

/**
 * Lists `base` by a walk the first time, and after `noteAll`; else takes the last walk and looks again at the paths
 * that were noted. What a look at one path cannot decide (ignore files, folders that came or went, many paths) is
 * decided by a walk. Losing a note costs nothing but time: the next walk finds what changed.
 * @param lstat what is at a path of the workspace now; rejects when nothing is
 */
export function createRecentListing(
  base: Workspace,
  lstat: (path: string) => Promise<Pick<FsStats, 'isDirectory' | 'size' | 'mtimeMs'>>,
): RecentListing {
  let known: { files: Map<string, FileStat>; skipped: Map<string, SkippedFile> };
  /** The last walk, but for its files. */
  let walked: WorkspaceListing;
  let isStale = true;
  let noted = new Set<string>();

  async function walk(options: { signal: AbortSignal }): Promise<WorkspaceListing> {
    noted = new Set();
    isStale = false;
    try {
      const listing = await base.list(options);
      known = {
        files: new Map(listing.files.map((file) => [file.path, file])),
        skipped: new Map(listing.skipped.map((file) => [file.path, file])),
      };
      walked = listing;
      return listing;
    } catch (error) {
      isStale = true;
      throw error;
    }
  }

  /** Looks at one path again; false when only a walk can tell. */
  async function look(path: string, options: { signal: AbortSignal }): Promise<boolean> {
    if (RULES.has(path.slice(path.lastIndexOf('/') + 1))) return false;
    if (pathProblem(path) !== undefined) return true;
    const file = await base.read(path, options);
    if ('reason' in file && file.reason === 'vanished') {
      const wasFile = known.files.delete(path) || known.skipped.delete(path);
      return wasFile || !hasBelow(known.files.keys(), path);
    }
    if (!('reason' in file)) {
      known.files.set(path, { path, size: file.size, mtimeMs: file.mtimeMs });
      known.skipped.delete(path);
      return true;
    }
    const stats = await lstat(path).catch(() => undefined);
    if (!stats || stats.isDirectory()) return false;
    if (file.reason === 'notRegular' || file.reason === 'tooLarge') {
      known.files.delete(path);
      known.skipped.set(path, file);
    } else if (file.reason !== 'unreadable' || known.files.has(path)) {
      known.skipped.delete(path);
      known.files.set(path, { path, size: stats.size, mtimeMs: stats.mtimeMs });
    }
    return true;
  }

  return {
    read: (path, options) => base.read(path, options),
    async list(options) {
      if (isStale || noted.size > MOST_PATHS) return walk(options);
      const paths = [...noted];
      noted = new Set();
      try {
        for (const path of paths) if (!(await look(path, options))) return await walk(options);
      } catch (error) {
        for (const path of paths) noted.add(path);
        throw error;
      }
      return {
        ...walked,
        files: [...known.files.values()].sort(byCodeUnit),
        skipped: [...known.skipped.values()].sort(byCodeUnit),
      };
    },
    noteChanged(paths) {
      for (const path of paths) noted.add(path);
    },
    noteAll() {
      isStale = true;
    },
  };
}

function hasBelow(paths: Iterable<string>, folder: string): boolean {
  const prefix = `${folder}/`;
  for (const path of paths) if (path.startsWith(prefix)) return true;
  return false;
}
