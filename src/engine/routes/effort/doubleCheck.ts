import { verifyClaims } from '../../answer/verify.ts';
import type { RunEvent } from '../../events.ts';
import { answerPrompt, repairPrompt } from '../../prompts/answer.ts';
import { inPromptOrder } from '../../retrieve/passages.ts';
import { answerStep } from '../../run/answerStep.ts';
import type { CallPrompt } from '../../run/callModel.ts';
import { type Draft, passagesDraft, type RunContext } from '../../run/context.ts';
import { agree, medoidOf } from '../../run/effort/medoid.ts';
import { ordersAtMost, ordersOf } from '../../run/effort/orders.ts';
import { authorBrief } from '../../run/instructions/brief.ts';
import type { Claim, Passage } from '../../types.ts';
import type { Route } from '../route.ts';

/** Orders in which the passages are shown at most. */
const RUNS = 3;

/** One answer of several to the same question, with its claims as they are proved. */
interface Tried {
  readonly draft: Draft;
  readonly claims: readonly Claim[];
}

/**
 * Asks up to three times, each time with the passages in another order, and gives the answer that the others resemble
 * most; two that say the same from the same lines end it. For a person who doubts an answer: what a model reads depends
 * on where it stands. Costs two or three answers, each with one repair.
 * Source: medoid voting over permuted contexts (SWiM), methods A11.
 */
export const doubleCheck: Route = {
  name: 'doubleCheck',
  offer({ author, look, overheadTokens, settings }) {
    if (!author) return { fits: false, reason: { kind: 'needsModel', of: [] } };
    const { passages } = look;
    if (passages.length < 2) return { fits: false, reason: { kind: 'oneOrder', of: [] } };
    const calls = Math.min(RUNS, ordersAtMost(passages.length));
    const tokensIn = calls * passages.reduce((sum, { tokens }) => sum + tokens, overheadTokens);
    return {
      fits: true,
      reason: { kind: 'otherOrders', of: [String(passages.length), String(calls)] },
      estimate: { calls, tokensIn, tokensOut: calls * settings.maxOutputTokens, isSequential: true },
    };
  },
  async *run(context) {
    const { look, notices, fence } = context;
    const orders = ordersOf(inPromptOrder(look.passages), RUNS, fence);
    const tried: Tried[] = [];
    for (const [at, passages] of orders.entries()) {
      const next = yield* tryOrder(context, passages, at + 1);
      if (next.draft.failure || next.draft.status === 'stopped' || next.draft.made === 'passages') {
        // What was answered before stands; without any it is told why there is none.
        if (tried.length === 0) return next.draft;
        if (next.draft.failure) notices.push({ kind: 'failure', failure: next.draft.failure });
        break;
      }
      tried.push(next);
      if (tried.slice(0, -1).some((other) => agree(other.claims, next.claims))) break;
    }
    const { index, alike } = medoidOf(tried.map(({ claims }) => claims));
    notices.push({ kind: 'doubleChecked', runs: tried.length, alike });
    return tried[index]!.draft;
  },
};

async function* tryOrder(
  context: RunContext,
  passages: readonly Passage[],
  run: number,
): AsyncGenerator<RunEvent, Tried> {
  const { look, read, model } = context;
  const result = yield* answerStep(context, look, {
    ...{ id: `answer${run}`, label: { kind: 'answerAgain', of: String(run) } },
    prompt: promptFor(context, passages),
  });
  const declined = { made: 'model', missing: result.draft ? [] : result.missing } as const;
  const draft = result.draft ?? passagesDraft(look, 'declined', declined);
  const reveal = (text: string): string => model?.reveal(text) ?? text;
  const claims = await verifyClaims(draft.claims, draft.passages, { read, reveal });
  return { draft, claims };
}

function promptFor({ typed, question, fence }: RunContext, passages: readonly Passage[]): CallPrompt {
  const prompt = {
    question: typed,
    ...authorBrief(question),
    passages,
    fence,
  };
  return { messages: answerPrompt(prompt), repair: (problem) => repairPrompt(prompt, problem) };
}
