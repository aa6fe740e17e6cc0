/** One request and its streamed reply. */
import OpenAI from 'openai';
import type { ModelRequest } from '../../engine/ports.ts';
import { BODY_LIMITS, type BodyLimits } from './body.ts';
import type { BadReply, FailureMaker, Fault } from './failures.ts';
import { type ChunkContent, readChunk } from './reply/chunk.ts';
import { createThinkSplitter, type Part } from './reply/reasoning.ts';
import type { Capability } from './settings/capabilities.ts';
import type { Target } from './target.ts';
import { createExchangeFetch, type Fetch } from './transport.ts';

/** How one request ended. `sent`: it left; `answered`: a successful response began, so that tokens were spent. */
export interface Outcome {
  readonly end:
    | { readonly type: 'done'; readonly finish: 'stop' | 'length' | 'other' }
    | { readonly type: 'failed'; readonly fault: Fault }
    | { readonly type: 'aborted' };
  readonly sent: boolean;
  readonly answered: boolean;
  /** Text and reasoning as the server sent them. */
  readonly received: string;
  readonly usage?: { readonly tokensIn: number; readonly tokensOut: number };
}

/** What one request needs. */
export interface AttemptOptions {
  readonly target: Target;
  readonly request: ModelRequest;
  readonly messages: ModelRequest['messages'];
  readonly capability: Capability;
  readonly fetch: Fetch;
  readonly failures: FailureMaker;
  readonly signal: AbortSignal;
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly monotonic: () => number;
  readonly limits?: BodyLimits;
}

/** Sends one request, yields its parts as they arrive, and returns how it ended. Never throws. */
export async function* runAttempt(options: AttemptOptions): AsyncGenerator<Part, Outcome, undefined> {
  const report = { sent: false, answered: false, done: false };
  const watch = createWatch(options);
  const splitter = createThinkSplitter();
  let received = '';
  let finish: 'stop' | 'length' | 'other' | undefined;
  let usage: Outcome['usage'];
  let fault: Fault | undefined;
  try {
    const events = await watch.wait(openStream(options, report, watch.signal));
    while (fault === undefined) {
      const next = await watch.wait(events.next());
      if (next.done) break;
      const content: ChunkContent | { wrong: BadReply } = readChunk(next.value);
      if ('wrong' in content) {
        fault = options.failures.badReply(content.wrong);
        break;
      }
      finish = content.finish ?? finish;
      usage = content.usage ?? usage;
      if (content.text !== '' || content.reasoning !== '') watch.tokens();
      received += content.reasoning + content.text;
      if (content.reasoning !== '') yield { type: 'reasoning', text: content.reasoning };
      if (content.text !== '') yield* splitter.push(content.text);
    }
  } catch (error) {
    // The package throws the error object of an event; everything else that it throws came from our own fetch.
    const inside = error instanceof OpenAI.APIError && !(error instanceof OpenAI.APIConnectionError);
    fault = inside ? options.failures.inside(error.error ?? error.message) : options.failures.thrown(error);
  } finally {
    watch.stop();
  }
  // What was held back was received, however the reply ended.
  yield* splitter.flush();
  const end = endOf(options, { timedOut: watch.timedOut(), fault, finish, closed: report.done });
  return { end, sent: report.sent, answered: report.answered, received, ...(usage ? { usage } : {}) };
}

function endOf(options: AttemptOptions, { timedOut, fault, finish, closed }: Ending): Outcome['end'] {
  const { failures } = options;
  const failed = (made: Fault): Outcome['end'] => ({ type: 'failed', fault: made });
  const wrong = fault?.failure.kind === 'badResponse';
  // After its finish_reason a reply is whole: losing the connection then loses at most the usage.
  if (finish !== undefined && !wrong) return { type: 'done', finish };
  if (options.signal.aborted) return { type: 'aborted' };
  // A status is more telling than the time-out of its body.
  if (timedOut !== undefined && fault?.failure.status === undefined)
    return failed(failures.timeout(timedOut, timedOut === 'idle' ? options.idleMs : options.firstTokenMs));
  if (fault !== undefined) return failed(fault);
  return closed ? { type: 'done', finish: 'other' } : failed(failures.badReply({ code: 'cutOff' }));
}

interface Ending {
  readonly timedOut: 'firstToken' | 'idle' | undefined;
  readonly fault: Fault | undefined;
  readonly finish: 'stop' | 'length' | 'other' | undefined;
  /** `[DONE]` came. */
  readonly closed: boolean;
}

async function openStream(
  options: AttemptOptions,
  report: { sent: boolean; answered: boolean; done: boolean },
  signal: AbortSignal,
): Promise<AsyncIterator<unknown>> {
  const { target, fetch, failures } = options;
  const client = new OpenAI({
    // Never sent: the exchange has its own address and headers.
    apiKey: 'unused',
    baseURL: target.url.origin,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    fetch: createExchangeFetch({
      target,
      fetch,
      failures,
      report,
      signal,
      limits: options.limits ?? BODY_LIMITS,
    }) as typeof globalThis.fetch,
  });
  const stream = await client.chat.completions.create(requestBody(options), { signal });
  return stream[Symbol.asyncIterator]();
}

/** The body of the request, in the shape that the endpoint is known to take. */
function requestBody(
  options: Pick<AttemptOptions, 'target' | 'request' | 'messages' | 'capability'>,
): OpenAI.ChatCompletionCreateParamsStreaming {
  const { capability, request } = options;
  const format = responseFormat(capability, request.json);
  return {
    model: options.target.model,
    messages: options.messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    ...(capability.streamOptions ? { stream_options: { include_usage: true } } : {}),
    ...(capability.temperature ? { temperature: 0 } : {}),
    [capability.tokenField]: request.maxOutputTokens,
    ...(format ? { response_format: format } : {}),
  };
}

function responseFormat(
  capability: Capability,
  json: ModelRequest['json'],
): OpenAI.ChatCompletionCreateParams['response_format'] {
  if (json === undefined || capability.json === 'none') return undefined;
  if (capability.json === 'object') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: json.name, schema: json.schema, strict: false } };
}

interface Watch {
  readonly signal: AbortSignal;
  /** Waits for a promise under the time-out that applies now. The time the caller takes in between is not counted. */
  wait<T>(promise: Promise<T>): Promise<T>;
  /** A token came: from here the idle time-out applies. */
  tokens(): void;
  timedOut(): 'firstToken' | 'idle' | undefined;
  stop(): void;
}

function createWatch(options: AttemptOptions): Watch {
  const controller = new AbortController();
  const abort = (): void => controller.abort(options.signal.reason);
  options.signal.addEventListener('abort', abort, { once: true });
  if (options.signal.aborted) abort();
  let step: 'firstToken' | 'idle' = 'firstToken';
  let timedOut: 'firstToken' | 'idle' | undefined;
  let waited = 0;
  return {
    signal: controller.signal,
    async wait(promise) {
      const started = options.monotonic();
      const ms = step === 'idle' ? options.idleMs : options.firstTokenMs - waited;
      const timer = setTimeout(
        () => {
          timedOut = step;
          controller.abort(new Error('time-out'));
        },
        Math.max(0, ms),
      );
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waited += options.monotonic() - started;
      }
    },
    tokens() {
      step = 'idle';
    },
    timedOut: () => timedOut,
    stop() {
      options.signal.removeEventListener('abort', abort);
      // Closes the connection of a reply that is not wanted any more.
      controller.abort(new Error('finished'));
    },
  };
}
