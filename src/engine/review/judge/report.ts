import type { JudgedReport, NotReviewed, Usage } from '../../types.ts';
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
function joined(whys: readonly NotReviewed['why'][]): readonly NotReviewed['why'][] {
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
  { pieces, files, withoutRules }: Prepared,
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

/** What parts of one review tell of judging, as if one had judged all of it; undefined when none of them did. */
export function mergeJudged(parts: readonly JudgedReport[]): Omit<JudgedReport, 'refuted'> | undefined {
  const [first] = parts;
  if (!first) return undefined;
  const sum = (pick: (part: JudgedReport) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  const failure = parts.find((part) => part.failure)?.failure;
  return {
    models: first.models,
    files: sum(({ files }) => files),
    withoutRules: sum(({ withoutRules }) => withoutRules),
    lines: sum(({ lines }) => lines),
    dropped: {
      unproved: sum(({ dropped }) => dropped.unproved),
      elsewhere: sum(({ dropped }) => dropped.elsewhere),
      twice: sum(({ dropped }) => dropped.twice),
    },
    neighboursLeftOut: sum(({ neighboursLeftOut }) => neighboursLeftOut),
    usage: parts.map(({ usage }) => usage).reduce(addUsage),
    redactions: sum(({ redactions }) => redactions),
    askedAgain: sum(({ askedAgain }) => askedAgain),
    ...(failure ? { failure } : {}),
  };
}

function addUsage(a: Usage, b: Usage): Usage {
  const cost = a.cost === undefined && b.cost === undefined ? {} : { cost: (a.cost ?? 0) + (b.cost ?? 0) };
  return {
    calls: a.calls + b.calls,
    tokensIn: a.tokensIn + b.tokensIn,
    tokensOut: a.tokensOut + b.tokensOut,
    ...cost,
  };
}
