/** The snapshots of training cases: checkouts, indexes and histories, kept so that features can be made again soon. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IndexView, openRepositoryIndex } from '../../src/engine/index/repository.ts';
import type { HistoryCommit, Log, Store } from '../../src/engine/ports.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { LOG_ARGS, readLog } from '../../src/node/workspace/gitLog.ts';
import { checkOut } from '../retrieval.ts';
import type { LoadedLanguages } from './languages.ts';

const MAX_BYTES = 1 << 30;
/** Stands in the folder of an index that was saved to its end. */
const WHOLE = 'whole';
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const never = new AbortController().signal;

export interface SnapshotPlace {
  /** `owner/name`. */
  readonly repo: string;
  readonly commit: string;
  /** Bare repositories `owner+name/repo`. */
  readonly mirror: string;
  /** Where checkouts and indexes are kept. */
  readonly work: string;
}

/** A searchable view of one snapshot, without a history. */
export async function openSnapshot(place: SnapshotPlace, languages: LoadedLanguages): Promise<IndexView> {
  const name = place.repo.replace('/', '+');
  const root = join(place.work, 'checkouts', name);
  const stored = join(place.work, 'indexes', `${name}@${place.commit.slice(0, 12)}`);
  const isStored = existsSync(join(stored, WHOLE));
  const before = join(place.work, 'indexes', `${name}.last`);
  const reading = isStored ? stored : before;
  const folder = { read: reading, write: stored };
  if (!isStored) {
    await rm(root, { recursive: true, force: true });
    await checkOut(join(place.mirror, name, 'repo'), place.commit, root);
  }
  await mkdir(stored, { recursive: true });
  const index = await openRepositoryIndex(
    {
      workspace: createDiskWorkspace({ root, log: quiet }),
      parser: languages.pool,
      store: folderStore(folder),
      hash: languages.hash,
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      random: languages.random,
      log: quiet,
    },
    languages.grammars,
  );
  if (!isStored) {
    await index.update({ signal: never });
    await index.save();
    await writeFile(join(stored, WHOLE), '');
    await rm(before, { recursive: true, force: true });
    execFileSync('cp', ['-r', stored, before]);
  }
  return index.view();
}

/**
 * A store that reads one folder and writes another, so that an index can go on from that of the snapshot before. What it
 * keeps of the one before is copied: a store that refers to parts which are not there would be made anew from the
 * checkout, which is that of another snapshot by then.
 */
export function folderStore(folder: { readonly read: string; readonly write: string }): Store {
  const bytesOf = async (key: string): Promise<Uint8Array | undefined> =>
    (await readFile(join(folder.write, key)).catch(() => undefined)) ??
    (await readFile(join(folder.read, key)).catch(() => undefined));
  return {
    read: bytesOf,
    write: (key, bytes) => writeFile(join(folder.write, key), bytes),
    async open(key) {
      const bytes = await bytesOf(key);
      return bytes && { length: bytes.length, read: (start, end) => bytes.subarray(start, end) };
    },
    async retain(keys) {
      const own = await readdir(folder.write);
      // Not every key has been written: a snapshot has no history of its own.
      for (const key of keys.filter((one) => !own.includes(one)))
        if (existsSync(join(folder.read, key)))
          await copyFile(join(folder.read, key), join(folder.write, key));
      for (const name of own) if (!keys.includes(name)) await rm(join(folder.write, name), { force: true });
    },
    exclusive: (work) => work(),
  };
}

/** The commits before the last of some commits, newest first. */
export function historyBefore({ repo, mirror }: SnapshotPlace, commits: readonly string[]): HistoryCommit[] {
  const gitDir = join(mirror, repo.replace('/', '+'), 'repo');
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', gitDir, '-c', 'core.quotepath=off', ...args], {
      maxBuffer: MAX_BYTES,
    }).toString('utf8');
  const last = git('rev-list', '--no-walk=sorted', '--max-count=1', ...commits).trim();
  return readLog(git(...LOG_ARGS, `${last}^`));
}

/** Seconds since 1970 at which a commit was made. */
export function timeOf({ repo, mirror }: SnapshotPlace, commit: string): number {
  const gitDir = join(mirror, repo.replace('/', '+'), 'repo');
  const args = ['--git-dir', gitDir, 'show', '-s', '--format=%ct', commit];
  return Number(execFileSync('git', args).toString('utf8'));
}
