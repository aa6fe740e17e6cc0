/** A review as a window asks for it: with the baselines of its folders, and with what it shows already. */

import type { ReviewProgress, ReviewResult, ReviewWanted } from '../../protocol/review/requests.ts';
import type { Archive, KeptReview } from '../archive/archive.ts';
import { type PathMap, toInner } from '../paths.ts';
import { RefusedError } from '../refusals.ts';
import type {
  Engine,
  JudgeEvent,
  KnownFinding,
  ReadingGroup,
  ReviewFault,
  ReviewReport,
  ReviewWish,
} from '../types.ts';
import type { FolderBaselines } from './folderBaselines.ts';
import { compareBaseline } from './reports.ts';

export interface ReviewSession {
  readonly engine: Engine;
  readonly paths: PathMap;
  readonly baselines: FolderBaselines;
  readonly archive: Archive;
}

/** How a review runs. */
export interface Reviewing {
  readonly signal: AbortSignal;
  onProgress(progress: ReviewProgress): void;
  /** Asks judged rules as well. */
  readonly judge?: Omit<KeptReview['judge'], 'onEvent'> & { readonly again: boolean };
}

/**
 * Reviews what a window wants. What it showed `before` and is gone is resolved as well, whether a baseline knew it or
 * not; what of it was not looked at is named in `earlier`. Aborted, it gives what was done by then.
 */
export async function reviewWanted(
  session: ReviewSession,
  wanted: ReviewWanted,
  before: readonly KnownFinding[],
  options: Reviewing,
): Promise<ReviewResult> {
  const { engine, baselines } = session;
  const found = await reviewed(session, wanted, options);
  if ('kind' in found) return { type: 'fault', fault: found };
  const { known, isThere, notRead } = await baselines.read();
  const report = isThere ? compareBaseline(found, known) : found;
  const since = compareBaseline(found, before);
  const told = new Set(report.resolved.map(({ fingerprint }) => fingerprint));
  const more = since.resolved.filter(({ fingerprint }) => !told.has(fingerprint));
  return {
    type: 'reviewed',
    report: { ...report, resolved: [...report.resolved, ...more] },
    ...{ hasBaseline: isThere, notRead },
    earlier: since.unknown.map(({ fingerprint }) => fingerprint),
    reading: await readingOf(engine, wanted, options.signal),
  };
}

/** Reviews with the rules that need no model, and with the judged ones where those are wanted. */
function reviewed(
  { engine, paths, archive }: ReviewSession,
  wanted: ReviewWanted,
  { signal, onProgress, judge }: Reviewing,
): Promise<ReviewReport | ReviewFault> {
  const own = {
    signal,
    onProgress: (done: number, total: number) => onProgress({ kind: 'files', done, total }),
  };
  if (!judge) return engine.review(wishOf(wanted, paths), own);
  const { again, ...rest } = judge;
  const kept = { ...own, judge: { ...rest, onEvent: (event: JudgeEvent) => tell(event, onProgress) } };
  return again ? archive.resumeReview(engine, kept) : archive.review(engine, wishOf(wanted, paths), kept);
}

function tell(event: JudgeEvent, onProgress: Reviewing['onProgress']): void {
  if (event.type === 'estimated') onProgress({ kind: 'estimated', estimate: event.estimate });
  else if (event.type === 'retry') onProgress({ kind: 'waiting', ms: event.afterMs });
  else if (event.type === 'step' && (event.step.id === 'find' || event.step.id === 'refute'))
    onProgress({ kind: event.step.id, done: event.step.done, total: event.step.total });
}

/** How a change is read; nothing for what is no change, or when it was stopped. */
async function readingOf(
  engine: Engine,
  wanted: ReviewWanted,
  signal: AbortSignal,
): Promise<readonly ReadingGroup[]> {
  if (wanted.kind === 'paths' || wanted.kind === 'lines' || signal.aborted) return [];
  const groups = await engine.readChanges(wanted, { signal });
  return 'kind' in groups ? [] : groups;
}

function wishOf(wanted: ReviewWanted, paths: PathMap): ReviewWish {
  if (wanted.kind === 'paths')
    return { kind: 'paths', paths: wanted.paths.map(({ path, root }) => paths.inner(path, root)) };
  return wanted.kind === 'lines' ? toInner(paths, wanted) : wanted;
}

/** The reviews under way, by name: each can be stopped, and ends with what it has done. */
export class Reviews {
  readonly #running = new Map<string, { readonly stop: () => void; readonly ended: Promise<unknown> }>();

  /** Does a review; what it is given as signal is aborted by `stop` and by `signal`. @throws RefusedError for a name in use */
  async run<T>(runId: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#running.has(runId))
      throw new RefusedError({ kind: 'refused', cause: 'runUnderWay', target: runId });
    const controller = new AbortController();
    const result = work(AbortSignal.any([signal, controller.signal]));
    const ended = result.catch(() => {});
    this.#running.set(runId, { stop: () => controller.abort(new Error('stopped')), ended });
    try {
      return await result;
    } finally {
      this.#running.delete(runId);
    }
  }

  /** Stops a review; nothing happens when it has ended. */
  stop(runId: string): void {
    this.#running.get(runId)?.stop();
  }

  /** Stops all, and waits until they have ended. */
  async stopAll(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { stop } of running) stop();
    await Promise.all(running.map(({ ended }) => ended));
  }
}
