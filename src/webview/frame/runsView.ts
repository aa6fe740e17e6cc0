/** The runs on the disk: what was asked, how it ended, what it took; opened, gone on with, deleted. And what was spent. */

import { durationText, usageText } from '../../present/answer/format.ts';
import { routeTitle } from '../../present/routes.ts';
import { runStatusText } from '../../present/run/runs.ts';
import type { ToPage } from '../../protocol/page.ts';
import { button, type Child, details, h, icon, iconButton, redraw, textButton } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';

type RunsMessage = Extract<ToPage, { type: 'runs' }>;
type Run = RunsMessage['list']['runs'][number];
type Totals = RunsMessage['totals'];

/** Runs and rows of spending that are drawn at first. */
const FIRST_RUNS = 50;
const FIRST_SPENT = 14;
/** What is confirmed when all runs go; no run has this name. */
const ALL = '';

/** The list, drawn anew with each message. Deleting asks in the row itself. */
export class RunsView {
  readonly element: HTMLElement;
  readonly #ui: Ui;
  readonly #close: () => void;
  #message: RunsMessage | undefined;
  /** The run whose row asks whether to delete it. */
  #confirming: string | undefined;
  #limit = FIRST_RUNS;

  constructor(ui: Ui, onClose: () => void) {
    this.#ui = ui;
    this.#close = onClose;
    this.element = h('section', {
      class: 'runs',
      label: ui.t('runs'),
      attrs: { hidden: true, tabindex: -1 },
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Opens the list and asks for what stands in it. */
  open(): void {
    this.element.hidden = false;
    this.#confirming = undefined;
    this.refresh();
    this.#draw();
    this.#focus('runs/back');
  }

  close(): void {
    this.element.hidden = true;
  }

  refresh(): void {
    this.#ui.post({ type: 'listRuns' });
  }

  show(message: RunsMessage): void {
    const isFirst = this.#message === undefined;
    this.#message = message;
    if (!this.isOpen) return;
    this.#draw();
    if (isFirst) this.#ui.say(this.#ui.t.plural('runsSay', message.list.runs.length));
  }

  #draw(): void {
    const { t } = this.#ui;
    const message = this.#message;
    const head = h(
      'div',
      { class: 'runs-head' },
      iconButton('arrow-left', t('runsBack'), { key: 'runs/back', onClick: this.#close }),
      h('h2', {}, t('runs')),
    );
    if (!message) {
      redraw(this.element, [head, h('p', { class: 'dim' }, t('runsLoading'))]);
      return;
    }
    const { runs, unreadable, keepDays, keepBytes } = message.list;
    redraw(this.element, [
      head,
      ...spendingParts(message.totals, this.#ui),
      runs.length === 0 && h('p', {}, t('runsNone')),
      unreadable > 0 && h('p', { class: 'dim' }, t.plural('runsUnreadable', unreadable)),
      runs.length > 0 &&
        h(
          'ul',
          { class: 'plain-list run-list', label: t('runs') },
          ...runs.slice(0, this.#limit).map((run) => this.#row(run)),
        ),
      runs.length > this.#limit &&
        textButton(t('showAllItems', { n: runs.length }), () => this.#showAll(), {
          class: 'show-all',
          key: 'runs/all',
        }),
      h('p', { class: 'dim' }, t('runsKept', { days: keepDays, size: Math.round(keepBytes / 1e6) })),
      runs.length > 0 && this.#allRuns(),
    ]);
  }

  #showAll(): void {
    this.#limit = Number.POSITIVE_INFINITY;
    this.#draw();
  }

  #row(run: Run): HTMLElement {
    const { t, post } = this.#ui;
    const { id, question, canResume } = run;
    if (this.#confirming === id)
      return h('li', { class: 'run' }, ...this.#question(id, t('confirmDeleteRun')));
    const name = question.trim().split('\n', 1)[0]!.slice(0, 200);
    const actions = h(
      'div',
      { class: 'run-actions' },
      canResume &&
        textButton(t('resumeRun'), () => post({ type: 'resumeRun', runId: id }), {
          key: `run/resume/${id}`,
        }),
      run.status === 'running' &&
        textButton(t('stopRun'), () => post({ type: 'stop', runId: id }), { key: `run/stop/${id}` }),
    );
    return h(
      'li',
      { class: `run ${run.status}` },
      h(
        'div',
        { class: 'run-line' },
        h(
          'button',
          {
            class: 'run-open',
            key: `run/open/${id}`,
            title: t('openRun', { question: name }),
            attrs: { type: 'button' },
            onClick: () => post({ type: 'openRun', runId: id }),
          },
          icon(ICONS[run.status], 'run-icon'),
          h('span', { class: 'run-question' }, name),
        ),
        run.status !== 'running' &&
          iconButton('trash', t('deleteRun', { question: name }), {
            key: `run/delete/${id}`,
            onClick: () => this.#confirm(id, `run/keep/${id}`),
          }),
      ),
      h('p', { class: 'dim' }, factsOf(run, this.#ui).join(' · ')),
      h('p', { class: 'dim' }, usageText(run.usage, t, this.#ui.currency)),
      actions.childElementCount > 0 && actions,
    );
  }

  #question(id: string, words: string): Child[] {
    const { t, post } = this.#ui;
    const yes = (): void => {
      this.#confirming = undefined;
      post({ type: 'deleteRuns', ...(id === ALL ? {} : { runId: id }) });
      this.#draw();
      this.#focus('runs/back');
    };
    return [
      h('p', {}, words),
      h(
        'div',
        { class: 'run-actions' },
        button(t('keep'), () => this.#confirm(undefined, `run/delete/${id}`), { key: `run/keep/${id}` }),
        button(t('delete'), yes, { isSecondary: true, key: `run/delete!/${id}` }),
      ),
    ];
  }

  #allRuns(): HTMLElement {
    const { t } = this.#ui;
    if (this.#confirming === ALL)
      return h('div', { class: 'run' }, ...this.#question(ALL, t('confirmDeleteRuns')));
    return h(
      'div',
      {},
      button(t('deleteAllRuns'), () => this.#confirm(ALL, `run/keep/${ALL}`), {
        isSecondary: true,
        key: `run/delete/${ALL}`,
      }),
    );
  }

  #confirm(id: string | undefined, focusKey: string): void {
    this.#confirming = id;
    this.#draw();
    this.#focus(focusKey);
  }

  #focus(key: string): void {
    this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
}

const ICONS = {
  running: 'sync',
  complete: 'pass',
  notFound: 'circle-slash',
  partial: 'warning',
  stopped: 'debug-stop',
  failed: 'error',
  broken: 'debug-disconnect',
} as const satisfies Record<Run['status'], string>;

/** When, how, in what state: short, and in the order in which they are looked for. */
function factsOf({ atMs, endedAtMs, status, route, door, lostLines }: Run, { t }: Ui): string[] {
  const at = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return [
    runStatusText(status, t.say),
    at.format(atMs),
    route !== undefined && routeTitle(route, t.say),
    endedAtMs !== undefined && t('runTook', { time: durationText(endedAtMs - atMs) }),
    door === 'cli' && t('runFromCli'),
    lostLines > 0 && t.plural('runLostLines', lostLines),
  ].filter((part) => part !== false);
}

/** What model calls took over all folders and both doors: today's sum in sight, the rest folded. */
function spendingParts({ days, months, models }: Totals, ui: Ui): Child[] {
  const { t, currency } = ui;
  const [today] = days;
  if (!today) return [h('p', { class: 'dim' }, t('spendingNone'))];
  const part = (key: string, title: string, rows: Totals['days']): HTMLElement =>
    details(`runs/${key}`, [title, h('span', { class: 'tag' }, String(rows.length))], spentRows(rows, ui));
  return [
    details(
      'runs/spending',
      [`${t('spending')}: ${today.key}, ${usageText(today.usage, t, currency)}`],
      part('days', t('spendDays'), days),
      part('months', t('spendMonths'), months),
      part('models', t('spendModels'), models),
    ),
  ];
}

function spentRows(rows: Totals['days'], { t, currency }: Ui): HTMLElement {
  const of = (some: Totals['days']): HTMLElement[] =>
    some.flatMap(({ key, usage }) => [h('dt', {}, key), h('dd', {}, usageText(usage, t, currency))]);
  const list = h('dl', { class: 'spending' }, ...of(rows.slice(0, FIRST_SPENT)));
  if (rows.length <= FIRST_SPENT) return list;
  const all = textButton(
    t('showAllItems', { n: rows.length }),
    () => {
      list.append(...of(rows.slice(FIRST_SPENT)));
      all.remove();
    },
    { class: 'show-all' },
  );
  return h('div', {}, list, all);
}
