/** The commands that check the patch of a repair. */

import { reduceOutput } from '../../node/check/reduce.ts';
import { runCheck } from '../../node/check/runCheck.ts';
import { findProgram, type NoProgram } from '../../node/programs.ts';
import type { CheckEnd } from '../../protocol/patches.ts';

export type { CheckEnd };
export { findProgram, type NoProgram };

/** How long each command may take, in milliseconds. */
const CHECK_MS = 10 * 60_000;

export interface ChecksOptions {
  readonly realRoot: string;
  readonly signal: AbortSignal;
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs commands one after the other until one does not pass; each is a program and its arguments. Gives the one that did
 * not, else the last. What it said is reduced to what matters. @throws the signal's reason, once all of it is ended
 */
export async function runChecks(
  checks: readonly (readonly string[])[],
  options: ChecksOptions,
): Promise<CheckEnd> {
  let end: CheckEnd = { type: 'passed', argv: [] };
  for (const argv of checks) {
    const result = await runCheck({ ...options, argv, env: process.env, timeoutMs: CHECK_MS });
    if (result.type === 'refused') return { type: 'refused', argv: [...argv], why: result.why };
    const { code, isTimedOut } = result;
    const { text, leftOut } = reduceOutput(result.output);
    if (code !== 0) return { type: 'failed', argv: [...argv], code, isTimedOut, output: text, leftOut };
    end = { type: 'passed', argv: [...argv] };
  }
  return end;
}
