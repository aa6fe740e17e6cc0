/**
 * A lock between processes for the one writer of a folder. It outlives nothing: when its holder is killed, the next
 * process that asks takes it over, at once on the same machine and after 10 s otherwise.
 *
 * Race-free takeover: nobody ever removes a dead holder's file. Who wants to follow a dead holder T must first create
 * `lock.next-<T>`, which only one process can; then it makes sure that `lock` still names the holder it started from,
 * and renames its own file over it. A process that acts on an old view creates a successor for a holder that `lock`
 * no longer names, sees that, and starts again.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import { link, lstat, mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../workspace/diskFs.ts';
import { MAX_SMALL_BYTES, OddFileError, openOwnFile, readOwnText } from './ownFile.ts';
import { isRunning } from './processes.ts';

export interface Lock {
  /** Gives the lock up. May be called more than once. */
  release(): Promise<void>;
  /** False when another process took over, as it may after this one was suspended. Ask before a long write. */
  isHeld(): Promise<boolean>;
}

/** Without a sign of life for so long, a holder on another machine counts as dead. Milliseconds. */
const STALE_MS = 10_000;
/** The same for a running process of this machine where the system cannot say whether it is still the same one. */
const STALE_SAME_MACHINE_MS = 60_000;
const HEARTBEAT_MS = 2_000;
const MAX_ATTEMPTS = 50;
const LOCK = 'lock';

interface Holder {
  readonly token: string;
  readonly pid: number;
  /** Machine, boot and process namespace: only there does `pid` mean anything. */
  readonly host: string;
  /** When the process started, in the kernel's count; empty where that is unknown. */
  readonly start: string;
}

interface Sighting extends Holder {
  readonly mtimeMs: number;
}

/**
 * Takes the lock of a folder (made if need be). Returns undefined when a live process, this one included, holds it.
 * Does not wait. Rejects with the signal's reason when aborted, and with the system's error when the folder cannot
 * be written to.
 */
export async function acquireLock(
  dir: string,
  options: { signal?: AbortSignal } = {},
): Promise<Lock | undefined> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const token = randomBytes(12).toString('hex');
  const mine: Holder = {
    token,
    pid: process.pid,
    host: thisHost(),
    start: startOf(process.pid)?.start ?? '',
  };
  const draft = draftOf(dir, token);
  await writeFile(draft, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
  try {
    // The time of the file just made is "now" by the clock of the disk, which may be another machine's.
    const now = (await stat(draft)).mtimeMs;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      options.signal?.throwIfAborted();
      const outcome = await attemptOnce(dir, draft, now);
      if (outcome === 'held') return undefined;
      if (outcome === 'mine') return holdLock(dir, token);
    }
    // So many processes came and went meanwhile that one of them has it for all we know.
    return undefined;
  } finally {
    await unlink(draft).catch(() => {});
  }
}

/** Whether a live process holds the lock of a folder now. */
export async function lockIsHeld(dir: string): Promise<boolean> {
  let holder = await sight(join(dir, LOCK)).catch(() => undefined);
  while (holder !== undefined) {
    if (isAlive(holder, Date.now())) return true;
    holder = await sight(successorOf(dir, holder)).catch(() => undefined);
  }
  return false;
}

async function attemptOnce(dir: string, draft: string, now: number): Promise<'mine' | 'held' | 'again'> {
  const head = await sight(join(dir, LOCK));
  if (head === undefined) return (await createFrom(draft, join(dir, LOCK))) ? 'mine' : 'again';
  const chain = [head];
  for (let last = head; ; ) {
    if (isAlive(last, now)) return 'held';
    const next = await sight(successorOf(dir, last));
    if (next === undefined) break;
    chain.push(next);
    last = next;
  }
  const claim = successorOf(dir, chain.at(-1)!);
  if (!(await createFrom(draft, claim))) return 'again';
  try {
    if ((await sight(join(dir, LOCK)))?.token !== head.token) return 'again';
    await rename(draft, join(dir, LOCK));
    for (const dead of chain) {
      await unlink(successorOf(dir, dead)).catch(() => {});
      await unlink(draftOf(dir, dead.token)).catch(() => {});
    }
    return 'mine';
  } finally {
    // Once `lock` names someone else, the claim means nothing; before, it must not bar the way.
    await unlink(claim).catch(() => {});
  }
}

function successorOf(dir: string, holder: Holder): string {
  return join(dir, `${LOCK}.next-${holder.token}`);
}

function draftOf(dir: string, token: string): string {
  return join(dir, `${LOCK}.draft-${token}`);
}

/** Creates `target` with the content of `draft`; false when it is there already. */
async function createFrom(draft: string, target: string): Promise<boolean> {
  try {
    await link(draft, target);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (errorCode(error) === 'ENOENT') throw error;
  }
  // A disk without hard links. A reader may see the file half written; it then counts as held for a while.
  try {
    await writeFile(target, await readFile(draft), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Who a lock file names; undefined when there is none. What is no file of ours names nobody. */
async function sight(file: string): Promise<Sighting | undefined> {
  try {
    const { mtimeMs } = await lstat(file);
    const text = await readOwnText(nodeFs, file, { maxBytes: MAX_SMALL_BYTES }).catch((error: unknown) => {
      if (error instanceof OddFileError) return '';
      throw error;
    });
    return { ...parseHolder(text, mtimeMs), mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string, mtimeMs: number): Holder {
  try {
    const { token, pid, host, start } = JSON.parse(text);
    if (/^[0-9a-f]{24}$/.test(token) && Number.isInteger(pid) && typeof host === 'string') {
      return { token, pid, host, start: typeof start === 'string' ? start : '' };
    }
  } catch {
    // Half written, or emptied by a power cut: nobody's, so only its age counts.
  }
  const token = createHash('sha256').update(`${mtimeMs}\0${text}`).digest('hex').slice(0, 24);
  return { token, pid: 0, host: '', start: '' };
}

function isAlive(holder: Sighting, now: number): boolean {
  const age = now - holder.mtimeMs;
  if (holder.host !== thisHost()) return age < STALE_MS;
  const running = startOf(holder.pid);
  if (running === undefined) return false;
  if (running.start !== '' && holder.start !== '') return running.start === holder.start;
  return age < STALE_SAME_MACHINE_MS;
}

/** The start of a process of this machine (empty when unknown), or undefined when it has ended. */
function startOf(pid: number): { readonly start: string } | undefined {
  if (process.platform === 'linux') {
    try {
      // The name of the program is in parentheses and may hold anything; the state and the start come after it.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\)\s/s, '')
        .split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : { start: fields[19] ?? '' };
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return undefined;
    }
  }
  return isRunning(pid) ? { start: '' } : undefined;
}

let host: string | undefined;

function thisHost(): string {
  const parts = [hostname()];
  if (process.platform === 'linux' && host === undefined) {
    for (const read of [
      () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
      () => readlinkSync('/proc/self/ns/pid'),
    ]) {
      try {
        parts.push(read().trim());
      } catch {
        // Without it the name of the machine must do.
      }
    }
  }
  host ??= createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 24);
  return host;
}

function holdLock(dir: string, token: string): Lock {
  const file = join(dir, LOCK);
  let released = false;
  const isMine = async () => !released && (await sight(file).catch(() => undefined))?.token === token;
  const timer = setInterval(async () => {
    if (await isMine()) await beat(file).catch(() => {});
    else clearInterval(timer);
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    isHeld: isMine,
    async release() {
      clearInterval(timer);
      if (await isMine()) await unlink(file).catch(() => {});
      released = true;
    },
  };
}

/** Writes the first byte again, which sets the time of the file by the clock of the disk and changes nothing. */
async function beat(file: string): Promise<void> {
  const { handle } = await openOwnFile(nodeFs, file, { maxBytes: MAX_SMALL_BYTES, isWritten: true });
  try {
    await handle.write('{', 0);
  } finally {
    await handle.close();
  }
}
