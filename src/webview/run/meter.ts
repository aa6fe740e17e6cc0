import { h } from '../elements/dom.ts';

/** A bar that is filled to a share of it. For the eye only: the words beside it say the same. */
export function meter(share: number): HTMLElement {
  const value = String(Math.round(100 * Math.min(1, Math.max(0, share))));
  return h('progress', { class: 'meter', attrs: { 'aria-hidden': 'true', max: '100', value } });
}
