/** What stands under an answer, closed until asked for: route, coverage, passages of the prompt, spending. */

import { limitsText, notReadText } from '../../present/answer/coverage.ts';
import { placeText, usageText } from '../../present/answer/format.ts';
import type { StringKey, Translate } from '../../present/answer/strings.ts';
import { hitReason } from '../../present/reasons.ts';
import { routeTitle } from '../../present/routes.ts';
import type { Answer, Passage, RouteChoice, Usage } from '../../protocol/data.ts';
import type { Spending } from '../../protocol/page.ts';
import { type Child, details, h, pathText, textButton } from '../elements/dom.ts';
import { openPassage } from '../elements/places.ts';
import { meter } from '../run/meter.ts';
import { type CardOptions, routeCard } from '../run/routeCard.ts';
import type { Ui } from '../ui.ts';

const MAX_LISTED = 30;

/** The route of a finished answer, with the routes that were not taken. `take` asks again by one of them. */
export function routeDetails(route: RouteChoice, ui: Ui, take: CardOptions['take']): HTMLElement {
  const { t } = ui;
  return details(
    'route',
    [`${t('route')}: ${routeTitle(route.name, t.say)}`],
    routeCard(route, ui, { take, isOpen: true }),
  );
}

/** How much was read, and what was not and why: all of it, the rest behind a button. */
export function coverageDetails({ coverage }: Answer, ui: Ui): HTMLElement {
  const { t } = ui;
  const read = t('coverageRead', { read: coverage.read, total: t.plural('files', coverage.total) });
  const items = coverage.notRead
    .map((one) => notReadText(one, t.say))
    .map(({ what, why }) => h('li', {}, what, h('span', { class: 'dim' }, ` ${why}`)));
  const limits = limitsText(coverage.limits, t.say);
  return details(
    'coverage',
    [read],
    meter(coverage.total === 0 ? 0 : coverage.read / coverage.total),
    limits !== '' && h('p', {}, t('coverageLimits', { limits })),
    items.length > 0 && h('p', { class: 'dim' }, t('notRead')),
    items.length > 0 && longList('ul', 'plain-list', items, t),
  );
}

/** Whether passages went into a prompt, would go into one, or go nowhere. */
export type Sending = 'sent' | 'planned' | 'none';

/** The passages of a prompt: order, tokens, and why each was found. */
export function inspectorDetails(
  passages: readonly Passage[],
  sending: Sending,
  ui: Ui,
  key = 'inspector',
): HTMLDetailsElement {
  const { t } = ui;
  const isSent = sending !== 'none';
  const tokens = passages.reduce((sum, passage) => sum + passage.tokens, 0);
  const rank = new Map(passages.map((passage, i) => [passage, i + 1]));
  const ordered = isSent
    ? passages.toSorted((a, b) => (a.promptPlace ?? 0) - (b.promptPlace ?? 0))
    : passages;
  const items = ordered.map((passage) => {
    const message = openPassage(passage);
    const place = pathText(placeText(passage));
    return h(
      'li',
      { class: 'inspected' },
      h(
        'div',
        { class: 'inspected-head' },
        message
          ? textButton(place, () => ui.post(message), { class: 'place' })
          : h('span', { class: 'place' }, ...place),
        h('span', { class: 'tag' }, t.plural('tokens', passage.tokens)),
        isSent && h('span', { class: 'tag' }, t('rank', { n: rank.get(passage)! })),
      ),
      h('div', { class: 'dim' }, ...whyFound(passage, t)),
    );
  });
  const title = `${t(isSent ? 'inspector' : 'inspectorUnsent')}: ${passages.length}`;
  return details(
    key,
    [title, h('span', { class: 'tag' }, t.plural('tokens', tokens))],
    isSent && h('p', { class: 'dim' }, t(sending === 'sent' ? 'promptOrder' : 'promptOrderPlanned')),
    longList('ol', 'plain-list', items, t),
  );
}

function whyFound({ why, symbolPath }: Passage, t: Translate): Child[] {
  const role = why.role === 'source' ? '' : `; ${t('whyRole', { role: why.role })}`;
  return [
    symbolPath !== '' && h('span', { class: 'symbol-name' }, symbolPath),
    ` ${hitReason(why, t.say)}${role}`,
  ];
}

/** What this answer, the conversation, the day and the month cost. */
export function spendingDetails(usage: Usage, spending: Spending, ui: Ui): HTMLElement {
  const { t, currency } = ui;
  const rows: readonly (readonly [StringKey, Usage])[] = [
    ['spendAnswer', usage],
    ['spendConversation', spending.conversation],
    ['spendDay', spending.day],
    ['spendMonth', spending.month],
  ];
  return details(
    'spending',
    [`${t('spending')}: ${usageText(usage, t, currency)}`],
    h(
      'dl',
      { class: 'spending' },
      ...rows.flatMap(([key, spent]) => [h('dt', {}, t(key)), h('dd', {}, usageText(spent, t, currency))]),
    ),
  );
}

/** A list that shows its first items, how many there are, and a button for all. */
function longList(
  tag: 'ol' | 'ul',
  className: string,
  items: readonly HTMLElement[],
  t: Translate,
): HTMLElement {
  const list = h(tag, { class: className }, ...items.slice(0, MAX_LISTED));
  if (items.length <= MAX_LISTED) return list;
  const all = textButton(
    t('showAllItems', { n: items.length }),
    () => {
      list.append(...items.slice(MAX_LISTED));
      all.remove();
    },
    { class: 'show-all' },
  );
  return h('div', {}, list, all);
}
