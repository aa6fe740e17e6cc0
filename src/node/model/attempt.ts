/** One request and its streamed reply. */
import OpenAI from 'openai';
import type { ModelFinish, ModelRequest } from '../../engine/ports.ts';
import { type BodyLimits, bodyLimits } from './body.ts';
import type { BadReply, FailureMaker, Fault } from './failures.ts';
import { type ChunkContent, readChunk, type UsageReport } from './reply/chunk.ts';
import { createThinkSplitter, type Part } from './reply/reasoning.ts';
import type { Capability } from './settings/capabilities.ts';
import { fieldsToSend } from './settings/requestFields.ts';
import type { Target } from './target.ts';
import { createExchangeFetch, type Fetch } from './transport.ts';
import { createWatch, type TimedOut, type WatchOptions } from './watch.ts';

/** How one request ended. `sent`: it left; `answered`: a successful response began, so that tokens were spent. */
export interface Outcome {
  readonly end:
    | { readonly type: 'done'; readonly finish: ModelFinish }
    | { readonly type: 'failed'; readonly fault: Fault }
    | { readonly type: 'aborted' };
  readonly sent: boolean;
  readonly answered: boolean;
  /** Text and reasoning as the server sent them, as far as anybody takes them. */
  readonly received: string;
  readonly usage?: UsageReport;
}

/** What one request needs. */
export interface AttemptOptions extends WatchOptions {
  readonly target: Target;
  readonly request: ModelRequest;
  readonly messages: ModelRequest['messages'];
  readonly capability: Capability;
  readonly fetch: Fetch;
  readonly failures: FailureMaker;
  readonly limits?: BodyLimits;
}

/** Characters that are kept of a reply, for counting it, for each token that was asked for. */
const MAX_CHARS_PER_TOKEN = 64;

/** Sends one request, yields its parts as they arrive, and returns how it ended. Never throws. */
export async function* runAttempt(options: AttemptOptions): AsyncGenerator<Part, Outcome, undefined> {
  const report = { sent: false, answered: false, done: false };
  const watch = createWatch(options);
  const splitter = createThinkSplitter();
  let received = '';
  const most = options.request.maxOutputTokens * MAX_CHARS_PER_TOKEN;
  let finish: ModelFinish | undefined;
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
      watch.came(content.reasoning + content.text);
      if (received.length < most) received += (content.reasoning + content.text).slice(0, most);
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
    return failed(failures.timeout(timedOut, options.timeouts[`${timedOut}Ms`]));
  if (fault !== undefined) return failed(fault);
  return closed ? { type: 'done', finish: 'unsaid' } : failed(failures.badReply({ code: 'cutOff' }));
}

interface Ending {
  readonly timedOut: TimedOut | undefined;
  readonly fault: Fault | undefined;
  readonly finish: ModelFinish | undefined;
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
      limits: options.limits ?? bodyLimits(options.request.maxOutputTokens),
    }) as typeof globalThis.fetch,
  });
  const stream = await client.chat.completions.create(requestBody(options), { signal });
  return stream[Symbol.asyncIterator]();
}

/** The body of the request, in the shape that the endpoint is known to take. */
function requestBody(
  options: Pick<AttemptOptions, 'target' | 'request' | 'messages' | 'capability'>,
): OpenAI.ChatCompletionCreateParamsStreaming {
  const { capability, request, target } = options;
  const { fields } = target;
  const format = responseFormat(capability, request.json);
  return {
    model: target.model,
    messages: options.messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    ...(capability.streamOptions ? { stream_options: { include_usage: true } } : {}),
    ...(capability.temperature && !Object.hasOwn(fields, 'temperature') ? { temperature: 0 } : {}),
    ...fieldsToSend(fields, capability.refused),
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
