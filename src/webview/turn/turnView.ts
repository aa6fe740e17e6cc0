/** One question and its answer, while it is made and after. */

import { durationText, mentionLabel } from '../../present/answer/format.ts';
import { showHidden } from '../../present/answer/hidden.ts';
import { unfinishedText } from '../../present/notices.ts';
import { troubleText } from '../../present/trouble.ts';
import type { Spending, Trouble, Turn } from '../../protocol/page.ts';
import { button, type Child, custom, h, icon, redraw, textButton } from '../elements/dom.ts';
import { createMarkdownView, type MarkdownView } from '../elements/markdownView.ts';
import { noticeLine } from '../elements/noticeLine.ts';
import { decisionView } from '../run/decisionView.ts';
import { draftView } from '../run/draftView.ts';
import { ledgerView, liveView } from '../run/liveView.ts';
import { routeCard, type TakenRoute } from '../run/routeCard.ts';
import type { Ui } from '../ui.ts';
import { afterView, answerView, suspicious } from './answerView.ts';
import { inspectorDetails } from './detailsView.ts';
import { phaseText } from './phase.ts';
import { createQuestionEdit } from './questionEdit.ts';
import { questionText } from './questionText.ts';
import { ACTION_LABELS, commandOf, nextSteps } from './trouble.ts';

export interface TurnContext {
  readonly spending: Spending;
  readonly ask: (question: string, symbol?: string) => void;
  /** Asks the question of a turn again, by another route or without the question before it. */
  readonly askAgain: (turn: Turn, how: Partial<TakenRoute> | { readonly alone: true }) => void;
  /** The run of the last question, which alone can be edited. */
  readonly lastRunId: string | undefined;
  /** Asks other words in the place of a question. */
  readonly edit: (turn: Turn, question: string) => void;
}

export interface TurnView {
  readonly element: HTMLElement;
  update(turn: Turn, context: TurnContext): void;
}

/** A turn's element; each update draws only what changed. */
export function createTurnView(first: Turn, ui: Ui): TurnView {
  const status = h('div', { class: 'run-status' });
  const stream = h('div', { class: 'stream' });
  const body = h('div', { class: 'answer' }, status, stream);
  const heading = h('h2', { class: 'question' });
  const editing = createQuestionEdit(heading, ui);
  const element = h(
    'article',
    { class: 'turn', attrs: { 'data-run': first.runId } },
    editing.element,
    mentionList(first, ui),
    body,
  );
  let text: MarkdownView | undefined;
  let drawn: { turn: Turn; spending: Spending } | undefined;
  const update = (turn: Turn, context: TurnContext): void => {
    editing.update(turn, context);
    if (drawn?.turn === turn && (turn.status === 'running' || drawn.spending === context.spending)) return;
    const before = drawn?.turn;
    drawn = { turn, spending: context.spending };
    if (turn.question !== before?.question) {
      // A question that holds secrets comes back without them.
      element.setAttribute('aria-label', showHidden(turn.question.slice(0, 200)));
      redraw(heading, questionText(turn.question));
    }
    element.classList.toggle('running', turn.status === 'running');
    if (turn.status === 'running') {
      if (!status.isConnected) body.replaceChildren(status, stream);
      drawRun(status, turn, { before, context }, ui);
      if (turn.progress.text === '') {
        stream.replaceChildren();
        text = undefined;
      } else {
        text ??= streamText(stream, ui);
        text.update(turn.progress.text);
      }
      return;
    }
    text = undefined;
    redraw(body, finished(turn, context, ui));
  };
  return { element, update };
}

function streamText(stream: HTMLElement, ui: Ui): MarkdownView {
  const view = createMarkdownView({ ui, citations: [] });
  stream.replaceChildren(view.element, h('p', { class: 'dim unchecked' }, ui.t('unchecked')));
  return view;
}

function mentionList({ mentions }: Turn, { t }: Ui): Child {
  if (mentions.length === 0) return undefined;
  const items = mentions.map((mention) => h('li', { class: 'mention' }, mentionLabel(mention)));
  return h('ul', { class: 'mentions', label: t('mentions') }, ...items);
}

/** Steps of a run that goes on. Text that streams does not draw them again. */
function drawRun(
  status: HTMLElement,
  turn: Turn,
  { before, context }: { readonly before: Turn | undefined; readonly context: TurnContext },
  ui: Ui,
): void {
  const { progress } = turn;
  const was = before?.progress;
  if (was !== undefined && DRAWN.every((key) => was[key] === progress[key])) return;
  const calls = progress.route?.estimate.calls ?? 0;
  const isLong = calls > SHORT_CALLS;
  const ring = custom('vscode-progress-ring', { class: 'ring', label: phaseText(progress, ui.t) });
  redraw(status, [
    h('div', { class: 'phase' }, ring, h('span', {}, phaseText(progress, ui.t)), elapsedTime(turn, ui.t)),
    progress.route &&
      routeCard(progress.route, ui, { take: (taken) => context.askAgain(turn, taken), isOpen: false }),
    isLong && progress.passages.length > 0 && draftView(progress.passages, progress.proved.length > 0, ui),
    ...liveView(turn, ui),
    !isLong &&
      progress.passages.length > 0 &&
      inspectorDetails(progress.passages, calls > 0 ? 'sent' : 'none', ui),
    progress.followUp !== undefined && followUpLine(turn, ui, context),
    // The last, since the view follows the end: what waits for a person is in sight.
    decisionView(turn, ui),
  ]);
}

/** A run of more calls than this shows a draft while it goes on. */
const SHORT_CALLS = 2;

/** What of a run is drawn beside its words. */
const DRAWN = [
  ...(['phase', 'route', 'call', 'retry', 'passages', 'followUp', 'steps'] as const),
  ...(['segments', 'proved', 'usage', 'asked', 'budgetTokens'] as const),
] as const;

/** How long a run goes on by now; it counts on while it is shown. */
function elapsedTime({ askedAtMs }: Turn, t: Ui['t']): HTMLElement {
  const element = h('span', { class: 'dim elapsed', attrs: { role: 'timer' } });
  const show = (): void => {
    element.textContent = t('elapsed', { time: durationText(Date.now() - askedAtMs) });
  };
  const timer = setInterval(() => (element.isConnected ? show() : clearInterval(timer)), 1_000);
  show();
  return element;
}

/** The question before, when it was searched as well. */
function followUpOf({ progress, answer }: Turn): string | undefined {
  const notice = answer?.notices.find(({ kind }) => kind === 'followUp');
  return notice?.kind === 'followUp' ? notice.question : progress.followUp;
}

/** Says that the question before was searched as well, with the way to search without it. */
function followUpLine(turn: Turn, { t }: Ui, context: TurnContext): HTMLElement {
  const question = followUpOf(turn) ?? '';
  const line = noticeLine('info', t('followUpSearched', { question }));
  line.append(
    ' ',
    textButton(t('searchAlone'), () => context.askAgain(turn, { alone: true }), { key: 'searchAlone' }),
  );
  return line;
}

function finished(turn: Turn, context: TurnContext, ui: Ui): Child[] {
  const { answer, error, progress, status } = turn;
  const { t } = ui;
  // What was streamed before a stop or a failure is not in the answer, which then holds the passages only.
  const isCut = answer === undefined || status !== 'done';
  const kept = isCut && progress.text !== '' ? createMarkdownView({ ui, citations: [] }) : undefined;
  kept?.update(progress.text);
  return [
    error && troubleView(error, ui, turn.runId),
    status === 'stopped' && noticeLine('debug-stop', t('stopped')),
    kept?.element,
    kept && h('p', { class: 'dim unchecked' }, t('neverChecked')),
    ...suspicious([turn.question, kept ? progress.text : '', error ? troubleText(error, t) : ''], t),
    // What went wrong says it already.
    !error &&
      answer?.status === 'partial' &&
      noticeLine('warning', unfinishedText(answer, { say: t.say, door: 'editor' }) ?? t('partial')),
    followUpOf(turn) !== undefined && followUpLine(turn, ui, context),
    !answer && progress.proved.length > 0 && ledgerView(progress.proved, ui),
    ...(answer ? answerView(answer, context.spending, ui, (taken) => context.askAgain(turn, taken)) : []),
    afterView(turn, ui, { ask: context.ask, take: (taken) => context.askAgain(turn, taken) }),
  ];
}

/** What went wrong and what can be done about it. */
export function troubleView(trouble: Trouble, ui: Ui, runId?: string, onDone?: () => void): HTMLElement {
  const { t, post } = ui;
  const steps = nextSteps(trouble, runId !== undefined).map((action, i) =>
    button(
      t(ACTION_LABELS[action]),
      () => {
        const command = commandOf(action);
        if (command) post({ type: 'runCommand', command });
        else if (action === 'askAgain' && runId !== undefined) post({ type: 'askAgain', runId });
        else post({ type: 'retry' });
      },
      { isSecondary: i > 0, key: `trouble/${action}` },
    ),
  );
  if (onDone) steps.push(button(t('dismiss'), onDone, { isSecondary: true, key: 'trouble/dismiss' }));
  return h(
    'div',
    { class: 'banner error' },
    icon('error'),
    h(
      'div',
      { class: 'banner-text' },
      h('strong', {}, t(runId === undefined ? 'notDone' : 'notFinished')),
      h('p', {}, troubleText(trouble, t)),
    ),
    h('div', { class: 'banner-actions' }, ...steps),
  );
}
