/** The claims that a model wrote, each with its state in icon and word and the ranges that show it. */

import { doubtText } from '../../present/answer/citations.ts';
import { listMark, partsOf, piecesOf, proposalText } from '../../present/answer/layout/pieces.ts';
import { stateIcon, stateMeaning } from '../../present/answer/states.ts';
import { stateText } from '../../present/states.ts';
import type { Answer, Claim } from '../../protocol/data.ts';
import { codeBlock } from '../elements/codeBlock.ts';
import { h, icon } from '../elements/dom.ts';
import { citationChip, citationLink } from '../elements/links.ts';
import { markdownElement } from '../elements/markdownView.ts';
import type { Ui } from '../ui.ts';
import { canBeAsked } from './originView.ts';
import { provedCitations } from './sources.ts';

/** All claims of an answer, in its order, under its headings; items of lists stand in lists, as deep as they are. */
export function claimsView(answer: Answer, ui: Ui): HTMLElement {
  const root = h('div', { class: 'written', label: ui.t('claims'), attrs: { role: 'group' } });
  // Code in one claim may come from lines that another cites.
  const all = answer.claims.flatMap(({ citations }) => citations);
  let open: HTMLElement[] = [];
  for (const piece of piecesOf(answer)) {
    if (piece.type === 'heading') {
      const { level, text } = piece.heading;
      root.append(h(level === 1 ? 'h3' : level === 2 ? 'h4' : 'h5', {}, text));
      open = [];
      continue;
    }
    const { claim, at } = piece;
    open = listFor(claim, open, root);
    const item = h('li', { class: `claim ${claim.state}` }, ...writtenClaim(claim, at, all, ui));
    open.at(-1)!.append(canBeAsked(item, claim));
  }
  return root;
}

/** The lists that are open, outermost first, once a claim is to be added to the last of them. Missing ones are made. */
function listFor({ list }: Claim, open: readonly HTMLElement[], root: HTMLElement): HTMLElement[] {
  const depth = list ? list.level : 1;
  const tag = list && list.number === undefined ? 'ul' : 'ol';
  const name = list ? 'claims items' : 'claims';
  const lists = open.slice(0, depth);
  const last = lists[depth - 1];
  if (last && (last.localName !== tag || last.className !== name)) lists.pop();
  while (lists.length < depth) {
    const made = h(tag, { class: name });
    (lists.at(-1)?.lastElementChild ?? root).append(made);
    lists.push(made);
  }
  return lists;
}

function writtenClaim(claim: Claim, at: number, all: Claim['citations'], ui: Ui): HTMLElement[] {
  const citations = provedCitations(claim.citations);
  const body = h('div', { class: 'said' });
  for (const part of partsOf(claim)) {
    if (part.type === 'quoted') {
      const { citation } = part;
      body.append(codeBlock(citation.quote, ui, { source: citation, startLine: citation.startLine }));
    } else if (part.type === 'proposed')
      body.append(
        h('p', { class: 'proposal' }, icon('lightbulb'), ` ${proposalText(part.code, ui.t.say)}`),
        codeBlock(part.code.text, ui),
      );
    else if (part.text !== '')
      body.append(
        markdownElement(part.text, {
          ui,
          citations,
          sources: [...citations, ...all],
          link: (citation, text) => citationLink(citation, text, ui),
        }),
      );
  }
  const doubt = doubtText(claim.doubts, ui.t.say);
  const note = h('div', { class: 'evidence dim' }, icon('warning'), ` ${doubt}`);
  const mark = listMark(claim).trim();
  const said = mark === '' ? body : h('div', { class: 'item' }, h('span', { class: 'mark' }, mark), body);
  return [said, ...(doubt === '' ? [] : [note]), evidenceRow(claim, at, ui)];
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
