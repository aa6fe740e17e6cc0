import { h, icon } from './dom.ts';

/** One line that a person should not overlook. */
export function noticeLine(iconName: string, text: string): HTMLElement {
  return h('p', { class: `notice ${iconName}` }, icon(iconName), h('span', {}, text));
}
