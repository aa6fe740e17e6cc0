/** What a run is doing, in words: for the eye, and for what is announced. */

import { countStates, passagesState } from '../../present/answer/states.ts';
import type { Translate } from '../../present/answer/strings.ts';
import { tableHead } from '../../present/answer/table.ts';
import { failureText } from '../../present/failures.ts';
import { decisionText } from '../../present/run/decision.ts';
import { countSegments } from '../../present/run/segments.ts';
import { troubleText } from '../../present/trouble.ts';
import type { Progress, Turn } from '../../protocol/page.ts';

const MAX_TERMS = 8;

/** The step a run is at. */
export function phaseText(progress: Progress, t: Translate): string {
  if (progress.asked) return t('phaseAsked');
  switch (progress.phase) {
    case 'starting':
    case 'ended':
      return t('phaseStarting');
    case 'searching': {
      const { terms } = progress;
      if (terms.length === 0) return t('phaseSearchingPlain');
      const items = terms.slice(0, MAX_TERMS).join(', ');
      const shown = terms.length > MAX_TERMS ? t('andMore', { items, n: terms.length - MAX_TERMS }) : items;
      return t('phaseSearching', { terms: shown });
    }
    case 'routed':
      return t('phaseRouted');
    case 'calling': {
      const reading = (progress.segments ?? []).indexOf('reading');
      if (reading >= 0) return t('phaseReading', { n: reading + 1, total: progress.segments!.length });
      return t('phaseCalling', {
        calls: t.plural('calls', progress.call),
        tokens: t('tokensIn', { n: progress.tokensIn }),
      });
    }
    case 'writing':
      return t('phaseWriting');
    case 'widening':
      return progress.missing.length === 0
        ? t('phaseWidening')
        : t('phaseWideningFor', { missing: progress.missing.join('; ') });
    case 'retrying': {
      const seconds = Math.ceil((progress.retry?.afterMs ?? 0) / 1000);
      return t('phaseRetrying', {
        seconds: t.plural('seconds', seconds),
        reason: progress.retry ? failureText(progress.retry.reason, { say: t.say, door: 'editor' }) : '',
      });
    }
  }
}

/** How many quarters of the parts are over; undefined for a run that reads none. */
function quartersOf({ segments }: Progress): number | undefined {
  if (!segments) return undefined;
  const { read, lost } = countSegments(segments);
  return Math.floor((4 * (read + lost)) / segments.length);
}

/** Parts are read for minutes: each quarter of them is worth a word, and no more. */
function partsSaid({ segments = [], proved }: Progress, t: Translate): string {
  return t('sayParts', {
    read: countSegments(segments).read,
    total: t.plural('parts', segments.length),
    claims: t.plural('claims', proved.length),
  });
}

/** What is worth saying when a turn changed: a new step or the end, never the words as they arrive. */
export function announcement(before: Turn | undefined, now: Turn, t: Translate): string | undefined {
  if (now.status === 'running') {
    if (now.progress.asked && now.progress.asked !== before?.progress.asked)
      return t('sayAsked', { question: decisionText(now.progress.asked, t.say) });
    const isNewQuarter = quartersOf(now.progress) !== (before && quartersOf(before.progress));
    if (before?.status === 'running' && isNewQuarter) return partsSaid(now.progress, t);
    // Which part it is changes all the time.
    if (now.progress.segments?.includes('reading') && now.progress.phase === 'calling') return undefined;
    const isNew = before?.progress.phase !== now.progress.phase || before?.status !== 'running';
    return isNew ? phaseText(now.progress, t) : undefined;
  }
  if (before?.status !== 'running') {
    const isStale =
      before?.answer !== undefined && before.answer !== now.answer && before.runId === now.runId;
    return isStale ? t('sayStale') : undefined;
  }
  if (now.status === 'stopped') return t('sayStopped');
  if (now.status === 'failed') return t('sayFailed', { message: now.error ? troubleText(now.error, t) : '' });
  if (now.answer?.table) return tableHead(now.answer.table, t.say);
  if (!now.answer || now.answer.claims.length === 0) return t('sayNotFound');
  const { claims, made } = now.answer;
  if (made === 'passages') return t('sayPassages', { passages: passagesState(claims, t) });
  return t('sayDone', { claims: t.plural('claims', claims.length), states: countStates(claims, t) });
}
