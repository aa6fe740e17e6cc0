import type { PreparedPatch, Refusal } from '../../host/patches/patches.ts';
import type { Failure, Fix, FixEvent, FixOptions, FixProblem } from '../../host/types.ts';
import { failureText } from '../../present/failures.ts';
import { stepProgress } from '../../present/run/steps.ts';
import { english } from '../../present/say.ts';
import type { Context } from '../commands.ts';
import { type Session, WORDS } from '../session.ts';
import { shown } from '../terminal.ts';
import type { Checked } from './checks.ts';

/** What came of a repair. */
export interface Repaired {
  readonly fix: Fix | undefined;
  readonly failure: Failure | undefined;
  readonly isAborted: boolean;
  /** The patch as it would be written; absent where there is none. */
  readonly planned?: Omit<PreparedPatch, 'type' | 'format'>;
  /** Its id, while it is applied. */
  readonly id?: string;
  readonly refusal?: Refusal;
  readonly checked?: Checked;
  /** Several patches that this one was chosen from. */
  readonly candidates?: readonly ToldCandidate[];
  /** What the same check said before the patch. */
  readonly before?: Checked;
  /** Model tokens of all tries. */
  readonly usage: Fix['usage'];
}

/** One of several patches for a problem, as it is told. */
export interface ToldCandidate {
  readonly status: Fix['status'];
  /** Equal patches have the same one; absent where nothing can be written. */
  readonly hash?: string;
  readonly check?: 'passed' | 'failed';
  readonly isChosen: boolean;
}

/** How a run of a repair ended. */
export type Ended = Pick<Repaired, 'fix' | 'failure' | 'isAborted'>;

/** Follows a repair to its end, with what it does on the status line. */
export async function followFix(
  { terminal, signal }: Context,
  { archive, engine }: Session,
  problem: FixProblem,
  options: Pick<FixOptions, 'settings' | 'earlier'>,
): Promise<Ended> {
  let ended: Ended = { fix: undefined, failure: undefined, isAborted: false };
  for await (const { event } of archive.fix(engine, problem, { ...options, signal })) {
    if (event.type === 'done') ended = { ...ended, fix: event.fix };
    else if (event.type === 'failed') ended = { ...ended, fix: event.fix, failure: event.failure };
    else if (event.type === 'aborted') ended = { ...ended, fix: event.fix, isAborted: true };
    else {
      const text = progressText(event);
      if (text !== undefined) terminal.status(text);
    }
  }
  terminal.status('');
  return ended;
}

function progressText(event: FixEvent): string | undefined {
  if (event.type === 'started') return 'Looking for where it may lie...';
  if (event.type === 'call') return `Asking the model (call ${event.call}, ${event.tokensIn} tokens)...`;
  if (event.type === 'retry')
    return `Waiting ${Math.ceil(event.afterMs / 1000)} s before trying again: ${shown(failureText(event.reason, WORDS))}`;
  if (event.type === 'step' && event.step.state === 'running')
    return shown(stepProgress(event.step, english));
  return undefined;
}
