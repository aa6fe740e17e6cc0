/** Lines above the question box: why a question cannot be sent now, and what hides in it. */

import { hiddenNames } from '../../present/answer/hidden.ts';
import { isFailureLike } from '../../present/run/failureLike.ts';
import { MAX_QUESTION_CHARS, type PageState } from '../../protocol/page.ts';
import { button, type Child, h, icon, iconButton, redraw } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';

export interface BoxNotices {
  readonly element: HTMLElement;
  /** What the text itself gives reason to say. */
  check(text: string): void;
  /** A question was sent while an answer is being made. `stop` ends that, when it can be ended. */
  showBusy(stop: (() => void) | undefined): void;
  /** Says something until the text changes. */
  show(text: string): void;
  /** Questions that wait for the answer. */
  showWaiting(waiting: PageState['waiting']): void;
  /** Nothing is being made any more. */
  clearBusy(): void;
}

/** Made once; drawn again only when what it says changed, so that its button keeps the focus. */
export function createBoxNotices({ t, say, post }: Ui): BoxNotices {
  const element = h('div', { class: 'box-notices' });
  let ofText: readonly string[] = [];
  /** The text as it is, where it looks like the output of something that failed. */
  let failure: string | undefined;
  let passing: string | undefined;
  let waiting: PageState['waiting'] = [];
  let busy: { readonly stop: (() => void) | undefined } | undefined;
  const line = (text: string, ...more: readonly Child[]): HTMLElement =>
    h('div', { class: 'notice warning' }, icon('warning'), h('span', {}, text), ...more);
  const draw = (): void =>
    redraw(element, [
      ...waiting.map((one) => waitingLine(one, { t, post })),
      ...ofText.map((text) => line(text)),
      passing !== undefined && line(passing),
      failure !== undefined &&
        h(
          'div',
          { class: 'notice' },
          icon('wrench'),
          h('span', {}, t('looksFailed')),
          button(t('fixIt'), () => failure !== undefined && post({ type: 'fix', text: failure }), {
            isSecondary: true,
            key: 'failure/fix',
          }),
        ),
      busy &&
        line(
          t('busy'),
          busy.stop && button(t('stopAnswer'), busy.stop, { isSecondary: true, key: 'busy/stop' }),
        ),
    ]);
  return {
    element,
    check(text) {
      const found = noticesOf(text, t);
      const wasFailure = failure !== undefined;
      failure = text.length <= MAX_QUESTION_CHARS && isFailureLike(text) ? text : undefined;
      const isSame = found.join('\n') === ofText.join('\n') && wasFailure === (failure !== undefined);
      if (passing === undefined && isSame) return;
      passing = undefined;
      ofText = found;
      draw();
    },
    show(text) {
      passing = text;
      say(text);
      draw();
    },
    showWaiting(next) {
      if (next === waiting) return;
      if (next.length > waiting.length) say(t('waits', { question: next.at(-1)!.question }));
      waiting = next;
      draw();
    },
    showBusy(stop) {
      busy = { stop };
      say(t('busy'));
      draw();
    },
    clearBusy() {
      if (!busy) return;
      busy = undefined;
      draw();
    },
  };
}

function waitingLine(
  { id, question }: PageState['waiting'][number],
  { t, post }: Pick<Ui, 't' | 'post'>,
): HTMLElement {
  const drop = iconButton('close', t('dropWaiting', { question }), {
    key: `drop/${id}`,
    onClick: () => post({ type: 'dropWaiting', id }),
  });
  const text = h('span', { class: 'waiting-text', title: question }, t('waits', { question }));
  return h('div', { class: 'waiting' }, icon('watch'), text, drop);
}

function noticesOf(text: string, t: Ui['t']): string[] {
  const notices: string[] = [];
  if (text.length > MAX_QUESTION_CHARS)
    notices.push(t('tooLong', { n: text.length, max: MAX_QUESTION_CHARS }));
  const { shown, total } = hiddenNames(text);
  if (total > 0) notices.push(t('hiddenInQuestion', { n: total, names: shown.join(' ') }));
  return notices;
}
