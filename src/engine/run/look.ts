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
import { windowOf } from './scope/window.ts';

/** Passages of a prompt at most: more come to it as it grows, since most are short. */
const FEWEST_PASSAGES = 12;
const PASSAGES_PER_1000 = 3;
/** The share of the first prompt that one file may take while others wait. */
const FILE_SHARE = 0.75;
/** The largest first prompt, in tokens of passages. */
const LARGEST_FIRST = 16_000;
/** The part of a model's window that a first prompt fills at most. */
const OF_WINDOW = 1 / 8;
/** The parts of the stop that the passages of the first prompt and of each wider one take at most. */
const OF_STOP = { first: 2 / 15, wider: 4 / 15 } as const;
/** What the passages of a first prompt cost at most, in the currency of the price table, where the least fits it. */
const FIRST_COST = 0.04;
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
  const author = model?.info('author');
  const budgetTokens = passageRoom(firstTokens(settings, author), author, beside);
  const limits = { budgetTokens, maxPassages: passagesIn(budgetTokens), fileShare: FILE_SHARE };
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

/**
 * Tokens of passages in the first prompt: as many as was said, else from `passageTokens` to 16,000, by the model's window
 * (as far as it was measured to be read), the stop of the question and the model's price. Without a model, the least.
 */
export function firstTokens(settings: AskSettings, model: ModelInfo | undefined): number {
  const { passageTokens: least, budgetTokens } = settings;
  if (settings.firstTokens !== undefined) return settings.firstTokens;
  if (!model) return least;
  const { price } = model;
  const most = Math.min(
    LARGEST_FIRST,
    windowOf(model) * OF_WINDOW,
    budgetTokens * OF_STOP.first,
    price && price.inputPerMillion > 0 ? (FIRST_COST / price.inputPerMillion) * 1_000_000 : LARGEST_FIRST,
  );
  return Math.max(least, Math.floor(most));
}

/** Tokens of passages in a wider round: a multiple of the first prompt, as far as the stop leaves room for two. */
export function widerTokens(settings: AskSettings, model: ModelInfo | undefined): number {
  const first = firstTokens(settings, model);
  const most = Math.max(first, Math.floor(settings.budgetTokens * OF_STOP.wider));
  return Math.min(first * settings.widerFactor, most);
}

/** Passages that so many tokens hold at most. */
export const passagesIn = (tokens: number): number =>
  Math.max(FEWEST_PASSAGES, Math.floor((tokens * PASSAGES_PER_1000) / 1_000));

/** Tokens for passages: as many as wished, or what is left beside the rest of a request of what the model reads well. */
export function passageRoom(wished: number, model: ModelInfo | undefined, besideTokens: number): number {
  if (!model) return wished;
  const readWell = windowOf(model) - besideTokens;
  // One that was measured to read nothing well is still asked within its window.
  const room = readWell > 0 ? readWell : model.contextTokens - besideTokens;
  return room > 0 ? Math.min(wished, room) : wished;
}
