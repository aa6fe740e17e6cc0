/** What stands above the conversation: a dead engine, refused requests, Restricted Mode, no model, the index. */

import type { Translate } from '../../present/answer/strings.ts';
import { problemText } from '../../present/problems.ts';
import type { IndexStatus, RootStatus } from '../../protocol/data.ts';
import { button, type Child, custom, h, icon } from '../elements/dom.ts';
import { troubleKind } from '../turn/trouble.ts';
import { troubleView } from '../turn/turnView.ts';
import type { Ui } from '../ui.ts';
import type { PageModel } from './model.ts';

/** All banners that apply, the most urgent first. */
export function banners(model: PageModel, ui: Ui, onDismiss: () => void): Child[] {
  const { t, post } = ui;
  const { state, engineDown, trouble } = model;
  if (!state) return [];
  return [
    engineDown &&
      banner({
        kind: 'error',
        icon: 'debug-disconnect',
        title: t('engineDown'),
        text: engineDown.message,
        actions: [
          ...(engineDown.canRetry
            ? [button(t('retry'), () => post({ type: 'retry' }), { key: 'banner/retry' })]
            : []),
          button(t('showLogs'), () => post({ type: 'runCommand', command: 'showLogs' }), {
            isSecondary: true,
            key: 'banner/logs',
          }),
        ],
      }),
    !engineDown && state.engine.state === 'starting' && progressLine(t('engineStarting')),
    trouble &&
      !(engineDown && troubleKind(trouble) === 'engineDown') &&
      troubleView(trouble, ui, undefined, onDismiss),
    !state.isTrusted &&
      banner({
        kind: 'info',
        icon: 'shield',
        title: t('restrictedTitle'),
        text: t('restrictedText'),
        actions: [
          button(t('manageTrust'), () => post({ type: 'runCommand', command: 'manageTrust' }), {
            key: 'banner/trust',
          }),
        ],
      }),
    ...indexLines(state.index, ui),
    ...unkeptLines(state.index, ui),
  ];
}

interface Banner {
  readonly kind: 'error' | 'info';
  readonly icon: string;
  readonly title: string;
  /** Left out when the title says it all. */
  readonly text?: string;
  readonly actions: readonly HTMLElement[];
}

function banner({ kind, icon: iconName, title, text, actions }: Banner): HTMLElement {
  return h(
    'div',
    { class: `banner ${kind}` },
    icon(iconName),
    h(
      'div',
      { class: 'banner-text' },
      h('strong', {}, title),
      text !== undefined && text !== '' && h('p', {}, text),
    ),
    h('div', { class: 'banner-actions' }, ...actions),
  );
}

function progressLine(text: string, done?: number, total?: number): HTMLElement {
  const isKnown = done !== undefined && total !== undefined && total > 0;
  const bar = custom('vscode-progress-bar', {
    label: text,
    attrs: isKnown ? { value: done, max: total } : { indeterminate: true },
  });
  return h('div', { class: 'progress-line' }, h('span', { class: 'dim' }, text), bar);
}

/** One line for each folder whose index is not simply ready. */
function indexLines({ roots }: IndexStatus, ui: Ui): Child[] {
  const { t, post } = ui;
  return roots.map((root) => {
    if (root.state === 'ready') return undefined;
    const name = root.root;
    if (root.state === 'waiting')
      return h('p', { class: 'dim index-line' }, t('indexWaiting', { root: name }));
    if (root.state === 'indexing')
      return progressLine(indexingText(root, t), root.progress?.done, root.progress?.total);
    const words = { say: t.say, door: 'editor' } as const;
    const problem = root.problems.map((one) => problemText(one, words)).join('; ') || t('indexNoReason');
    const what = t(root.state === 'failed' ? 'indexFailed' : 'indexUnavailable', { root: name, problem });
    return banner({
      kind: 'error',
      icon: 'database',
      title: what,
      actions: [
        button(t('rebuildIndex'), () => post({ type: 'runCommand', command: 'rebuildIndex' }), {
          key: `index/${name}`,
        }),
        button(t('indexDetails'), () => post({ type: 'runCommand', command: 'indexStatus' }), {
          isSecondary: true,
          key: `index-status/${name}`,
        }),
      ],
    });
  });
}

/** That an index is in memory only: said once, since it is the same place and the same trouble for all folders. */
function unkeptLines({ roots }: IndexStatus, { t, post }: Ui): Child[] {
  const problem = roots.flatMap(({ problems }) => problems).find(({ kind }) => kind === 'notKept');
  if (!problem) return [];
  const { root: _all, ...fact } = problem;
  const details = button(t('indexDetails'), () => post({ type: 'runCommand', command: 'indexStatus' }), {
    isSecondary: true,
    key: 'index-status/unkept',
  });
  const title = problemText(fact, { say: t.say, door: 'editor' });
  return [banner({ kind: 'info', icon: 'database', title, actions: [details] })];
}

/** What the indexing of a folder is doing. */
function indexingText({ root, progress }: RootStatus, t: Translate): string {
  if (!progress || progress.phase === 'walk') return t('indexWalking', { root });
  return t('indexingFiles', { root, done: progress.done, total: progress.total });
}
