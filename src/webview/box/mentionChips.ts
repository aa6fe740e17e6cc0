/** Chips of what the question names, each with a button that takes it out. */

import { mentionLabel } from '../../present/answer/format.ts';
import type { Translate } from '../../present/answer/strings.ts';
import { MAX_MENTIONS, type Mention } from '../../protocol/page.ts';
import { h, icon, iconButton, redraw } from '../elements/dom.ts';
import { mentionIcon } from './completionView.ts';
import { addMention, mentionKey } from './mentions.ts';

export interface MentionChips {
  readonly element: HTMLElement;
  readonly mentions: readonly Mention[];
  /** Adds one unless it is there; false when there is no room for it. */
  add(mention: Mention): boolean;
  replace(mentions: readonly Mention[]): void;
}

/** `onRemove` is called after a person took one out. */
export function createMentionChips(t: Translate, onRemove: () => void): MentionChips {
  const element = h('ul', { class: 'mentions', label: t('mentions'), attrs: { hidden: true } });
  let mentions: readonly Mention[] = [];
  const replace = (next: readonly Mention[]): void => {
    mentions = next;
    element.hidden = next.length === 0;
    redraw(
      element,
      next.map((mention) => chip(mention)),
    );
  };
  const chip = (mention: Mention): HTMLElement => {
    const label = mentionLabel(mention);
    const remove = (): void => {
      replace(mentions.filter((held) => held !== mention));
      onRemove();
    };
    return h(
      'li',
      { class: 'mention', title: label },
      icon(mentionIcon(mention.kind)),
      h('span', { class: 'mention-text' }, label),
      iconButton('close', t('removeMention', { name: label }), { key: mentionKey(mention), onClick: remove }),
    );
  };
  return {
    element,
    get mentions() {
      return mentions;
    },
    add(mention) {
      const next = addMention(mentions, mention);
      if (next.length > MAX_MENTIONS) return false;
      replace(next);
      return true;
    },
    replace,
  };
}
