/** When a server that ended by itself is started again. Pure: the caller brings the clock and waits. */

const WINDOW_MS = 3 * 60_000;
const MAX_ENDS = 5;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 15_000;

export type RestartDecision =
  | { readonly restart: true; readonly waitMs: number }
  /** It ended too often: a person decides. */
  | { readonly restart: false; readonly ends: number; readonly minutes: number };

/**
 * Decides for each end of the server: again after a wait that doubles, or not when it ended five times within three
 * minutes. An end that a person asked for is never given to it.
 */
export class RestartPolicy {
  #ends: number[] = [];

  /** @param nowMs monotonic milliseconds */
  onEnd(nowMs: number): RestartDecision {
    this.#ends = [...this.#ends.filter((end) => nowMs - end < WINDOW_MS), nowMs];
    if (this.#ends.length >= MAX_ENDS)
      return { restart: false, ends: this.#ends.length, minutes: WINDOW_MS / 60_000 };
    const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#ends.length - 1));
    return { restart: true, waitMs };
  }

  /** Forgets what happened: a person asked for a new start. */
  reset(): void {
    this.#ends = [];
  }
}
