/** Reads one event of a streamed completion, which may come from any server and hold anything. */
import type { BadReply } from '../failures.ts';

/** What one event says. */
export interface ChunkContent {
  readonly text: string;
  readonly reasoning: string;
  readonly finish?: 'stop' | 'length' | 'other';
  readonly usage?: { readonly tokensIn: number; readonly tokensOut: number };
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
  const text = textOf(fields.content) ?? textOf(fields.refusal);
  if (text === undefined && fields.content !== undefined && fields.content !== null)
    return { wrong: { code: 'content' } };
  const reasoning = textOf(fields.reasoning_content) ?? textOf(fields.reasoning) ?? '';
  return { text: text ?? '', reasoning, ...end };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // Some servers send content as a list of parts, as in requests.
  if (!Array.isArray(value)) return undefined;
  const parts = value.map((part) => (part as { text?: unknown } | null)?.text);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
}

function readFinish(reason: unknown): 'stop' | 'length' | 'other' | 'wrong' | undefined {
  if (reason === undefined || reason === null || reason === '') return undefined;
  if (typeof reason !== 'string') return 'wrong';
  if (reason === 'stop' || reason === 'eos' || reason === 'end_turn' || reason === 'eos_token') return 'stop';
  return reason === 'length' || reason === 'max_tokens' ? 'length' : 'other';
}

function readUsage(usage: unknown): { tokensIn: number; tokensOut: number } | undefined {
  const { prompt_tokens: tokensIn, completion_tokens: tokensOut } = (usage ?? {}) as Record<string, unknown>;
  if (!isCount(tokensIn) || tokensIn === 0) return undefined;
  return { tokensIn, tokensOut: isCount(tokensOut) ? tokensOut : 0 };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
