/** The conversation switcher: what is open, a new one, and the list with export and delete. */

import { showHidden } from '../../present/answer/hidden.ts';
import type { ConversationSummary, PageState } from '../../protocol/page.ts';
import { append, button, h, icon, iconButton, redraw } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';

/** From this share of the limit on the list says that there is one. */
const NEARLY_FULL = 0.9;

function isNearlyFull({ conversations, maxConversations }: PageState): boolean {
  return conversations.length >= maxConversations * NEARLY_FULL;
}

export interface HeaderView {
  readonly element: HTMLElement;
  update(state: PageState): void;
  /** True when the list was open. */
  close(): boolean;
}

/** Makes the switcher. Deleting asks in the row itself. */
export function createHeaderView(ui: Ui): HeaderView {
  const { t, post } = ui;
  let state: PageState | undefined;
  let confirming: string | undefined;
  const title = h('span', { class: 'header-title' });
  const toggle = h(
    'button',
    {
      class: 'switcher',
      attrs: { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'conversations' },
    },
    title,
    icon('chevron-down'),
  );
  const panel = h('div', { class: 'conversations', id: 'conversations', attrs: { hidden: true } });
  const setOpen = (open: boolean): void => {
    confirming = undefined;
    panel.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
    if (open) draw();
  };
  const close = (): boolean => {
    const wasOpen = !panel.hidden;
    const hadFocus = panel.contains(document.activeElement);
    setOpen(false);
    if (hadFocus) toggle.focus();
    return wasOpen;
  };
  const confirm = (id: string | undefined, focusKey: string): void => {
    confirming = id;
    draw();
    panel.querySelector<HTMLElement>(`[data-key="${CSS.escape(focusKey)}"]`)?.focus();
  };
  const row = (summary: ConversationSummary): HTMLElement => {
    const { id } = summary;
    const name = summary.title || t('untitled');
    const isCurrent = state?.conversation?.id === id;
    const item = h('li', { class: `conversation${isCurrent ? ' current' : ''}` });
    if (confirming === id) {
      append(item, [
        h('span', { class: 'conversation-ask' }, t('confirmDelete')),
        button(t('delete'), () => post({ type: 'deleteConversation', id }), { key: `delete!/${id}` }),
        button(t('keep'), () => confirm(undefined, `delete/${id}`), { isSecondary: true, key: `keep/${id}` }),
      ]);
      return item;
    }
    const open = h(
      'button',
      {
        class: 'conversation-open',
        key: `open/${id}`,
        title: name,
        attrs: { type: 'button', 'aria-current': isCurrent && 'true' },
        onClick: () => {
          close();
          post({ type: 'openConversation', id });
        },
      },
      h('span', { class: 'conversation-title' }, name),
      h('span', { class: 'dim' }, t.plural('questions', summary.turns)),
    );
    append(item, [
      open,
      iconButton('export', t('exportConversation', { title: name }), {
        key: `export/${id}`,
        onClick: () => post({ type: 'exportConversation', id }),
      }),
      iconButton('trash', t('deleteConversation', { title: name }), {
        key: `delete/${id}`,
        onClick: () => confirm(id, `keep/${id}`),
      }),
    ]);
    return item;
  };
  const draw = (): void => {
    const rows = (state?.conversations ?? []).map(row);
    redraw(panel, [
      rows.length === 0 && h('p', { class: 'dim' }, t('noConversations')),
      rows.length > 0 && h('ul', { class: 'plain-list', label: t('conversations') }, ...rows),
      state &&
        isNearlyFull(state) &&
        h('p', { class: 'dim' }, t('conversationsKept', { n: state.maxConversations })),
    ]);
  };
  toggle.addEventListener('click', () => setOpen(panel.hidden !== false));
  const add = iconButton('add', t('newConversation'), {
    onClick: () => {
      close();
      post({ type: 'newConversation' });
    },
  });
  const element = h('header', { class: 'header' }, h('div', { class: 'header-bar' }, toggle, add), panel);
  // Like any menu it goes when something else is used; otherwise it would lie over the answer.
  for (const type of ['focusin', 'pointerdown'])
    document.addEventListener(type, ({ target }) => {
      if (!panel.hidden && target instanceof Node && !element.contains(target)) setOpen(false);
    });
  return {
    element,
    close,
    update(next) {
      if (next === state) return;
      const isSameList =
        state !== undefined &&
        state.conversations === next.conversations &&
        state.conversation?.id === next.conversation?.id;
      state = next;
      const name = next.conversation?.title || t('untitled');
      redraw(title, [name]);
      toggle.setAttribute('aria-label', showHidden(`${t('conversations')}: ${name}`));
      toggle.title = showHidden(name);
      if (!panel.hidden && !isSameList) draw();
    },
  };
}
