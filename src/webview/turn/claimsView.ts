/** The claims that a model wrote, each with its state in icon and word and the ranges that show it. */

import { doubtText } from '../../present/answer/citations.ts';
import { stateIcon, stateMeaning } from '../../present/answer/states.ts';
import { stateText } from '../../present/states.ts';
import type { Answer, Claim } from '../../protocol/data.ts';
import { h, icon } from '../elements/dom.ts';
import { citationChip, citationLink } from '../elements/links.ts';
import { markdownElement } from '../elements/markdownView.ts';
import type { Ui } from '../ui.ts';
import { provedCitations } from './sources.ts';

/** All claims of an answer, in its order. */
export function claimsView(answer: Answer, ui: Ui): HTMLElement {
  const list = h('ol', { class: 'claims', label: ui.t('claims') });
  // Code in one claim may come from lines that another cites.
  const all = answer.claims.flatMap(({ citations }) => citations);
  for (const [at, claim] of answer.claims.entries()) {
    list.append(h('li', { class: `claim ${claim.state}` }, ...writtenClaim(claim, at, all, ui)));
  }
  return list;
}

function writtenClaim(claim: Claim, at: number, all: Claim['citations'], ui: Ui): HTMLElement[] {
  const citations = provedCitations(claim.citations);
  const body = markdownElement(claim.text, {
    ui,
    citations,
    sources: [...citations, ...all],
    link: (citation, text) => citationLink(citation, text, ui),
  });
  const doubt = doubtText(claim.doubts, ui.t.say);
  const note = h('div', { class: 'evidence dim' }, icon('warning'), ` ${doubt}`);
  return [body, ...(doubt === '' ? [] : [note]), evidenceRow(claim, at, ui)];
}

function evidenceRow(claim: Claim, at: number, ui: Ui): HTMLElement {
  const { t } = ui;
  const state = h(
    'span',
    { class: `state ${claim.state}`, title: stateMeaning(claim.state, t) },
    icon(stateIcon(claim.state)),
    ` ${stateText(claim.state, t.say)}`,
  );
  const chips = claim.citations.map((citation, i) =>
    citationChip(citation, claim.state, `chip/${at}/${i}`, ui),
  );
  const reason =
    claim.state === 'unproved' && chips.length === 0 && h('span', { class: 'dim' }, t('noEvidence'));
  return h('div', { class: 'evidence' }, state, reason, ...chips);
}
