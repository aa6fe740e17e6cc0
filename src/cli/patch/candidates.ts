import type { PreparedPatch } from '../../host/patches/patches.ts';
import type { FailedAttempt, Fix, FixOptions, FixProblem } from '../../host/types.ts';
import { chooseCandidate } from '../../present/patches/candidates.ts';
import { addUsage, NO_USAGE } from '../../present/run/usage.ts';
import type { Context } from '../commands.ts';
import { CliError, EXIT, type Session } from '../session.ts';
import type { Checked } from './checks.ts';
import { type Ended, followFix, type ToldCandidate } from './followFix.ts';

/** Candidates that are made at most. */
const MOST = 3;

/** The run that was chosen, with what all of them used. */
export interface Chosen extends Ended {
  readonly usage: Fix['usage'];
  /** How the checks of the chosen one ended, where they ran. */
  readonly checked?: Checked;
  readonly candidates?: readonly ToldCandidate[];
}

interface Making {
  readonly problem: FixProblem;
  readonly count: number;
  /** For all of them together. */
  readonly budgetTokens: number;
  readonly settings: FixOptions['settings'];
  readonly earlier: readonly FailedAttempt[];
  plan(fix: Fix): Promise<Omit<PreparedPatch, 'type' | 'format'>>;
  /** Checks a patch as it is applied, and takes it back; absent where it may not be applied yet. */
  readonly check?: (planned: Omit<PreparedPatch, 'type' | 'format'>) => Promise<Checked | undefined>;
}

/** How many candidates a person wants. @throws CliError */
export function candidatesOf(given: unknown): number {
  const count = given === undefined ? 1 : Number(given);
  if (Number.isInteger(count) && count >= 1 && count <= MOST) return count;
  throw new CliError(`--candidates is a number from 1 to ${MOST}.`, EXIT.usage);
}

/**
 * Repairs so many times, each with the files shown in another order and its share of the budget, and chooses. What it
 * may cost is told first. One that is interrupted ends it.
 */
export async function makeCandidates(
  { context, session }: { readonly context: Context; readonly session: Session },
  making: Making,
): Promise<Chosen> {
  const { problem, count, earlier, plan, check } = making;
  const budgetTokens = Math.floor(making.budgetTokens / count);
  if (count > 1)
    context.terminal.err(`Up to ${count} candidates, each with at most ${budgetTokens} tokens.\n`);
  const made: { readonly ended: Ended; readonly key: string | undefined; readonly checked?: Checked }[] = [];
  let usage = NO_USAGE;
  for (let turn = 0; turn < count; turn++) {
    const settings = { ...making.settings, budgetTokens, turn };
    const ended = await followFix(context, session, problem, { settings, earlier });
    usage = addUsage(usage, ended.fix?.usage ?? NO_USAGE);
    if (ended.isAborted || count === 1) return { ...ended, usage };
    const planned = ended.fix?.status === 'patch' ? await plan(ended.fix) : undefined;
    const known = made.find(({ key }) => key !== undefined && key === planned?.hash);
    const checked = known ? known.checked : planned?.hash === undefined ? undefined : await check?.(planned);
    made.push({ ended, key: planned?.hash, ...(checked ? { checked } : {}) });
  }
  const choice = chooseCandidate(
    made.map(({ key, checked }) => ({ key, ...(checked ? { isPassing: checked.type === 'passed' } : {}) })),
  );
  const index = choice?.index ?? 0;
  const { ended, checked } = made[index]!;
  const candidates = made.map(
    (one, at): ToldCandidate => ({
      status: one.ended.fix?.status ?? 'stopped',
      ...(one.key === undefined ? {} : { hash: one.key }),
      ...(one.checked ? { check: one.checked.type } : {}),
      isChosen: at === index,
    }),
  );
  return { ...ended, usage, ...(checked ? { checked } : {}), candidates };
}

/** What became of each candidate. */
export function renderCandidates(candidates: readonly ToldCandidate[]): string {
  const numbers = new Map<string, number>();
  return candidates
    .map(({ status, hash, check, isChosen }, at) => {
      if (hash !== undefined && !numbers.has(hash)) numbers.set(hash, at + 1);
      const first = hash === undefined ? undefined : numbers.get(hash);
      const what = hash === undefined ? `no patch (${status})` : first === at + 1 ? 'a patch' : `as ${first}`;
      const checked = check === undefined ? '' : `, check ${check}`;
      return `  candidate ${at + 1}: ${what}${checked}${isChosen ? ', chosen' : ''}\n`;
    })
    .join('');
}
