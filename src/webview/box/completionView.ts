/** The list of things to name under `@`: shown above the question box, driven from its keyboard. */

import type { StringKey } from '../../present/answer/strings.ts';
import type { CompletionItem, Mention } from '../../protocol/page.ts';
import { h, icon } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';
import { kindsFor, type MentionKind, type MentionQuery } from './mentions.ts';

const ICONS = { file: 'file', folder: 'folder', symbol: 'symbol-misc', selection: 'list-selection' } as const;
const KIND_WHAT = {
  file: 'kindFileWhat',
  folder: 'kindFolderWhat',
  symbol: 'kindSymbolWhat',
  selection: 'kindSelectionWhat',
} as const satisfies Record<MentionKind, StringKey>;

/** A codicon for what a mention names. */
export function mentionIcon(kind: Mention['kind']): string {
  return ICONS[kind];
}

export type Choice =
  | { readonly kind: MentionKind }
  | { readonly mention: Mention; readonly label: string; readonly detail: string };

export interface CompletionView {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  /** Opens for what is being typed; items come later from the host. */
  open(query: MentionQuery): void;
  show(items: readonly CompletionItem[], total: number): void;
  close(): void;
  move(step: 1 | -1): void;
  /** Takes the active choice; false when there is none. */
  accept(): boolean;
}

/** The list belongs to `input`, which keeps the focus and names the active option. */
export function createCompletionView(
  input: HTMLTextAreaElement,
  ui: Ui,
  onChoose: (choice: Choice) => void,
): CompletionView {
  const list = h('div', {
    class: 'options',
    id: 'completions',
    label: ui.t('completions'),
    attrs: { role: 'listbox' },
  });
  const note = h('div', { class: 'options-note dim' });
  const element = h('div', { class: 'completions', attrs: { hidden: true } }, list, note);
  let kinds: readonly MentionKind[] = [];
  let items: readonly CompletionItem[] = [];
  let active = 0;
  let isOpen = false;
  const choices = (): readonly Choice[] => [...kinds.map((kind) => ({ kind })), ...items];
  const mark = (): void => {
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(i === active));
      if (i !== active) continue;
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    }
    if (list.children.length === 0) input.removeAttribute('aria-activedescendant');
  };
  const choose = (at: number): boolean => {
    const choice = choices()[at];
    if (choice) onChoose(choice);
    return choice !== undefined;
  };
  const draw = (): void => {
    list.replaceChildren(
      ...choices().map((choice, i) => {
        const option = optionElement(choice, i, ui);
        // Before the box loses the focus.
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          choose(i);
        });
        return option;
      }),
    );
    active = Math.min(active, Math.max(0, list.children.length - 1));
    mark();
  };
  const setOpen = (open: boolean): void => {
    isOpen = open;
    element.hidden = !open;
    // A text box may not say that it is expanded; it is a combo box only while its list is open.
    const attributes = { role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'completions' };
    for (const [name, value] of Object.entries(attributes))
      if (open) input.setAttribute(name, value);
      else input.removeAttribute(name);
    if (!open) input.removeAttribute('aria-activedescendant');
  };
  return {
    element,
    get isOpen() {
      return isOpen;
    },
    open(query) {
      kinds = kindsFor(query);
      if (!isOpen) {
        items = [];
        active = 0;
        note.textContent = '';
        setOpen(true);
      }
      draw();
    },
    show(found, total) {
      if (!isOpen) return;
      items = found;
      const { t } = ui;
      const count = kinds.length + total;
      if (count === 0) note.textContent = t('completionsNone');
      else
        note.textContent =
          found.length < total ? t('completionsShown', { shown: found.length, n: total }) : '';
      draw();
      ui.say(count === 0 ? t('completionsNone') : t.plural('completionsCount', count));
    },
    close() {
      if (isOpen) setOpen(false);
    },
    move(step) {
      const { length } = list.children;
      if (length === 0) return;
      active = (active + step + length) % length;
      mark();
    },
    accept: () => choose(active),
  };
}

function optionElement(choice: Choice, at: number, { t }: Ui): HTMLElement {
  const isKind = 'kind' in choice;
  const kind = isKind ? choice.kind : choice.mention.kind;
  const label = isKind ? `@${choice.kind}` : choice.label;
  const detail = isKind ? t(KIND_WHAT[choice.kind]) : choice.detail;
  return h(
    'div',
    { class: 'option', id: `completion-${at}`, title: label, attrs: { role: 'option' } },
    icon(ICONS[kind]),
    h('span', { class: 'option-label' }, label),
    h('span', { class: 'option-detail dim' }, detail),
  );
}
