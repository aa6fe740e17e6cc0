/** Reads one event of a streamed completion, which may come from any server and hold anything. */
import type { ModelFinish } from '../../../engine/ports.ts';
import type { BadReply } from '../failures.ts';

/** What the server counted, or that it gave numbers which no count can have. */
export type UsageReport = { readonly tokensIn: number; readonly tokensOut: number } | 'impossible';

/** What one event says. */
export interface ChunkContent {
  readonly text: string;
  readonly reasoning: string;
  readonly finish?: ModelFinish;
  readonly usage?: UsageReport;
}

/** The content of an event, or what is wrong with it. Unknown fields are left alone. */
export function readChunk(data: unknown): ChunkContent | { readonly wrong: BadReply } {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return { wrong: { code: 'event' } };
  const { choices, usage: rawUsage } = data as { choices?: unknown; usage?: unknown };
  const usage = readUsage(rawUsage);
  const rest = usage === undefined ? {} : { usage };
  // Events without a choice carry the usage, or Azure's filter results.
  if (choices === undefined || choices === null) return { text: '', reasoning: '', ...rest };
  if (!Array.isArray(choices)) return { wrong: { code: 'choices' } };
  if (choices.length === 0) return { text: '', reasoning: '', ...rest };
  if (choices.length > 1) return { wrong: { code: 'severalChoices' } };
  const choice = readChoice(choices[0]);
  return 'wrong' in choice ? choice : { ...choice, ...rest };
}

function readChoice(choice: unknown): ChunkContent | { readonly wrong: BadReply } {
  if (typeof choice !== 'object' || choice === null) return { wrong: { code: 'choice' } };
  const { index, delta, finish_reason: reason } = choice as Record<string, unknown>;
  if (index !== undefined && index !== null && index !== 0) return { wrong: { code: 'index' } };
  const finish = readFinish(reason);
  if (finish === 'wrong') return { wrong: { code: 'finish' } };
  const end = finish === undefined ? {} : { finish };
  if (delta === undefined || delta === null)
    return finish === undefined ? { wrong: { code: 'noDelta' } } : { text: '', reasoning: '', ...end };
  if (typeof delta !== 'object' || Array.isArray(delta)) return { wrong: { code: 'delta' } };
  const fields = delta as Record<string, unknown>;
  const content = readContent(fields.content);
  if (content === undefined) return { wrong: { code: 'content' } };
  const reasoning = [fields.reasoning_content, fields.reasoning].find((value) => typeof value === 'string');
  const refusal = typeof fields.refusal === 'string' ? fields.refusal : '';
  return {
    text: content.text === '' ? refusal : content.text,
    reasoning: (reasoning ?? '') + content.reasoning,
    ...end,
  };
}

type Content = Pick<ChunkContent, 'text' | 'reasoning'>;

const NOTHING: Content = { text: '', reasoning: '' };

/** Content as a text or as a list of parts, as some servers send it; parts that are no text are left alone. */
function readContent(content: unknown): Content | undefined {
  if (content === undefined || content === null) return NOTHING;
  if (typeof content === 'string') return { text: content, reasoning: '' };
  if (!Array.isArray(content)) return undefined;
  let [text, reasoning] = ['', ''];
  for (const part of content) {
    const { text: words, refusal, thinking } = asPart(part);
    if (typeof words === 'string') text += words;
    else if (typeof refusal === 'string') text += refusal;
    else if (typeof thinking === 'string') reasoning += thinking;
    else if (Array.isArray(thinking))
      for (const thought of thinking) {
        const { text: said } = asPart(thought);
        if (typeof said === 'string') reasoning += said;
      }
  }
  return { text, reasoning };
}

function asPart(part: unknown): Record<string, unknown> {
  if (typeof part === 'string') return { text: part };
  return typeof part === 'object' && part !== null ? (part as Record<string, unknown>) : {};
}

const FINISHES: Readonly<Record<string, ModelFinish>> = {
  ...{ stop: 'stop', eos: 'stop', eos_token: 'stop', end_turn: 'stop', stop_sequence: 'stop' },
  ...{ length: 'length', max_tokens: 'length', model_length: 'length' },
  ...{ content_filter: 'filtered', safety: 'filtered', refusal: 'filtered', recitation: 'filtered' },
};

function readFinish(reason: unknown): ModelFinish | 'wrong' | undefined {
  if (reason === undefined || reason === null || reason === '') return undefined;
  if (typeof reason !== 'string') return 'wrong';
  const name = reason.toLowerCase();
  return Object.hasOwn(FINISHES, name) ? FINISHES[name] : 'other';
}

/** Zeros and missing numbers say nothing: some servers send them with every event. */
function readUsage(usage: unknown): UsageReport | undefined {
  const { prompt_tokens: tokensIn, completion_tokens: tokensOut } = (usage ?? {}) as Record<string, unknown>;
  const isSaid = (value: unknown): boolean => value !== undefined && value !== null;
  if (![tokensIn, tokensOut].every((value) => !isSaid(value) || isCount(value))) return 'impossible';
  if (!isSaid(tokensIn) || tokensIn === 0) return undefined;
  return { tokensIn: tokensIn as number, tokensOut: isSaid(tokensOut) ? (tokensOut as number) : 0 };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
