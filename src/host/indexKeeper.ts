import type { Engine, Failure, IndexProgress, Log, Problem } from '../engine/engine.ts';
import { failureFrom, RefusedError } from './refusals.ts';

export type IndexState = 'indexing' | 'ready' | 'failed';

export interface IndexKeeperOptions {
  readonly engine: Pick<Engine, 'update' | 'save' | 'counts' | 'problems'>;
  readonly log: Log;
  /** Told whenever the state, the progress or the contents changed; often during indexing. */
  readonly onChange: () => void;
  /** How the folders are called in the log. */
  readonly label: string;
  /** Why nothing can be stored, as far as that is known before it is tried. */
  readonly notKept?: Failure;
}

/** A caller that stays with an update. */
export interface Follow {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: IndexProgress) => void;
}

const SAVE_QUIET_MS = 2_000;
/** Where it is never quiet, the index is stored this long after the first change. */
const SAVE_LATEST_MS = 30_000;

/** So many files are enough to answer from, and so often it is looked, in milliseconds. */
const SOME_FILES = 100;
const LOOK_MS = 200;
const pause = (ms: number): Promise<false> =>
  new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());

/**
 * Keeps one index equal to its files: one update at a time, many wishes for one joined into the next, saved once it is
 * quiet. Nothing here keeps the process alive.
 */
export class IndexKeeper {
  readonly #options: IndexKeeperOptions;
  readonly #ending = new AbortController();
  #state: IndexState = 'indexing';
  #progress: IndexProgress | undefined;
  #problems: readonly Problem[] = [];
  #isUsable: boolean;
  /** The first update is told even when it found nothing new. */
  #isTold = false;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #saveTimer: NodeJS.Timeout | undefined;
  /** When a change that is not stored yet must be, by the process's clock. */
  #saveBy: number | undefined;
  #saving: Promise<void> = Promise.resolve();
  /** Something may have been read that is not stored. */
  #isUnsaved = false;
  /** Why the last try to store the index failed. */
  #notKept: Failure | undefined;

  constructor(options: IndexKeeperOptions) {
    this.#options = options;
    this.#notKept = options.notKept;
    this.#problems = options.engine.problems();
    // A stored index is of use at once: what it says is checked against the files before it is shown.
    this.#isUsable = options.engine.counts('').files.indexed > 0;
  }

  get state(): IndexState {
    return this.#state;
  }

  get progress(): IndexProgress | undefined {
    return this.#state === 'indexing' ? this.#progress : undefined;
  }

  /** Whether all of it can be asked: one was stored, or the first update has ended. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** What made the last update see less than it could, or why it failed; and that the index cannot be stored. */
  get problems(): readonly Problem[] {
    if (!this.#notKept) return this.#problems;
    return [...this.#problems, { kind: 'notKept', failure: this.#notKept }];
  }

  /** Settles once an update that began after this call has ended. Never rejects: how it went is the state. */
  update(): Promise<void> {
    if (!this.#running) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  /** Settles when no update is under way or wished for, and when the signal aborts: it waits, it stops nothing. */
  async settled(signal: AbortSignal): Promise<void> {
    while (this.#running && !signal.aborted)
      await untilAborted(this.#next ?? this.#running, signal).catch(() => {});
  }

  /**
   * Waits until the index can be asked: at once when one was stored, else after the first update.
   * @throws RefusedError when the index cannot be made; the signal's reason when it aborts
   */
  async usable(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isUsable) return;
    await untilAborted(this.#running ?? this.update(), signal);
    if (this.#isUsable) return;
    refuseUnread(this.#problems, 0);
    const failed = this.#problems.find(({ kind }) => kind === 'indexFailed');
    const detail = failed?.kind === 'indexFailed' ? failed.said : '';
    throw new RefusedError({ kind: 'index', cause: 'noIndex', detail });
  }

  /**
   * The same for a question, which is answered from what is there once some files were read: who asks is told how many
   * were not.
   */
  async usableSoFar(signal: AbortSignal): Promise<void> {
    const usable = this.usable(signal);
    usable.catch(() => {});
    while ((this.progress?.done ?? 0) < SOME_FILES)
      if (await Promise.race([usable.then(() => true), pause(LOOK_MS)])) return;
  }

  /**
   * One update that its caller follows and can stop. Rejects as the update does; what was read by then is stored in any
   * case. That it cannot be stored is one of the problems.
   */
  async refresh({ signal, onProgress }: Follow): Promise<readonly Problem[]> {
    await this.#running;
    const updating = this.#updateOnce(AbortSignal.any([signal, this.#ending.signal]), onProgress);
    const running = updating.catch(() => {});
    this.#running = running;
    try {
      await updating;
    } finally {
      if (this.#running === running) this.#running = undefined;
      clearTimeout(this.#saveTimer);
      await this.#write();
      // Tried, and told: who kept the store from being written would keep it at the end as well.
      this.#isUnsaved = false;
    }
    return this.problems;
  }

  /** Stops what is under way and stores what was read so far. */
  async close(): Promise<void> {
    this.#ending.abort(new Error('the index is closed'));
    clearTimeout(this.#saveTimer);
    await this.#next;
    await this.#running;
    if (this.#isUnsaved) await this.#write();
  }

  #start(): Promise<void> {
    this.#running = this.#updateQuietly().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #updateQuietly(): Promise<void> {
    const { log, label } = this.#options;
    const { signal } = this.#ending;
    if (signal.aborted) return;
    try {
      await this.#updateOnce(signal);
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      log.error(`Index of ${label}: ${error instanceof Error ? (error.stack ?? message) : message}`);
    }
  }

  async #updateOnce(signal: AbortSignal, onProgress?: Follow['onProgress']): Promise<void> {
    const { engine, log, label, onChange } = this.#options;
    this.#state = 'indexing';
    this.#isUnsaved = true;
    try {
      const result = await engine.update({
        signal,
        onProgress: (progress) => {
          this.#progress = progress;
          onProgress?.(progress);
          onChange();
        },
      });
      const { added, changed, removed, rechecked, problems } = result;
      this.#problems = problems;
      refuseUnread(problems, engine.counts('').files.seen);
      const isNews = added + changed + removed > 0 || !this.#isTold;
      this.#isUsable = true;
      this.#isTold = true;
      this.#state = 'ready';
      // Times that were looked at again are worth storing too: the next start need not look.
      if (added + changed + removed + rechecked > 0) this.#saveSoon();
      if (isNews)
        log.info(
          `Index of ${label}: ${added} files added, ${changed} changed, ${removed} removed, ${rechecked} looked at again.`,
        );
    } catch (error) {
      if (!signal.aborted) {
        const said = error instanceof Error ? error.message : String(error);
        // A folder that cannot be read is among the problems already.
        if (!(error instanceof RefusedError)) this.#problems = [{ kind: 'indexFailed', said }];
        this.#isUsable &&= !(error instanceof RefusedError);
        this.#state = 'failed';
      }
      throw error;
    } finally {
      this.#progress = undefined;
      onChange();
    }
  }

  #saveSoon(): void {
    clearTimeout(this.#saveTimer);
    const now = performance.now();
    this.#saveBy ??= now + SAVE_LATEST_MS;
    const waitMs = Math.max(0, Math.min(SAVE_QUIET_MS, this.#saveBy - now));
    this.#saveTimer = setTimeout(() => void this.#write().then(this.#options.onChange), waitMs);
    this.#saveTimer.unref();
  }

  /**
   * Stores the index, one time after the other. Never rejects: that it cannot be stored is a problem until it can, and
   * another process that writes is one line in the log.
   */
  #write(): Promise<void> {
    const { engine, log, label } = this.#options;
    this.#saving = this.#saving.then(async () => {
      this.#isUnsaved = false;
      this.#saveBy = undefined;
      try {
        const isSaved = await engine.save();
        if (isSaved) this.#notKept = undefined;
        else
          log.warn(`Index of ${label}: another process is writing it; what changed is saved the next time.`);
        this.#isUnsaved = !isSaved;
      } catch (error) {
        this.#isUnsaved = true;
        this.#notKept = failureFrom(error, `Index of ${label}`, log);
      }
    });
    return this.#saving;
  }
}

/** Settles as the promise does, or rejects as soon as the signal aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Nothing was found is no answer where nothing could be looked at.
 * @throws RefusedError when no file was seen and a folder that was opened could not be read
 */
function refuseUnread(problems: readonly Problem[], seen: number): void {
  const unread = problems.find(
    (problem) =>
      (problem.kind === 'notWalked' && problem.path === '') ||
      (problem.kind === 'rulesUnread' && problem.folder === ''),
  );
  if (seen > 0 || !unread) return;
  const { why, detail = why } = unread as Extract<Problem, { kind: 'notWalked' | 'rulesUnread' }>;
  throw new RefusedError({ kind: 'index', cause: 'rootUnread', detail });
}
