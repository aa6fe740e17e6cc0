/**
 * A scripted walker: at each place it chooses the first child that holds the next word of its way, else the first that
 * is offered; it answers where the gold lines stand. It shows what prompts held, never how well a model would find its
 * way.
 */
import type { ModelRequest } from '../../src/engine/ports.ts';
import { citeEvidence, declineAnswer, parsePassages } from './oracle.ts';
import { promptOf } from './readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from './scriptedModel.ts';

export interface WalkerOptions {
  /** Words that stand in the places on the way, from the top. */
  readonly way: readonly string[];
  /** Lines that must all be seen for the answer. */
  readonly gold: readonly string[];
  /** Chosen first, one after another: a word of a place, or `up`. */
  readonly wrongFirst?: readonly string[];
  readonly contextTokens?: number;
}

export interface Walker extends ScriptedModel {
  reply(request: ModelRequest, call: number): Scripted;
}

export function walkerModel({ way, gold, wrongFirst = [], contextTokens }: WalkerOptions): Walker {
  const first = [...wrongFirst];
  const reply = (request: ModelRequest): Scripted => {
    const prompt = promptOf(request);
    if (request.role === 'author') return answerFrom(prompt, gold);
    const next = first.shift();
    if (next === 'up') return { choose: 'up', reason: 'nothing here' };
    return stepFrom(prompt, next === undefined ? way : [next]);
  };
  const model = scriptedModel({ reply, ...(contextTokens === undefined ? {} : { contextTokens }) });
  return Object.assign(model, { reply });
}

/** The place among those that a prompt offers which holds the deepest word of the way, else the first one. */
export function stepFrom(prompt: string, way: readonly string[]): Scripted {
  const places = [...prompt.matchAll(/^\[(n\d+)\] (.*)$/gm)].map(([, id = '', text = '']) => ({ id, text }));
  for (const word of [...way].reverse()) {
    const place = places.find(({ text }) => text.includes(word));
    if (place) return { choose: place.id, reason: `${word} leads there` };
  }
  return { choose: places[0]?.id ?? 'n1', reason: '' };
}

function answerFrom(prompt: string, gold: readonly string[]): Record<string, unknown> {
  const passages = parsePassages(prompt);
  const cited = gold.map((line) => citeEvidence(passages, line));
  const missing = gold.filter((_, i) => cited[i] === undefined);
  if (missing.length > 0) return declineAnswer(missing);
  const claims = gold.map((line, i) => ({ text: `It says ${line}`, evidence: [cited[i]!] }));
  return { answerable: true, missing: [], evidence: [], claims };
}
