/** The conversation switcher: what is open, a new one, and the list with export and delete. */

import { showHidden } from '../../present/answer/hidden.ts';
import type { ConversationSummary, PageState } from '../../protocol/page.ts';
import { button, h, icon, iconButton, redraw } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';

/** From this share of the limit on the list says that there is one. */
const NEARLY_FULL = 0.9;

function isNearlyFull({ conversations, maxConversations }: PageState): boolean {
  return conversations.length >= maxConversations * NEARLY_FULL;
}

/** The switcher. Deleting asks in the row itself. */
export class HeaderView {
  readonly element: HTMLElement;
  readonly #ui: Ui;
  readonly #title = h('span', { class: 'header-title' });
  readonly #toggle: HTMLButtonElement;
  readonly #runs: HTMLButtonElement;
  readonly #panel = h('div', { class: 'conversations', id: 'conversations', attrs: { hidden: true } });
  #state: PageState | undefined;
  /** The conversation whose row asks whether to delete it. */
  #confirming: string | undefined;
  /** The conversation whose row takes another name. */
  #naming: string | undefined;
  /** What is looked for among the titles. */
  #sought = '';

  constructor(ui: Ui, onRuns: () => void) {
    this.#ui = ui;
    this.#toggle = h(
      'button',
      {
        class: 'switcher',
        attrs: { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'conversations' },
        onClick: () => this.#setOpen(!this.#isOpen),
      },
      this.#title,
      icon('chevron-down'),
    );
    const add = iconButton('add', ui.t('newConversation'), {
      onClick: () => {
        this.close();
        ui.post({ type: 'newConversation' });
      },
    });
    this.#runs = iconButton('history', ui.t('runs'), {
      attrs: { 'aria-pressed': 'false' },
      onClick: () => {
        this.close();
        onRuns();
      },
    });
    const bar = h('div', { class: 'header-bar' }, this.#toggle, this.#runs, add);
    this.element = h('header', { class: 'header' }, bar, this.#panel);
    this.#closeWhenLeft();
  }

  update(next: PageState): void {
    const before = this.#state;
    if (next === before) return;
    const isSameList =
      before !== undefined &&
      before.conversations === next.conversations &&
      before.conversation?.id === next.conversation?.id;
    this.#state = next;
    const { t } = this.#ui;
    const name = next.conversation?.title || t('untitled');
    redraw(this.#title, [name]);
    this.#toggle.setAttribute('aria-label', showHidden(`${t('conversations')}: ${name}`));
    this.#toggle.title = showHidden(name);
    if (this.#isOpen && !isSameList) this.#draw();
  }

  /** Says whether the list of runs is shown. */
  setRuns(isOpen: boolean): void {
    this.#runs.setAttribute('aria-pressed', String(isOpen));
  }

  focusRuns(): void {
    this.#runs.focus();
  }

  /** True when the list was open. */
  close(): boolean {
    const wasOpen = this.#isOpen;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#setOpen(false);
    if (hadFocus) this.#toggle.focus();
    return wasOpen;
  }

  get #isOpen(): boolean {
    return !this.#panel.hidden;
  }

  #setOpen(open: boolean): void {
    this.#confirming = undefined;
    this.#naming = undefined;
    this.#sought = '';
    this.#panel.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
    if (open) this.#draw();
  }

  /** Like any menu it goes when something else is used; otherwise it would lie over the answer. */
  #closeWhenLeft(): void {
    for (const type of ['focusin', 'pointerdown'])
      document.addEventListener(type, ({ target }) => {
        if (this.#isOpen && target instanceof Node && !this.element.contains(target)) this.#setOpen(false);
      });
  }

  #confirm(id: string | undefined, focusKey: string): void {
    this.#confirming = id;
    this.#draw();
    this.#panel.querySelector<HTMLElement>(`[data-key="${CSS.escape(focusKey)}"]`)?.focus();
  }

  #draw(): void {
    const { t } = this.#ui;
    const state = this.#state;
    const all = state?.conversations ?? [];
    const wanted = this.#sought.trim().toLocaleLowerCase();
    const rows = all
      .filter(({ title }) => title.toLocaleLowerCase().includes(wanted))
      .map((summary) => this.#row(summary));
    redraw(this.#panel, [
      all.length > 1 && this.#search(),
      all.length === 0 && h('p', { class: 'dim' }, t('noConversations')),
      all.length > 0 && rows.length === 0 && h('p', { class: 'dim' }, t('noSuchConversation')),
      rows.length > 0 && h('ul', { class: 'plain-list', label: t('conversations') }, ...rows),
      state &&
        isNearlyFull(state) &&
        h('p', { class: 'dim' }, t('conversationsKept', { n: state.maxConversations })),
    ]);
  }

  /** The field over the list. It keeps its text and its caret while the list is drawn again. */
  #search(): HTMLInputElement {
    const { t } = this.#ui;
    const field = h('input', {
      class: 'conversation-search',
      key: 'search',
      label: t('searchConversations'),
      attrs: { type: 'search', placeholder: t('searchConversations') },
    });
    field.value = this.#sought;
    field.addEventListener('input', () => {
      const { selectionStart } = field;
      this.#sought = field.value;
      this.#draw();
      this.#panel
        .querySelector<HTMLInputElement>('.conversation-search')
        ?.setSelectionRange(selectionStart, selectionStart);
    });
    return field;
  }

  #row(summary: ConversationSummary): HTMLElement {
    const isCurrent = this.#state?.conversation?.id === summary.id;
    const isAsking = this.#confirming === summary.id || this.#naming === summary.id;
    const parts =
      this.#naming === summary.id
        ? this.#nameField(summary)
        : this.#confirming === summary.id
          ? this.#question(summary)
          : this.#choices(summary, isCurrent);
    return h(
      'li',
      { class: `conversation${isCurrent ? ' current' : ''}${isAsking ? ' asking' : ''}` },
      ...parts,
    );
  }

  #rename(id: string | undefined, focusKey: string): void {
    this.#naming = id;
    this.#confirm(undefined, focusKey);
  }

  #nameField({ id, title }: ConversationSummary): HTMLElement[] {
    const { t, post } = this.#ui;
    const field = h('input', {
      class: 'conversation-name',
      key: `name/${id}`,
      label: t('conversationName'),
      attrs: { type: 'text', maxlength: 200 },
    });
    field.value = title;
    const save = (): void => {
      post({ type: 'renameConversation', id, name: field.value });
      this.#rename(undefined, `open/${id}`);
    };
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key !== 'Enter' && event.key !== 'Escape') return;
      // The key must not go on to press what has the focus after that.
      event.preventDefault();
      if (event.key === 'Enter') save();
      else this.#rename(undefined, `rename/${id}`);
    });
    return [
      field,
      button(t('rename'), save, { key: `rename!/${id}` }),
      button(t('cancel'), () => this.#rename(undefined, `rename/${id}`), {
        isSecondary: true,
        key: `cancel/${id}`,
      }),
    ];
  }

  #question({ id }: ConversationSummary): HTMLElement[] {
    const { t, post } = this.#ui;
    return [
      h('span', { class: 'conversation-ask' }, t('confirmDelete')),
      button(t('keep'), () => this.#confirm(undefined, `delete/${id}`), { key: `keep/${id}` }),
      button(t('delete'), () => post({ type: 'deleteConversation', id }), {
        isSecondary: true,
        key: `delete!/${id}`,
      }),
    ];
  }

  #choices({ id, title, turns, updatedAtMs }: ConversationSummary, isCurrent: boolean): HTMLElement[] {
    const { t, post } = this.#ui;
    const name = title || t('untitled');
    const open = h(
      'button',
      {
        class: 'conversation-open',
        key: `open/${id}`,
        title: name,
        attrs: { type: 'button', 'aria-current': isCurrent && 'true' },
        onClick: () => {
          this.close();
          post({ type: 'openConversation', id });
        },
      },
      h('span', { class: 'conversation-title' }, name),
      h('span', { class: 'dim' }, `${timeText(updatedAtMs)} · ${t.plural('questions', turns)}`),
    );
    return [
      open,
      iconButton('edit', t('renameConversation', { title: name }), {
        key: `rename/${id}`,
        onClick: () => this.#rename(id, `name/${id}`),
      }),
      iconButton('export', t('exportConversation', { title: name }), {
        key: `export/${id}`,
        onClick: () => post({ type: 'exportConversation', id }),
      }),
      iconButton('trash', t('deleteConversation', { title: name }), {
        key: `delete/${id}`,
        onClick: () => this.#confirm(id, `keep/${id}`),
      }),
    ];
  }
}

/** The time of today, the day of another one. */
function timeText(atMs: number): string {
  const language = document.documentElement.lang || undefined;
  const isToday = new Date(atMs).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, isToday ? { timeStyle: 'short' } : { dateStyle: 'medium' }).format(
    atMs,
  );
}
