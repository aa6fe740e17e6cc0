import type { RunEvent } from '../events.ts';
import type { IndexView } from '../index/repository.ts';
import type { Model, Secrets } from '../ports.ts';
import { createBudget } from '../run/budget.ts';
import { concealQuestion } from '../run/conceal.ts';
import { type AskSettings, type RunContext, wholeScope } from '../run/context.ts';
import { type FinishLabels, finish } from '../run/finish.ts';
import { createJournal } from '../run/journal.ts';
import { firstLook, overheadTokens, readQuestion } from '../run/look.ts';
import type { ConcealedFile, Notice, Question, RouteName } from '../types.ts';
import { chooseRoute } from './choose.ts';
import type { Route } from './route.ts';

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
  /** A file as it is now, without its secrets. */
  read(path: string): Promise<ConcealedFile | undefined>;
}

/**
 * One question from its words to its Answer: search, offers, choice, run, finish. Ends with `done`, `failed` (with the
 * partial answer) or `aborted`. Costs the model calls of the route that is chosen, and no others.
 */
export async function* askQuestion(asked: Question, parts: AskParts): AsyncGenerator<RunEvent> {
  const { view, model, settings, fence, signal, wished } = parts;
  const question = await concealQuestion(asked, parts.secrets, signal);
  yield { type: 'started', question: question.text };
  const search = readQuestion(question, view);
  yield {
    type: 'searching',
    terms: search.query.terms.slice(0, 20).map(({ word }) => word),
    ...(search.before ? { followUp: search.before.question } : {}),
  };
  const scope = wholeScope(view);
  const read = async (path: string): Promise<ConcealedFile | undefined> =>
    scope.holds(path) ? parts.read(path) : undefined;
  const look = await firstLook(search, question, { view, model, settings, read });
  signal.throwIfAborted();
  if (look.hits.length > 0) yield { type: 'passages', passages: look.passages };
  const chosen = chooseRoute(
    parts.routes,
    {
      ...{ question, look, settings },
      index: { files: view.files.length, chunks: view.starts[view.files.length]! },
      author: model?.info('author'),
      overheadTokens: overheadTokens(question, model),
    },
    wished,
  );
  if ('failure' in chosen) {
    yield { type: 'failed', failure: chosen.failure };
    return;
  }
  yield { type: 'routed', route: chosen.choice };
  signal.throwIfAborted();
  const budget = createBudget(settings.budgetTokens);
  const notices: Notice[] = search.before ? [{ kind: 'followUp', question: search.before.question }] : [];
  const context: RunContext = {
    ...{ question, look, view, scope, settings, read, model, budget, notices, fence, signal },
    typed: asked.text,
    journal: createJournal(() => budget.usage()),
    notes: { redactions: 0, cutPrompt: undefined, doubted: 0 },
  };
  const draft = yield* chosen.route.run(context, chosen.offer);
  yield context.journal.begin('check', { kind: 'check' });
  const answer = await finish(context, chosen.choice, draft, parts);
  yield context.journal.end('check');
  if (draft.failure) yield { type: 'failed', failure: draft.failure, answer };
  else yield draft.status === 'stopped' ? { type: 'aborted', answer } : { type: 'done', answer };
}
