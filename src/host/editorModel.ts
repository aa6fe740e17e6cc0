import type { Failure, Model, ModelEvent, ModelRequest, ModelRole, ModelUsage } from '../engine/engine.ts';
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

/** Tokens of a text where no tokenizer of the model is at hand: characters by 3.6, as everywhere in the index. */
const estimate = (text: string): number => Math.max(1, Math.ceil(text.length / 3.6));

/**
 * The Model port over models of the editor, which it calls on our behalf. What leaves passes the secrets filter here,
 * before the editor gets it. The editor counts no tokens: usage is our estimate.
 */
export function createEditorModel(
  setting: EditorSetting,
  secrets: SecretFilter,
  connection: EditorConnection,
): Model {
  return {
    info(role) {
      const model = setting[role];
      return model && { id: model.id, host: model.vendor, contextTokens: model.maxInputTokens };
    },
    reveal: (text) => secrets.restore(text),
    countTokens: estimate,
    stream: (request, signal) => streamEditorModel(request, signal, { setting, secrets, connection }),
  };
}

async function* streamEditorModel(
  request: ModelRequest,
  signal: AbortSignal,
  tools: { setting: EditorSetting; secrets: SecretFilter; connection: EditorConnection },
): AsyncGenerator<ModelEvent> {
  const { setting, secrets, connection } = tools;
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
  const messages = request.messages.map(({ role }, i) => ({ role, content: redaction.texts[i]! }));
  const tokensIn = messages.reduce((sum, { content }) => sum + estimate(content), 0);
  const queue = createQueue();
  if (signal.aborted) {
    yield { type: 'aborted', usage: none, redactions: 0 };
    return;
  }
  const stop = connection.start(
    { role: request.role, model: model.id, messages, maxOutputTokens: request.maxOutputTokens },
    { onText: (text) => queue.push({ text }), onEnd: (outcome) => queue.push({ outcome }) },
  );
  const onAbort = (): void => {
    stop();
    queue.push({ outcome: { kind: 'aborted' } });
  };
  signal.addEventListener('abort', onAbort, { once: true });
  let tokensOut = 0;
  try {
    for (;;) {
      const next = await queue.take();
      if ('text' in next) {
        tokensOut += estimate(next.text);
        yield { type: 'text', text: next.text };
        continue;
      }
      yield ending(next.outcome, { calls: 1, tokensIn, tokensOut, counted: false }, redaction.count);
      return;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // A caller that stops listening ends the call; one that has ended takes no notice.
    stop();
  }
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

/** Items in the order they were pushed, for one reader. */
function createQueue(): { push(item: Item): void; take(): Promise<Item> } {
  const items: Item[] = [];
  let wake: (() => void) | undefined;
  return {
    push(item) {
      items.push(item);
      wake?.();
    },
    async take() {
      while (items.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return items.shift()!;
    },
  };
}
