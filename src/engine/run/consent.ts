import type { TokenRange } from '../ports.ts';
import type { RouteEstimate } from '../types.ts';
import type { RunContext } from './context.ts';

/** Share by which the tokens of prompts may miss their estimate. */
const MISS = 0.2;
/** Share of the stop at which a person is asked. */
const ASK_AT = 0.8;

/** What a route takes, as a range: replies may be short, prompts may miss their estimate. Pure. */
export function rangeOf({ tokensIn, tokensOut }: RouteEstimate): TokenRange {
  return { least: Math.floor(tokensIn * (1 - MISS)), most: Math.ceil(tokensIn * (1 + MISS) + tokensOut) };
}

/** What it takes to ask before a run. */
type BeginContext = Pick<RunContext, 'decide' | 'budget' | 'notices' | 'signal'> & {
  readonly settings: Pick<RunContext['settings'], 'confirmTokens'>;
};

/**
 * Whether a route may run: asks when it may take more than is taken unasked. Where nobody can be asked it runs, up to
 * the stop. A no is told by a notice.
 */
export async function mayBegin(
  context: BeginContext,
  route: string,
  estimate: RouteEstimate,
): Promise<boolean> {
  const { decide, settings, budget, notices, signal } = context;
  const tokens = rangeOf(estimate);
  const { confirmTokens } = settings;
  if (!decide || tokens.most <= confirmTokens) return true;
  const choice = await decide(
    { kind: 'confirm', route, tokens, confirmTokens, choices: ['go', 'stop'] },
    signal,
  );
  signal.throwIfAborted();
  if (choice === 'go') budget.raise(Math.max(budget.limitTokens, tokens.most));
  else notices.push({ kind: 'notConfirmed', ...tokens, limit: confirmTokens });
  return choice === 'go';
}

/** What a step takes, and with it what has to be left for the answer. */
export interface NextStep {
  readonly stepTokens: number;
  readonly needsTokens: number;
  /** All that is still to do, where that is known: what fits what is left is not asked for. */
  readonly restTokens?: number;
}

/**
 * Whether a person is asked before a step: when it passes 80 % of the stop, requests under way counted in, or when the
 * step and the answer after it do not fit any more. False where nobody can be asked. Pure.
 */
export function mustAsk({ decide, budget }: RunContext, next: NextStep): boolean {
  const { stepTokens, needsTokens, restTokens = Number.POSITIVE_INFINITY } = next;
  if (!decide || restTokens <= budget.left()) return false;
  const { tokensIn, tokensOut } = budget.usage();
  const taken = tokensIn + tokensOut + budget.reserved();
  return taken + stepTokens > ASK_AT * budget.limitTokens || needsTokens > budget.left();
}

/**
 * Whether a run may take a step of so many tokens: asks when it must. Where nobody can be asked it may. A no is told by
 * a notice, and the run answers from what is there.
 */
export async function mayGoOn(context: RunContext, next: NextStep): Promise<boolean> {
  const { decide, settings, budget, notices, signal } = context;
  if (!decide || !mustAsk(context, next)) return true;
  const { tokensIn, tokensOut } = budget.usage();
  const [usedTokens, limitTokens] = [tokensIn + tokensOut, budget.limitTokens];
  const addTokens = settings.budgetTokens;
  const asked = { kind: 'budget', usedTokens, limitTokens, addTokens, choices: ['go', 'stop'] } as const;
  const choice = await decide(asked, signal);
  signal.throwIfAborted();
  if (choice === 'go') budget.raise(limitTokens + addTokens);
  else notices.push({ kind: 'finishedEarly', used: usedTokens, limit: limitTokens });
  return choice === 'go';
}
