/** What a question would send, before it is asked. */
import { noticeText } from '../../present/notices.ts';
import type { Preview } from '../../protocol/page.ts';
import { button, type Child, h, iconButton } from '../elements/dom.ts';
import { noticeLine } from '../elements/noticeLine.ts';
import type { PreviewResult } from '../frame/model.ts';
import { type CardOptions, routeCard } from '../run/routeCard.ts';
import { inspectorDetails } from '../turn/detailsView.ts';
import { troubleView } from '../turn/turnView.ts';
import type { Ui } from '../ui.ts';

export interface PreviewActions {
  readonly onClose: () => void;
  /** Asks the question that was previewed: by the route that is shown, or by one that is taken instead. */
  readonly ask: (taken?: Parameters<CardOptions['take']>[0]) => void;
}

/** The panel above the question box. */
export function previewView(
  { preview, error }: PreviewResult,
  ui: Ui,
  { onClose, ask }: PreviewActions,
): HTMLElement {
  const { t } = ui;
  return h(
    'section',
    { class: 'preview', label: t('previewTitle') },
    h(
      'div',
      { class: 'preview-head' },
      h('h2', {}, t('previewTitle')),
      iconButton('close', t('close'), { key: 'preview/close', onClick: onClose }),
    ),
    error && troubleView(error, ui),
    ...(preview ? previewParts(preview, ui, ask) : []),
  );
}

function previewParts(
  { route, request, passages, notices }: Preview,
  ui: Ui,
  ask: PreviewActions['ask'],
): Child[] {
  const { t } = ui;
  const inspector =
    passages.length > 0 && inspectorDetails(passages, request ? 'planned' : 'none', ui, 'preview');
  if (inspector) inspector.open = true;
  return [
    routeCard(route, ui, { take: ask, isOpen: true }),
    h('p', { class: 'preview-request' }, request ? requestText(request, ui) : t('previewNothing')),
    ...notices.map((notice) => noticeLine('info', noticeText(notice, { say: t.say, door: 'editor' }))),
    h(
      'div',
      {},
      button(t('previewAsk'), () => ask(), { key: 'preview/ask' }),
    ),
    inspector,
  ];
}

/** Where the request would go, how large it is, and how many secrets the filter took out of it. */
function requestText(request: NonNullable<Preview['request']>, { t }: Ui): string {
  const { host, model, tokens, redactions } = request;
  return t('previewRequest', {
    ...{ host, model },
    tokens: t.plural('tokens', tokens),
    secrets: t.plural('secrets', redactions),
  });
}
