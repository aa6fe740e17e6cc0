/** The best passages, while a long run is under way: what there is to read before the answer. */
import { placeText } from '../../present/answer/format.ts';
import { tellingLines } from '../../present/lines/telling.ts';
import type { Passage } from '../../protocol/data.ts';
import { lineParts } from '../elements/codeLines.ts';
import { details, h, icon, pathText, textButton } from '../elements/dom.ts';
import { openPassage } from '../elements/places.ts';
import type { Ui } from '../ui.ts';

const MAX_SHOWN = 5;
const MAX_LINES = 2;
const MAX_CHARS = 200;

/** The draft, marked as one. It folds as soon as there is something better. */
export function draftView(passages: readonly Passage[], isFolded: boolean, ui: Ui): HTMLElement {
  const { t } = ui;
  const body = [
    h('ol', { class: 'plain-list' }, ...passages.slice(0, MAX_SHOWN).map((passage) => draftRow(passage, ui))),
    passages.length > MAX_SHOWN &&
      h('p', { class: 'dim' }, t('draftMore', { n: passages.length - MAX_SHOWN })),
  ];
  if (isFolded)
    return details(
      'draft',
      [t('draft'), h('span', { class: 'dim' }, t('draftWhat'))],
      h('div', { class: 'draft' }, ...body),
    );
  return h(
    'section',
    { class: 'draft', label: t('draft') },
    h(
      'p',
      { class: 'draft-head' },
      icon('edit'),
      h('strong', {}, t('draft')),
      h('span', { class: 'dim' }, t('draftWhat')),
    ),
    ...body,
  );
}

function draftRow(passage: Passage, ui: Ui): HTMLElement {
  const message = openPassage(passage);
  const place = pathText(placeText(passage));
  const lines = tellingLines(passage, MAX_LINES).map(({ text, marks }) => {
    const indent = text.length - text.trimStart().length;
    const shown = text.slice(indent, indent + MAX_CHARS);
    const inside = marks
      .filter(({ start, end }) => start >= indent && end <= indent + shown.length)
      .map(({ start, end }) => ({ start: start - indent, end: end - indent }));
    const isCut = indent + shown.length < text.length;
    return h(
      'div',
      { class: 'told', title: text.trim() },
      ...lineParts([{ text: shown }], inside),
      isCut && '…',
    );
  });
  return h(
    'li',
    {},
    message
      ? textButton(place, () => ui.post(message), { class: 'place', key: `draft/${passage.id}` })
      : h('span', { class: 'place' }, ...place),
    ...lines,
  );
}
