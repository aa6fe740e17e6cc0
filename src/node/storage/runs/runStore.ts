/**
 * The runs of one set of folders, each in a folder of its own: `run.jsonl`, to which lines are only ever added, and the
 * lock of the one process that writes it. A process may end at any moment: what it wrote is read up to the last whole
 * line, and the rest is counted as lost.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import type { Log, RunDoor, RunLine, RunRecord } from '../../../engine/ports.ts';
import type { Answer, Failure, Usage } from '../../../engine/types.ts';
import { errorCode } from '../../workspace/diskFs.ts';
import { acquireLock, type Lock, lockIsHeld } from '../lock.ts';
import { openOwnFile, readSpan } from '../ownFile.ts';
import { PlaceError } from '../places.ts';
import { toStoreError } from '../store.ts';
import { type ReadLines, readLine, readLines, usageOf } from './lines.ts';

/** Runs are kept for so many days after their last line, and no longer. */
const KEEP_DAYS = 90;
/** All runs of one set of folders together, in bytes: beyond it the oldest go. */
const KEEP_BYTES = 200_000_000;
/** One run; what does not fit is not kept, which its answer tells. */
const MAX_RUN_BYTES = 50_000_000;
/** Enough for the line that ends a run. */
const TAIL_BYTES = 16_384;
const DAY_MS = 86_400_000;
const FILE = 'run.jsonl';

/** A run as a list shows it. */
export interface StoredRun {
  readonly id: string;
  readonly atMs: number;
  readonly endedAtMs?: number;
  readonly question: string;
  readonly door: RunDoor;
  readonly route?: string;
  /** `broken`: its process ended in the middle. */
  readonly status: Answer['status'] | 'failed' | 'running' | 'broken';
  /** All parts together. */
  readonly usage: Usage;
  readonly canResume: boolean;
  readonly bytes: number;
  /** Lines that could not be read. */
  readonly lostLines: number;
}

/** A record that is open to be written. Close it, or nobody else can go on with the run. */
export interface OpenRun extends RunRecord {
  close(): Promise<void>;
}

export interface RunStoreLimits {
  readonly keepDays: number;
  readonly keepBytes: number;
  readonly maxRunBytes: number;
}

export interface RunStore {
  readonly limits: RunStoreLimits;
  /** Begins the record of a new run, in the place of one of the same name. Never rejects: see `RunRecord.failure`. */
  begin(id: string): Promise<OpenRun>;
  /** Opens the record of a run to go on with it: `missing`, or `held` by a process that writes it. */
  resume(id: string): Promise<OpenRun | 'missing' | 'held'>;
  /** All runs, the newest first, and how many folders hold nothing that can be read. */
  list(): Promise<{ readonly runs: readonly StoredRun[]; readonly unreadable: number }>;
  /** One run with its lines; undefined when there is none. */
  read(id: string): Promise<{ readonly run: StoredRun; readonly lines: readonly RunLine[] } | undefined>;
  /** Removes runs, or all of them; those that are written now stay. */
  remove(ids?: readonly string[]): Promise<{ readonly removed: number; readonly kept: readonly string[] }>;
  /** Removes what is older or more than is kept. Gives how many runs went. */
  prune(nowMs: number): Promise<number>;
}

export interface RunStoreOptions {
  /** Makes the folder of the runs, if need be; rejects with a `PlaceError`. */
  readonly place: () => Promise<string>;
  readonly log: Log;
  readonly limits?: Partial<RunStoreLimits>;
}

/** Opens the runs below a folder. Reads and makes nothing by itself. */
export function createRunStore({ place, log, limits: own }: RunStoreOptions): RunStore {
  const limits = { keepDays: KEEP_DAYS, keepBytes: KEEP_BYTES, maxRunBytes: MAX_RUN_BYTES, ...own };
  const folderOf = async (id: string): Promise<string> => join(await place(), folderName(id));
  const folders = async (): Promise<string[]> => {
    const base = await place();
    const entries = await nodeFs.readdir(base, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
      .map(({ name }) => join(base, name));
  };
  const remove = async (all: readonly string[]): Promise<{ removed: number; kept: string[] }> => {
    const kept: string[] = [];
    let removed = 0;
    for (const folder of all) {
      if (await lockIsHeld(folder)) kept.push((await summary(folder))?.id ?? '');
      else removed += (await removeFolder(folder)) ? 1 : 0;
    }
    return { removed, kept };
  };
  return {
    limits,
    async begin(id) {
      try {
        const folder = await folderOf(id);
        await nodeFs.mkdir(folder, { recursive: true, mode: 0o700 });
        const lock = await acquireLock(folder);
        if (!lock) return unkept({ kind: 'storage', cause: 'storeFault', target: folder, code: 'EBUSY' });
        return await openFor({ folder, lock, maxBytes: limits.maxRunBytes }, { lines: [], wholeBytes: 0 });
      } catch (error) {
        log.warn(`The run ${id} is not kept: ${errorCode(error)}`);
        return unkept(
          error instanceof PlaceError ? error.failure : toStoreError(error, folderName(id)).failure,
        );
      }
    },
    async resume(id) {
      const folder = await folderOf(id);
      const before = await readFile(folder);
      if (!before) return 'missing';
      const lock = await acquireLock(folder);
      if (!lock) return 'held';
      // Read again under the lock: whoever held it before may have written more.
      const now = (await readFile(folder)) ?? before;
      if (now.lost > 0) log.warn(`${now.lost} lines of the run ${id} could not be read.`);
      return openFor({ folder, lock, maxBytes: limits.maxRunBytes }, now);
    },
    async list() {
      const found = await Promise.all((await folders()).map((folder) => summary(folder)));
      const runs = found.filter((run) => run !== undefined);
      return { runs: runs.sort((a, b) => b.atMs - a.atMs), unreadable: found.length - runs.length };
    },
    async read(id) {
      const folder = await folderOf(id);
      const read = await readFile(folder);
      const run = read && (await summaryOf(folder, read));
      return read && run && { run, lines: read.lines };
    },
    async remove(ids) {
      return remove(ids ? await Promise.all(ids.map(folderOf)) : await folders());
    },
    async prune(nowMs) {
      const aged = await Promise.all((await folders()).map(ageOf));
      const order = aged.sort((a, b) => b.mtimeMs - a.mtimeMs);
      let bytes = 0;
      const over = order.filter((one) => {
        bytes += one.bytes;
        return bytes > limits.keepBytes || one.mtimeMs < nowMs - limits.keepDays * DAY_MS;
      });
      const { removed } = await remove(over.map(({ folder }) => folder));
      if (removed > 0)
        log.info(
          `${removed} old runs were removed: runs are kept ${limits.keepDays} days, and ${limits.keepBytes} bytes.`,
        );
      return removed;
    },
  };
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** A name that is safe on every disk, also one that does not tell upper from lower case. */
function folderName(id: string): string {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(id)
    ? id
    : createHash('sha256').update(id).digest('hex').slice(0, 32);
}

async function ageOf(folder: string): Promise<{ folder: string; bytes: number; mtimeMs: number }> {
  const stats = await nodeFs.lstat(join(folder, FILE)).catch(() => undefined);
  return { folder, bytes: stats?.size ?? 0, mtimeMs: stats?.mtimeMs ?? 0 };
}

async function removeFolder(folder: string): Promise<boolean> {
  // Out of the way first, so that nobody ever lists a run of which half is gone.
  const aside = `${folder}.gone-${randomBytes(4).toString('hex')}`;
  try {
    await nodeFs.rename(folder, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw toStoreError(error, folder);
  }
  await nodeFs.rm(aside, { recursive: true, force: true });
  return true;
}

async function readFile(folder: string): Promise<(ReadLines & { readonly bytes: number }) | undefined> {
  try {
    const { handle, stats } = await openOwnFile(nodeFs, join(folder, FILE), { maxBytes: 2 * MAX_RUN_BYTES });
    try {
      return { ...readLines(await readSpan(handle, 0, stats.size)), bytes: stats.size };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** What a list says of a run, from its first line and its last where that is enough. */
async function summary(folder: string): Promise<StoredRun | undefined> {
  try {
    const { handle, stats } = await openOwnFile(nodeFs, join(folder, FILE), { maxBytes: 2 * MAX_RUN_BYTES });
    try {
      const head = (await readSpan(handle, 0, Math.min(stats.size, TAIL_BYTES))).toString('utf8');
      const from = Math.max(0, stats.size - TAIL_BYTES);
      const tail = (await readSpan(handle, from, stats.size - from)).toString('utf8');
      const first = readLine(head.slice(0, Math.max(0, head.indexOf('\n'))));
      const last = tail.endsWith('\n')
        ? readLine(tail.slice(tail.lastIndexOf('\n', tail.length - 2) + 1))
        : undefined;
      if (first?.type === 'begun' && last?.type === 'ended')
        return summaryOf(folder, { lines: [first, last], lost: 0, bytes: stats.size });
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
  const read = await readFile(folder);
  return read && summaryOf(folder, read);
}

async function summaryOf(
  folder: string,
  { lines, lost, bytes }: Pick<ReadLines, 'lines' | 'lost'> & { readonly bytes: number },
): Promise<StoredRun | undefined> {
  const [head] = lines;
  if (head?.type !== 'begun') return undefined;
  const last = lines.at(-1);
  const ended = last?.type === 'ended' ? last : undefined;
  const status = ended?.how ?? ((await lockIsHeld(folder)) ? 'running' : 'broken');
  const route = ended?.route ?? lines.findLast((one) => one.type === 'routed')?.route;
  return {
    ...{ id: head.id, atMs: head.atMs, question: head.question.text, door: head.door ?? 'cli', status },
    ...{ usage: ended?.usage ?? usageOf(lines), bytes, lostLines: lost },
    // A review is gone on with as one.
    canResume:
      !head.review &&
      (status === 'stopped' || status === 'failed' || status === 'partial' || status === 'broken'),
    ...(ended ? { endedAtMs: ended.atMs } : {}),
    ...(route === undefined ? {} : { route }),
  };
}

/** Lines that must outlast a power cut: what was paid for, and how it ended. */
const SURE: ReadonlySet<RunLine['type']> = new Set(['reply', 'answer', 'ended']);

async function openFor(
  at: { readonly folder: string; readonly lock: Lock; readonly maxBytes: number },
  { lines, wholeBytes }: Pick<ReadLines, 'lines' | 'wholeBytes'>,
): Promise<OpenRun> {
  const { folder, lock, maxBytes } = at;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
  const handle = await nodeFs.open(join(folder, FILE), flags, 0o600).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  // What stands after the last whole line was never read by anybody.
  await handle.truncate(wholeBytes);
  let failure: Failure | undefined;
  let bytes = wholeBytes;
  let writing: Promise<void> = Promise.resolve();
  const write = async (line: RunLine): Promise<void> => {
    if (failure) return;
    const written = Buffer.from(`${JSON.stringify(line)}\n`);
    // The last line is short, and tells how it ended even where the rest had no room.
    if (bytes + written.length > maxBytes && line.type !== 'ended') {
      failure = { kind: 'storage', cause: 'storeFull', target: folder, limit: maxBytes };
      return;
    }
    try {
      await handle.appendFile(written);
      if (SURE.has(line.type)) await handle.datasync();
      bytes += written.length;
    } catch (error) {
      failure = toStoreError(error, folder).failure;
    }
  };
  return {
    lines,
    failure: () => failure,
    append(line) {
      writing = writing.then(() => write(line));
      return writing;
    },
    async close() {
      await writing;
      await handle.close().catch(() => {});
      await lock.release();
    },
  };
}

/** A record that keeps nothing, and says why. */
function unkept(failure: Failure): OpenRun {
  return { lines: [], failure: () => failure, append: async () => {}, close: async () => {} };
}
