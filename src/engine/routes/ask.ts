import type { RunEvent } from '../events.ts';
import type { IndexView } from '../index/repository.ts';
import type { Decide, Model, Secrets } from '../ports.ts';
import { visible } from '../prompts/visible.ts';
import { measureUnits } from '../query/find.ts';
import { createBudget } from '../run/budget.ts';
import { concealQuestion } from '../run/conceal.ts';
import { mayBegin } from '../run/consent.ts';
import { type AskSettings, type Draft, passagesDraft, type RunContext } from '../run/context.ts';
import { foldConversation } from '../run/conversation.ts';
import { type FinishLabels, finish } from '../run/finish.ts';
import { readerBrief } from '../run/instructions/brief.ts';
import { standingInstructions } from '../run/instructions/standing.ts';
import { createJournal } from '../run/journal.ts';
import { firstLook, overheadTokens, readQuestion, tokenCounter } from '../run/look.ts';
import type { ProjectNote } from '../run/notes/note.ts';
import { noteLines } from '../run/notes/noteLines.ts';
import { Recorder, type Recording } from '../run/record/recorder.ts';
import { estimateFiles, reachFrom, tokenFactor } from '../run/scope/reach.ts';
import { readScope } from '../run/scope/scope.ts';
import { measureWalk, type WalkSize } from '../run/walk/size.ts';
import { treeFor } from '../run/walk/tree.ts';
import type { ConcealedFile, Notice, Question, RouteChoice, RouteName, RouteReason } from '../types.ts';
import { isOverview } from './asks.ts';
import { type Chosen, cheapestWhole, chooseNext, chooseRoute } from './choose.ts';
import { reportRoute } from './report.ts';
import type { Route, RouteFacts } from './route.ts';

/** What a question is asked with. */
export interface AskParts extends FinishLabels {
  readonly routes: readonly Route[];
  readonly view: IndexView;
  readonly model: Model | undefined;
  readonly settings: AskSettings;
  /** Random name of the delimiter around untrusted text. */
  readonly fence: string;
  readonly signal: AbortSignal;
  /** The route that a person wants. */
  readonly wished?: RouteName | undefined;
  readonly secrets: Secrets;
  /** Asks a person what a run may take; absent where nobody can be asked. */
  readonly decide?: Decide | undefined;
  /** Where the run is kept; absent for one that is not. */
  readonly recording?: Recording | undefined;
  /** What a person kept of earlier answers: the lines they cite are looked at first. */
  readonly notes?: readonly ProjectNote[] | undefined;
  /** A file as it is now, without its secrets. */
  read(path: string): Promise<ConcealedFile | undefined>;
}

/**
 * One question from its words to its Answer: search, offers, choice, run, finish. Ends with `done`, `failed` (with the
 * partial answer) or `aborted`. Costs the model calls of the route that is chosen, and no others.
 */
export async function* askQuestion(asked: Question, parts: AskParts): AsyncGenerator<RunEvent> {
  const { view, model, settings, fence, signal, wished } = parts;
  const bare = await concealQuestion(asked, parts.secrets, signal);
  const notes = asked.notes ?? (await noteLines(bare, parts.notes ?? [], parts));
  const instructions = await instructionsFor(asked, parts);
  // Who points at something knows where to look.
  const isNoted = notes.length > 0 && asked.focus.length === 0;
  const question = {
    ...{ ...bare, ...(isNoted ? { notes } : {}) },
    ...(instructions ? { instructions } : {}),
  };
  const record = await openRecorder(asked, question, parts);
  yield { type: 'started', question: question.text };
  if (record?.isResumed) yield { type: 'resumed', ...resumedFrom(record) };
  const search = readQuestion(question, view);
  yield {
    type: 'searching',
    terms: search.query.terms.slice(0, 20).map(({ word }) => word),
    ...(search.before ? { followUp: search.before.question } : {}),
  };
  const scope = readScope(question, view);
  const read = async (path: string): Promise<ConcealedFile | undefined> => {
    if (!scope.holds(path)) return undefined;
    const file = await parts.read(path);
    record?.noteRead(path, file?.hash);
    return file;
  };
  const look = question.report
    ? { query: search.query, hits: [], passages: [], leftOut: [] }
    : await firstLook(search, question, { view, scope, model, settings, read });
  const told = { instructions: question.instructions?.files ?? [] };
  const written = question.report && (await reportRoute(question.report, { ...parts, ...told, read }));
  signal.throwIfAborted();
  if (look.hits.length > 0) yield { type: 'passages', passages: look.passages };
  const facts = factsOf({ question, look, view, scope, settings, model });
  const chosen = chooseRoute(written ? [written] : parts.routes, facts, written?.name ?? wished);
  if ('failure' in chosen) {
    yield { type: 'failed', failure: chosen.failure };
    return;
  }
  const budget = createBudget(settings.budgetTokens, () => record?.outstandingTokens() ?? 0);
  yield { type: 'routed', route: chosen.choice, budgetTokens: budget.limitTokens };
  await record?.noteRoute(chosen.choice.name);
  signal.throwIfAborted();
  for (const usage of record?.spent ?? []) budget.book(usage);
  const notices: Notice[] = search.before ? [{ kind: 'followUp', question: search.before.question }] : [];
  if (view.unread > 0) notices.push({ kind: 'indexing', read: view.files.length, unread: view.unread });
  const context: RunContext = {
    ...{ question, look, view, scope, settings, read, model, budget, notices, fence, signal, record },
    ...{ typed: asked.text, decide: parts.decide },
    journal: createJournal(() => budget.usage()),
    notes: { redactions: 0, cutPrompt: undefined, doubted: 0 },
  };
  const { draft, choice } = yield* runRoutes(
    context,
    chosen,
    wished === undefined && !written ? parts.routes : [],
    facts,
  );
  yield context.journal.begin('check', { kind: 'check' });
  const { dropped } = foldConversation(question.history);
  if (draft.made === 'model' && dropped > 0) notices.push({ kind: 'earlierDropped', count: dropped });
  if (draft.made === 'model') notices.push(...instructionNotices(question));
  notices.push(...recordNotices(context, parts));
  const answer = await finish(context, choice, draft, parts);
  yield context.journal.end('check');
  if (draft.failure) yield { type: 'failed', failure: draft.failure, answer };
  else yield draft.status === 'stopped' ? { type: 'aborted', answer } : { type: 'done', answer };
}

/** The standing instructions that go with a question: none without a model, or where no person wants them. */
async function instructionsFor(
  asked: Question,
  { model, settings, view, read }: AskParts,
): Promise<Question['instructions']> {
  if (!model || settings.instructionChars === 0) return undefined;
  return asked.instructions ?? (await standingInstructions(asked, settings.instructionChars, { view, read }));
}

/** Which standing instructions went along, and how much of each. */
function instructionNotices({ instructions }: Question): Notice[] {
  if (!instructions || instructions.files.length === 0) return [];
  const files = instructions.files.map(({ path, text, chars }) => ({ path, chars: text.length, of: chars }));
  const { leftOut, leftOutFirst } = instructions;
  return [{ kind: 'instructions', files, leftOut, leftOutFirst }];
}

/** The record of a run with its first line, or the line that says that it goes on. Undefined for one that is not kept. */
async function openRecorder(
  asked: Question,
  question: Question,
  { recording, runId, wished, settings, fence, commit, view }: AskParts,
): Promise<Recorder | undefined> {
  if (!recording) return undefined;
  const recorder = new Recorder(recording, [visible(asked.text), visible(question.text)]);
  await recorder.begin({
    ...{ id: runId, question, settings: { ...settings }, fence },
    ...(wished === undefined ? {} : { wished }),
    ...(commit === undefined ? {} : { commit }),
    index: { files: view.files.length, chunks: view.starts[view.files.length]! },
  });
  return recorder;
}

/** What stands in the record and is not asked again. */
function resumedFrom(record: Recorder): Pick<Extract<RunEvent, { type: 'resumed' }>, 'calls' | 'usage'> {
  const replies = record.outstanding();
  const spent = createBudget(0);
  for (const { usage } of replies) spent.book(usage);
  return { calls: replies.length, usage: spent.usage() };
}

/** What a person is told of the record at the end. Books replies that were paid for and could not be used again. */
function recordNotices({ record, budget }: RunContext, { recording }: AskParts): Notice[] {
  if (!record || !recording) return [];
  const { files, calls } = record.staleness();
  for (const { usage } of record.outstanding()) budget.book(usage);
  record.forget();
  const failure = recording.record.failure();
  return [
    ...(files.length + calls > 0 ? [{ kind: 'changedSince', files, calls } as const] : []),
    ...(failure ? [{ kind: 'notRecorded', failure } as const] : []),
  ];
}

/** What a route is chosen from. Reads no file. */
function factsOf(
  context: Pick<RunContext, 'question' | 'look' | 'view' | 'scope' | 'settings' | 'model'>,
): RouteFacts {
  const { question, look, view, scope, settings, model } = context;
  const { order, ranked } = reachFrom(question, look, settings.rankShare, context);
  const countTokens = tokenCounter(model);
  const factor = tokenFactor(look.passages, countTokens);
  const tokensOf = (files: readonly number[]): number =>
    estimateFiles(
      files.map((file) => view.files[file]!),
      factor,
    );
  const besideTokens = overheadTokens(question, model);
  const brief = readerBrief(question, view);
  let walkSize: WalkSize | undefined;
  return {
    ...{ question, look, settings },
    index: { files: view.files.length, chunks: view.starts[view.files.length]! },
    scope: {
      files: order.length,
      tokens: tokensOf(order),
      ranked: { files: ranked, tokens: tokensOf(order.slice(0, ranked)) },
      limits: scope.limits,
    },
    author: model?.info('author'),
    reader: model?.info('reader'),
    overheadTokens: besideTokens,
    ...{ brief, countTokens },
    measure: (query) => {
      const { units, tokens } = measureUnits(query, { view, files: scope.files });
      return { units, tokens: Math.ceil(factor * tokens) };
    },
    outline: () =>
      (walkSize ??= measureWalk(
        treeFor(view, scope, { hits: look.hits, isOverview: isOverview(question.text) }),
        question,
        {
          ...{ brief, countTokens, besideTokens, factor },
          ...{ passageTokens: settings.passageTokens, walkSteps: settings.walkSteps },
        },
      )),
  };
}

/**
 * Runs the route that was chosen. One that found nothing in passages is followed, once, by one that reads everything,
 * where that fits the budget that is left.
 * Source: Self-Route (Li et al. 2024).
 */
async function* runRoutes(
  context: RunContext,
  chosen: Chosen,
  others: readonly Route[],
  facts: RouteFacts,
): AsyncGenerator<RunEvent, { readonly draft: Draft; readonly choice: RouteChoice }> {
  const { route, offer } = chosen;
  const draft = (await mayBegin(context, route.name, offer.estimate))
    ? yield* route.run(context, offer)
    : passagesDraft(context.look, 'stopped');
  const isDeclined = draft.status === 'declined' || draft.status === 'noMatch';
  // Who said no to more is not asked for still more.
  const isEnough = context.notices.some(({ kind }) => kind === 'finishedEarly');
  if (!isDeclined || isEnough || route.readsAll) return { draft, choice: chosen.choice };
  const left = context.budget.left();
  const next = chooseNext(others, facts, left);
  if (!next) {
    const whole = cheapestWhole(others, facts);
    if (whole) context.notices.push({ kind: 'couldRead', ...whole, left });
    return { draft, choice: chosen.choice };
  }
  yield { type: 'routed', route: next.choice, budgetTokens: context.budget.limitTokens };
  const after: RouteReason = { kind: 'afterDecline', of: [chosen.route.name] };
  const second = yield* next.route.run({ ...context, mayEndEarly: true }, next.offer);
  return { draft: { ...second, reason: second.reason ?? after }, choice: next.choice };
}
