/** The claims of an answer, each with its state in icon and word and the ranges that show it. */

import { stateIcon, stateMeaning, stateWord } from '../present/answer/states.ts';
import { hitReason } from '../present/reasons.ts';
import type { Answer, Claim, Passage } from '../protocol/data.ts';
import { codeBlock } from './codeBlock.ts';
import { h, icon } from './dom.ts';
import { citationChip, citationLink } from './links.ts';
import { markdownElement } from './markdownView.ts';
import { provedCitations } from './sources.ts';
import type { Ui } from './ui.ts';

const MAX_QUOTE_LINES = 12;

/** All claims of an answer, in its order. */
export function claimsView(answer: Answer, ui: Ui): HTMLElement {
  const list = h('ol', { class: 'claims', label: ui.t('claims') });
  const isExtractive = answer.made === 'passages';
  // Code in one claim may come from lines that another cites.
  const all = answer.claims.flatMap(({ citations }) => citations);
  for (const [at, claim] of answer.claims.entries()) {
    const item = h('li', { class: `claim ${claim.state}` });
    if (isExtractive) item.append(...passageClaim(claim, at, answer.passages, ui));
    else item.append(...writtenClaim(claim, at, all, ui));
    list.append(item);
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
  return [body, evidenceRow(claim, at, ui)];
}

/** A passage with its place, why it was found, and its lines. */
function passageClaim(claim: Claim, at: number, passages: readonly Passage[], ui: Ui): HTMLElement[] {
  const [citation] = claim.citations;
  if (!citation) return [h('p', { class: 'plain' }, claim.text), evidenceRow(claim, at, ui)];
  const passage = passages.find(({ id }) => id === claim.passage);
  const why = passage ? hitReason(passage.why, ui.t.say) : '';
  return [
    evidenceRow(claim, at, ui),
    h(
      'p',
      { class: 'plain dim' },
      passage && passage.symbolPath !== '' && h('span', { class: 'symbol-name' }, passage.symbolPath),
      passage && passage.symbolPath !== '' && ' · ',
      why,
    ),
    codeBlock(citation.quote, ui, { startLine: citation.startLine, maxLines: MAX_QUOTE_LINES }),
  ];
}

function evidenceRow(claim: Claim, at: number, ui: Ui): HTMLElement {
  const { t } = ui;
  const state = h(
    'span',
    { class: `state ${claim.state}`, title: stateMeaning(claim.state, t) },
    icon(stateIcon(claim.state)),
    ` ${stateWord(claim.state, t)}`,
  );
  const chips = claim.citations.map((citation, i) =>
    citationChip(citation, claim.state, `chip/${at}/${i}`, ui),
  );
  const reason =
    claim.state === 'unproved' && chips.length === 0 && h('span', { class: 'dim' }, t('noEvidence'));
  return h('div', { class: 'evidence' }, state, reason, ...chips);
}
