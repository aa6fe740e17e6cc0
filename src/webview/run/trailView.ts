/** The way of a walk through the outline of a repository, step by step, with links to what it saw. */
import { trailLines } from '../../present/run/trail.ts';
import type { Answer } from '../../protocol/data.ts';
import { details, h, icon, textButton } from '../elements/dom.ts';
import { openNode } from '../elements/places.ts';
import type { Ui } from '../ui.ts';

type Step = NonNullable<Answer['trail']>[number];

const ICONS = {
  down: 'arrow-down',
  up: 'arrow-up',
  answered: 'pass',
  declined: 'circle-slash',
  opened: 'list-tree',
} as const satisfies Record<Step['did'], string>;

/** The steps in their order; of an outline that was opened, what is in it. */
export function trailView(trail: readonly Step[], ui: Ui): HTMLElement {
  const { t } = ui;
  const section = details(
    'trail',
    [t('trail'), h('span', { class: 'tag' }, t.plural('steps', trail.length))],
    h('ol', { class: 'plain-list trail' }, ...trail.map((step) => stepItem(step, ui))),
  );
  section.open = true;
  return section;
}

function stepItem(step: Step, ui: Ui): HTMLElement {
  const [text = '', ...inside] = trailLines([step], ui.t.say);
  const { did, at, to, offered } = step;
  return h(
    'li',
    { class: 'step' },
    icon(ICONS[did]),
    h(
      'div',
      {},
      linked(text, to ?? at, ui),
      inside.length > 0 &&
        h(
          'ul',
          { class: 'plain-list' },
          ...inside.map((line, i) => h('li', {}, linked(line.trim(), offered[i], ui))),
        ),
    ),
  );
}

/** The words as a link to the lines they are about, where they are about lines. */
function linked(text: string, node: Step['at'] | undefined, ui: Ui): HTMLElement {
  const message = node && openNode(node);
  return message ? textButton(text, () => ui.post(message)) : h('span', {}, text);
}
