/** A question as it is shown: names and paths between back ticks as code, everything else as it was written. */
import { type Child, h } from '../elements/dom.ts';

export function questionText(question: string): Child[] {
  return question
    .split(/`([\p{L}\p{N}_$.:/#-]+)`/u)
    .map((part, i) => (i % 2 === 1 ? h('code', {}, part) : part))
    .filter((part) => part !== '');
}
