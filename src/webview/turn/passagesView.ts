/** The passages of an answer without a model: a ranked list, each row a place that opens and code that unfolds. */

import { passagesState, sharedState, stateIcon, stateMeaning } from '../../present/answer/states.ts';
import type { Answer } from '../../protocol/data.ts';
import { h, icon } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';
import { passageRow, type Row } from './passageRow.ts';

/** So many unfold by themselves, where there is room. */
const MAX_BEST = 3;

/** The list, with the state of all said once above it. */
export function passagesView(answer: Answer, ui: Ui): HTMLElement[] {
  const { claims, passages } = answer;
  const common = sharedState(claims) ?? 'verified';
  const rows = claims.map((claim, i) => {
    const passage = passages.find(({ id }) => id === claim.passage);
    return passageRow({ claim, passage, common, isBest: i < MAX_BEST }, ui);
  });
  const list = h(
    'ol',
    { class: 'claims hits', label: ui.t('passagesLabel') },
    ...rows.map(({ element }) => element),
  );
  list.addEventListener('keydown', (event) => {
    if (walk(event, rows)) event.preventDefault();
  });
  requestAnimationFrame(() => unfoldBest(list, rows));
  return [stateLine(answer, ui), list];
}

/** How many there are and how they stand: what would otherwise be said at each. */
function stateLine({ claims }: Answer, { t }: Ui): HTMLElement {
  const state = sharedState(claims) ?? 'stale';
  return h(
    'p',
    { class: `hits-state ${state}`, ...(sharedState(claims) ? { title: stateMeaning(state, t) } : {}) },
    icon(stateIcon(state)),
    ` ${passagesState(claims, t)}`,
  );
}

/** Unfolds the best rows while the answer stays within the view; nothing where a person was first. */
function unfoldBest(list: HTMLElement, rows: readonly Row[]): void {
  const view = list.closest('main');
  const turn = list.closest<HTMLElement>('.turn');
  if (!view || !turn || rows.some(({ isOpen }) => isOpen())) return;
  for (const row of rows.slice(0, MAX_BEST)) {
    row.toggle(true);
    if (turn.offsetHeight <= view.clientHeight) continue;
    row.toggle(false);
    return;
  }
}

/** Up and down go from row to row, right and left unfold and fold, as in the editor's own lists. */
function walk({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent, rows: readonly Row[]): boolean {
  const control = target as HTMLElement;
  const at = rows.findIndex(({ controls }) => controls.includes(control));
  const row = rows[at];
  if (!row || altKey || ctrlKey || metaKey) return false;
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[key];
  if (next !== undefined) {
    // The same button of the next row: who unfolds one after the other goes on to do so.
    const column = row.controls.indexOf(control);
    const other = rows[next]?.controls[column];
    other?.focus();
    return other !== undefined;
  }
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return false;
  row.toggle(key === 'ArrowRight');
  return true;
}
