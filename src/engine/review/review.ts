import type { IndexView } from '../index/view.ts';
import { unseenOf } from '../report/unseen.ts';
import { roleOf } from '../retrieve/roles.ts';
import { REVIEW_SCHEMA } from '../types/findings.ts';
import type {
  BadRule,
  JudgedReport,
  ReportedRule,
  ReviewCoverage,
  ReviewReport,
  ReviewScope,
  Rule,
  SkippedFile,
  Span,
} from '../types.ts';
import { type FileOutcome, makeCoverage } from './coverage.ts';
import type { Unnumbered } from './identity.ts';
import { type JudgedPart, numberWithRefuted } from './judge/report.ts';
import { type FileTask, type ReviewParts, reviewFiles } from './reviewFiles.ts';
import { isNotOurs } from './runRules.ts';
import { isOfShard, type Shard } from './share/shard.ts';

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
  const elsewhere = part ? elsewhereOf(part, target.tasks, shard) : [];
  const coverage = makeCoverage(
    part ? [...outcomes.map(judgedToo(part)), ...elsewhere] : outcomes,
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
    ...(part ? { judged: { ...part.report, refuted, ...elsewhereIn(elsewhere) } } : {}),
  };
}

/**
 * An outcome with the lines of the file that were not judged. What no query looks at and judged rules speak of, as rules of
 * the user that name copies do, is not set aside.
 */
function judgedToo({ notJudged, spokenOf }: JudgedPart): (outcome: FileOutcome) => FileOutcome {
  return ({ setAside, ...outcome }) => {
    const isJudged = spokenOf.has(outcome.path);
    const aside = setAside && !(isJudged && setAside.kind === 'notOurs') ? { setAside } : {};
    const whys = 'setAside' in aside ? [] : (notJudged.get(outcome.path) ?? []);
    const rules = outcome.rules + (isJudged ? 1 : 0);
    return { ...outcome, ...aside, rules, notReviewed: [...outcome.notReviewed, ...whys] };
  };
}

/** Files of other machines of which lines fell to this one and were not judged. */
function elsewhereOf(
  { notJudged }: JudgedPart,
  tasks: readonly FileTask[],
  shard: Shard | undefined,
): readonly FileOutcome[] {
  return tasks.flatMap(({ entry: { path, row } }) => {
    const notReviewed = isOfShard(path, shard) ? [] : (notJudged.get(path) ?? []);
    const { language, lines } = row;
    const none = { rules: 1, isPartly: false, damagedLines: 0, unsure: 0 };
    return notReviewed.length > 0 ? [{ path, language, lines, notReviewed, ...none }] : [];
  });
}

/** How a review ended. A rule of one's own that could not be read is a part of it that was not made. */
export function statusOf(
  { notReviewed, ruleFaults }: ReviewCoverage,
  isStopped: boolean,
): ReviewReport['status'] {
  if (isStopped) return 'stopped';
  return notReviewed.length + ruleFaults.length > 0 ? 'incomplete' : 'complete';
}

const elsewhereIn = (outcomes: readonly FileOutcome[]): Pick<JudgedReport, 'elsewhere'> =>
  outcomes.length > 0 ? { elsewhere: outcomes.map(({ path, lines }) => ({ path, lines })) } : {};

function reported(rule: Rule): ReportedRule {
  const { id, family, title, severity, path, origin, message, looksFor, doesNotClaim } = rule;
  return { id, family, title, severity, path, origin, message, looksFor, doesNotClaim };
}
