import type { IndexView } from '../index/view.ts';
import { unseenOf } from '../report/unseen.ts';
import { roleOf } from '../retrieve/roles.ts';
import { REVIEW_SCHEMA } from '../types/findings.ts';
import type {
  BadRule,
  ReportedRule,
  ReviewCoverage,
  ReviewReport,
  ReviewScope,
  Rule,
  SkippedFile,
  Span,
} from '../types.ts';
import { type FileOutcome, makeCoverage, mergeCoverage } from './coverage.ts';
import type { Unnumbered } from './identity.ts';
import { type JudgedPart, mergeJudged, numberWithRefuted } from './judge/report.ts';
import { type FileTask, type ReviewParts, reviewFiles } from './reviewFiles.ts';
import { isNotOurs } from './runRules.ts';

/** One of several machines that share a review. */
export interface Shard {
  /** From 1. */
  readonly part: number;
  readonly of: number;
}

/** All that a scope holds. */
export interface ReviewTarget {
  readonly scope: ReviewScope;
  readonly tasks: readonly FileTask[];
  readonly skipped: readonly SkippedFile[];
  readonly gone: readonly string[];
  readonly unknownPaths: readonly string[];
  /** Folders of which some files are not known. */
  readonly unseen: readonly string[];
}

export interface ReviewFacts {
  /** Judges what the files hold, once queries found what they find; absent where no model is asked. */
  readonly judge?: ((found: readonly Unnumbered[]) => Promise<JudgedPart>) | undefined;
  readonly rules: readonly Rule[];
  readonly ruleFaults: readonly BadRule[];
  readonly commit?: string | undefined;
  readonly shard?: Shard | undefined;
}

/** The whole index, or what lies at and below some paths. A path that is neither file nor folder is told. */
export function targetOfPaths(
  view: Pick<IndexView, 'files' | 'skipped' | 'problems'>,
  paths: readonly string[],
): ReviewTarget {
  const isWhole = paths.length === 0 || paths.includes('');
  const isUnder = (path: string, under: string): boolean => path === under || path.startsWith(`${under}/`);
  const isIn = ({ path }: { readonly path: string }): boolean =>
    isWhole || paths.some((under) => isUnder(path, under));
  const all = [...view.files, ...view.skipped];
  // Who names a folder of copies, or one inside it, wants them reviewed; so does who names a file.
  const named = paths.filter((path) => path !== '' && isNotOurs(roleOf(`${path}/x`)));
  const isNamed = ({ path }: { readonly path: string }): boolean =>
    paths.includes(path) || named.some((under) => isUnder(path, under));
  const isTouched = (path: string): boolean =>
    isIn({ path }) || paths.some((under) => path === '' || isUnder(under, path));
  return {
    scope: isWhole ? { kind: 'repository' } : { kind: 'paths', paths: [...paths].sort() },
    tasks: view.files.filter(isIn).map((entry) => ({ entry, ...(isNamed(entry) ? { isNamed: true } : {}) })),
    skipped: view.skipped.filter(isIn),
    gone: [],
    unseen: unseenOf(view.problems)
      .map(({ folder }) => folder)
      .filter(isTouched),
    unknownPaths: isWhole ? [] : paths.filter((under) => !all.some(({ path }) => isUnder(path, under))),
  };
}

/** Some lines of a file. Where it is none, its path is told of as any other. */
export function targetOfLines(
  view: Pick<IndexView, 'files' | 'skipped' | 'problems' | 'numberOf'>,
  { path, startLine, endLine }: Span & { readonly path: string },
): ReviewTarget {
  const number = view.numberOf(path);
  const known = targetOfPaths(view, [path]);
  const asked = { startLine, endLine };
  return {
    ...known,
    scope: { kind: 'lines', path, ...asked },
    tasks: number === undefined ? [] : [{ entry: view.files[number]!, asked, isNamed: true }],
    unknownPaths: number === undefined && known.skipped.length === 0 ? [path] : [],
  };
}

/**
 * Reviews a target, or the part of it that a shard has: its files are those whose path falls to it by hash, so that
 * each machine knows its own without asking the others. Rejects only when something is broken.
 */
export async function reviewTarget(
  target: ReviewTarget,
  facts: ReviewFacts,
  parts: ReviewParts,
): Promise<ReviewReport> {
  const { shard, rules, ruleFaults, commit } = facts;
  const isOwn = ({ path }: { readonly path: string }): boolean => isOfShard(path, shard);
  const tasks = target.tasks.filter(({ entry }) => isOwn(entry));
  const { found, outcomes, isStopped } = await reviewFiles(tasks, parts);
  const part = await facts.judge?.(found);
  const coverage = makeCoverage(
    part ? outcomes.map(judgedToo(part)) : outcomes,
    target.skipped.filter(isOwn),
    {
      gone: target.gone,
      unknownPaths: target.unknownPaths.filter((path) => isOwn({ path })),
      unseen: target.unseen.filter((path) => isOwn({ path })),
      rulesNotRun: part ? [] : rules.filter(({ kind }) => kind === 'judged').map(({ id }) => id),
      ruleFaults,
    },
  );
  const { findings, refuted } = numberWithRefuted([...found, ...(part?.found ?? [])], part?.refuted ?? []);
  return {
    schema: REVIEW_SCHEMA,
    status: statusOf(coverage, isStopped || part?.isStopped === true),
    scope: target.scope,
    rules: rules.filter(({ kind }) => part !== undefined || kind === 'syntactic').map(reported),
    findings,
    resolved: [],
    unknown: [],
    coverage,
    ...(shard ? { shard } : {}),
    ...(commit === undefined ? {} : { commit }),
    ...(part ? { judged: { ...part.report, refuted } } : {}),
  };
}

/** An outcome with the lines of the file that were not judged; one that was not reviewed stays as it is. */
function judgedToo({ notJudged, spokenOf }: JudgedPart): (outcome: FileOutcome) => FileOutcome {
  return (outcome) => {
    const whys = outcome.setAside ? [] : (notJudged.get(outcome.path) ?? []);
    const rules = outcome.rules + (spokenOf.has(outcome.path) ? 1 : 0);
    return { ...outcome, rules, notReviewed: [...outcome.notReviewed, ...whys] };
  };
}

/** A rule of one's own that could not be read is a part of the review that was not made. */
function statusOf({ notReviewed, ruleFaults }: ReviewCoverage, isStopped: boolean): ReviewReport['status'] {
  if (isStopped) return 'stopped';
  return notReviewed.length + ruleFaults.length > 0 ? 'incomplete' : 'complete';
}

function reported(rule: Rule): ReportedRule {
  const { id, family, title, severity, path, origin, message, looksFor, doesNotClaim } = rule;
  return { id, family, title, severity, path, origin, message, looksFor, doesNotClaim };
}

/** Whether a file falls to a shard; without one all do. */
export const isOfShard = (path: string, shard: Shard | undefined): boolean =>
  !shard || hashNumber(path) % shard.of === shard.part - 1;

/** FNV-1a over the UTF-16 units: the same on every machine. */
function hashNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** Why reports are no parts of one review. */
export type MergeFault =
  | 'none'
  | 'differentScope'
  | 'differentRules'
  | 'differentCommit'
  | 'overlap'
  | 'missingShard';

/**
 * The report that one machine would have made of the parts, or why there is none: they must be of one scope, one
 * commit and the same rules, share no file, and be all shards.
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
  const coverage = mergeCoverage(reports.map((report) => report.coverage));
  if (parts.size < reports.length || new Set(coverage.reviewed).size < coverage.reviewed.length)
    return 'overlap';
  const { shard: _shard, judged: _judged, ...rest } = first;
  const { findings, refuted } = numberWithRefuted(
    reports.flatMap(({ findings: own }) => own.map(unnumbered)),
    reports.flatMap(({ judged }) => judged?.refuted ?? []).map(unnumbered),
  );
  const judged = mergeJudged(reports.flatMap(({ judged: own }) => own ?? []));
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

function unnumbered({
  fingerprint: _fingerprint,
  state: _state,
  dismissal: _dismissal,
  ...finding
}: ReviewReport['findings'][number]) {
  return finding;
}
