import { claimTextSoFar } from '../answer/reply.ts';
import type { RunEvent } from '../events.ts';
import type { Model, ModelFailureKind, ModelMessage, ModelRequest } from '../ports.ts';
import type { Say } from '../say.ts';
import type { Budget } from './budget.ts';

/** How one call ended. `text` is what had arrived. */
export type CallResult =
  | { readonly type: 'done'; readonly text: string; readonly isCut: boolean }
  | { readonly type: 'overBudget'; readonly needs: number }
  | {
      readonly type: 'failed';
      readonly kind: ModelFailureKind;
      readonly message: string;
      readonly text: string;
    }
  | { readonly type: 'aborted'; readonly text: string };

export interface CallNotes {
  /** Secrets replaced in all requests of the run so far. */
  redactions: number;
  cutPrompt: { readonly sent: number; readonly counted: number } | undefined;
}

/**
 * One model call inside a run: checks the budget, streams claim texts as they arrive, and counts what it cost. Never
 * throws for what the endpoint does.
 */
export async function* callModel(
  model: Model,
  messages: readonly ModelMessage[],
  request: Pick<ModelRequest, 'role' | 'maxOutputTokens' | 'json'>,
  { budget, notes, signal, say }: { budget: Budget; notes: CallNotes; signal: AbortSignal; say: Say },
): AsyncGenerator<RunEvent, CallResult> {
  const tokensIn = messages.reduce((sum, message) => sum + model.countTokens(message.content) + 4, 0);
  if (!budget.fits(tokensIn, request.maxOutputTokens))
    return { type: 'overBudget', needs: tokensIn + request.maxOutputTokens };
  yield { type: 'call', call: budget.usage().calls + 1, tokensIn };
  let text = '';
  let shown = '';
  for await (const event of model.stream({ messages, ...request }, signal)) {
    if (event.type === 'text') {
      text += event.text;
      const soFar = claimTextSoFar(text);
      if (soFar !== shown) {
        shown = soFar;
        yield { type: 'text', text: soFar };
      }
    } else if (event.type === 'retry') yield { type: 'retry', afterMs: event.afterMs, reason: event.reason };
    else if (event.type !== 'reasoning') {
      budget.spend(event.usage);
      notes.redactions += event.redactions;
      yield { type: 'usage', usage: budget.usage() };
      if (event.type === 'failed') return { type: 'failed', kind: event.kind, message: event.message, text };
      if (event.type === 'aborted') return { type: 'aborted', text };
      notes.cutPrompt = event.cutPrompt ?? notes.cutPrompt;
      return { type: 'done', text, isCut: event.finish === 'length' };
    }
  }
  return {
    type: 'failed',
    kind: 'badResponse',
    message: say('The model connection ended without a result.'),
    text,
  };
}
