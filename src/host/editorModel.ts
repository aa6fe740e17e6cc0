import type { Failure, Model, ModelEvent, ModelRequest, ModelRole, ModelUsage } from '../engine/engine.ts';
import { createWatch, DEFAULT_TIMEOUTS, type Timeouts } from '../node/model/watch.ts';
import type { MessageRedaction, SecretFilter } from '../node/secrets/filter.ts';
import type { Configuration, NotificationParams } from '../protocol/requests.ts';

type EditorSetting = Extract<Configuration['model'], { kind: 'editor' }>;
type Outcome = NotificationParams<'sightline/modelEnd'>['outcome'];

/** A call of one of the editor's models: what the editor sends back for it. */
export interface EditorCall {
  onText(text: string): void;
  onEnd(outcome: Outcome): void;
}

/** The editor, as far as its models go. */
export interface EditorConnection {
  /** Starts a call; gives a function that stops it. */
  start(request: Omit<NotificationParams<'sightline/model'>, 'callId'>, call: EditorCall): () => void;
}

/** Characters of a token where no tokenizer of the model is at hand, as everywhere in the index. */
const CHARS_PER_TOKEN = 3.6;
/** Characters that are kept of a reply for each token that was asked for; nobody takes more. */
const MAX_CHARS_PER_TOKEN = 64;

const estimate = (text: string): number => Math.max(1, Math.ceil(text.length / CHARS_PER_TOKEN));

interface EditorTools {
  readonly setting: EditorSetting;
  readonly secrets: SecretFilter;
  readonly connection: EditorConnection;
}

/**
 * The Model port over models of the editor, which it calls on our behalf. What leaves passes the secrets filter here,
 * before the editor gets it. The editor counts no tokens: usage is our estimate. It says how a reply ended no more than
 * that it did. The same time-outs hold as for endpoints.
 */
export function createEditorModel(
  setting: EditorSetting,
  secrets: SecretFilter,
  {
    connection,
    effectiveTokens,
  }: {
    readonly connection: EditorConnection;
    /** Up to which length a model reads well; undefined where it was not measured. */
    readonly effectiveTokens?: (host: string, model: string) => number | undefined;
  },
): Model {
  return {
    info(role) {
      const model = setting[role];
      if (!model) return undefined;
      const known = effectiveTokens?.(model.vendor, model.id);
      return {
        ...{ id: model.id, host: model.vendor, contextTokens: model.maxInputTokens },
        ...(known === undefined ? {} : { effectiveTokens: known }),
      };
    },
    reveal: (text) => secrets.restore(text),
    countTokens: estimate,
    stream: (request, signal) => streamEditorModel(request, signal, { setting, secrets, connection }),
  };
}

async function* streamEditorModel(
  request: ModelRequest,
  signal: AbortSignal,
  tools: EditorTools,
): AsyncGenerator<ModelEvent> {
  const { setting, secrets } = tools;
  const model = setting[request.role as ModelRole];
  const none = { calls: 0, tokensIn: 0, tokensOut: 0, counted: false };
  if (!model) {
    yield failed({ kind: 'notConfigured', cause: 'noEditorModel', role: request.role }, none, 0);
    return;
  }
  let redaction: MessageRedaction;
  try {
    redaction = await secrets.redactMessages(request.messages.map(({ content }) => content));
  } catch {
    yield failed({ kind: 'badRequest', cause: 'notSearched', role: request.role }, none, 0);
    return;
  }
  if (signal.aborted) {
    yield { type: 'aborted', usage: none, redactions: 0 };
    return;
  }
  const messages = request.messages.map(({ role }, i) => ({ role, content: redaction.texts[i]! }));
  const tokensIn = messages.reduce((sum, { content }) => sum + estimate(content), 0);
  const call = startCall({ ...request, messages }, model, signal, tools);
  let received = 0;
  try {
    for (;;) {
      const next = await call.take();
      if ('text' in next) {
        received += next.text.length;
        yield { type: 'text', text: next.text };
        continue;
      }
      const usage = { calls: 1, tokensIn, tokensOut: Math.ceil(received / CHARS_PER_TOKEN), counted: false };
      yield ending(next.outcome, usage, redaction.count);
      return;
    }
  } finally {
    call.stop();
  }
}

interface RunningCall {
  /** The next words of the reply, or how it ended. */
  take(): Promise<Item>;
  /** Ends the call where it has not ended. */
  stop(): void;
}

/** Starts a call of the editor under the time-outs. */
function startCall(
  { role, messages, maxOutputTokens }: ModelRequest,
  { id, vendor }: NonNullable<EditorSetting[ModelRole]>,
  signal: AbortSignal,
  { setting, connection }: EditorTools,
): RunningCall {
  const about = { role, host: vendor, model: id };
  const timeouts = timeoutsOf(setting);
  const monotonic = (): number => performance.now();
  const watch = createWatch({ signal, timeouts, deadline: monotonic() + timeouts.totalMs, monotonic });
  const queue = createQueue(maxOutputTokens * MAX_CHARS_PER_TOKEN);
  const stop = connection.start(
    { role, model: id, messages, maxOutputTokens },
    { onText: (text) => queue.push(text), onEnd: (outcome) => queue.end(outcome) },
  );
  const onAbort = (): void => {
    stop();
    const cause = watch.timedOut();
    if (cause === undefined) queue.end({ kind: 'aborted' });
    else
      queue.end({
        kind: 'failed',
        failure: { kind: 'timeout', cause, ...about, seconds: timeouts[`${cause}Ms`] / 1000 },
      });
  };
  watch.signal.addEventListener('abort', onAbort, { once: true });
  return {
    async take() {
      const item = await watch.wait(queue.take());
      if ('text' in item) watch.came(item.text);
      return item;
    },
    stop() {
      watch.stop();
      // One that has ended takes no notice.
      stop();
    },
  };
}

function timeoutsOf({ firstTokenMs, idleMs, totalMs }: EditorSetting): Timeouts {
  return {
    firstTokenMs: firstTokenMs ?? DEFAULT_TIMEOUTS.firstTokenMs,
    idleMs: idleMs ?? DEFAULT_TIMEOUTS.idleMs,
    totalMs: totalMs ?? DEFAULT_TIMEOUTS.totalMs,
  };
}

function ending(outcome: Outcome, usage: ModelUsage, redactions: number): ModelEvent {
  if (outcome.kind === 'aborted') return { type: 'aborted', usage, redactions };
  if (outcome.kind === 'done') return { type: 'done', finish: 'stop', usage, redactions };
  return failed(outcome.failure, usage, redactions);
}

function failed(failure: Failure, usage: ModelUsage, redactions: number): ModelEvent {
  return { type: 'failed', failure, retryable: failure.kind === 'rateLimit', usage, redactions };
}

type Item = { readonly text: string } | { readonly outcome: Outcome };

/** Words that were not taken yet, as one text of at most `maxChars`, and then the end; for one reader. */
function createQueue(maxChars: number): {
  push(text: string): void;
  /** The first end counts. */
  end(outcome: Outcome): void;
  take(): Promise<Item>;
} {
  let waiting: string[] = [];
  let chars = 0;
  let ended: Outcome | undefined;
  let wake: (() => void) | undefined;
  return {
    push(text) {
      if (chars >= maxChars || text === '') return;
      waiting.push(text.slice(0, maxChars - chars));
      chars += text.length;
      wake?.();
    },
    end(outcome) {
      ended ??= outcome;
      wake?.();
    },
    async take() {
      while (waiting.length === 0 && ended === undefined)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (waiting.length === 0) return { outcome: ended! };
      const text = waiting.join('');
      waiting = [];
      return { text };
    },
  };
}
