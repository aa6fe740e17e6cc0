/** One passage of the list: its place, the lines that match, why it was found, and its code, which unfolds. */
import { citationProblem } from '../../present/answer/citations.ts';
import { placeText } from '../../present/answer/format.ts';
import { stateIcon, stateMeaning } from '../../present/answer/states.ts';
import { type TellingLine, tellingLines } from '../../present/lines/telling.ts';
import { hitReason } from '../../present/reasons.ts';
import { stateText } from '../../present/states.ts';
import type { Citation, Claim, ClaimState, Passage } from '../../protocol/data.ts';
import { copyText } from '../elements/codeBlock.ts';
import { type CodeLine, codeLines, dedent, lineParts } from '../elements/codeLines.ts';
import { h, icon, iconButton, textButton } from '../elements/dom.ts';
import { highlightLines } from '../elements/highlight.ts';
import { openMessage } from '../elements/places.ts';
import type { Ui } from '../ui.ts';

/** The best few show two lines that match, the others one. */
const MAX_TOLD = 2;
/** Lines that unfold, and how many of them stand above the first that matches. */
const MAX_LINES = 10;
const LINES_BEFORE = 2;
const MAX_ALL_LINES = 2_000;
/** As in the editor's search: so much of a line is shown before its first match. */
const MAX_LEAD = 26;
const MAX_SHOWN_CHARS = 250;
const NOTHING = { terms: [], fields: [], evidence: [], groups: [], role: 'source' } as const;

export interface RowOf {
  readonly claim: Claim;
  readonly passage: Passage | undefined;
  /** What the list says of all; a row says only what differs. */
  readonly common: ClaimState;
  /** One of the best few. */
  readonly isBest: boolean;
}

export interface Row {
  readonly element: HTMLElement;
  /** What the arrows go along. */
  readonly controls: readonly HTMLElement[];
  isOpen(): boolean;
  toggle(isOpen: boolean): void;
}

/** A row; its code is made when it is first unfolded. */
export function passageRow({ claim, passage, common, isBest }: RowOf, ui: Ui): Row {
  const element = h('li', { class: `claim hit ${claim.state}` });
  const [citation] = claim.citations;
  if (!citation) {
    element.append(h('p', { class: 'plain' }, claim.text), ...stateOf(claim, common, ui));
    return { element, controls: [], isOpen: () => false, toggle: () => undefined };
  }
  const told = toldLines(citation, passage, isBest ? MAX_TOLD : 1);
  const at = { ...citation, ...spanOf(told[0]?.line ?? citation.startLine) };
  const lines = h('div', { class: 'hit-lines' }, ...told.map((line) => toldLine(line, citation, ui)));
  const code = h('div', { class: 'hit-code', attrs: { hidden: true } });
  const isOpen = (): boolean => !code.hidden;
  const toggle = (isOpened: boolean): void => {
    if (isOpened && code.childElementCount === 0) unfold(code, citation, told, ui);
    code.hidden = !isOpened;
    lines.hidden = isOpened;
    expander.setAttribute('aria-expanded', String(isOpened));
  };
  const expander = iconButton('chevron-right', ui.t('hitCode', { place: placeText(at) }), {
    class: 'expander',
    key: `hit/${placeText(citation)}`,
    attrs: { 'aria-expanded': 'false' },
    onClick: () => toggle(!isOpen()),
  });
  const place = placeButton(at, told[0], ui);
  element.append(
    h('div', { class: 'hit-head' }, expander, place, ...stateOf(claim, common, ui)),
    h('div', { class: 'hit-body' }, lines, foundLine(passage, ui)),
    code,
  );
  return { element, controls: [expander, place], isOpen, toggle };
}

function spanOf(line: number): { readonly startLine: number; readonly endLine: number } {
  return { startLine: line, endLine: line };
}

/** The lines that tell most, where the passage stands now. */
function toldLines(citation: Citation, passage: Passage | undefined, max: number): TellingLine[] {
  const { quote: text, startLine } = citation;
  const { best, ...found } = passage ?? { symbolPath: '', why: NOTHING };
  const isThere = passage?.startLine === startLine;
  return tellingLines({ ...found, text, startLine, ...(best && isThere ? { best } : {}) }, max);
}

/** Asks for one line, with its text, so that it is found again where it has moved; else for the whole passage. */
function openLine(citation: Citation, told: TellingLine | undefined, ui: Ui): (() => void) | undefined {
  const line = told && { ...citation, ...spanOf(told.line), quote: told.text };
  const message = openMessage(line && line.quote.trim() !== '' ? line : citation);
  return message && (() => ui.post(message));
}

/** The name in front, since folders of one repository look alike. */
function placeButton(citation: Citation, told: TellingLine | undefined, ui: Ui): HTMLElement {
  const { path, root, startLine } = citation;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const folder = `${root ? `${root}/` : ''}${path.slice(0, path.length - name.length)}`.replace(/\/$/, '');
  const text = [
    h('span', { class: 'hit-name' }, name),
    h('span', { class: 'hit-line' }, `:${startLine}`),
    ' ',
    h('span', { class: 'hit-folder' }, folder),
  ];
  const place = placeText(citation);
  const onClick = openLine(citation, told, ui);
  if (!onClick) return h('span', { class: 'hit-place', title: place }, ...text);
  return h(
    'button',
    {
      class: 'hit-place',
      key: `place/${place}`,
      title: place,
      attrs: { type: 'button' },
      onClick,
    },
    ...text,
  );
}

/** One line that matches, begun where something is to be seen of it. A click opens it, as one on the place does. */
function toldLine(told: TellingLine, citation: Citation, ui: Ui): HTMLElement {
  const { text, marks } = told;
  const indent = text.length - text.trimStart().length;
  const firstMark = marks[0]?.start ?? indent;
  const from = firstMark - indent > MAX_LEAD ? charStart(text, firstMark - MAX_LEAD) : indent;
  const to = charStart(text, Math.min(text.length, from + MAX_SHOWN_CHARS));
  const shown = marks
    .filter(({ start, end }) => start >= from && end <= to)
    .map(({ start, end }) => ({ start: start - from, end: end - from }));
  const onClick = openLine(citation, told, ui);
  return h(
    'div',
    {
      class: onClick ? 'told can-open' : 'told',
      title: text.trim().slice(0, MAX_SHOWN_CHARS),
      ...(onClick ? { onClick } : {}),
    },
    from > indent && '…',
    ...lineParts([{ text: text.slice(from, to) }], shown),
    to < text.length && '…',
  );
}

/** Never between the two halves of a character. */
function charStart(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}

function foundLine(passage: Passage | undefined, { t }: Ui): HTMLElement | undefined {
  if (!passage) return undefined;
  const reason = hitReason(passage.why, t.say);
  const symbol = passage.symbolPath;
  return h(
    'div',
    { class: 'hit-found dim', title: symbol === '' ? reason : t('hitFound', { symbol, reason }) },
    symbol !== '' && h('span', { class: 'symbol-name' }, symbol),
    symbol !== '' && ' · ',
    reason,
  );
}

/** The state where it is another than that of the rest, with the reason. */
function stateOf({ state, citations }: Claim, common: ClaimState, { t }: Ui): HTMLElement[] {
  if (state === common) return [];
  const problem = citations[0]?.problem;
  const title = problem ? citationProblem(problem, t.say) : stateMeaning(state, t);
  const word = ` ${stateText(state, t.say)}`;
  return [h('span', { class: `state ${state}`, title }, icon(stateIcon(state)), word)];
}

/** The lines around those that tell, in colours; all of them on demand. */
function unfold(
  code: HTMLElement,
  { path, quote, startLine }: Citation,
  told: readonly TellingLine[],
  ui: Ui,
): void {
  const { t } = ui;
  const marks = new Map(told.map((one) => [one.line, one.marks]));
  const lines = highlightLines(quote.replaceAll('\r\n', '\n'), path)
    .slice(0, MAX_ALL_LINES)
    .map((tokens, i): CodeLine => ({ line: startLine + i, tokens, marks: marks.get(startLine + i) ?? [] }));
  const kept = linesAround(
    told.map(({ line }) => line - startLine),
    lines.length,
  );
  const shown = h('div', {}, codeLines(dedent(lines.filter((_, i) => kept.has(i)))));
  const tools = h('div', { class: 'hit-tools' });
  if (kept.size < lines.length) {
    const all = textButton(t('showAllLines', { n: lines.length }), () => {
      shown.replaceChildren(codeLines(dedent(lines)));
      all.remove();
      copy.focus();
    });
    tools.append(all);
  }
  const copy = iconButton('copy', t('copyCode'), { onClick: () => copyText(quote, ui) });
  tools.append(copy);
  code.append(shown, tools);
}

/** Which lines are shown at first: around each that tells, then on from the first of them. */
function linesAround(told: readonly number[], total: number): ReadonlySet<number> {
  const kept = new Set<number>();
  const keep = (at: number): void => {
    if (at >= 0 && at < total && kept.size < MAX_LINES) kept.add(at);
  };
  for (const at of told) for (let i = -LINES_BEFORE; i <= LINES_BEFORE; i++) keep(at + i);
  for (let at = Math.max(0, (told[0] ?? 0) - LINES_BEFORE); at < total && kept.size < MAX_LINES; at++)
    keep(at);
  for (let at = total - 1; at >= 0 && kept.size < MAX_LINES; at--) keep(at);
  return kept;
}
