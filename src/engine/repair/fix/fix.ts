import type { FixEvent } from '../../events.ts';
import type { IndexView } from '../../index/repository.ts';
import type { Hash, Model, Parser, Secrets, Workspace } from '../../ports.ts';
import { visible } from '../../prompts/visible.ts';
import { createBudget } from '../../run/budget.ts';
import { concealText } from '../../run/conceal.ts';
import { createJournal } from '../../run/journal.ts';
import { Recorder, type Recording } from '../../run/record/recorder.ts';
import type {
  ChangedSymbol,
  FailedAttempt,
  Fix,
  FixPlan,
  FixProblem,
  Located,
  ReachedPlace,
} from '../../types/repair.ts';
import type { ConcealedFile, Failure, Notice } from '../../types.ts';
import { localise } from '../localise/localise.ts';
import { reachOf } from './changed.ts';
import type { FixContext, FixSettings } from './context.ts';
import { type EditsEnd, type EditsLog, linesOf, makeEdits } from './editStep.ts';
import type { Placed } from './place.ts';
import { planChange } from './planStep.ts';
import type { WantedLines } from './shown.ts';

/** What a problem is repaired with. */
export interface FixParts {
  readonly view: IndexView;
  readonly model: Model | undefined;
  readonly settings: FixSettings;
  readonly secrets: Secrets;
  readonly parser: Parser;
  readonly hash: Hash;
  /** Tries before this run, such as a patch on which a check failed. */
  readonly earlier: readonly FailedAttempt[];
  /** Random name of the delimiter around untrusted text. */
  readonly fence: string;
  readonly signal: AbortSignal;
  /** Where its calls are kept; absent for a run that is not. */
  readonly recording?: Recording | undefined;
  /** A file as it is now, without its secrets. */
  read(path: string): Promise<ConcealedFile | undefined>;
  /** A file as it is. */
  source(path: string): ReturnType<Workspace['read']>;
}

/** What of a repair is there; it grows while the run goes on. */
interface Progress {
  located: Located;
  plan?: FixPlan;
  placed?: Placed;
  changed: readonly ChangedSymbol[];
  related: readonly ReachedPlace[];
  said: string;
  readonly log: EditsLog;
}

/**
 * A problem to a patch that a person can look at: localise, plan, edits, and what the changed definitions reach. Writes
 * nothing. Ends with `done`, `failed` (with what there is) or `aborted`. Costs at most one plan and the rounds of edits,
 * each an author call with one repair, and no patch comes of a reply that was not whole.
 * Source: Agentless (Xia et al. 2024), with the steps held against the index; methods A13, D5.
 */
export async function* fixProblem(asked: FixProblem, parts: FixParts): AsyncGenerator<FixEvent> {
  const { view, model, settings, signal } = parts;
  const problem = await concealProblem(asked, parts);
  yield { type: 'started', question: problem.text };
  const located = localise(problem, view);
  yield { type: 'located', located };
  signal.throwIfAborted();
  const progress: Progress = {
    ...{ located, changed: [], related: [], said: '' },
    log: { attempts: [], notRead: [], seen: new Set() },
  };
  const budget = createBudget(settings.budgetTokens);
  const notices: Notice[] = [];
  if (!model?.info('author')) {
    yield { type: 'failed', failure: { kind: 'notConfigured', cause: 'noModel' } };
    return;
  }
  const context: FixContext = {
    ...parts,
    ...{ model, problem, typed: asked.text, budget, notices },
    record: parts.recording && new Recorder(parts.recording, [visible(asked.text), visible(problem.text)]),
    journal: createJournal(() => budget.usage()),
    notes: { redactions: 0, cutPrompt: undefined, doubted: 0 },
  };
  const end = yield* runPhases(context, progress);
  if (context.notes.redactions > 0) notices.push({ kind: 'redactions', count: context.notes.redactions });
  if (context.notes.cutPrompt) notices.push({ kind: 'cutPrompt', ...context.notes.cutPrompt });
  const fix = fixOf(context, progress, end.type);
  if (end.type === 'failed') yield { type: 'failed', failure: end.failure, fix };
  else yield end.type === 'aborted' ? { type: 'aborted', fix } : { type: 'done', fix };
}

/** How the phases ended; what they made stands in the progress. */
type End =
  | { readonly type: 'patch' | 'refused' | 'nothing' | 'stopped' | 'aborted' }
  | { readonly type: 'failed'; readonly failure: Failure };

async function* runPhases(context: FixContext, progress: Progress): AsyncGenerator<FixEvent, End> {
  const { journal, settings } = context;
  const { log } = progress;
  const located = turned(progress.located, settings.turn);
  if (located.files.length === 0) return { type: 'nothing' };
  const isOne = located.files.length === 1;
  yield journal.begin('plan', isOne ? { kind: 'planOne', of: located.files[0]!.path } : { kind: 'plan' });
  const planned = yield* planChange(context, located);
  if (planned.type !== 'plan') {
    yield journal.end('plan', 'failed');
    return endOf(context, planned);
  }
  yield journal.end('plan');
  progress.plan = planned.plan;
  yield { type: 'planned', plan: planned.plan };
  yield journal.begin('edits', { kind: 'edits' });
  const wanted = linesOf(planned.plan, located);
  const task = { plan: planned.plan, wanted, standing: [], changed: [], rounds: settings.rounds };
  const made = yield* makeEdits(context, task, log);
  yield journal.end('edits', made.type === 'placed' ? 'done' : 'failed');
  if (made.type === 'nothing') progress.said = made.said;
  if (made.type === 'placed' || made.type === 'unplaced') progress.placed = made.placed;
  if (made.type !== 'placed') return endOf(context, made);
  return yield* followUses(context, progress, made.placed);
}

/** The same files in another order. */
function turned({ files, ...rest }: Located, by: number): Located {
  const at = files.length === 0 ? 0 : by % files.length;
  return { ...rest, files: [...files.slice(at), ...files.slice(0, at)] };
}

function endOf({ notices }: FixContext, end: Exclude<EditsEnd, { type: 'placed' }>): End {
  if (end.type === 'failed') return { type: 'failed', failure: end.failure };
  if (end.type === 'unplaced') return { type: 'refused' };
  if (end.type !== 'refused') return { type: end.type };
  notices.push(end.notice);
  return { type: 'stopped' };
}

/** Files outside of a patch that are looked at for what changed. */
const MOST_REACHED = 5;
const AROUND = 10;

/**
 * What the changed definitions reach is offered as part of the same patch: one more round for the callers, tests and
 * documents, where a round and the budget are left. A patch stands without it; what was not changed is told.
 */
async function* followUses(
  context: FixContext,
  progress: Progress,
  placed: Placed,
): AsyncGenerator<FixEvent, End> {
  const { journal, settings, budget } = context;
  const { log, plan } = progress;
  const reach = await reachOf(placed.files, context);
  progress.changed = reach.changed;
  progress.related = reach.related;
  const rounds = settings.rounds - log.attempts.length - 1;
  if (reach.related.length === 0 || rounds < 1 || !plan) return { type: 'patch' };
  const paths = [...new Set(reach.related.map(({ path }) => path))].slice(0, MOST_REACHED);
  const wanted = paths.map((path): WantedLines => {
    const own = reach.related.filter((place) => place.path === path);
    const lines = own.map(({ startLine, endLine }) => ({
      startLine: Math.max(1, startLine - AROUND),
      endLine: endLine + AROUND,
    }));
    return { path, lines };
  });
  yield journal.begin('uses', { kind: 'followUses' }, paths.length);
  const inner: EditsLog = { attempts: [], notRead: log.notRead, seen: new Set(log.seen) };
  const left = budget.left();
  const task = { plan, wanted, standing: placed.kept, changed: reach.changed, rounds: 1 };
  const made = yield* makeEdits(context, task, inner);
  const isDone = made.type === 'placed' || (made.type === 'nothing' && budget.left() < left);
  yield journal.end('uses', isDone ? 'done' : 'failed');
  log.attempts.push(...inner.attempts);
  if (made.type === 'placed') progress.placed = made.placed;
  const patched = new Set(progress.placed?.files.map(({ path }) => path));
  progress.related = reach.related.filter(({ path }) => !patched.has(path));
  return { type: context.signal.aborted ? 'aborted' : 'patch' };
}

function fixOf({ problem, notices, budget }: FixContext, progress: Progress, end: End['type']): Fix {
  const { located, plan, placed, changed, related, said, log } = progress;
  const status = end === 'failed' || end === 'aborted' ? 'stopped' : end;
  return {
    ...{ status, problem: problem.text, located, changed, related, said, notices },
    ...(plan ? { plan } : {}),
    files: placed?.files ?? [],
    attempts: log.attempts,
    notRead: log.notRead,
    usage: budget.usage(),
  };
}

/** A problem without its secrets: what is searched for, told and stored. */
async function concealProblem(
  { text, places, rejected }: FixProblem,
  { secrets, signal }: FixParts,
): Promise<FixProblem> {
  const conceal = async (words: string): Promise<string> =>
    concealText(words, await secrets.find({ text: words, hash: '' }, { signal })).text;
  return {
    ...{ places, text: await conceal(text) },
    rejected: await Promise.all(
      rejected.map(async (one) => ({
        ...one,
        ...{ text: await conceal(one.text), reason: await conceal(one.reason) },
      })),
    ),
  };
}
