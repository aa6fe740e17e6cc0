/** What is measured of the page's looks: text that leaves the view or is cut off, and what axe finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PageUnderTest } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Elements that stand outside the view, but for those inside something that scrolls sideways by design, and text that
 * is cut off. A cut with an ellipsis is fine where the whole text is in a tooltip or the accessible name.
 */
const MEASURE = `(() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const name = (element) => element.tagName + '.' + element.className + ' ' + JSON.stringify(element.textContent.slice(0, 40));
  const style = (element) => getComputedStyle(element);
  const clips = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement)
      if (at.matches('pre.code, .table-frame') || (at !== document.body && style(at).overflowX === 'hidden')) return true;
    return false;
  };
  const isNamed = (element) => element.closest('[title], [aria-label]') !== null;
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || element.closest('.sr-only, script')) continue;
    if (!clips(element) && (box.right > width + 0.5 || box.left < -0.5))
      found.push('outside: ' + name(element) + ' ' + Math.round(box.left) + '..' + Math.round(box.right));
    const { overflowX, overflowY, textOverflow } = style(element);
    const isWide = element.scrollWidth > element.clientWidth + 1;
    if (overflowX === 'hidden' && isWide && !(textOverflow === 'ellipsis' && isNamed(element)))
      found.push('cut at the side: ' + name(element));
    if (overflowY === 'hidden' && element !== document.body && element.scrollHeight > element.clientHeight + 1 && textOverflow !== 'ellipsis')
      found.push('cut below: ' + name(element));
  }
  for (const element of document.querySelectorAll('html, body, #app, main, .banners, .conversations, .preview, .options, .peek'))
    if (element.scrollWidth > element.clientWidth) found.push('scrolls sideways: ' + name(element));
  for (const element of document.querySelectorAll('.header, .composer')) {
    const { top, bottom } = element.getBoundingClientRect();
    if (top < -0.5 || bottom > innerHeight + 0.5) found.push('not in view: ' + name(element));
  }
  return found;
})()`;

/** Nothing overflows and nothing is cut off, as the page stands. */
export async function checkLayout(page: PageUnderTest, what: string): Promise<void> {
  assert.deepEqual(await page.page.evaluate(MEASURE), [], what);
}

interface AxeNode {
  readonly html: string;
  readonly failureSummary: string;
  readonly any: readonly { readonly data?: { readonly messageKey?: string } | null }[];
}

interface AxeRule {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly AxeNode[];
}

interface AxeResult {
  readonly violations: readonly AxeRule[];
  readonly incomplete: readonly AxeRule[];
}

/** Puts axe into the page, once for each page. */
export async function addAxe(page: PageUnderTest): Promise<void> {
  await page.page.evaluate(AXE);
}

/**
 * Fails for whatever axe finds serious or critical, and for text in the very colour of its background, which axe is
 * too careful to call a violation.
 */
export async function checkAxe(page: PageUnderTest, what: string, only?: readonly string[]): Promise<void> {
  const { violations, incomplete } = (await page.page.evaluate(
    (rules) => {
      const { axe } = window as unknown as { axe: { run(on: Document, options: object): Promise<unknown> } };
      const runOnly = rules ? { runOnly: { type: 'rule', values: rules } } : {};
      return axe.run(document, { resultTypes: ['violations', 'incomplete'], ...runOnly });
    },
    only ? [...only] : undefined,
  )) as AxeResult;
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const bad = serious.map(({ id, nodes }) => `${id}: ${nodes.map(describeNode).join('\n')}`);
  const unseen = incomplete
    .flatMap(({ nodes }) => nodes)
    .filter(({ any }) => any.some(({ data }) => data?.messageKey === 'equalRatio'));
  assert.deepEqual([...bad, ...unseen.map((node) => `not to be seen: ${node.html}`)], [], what);
}

function describeNode({ html, failureSummary }: AxeNode): string {
  return `${html}\n${failureSummary}`;
}
