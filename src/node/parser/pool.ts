import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type LanguageSpec, languageDetector, suffixesOf } from '../../engine/parse/language.ts';
import { splitLines } from '../../engine/parse/lines.ts';
import { plainFile, textReasonOf } from '../../engine/parse/parseSource.ts';
import type { Log, Parser } from '../../engine/ports.ts';
import type { ParsedFile, TextReason } from '../../engine/types.ts';
import type { ParseJob, WorkerReply, WorkerSetup } from './protocol.ts';

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
}

/** What the pool did beside parsing: for status, tests and bug reports. */
export interface PoolCounts {
  readonly started: number;
  readonly killed: number;
  readonly recycled: number;
}

export interface ParserPool extends Parser {
  counts(): PoolCounts;
  dispose(): Promise<void>;
}

interface Pending {
  readonly job: ParseJob;
  readonly hash: string;
  attempts: number;
  resolve(file: ParsedFile): void;
  reject(reason: unknown): void;
  isSettled: boolean;
}

interface Slot {
  readonly worker: Worker;
  readonly queue: Pending[];
  files: number;
  /** Set between `begun` and the reply: the worker's CPU clock then, and ours. */
  begun: { readonly cpuMs: number; readonly at: number } | undefined;
  isClosing: boolean;
}

/** Files handed to a worker ahead of time, so that it never waits for the main thread. */
const QUEUE_DEPTH = 12;
/** Files in a row without a pause that make a backlog. */
const BACKLOG = 150;
const WATCH_MS = 200;
/** Where the runtime cannot tell a worker's CPU time, wall time stands in with a margin for slow machines. */
const WALL_FACTOR = 10;

/**
 * A pool of killable parser workers. A file that traps, aborts or exceeds the hard limit costs its worker; the file
 * is tried once more on a fresh one and then kept as text, remembered by content hash. Started on first use.
 */
export function createParserPool(options: PoolOptions): ParserPool {
  const width = options.workers ?? Math.max(1, availableParallelism() - 1);
  const hardLimitMs = options.hardLimitMs ?? 3_000;
  const recycleFiles = options.recycleFiles ?? 5_000;
  const recycleBytes = options.recycleBytes ?? 512 * 1024 * 1024;
  const detect = languageDetector(options.specs);
  const known = new Set(options.specs.map((spec) => spec.id));
  const quarantine = new Map<string, TextReason>();
  const slots = new Set<Slot>();
  const waiting: Pending[] = [];
  const counts = { started: 0, killed: 0, recycled: 0 };
  let nextId = 0;
  /** Files parsed since the pool was last idle. */
  let streak = 0;
  const extra = options.workers === undefined && availableParallelism() > 1 ? 1 : 0;
  const widthNow = (): number => width + (streak >= BACKLOG ? extra : 0);
  let watch: NodeJS.Timeout | undefined;
  let isDisposed = false;

  function start(): Slot {
    const setup: WorkerSetup = {
      grammarsDir: options.grammarsDir,
      coreWasm: options.coreWasm,
      specs: options.specs,
      softLimitMs: options.softLimitMs ?? 1_000,
    };
    const worker = new Worker(options.workerFile, {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    });
    const slot: Slot = { worker, queue: [], files: 0, begun: undefined, isClosing: false };
    counts.started++;
    slots.add(slot);
    worker.on('message', (reply: WorkerReply) => onReply(slot, reply));
    worker.on('error', (error: Error) => fail(slot, 'parserCrash', error.message));
    worker.on('exit', (code) => fail(slot, 'parserCrash', `the worker ended with code ${code}`));
    worker.unref();
    watch ??= setInterval(() => void checkLimits(), WATCH_MS).unref();
    return slot;
  }

  function onReply(slot: Slot, reply: WorkerReply): void {
    if (slot.isClosing) return;
    if (reply.type === 'begun') slot.begun = { cpuMs: reply.cpuMs, at: performance.now() };
    else if (reply.type === 'broken') fail(slot, 'parserCrash', reply.message);
    else if (reply.type === 'parsed') {
      slot.begun = undefined;
      slot.files++;
      streak++;
      const at = slot.queue.findIndex((pending) => pending.job.id === reply.id);
      if (at >= 0) settle(slot.queue.splice(at, 1)[0], reply.file);
      if (slot.queue.length === 0) slot.worker.unref();
      if (slot.files >= recycleFiles || reply.wasmBytes >= recycleBytes) recycle(slot);
      pump();
      if (waiting.length === 0 && [...slots].every((other) => other.queue.length === 0)) rest();
    }
  }

  /** The backlog is done: the extra worker goes, and its memory with it. */
  function rest(): void {
    streak = 0;
    for (const slot of [...slots].slice(width)) close(slot, []);
  }

  function settle(pending: Pending | undefined, file: ParsedFile): void {
    if (!pending || pending.isSettled) return;
    pending.isSettled = true;
    pending.resolve(file);
  }

  function recycle(slot: Slot): void {
    counts.recycled++;
    close(slot, slot.queue.splice(0));
  }

  function close(slot: Slot, orphans: readonly Pending[]): void {
    slot.isClosing = true;
    slots.delete(slot);
    waiting.unshift(...orphans.filter((pending) => !pending.isSettled));
    void slot.worker.terminate();
  }

  /** A worker is lost: the file it was on is tried once more, then kept as text; the others lose nothing. */
  function fail(slot: Slot, reason: TextReason, message: string): void {
    if (slot.isClosing) return;
    counts.killed++;
    const [guilty, ...others] = slot.queue.splice(0);
    close(slot, others);
    if (guilty && !guilty.isSettled) {
      guilty.attempts++;
      if (guilty.attempts < 2) waiting.unshift(guilty);
      else {
        quarantine.set(guilty.hash, reason);
        options.log.warn(`A file could not be parsed and is kept as text (${message}).`);
        settle(guilty, plainFile(guilty.job.language, splitLines(guilty.job.text), reason));
      }
    }
    pump();
  }

  async function checkLimits(): Promise<void> {
    for (const slot of [...slots]) {
      const begun = slot.begun;
      if (!begun || performance.now() - begun.at < hardLimitMs) continue;
      const used = await cpuMsOf(slot.worker, begun);
      if (used > hardLimitMs && slot.begun === begun)
        fail(slot, 'parserTimeout', `${Math.round(used)} ms of CPU time`);
    }
  }

  function pump(): void {
    if (isDisposed) return;
    while (waiting.length > 0) {
      let slot = [...slots].sort((a, b) => a.queue.length - b.queue.length)[0];
      if ((!slot || slot.queue.length > 0) && slots.size < widthNow()) slot = start();
      if (!slot || slot.queue.length >= QUEUE_DEPTH) return;
      const pending = waiting.shift()!;
      if (pending.isSettled) continue;
      slot.queue.push(pending);
      // A busy worker keeps the process alive; an idle one does not.
      slot.worker.ref();
      slot.worker.postMessage(pending.job);
    }
  }

  return {
    width: (width + extra) * QUEUE_DEPTH,
    counts: () => ({ ...counts }),
    suffixes: suffixesOf(options.specs),
    languageOf(path, firstLine) {
      const id = detect(path, firstLine);
      return id === 'text' ? undefined : id;
    },
    async parse(file, { signal }) {
      signal.throwIfAborted();
      const language = detect(file.path, file.text.slice(0, 200).split('\n', 1)[0] ?? '');
      const plain = quarantine.get(file.hash) ?? textReasonOf(file.text);
      const needsWorker = known.has(language) || language === 'notebook' || language === 'markdown';
      if (plain || !needsWorker) return plainFile(language, splitLines(file.text), plain ?? 'noGrammar');
      return await new Promise<ParsedFile>((resolve, reject) => {
        const pending: Pending = {
          job: { id: nextId++, language, text: file.text },
          hash: file.hash,
          attempts: 0,
          resolve,
          reject,
          isSettled: false,
        };
        const onAbort = (): void => {
          pending.isSettled = true;
          reject(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        pending.resolve = (parsed) => {
          signal.removeEventListener('abort', onAbort);
          resolve(parsed);
        };
        waiting.push(pending);
        pump();
      });
    },
    async dispose() {
      isDisposed = true;
      clearInterval(watch);
      const closing = [...slots].map((slot) => {
        slot.isClosing = true;
        return slot.worker.terminate();
      });
      slots.clear();
      await Promise.all(closing);
    },
  };
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

/** Where the build puts what a pool needs, seen from a folder that holds `grammars/` and the core wasm. */
export function parserFiles(distDir: string): { grammarsDir: string; coreWasm: string; workerFile: string } {
  const workerFile = `${distDir}/parser.js`;
  if (!existsSync(workerFile))
    throw new Error(`The build in ${distDir} is not complete: run "npm run build".`);
  return { grammarsDir: `${distDir}/grammars`, coreWasm: `${distDir}/tree-sitter.wasm`, workerFile };
}
