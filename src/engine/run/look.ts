import type { IndexView } from '../index/repository.ts';
import { type Model, type ModelInfo, messageTokens } from '../ports.ts';
import { answerPrompt } from '../prompts/answer.ts';
import { MEASURING_FENCE } from '../prompts/passage.ts';
import { cluesFor } from '../retrieve/clues/clues.ts';
import { focusHits } from '../retrieve/focus.ts';
import { buildPassages } from '../retrieve/passages.ts';
import { analyseQuery, type Query } from '../retrieve/query.ts';
import { rank } from '../retrieve/rank.ts';
import type { EarlierTurn, Hit, Question } from '../types.ts';
import type { AskSettings, FirstLook, RunContext } from './context.ts';
import { foldConversation } from './conversation.ts';
import { pointsBackAt } from './followUp.ts';
import { noteHits } from './notes/noteLines.ts';
import type { Scope } from './scope/scope.ts';

/** Passages of the first prompt at most. */
export const FIRST_PASSAGES = 12;
/** Tokens that are kept free beside a prompt, for what a repair says. */
const SPARE = 60;
/** Ranked ranges that passages are chosen from. */
const RANKED = 200;

/** What is searched for a question. */
export interface Search {
  readonly query: Query;
  /** The question before, when this one cannot be understood alone. */
  readonly before: EarlierTurn | undefined;
}

/** Reads a question: its own words, what it points at, and the question before where it cannot do without. Pure. */
export function readQuestion(question: Question, view: Pick<IndexView, 'suffixes'>): Search {
  const named = question.focus.flatMap((at) => (at.kind === 'symbol' ? [`\`${at.name}\``] : []));
  const own = [question.text, ...named].join('\n');
  const query = analyseQuery(own, view);
  const before = pointsBackAt(query, question);
  return { query: before ? analyseQuery(`${own}\n${before.question}`, view) : query, before };
}

/**
 * Ranks, puts first what a person points at, and builds the passages of the first prompt. A question of which the index
 * knows no word is searched by what code tends to call the same. Costs no model calls.
 */
export async function firstLook(
  { query }: Search,
  question: Question,
  tools: {
    readonly view: IndexView;
    readonly scope: Scope;
    readonly model: Model | undefined;
    readonly settings: AskSettings;
    readonly read: RunContext['read'];
  },
): Promise<FirstLook> {
  const { view, scope, model, settings, read } = tools;
  const found = rankInScope(view, query, scope);
  const clues = found.length > 0 ? [] : cluesFor(question.text, view);
  const ranked = clues.length > 0 ? rankInScope(view, analyseQuery(clues.join(' '), view), scope) : found;
  const noted = noteHits(view, question.notes, ranked[0]?.score);
  const hits = [...noted, ...focusHits(view, ranked, question.focus)].filter(({ path }) => scope.holds(path));
  const countTokens = tokenCounter(model);
  const beside = settings.maxOutputTokens + overheadTokens(question, model);
  const budgetTokens = passageRoom(settings.passageTokens, model?.info('author'), beside);
  const limits = { budgetTokens, maxPassages: FIRST_PASSAGES };
  const byClues = clues.length > 0 && hits.length > 0 ? { clues } : {};
  return { query, hits, ...byClues, ...(await buildPassages(hits, view, limits, { read, countTokens })) };
}

/** Ranked ranges of a scope, best first. */
export function rankInScope(view: IndexView, query: Query, scope: Scope): Hit[] {
  if (scope.limits.length === 0) return [...rank(view, query, { limit: RANKED, joinLines: 0 }).hits];
  const limit = view.starts[view.files.length]!;
  const { hits } = rank(view, query, { limit, joinLines: 0 });
  return hits.filter(({ path }) => scope.holds(path)).slice(0, RANKED);
}

/** Counts as the model does; characters / 3.6 where none is set. */
export function tokenCounter(model: Model | undefined): (text: string) => number {
  return (text) => model?.countTokens(text) ?? Math.ceil(text.length / 3.6);
}

/** Model tokens of an answer prompt beside its passages, with room for what a second request says of the first. */
export function overheadTokens({ text, history, instructions }: Question, model: Model | undefined): number {
  const prompt = {
    question: text,
    conversation: foldConversation(history),
    instructions: instructions?.files ?? [],
    passages: [],
    fence: MEASURING_FENCE,
  };
  return messageTokens(answerPrompt(prompt), tokenCounter(model)) + SPARE;
}

/** Tokens for passages: as many as wished, or what the model's window leaves beside the rest of a request. */
export function passageRoom(wished: number, model: ModelInfo | undefined, besideTokens: number): number {
  if (!model) return wished;
  const room = model.contextTokens - besideTokens;
  return room > 0 ? Math.min(wished, room) : wished;
}
