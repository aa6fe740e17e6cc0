import type { Model, ModelMessage } from '../ports.ts';
import { messageTokens } from '../ports.ts';
import type { Notice, Passage, Question, RouteChoice } from '../types.ts';
import { type AskParts, askQuestion } from './ask.ts';

/** What a question would send first, and what it would read for it. */
export interface Preview {
  /** Empty when nothing is sent: no model is set, nothing was found, or the request does not fit. */
  readonly messages: readonly ModelMessage[];
  readonly passages: readonly Passage[];
  /** How the question would be answered, with the reason, the estimate and the alternatives. */
  readonly route: RouteChoice;
  /** What the answer would say beside its claims, for example why nothing was sent. */
  readonly notices: readonly Notice[];
  /** Model tokens of the messages. */
  readonly tokens: number;
}

/**
 * Runs a question up to its first request, and gives that request instead of sending it: the same code decides what
 * is sent, so the preview cannot differ. Secrets are still in it; whoever shows it filters it as a request is.
 * Undefined when the route that a person wishes for does not fit. Costs no model calls.
 */
export async function previewQuestion(question: Question, parts: AskParts): Promise<Preview | undefined> {
  let messages: readonly ModelMessage[] = [];
  let passages: readonly Passage[] = [];
  let route: RouteChoice | undefined;
  let notices: readonly Notice[] = [];
  const { model } = parts;
  const recorder: Model | undefined = model && {
    info: (role) => model.info(role),
    reveal: (text) => model.reveal(text),
    countTokens: (text) => model.countTokens(text),
    async *stream(request) {
      messages = request.messages;
      const usage = { calls: 0, tokensIn: 0, tokensOut: 0, counted: false };
      yield { type: 'aborted', usage, redactions: 0 };
    },
  };
  for await (const event of askQuestion(question, { ...parts, model: recorder })) {
    if (event.type === 'passages') passages = event.passages;
    if (event.type === 'routed') route = event.route;
    if ('answer' in event && event.answer) {
      route = event.answer.route;
      notices = event.answer.notices;
    }
  }
  if (!route) return undefined;
  const tokens = messageTokens(messages, (text) => model?.countTokens(text) ?? 0);
  return { messages, passages, route, notices, tokens };
}
