/** Markdown as DOM: the second layer. A tight allow-list before anything reaches the page, then our own elements. */
import DOMPurify from 'dompurify';
import { fitBlocks, isFenced, splitBlocks } from '../../present/answer/blocks.ts';
import type { Citation } from '../../protocol/data.ts';
import { findSource } from '../turn/sources.ts';
import type { Ui } from '../ui.ts';
import { codeBlock } from './codeBlock.ts';
import { h, textButton } from './dom.ts';
import { markdownHtml } from './markdown.ts';

const TAGS = [
  ...['p', 'br', 'hr', 'strong', 'em', 's', 'code', 'pre', 'blockquote', 'span'],
  ...['ul', 'ol', 'li', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];
const CLASSES = new Set(['address', 'address-text', 'image-note']);
const MAX_BLOCKS = 250;
const MAX_CHARS = 60_000;
/** A longer piece is shown as it is written: parsing it could take long, and nobody writes a paragraph of this size. */
const MAX_PARSED_CHARS = 20_000;

const purifier = createPurifier();

function createPurifier(): typeof DOMPurify {
  const own = DOMPurify(window);
  own.addHook('uponSanitizeAttribute', (_node, data) => {
    if (data.attrName === 'class') data.keepAttr = CLASSES.has(data.attrValue);
    else if (data.attrName.startsWith('data-') || data.attrName === 'start')
      data.keepAttr = /^\d{1,9}$/.test(data.attrValue);
  });
  return own;
}

function sanitise(html: string): DocumentFragment {
  return purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['class', 'data-cite', 'data-code', 'start'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

export interface MarkdownOptions {
  readonly ui: Ui;
  /** Citations that may become links; none while an answer streams. */
  readonly citations: readonly Citation[];
  /** Makes the link of a cited range. */
  readonly link?: (citation: Citation, text: string) => HTMLElement;
  /** Where code may be found at its source. */
  readonly sources?: readonly Citation[];
}

function renderBlock(text: string, options: MarkdownOptions): HTMLElement {
  if (text.length > MAX_PARSED_CHARS && !isFenced(text)) return h('p', { class: 'block as-written' }, text);
  const { html, codes } = markdownHtml(text, options.citations, options.ui.t);
  const block = h('div', { class: 'block' }, sanitise(html));
  for (const element of block.querySelectorAll<HTMLElement>('[data-code]')) {
    const code = (codes[Number(element.dataset.code)] ?? '').replace(/\n$/, '');
    const source = findSource(code, options.sources ?? options.citations);
    element.replaceWith(codeBlock(code, options.ui, source ? { source } : {}));
  }
  for (const element of block.querySelectorAll<HTMLElement>('[data-cite]')) {
    const citation = options.citations[Number(element.dataset.cite)];
    if (citation && options.link) element.replaceWith(options.link(citation, element.textContent));
  }
  for (const table of block.querySelectorAll('table')) {
    const frame = h('div', { class: 'table-frame', attrs: { tabindex: 0 } });
    table.replaceWith(frame);
    frame.append(table);
  }
  return block;
}

export interface MarkdownView {
  readonly element: HTMLElement;
  /** Draws a text; pieces that did not change keep their elements. */
  update(text: string): void;
}

/** A place for Markdown that may still grow. Long text is cut with a shown count and a button that shows all. */
export function createMarkdownView(options: MarkdownOptions): MarkdownView {
  const element = h('div', { class: 'markdown' });
  let drawn: { readonly text: string; readonly node: HTMLElement }[] = [];
  let more: HTMLElement | undefined;
  let showsAll = false;
  let current = '';
  const update = (text: string): void => {
    current = text;
    const blocks = splitBlocks(text);
    const fitting = showsAll ? blocks.length : fitBlocks(blocks, MAX_BLOCKS, MAX_CHARS);
    let same = 0;
    while (same < fitting && drawn[same]?.text === blocks[same]) same++;
    for (const { node } of drawn.slice(same)) node.remove();
    more?.remove();
    more = undefined;
    const fresh = blocks
      .slice(same, fitting)
      .map((block) => ({ text: block, node: renderBlock(block, options) }));
    for (const { node } of fresh) element.append(node);
    drawn = [...drawn.slice(0, same), ...fresh];
    const left = blocks.slice(fitting).reduce((sum, block) => sum + block.length, 0);
    if (left === 0) return;
    more = textButton(
      options.ui.t('showAllText', { n: left }),
      () => {
        showsAll = true;
        update(current);
      },
      { class: 'show-all' },
    );
    element.append(more);
  };
  return { element, update };
}

/** Markdown that is complete. */
export function markdownElement(text: string, options: MarkdownOptions): HTMLElement {
  const view = createMarkdownView(options);
  view.update(text);
  return view.element;
}
