import { cluesDecoder } from '../../answer/smallReply.ts';
import type { RunEvent } from '../../events.ts';
import { messageTokens } from '../../ports.ts';
import type { PromptBrief } from '../../prompts/before/brief.ts';
import { cluesPrompt, cluesRepairPrompt } from '../../prompts/clues.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { nameMap } from '../../report/nameMap.ts';
import { callWithRepair, endingNotices } from '../callModel.ts';
import type { RunContext } from '../context.ts';
import { readerBrief, withoutInstructions } from '../instructions/brief.ts';
import { reachFrom } from '../scope/reach.ts';

/** Tokens of the map that names are picked from. */
const MAP_TOKENS = 4_000;
/** Tokens of the reply at most. */
export const CLUES_OUTPUT = 500;

/** Tokens of the prompt that asks for clues, at most. */
export function cluesTokens(
  question: string,
  brief: PromptBrief,
  countTokens: (text: string) => number,
): number {
  const empty = { map: [], more: 0, missing: [], fence: MEASURING_FENCE };
  const prompt = { question, ...withoutInstructions(brief), ...empty };
  return messageTokens(cluesPrompt(prompt), countTokens) + MAP_TOKENS;
}

/**
 * Lets the reader pick names from the map of the scope that may have to do with a question; those that the index does
 * not know are dropped. None when the call failed or does not fit the budget, which the notices say. Costs one call and
 * one repair.
 * Source: clue expansion of MemoRAG (Qian et al. 2024); the memory is the map of the index.
 */
export async function* askClues(
  context: RunContext,
  missing: readonly string[],
): AsyncGenerator<RunEvent, readonly string[]> {
  const { question, typed, look, view, scope, model, fence, journal, notices } = context;
  const { order } = reachFrom(question, look, 1, { view, scope });
  const countTokens = (text: string): number => model!.countTokens(text);
  const { lines, told, more } = nameMap(view, order, { room: MAP_TOKENS, countTokens });
  const before = withoutInstructions(readerBrief(question, view));
  const prompt = { question: typed, ...before, map: lines, more, missing, fence };
  yield journal.begin('clues', { kind: 'findNames' });
  const result = yield* callWithRepair(
    context,
    { messages: cluesPrompt(prompt), repair: (problem) => cluesRepairPrompt(prompt, problem) },
    { decoder: cluesDecoder, request: { role: 'reader', maxOutputTokens: CLUES_OUTPUT }, secrets: 0 },
  );
  yield journal.end('clues', result.type === 'done' ? 'done' : 'failed');
  if (result.type === 'refused') notices.push(result.notice);
  if (result.type === 'failed') notices.push({ kind: 'failure', failure: result.failure });
  if (result.type !== 'done') return [];
  notices.push(...endingNotices(result.ending));
  return result.value.filter((name) => told.has(name));
}
