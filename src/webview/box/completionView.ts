/** The list of things to name under `@`, and of commands behind a slash: shown above the question box, driven from its keyboard. */

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

export type Choice = { readonly kind: MentionKind } | CompletionItem;

/** The list belongs to `input`, which keeps the focus and names the active option. */
export class CompletionView {
  readonly element: HTMLElement;
  readonly #input: HTMLTextAreaElement;
  readonly #ui: Ui;
  readonly #onChoose: (choice: Choice) => void;
  readonly #list: HTMLElement;
  readonly #note = h('div', { class: 'options-note dim' });
  #kinds: readonly MentionKind[] = [];
  #items: readonly CompletionItem[] = [];
  #active = 0;
  #isOpen = false;
  /** What was typed last, and whether the items are those of it. */
  #typed = '';
  #isCurrent = false;
  #isMoved = false;
  #isQuery = false;
  #isCommand = false;
  /** Nothing stands behind the `@` yet. */
  #isBare = false;
  /** A choice was made before its items were here: it is for the first of them. */
  #isHeld = false;

  constructor(input: HTMLTextAreaElement, ui: Ui, onChoose: (choice: Choice) => void) {
    this.#input = input;
    this.#ui = ui;
    this.#onChoose = onChoose;
    this.#list = h('div', {
      class: 'options',
      id: 'completions',
      label: ui.t('completions'),
      attrs: { role: 'listbox' },
    });
    this.element = h('div', { class: 'completions', attrs: { hidden: true } }, this.#list, this.#note);
  }

  /** True when a person went into the list since it was typed. */
  get isMoved(): boolean {
    return this.#isMoved;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Opens for what is being typed; items come later from the host. */
  open(query: MentionQuery): void {
    this.#kinds = kindsFor(query);
    this.#isQuery = query.kind === 'query';
    this.#isCommand = query.kind === 'command';
    this.#isBare = query.kind === 'any' && query.prefix === '';
    const typed = `${query.kind}:${query.prefix}`;
    if (!this.#isOpen) {
      this.#items = [];
      this.#note.textContent = '';
    }
    if (!this.#isOpen || typed !== this.#typed) {
      this.#typed = typed;
      this.#active = 0;
      this.#isCurrent = false;
      this.#isHeld = false;
      this.#isMoved = false;
    }
    if (!this.#isOpen) this.#setOpen(true);
    this.#draw();
  }

  /** Shows what may be meant. True where Enter was pressed before, and nothing is meant: what was typed is a question. */
  show(items: readonly CompletionItem[], total: number): boolean {
    if (!this.#isOpen) return false;
    const isHeld = this.#isHeld;
    // A number or a text of a query is whatever it is, and a path may begin with a slash: nothing is wrong.
    if ((this.#isQuery || this.#isCommand) && total === 0) {
      this.close();
      return isHeld && this.#isCommand;
    }
    const before = this.#choices()[this.#active];
    this.#items = items;
    // Who went into the list stays on what was chosen, though the file of the editor is put before it.
    const at = this.#isMoved && before ? this.#indexOf(before) : -1;
    if (at >= 0) this.#active = at;
    this.#isCurrent = true;
    this.#isHeld = false;
    const { t, say } = this.#ui;
    const count = this.#kinds.length + total;
    if (count === 0) this.#note.textContent = t('completionsNone');
    else
      this.#note.textContent =
        items.length < total ? t('completionsShown', { shown: items.length, n: total }) : '';
    this.#draw();
    if (isHeld && this.#choose(this.#active)) return false;
    say(count === 0 ? t('completionsNone') : t.plural('completionsCount', count));
    return false;
  }

  close(): void {
    if (this.#isOpen) this.#setOpen(false);
  }

  move(step: 1 | -1): void {
    const { length } = this.#list.children;
    if (length === 0) return;
    // Who moves in it chooses from what is shown.
    this.#isCurrent = true;
    this.#isMoved = true;
    this.#active = (this.#active + step + length) % length;
    this.#mark();
  }

  /**
   * Takes the active choice; false when there is none. What is shown while the items of the last letters are on
   * their way is not what was typed: the choice waits for them, and is for the first.
   */
  accept(): boolean {
    if (!this.#isCurrent && this.#active >= this.#kinds.length) {
      this.#isHeld = true;
      return true;
    }
    return this.#choose(this.#active);
  }

  /** Behind a bare `@` the file in the editor comes first, then the kinds. */
  #choices(): readonly Choice[] {
    const first = this.#isBare ? this.#items.filter(isOpenFile) : [];
    const others = first.length > 0 ? this.#items.filter((item) => !isOpenFile(item)) : this.#items;
    return [...first, ...this.#kinds.map((kind) => ({ kind })), ...others];
  }

  #indexOf(choice: Choice): number {
    const choices = this.#choices();
    return 'kind' in choice
      ? choices.findIndex((one) => 'kind' in one && one.kind === choice.kind)
      : choices.indexOf(choice);
  }

  #choose(at: number): boolean {
    const choice = this.#choices()[at];
    if (choice) this.#onChoose(choice);
    return choice !== undefined;
  }

  #draw(): void {
    this.#list.replaceChildren(
      ...this.#choices().map((choice, i) => {
        const option = optionElement(choice, i, this.#ui);
        // Before the box loses the focus.
        option.addEventListener('mousedown', (event) => {
          event.preventDefault();
          this.#choose(i);
        });
        return option;
      }),
    );
    this.#active = Math.min(this.#active, Math.max(0, this.#list.children.length - 1));
    this.#mark();
  }

  #mark(): void {
    const options = [...this.#list.children];
    for (const [i, option] of options.entries()) {
      option.setAttribute('aria-selected', String(i === this.#active));
      if (i !== this.#active) continue;
      this.#input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    }
    if (options.length === 0) this.#input.removeAttribute('aria-activedescendant');
  }

  #setOpen(open: boolean): void {
    this.#isOpen = open;
    this.element.hidden = !open;
    // A text box may not say that it is expanded; it is a combo box only while its list is open.
    const attributes = { role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'completions' };
    for (const [name, value] of Object.entries(attributes))
      if (open) this.#input.setAttribute(name, value);
      else this.#input.removeAttribute(name);
    if (!open) this.#input.removeAttribute('aria-activedescendant');
  }
}

const isOpenFile = (item: CompletionItem): boolean => 'isOpen' in item && item.isOpen === true;

function optionElement(choice: Choice, at: number, { t }: Ui): HTMLElement {
  const isKind = 'kind' in choice;
  const kind = isKind ? choice.kind : 'mention' in choice ? choice.mention.kind : 'part';
  const partIcon = 'command' in choice ? 'run' : 'filter';
  const label = isKind ? `@${choice.kind}` : choice.label;
  const detail = isKind ? t(KIND_WHAT[choice.kind]) : choice.detail;
  const hint = 'command' in choice ? `${label}: ${detail}` : label;
  return h(
    'div',
    {
      class: 'option',
      id: `completion-${at}`,
      title: hint,
      attrs: { role: 'option' },
    },
    icon(kind === 'part' ? partIcon : ICONS[kind]),
    h('span', { class: 'option-label' }, label),
    h('span', { class: 'option-detail dim' }, detail),
  );
}
