import { h } from '../elements/dom.ts';

/** A bar that is filled to a share of it. For the eye only: the words beside it say the same. */
export function meter(share: number): HTMLElement {
  const fill = h('div', { class: 'meter-fill' });
  fill.style.width = `${Math.round(100 * Math.min(1, Math.max(0, share)))}%`;
  return h('div', { class: 'meter', attrs: { 'aria-hidden': 'true' } }, fill);
}
