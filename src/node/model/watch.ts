/** How long a call may wait: for its first token, for the next one, and in all. */

/** Milliseconds. */
export interface Timeouts {
  /** For the first token of a reply. */
  readonly firstTokenMs: number;
  /** For the next token of a reply. */
  readonly idleMs: number;
  /** For the whole call, with its retries and the waits between them. */
  readonly totalMs: number;
}

export type TimedOut = 'firstToken' | 'idle' | 'total';

export const DEFAULT_TIMEOUTS: Timeouts = { firstTokenMs: 120_000, idleMs: 60_000, totalMs: 600_000 };

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly timeouts: Timeouts;
  /** When the whole call must be over, on the clock `monotonic`. */
  readonly deadline: number;
  readonly monotonic: () => number;
}

export interface Watch {
  /** Aborts with the caller's signal, at a time-out, and when the watch is stopped. */
  readonly signal: AbortSignal;
  /** Waits for a promise, as long as is left. The time that the caller takes in between counts for the deadline alone. */
  wait<T>(promise: Promise<T>): Promise<T>;
  /** What has come; only words are progress: a server that sends nothing but signs of life is one that is silent. */
  came(text: string): void;
  timedOut(): TimedOut | undefined;
  stop(): void;
}

/** Watches one request. Stop it, or it keeps listening to the signal. */
export function createWatch({ signal, timeouts, deadline, monotonic }: WatchOptions): Watch {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let step: 'firstToken' | 'idle' = 'firstToken';
  let timedOut: TimedOut | undefined;
  let waited = 0;
  return {
    signal: controller.signal,
    async wait(promise) {
      const started = monotonic();
      const untilStep = timeouts[`${step}Ms`] - waited;
      const untilDeadline = deadline - started;
      const isTotal = untilDeadline < untilStep;
      const timer = setTimeout(
        () => {
          timedOut = isTotal ? 'total' : step;
          controller.abort(new Error('time-out'));
        },
        Math.max(0, isTotal ? untilDeadline : untilStep),
      );
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waited += monotonic() - started;
      }
    },
    came(text) {
      if (text.trim() === '') return;
      step = 'idle';
      waited = 0;
    },
    timedOut: () => timedOut,
    stop() {
      signal.removeEventListener('abort', abort);
      // Closes the connection of a reply that is not wanted any more.
      controller.abort(new Error('finished'));
    },
  };
}
