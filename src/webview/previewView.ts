/** What a question would send, before it is asked. */

import { inspectorDetails, routeView } from './detailsView.ts';
import { h, iconButton } from './dom.ts';
import type { PreviewResult } from './model.ts';
import { troubleView } from './turnView.ts';
import type { Ui } from './ui.ts';

/** The panel above the question box. */
export function previewView(
  { route, passages, error }: PreviewResult,
  ui: Ui,
  onClose: () => void,
): HTMLElement {
  const { t } = ui;
  const inspector =
    passages.length === 0
      ? undefined
      : inspectorDetails(passages, route?.estimate.calls !== 0, ui, 'preview');
  if (inspector) inspector.open = true;
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
    route && routeView(route, t),
    route?.estimate.calls === 0 && h('p', { class: 'dim' }, t('previewNothing')),
    inspector,
  );
}
