/** *Where does this come from?*: the cited lines that hold the words of an answer that a person selects. */
import { placeText } from '../../present/answer/format.ts';
import { type Origin, type OriginLine, originOf } from '../../present/lines/origin.ts';
import { oneLine } from '../../present/untrusted.ts';
import type { Claim } from '../../protocol/data.ts';
import { lineParts } from '../elements/codeLines.ts';
import { type Child, h, icon, iconButton, pathText, textButton } from '../elements/dom.ts';
import { openMessage } from '../elements/places.ts';
import type { Ui } from '../ui.ts';

const MAX_SELECTED_CHARS = 1_000;
const MAX_SHOWN_CHARS = 60;
const MARGIN = 4;

/** The claims that stand in the page, by their elements. */
const claimOf = new WeakMap<Element, Claim>();

/** Lets the words of a claim be selected and asked after. */
export function canBeAsked<T extends HTMLElement>(element: T, claim: Claim): T {
  claimOf.set(element, claim);
  return element;
}

interface Selected {
  readonly text: string;
  readonly elements: readonly HTMLElement[];
  readonly box: DOMRect;
}

/** The selection, when it stands inside the claims of one answer. */
function selected(): Selected | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const common = range.commonAncestorContainer;
  const within = common instanceof Element ? common : common.parentElement;
  const root = within?.closest('.written');
  const text = selection.toString().trim();
  if (!root || text === '' || text.length > MAX_SELECTED_CHARS) return undefined;
  // The innermost claims: an item of a list stands inside the claim above it.
  const touched = [...root.querySelectorAll<HTMLElement>('.claim')].filter((element) => {
    const said = element.querySelector(':scope > .said, :scope > .item');
    return claimOf.has(element) && said !== null && range.intersectsNode(said);
  });
  return touched.length > 0 ? { text, elements: touched, box: range.getBoundingClientRect() } : undefined;
}

/** The button that follows a selection. One for the whole page. */
export function createOriginButton(ui: Ui): HTMLElement {
  const element = h(
    'button',
    { class: 'origin-button', attrs: { type: 'button', hidden: true } },
    icon('references'),
    h('span', {}, ui.t('originAsk')),
  );
  let shown: Selected | undefined;
  const follow = (): void => {
    shown = selected();
    element.hidden = shown === undefined;
    if (shown) place(element, shown.box);
  };
  document.addEventListener('selectionchange', follow);
  document.addEventListener('scroll', follow, true);
  window.addEventListener('resize', follow);
  // A press would take the selection away before the click comes.
  element.addEventListener('mousedown', (event) => event.preventDefault());
  element.addEventListener('click', () => {
    if (shown) showOrigin(shown, ui);
    element.hidden = true;
  });
  return element;
}

/** Below the selection, or above it where there is no room. */
function place(element: HTMLElement, box: DOMRect): void {
  const { offsetHeight: height, offsetWidth: width } = element;
  const below = box.bottom + MARGIN;
  const top = below + height <= window.innerHeight ? below : Math.max(MARGIN, box.top - height - MARGIN);
  element.style.top = `${Math.round(top)}px`;
  element.style.left = `${Math.round(Math.max(MARGIN, Math.min(box.left, window.innerWidth - width - MARGIN)))}px`;
}

/** Puts the lines under the last claim that was touched, in the place of those of an earlier selection. */
function showOrigin({ text, elements }: Selected, ui: Ui): void {
  const origin = originOf(
    text,
    elements.map((element) => claimOf.get(element)!),
  );
  const last = elements.at(-1)!;
  for (const old of last.closest('.written')?.querySelectorAll('.origin') ?? []) old.remove();
  const close = iconButton('close', ui.t('close'), { onClick: () => box.remove() });
  const box = h(
    'section',
    { class: 'origin', label: ui.t('originTitle'), attrs: { tabindex: -1 } },
    h(
      'div',
      { class: 'origin-head' },
      h('strong', {}, ui.t('originOf', { words: oneLine(text, MAX_SHOWN_CHARS) })),
      close,
    ),
    ...originRows(origin, ui),
  );
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    box.remove();
  });
  // Before the items of a list that stand below this claim.
  const below = last.querySelector(':scope > ul, :scope > ol');
  last.insertBefore(box, below);
  box.focus();
  box.scrollIntoView({ block: 'nearest' });
}

function originRows({ lines, more, absent, looked }: Origin, ui: Ui): Child[] {
  const { t } = ui;
  if (looked === 0) return [h('p', {}, t('originNothing'))];
  const words = absent.join(', ');
  return [
    lines.length === 0 && h('p', {}, t('originNone')),
    ...lines.map((line) => originRow(line, ui)),
    more > 0 && h('p', { class: 'dim' }, t.plural('moreLines', more)),
    lines.length > 0 && absent.length > 0 && h('p', {}, icon('warning'), ` ${t('originAbsent', { words })}`),
  ];
}

function originRow({ citation, text, marks }: OriginLine, ui: Ui): HTMLElement {
  const message = openMessage(citation);
  const place = pathText(placeText(citation));
  const indent = text.length - text.trimStart().length;
  const shown = marks.map(({ start, end }) => ({ start: start - indent, end: end - indent }));
  return h(
    'div',
    { class: 'origin-line' },
    message ? textButton(place, () => ui.post(message)) : h('span', {}, ...place),
    h('code', {}, ...lineParts([{ text: text.trim() }], shown)),
  );
}
