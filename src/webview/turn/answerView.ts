/** A finished answer: claims, notices, what was not found, and the actions after it. */

import { turnMarkdown } from '../../present/answer/answerMarkdown.ts';
import { notFoundText, searchedText } from '../../present/answer/coverage.ts';
import { countHidden, mixedScriptWords } from '../../present/answer/hidden.ts';
import type { StringKey, Translate } from '../../present/answer/strings.ts';
import { endingOf, noticeText } from '../../present/notices.ts';
import { routeEstimate } from '../../present/routes.ts';
import { isProved } from '../../present/states.ts';
import type { Answer } from '../../protocol/data.ts';
import type { Spending, Turn } from '../../protocol/page.ts';
import { copyText } from '../elements/codeBlock.ts';
import { type Child, h, icon, iconButton, textButton } from '../elements/dom.ts';
import { noticeLine } from '../elements/noticeLine.ts';
import type { CardOptions, TakenRoute } from '../run/routeCard.ts';
import { tableView } from '../run/tableView.ts';
import { trailView } from '../run/trailView.ts';
import type { Ui } from '../ui.ts';
import { claimsView } from './claimsView.ts';
import {
  coverageDetails,
  inspectorDetails,
  routeDetails,
  type Sending,
  spendingDetails,
} from './detailsView.ts';
import { passagesView } from './passagesView.ts';
import { citedSymbols } from './sources.ts';

/** Everything of a finished answer, in reading order. */
export function answerView(
  answer: Answer,
  spending: Spending,
  ui: Ui,
  take: (taken: Partial<TakenRoute>) => void,
): Child[] {
  const { t } = ui;
  const ending = endingOf(answer);
  return [
    ...mainView(answer, ui),
    // What a follow-up searched is said above, with its button, and so is what ended the answer.
    ...answer.notices
      .filter((notice) => notice.kind !== 'followUp' && notice !== ending)
      .map((notice) => {
        const line = noticeLine('info', noticeText(notice, { say: t.say, door: 'editor' }));
        if (notice.kind === 'indexing')
          line.append(
            ' ',
            textButton(t('askAgain'), () => take({}), { key: 'askAllFiles' }),
          );
        return line;
      }),
    ...suspicious(answerTexts(answer), t),
    h(
      'div',
      { class: 'details-group' },
      answer.trail && answer.trail.length > 0 && trailView(answer.trail, ui),
      coverageDetails(answer, ui),
      answer.passages.length > 0 && inspectorDetails(answer.passages, sendingOf(answer), ui),
      routeDetails(answer.route, ui, take),
      spendingDetails(answer.usage, spending, ui),
    ),
  ];
}

function mainView(answer: Answer, ui: Ui): Child[] {
  if (answer.table) return tableView({ ...answer, table: answer.table }, ui);
  if (answer.claims.length === 0) return notFoundView(answer, ui.t);
  return answer.made === 'passages' ? passagesView(answer, ui) : [claimsView(answer, ui)];
}

function sendingOf({ usage }: Answer): Sending {
  return usage.calls > 0 ? 'sent' : 'none';
}

function notFoundView({ notFound, passages }: Answer, t: Translate): Child[] {
  if (!notFound) return [];
  const where = searchedText(notFound, t.say);
  const terms = notFound.terms.join(', ');
  return [
    h('p', {}, notFoundText(notFound, passages.length, t.say)),
    h('p', { class: 'dim' }, t('searched', { where, terms })),
  ];
}

/** Notices about characters that hide or pretend, with counts. */
export function suspicious(texts: readonly string[], t: Translate): HTMLElement[] {
  const lines: HTMLElement[] = [];
  const hidden = texts.reduce((sum, text) => sum + countHidden(text), 0);
  if (hidden > 0) lines.push(noticeLine('warning', t.plural('hiddenCount', hidden)));
  const { shown, total } = mixedScriptWords(texts.join('\n'));
  if (total > 0) {
    const items = shown.join(', ');
    const words = total > shown.length ? t('andMore', { items, n: total - shown.length }) : items;
    lines.push(noticeLine('warning', t('mixedScripts', { words })));
  }
  return lines;
}

/** Every text of an answer that is shown. `text` repeats the claims, so it counts only without them. */
function answerTexts(answer: Answer): string[] {
  const cited = answer.claims.flatMap(({ text, citations, code = [] }) => [
    text,
    ...code.map((one) => (one.kind === 'proposed' ? one.text : '')),
    ...citations.flatMap(({ path, quote, problem }) => [path, quote, problem?.of ?? '']),
  ]);
  const listed = (answer.table?.rows ?? []).flatMap(({ cells }) => cells.map(String));
  const headings = (answer.headings ?? []).map(({ text }) => text);
  return [...headings, ...cited, ...listed, ...(answer.notFound?.missing ?? []), ...answer.route.reason.of];
}

/** True where the run ended before all of it was done: what it has is kept on the disk. */
const canResume = ({ status, answer }: Turn): boolean =>
  status === 'failed' ||
  status === 'stopped' ||
  (status === 'done' && (answer?.status === 'partial' || answer?.status === 'stopped'));

/** True where an answer has something to keep: a claim with lines that prove it. */
const hasProof = ({ answer }: Turn): boolean =>
  (answer?.claims ?? []).some(({ citations }) => citations.some(({ state }) => isProved(state)));

/** Routes that take more effort on request: what their button says, and its icon. */
const EFFORTS = [
  { route: 'doubleCheck', key: 'effortDoubleCheck', iconName: 'checklist' },
  { route: 'thorough', key: 'effortThorough', iconName: 'book' },
  { route: 'investigate', key: 'effortInvestigate', iconName: 'search-fuzzy' },
] as const satisfies readonly { route: string; key: StringKey; iconName: string }[];

/** Buttons that ask again with more effort, each with its price. */
function effortView({ answer }: Turn, ui: Ui, take: CardOptions['take']): HTMLElement | undefined {
  const { t, currency } = ui;
  if (answer?.made !== 'model') return undefined;
  const chips = EFFORTS.flatMap(({ route, key, iconName }) => {
    const estimate = answer.route.alternatives.find(({ name }) => name === route)?.estimate;
    if (!estimate) return [];
    const price = routeEstimate(estimate, t.say, currency);
    return [followUp(`${t(key)}: ${price}`, iconName, () => take({ route }))];
  });
  if (chips.length === 0) return undefined;
  return h('div', { class: 'follow-ups', label: t('moreEffort'), attrs: { role: 'group' } }, ...chips);
}

/** What can be done after an answer. */
interface AfterActions {
  readonly ask: (question: string, name: string) => void;
  readonly take: CardOptions['take'];
}

/** Buttons under an answer, and questions that follow from what it cited. */
export function afterView(turn: Turn, ui: Ui, { ask, take }: AfterActions): HTMLElement {
  const { t } = ui;
  const symbols = turn.answer?.made === 'model' ? citedSymbols(turn.answer) : [];
  const chips = symbols.flatMap(({ name }, i) => [
    followUp(t('askWhereUsed', { name }), 'references', () => ui.post({ type: 'symbolUse', name })),
    i === 0 && followUp(t('askExplain', { name }), 'comment', () => ask(t('askExplain', { name }), name)),
  ]);
  return h(
    'div',
    { class: 'after' },
    symbols.length > 0 &&
      h('div', { class: 'follow-ups', label: t('followUps'), attrs: { role: 'group' } }, ...chips),
    effortView(turn, ui, take),
    h(
      'div',
      { class: 'actions', attrs: { role: 'toolbar' }, label: t('answer') },
      iconButton('refresh', t('askAgain'), {
        key: 'askAgain',
        onClick: () => ui.post({ type: 'askAgain', runId: turn.runId }),
      }),
      canResume(turn) &&
        iconButton('debug-continue', t('resumeRun'), {
          key: 'resumeRun',
          onClick: () => ui.post({ type: 'resumeRun', runId: turn.runId }),
        }),
      iconButton('copy', t('copyMarkdown'), {
        key: 'copyMarkdown',
        onClick: () => copyText(turnMarkdown(turn, t, ui.currency), ui),
      }),
      hasProof(turn) &&
        iconButton('note', t('saveNote'), {
          key: 'saveNote',
          onClick: () => ui.post({ type: 'saveNote', runId: turn.runId }),
        }),
      hasProof(turn) &&
        iconButton('wrench', t('fixThis'), {
          key: 'fixThis',
          onClick: () => ui.post({ type: 'fixThis', runId: turn.runId }),
        }),
      turn.answer?.commit !== undefined &&
        h('span', { class: 'dim commit' }, t('commit', { commit: turn.answer.commit.slice(0, 10) })),
    ),
  );
}

function followUp(text: string, iconName: string, onClick: () => void): HTMLElement {
  return h(
    'button',
    { class: 'follow-up', attrs: { type: 'button' }, onClick },
    icon(iconName),
    h('span', {}, text),
  );
}
