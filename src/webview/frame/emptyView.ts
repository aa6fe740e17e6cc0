/** Before the first question: what the index holds, what to ask, and that a model is not needed. */

import type { Translate } from '../../present/answer/strings.ts';
import { problemText } from '../../present/problems.ts';
import type { PageState } from '../../protocol/page.ts';
import { button, h, icon, textButton } from '../elements/dom.ts';
import { questionText } from '../turn/questionText.ts';
import type { Ui } from '../ui.ts';

/** What was not read is named up to here, and counted beyond. */
const MOST_UNREAD = 3;

export interface EmptyActions {
  readonly ask: (question: string) => void;
  /** Puts a question into the box, its first blank selected. */
  readonly fill: (recipe: string) => void;
}

/** The empty state. An example is asked with one click. */
export function emptyView(state: PageState, ui: Ui, { ask, fill }: EmptyActions): HTMLElement {
  const { t, post } = ui;
  const skipped = state.index.roots.reduce((sum, { files }) => sum + files.skipped.length, 0);
  const examples = state.suggestions.slice(0, 3).map((question) =>
    h(
      'li',
      {},
      h(
        'button',
        {
          class: 'example',
          key: `example/${question}`,
          attrs: { type: 'button' },
          onClick: () => ask(question),
        },
        icon('comment'),
        h('span', {}, ...questionText(question)),
      ),
    ),
  );
  return h(
    'section',
    { class: 'empty', label: t('emptyTitle') },
    icon('search-sparkle', 'empty-icon'),
    h('h2', {}, t('emptyTitle')),
    h('p', {}, t('emptyText')),
    h(
      'p',
      { class: 'dim' },
      `${holdsText(state, t)} `,
      skipped > 0 &&
        textButton(t.plural('indexSkipped', skipped), () =>
          post({ type: 'runCommand', command: 'indexStatus' }),
        ),
    ),
    unreadLine(state, ui),
    examples.length > 0 && h('h3', {}, t('examples')),
    examples.length > 0 && h('ul', { class: 'examples' }, ...examples),
    state.recipes.length > 0 && h('h3', {}, t('recipes')),
    state.recipes.length > 0 &&
      h(
        'ul',
        { class: 'plain-list recipes' },
        ...state.recipes.map((recipe) =>
          h(
            'li',
            {},
            h(
              'button',
              {
                class: 'follow-up',
                key: `recipe/${recipe}`,
                attrs: { type: 'button' },
                onClick: () => fill(recipe),
              },
              icon('edit'),
              h('span', {}, recipe),
            ),
          ),
        ),
      ),
    state.model === null && state.isTrusted && noModelHint(ui),
  );
}

/** Folders that could not be walked, and ignore files that could not be read: what lies there is in no answer. */
function unreadLine({ index }: PageState, { t, post }: Ui): HTMLElement | undefined {
  const words = { say: t.say, door: 'editor' } as const;
  const told = index.roots
    .flatMap(({ problems }) => problems)
    .filter(({ kind }) => kind === 'notWalked' || kind === 'rulesUnread')
    .map((problem) => problemText(problem, words));
  if (told.length === 0) return undefined;
  const items = told.slice(0, MOST_UNREAD).join('; ');
  const more = told.length - MOST_UNREAD;
  return h(
    'p',
    { class: 'dim' },
    icon('warning'),
    ` ${more > 0 ? t('andMore', { items, n: more }) : items}. `,
    textButton(t('indexDetails'), () => post({ type: 'runCommand', command: 'indexStatus' })),
  );
}

function noModelHint({ t, post }: Ui): HTMLElement {
  return h(
    'div',
    { class: 'hint' },
    h('p', {}, t('noModelHint')),
    button(t('chooseModel'), () => post({ type: 'runCommand', command: 'chooseModel' }), {
      isSecondary: true,
      key: 'hint/model',
    }),
  );
}

/** What the index of all folders holds, in one line. */
function holdsText({ index }: PageState, t: Translate): string {
  const sum = (of: (root: PageState['index']['roots'][number]) => number): number =>
    index.roots.reduce((total, root) => total + of(root), 0);
  const files = sum((root) => root.files.indexed);
  if (files === 0) return t('indexEmpty');
  return `${t('indexHolds', {
    files: t.plural('files', files),
    lines: t.plural(
      'lines',
      sum(({ lines }) => lines.total),
    ),
    symbols: t.plural(
      'symbols',
      sum(({ symbols }) => symbols),
    ),
  })}.`;
}
