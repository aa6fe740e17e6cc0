/** Parts of one review that several machines made, put together. */
import type { JudgedReport, ReviewCoverage, ReviewReport, Usage } from '../../types.ts';
import { mergeCoverage } from '../coverage.ts';
import type { Unnumbered } from '../identity.ts';
import { withoutDoubles } from '../judge/finding.ts';
import { joined, numberWithRefuted } from '../judge/report.ts';
import { statusOf } from '../review.ts';

/** Why reports are no parts of one review. */
export type MergeFault =
  | 'none'
  | 'differentScope'
  | 'differentRules'
  | 'differentCommit'
  | 'differentFiles'
  | 'overlap'
  | 'missingShard';

/**
 * The report that one machine would have made of the parts, or why there is none: they must be of one scope, one
 * commit and the same rules, share no file, and be all shards. Where judged rules ran, all must have divided the same lines.
 */
export function mergeReports(reports: readonly ReviewReport[]): ReviewReport | MergeFault {
  const [first] = reports;
  if (!first) return 'none';
  const isSame = (pick: (report: ReviewReport) => unknown): boolean =>
    reports.every((report) => JSON.stringify(pick(report)) === JSON.stringify(pick(first)));
  if (!isSame(({ scope }) => scope)) return 'differentScope';
  if (!isSame(({ rules }) => rules)) return 'differentRules';
  if (!isSame(({ judged }) => judged?.models ?? '')) return 'differentRules';
  if (!isSame(({ commit }) => commit ?? '')) return 'differentCommit';
  if (!isSame(({ shard }) => shard?.of ?? 1)) return 'missingShard';
  const parts = new Set(reports.map(({ shard }) => shard?.part ?? 1));
  if (parts.size !== (first.shard?.of ?? 1)) return 'missingShard';
  if (!isSame(({ judged }) => judged?.division ?? '')) return 'differentFiles';
  const coverage = withJoined(
    mergeCoverage(
      reports.map((report) => report.coverage),
      reports.flatMap(({ judged }) => judged?.elsewhere ?? []),
    ),
  );
  if (parts.size < reports.length || new Set(coverage.reviewed).size < coverage.reviewed.length)
    return 'overlap';
  const { shard: _shard, judged: _judged, ...rest } = first;
  const found = reports.flatMap(({ findings: own }) => own.map(unnumbered));
  const isJudged = (one: Unnumbered): boolean => one.judged !== undefined;
  const families = new Map(first.rules.map(({ id, family }) => [id, family]));
  // A query may have said on one machine what a model said on another.
  const distinct = withoutDoubles(
    found.filter(isJudged),
    found.filter((one) => !isJudged(one)),
    (rule) => families.get(rule),
  );
  const { findings, refuted } = numberWithRefuted(
    [...found.filter((one) => !isJudged(one)), ...distinct.findings],
    reports.flatMap(({ judged }) => judged?.refuted ?? []).map(unnumbered),
  );
  const judged = mergeJudged(
    reports.flatMap(({ judged: own }) => own ?? []),
    distinct.twice,
  );
  return {
    ...rest,
    status: statusOf(
      coverage,
      reports.some(({ status }) => status === 'stopped'),
    ),
    findings,
    resolved: [],
    unknown: [],
    coverage,
    ...(judged ? { judged: { ...judged, refuted } } : {}),
  };
}

/** Lines of a file that two shards did not judge may follow each other. */
function withJoined(coverage: ReviewCoverage): ReviewCoverage {
  const byPath = Map.groupBy(coverage.notReviewed, ({ path }) => path);
  const notReviewed = [...byPath].flatMap(([path, all]) =>
    joined(all.map(({ why }) => why)).map((why) => ({ path, why })),
  );
  return { ...coverage, notReviewed };
}

function unnumbered({
  fingerprint: _fingerprint,
  state: _state,
  dismissal: _dismissal,
  ...finding
}: ReviewReport['findings'][number]) {
  return finding;
}

/** What parts of one review tell of judging, as if one had judged all of it; undefined when none of them did. */
function mergeJudged(
  parts: readonly JudgedReport[],
  twice: number,
): Omit<JudgedReport, 'refuted'> | undefined {
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
      twice: sum(({ dropped }) => dropped.twice) + twice,
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
