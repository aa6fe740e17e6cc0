import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { LanguageSpec } from '../../engine/parse/language.ts';
import type { Log } from '../../engine/ports.ts';
import type { TextReason } from '../../engine/types.ts';
import { Breaker, shapesOf } from './breaker.ts';
import type { WorkerJob, WorkerReply, WorkerResult, WorkerSetup, WorkerTask } from './protocol.ts';
import { createTurns, freeCell, leaveTurn } from './turns.ts';

export interface PoolOptions {
  readonly grammarsDir: string;
  readonly coreWasm: string;
  readonly specs: readonly LanguageSpec[];
  /** The worker program: `dist/parser.js`, or its source in tests. */
  readonly workerFile: string;
  readonly log: Log;
  /**
   * Workers; default cores - 1, at least 1. Where that leaves a core that the main thread cannot fill, one more helps
   * through a long backlog and is gone after it.
   */
  readonly workers?: number;
  /** CPU milliseconds a file may use before its worker gives it up (default 1,000). */
  readonly softLimitMs?: number;
  /** CPU milliseconds a file may use before its worker is killed (default 3,000). */
  readonly hardLimitMs?: number;
  /** Files a worker parses before it is replaced (default 5,000). */
  readonly recycleFiles?: number;
  /** Bytes of wasm memory after which a worker is replaced (default 512 MB). */
  readonly recycleBytes?: number;
  /** Bytes of all memory of a worker at which it is killed (default 1 GB). */
  readonly maxWorkerBytes?: number;
  /** Whether a limit that was passed says something of the file. For tests; the default is `wasQuiet`. */
  readonly isQuiet?: (measured: Measured) => boolean;
}

/** What was seen of a worker while it did one task, in milliseconds. */
export interface Measured {
  readonly cpuMs: number;
  readonly elapsedMs: number;
  /** By how much our own timer came too late meanwhile. */
  readonly lateMs: number;
}

/** What the pool did beside parsing: for status, tests and bug reports. */
export interface PoolCounts {
  readonly started: number;
  readonly killed: number;
  readonly recycled: number;
  /** Tasks that a worker began; a task that is tried again counts twice. */
  readonly begun: number;
  /** Tasks that were not tried, since the parser failed on others that are like them. */
  readonly spared: number;
}

/** A task and who waits for it. */
interface Pending {
  readonly job: WorkerJob;
  /** What is remembered when the task costs two workers. */
  readonly key: string;
  readonly shapes: ReturnType<typeof shapesOf>;
  attempts: number;
  isSettled: boolean;
  settle(outcome: WorkerResult | Lost): void;
}

/** A task that cost its workers, or was spared the trying. */
export interface Lost {
  readonly type: 'lost';
  readonly reason: TextReason;
}

interface Slot {
  readonly worker: Worker;
  /** Its place in the turns of the process. */
  readonly cell: number;
  readonly queue: Pending[];
  files: number;
  /** Set between `begun` and the reply: the worker's CPU clock then, and ours. */
  begun: Begun | undefined;
  isClosing: boolean;
}

interface Begun {
  readonly cpuMs: number;
  readonly at: number;
  lateMs: number;
}

/** Pools of one process have one setting in common. */
const turns = createTurns();
const takenCells = new Set<number>();

/** Files handed to a worker ahead of time, so that it never waits for the main thread. */
const QUEUE_DEPTH = 12;
/** Files in a row without a pause that make a backlog. */
const BACKLOG = 150;
const WATCH_MS = 200;
/**
 * Memory of a worker's heap. What is new dies with its file: 12 MB for it take 75 MB less than the 48 MB that a runtime
 * grants, and no more time (two workers, 3,778 files).
 */
const MEMORY = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 12 };
/**
 * A third of it from the start, which is all there is: grown from less, it was collected three times as often, for a
 * fifteenth of the processor time of a cold index. Counts for threads that are started later.
 */
const GROWN_AT_ONCE = `--min-semi-space-size=${MEMORY.maxYoungGenerationSizeMb / 3}`;
/** Where the runtime cannot tell a worker's CPU time, wall time stands in with a margin for slow machines. */
const WALL_FACTOR = 10;
/** Tries of a task that fails. */
const MAX_ATTEMPTS = 2;
/**
 * A task that a worker was lost on, as far as was seen: its answer may have been lost with the worker, which died of the next
 * one. It is tried again with nothing before or behind it, so that what happens then is its own doing.
 */
const isSuspect = ({ attempts }: Pending): boolean => attempts > 0;
/** Losses that are remembered; beyond it the oldest is forgotten. */
const MAX_LOST = 20_000;

/**
 * Killable workers and the tasks that wait for them. A task that traps, aborts or exceeds a limit costs its worker; it
 * is tried once more on a fresh one, unless the machine was quiet when it took too long, and then lost, remembered by
 * its key. Tasks like those that were lost are spared the trying. Started on first use.
 */
export class ParserWorkers {
  /** How many tasks may usefully be under way at once. */
  readonly room: number;
  readonly #options: PoolOptions;
  readonly #width: number;
  readonly #extra: number;
  readonly #slots = new Set<Slot>();
  readonly #waiting: Pending[] = [];
  readonly #lost = new Map<string, TextReason>();
  readonly #counts = { started: 0, killed: 0, recycled: 0, begun: 0, spared: 0 };
  readonly #breaker = new Breaker();
  #lastLook = performance.now();
  #nextId = 0;
  /** Files parsed since the pool was last idle. */
  #streak = 0;
  #watch: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#width = options.workers ?? Math.max(1, availableParallelism() - 1);
    this.#extra = options.workers === undefined && availableParallelism() > 1 ? 1 : 0;
    this.room = (this.#width + this.#extra) * QUEUE_DEPTH;
  }

  counts(): PoolCounts {
    return { ...this.#counts };
  }

  /** Why a task of this key was lost before, if it was. */
  lossOf(key: string): TextReason | undefined {
    return this.#lost.get(key);
  }

  /** Does a task. Rejects only with the signal's reason. */
  run(task: WorkerTask, key: string, signal: AbortSignal): Promise<WorkerResult | Lost> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        pending.isSettled = true;
        reject(signal.reason);
      };
      const pending: Pending = {
        job: { ...task, id: this.#nextId++ },
        key,
        shapes: shapesOf(task),
        attempts: 0,
        isSettled: false,
        settle: (outcome) => {
          if (pending.isSettled) return;
          pending.isSettled = true;
          signal.removeEventListener('abort', onAbort);
          resolve(outcome);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(pending);
      this.#pump();
    });
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    clearInterval(this.#watch);
    const closing = [...this.#slots].map((slot) => {
      slot.isClosing = true;
      return slot.worker.terminate();
    });
    this.#slots.clear();
    await Promise.all(closing);
  }

  #start(): Slot {
    const { grammarsDir, coreWasm, specs, workerFile, softLimitMs = 1_000 } = this.#options;
    const cell = freeCell(takenCells);
    takenCells.add(cell);
    const workerData: WorkerSetup = { grammarsDir, coreWasm, specs, softLimitMs, turns, cell };
    setFlagsFromString(GROWN_AT_ONCE);
    const worker = new Worker(workerFile, { workerData, resourceLimits: MEMORY });
    const slot: Slot = { worker, cell, queue: [], files: 0, begun: undefined, isClosing: false };
    this.#counts.started++;
    this.#slots.add(slot);
    worker.on('message', (reply: WorkerReply) => this.#onReply(slot, reply));
    worker.on('error', (error: Error) => this.#fail(slot, reasonOf(error), { message: error.message }));
    worker.on('exit', (code) => {
      leaveTurn(turns, cell);
      takenCells.delete(cell);
      this.#fail(slot, 'parserCrash', { message: `the worker ended with code ${code}` });
    });
    worker.unref();
    this.#watch ??= setInterval(() => void this.#checkLimits(), WATCH_MS).unref();
    return slot;
  }

  #onReply(slot: Slot, reply: WorkerReply): void {
    if (slot.isClosing || reply.type === 'ready') return;
    if (reply.type === 'begun') {
      this.#counts.begun++;
      slot.begun = { cpuMs: reply.cpuMs, at: performance.now(), lateMs: 0 };
    } else if (reply.type === 'broken') this.#fail(slot, 'parserCrash', { message: reply.message });
    else this.#onResult(slot, reply);
  }

  #onResult(slot: Slot, reply: Result): void {
    const { recycleFiles = 5_000, recycleBytes = 512 * 1024 * 1024 } = this.#options;
    slot.begun = undefined;
    slot.files++;
    this.#streak++;
    const at = slot.queue.findIndex((pending) => pending.job.id === reply.id);
    const [done] = at >= 0 ? slot.queue.splice(at, 1) : [];
    done?.settle(reply);
    if (done) this.#note(done, { hasFailed: isTimeout(reply), cpuMs: reply.cpuMs });
    if (slot.queue.length === 0) slot.worker.unref();
    const isWorn = slot.files >= recycleFiles || reply.wasmBytes >= recycleBytes;
    if (isWorn && !slot.isClosing) this.#recycle(slot);
    this.#pump();
    if (this.#waiting.length === 0 && [...this.#slots].every((other) => other.queue.length === 0))
      this.#rest();
  }

  /** The backlog is done: the extra worker goes, and its memory with it. */
  #rest(): void {
    this.#streak = 0;
    for (const slot of [...this.#slots].slice(this.#width)) this.#close(slot, []);
  }

  #recycle(slot: Slot): void {
    this.#counts.recycled++;
    this.#close(slot, slot.queue.splice(0));
  }

  #close(slot: Slot, orphans: readonly Pending[]): void {
    slot.isClosing = true;
    this.#slots.delete(slot);
    this.#waiting.unshift(...orphans.filter((pending) => !pending.isSettled));
    void slot.worker.terminate();
  }

  /** A worker is lost: the task it was on is tried once more, then given up; the others lose nothing. */
  #fail(slot: Slot, reason: TextReason, { message, cpuMs = 0, isFinal = false }: Death): void {
    if (slot.isClosing) return;
    this.#counts.killed++;
    const [guilty, ...others] = slot.queue.splice(0);
    this.#close(slot, others);
    if (guilty && !guilty.isSettled) {
      guilty.attempts = isFinal ? MAX_ATTEMPTS : guilty.attempts + 1;
      if (guilty.attempts < MAX_ATTEMPTS) this.#waiting.unshift(guilty);
      else {
        this.#remember(guilty.key, reason);
        const what = guilty.job.type === 'match' ? 'A query could not be run on a file' : GIVEN_UP;
        this.#options.log.warn(`${what} (${message}).`);
        guilty.settle({ type: 'lost', reason });
        this.#note(guilty, { hasFailed: true, cpuMs });
      }
    }
    this.#pump();
  }

  #remember(key: string, reason: TextReason): void {
    this.#lost.set(key, reason);
    const [oldest] = this.#lost.keys();
    if (this.#lost.size > MAX_LOST && oldest !== undefined) this.#lost.delete(oldest);
  }

  /** Learns from how a task ended. What was handed out ahead is taken back when its shape is given up. */
  #note(done: Pending, outcome: Parameters<Breaker['note']>[1]): void {
    if (!this.#breaker.note(done.shapes, outcome)) return;
    const { type, language } = done.job;
    this.#options.log.warn(
      `The parser fails on many files alike (${type} ${language}); the others are spared.`,
    );
    for (const slot of [...this.#slots]) if (slot.queue.length > 1) this.#recycle(slot);
  }

  /** Looks at the workers that are at work: their CPU time, and their memory, which no limit of a thread holds. */
  async #checkLimits(): Promise<void> {
    const { hardLimitMs = 3_000, maxWorkerBytes = 1_000_000_000, isQuiet = wasQuiet } = this.#options;
    const now = performance.now();
    const lateMs = Math.max(0, now - this.#lastLook - WATCH_MS);
    this.#lastLook = now;
    for (const slot of [...this.#slots]) {
      const { begun } = slot;
      if (!begun) continue;
      begun.lateMs += lateMs;
      const bytes = await bytesOf(slot.worker);
      if (slot.begun !== begun) continue;
      if (bytes > maxWorkerBytes) {
        this.#fail(slot, 'parserMemory', { message: `${Math.round(bytes / 1e6)} MB of memory` });
        continue;
      }
      if (performance.now() - begun.at < hardLimitMs) continue;
      const cpuMs = await cpuMsOf(slot.worker, begun);
      if (cpuMs <= hardLimitMs || slot.begun !== begun) continue;
      const elapsedMs = performance.now() - begun.at;
      const isFinal = isQuiet({ cpuMs, elapsedMs, lateMs: begun.lateMs });
      this.#fail(slot, 'parserTimeout', { message: `${Math.round(cpuMs)} ms of CPU time`, cpuMs, isFinal });
    }
  }

  #pump(): void {
    if (this.#isDisposed) return;
    const width = this.#width + (this.#streak >= BACKLOG ? this.#extra : 0);
    while (this.#waiting.length > 0) {
      const free = [...this.#slots].filter(({ queue }) => !queue.some(isSuspect));
      let [slot] = free.sort((a, b) => a.queue.length - b.queue.length);
      if ((!slot || slot.queue.length > 0) && this.#slots.size < width) slot = this.#start();
      if (!slot || slot.queue.length >= (isSuspect(this.#waiting[0]!) ? 1 : QUEUE_DEPTH)) return;
      const pending = this.#waiting.shift()!;
      if (pending.isSettled) continue;
      if (!this.#breaker.allows(pending.shapes)) {
        this.#counts.spared++;
        pending.settle({ type: 'lost', reason: 'parserSpared' });
        continue;
      }
      slot.queue.push(pending);
      // A busy worker keeps the process alive; an idle one does not.
      slot.worker.ref();
      slot.worker.postMessage(pending.job);
    }
  }
}

const GIVEN_UP = 'A file could not be parsed and is kept as text';

/** How a worker was lost. */
interface Death {
  readonly message: string;
  /** What the task had taken by then, in milliseconds. */
  readonly cpuMs?: number;
  /** The task is not tried again. */
  readonly isFinal?: boolean;
}

type Result = Extract<WorkerReply, { wasmBytes: number }>;

function isTimeout(result: WorkerResult): boolean {
  if (result.type === 'parsed') return result.file.textReason === 'parserTimeout';
  const outcome =
    result.type === 'checked' ? result.check : result.type === 'matched' ? result.matches : undefined;
  return outcome?.type === 'fault' && outcome.fault.kind === 'parserTimeout';
}

function reasonOf(error: Error): TextReason {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'parserMemory' : 'parserCrash';
}

/**
 * Whether a machine had time for a worker: it got most of a core, and our own timer came in time. On one that did not,
 * even CPU time says little: caches were cold, and the core was shared.
 */
export function wasQuiet({ cpuMs, elapsedMs, lateMs }: Measured): boolean {
  return cpuMs >= elapsedMs * 0.75 && lateMs <= elapsedMs * 0.25;
}

/**
 * Bytes that a worker holds for its files, its wasm memory among them; 0 on a runtime that cannot tell. What the
 * runtime's compiler takes is not of the file, and is told for all workers together.
 */
async function bytesOf(worker: Worker): Promise<number> {
  if (typeof worker.getHeapStatistics !== 'function') return 0;
  try {
    const { used_heap_size, external_memory } = await worker.getHeapStatistics();
    return used_heap_size + external_memory;
  } catch {
    return 0;
  }
}

/** CPU milliseconds since a job began; on a runtime without `Worker.cpuUsage` a tenth of the wall time. */
async function cpuMsOf(
  worker: Worker,
  begun: { readonly cpuMs: number; readonly at: number },
): Promise<number> {
  if (typeof worker.cpuUsage !== 'function') return (performance.now() - begun.at) / WALL_FACTOR;
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000 - begun.cpuMs;
  } catch {
    return 0;
  }
}
