/** The lines a link stands for, shown while it is pointed at or focused. One box for the whole page. */

import { citationProblem } from '../../present/answer/citations.ts';
import { placeText } from '../../present/answer/format.ts';
import { stateIcon, stateMeaning } from '../../present/answer/states.ts';
import { stateText } from '../../present/states.ts';
import type { Citation } from '../../protocol/data.ts';
import { h, icon, pathText, redraw } from '../elements/dom.ts';
import type { Peek, Ui } from '../ui.ts';

const SHOW_MS = 250;
/** Time to move the pointer from the link into the box. */
const HIDE_MS = 200;
const MAX_LINES = 12;
const MAX_LINE_CHARS = 300;
const MARGIN = 6;

export function createPeek(): Peek {
  const element = h('div', { class: 'peek', id: 'peek', attrs: { role: 'tooltip', hidden: true } });
  let shown: { readonly at: HTMLElement; readonly citation: Citation; readonly ui: Ui } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = (): boolean => {
    clearTimeout(timer);
    const wasShown = shown !== undefined;
    shown?.at.removeAttribute('aria-describedby');
    shown = undefined;
    element.hidden = true;
    return wasShown;
  };
  const show = (at: HTMLElement, citation: Citation, ui: Ui): void => {
    hide();
    if (!at.isConnected) return;
    shown = { at, citation, ui };
    const quote = quotedLines(citation, ui);
    redraw(element, [peekHead(citation, ui), quote.element]);
    element.hidden = false;
    while (element.scrollHeight > element.clientHeight && quote.dropLast());
    at.setAttribute('aria-describedby', 'peek');
    place(element, at);
  };
  const later = (ms: number, act: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
  // Coming into focus may itself scroll the view, so a peek goes along instead of going away.
  document.addEventListener('scroll', () => shown && place(element, shown.at), true);
  window.addEventListener('resize', () => shown && show(shown.at, shown.citation, shown.ui));
  element.addEventListener('mouseenter', () => clearTimeout(timer));
  element.addEventListener('mouseleave', () => later(HIDE_MS, hide));
  return {
    element,
    hide,
    refresh: () => void (shown?.at.isConnected === false && hide()),
    attach(at, citation, ui) {
      at.addEventListener('mouseenter', () => later(SHOW_MS, () => show(at, citation, ui)));
      at.addEventListener('mouseleave', () => later(HIDE_MS, hide));
      // A click opens the lines themselves; a box over the page would be in the way after it.
      at.addEventListener('focus', () => at.matches(':focus-visible') && show(at, citation, ui));
      at.addEventListener('blur', hide);
      at.addEventListener('click', hide);
    },
  };
}

function peekHead(citation: Citation, { t }: Ui): HTMLElement {
  const meaning = citation.problem
    ? citationProblem(citation.problem, t.say)
    : stateMeaning(citation.state, t);
  return h(
    'div',
    { class: 'peek-head' },
    h('span', { class: 'peek-place' }, ...pathText(placeText(citation))),
    h(
      'span',
      { class: `state ${citation.state}` },
      icon(stateIcon(citation.state)),
      ` ${stateText(citation.state, t.say)}`,
    ),
    h('span', { class: 'dim' }, meaning),
  );
}

interface QuotedLines {
  readonly element: HTMLElement;
  /** Takes the last line away; false when only one is left. */
  dropLast(): boolean;
}

/**
 * The quoted lines, long ones wrapped. Nothing in a box that is gone with the focus can be scrolled by keyboard, so
 * what does not fit is dropped from the end and counted; the link itself opens all of it.
 */
function quotedLines({ quote, startLine }: Citation, { t }: Ui): QuotedLines {
  const lines = quote.replaceAll('\r\n', '\n').split('\n');
  const rows = lines
    .slice(0, MAX_LINES)
    .map((line, i) => [
      h('span', { class: 'line-numbers', attrs: { 'aria-hidden': 'true' } }, String(startLine + i)),
      h('code', {}, line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line),
    ]);
  const note = h('div', { class: 'dim' });
  const count = (): void => {
    const left = lines.length - rows.length;
    redraw(note, left > 0 ? [icon('ellipsis'), ` ${t.plural('moreLines', left)}`] : []);
  };
  count();
  return {
    element: h('div', {}, h('div', { class: 'peek-lines' }, ...rows.flat()), note),
    dropLast() {
      if (rows.length <= 1) return false;
      for (const cell of rows.pop()!) cell.remove();
      count();
      return true;
    },
  };
}

/** Above the anchor when there is room, else below. Coordinates are set by script, which the page's policy allows. */
function place(element: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const height = element.offsetHeight;
  const above = at.top - height - MARGIN;
  const below = Math.min(at.bottom + MARGIN, window.innerHeight - height - MARGIN);
  element.style.top = `${Math.round(above >= MARGIN ? above : Math.max(MARGIN, below))}px`;
}
