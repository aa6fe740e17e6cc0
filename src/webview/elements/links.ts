/** Links to cited ranges: chips under a claim and words inside it. What is not proved is never a link of fact. */

import { citationProblem } from '../../present/answer/citations.ts';
import { placeText, shortPlace } from '../../present/answer/format.ts';
import { stateIcon } from '../../present/answer/states.ts';
import { stateText } from '../../present/states.ts';
import type { Citation, ClaimState } from '../../protocol/data.ts';
import type { Ui } from '../ui.ts';
import { h, icon, pathText } from './dom.ts';
import { openMessage } from './places.ts';

/** A citation as a chip. An unproved one is words without a link, with the reason. */
export function citationChip(citation: Citation, claim: ClaimState, key: string, ui: Ui): HTMLElement {
  const { t } = ui;
  const word = stateText(citation.state, t.say);
  const message = openMessage(citation);
  if (citation.state === 'unproved' || !message) {
    const reason = citation.problem
      ? citationProblem(citation.problem, t.say)
      : citation.state === 'unproved'
        ? t('noEvidence')
        : placeText(citation);
    // The word stands beside the claim already, unless the claim has better evidence.
    if (claim === citation.state) return h('span', { class: 'reason' }, reason);
    return h('span', { class: 'reason' }, icon(stateIcon(citation.state)), `${word}: ${reason}`);
  }
  const { folder, name, lines } = shortPlace(citation);
  const chip = h(
    'button',
    {
      class: `chip ${citation.state}`,
      key,
      label: t('openPlace', { place: placeText(citation), state: word }),
      attrs: { type: 'button' },
      onClick: () => ui.post(message),
    },
    h(
      'span',
      { class: 'chip-place' },
      h('span', { class: 'chip-folder' }, folder),
      h('span', { class: 'chip-name' }, name),
      h('span', { class: 'chip-lines' }, lines),
    ),
    // The state stands beside the claim already; a chip says it again only where it differs.
    claim !== citation.state &&
      h('span', { class: 'chip-state' }, icon(stateIcon(citation.state)), ` ${word}`),
  );
  ui.peek.attach(chip, citation, ui);
  return chip;
}

/** A cited range inside prose. */
export function citationLink(citation: Citation, text: string, ui: Ui): HTMLElement {
  const message = openMessage(citation);
  if (!message) return h('span', {}, text);
  const link = h(
    'button',
    { class: 'cite-link', attrs: { type: 'button' }, onClick: () => ui.post(message) },
    ...pathText(text),
  );
  ui.peek.attach(link, citation, ui);
  return link;
}
