/** The lines a link stands for, shown while it is pointed at or focused. One box for the whole page. */
import type { Citation } from '../protocol/data.ts';
import { quoteLines } from './codeBlock.ts';
import { h, icon, redraw } from './dom.ts';
import { placeText } from './format.ts';
import { stateIcon, stateMeaning, stateWord } from './states.ts';
import type { Peek, Ui } from './ui.ts';

const SHOW_MS = 250;
/** Time to move the pointer from the link into the box. */
const HIDE_MS = 200;
const MAX_LINES = 12;
const MARGIN = 6;

export function createPeek(): Peek {
  const element = h('div', { class: 'peek', id: 'peek', attrs: { role: 'tooltip', hidden: true } });
  let anchor: HTMLElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = (): boolean => {
    clearTimeout(timer);
    const wasShown = anchor !== undefined;
    anchor?.removeAttribute('aria-describedby');
    anchor = undefined;
    element.hidden = true;
    return wasShown;
  };
  const show = (at: HTMLElement, citation: Citation, ui: Ui): void => {
    hide();
    if (!at.isConnected) return;
    anchor = at;
    redraw(element, [peekHead(citation, ui), quoteLines(citation, MAX_LINES, ui)]);
    element.hidden = false;
    at.setAttribute('aria-describedby', 'peek');
    place(element, at);
  };
  const later = (ms: number, act: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
  element.addEventListener('mouseenter', () => clearTimeout(timer));
  element.addEventListener('mouseleave', () => later(HIDE_MS, hide));
  return {
    element,
    hide,
    attach(at, citation, ui) {
      at.addEventListener('mouseenter', () => later(SHOW_MS, () => show(at, citation, ui)));
      at.addEventListener('mouseleave', () => later(HIDE_MS, hide));
      at.addEventListener('focus', () => show(at, citation, ui));
      at.addEventListener('blur', hide);
    },
  };
}

function peekHead(citation: Citation, { t }: Ui): HTMLElement {
  const meaning = citation.problem ?? stateMeaning(citation.state, t);
  return h(
    'div',
    { class: 'peek-head' },
    h('span', { class: 'peek-place' }, placeText(citation)),
    h(
      'span',
      { class: `state ${citation.state}` },
      icon(stateIcon(citation.state)),
      ` ${stateWord(citation.state, t)}`,
    ),
    h('span', { class: 'dim' }, meaning),
  );
}

/** Above the anchor when there is room, else below. Coordinates are set by script, which the page's policy allows. */
function place(element: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const height = element.offsetHeight;
  const above = at.top - height - MARGIN;
  const below = Math.min(at.bottom + MARGIN, window.innerHeight - height - MARGIN);
  element.style.top = `${Math.round(above >= MARGIN ? above : Math.max(MARGIN, below))}px`;
}
