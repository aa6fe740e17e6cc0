/** A run while it goes on: its steps, its parts as cells that fill, what was proved, what it spends. */
import { usageText } from '../../present/answer/format.ts';
import type { SegmentState } from '../../present/answer/turn.ts';
import { countSegments } from '../../present/run/segments.ts';
import { stepProgress } from '../../present/run/steps.ts';
import type { Claim, Step } from '../../protocol/data.ts';
import type { Progress, Turn } from '../../protocol/page.ts';
import { type Child, details, h, icon, textButton } from '../elements/dom.ts';
import { citationChip } from '../elements/links.ts';
import { markdownElement } from '../elements/markdownView.ts';
import type { Ui } from '../ui.ts';
import { meter } from './meter.ts';

/** Claims that are shown at first: the newest. */
const NEWEST = 5;

/** Everything that a run tells beside its route and its words. */
export function liveView({ runId, progress }: Turn, ui: Ui): Child[] {
  const { t, post } = ui;
  const { steps, segments, proved, usage } = progress;
  return [
    steps.length > 0 && h('ul', { class: 'plain-list steps', label: t('steps') }, ...steps.map(stepLine(ui))),
    segments && cellsView(segments, ui),
    proved.length > 0 && ledgerView(proved, ui),
    usage && spendingView(progress, ui),
    segments &&
      h(
        'p',
        {},
        textButton(t('stopRun'), () => post({ type: 'stop', runId }), { key: 'live/stop' }),
      ),
  ];
}

const STEP_ICONS = { running: 'sync', done: 'check', failed: 'error' } as const;

function stepLine({ t }: Ui): (step: Step) => HTMLElement {
  return (step) => {
    const state = t(
      step.state === 'running' ? 'stepRunning' : step.state === 'done' ? 'stepDone' : 'stepFailed',
    );
    return h(
      'li',
      { class: `step ${step.state}` },
      icon(STEP_ICONS[step.state]),
      h('span', {}, stepProgress(step, t.say)),
      h('span', { class: 'sr-only' }, ` (${state})`),
    );
  };
}

/** One cell for each part; the words below say the same. */
function cellsView(segments: readonly SegmentState[], { t }: Ui): HTMLElement {
  const { read, lost, waiting, reading } = countSegments(segments);
  const text = [
    t('partsRead', { read, total: t.plural('parts', segments.length) }),
    reading > 0 && t('partsReading', { n: reading }),
    lost > 0 && t('partsLost', { n: lost }),
    waiting > 0 && t('partsWaiting', { n: waiting }),
  ]
    .filter((part) => part !== false)
    .join(' · ');
  return h(
    'div',
    { class: 'cells-frame' },
    h(
      'div',
      { class: 'cells', attrs: { 'aria-hidden': 'true' } },
      ...segments.map((state) => h('span', { class: `cell ${state}` })),
    ),
    h('p', { class: 'dim' }, text),
  );
}

/** What readers proved so far, the newest first, each with its lines. */
export function ledgerView(proved: readonly Claim[], ui: Ui): HTMLElement {
  const { t } = ui;
  const newest = proved.toReversed();
  const rows = newest.map((claim, i) => ledgerRow(claim, proved.length - i, ui));
  const list = h('ul', { class: 'plain-list ledger' }, ...rows.slice(0, NEWEST));
  const all =
    rows.length > NEWEST &&
    textButton(
      t('showAllItems', { n: rows.length }),
      () => {
        list.replaceChildren(...rows);
        if (all) all.remove();
      },
      { class: 'show-all', key: 'ledger/all' },
    );
  const ledger = details('ledger', [t.plural('provedSoFar', proved.length)], list, all);
  ledger.open = true;
  return ledger;
}

function ledgerRow({ text, state, citations }: Claim, number: number, ui: Ui): HTMLElement {
  const chips = citations.map((citation, i) => citationChip(citation, state, `ledger/${number}/${i}`, ui));
  return h(
    'li',
    { class: `claim ${state}` },
    markdownElement(text, { ui, citations: [] }),
    h('div', { class: 'evidence' }, ...chips),
  );
}

/** What was spent, of what the run may spend at most. */
function spendingView({ usage, budgetTokens }: Progress, ui: Ui): HTMLElement {
  const { t, currency } = ui;
  const spent = usage!.tokensIn + usage!.tokensOut;
  const text = usageText(usage!, t, currency);
  if (budgetTokens === undefined) return h('p', { class: 'dim' }, text);
  const of = t('spentOf', { spent, budget: t.plural('tokens', budgetTokens) });
  return h(
    'div',
    { class: 'meter-frame' },
    meter(spent / budgetTokens),
    h('p', { class: 'dim' }, `${of} · ${text}`),
  );
}
