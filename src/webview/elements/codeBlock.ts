/** Code with its buttons. Long code shows its first lines, how many there are, and a button for all. */

import { placeText } from '../../present/answer/format.ts';
import type { Citation } from '../../protocol/data.ts';
import type { Ui } from '../ui.ts';
import { h, iconButton, textButton } from './dom.ts';
import { openMessage } from './places.ts';

const MAX_LINES = 120;
const MAX_CHARS = 40_000;

export interface CodeOptions {
  /** The cited lines that hold this code. */
  readonly source?: Citation;
  /** Number of the first line, when lines are numbered. */
  readonly startLine?: number;
  readonly maxLines?: number;
}

/** A block of code as text; nothing in it is ever markup. */
export function codeBlock(code: string, ui: Ui, options: CodeOptions = {}): HTMLElement {
  const { t } = ui;
  const pre = h('pre', { class: 'code', label: t('code'), attrs: { tabindex: 0, role: 'group' } });
  const tools = h('div', { class: 'code-tools' });
  const { source } = options;
  const message = source && openMessage(source);
  if (source && message) {
    const label = t('openAtSource', { place: placeText(source) });
    tools.append(iconButton('go-to-file', label, { onClick: () => ui.post(message) }));
  }
  const insert =
    !source && isPatch(code)
      ? iconButton('diff', t('applyPatch'), { onClick: () => ui.post({ type: 'applyPatch', text: code }) })
      : iconButton('insert', t('insertCode'), { onClick: () => ui.post({ type: 'insertCode', text: code }) });
  tools.append(insert);
  tools.append(iconButton('copy', t('copyCode'), { onClick: () => copyText(code, ui) }));
  const block = h('div', { class: 'code-block' }, pre, tools);
  const lines = code.replaceAll('\r\n', '\n').split('\n');
  const shown = cap(lines, options.maxLines ?? MAX_LINES);
  drawLines(pre, shown, options.startLine);
  const isCut = shown.length < lines.length || shown.at(-1) !== lines[shown.length - 1];
  if (isCut) {
    const all = textButton(
      t('showAllLines', { n: lines.length }),
      () => {
        pre.replaceChildren();
        drawLines(pre, lines, options.startLine);
        all.remove();
        pre.focus();
      },
      { class: 'show-all' },
    );
    block.append(all);
  }
  return block;
}

/** Whether code begins like one of the forms of a patch. */
const isPatch = (code: string): boolean =>
  /^(?:diff --git |--- \S|\*\*\* Begin Patch$|<{5,9} SEARCH)/m.test(code.slice(0, 2_000));

/** The first lines that fit; a single line that is too long is cut as well. */
function cap(lines: readonly string[], maxLines: number): readonly string[] {
  const kept: string[] = [];
  let chars = 0;
  for (const line of lines.slice(0, maxLines)) {
    const room = MAX_CHARS - chars;
    if (room <= 0) break;
    kept.push(line.length > room ? line.slice(0, room) : line);
    chars += line.length;
  }
  return kept;
}

/** Numbered lines keep their numbers out of what a selection copies; all numbers are one element, all code another. */
function drawLines(pre: HTMLElement, lines: readonly string[], startLine: number | undefined): void {
  if (startLine !== undefined) {
    const numbers = lines.map((_, i) => startLine + i).join('\n');
    pre.append(h('span', { class: 'line-numbers', attrs: { 'aria-hidden': 'true' } }, numbers));
    pre.classList.add('numbered');
  }
  pre.append(h('code', {}, lines.join('\n')));
}

/** Copies through the host, which reaches the clipboard in every kind of window. */
export function copyText(text: string, ui: Ui): void {
  ui.post({ type: 'copy', text });
  ui.say(ui.t('sayCopied'));
}
