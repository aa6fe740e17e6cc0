/** A Model that replies from a script: no worker, no HTTP. It shows what was asked, never how well a model would answer. */
import type { Model, ModelEvent, ModelInfo, ModelRequest } from '../../src/engine/ports.ts';

/** One reply: its text (an object is sent as JSON), or the last event of a call that went wrong. */
export type Scripted =
  | string
  | Record<string, unknown>
  | { readonly end: Extract<ModelEvent, { type: 'failed' | 'aborted' }>; readonly text?: string };

export interface ScriptedModel extends Model {
  /** In the order in which they were sent. */
  readonly requests: readonly ModelRequest[];
  /** Requests under way at once, at most. */
  readonly peak: () => number;
}

export interface ScriptOptions {
  readonly contextTokens?: number;
  /** Called with each request; the reply is what it gives. */
  readonly reply: (request: ModelRequest, call: number) => Scripted | Promise<Scripted>;
  /** Output tokens that each call is said to have used (default: counted). */
  readonly tokensOut?: number;
}

const count = (text: string): number => Math.ceil(text.length / 4);

export function scriptedModel({ reply, contextTokens = 128_000, tokensOut }: ScriptOptions): ScriptedModel {
  const requests: ModelRequest[] = [];
  let [open, most] = [0, 0];
  const info: ModelInfo = { id: 'scripted', host: 'script', contextTokens };
  return {
    requests,
    peak: () => most,
    info: () => info,
    reveal: (text) => text,
    countTokens: count,
    async *stream(request, signal) {
      requests.push(request);
      most = Math.max(most, ++open);
      const tokensIn = request.messages.reduce((sum, { content }) => sum + count(content) + 4, 0);
      const usage = (text: string) => ({
        calls: 1,
        tokensIn,
        tokensOut: tokensOut ?? count(text),
        counted: true,
      });
      try {
        const scripted = await reply(request, requests.length);
        const isEnd = typeof scripted === 'object' && 'end' in scripted;
        const text = isEnd
          ? String(scripted.text ?? '')
          : typeof scripted === 'string'
            ? scripted
            : JSON.stringify(scripted);
        // In pieces, as an endpoint sends it.
        for (let at = 0; at < text.length; at += 40) yield { type: 'text', text: text.slice(at, at + 40) };
        if (signal.aborted) yield { type: 'aborted', usage: usage(text), redactions: 0 };
        else if (isEnd) yield scripted.end as ModelEvent;
        else yield { type: 'done', finish: 'stop', usage: usage(text), redactions: 0 };
      } finally {
        open--;
      }
    },
  };
}
