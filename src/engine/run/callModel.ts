import type { Decoder } from '../answer/decoder.ts';
import type { RunEvent } from '../events.ts';
import {
  type ModelInfo,
  type ModelMessage,
  type ModelRequest,
  type ModelRole,
  messageTokens,
} from '../ports.ts';
import type { Failure, Notice, ReplyProblem } from '../types.ts';
import type { RunContext } from './context.ts';

/** How one call ended. `salvaged` is what is whole of a reply that broke off. */
export type CallResult<T> =
  | { readonly type: 'done'; readonly value: T; readonly isCut: boolean }
  | { readonly type: 'unusable'; readonly problem: ReplyProblem }
  /** The request was not sent. */
  | { readonly type: 'refused'; readonly notice: Notice }
  | { readonly type: 'failed'; readonly failure: Failure; readonly salvaged?: T }
  | { readonly type: 'aborted'; readonly salvaged?: T };

export interface CallOptions<T> {
  readonly decoder: Decoder<T>;
  readonly request: Pick<ModelRequest, 'role' | 'maxOutputTokens'>;
  /** Secrets that were left out of the messages before. */
  readonly secrets: number;
}

/**
 * One model call inside a run. A request that does not fit the model or the budget is refused before it is sent.
 * Streams the text to show, counts what it cost, and reads the reply with the decoder. Never throws for what the
 * endpoint does. Costs one call.
 */
export async function* callModel<T>(
  context: Pick<RunContext, 'model' | 'budget' | 'notes' | 'signal'>,
  messages: readonly ModelMessage[],
  { decoder, request, secrets }: CallOptions<T>,
): AsyncGenerator<RunEvent, CallResult<T>> {
  const { model, budget, notes, signal } = context;
  const info = model?.info(request.role);
  if (!model || !info) return { type: 'failed', failure: { kind: 'notConfigured', cause: 'noModel' } };
  const tokensIn = messageTokens(messages, (text) => model.countTokens(text));
  const needs = tokensIn + request.maxOutputTokens;
  if (needs > info.contextTokens)
    return { type: 'refused', notice: { kind: 'promptTooLong', needs, limit: info.contextTokens } };
  const left = budget.left();
  const reservation = budget.reserve(tokensIn, request.maxOutputTokens);
  if (!reservation) {
    const limit = budget.limitTokens;
    return { type: 'refused', notice: { kind: 'overBudget', needs, left, limit, unit: 'tokens' } };
  }
  let isSettled = false;
  const decoding = decoder.start();
  const salvage = (): { salvaged?: T } => {
    const decoded = decoding.end({ isCut: true });
    return decoded.ok ? { salvaged: decoded.value } : {};
  };
  try {
    yield { type: 'call', call: budget.usage().calls + 1, tokensIn };
    for await (const event of model.stream({ messages, ...request, json: decoder.json }, signal)) {
      if (event.type === 'text') {
        const text = decoding.push(event.text);
        if (text !== undefined) yield { type: 'text', text };
      } else if (event.type === 'retry') {
        yield { type: 'retry', afterMs: event.afterMs, reason: event.reason };
      } else if (event.type !== 'reasoning') {
        isSettled = true;
        budget.settle(reservation, event.usage);
        notes.redactions += event.redactions + (event.usage.calls > 0 ? secrets : 0);
        yield { type: 'usage', usage: budget.usage() };
        if (event.type === 'failed') return { type: 'failed', failure: event.failure, ...salvage() };
        if (event.type === 'aborted') return { type: 'aborted', ...salvage() };
        notes.cutPrompt = event.cutPrompt ?? notes.cutPrompt;
        const isCut = event.finish === 'length';
        const decoded = decoding.end({ isCut });
        return decoded.ok
          ? { type: 'done', value: decoded.value, isCut }
          : { type: 'unusable', problem: decoded.problem };
      }
    }
    return { type: 'failed', failure: badReply(info, request.role, 'noResult'), ...salvage() };
  } finally {
    // A run that is given up in the middle of a call counts as if all of it had been used.
    if (!isSettled)
      budget.settle(reservation, {
        calls: 1,
        tokensIn,
        tokensOut: request.maxOutputTokens,
        counted: false,
      });
  }
}

/**
 * A call and, when its reply cannot be used, one more that says what was wrong with it. The first reply is not shown
 * again. Costs at most two calls.
 */
export async function* callWithRepair<T>(
  context: Pick<RunContext, 'model' | 'budget' | 'notes' | 'notices' | 'signal'>,
  prompt: {
    readonly messages: readonly ModelMessage[];
    repair(problem: ReplyProblem): readonly ModelMessage[];
  },
  options: CallOptions<T>,
): AsyncGenerator<RunEvent, Exclude<CallResult<T>, { type: 'unusable' }>> {
  const first = yield* callModel(context, prompt.messages, options);
  if (first.type !== 'unusable') return first;
  context.notices.push({ kind: 'askedAgain', problem: first.problem });
  const second = yield* callModel(context, prompt.repair(first.problem), options);
  if (second.type !== 'unusable') return second;
  const { role } = options.request;
  const failure = badReply(context.model?.info(role), role, 'unusableReply');
  return { type: 'failed', failure: { ...failure, problem: second.problem } };
}

/** A reply that is of no use, with where it came from. */
function badReply(
  info: ModelInfo | undefined,
  role: ModelRole,
  cause: 'noResult' | 'unusableReply',
): Failure {
  return { kind: 'badResponse', cause, role, ...(info && { host: info.host, model: info.id }) };
}
