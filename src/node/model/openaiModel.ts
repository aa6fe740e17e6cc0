/**
 * The Model port over any OpenAI-compatible endpoint. Loading this file loads the `openai` package and the tokenizer
 * (about 0.7 s): callers import it when they need a model.
 */
import { setTimeout as timersSleep } from 'node:timers/promises';
import type {
  Clock,
  Log,
  Model,
  ModelEvent,
  ModelFinish,
  ModelInfo,
  ModelRequest,
  ModelRole,
} from '../../engine/ports.ts';
import type { Failure } from '../../engine/types.ts';
import type { MessageRedaction, SecretFilter } from '../secrets/filter.ts';
import { type AttemptOptions, type Outcome, runAttempt } from './attempt.ts';
import type { BodyLimits } from './body.ts';
import { afterTries, createFailureMaker, scrubbed } from './failures.ts';
import { createUsageMeter, isCutPrompt, type UsageMeter } from './meter.ts';
import { createReplyText } from './reply/reply.ts';
import { MAX_TRIES, retryDelay } from './retry.ts';
import { createScrubber, excerpt } from './scrub.ts';
import {
  adaptCapability,
  type CapabilityMemory,
  type CapabilityStore,
  createCapabilityMemory,
  MAX_ADAPTATIONS,
} from './settings/capabilities.ts';
import type { EndpointConfig, ModelConfig } from './settings/config.ts';
import { contextTokensOf } from './settings/context.ts';
import { resolveTarget, type Target } from './target.ts';
import { countTokens } from './tokens.ts';
import { createFetch, type Fetch } from './transport.ts';

export { listModels } from './list/listModels.ts';

/** What the model needs from outside. Everything optional has a real default; tests replace it. */
export interface OpenAiModelOptions {
  readonly config: ModelConfig;
  readonly secrets: SecretFilter;
  readonly log: Log;
  readonly fetch?: Fetch;
  /** Waits; rejects when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly clock?: Clock;
  /** 0 to 1, for the jitter of waits. */
  readonly random?: () => number;
  readonly capabilities?: CapabilityStore;
  /** Tokens up to which a model at a host reads well, where that was measured. */
  readonly effectiveTokens?: (host: string, model: string) => number | undefined;
  readonly limits?: BodyLimits;
}

interface Role {
  readonly endpoint: EndpointConfig;
  readonly target: ReturnType<typeof resolveTarget>;
}

interface Room extends Required<Pick<OpenAiModelOptions, 'sleep' | 'clock' | 'random'>> {
  readonly options: OpenAiModelOptions;
  readonly roles: Partial<Record<ModelRole, Role>>;
  readonly memory: CapabilityMemory;
  readonly fetch: () => Fetch;
  readonly scrub: (text: string) => string;
  readonly keys: readonly string[];
}

const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

/**
 * A model of the two configured endpoints. Makes no request by itself. The keys become secrets of the filter, which
 * are removed from prompts and never put back.
 */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const roles: Partial<Record<ModelRole, Role>> = {};
  for (const role of ['reader', 'author'] as const) {
    const endpoint = options.config.roles[role];
    if (endpoint) roles[role] = { endpoint, target: resolveTarget(endpoint) };
  }
  const given = [
    ...Object.values(roles).map(({ endpoint }) => endpoint.apiKey),
    options.config.proxy.authorization,
  ];
  const keys = [...new Set(given.filter((key) => key !== undefined))];
  for (const key of keys) options.secrets.learn(key, 'configured-key');
  let made: Fetch | undefined = options.fetch;
  const room: Room = {
    options,
    roles,
    keys,
    memory: createCapabilityMemory(options.capabilities),
    fetch: () => {
      made ??= createFetch(options.config);
      return made;
    },
    scrub: createScrubber(keys),
    sleep: options.sleep ?? ((ms, signal) => timersSleep(ms, undefined, { signal })),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
  return {
    info: (role) => infoOf(roles[role], options),
    stream: (request, signal) => streamSafely(room, request, signal),
    reveal: (text) => options.secrets.restore(text),
    countTokens,
  };
}

function infoOf(
  role: Role | undefined,
  { config: { prices }, effectiveTokens }: OpenAiModelOptions,
): ModelInfo | undefined {
  if (role === undefined) return undefined;
  const { endpoint } = role;
  const price = prices[endpoint.model];
  const effective = effectiveTokens?.(endpoint.url.host, endpoint.model);
  return {
    id: endpoint.model,
    host: endpoint.url.host,
    contextTokens: endpoint.contextTokens ?? contextTokensOf(endpoint.model),
    ...(effective === undefined ? {} : { effectiveTokens: effective }),
    ...(price ? { price } : {}),
  };
}

async function* streamSafely(
  room: Room,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const role = room.roles[request.role];
  const meter = createUsageMeter(role && room.options.config.prices[role.endpoint.model], request);
  const fail = (failure: Failure, redactions = 0): ModelEvent => ({
    type: 'failed',
    failure: scrubbed({ role: request.role, ...failure }, room.scrub),
    retryable: false,
    usage: meter.usage(),
    redactions,
  });
  if (signal.aborted) {
    yield { type: 'aborted', usage: meter.usage(), redactions: 0 };
    return;
  }
  const ready = await prepare(room, request, role);
  if ('failure' in ready) {
    yield fail(ready.failure);
    return;
  }
  const { redaction } = ready;
  const messages = request.messages.map((message, index) => ({
    ...message,
    content: redaction.texts[index] ?? '',
  }));
  meter.setPrompt(messages);
  try {
    yield* runCall(room, {
      request,
      signal,
      target: ready.target,
      fetch: ready.fetch,
      messages,
      meter,
      redactions: redaction.count,
    });
  } catch (error) {
    const detail = excerpt(error instanceof Error ? error.message : String(error), room.scrub);
    yield fail(
      { kind: 'badResponse', cause: 'callFailed', host: ready.target.host, detail },
      redaction.count,
    );
  }
}

/** What a call needs before its first request, or why there can be none. */
async function prepare(
  room: Room,
  request: ModelRequest,
  role: Role | undefined,
): Promise<
  | { readonly target: Target; readonly redaction: MessageRedaction; readonly fetch: Fetch }
  | { failure: Failure }
> {
  if (role === undefined) return { failure: { kind: 'notConfigured', cause: 'noModel' } };
  const { target } = role;
  if ('refused' in target) {
    const plain = target.plain === undefined ? {} : { detail: target.plain };
    return { failure: { kind: 'refusedAddress', cause: 'address', code: target.refused, ...plain } };
  }
  const { host } = target;
  let redaction: MessageRedaction;
  try {
    redaction = await room.options.secrets.redactMessages(request.messages.map(({ content }) => content));
  } catch {
    return { failure: { kind: 'badRequest', cause: 'notSearched', host } };
  }
  try {
    return { target, redaction, fetch: room.fetch() };
  } catch {
    return { failure: { kind: 'tls', cause: 'caFile', host, target: room.options.config.caFile ?? '' } };
  }
}

interface Call {
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  readonly target: Target;
  readonly fetch: Fetch;
  readonly messages: ModelRequest['messages'];
  readonly meter: UsageMeter;
  readonly redactions: number;
}

/** Tries until the reply is whole, the tries are used up, or text has been handed out. */
async function* runCall(room: Room, call: Call): AsyncGenerator<ModelEvent> {
  const { target, signal, meter, redactions } = call;
  const { host, model } = target;
  const failures = createFailureMaker({ host, model, role: call.request.role }, room.scrub);
  const key = `${target.host}|${target.model}`;
  const flipped = new Set<string>();
  let adaptations = 0;
  const deadline = room.clock.monotonic() + room.options.config.timeouts.totalMs;
  const known = await room.memory.get(key, target.newTokenField);
  let capability = known;
  for (let attempt = 1; ; attempt++) {
    const reply = createReplyText(room.keys);
    const outcome = yield* attemptEvents(room, call, { capability, failures, deadline }, reply);
    meter.add(outcome);
    if (outcome.end.type === 'aborted') {
      yield { type: 'aborted', usage: meter.usage(), redactions };
      return;
    }
    if (outcome.end.type === 'done') {
      // Only what worked is remembered: a refusal may name things that it does not mind.
      if (capability !== known) await room.memory.learn(key, capability);
      yield doneEvent(call, outcome, outcome.end.finish);
      return;
    }
    const { fault } = outcome.end;
    const adapted =
      adaptations < MAX_ADAPTATIONS
        ? adaptCapability(capability, fault, { ...call.request, fields: target.fields }, flipped)
        : undefined;
    if (adapted) {
      adaptations++;
      attempt--;
      room.options.log.info(
        `${target.host} does not take the request as it was; it is sent in a simpler form.`,
      );
      capability = adapted;
      continue;
    }
    const afterMs = retryDelay(fault.header ?? (() => null), attempt, room.clock.now(), room.random);
    const isLate = room.clock.monotonic() + afterMs >= deadline;
    if (fault.retry !== 'now' || reply.started() || attempt >= MAX_TRIES || isLate) {
      const retryable = fault.retry !== 'never';
      yield {
        type: 'failed',
        failure: afterTries(fault, attempt),
        retryable,
        usage: meter.usage(),
        redactions,
      };
      return;
    }
    yield { type: 'retry', afterMs, attempt: attempt + 1, reason: fault.failure, usage: meter.usage() };
    if (!(await slept(room, afterMs, signal))) {
      yield { type: 'aborted', usage: meter.usage(), redactions };
      return;
    }
  }
}

async function* attemptEvents(
  room: Room,
  call: Call,
  shape: Pick<AttemptOptions, 'capability' | 'failures' | 'deadline'>,
  reply: ReturnType<typeof createReplyText>,
): AsyncGenerator<ModelEvent, Outcome> {
  const { config, limits } = room.options;
  const parts = runAttempt({
    ...shape,
    target: call.target,
    request: call.request,
    messages: call.messages,
    fetch: call.fetch,
    signal: call.signal,
    timeouts: config.timeouts,
    monotonic: room.clock.monotonic,
    ...(limits ? { limits } : {}),
  });
  try {
    for (let next = await parts.next(); ; next = await parts.next()) {
      if (next.done) {
        yield* reply.flush();
        return next.value;
      }
      yield* reply.push(next.value);
    }
  } finally {
    // A caller that stops listening closes the connection.
    await parts.return?.(undefined as never);
  }
}

function doneEvent(call: Call, { usage }: Outcome, finish: ModelFinish): ModelEvent {
  const sent = call.meter.promptTokens();
  const counted = usage === undefined || usage === 'impossible' ? undefined : usage.tokensIn;
  const cutPrompt =
    counted !== undefined && isCutPrompt(sent, counted) ? { cutPrompt: { sent, counted } } : {};
  return { type: 'done', finish, usage: call.meter.usage(), redactions: call.redactions, ...cutPrompt };
}

async function slept(room: Room, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await room.sleep(ms, signal);
  } catch {
    return false;
  }
  return !signal.aborted;
}
