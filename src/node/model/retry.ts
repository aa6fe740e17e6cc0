/** When a failed request is worth another try, and how long to wait before it. */

/** Requests sent at most for one call, the first included (adapting to what an endpoint can take is not a retry). */
export const MAX_TRIES = 3;

/** Longest wait before a retry, whatever the server asks for, in milliseconds. */
const MAX_WAIT_MS = 60_000;

const FIRST_BACKOFF_MS = 1_000;

/**
 * Milliseconds to wait before try `attempt + 1` (`attempt` counts from 1).
 *
 * `retry-after-ms` wins over `Retry-After`, which is read as seconds (also fractional) before it is read as a date:
 * V8 reads the date "120" as the year 120. Negative waits are 0, long ones are capped, and what cannot be read falls
 * back to doubling from one second with half of it at random, so that clients do not come back in step.
 */
export function retryDelay(
  header: (name: string) => string | null,
  attempt: number,
  now: number,
  random: () => number,
): number {
  const asked = askedDelay(header, now);
  if (asked !== undefined) return Math.min(Math.max(0, Math.round(asked)), MAX_WAIT_MS);
  const base = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), MAX_WAIT_MS);
  return Math.round(base / 2 + (base / 2) * random());
}

const NUMBER = /^[+-]?\d{1,18}(\.\d{1,18})?$/;

function askedDelay(header: (name: string) => string | null, now: number): number | undefined {
  const milliseconds = header('retry-after-ms')?.trim();
  if (milliseconds !== undefined && NUMBER.test(milliseconds)) return Number(milliseconds);
  const value = header('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (NUMBER.test(value)) return Number(value) * 1000;
  // More digits than any clock has: a wait without end, cut by the cap.
  if (/^\d+(\.\d*)?$/.test(value)) return MAX_WAIT_MS;
  // Every HTTP date names a weekday and a month; `Date.parse` alone would take nearly anything for a date.
  if (!/^[A-Za-z]{3,9},? /.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : date - now;
}
