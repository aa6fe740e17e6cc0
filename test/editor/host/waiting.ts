/** Waiting on conditions. The limits are generous: a loaded machine takes minutes for what a quiet one does in seconds. */
import { setTimeout as pause } from 'node:timers/promises';

/** Shortens (0.1) or lengthens (3) all limits, for work on the tests themselves and for very slow machines. */
const PATIENCE = Number(process.env.SIGHTLINE_TEST_PATIENCE || 1);

/** The limit for anything that needs the workbench or the extension host to have started. */
export const START_LIMIT_MS = 5 * 60_000 * PATIENCE;
/** The limit for one reaction of a workbench that is up. */
export const STEP_LIMIT_MS = 2 * 60_000 * PATIENCE;
const LOOK_EVERY_MS = 100;

/**
 * Looks until `look` gives something other than `undefined`, `null` or `false`, and returns it. What `look` throws
 * counts as "not yet" and is shown when the limit passes.
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  limitMs: number = STEP_LIMIT_MS,
): Promise<T> {
  const end = performance.now() + limitMs;
  let lastError: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > end) {
      const message = lastError instanceof Error ? lastError.message : String(lastError);
      const why = lastError === undefined ? '' : `; the last look failed with: ${message}`;
      throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}${why}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
