/** Before a question is sent: how much of the model's window its first request fills, and what the answer may cost. */

import { costText } from '../../present/answer/format.ts';
import { routeEstimate } from '../../present/routes.ts';
import { type Draft, MAX_QUESTION_CHARS, type ToPage } from '../../protocol/page.ts';
import { h, redraw } from '../elements/dom.ts';
import { meter } from '../run/meter.ts';
import type { Ui } from '../ui.ts';

type Measured = Extract<ToPage, { type: 'measured' }>;

export interface ContextMeter {
  readonly element: HTMLElement;
  /** The text, what it names, or what answers changed. */
  changed(): void;
  show(message: Measured): void;
}

interface MeterTools {
  /** What would be asked; undefined where nothing would be sent: no model is set, or a command is typed. */
  readonly draft: () => Draft | undefined;
  /** Shows all of what would be sent. */
  readonly onOpen: () => void;
}

/** Who types is left alone for so long. */
const PAUSE_MS = 400;

/** A button that says both and shows what would be sent. Hidden until it is known. */
export function createContextMeter(ui: Ui, { draft, onOpen }: MeterTools): ContextMeter {
  const element = h('button', {
    class: 'context-meter',
    attrs: { type: 'button', hidden: true },
    onClick: onOpen,
  });
  let asked = '';
  let requestId = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = (): void => {
    element.hidden = true;
    asked = '';
    requestId++;
  };
  const ask = (): void => {
    const now = draft();
    if (!now) {
      hide();
      return;
    }
    asked = JSON.stringify(now);
    const question = now.text.trim();
    ui.post({ type: 'measure', requestId: ++requestId, question, mentions: [...now.mentions] });
  };
  return {
    element,
    changed() {
      clearTimeout(timer);
      const now = draft();
      if (!now || now.text.trim() === '' || now.text.length > MAX_QUESTION_CHARS) {
        hide();
        return;
      }
      if (JSON.stringify(now) === asked) return;
      // What stands there is of other words until the next number comes.
      element.classList.add('stale');
      timer = setTimeout(ask, PAUSE_MS);
    },
    show(message) {
      if (message.requestId !== requestId || asked === '') return;
      element.classList.remove('stale');
      const { size } = message;
      element.hidden = size === undefined;
      if (size !== undefined) draw(element, size, ui);
    },
  };
}

function draw(element: HTMLElement, size: NonNullable<Measured['size']> | null, ui: Ui): void {
  const { t } = ui;
  const text = size === null ? t('meterNothing') : sizeText(size, ui);
  const isOver = size !== null && size.tokens > size.window;
  element.classList.toggle('over', isOver);
  redraw(element, [
    size !== null && meter(size.window === 0 ? 0 : size.tokens / size.window),
    h('span', { class: 'context-text' }, text),
  ]);
  const whole = size === null ? text : `${text}. ${routeEstimate(size.estimate, t.say, ui.currency)}`;
  element.title = t('meterTitle', { what: whole });
  element.setAttribute('aria-label', t('meterTitle', { what: whole }));
}

/** `1,240 of 28,000 tokens · 0.0012 EUR`; without a price list the number of calls, where there are several. */
function sizeText({ tokens, window, estimate }: NonNullable<Measured['size']>, { t, currency }: Ui): string {
  const { cost, calls } = estimate;
  const share = t(tokens > window ? 'meterOver' : 'meterShare', { tokens, window });
  if (cost !== undefined) return `${share} · ${costText(cost)} ${currency}`.trim();
  return calls > 1 ? `${share} · ${t.plural('calls', calls)}` : share;
}
