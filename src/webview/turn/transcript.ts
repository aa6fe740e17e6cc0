/** The turns of a conversation, in order, and where the view stands among them. */
import type { Turn } from '../../protocol/page.ts';
import { custom, h } from '../elements/dom.ts';
import type { PageModel } from '../frame/model.ts';
import type { Ui } from '../ui.ts';
import { createTurnView, type TurnContext, type TurnView } from './turnView.ts';

/** Nearer to the end than this counts as being there. */
const BOTTOM_PX = 32;

export interface Transcript {
  readonly element: HTMLElement;
  update(
    scroller: HTMLElement,
    turns: readonly Turn[],
    pending: PageModel['pending'],
    context: TurnContext,
  ): void;
}

/** Keeps one element for each turn. The view follows new words only while it stands at the end. */
export function createTranscript(ui: Ui): Transcript {
  const element = h('div', { class: 'transcript' });
  let views = new Map<string, TurnView>();
  let before: readonly Turn[] = [];
  let waiting: HTMLElement | undefined;
  return {
    element,
    update(scroller, turns, pending, context) {
      const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < BOTTOM_PX;
      const isNew = turns.some(({ runId }) => !views.has(runId));
      const next = new Map<string, TurnView>();
      for (const [at, turn] of turns.entries()) {
        const view = views.get(turn.runId) ?? createTurnView(turn, ui);
        view.update(turn, context);
        next.set(turn.runId, view);
        if (element.children[at] !== view.element)
          element.insertBefore(view.element, element.children[at] ?? null);
      }
      for (const [runId, view] of views) if (!next.has(runId)) view.element.remove();
      waiting?.remove();
      waiting = pending && pendingElement(pending.question, ui);
      if (waiting) element.append(waiting);
      const ended = turns.find(
        (turn, i) =>
          turn.status !== 'running' && before[i]?.runId === turn.runId && before[i].status === 'running',
      );
      views = next;
      before = turns;
      if (isNew || waiting) scroller.scrollTop = scroller.scrollHeight;
      else if (ended && isAtEnd) showStart(scroller, next.get(ended.runId)!.element);
      else if (isAtEnd && turns.some(({ status }) => status === 'running'))
        scroller.scrollTop = scroller.scrollHeight;
    },
  };
}

/** A finished answer is read from its beginning, not from the end of its details. */
function showStart(scroller: HTMLElement, turn: HTMLElement): void {
  const top = turn.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  scroller.scrollTop = Math.min(top, scroller.scrollHeight - scroller.clientHeight);
}

function pendingElement(question: string, { t }: Ui): HTMLElement {
  return h(
    'article',
    { class: 'turn running' },
    h('h2', { class: 'question' }, question),
    h(
      'div',
      { class: 'phase' },
      custom('vscode-progress-ring', { class: 'ring', label: t('phaseStarting') }),
      h('span', {}, t('phaseStarting')),
    ),
  );
}
