import { parseReply, replyJsonSchema } from '../answer/reply.ts';
import type { RunEvent } from '../events.ts';
import type { Model } from '../ports.ts';
import { answerPrompt, repairPrompt } from '../prompts/answer.ts';
import { focusHits } from '../retrieve/focus.ts';
import { buildPassages, orderForPrompt } from '../retrieve/passages.ts';
import { analyseQuery } from '../retrieve/query.ts';
import { rank } from '../retrieve/rank.ts';
import { type Budget, createBudget } from '../run/budget.ts';
import { type CallNotes, type CallResult, callModel } from '../run/callModel.ts';
import type { AskParts, Progress } from '../run/context.ts';
import { finish } from '../run/finish.ts';
import { pointsBackAt, recentTurns } from '../run/followUp.ts';
import type { Hit, Passage } from '../types.ts';
import { routeQuestion } from './choose.ts';

export interface AskSettings {
  /** Tokens of passages in the first prompt (default 4,000). */
  readonly passageTokens: number;
  /** The wider round takes this many times more (default 4). */
  readonly widerFactor: number;
  /** Model tokens one question may spend, input and output (default 60,000). */
  readonly budgetTokens: number;
  readonly maxOutputTokens: number;
}

export const ASK_DEFAULTS: AskSettings = {
  passageTokens: 4_000,
  widerFactor: 4,
  budgetTokens: 60_000,
  maxOutputTokens: 1_500,
};

/** Tokens of a prompt beside its passages, with room to spare. */
const PROMPT_OVERHEAD = 700;
const FIRST_PASSAGES = 12;

/**
 * Answers one question. Without a model: the best passages, each checked. With one: evidence-first answer from the
 * first passages; on a decline one wider round with what the model misses; every citation checked by code.
 * Costs at most two answers and one repair each. Ends with `done`, `failed` (with the partial answer) or `aborted`.
 * Source: Self-Route (Li et al. 2024), with a structured decline.
 */
export async function* ask(
  question: string,
  parts: AskParts,
  settings: AskSettings,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const { say } = parts;
  yield { type: 'started', question };
  const own = analyseQuery(question);
  const before = pointsBackAt(own, parts.history ?? []);
  const query = before ? analyseQuery(`${question}\n${before.question}`) : own;
  yield { type: 'searching', terms: query.terms.slice(0, 20).map(({ word }) => word) };
  const budget = createBudget(settings.budgetTokens);
  const notes: CallNotes = { redactions: 0, cutPrompt: undefined };
  const ranked = rank(parts.view, query, 200, 0);
  const hits = focusHits(parts.view, ranked.hits, parts.focus ?? []);
  const progress: Progress = {
    question,
    query,
    route: routeQuestion({ query, hasModel: false, exactMatches: [], promptTokens: 0, widerTokens: 0 }, say),
    hits,
    known: ranked.known.map(({ word }) => word),
    passages: [],
    leftOut: [],
    reply: undefined,
    notices: before ? [say('The question before was searched as well, since this one refers to it.')] : [],
    missing: [],
  };
  signal.throwIfAborted();
  if (hits.length === 0) {
    progress.route = {
      ...progress.route,
      reason: say('no word of the question is in the index, so there was nothing to send'),
    };
    yield { type: 'done', answer: await finish(parts, progress, budget, notes, { notFound: 'noMatch' }) };
    return;
  }
  await choosePassages(parts, progress, hits, settings.passageTokens, FIRST_PASSAGES);
  yield { type: 'passages', passages: progress.passages };
  progress.route = routeQuestion(
    {
      query,
      hasModel: parts.model?.info('author') !== undefined,
      exactMatches: exactNames(progress.passages),
      promptTokens: progress.passages.reduce((sum, passage) => sum + passage.tokens, promptOverhead(parts)),
      widerTokens: settings.passageTokens * settings.widerFactor,
    },
    say,
  );
  yield { type: 'routed', route: progress.route };
  signal.throwIfAborted();
  if (!parts.model?.info('author')) {
    yield { type: 'done', answer: await finish(parts, progress, budget, notes, {}) };
    return;
  }
  yield* answerWithModel(parts.model, parts, progress, settings, budget, notes, signal);
}

async function* answerWithModel(
  model: Model,
  parts: AskParts,
  progress: Progress,
  settings: AskSettings,
  budget: Budget,
  notes: CallNotes,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  for (const round of [1, 2]) {
    const result = yield* answerOnce(model, parts, progress, settings, budget, notes, signal);
    if (result.type === 'aborted') {
      yield { type: 'aborted', answer: await finish(parts, progress, budget, notes, { status: 'stopped' }) };
      return;
    }
    if (result.type === 'failed') {
      progress.notices.push(result.message);
      yield {
        type: 'failed',
        kind: result.kind,
        message: result.message,
        answer: await finish(parts, progress, budget, notes, { status: 'partial' }),
      };
      return;
    }
    if (result.type === 'overBudget') {
      progress.notices.push(
        parts.say(
          'The next request needs {0} tokens and does not fit the budget of {1}; it was not sent.',
          result.needs,
          budget.limitTokens,
        ),
      );
      yield { type: 'done', answer: await finish(parts, progress, budget, notes, { status: 'partial' }) };
      return;
    }
    if (progress.reply?.answerable) {
      yield {
        type: 'done',
        answer: await finish(parts, progress, budget, notes, result.isCut ? { status: 'partial' } : {}),
      };
      return;
    }
    progress.missing = progress.reply?.missing ?? [];
    if (round === 1 && (yield* widen(model, parts, progress, settings))) continue;
    break;
  }
  yield { type: 'done', answer: await finish(parts, progress, budget, notes, { notFound: 'declined' }) };
}

/** One answer call and, when its reply cannot be used, one repair call. */
async function* answerOnce(
  model: Model,
  parts: AskParts,
  progress: Progress,
  settings: AskSettings,
  budget: Budget,
  notes: CallNotes,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, CallResult> {
  const { say } = parts;
  const prompt = {
    question: progress.question,
    history: recentTurns(parts.history ?? []),
    passages: orderForPrompt(progress.passages),
    fence: parts.fence,
  };
  const request = {
    role: 'author',
    maxOutputTokens: settings.maxOutputTokens,
    json: { name: 'answer', schema: replyJsonSchema() },
  } as const;
  const tools = { budget, notes, signal, say };
  let result = yield* callModel(model, answerPrompt(prompt), request, tools);
  let problem = '';
  for (const isRepair of [false, true]) {
    if (result.type !== 'done') {
      const salvaged =
        result.type === 'failed' || result.type === 'aborted'
          ? parseReply(result.text, { isCut: true })
          : undefined;
      if (salvaged?.ok) progress.reply = salvaged.reply;
      return result;
    }
    const parsed = parseReply(result.text, { isCut: result.isCut });
    if (parsed.ok) {
      progress.reply = parsed.reply;
      if (result.isCut)
        progress.notices.push(say('The model stopped at its output limit; the answer may lack its end.'));
      return result;
    }
    problem = parsed.problem;
    if (isRepair) break;
    progress.notices.push(
      say('The first reply could not be used ({0}); the model was asked once more.', problem),
    );
    result = yield* callModel(model, repairPrompt(prompt, problem), request, tools);
  }
  return {
    type: 'failed',
    kind: 'badResponse',
    message: say(
      "The model's reply could not be used, twice: {0}. A larger model may keep to the format.",
      problem,
    ),
    text: '',
  };
}

/** Retrieves again, wider, with what the model says it lacks. False when that brings nothing new. */
async function* widen(
  model: Model,
  parts: AskParts,
  progress: Progress,
  settings: AskSettings,
): AsyncGenerator<RunEvent, boolean> {
  yield { type: 'widening', missing: progress.missing };
  const asked = analyseQuery([progress.query.text, ...progress.missing].join('\n'));
  const before = new Set(
    progress.passages.map((passage) => `${passage.path}:${passage.startLine}-${passage.endLine}`),
  );
  const room = (model.info('author')?.contextTokens ?? 0) - settings.maxOutputTokens - promptOverhead(parts);
  const wider = Math.min(
    settings.passageTokens * settings.widerFactor,
    room > 0 ? room : settings.passageTokens * settings.widerFactor,
  );
  const { hits } = rank(parts.view, asked, 200, 0);
  // What was sent stays in: the model declined for want of more, not of less.
  await choosePassages(
    parts,
    progress,
    interleave(progress.hits, hits),
    wider,
    FIRST_PASSAGES * settings.widerFactor,
  );
  const isNew = progress.passages.some(
    (passage) => !before.has(`${passage.path}:${passage.startLine}-${passage.endLine}`),
  );
  if (!isNew) return false;
  progress.route = {
    ...progress.route,
    name: 'widened',
    reason: parts.say('{0}; the model declined, so a wider round was made', progress.route.reason),
  };
  yield { type: 'passages', passages: progress.passages };
  yield { type: 'routed', route: progress.route };
  return true;
}

/** Alternates two rankings without repeats. */
function interleave(a: readonly Hit[], b: readonly Hit[]): Hit[] {
  const merged = new Map<string, Hit>();
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    for (const hit of [a[i], b[i]])
      if (hit && !merged.has(`${hit.path}:${hit.startLine}`)) merged.set(`${hit.path}:${hit.startLine}`, hit);
  }
  return [...merged.values()];
}

async function choosePassages(
  parts: AskParts,
  progress: Progress,
  hits: readonly Hit[],
  budgetTokens: number,
  maxPassages: number,
): Promise<void> {
  const countTokens = (text: string): number =>
    parts.model?.countTokens(text) ?? Math.ceil(text.length / 3.6);
  const set = await buildPassages(
    hits,
    parts.view,
    { budgetTokens, maxPassages },
    { read: parts.read, countTokens, say: parts.say },
  );
  progress.passages = set.passages;
  progress.leftOut = set.leftOut;
}

/** Tokens of a prompt beside its passages. */
function promptOverhead({ model, history = [] }: AskParts): number {
  const turns = recentTurns(history).map(({ question, answer }) => `${question}\n${answer}`);
  return PROMPT_OVERHEAD + turns.reduce((sum, text) => sum + (model?.countTokens(text) ?? 0), 0);
}

function exactNames(passages: readonly Passage[]): string[] {
  return [
    ...new Set(
      passages
        .flatMap((passage) => passage.why.exact)
        .map((why) => why.replace(/^(defines|path|stack frame) /, '')),
    ),
  ];
}
