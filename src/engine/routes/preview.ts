import type { Model, ModelMessage } from '../ports.ts';
import type { AskParts } from '../run/context.ts';
import type { Passage, Route } from '../types.ts';
import { type AskSettings, ask } from './retrieval.ts';

/** What a question would send first, and what it would read for it. */
export interface Preview {
  /** Empty when nothing is sent: no model is set, nothing was found, or the request does not fit the budget. */
  readonly messages: readonly ModelMessage[];
  readonly passages: readonly Passage[];
  /** How the question would be answered, with the reason and the estimate. */
  readonly route: Route;
  /** What the answer would say beside its claims, for example why nothing was sent. */
  readonly notices: readonly string[];
  /** Tokens of the messages. */
  readonly tokens: number;
}

/**
 * Runs a question up to its first request, and gives that request instead of sending it: the same code decides what
 * is sent, so the preview cannot differ. Secrets are still in it; whoever shows it filters it as a request is.
 * Costs no model calls.
 */
export async function previewQuestion(
  question: string,
  parts: AskParts,
  settings: AskSettings,
  signal: AbortSignal,
): Promise<Preview> {
  let messages: readonly ModelMessage[] = [];
  let passages: readonly Passage[] = [];
  let route: Route | undefined;
  let notices: readonly string[] = [];
  const { model } = parts;
  const recorder: Model | undefined = model && {
    info: (role) => model.info(role),
    countTokens: (text) => model.countTokens(text),
    async *stream(request) {
      messages = request.messages;
      const usage = { calls: 0, tokensIn: 0, tokensOut: 0, counted: false };
      yield { type: 'aborted', usage, redactions: 0 };
    },
  };
  for await (const event of ask(question, { ...parts, model: recorder }, settings, signal)) {
    if (event.type === 'passages') passages = event.passages;
    if (event.type === 'routed') route = event.route;
    if ('answer' in event && event.answer) {
      route = event.answer.route;
      notices = event.answer.notices;
    }
  }
  if (!route) throw new Error('A run ended without a route');
  const tokens = messages.reduce((sum, { content }) => sum + (model?.countTokens(content) ?? 0) + 4, 0);
  return { messages, passages, route, notices, tokens };
}
