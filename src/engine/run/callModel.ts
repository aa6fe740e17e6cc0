import type { Decoder, Decoding } from '../answer/decoder.ts';
import type { CallEvent } from '../events.ts';
import {
  type ModelEvent,
  type ModelFinish,
  type ModelInfo,
  type ModelMessage,
  type ModelRequest,
  type ModelRole,
  messageTokens,
  type RecordedReply,
} from '../ports.ts';
import type { Failure, Notice, ReplyProblem } from '../types.ts';
import { CallMeter } from './callMeter.ts';
import type { RunContext } from './context.ts';
import type { OpenCall } from './record/recorder.ts';

/** How the reply of a call that is done ended; `overrun`: it was stopped here. */
export type CallEnding = ModelFinish | 'overrun';

/** How one call ended. `salvaged` is what is whole of a reply that broke off. */
export type CallResult<T> =
  | { readonly type: 'done'; readonly value: T; readonly ending: CallEnding }
  | { readonly type: 'unusable'; readonly problem: ReplyProblem; readonly ending: CallEnding }
  /** The request was not sent. */
  | { readonly type: 'refused'; readonly notice: Notice }
  | { readonly type: 'failed'; readonly failure: Failure; readonly salvaged?: T }
  | { readonly type: 'aborted'; readonly salvaged?: T };

/** Why a call gave no reply to use. */
export type NoReply = Exclude<CallResult<unknown>, { readonly type: 'done' | 'unusable' }>;

export interface CallOptions<T> {
  readonly decoder: Decoder<T>;
  readonly request: Pick<ModelRequest, 'role' | 'maxOutputTokens'>;
  /** Secrets that were left out of the messages before. */
  readonly secrets: number;
}

/** Events that a stopped model may still send before it is left alone. */
const MAX_LATE_EVENTS = 100;

type CallContext = Pick<RunContext, 'model' | 'budget' | 'notes' | 'notices' | 'signal' | 'record'>;

/**
 * One model call inside a run. A request that does not fit the model or the budget is refused before it is sent; a
 * reply that grows to twice what was asked for, or past the budget, is stopped, and a retry that does not fit is not
 * made. Streams the text to show, counts what it cost, and reads the reply with the decoder. Never throws for what the
 * endpoint does. Costs one call; none when the reply stands in the record of the run.
 */
export async function* callModel<T>(
  context: CallContext,
  messages: readonly ModelMessage[],
  options: CallOptions<T>,
): AsyncGenerator<CallEvent, CallResult<T>> {
  const { model, budget } = context;
  const { maxOutputTokens, role } = options.request;
  const info = model?.info(role);
  if (!model || !info) return { type: 'failed', failure: { kind: 'notConfigured', cause: 'noModel' } };
  const request = { messages, ...options.request, json: options.decoder.json };
  const recorded = context.record?.take(request);
  if (recorded) return yield* replayCall(context, recorded, { options, info });
  const countTokens = (text: string): number => model.countTokens(text);
  const tokensIn = messageTokens(messages, countTokens);
  const needs = tokensIn + maxOutputTokens;
  if (needs > info.contextTokens)
    return { type: 'refused', notice: { kind: 'promptTooLong', needs, limit: info.contextTokens } };
  const left = budget.left();
  const reservation = budget.reserve(tokensIn, maxOutputTokens);
  if (!reservation) {
    const limit = budget.limitTokens;
    return { type: 'refused', notice: { kind: 'overBudget', needs, left, limit, unit: 'tokens' } };
  }
  const meter = new CallMeter(budget, reservation, { tokensIn, maxOutputTokens }, countTokens);
  const decoding = options.decoder.start();
  try {
    yield { type: 'call', call: budget.usage().calls + 1, tokensIn };
    const open = await context.record?.send(request, info, tokensIn);
    const end = yield* streamReply(context, request, options, { meter, decoding, open });
    return endOf(end, { decoding, info, role });
  } finally {
    // A run that is given up in the middle of a call.
    meter.giveUp();
  }
}

/** The reply of a request that was sent in an earlier part of the run: it is booked, shown and read as it was then. */
async function* replayCall<T>(
  { budget, notes }: CallContext,
  { text, ending = 'stop', usage, redactions, cutPrompt }: RecordedReply,
  { options, info }: { readonly options: CallOptions<T>; readonly info: ModelInfo },
): AsyncGenerator<CallEvent, CallResult<T>> {
  yield { type: 'call', call: budget.usage().calls + 1, tokensIn: usage.tokensIn };
  budget.book(usage);
  const decoding = options.decoder.start();
  const shown = decoding.push(text);
  if (shown !== undefined) yield { type: 'text', text: shown };
  if (usage.isDoubted) notes.doubted++;
  notes.redactions += redactions;
  notes.cutPrompt = cutPrompt ?? notes.cutPrompt;
  yield { type: 'usage', usage: budget.usage() };
  return endOf({ type: 'done', ending }, { decoding, info, role: options.request.role });
}

/** How the stream of a call ended, as far as the engine is concerned. */
type StreamEnd =
  | { readonly type: 'done'; readonly ending: CallEnding }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'aborted' }
  | { readonly type: 'nothing' };

/** Streams one reply into a decoder, under a meter that may stop it. */
async function* streamReply<T>(
  { model, budget, notes, notices, signal }: CallContext,
  request: ModelRequest,
  { secrets }: CallOptions<T>,
  { meter, decoding, open }: Streaming<T>,
): AsyncGenerator<CallEvent, StreamEnd> {
  const stop = new AbortController();
  let stopped: StreamEnd | undefined;
  let late = 0;
  let said = '';
  const until = AbortSignal.any([signal, stop.signal]);
  for await (const event of model!.stream(request, until)) {
    if (event.type === 'text' || event.type === 'reasoning' || event.type === 'retry') {
      if (stopped) {
        if (++late > MAX_LATE_EVENTS) break;
      } else if (event.type === 'retry') {
        const notice = meter.retry(event.usage);
        if (notice) notices.push(notice);
        if (notice) stopped = { type: 'failed', failure: event.reason };
        else yield { type: 'retry', afterMs: event.afterMs, reason: event.reason };
      } else {
        const taken = meter.take(event.text);
        if (event.type === 'text') said += taken;
        const text = event.type === 'text' ? decoding.push(taken) : undefined;
        if (text !== undefined) yield { type: 'text', text };
        if (meter.isOver) stopped = { type: 'done', ending: 'overrun' };
      }
      if (stopped) stop.abort();
      continue;
    }
    const booked = meter.settle(event.usage);
    if (booked.isDoubted) notes.doubted++;
    const redactions = event.redactions + (event.usage.calls > 0 ? secrets : 0);
    notes.redactions += redactions;
    const end = stopped && !signal.aborted ? stopped : endOfStream(event);
    const cutPrompt = event.type === 'done' ? event.cutPrompt : undefined;
    const reply = { text: said, usage: booked, redactions, ...(cutPrompt ? { cutPrompt } : {}) };
    await open?.end({ ...reply, ...recordedEnd(end) });
    yield { type: 'usage', usage: budget.usage() };
    if (end.type === 'done') notes.cutPrompt = cutPrompt ?? notes.cutPrompt;
    return end;
  }
  return signal.aborted ? { type: 'aborted' } : (stopped ?? { type: 'nothing' });
}

interface Streaming<T> {
  readonly meter: CallMeter;
  readonly decoding: Decoding<T>;
  readonly open: OpenCall | undefined;
}

function endOfStream(event: Extract<ModelEvent, { type: 'done' | 'failed' | 'aborted' }>): StreamEnd {
  if (event.type === 'failed') return { type: 'failed', failure: event.failure };
  return event.type === 'done' ? { type: 'done', ending: event.finish } : { type: 'aborted' };
}

function recordedEnd(end: StreamEnd): Pick<RecordedReply, 'status' | 'ending' | 'failure'> {
  if (end.type === 'done') return { status: 'done', ending: end.ending };
  return end.type === 'failed' ? { status: 'failed', failure: end.failure } : { status: 'aborted' };
}

function endOf<T>(
  end: StreamEnd,
  from: { readonly decoding: Decoding<T>; readonly info: ModelInfo; readonly role: ModelRole },
): CallResult<T> {
  const isWhole = end.type === 'done' && end.ending === 'stop';
  const { decoding, info, role } = from;
  const decoded = decoding.end({ isCut: !isWhole });
  const salvage: { salvaged?: T } = decoded.ok ? { salvaged: decoded.value } : {};
  if (end.type === 'aborted') return { type: 'aborted', ...salvage };
  if (end.type === 'failed') return { type: 'failed', failure: end.failure, ...salvage };
  if (end.type === 'nothing')
    return { type: 'failed', failure: badReply(info, role, 'noResult'), ...salvage };
  const { ending } = end;
  if (decoded.ok) return { type: 'done', value: decoded.value, ending };
  // Whoever does not keep to the limit is not asked again.
  return ending === 'overrun'
    ? { type: 'failed', failure: badReply(info, role, 'overrun') }
    : { type: 'unusable', problem: ending === 'length' ? { kind: 'cut' } : decoded.problem, ending };
}

/** What a person is told of a reply that was not whole. */
export function endingNotices(ending: CallEnding): Notice[] {
  if (ending === 'stop') return [];
  return [ending === 'length' ? { kind: 'outputCut' } : { kind: 'replyEnded', how: ending }];
}

/** What is sent, and what is sent instead after a reply that could not be used. */
export interface CallPrompt {
  readonly messages: readonly ModelMessage[];
  repair(problem: ReplyProblem): readonly ModelMessage[];
}

/**
 * A call and, when its reply cannot be used, one more that says what was wrong with it. The first reply is not shown
 * again. Costs at most two calls.
 */
export async function* callWithRepair<T>(
  context: CallContext,
  prompt: CallPrompt,
  options: CallOptions<T>,
): AsyncGenerator<CallEvent, Exclude<CallResult<T>, { type: 'unusable' }>> {
  const first = yield* callModel(context, prompt.messages, options);
  if (first.type !== 'unusable') return first;
  // A cut reply of which nothing is used is told by its problem alone: no answer lacks its end.
  const ended = first.problem.kind === 'cut' ? [] : endingNotices(first.ending);
  context.notices.push(...ended, { kind: 'askedAgain', problem: first.problem });
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
  cause: 'noResult' | 'unusableReply' | 'overrun',
): Failure {
  return { kind: 'badResponse', cause, role, ...(info && { host: info.host, model: info.id }) };
}
