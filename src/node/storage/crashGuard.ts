/**
 * Sets files aside that ended the whole process. Parsing runs in workers that may die alone; this is for what kills
 * everything (memory, a bug in the runtime).
 *
 * While a file is worked on, its name stands in a small journal of this process beside the index. A process that dies
 * leaves its journal behind: the files in it are suspects. The next process reads each suspect alone, so that a second
 * death names one file, and that file is set aside until its content changes. A stop in the usual way leaves nothing, and
 * an exit of our own (a second Ctrl-C, an editor that is gone) blames no file.
 */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log, Parser, ParserFile, Workspace } from '../../engine/ports.ts';
import { errorCode } from '../workspace/diskFs.ts';
import { skip } from '../workspace/walk.ts';
import { replaceFile } from './atomic.ts';
import { MAX_SMALL_BYTES, oddFile, readOwnText } from './ownFile.ts';
import { isRunning as isProcess } from './processes.ts';

/** A file that was under way when a process ended, and how often that happened with this content. */
interface Strike {
  readonly hash: string;
  readonly times: number;
}

export interface CrashGuard {
  /** The workspace without the files that are set aside: reading one gives a skip record. */
  workspace(base: Workspace): Workspace;
  /** The parser that notes what is under way. */
  parser(base: Parser): Parser;
  /** Paths of the files that are set aside, sorted. */
  setAside(): string[];
  /** Ends the journal: nothing is under way any more. */
  close(): Promise<void>;
}

export interface CrashGuardOptions {
  readonly log: Log;
  /** For tests: the number of this process, and whether another one runs. */
  readonly pid?: number;
  readonly isRunning?: (pid: number) => boolean;
}

/** Deaths with the same content that set a file aside. */
const LIMIT = 2;
/** Suspects that the log names. */
const MAX_NAMED = 5;
const STRIKES = 'set-aside.json';
const JOURNAL = /^in-progress\.(\d+)$/;
/** Bytes of the longest journal that is believed: two short lines for each file of a large repository. */
const MAX_JOURNAL_BYTES = 256_000_000;

/**
 * Opens the guard of an index in its folder. Never rejects for what stands there: a folder that cannot be written
 * costs the protection, not the index, and is one line in the log. An index in memory has no folder and no protection.
 */
export async function openCrashGuard(
  dir: string | undefined,
  options: CrashGuardOptions,
): Promise<CrashGuard> {
  if (dir === undefined) return UNGUARDED;
  const { log, pid = process.pid, isRunning = isProcess } = options;
  const strikes = await readStrikes(dir);
  const suspects = await collectJournals(dir, pid, isRunning, strikes);
  if (suspects.length > 0) {
    const names = suspects.slice(0, MAX_NAMED).map((path) => JSON.stringify(path));
    log.warn(
      `A process ended while it worked on ${suspects.length} files (${names.join(', ')}); each is read alone now.`,
    );
    await writeStrikes(dir, strikes, log);
  }
  const journal = openJournal(join(dir, `in-progress.${pid}`), log);
  const forgetExit = pid === process.pid ? onOwnExit(() => journal.drop()) : () => {};
  const turns = createTurns();
  const isAside = (path: string, hash: string): boolean => {
    const strike = strikes.get(path);
    return strike !== undefined && strike.times >= LIMIT && strike.hash === hash;
  };
  /** Does work on a file that may end the process. What absolves a suspect is that it was parsed. */
  const guarded = async <T>(
    { path, hash }: ParserFile,
    absolves: boolean,
    work: () => Promise<T>,
  ): Promise<T> => {
    const isSuspect = strikes.get(path)?.hash === hash;
    const release = await turns.take(isSuspect);
    journal.begin(path, hash);
    try {
      const done = await work();
      if (isSuspect && absolves) {
        strikes.delete(path);
        await writeStrikes(dir, strikes, log);
      }
      return done;
    } finally {
      // What the caller does with the result at once still counts as work on this file.
      setImmediate(() => {
        journal.end(path);
        release();
      });
    }
  };
  return {
    workspace: (base) => ({
      list: (listOptions) => base.list(listOptions),
      async read(path, readOptions) {
        const file = await base.read(path, readOptions);
        if ('reason' in file || !isAside(path, file.hash)) return file;
        return skip(path, 'unreadable', 'set aside: it ended the engine twice while it was indexed');
      },
    }),
    parser: (base) => ({
      width: base.width,
      suffixes: base.suffixes,
      suffixByName: base.suffixByName,
      languageOf: (path, firstLine) => base.languageOf(path, firstLine),
      parse: (file, parseOptions) => guarded(file, true, () => base.parse(file, parseOptions)),
      check: (file, checkOptions) => guarded(file, false, () => base.check(file, checkOptions)),
      inspect: (file, queries, inspectOptions) =>
        guarded(file, false, () => base.inspect(file, queries, inspectOptions)),
      match: (file, query, matchOptions) => guarded(file, false, () => base.match(file, query, matchOptions)),
    }),
    setAside: () =>
      [...strikes]
        .filter(([, { times }]) => times >= LIMIT)
        .map(([path]) => path)
        .sort(),
    close: () => {
      forgetExit();
      return journal.close();
    },
  };
}

const UNGUARDED: CrashGuard = {
  workspace: (base) => base,
  parser: (base) => base,
  setAside: () => [],
  close: async () => {},
};

/** Turns what dead processes left behind into strikes. Gives the files that were under way. */
async function collectJournals(
  dir: string,
  pid: number,
  isRunning: (pid: number) => boolean,
  strikes: Map<string, Strike>,
): Promise<string[]> {
  const suspects: string[] = [];
  for (const name of await readdir(dir).catch(() => [])) {
    const owner = Number(JOURNAL.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(owner) || (owner !== pid && isRunning(owner))) continue;
    const text = await readOwnText(nodeFs, join(dir, name), { maxBytes: MAX_JOURNAL_BYTES }).catch(() => '');
    for (const [path, hash] of underWay(text)) {
      const known = strikes.get(path);
      strikes.set(path, { hash, times: known?.hash === hash ? known.times + 1 : 1 });
      suspects.push(path);
    }
    await unlink(join(dir, name)).catch(() => {});
  }
  return suspects;
}

/** The files that a journal says were begun and not ended. A line that was cut off is passed over. */
function underWay(journal: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const line of journal.split('\n')) {
    try {
      const [mark, path, hash] = JSON.parse(line) as unknown[];
      if (typeof path !== 'string') continue;
      if (mark === '+' && typeof hash === 'string') files.set(path, hash);
      else if (mark === '-') files.delete(path);
    } catch {
      // Half a line: the process died while it wrote, so the work on that file had not begun.
    }
  }
  return files;
}

interface Journal {
  begin(path: string, hash: string): void;
  end(path: string): void;
  close(): Promise<void>;
  /** Removes the journal at once, while the process ends. */
  drop(): void;
}

/** Written without waiting: what is not on its way to the disk before the work begins is of no use. */
function openJournal(file: string, log: Log): Journal {
  let descriptor: number | undefined;
  let underWayNow = 0;
  const tell = (error: unknown): void => {
    log.warn(`${file}: not written (${errorCode(error)}); a file that ends the engine is not set aside`);
    descriptor = undefined;
  };
  try {
    descriptor = openToAppend(file);
  } catch (error) {
    tell(error);
  }
  const write = (line: readonly string[]): void => {
    if (descriptor === undefined) return;
    try {
      // With nothing under way the old lines say nothing any more.
      if (underWayNow === 0) ftruncateSync(descriptor, 0);
      writeSync(descriptor, `${JSON.stringify(line)}\n`, null);
    } catch (error) {
      tell(error);
    }
  };
  return {
    begin(path, hash) {
      write(['+', path, hash]);
      underWayNow++;
    },
    end(path) {
      write(['-', path]);
      underWayNow--;
    },
    drop() {
      rmSync(file, { force: true });
    },
    async close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
      await unlink(file).catch(() => {});
    },
  };
}

/** Opens a journal. Whatever else has its name is removed first, and never written to. */
function openToAppend(file: string): number {
  // Appended to, so that writing goes on at the beginning once the file is emptied.
  const flags =
    constants.O_WRONLY |
    constants.O_APPEND |
    constants.O_CREAT |
    constants.O_EXCL |
    (constants.O_NOFOLLOW ?? 0);
  rmSync(file, { force: true });
  const descriptor = openSync(file, flags, 0o600);
  if (oddFile(fstatSync(descriptor), MAX_JOURNAL_BYTES) === undefined) return descriptor;
  closeSync(descriptor);
  throw new Error('it is no file of this user');
}

/**
 * Does something when this process ends by its own decision: an exit, and no error that nobody caught. What ends a
 * process from outside, or for want of memory, comes through here never. Gives a function that forgets it.
 */
function onOwnExit(work: () => void): () => void {
  let isCrash = false;
  const crash = (): void => {
    isCrash = true;
  };
  const exit = (): void => {
    if (!isCrash) work();
  };
  process.once('uncaughtExceptionMonitor', crash);
  process.once('exit', exit);
  return () => {
    process.off('uncaughtExceptionMonitor', crash);
    process.off('exit', exit);
  };
}

/** Many at once, or one alone: whoever wants to be alone waits for the others, and the others for it. */
function createTurns(): { take(alone: boolean): Promise<() => void> } {
  const waiting: { readonly alone: boolean; start(): void }[] = [];
  let active = 0;
  let isAlone = false;
  const admit = (): void => {
    for (;;) {
      const next = waiting[0];
      if (!next || isAlone || (next.alone && active > 0)) return;
      waiting.shift();
      active++;
      isAlone = next.alone;
      next.start();
    }
  };
  return {
    take(alone) {
      return new Promise((resolve) => {
        const release = (): void => {
          active--;
          if (alone) isAlone = false;
          admit();
        };
        waiting.push({ alone, start: () => resolve(release) });
        admit();
      });
    },
  };
}

async function readStrikes(dir: string): Promise<Map<string, Strike>> {
  const strikes = new Map<string, Strike>();
  try {
    const stored: unknown = JSON.parse(
      await readOwnText(nodeFs, join(dir, STRIKES), { maxBytes: MAX_SMALL_BYTES }),
    );
    for (const [path, strike] of Object.entries(stored as Record<string, Partial<Strike>>))
      if (typeof strike.hash === 'string' && typeof strike.times === 'number')
        strikes.set(path, { hash: strike.hash, times: strike.times });
  } catch {
    // Missing or damaged: a file that ends the engine does so twice more.
  }
  return strikes;
}

async function writeStrikes(dir: string, strikes: ReadonlyMap<string, Strike>, log: Log): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(Object.fromEntries(strikes)));
  try {
    await replaceFile(nodeFs, { dir, name: STRIKES }, [bytes], { mode: 0o600 });
  } catch (error) {
    log.warn(`${join(dir, STRIKES)}: not written (${errorCode(error)})`);
  }
}
