import { replyDecoder } from '../answer/decoder.ts';
import type { Reply } from '../answer/reply.ts';
import type { RunEvent, StepLabel } from '../events.ts';
import { answerPrompt, repairPrompt } from '../prompts/answer.ts';
import { inPromptOrder } from '../retrieve/passages.ts';
import type { NotRead, Passage } from '../types.ts';

import { type CallPrompt, type CallResult, callWithRepair, endingNotices } from './callModel.ts';

import { type Draft, passagesDraft, type RunContext } from './context.ts';
import { authorBrief } from './instructions/brief.ts';

/** What one answer is written from. */
export interface AnswerRound {
  readonly passages: readonly Passage[];
  readonly leftOut: readonly NotRead[];
}

/** A draft; or, without one, what the model that declined was missing. */
export type AnswerResult =
  | { readonly draft: Draft }
  | { readonly draft?: undefined; readonly missing: readonly string[] };

export interface AnswerStep {
  readonly id: string;
  readonly label: StepLabel;
  /** What is sent, where it is more than the passages. */
  readonly prompt?: CallPrompt;
}

function plainPrompt({ question, typed, fence }: RunContext, { passages }: AnswerRound): CallPrompt {
  const prompt = {
    question: typed,
    ...authorBrief(question),
    passages: inPromptOrder(passages),
    fence,
  };
  return { messages: answerPrompt(prompt), repair: (problem) => repairPrompt(prompt, problem) };
}

/** One answer from passages, as a step of the run, with one repair when the reply cannot be used. */
export async function* answerStep(
  context: RunContext,
  round: AnswerRound,
  step: AnswerStep,
): AsyncGenerator<RunEvent, AnswerResult> {
  const { settings, journal, notices } = context;
  const prompt = step.prompt ?? plainPrompt(context, round);
  yield journal.begin(step.id, step.label);
  const result: Exclude<CallResult<Reply>, { type: 'unusable' }> = yield* callWithRepair(context, prompt, {
    decoder: replyDecoder,
    request: { role: 'author', maxOutputTokens: settings.maxOutputTokens },
    secrets: secretsIn(round.passages),
  });
  yield journal.end(step.id, result.type === 'done' ? 'done' : 'failed');
  const said = result.type === 'done' ? result.value : 'salvaged' in result ? result.salvaged : undefined;
  if (said?.capped) notices.push({ kind: 'replyCapped', ...said.capped });
  if (result.type === 'done') {
    notices.push(...endingNotices(result.ending));
    if (!result.value.answerable) return { missing: result.value.missing };
    return { draft: written(round, result.value, result.ending === 'stop' ? 'complete' : 'partial') };
  }
  if (result.type === 'refused') {
    notices.push(result.notice);
    return { draft: passagesDraft(round, 'partial') };
  }
  const status = result.type === 'aborted' ? 'stopped' : 'partial';
  const failure = result.type === 'failed' ? { failure: result.failure } : {};
  const { salvaged } = result;
  return {
    draft: salvaged?.answerable
      ? { ...written(round, salvaged, status), ...failure }
      : passagesDraft(round, status, failure),
  };
}

/** Secrets that were left out of passages. */
export const secretsIn = (passages: readonly Passage[]): number =>
  passages.reduce((sum, { secrets = 0 }) => sum + secrets, 0);

function written(round: AnswerRound, { claims, headings }: Reply, status: Draft['status']): Draft {
  return passagesDraft(round, status, { made: 'model', claims, headings });
}
