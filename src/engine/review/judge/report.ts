import type { JudgedReport, NotReviewed } from '../../types.ts';
import { numberFindings, type Unnumbered } from '../identity.ts';
import type { JudgeContext } from './context.ts';
import type { Judged } from './judge.ts';
import type { Prepared } from './prepare.ts';

/** What judging adds to a review. */
export interface JudgedPart {
  /** Kept and unsettled ones, and apart from them those that were refuted. */
  readonly found: readonly Unnumbered[];
  readonly refuted: readonly Unnumbered[];
  /** Lines that were not judged, by path. */
  readonly notJudged: ReadonlyMap<string, readonly NotReviewed['why'][]>;
  /** Paths that judged rules speak of. */
  readonly spokenOf: ReadonlySet<string>;
  readonly report: Omit<JudgedReport, 'refuted'>;
  readonly isStopped: boolean;
}

/** Lines that were not judged, by path. */
export function notJudgedOf(
  { notJudged }: Judged,
  { tooLong }: Prepared,
): ReadonlyMap<string, readonly NotReviewed['why'][]> {
  const entries = [
    ...tooLong,
    ...[...notJudged].map(([{ file, startLine, endLine }, why]): NotReviewed => {
      return { path: file.path, why: { kind: 'notJudged', startLine, endLine, why } };
    }),
  ];
  const byPath = Map.groupBy(entries, ({ path }) => path);
  return new Map([...byPath].map(([path, all]) => [path, joined(all.map(({ why }) => why))]));
}

/** Ranges that follow each other for the same reason are one. */
export function joined(whys: readonly NotReviewed['why'][]): readonly NotReviewed['why'][] {
  const all: NotReviewed['why'][] = [];
  const start = (why: NotReviewed['why']): number => ('startLine' in why ? why.startLine : 0);
  for (const why of [...whys].sort((a, b) => start(a) - start(b))) {
    const last = all.at(-1);
    const isNext =
      why.kind === 'notJudged' &&
      last?.kind === 'notJudged' &&
      last.why === why.why &&
      last.endLine + 1 === why.startLine;
    if (isNext) all[all.length - 1] = { ...last, endLine: why.endLine };
    else all.push(why);
  }
  return all;
}

/** What a report tells of judging beside its findings. */
export function reportOf(
  { notJudged, dropped, failure }: Judged,
  { pieces, files, withoutRules, division }: Prepared,
  { model, budget, notes, notices }: JudgeContext,
  twice: number,
): JudgedPart['report'] {
  const done = pieces.filter((piece) => !notJudged.has(piece));
  return {
    models: { reader: model.info('reader')!.id, author: model.info('author')!.id },
    ...{ files, withoutRules },
    lines: done.reduce((sum, { startLine, endLine }) => sum + endLine - startLine + 1, 0),
    dropped: { ...dropped, twice },
    neighboursLeftOut: pieces.reduce((sum, { leftOut }) => sum + leftOut, 0),
    usage: budget.usage(),
    redactions: notes.redactions,
    askedAgain: notices.filter(({ kind }) => kind === 'askedAgain').length,
    ...(failure ? { failure } : {}),
    ...(division === undefined ? {} : { division }),
  };
}

/** Findings with their fingerprints, and apart from them those that were refuted: no two of both share one. */
export function numberWithRefuted(
  found: readonly Unnumbered[],
  refuted: readonly Unnumbered[],
): {
  readonly findings: ReturnType<typeof numberFindings>;
  readonly refuted: ReturnType<typeof numberFindings>;
} {
  const all = numberFindings([...found, ...refuted]);
  const isRefuted = ({ judged }: Unnumbered): boolean => judged?.verdict === 'refuted';
  return { findings: all.filter((one) => !isRefuted(one)), refuted: all.filter(isRefuted) };
}
