/** Asks for one more run, and waits for it. */
export interface Coalesced {
  (): Promise<void>;
  /** Resolves when all runs that were asked for have ended, however they did; at once when there are none. */
  settled(): Promise<void>;
}

/**
 * Makes work that is asked for in bursts run once at a time: calls during a run share one more run after it, so what
 * each caller changed before it called is seen by the run it waits for.
 */
export function coalesce(work: () => Promise<void>): Coalesced {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    next = undefined;
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  const call = (): Promise<void> => {
    if (next) return next;
    if (!running) return start();
    next = running.then(start, start);
    return next;
  };
  const settled = async (): Promise<void> => {
    while (next ?? running) await Promise.allSettled([next ?? running]);
  };
  return Object.assign(call, { settled });
}
