/** `sightline review`: what rules find in files or changes, with a plain statement of what was read. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { baselinePath, readBaselineFile, writeBaselineFile } from '../../host/review/baselineFile.ts';
import { compareBaseline, nextBaseline } from '../../host/review/reports.ts';
import type { KnownFinding, ReviewFault, ReviewReport, ReviewWish } from '../../host/types.ts';
import { reviewMarkdown } from '../../present/review/markdown.ts';
import { sarifOf } from '../../present/review/sarif.ts';
import { isFresh } from '../../present/review/sentence.ts';
import { limitsOf } from '../ask.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { CliError, type Session, VERSION, writeOut } from '../session.ts';
import { shown } from '../terminal.ts';
import { reviewJudged, wantsJudged } from './judged.ts';
import { putRight } from './putRight.ts';
import { renderPlan, renderReview } from './render.ts';

/** Exit codes of reviews: they say what a build shall do, and are not those of the other commands. */
export const REVIEW_EXIT = { clean: 0, findings: 1, incomplete: 2, error: 3 } as const;

export const REVIEW_HELP = `
Exit codes: 0 complete, with nothing at or above the threshold; 1 findings; 2 incomplete, a text file in scope was not
reviewed; 3 error. With a baseline only what is new or came back counts as a finding.

More examples:
  $ sightline review src --fail-on error
  $ sightline review --changes origin/main --sarif review.sarif
  $ sightline review src/billing --judged --dry-run
  $ sightline review --changes main --judged --budget 200000
  $ sightline review --resume
  $ sightline review --write-baseline
  $ sightline review dismiss 3f2a90b1c4 --reason false-positive --note "the order is meant"
  $ sightline review --shard 1/4 --json > part1.json`;

const HOME = 'https://marketplace.visualstudio.com/items?itemName=sightline.sightline';

/** Runs a review, and gives the exit code of it. What goes wrong is one of its own codes. */
export async function reviewCommand(context: Context, ...paths: readonly string[]): Promise<number> {
  const { options, signal, terminal } = context;
  const shard = shardOf(options.shard);
  const failOn = thresholdOf(options.failOn);
  const wish = wishOf(options, paths);
  const isJudged = wantsJudged(options);
  return await withSession(context, { model: isJudged }, async (session) => {
    await session.refresh();
    const rules = listOf(options.rules);
    const asked = { ...(rules ? { rules } : {}), ...(shard ? { shard } : {}) };
    if (options.dryRun === true) {
      const judge = isJudged ? { judge: { settings: limitsOf(context, session) } } : {};
      const plan = checked(await session.engine.planReview(wish, { signal, ...asked, ...judge }));
      if (options.json) printJson(terminal, plan);
      else terminal.out(renderPlan(plan, terminal));
      return REVIEW_EXIT.clean;
    }
    const known = shard ? 'none' : await knownOf(context, session);
    const compared = (found: ReviewReport): ReviewReport =>
      known === 'none' || found.shard ? found : compareBaseline(found, known);
    const bySyntax = async (): Promise<ReviewReport> => {
      const onProgress = (done: number, total: number): void =>
        terminal.status(`Reviewing ${done} of ${total} files`);
      const found = await session.engine.review(wish, { signal, ...asked, onProgress });
      terminal.status('');
      return compared(checked(found));
    };
    // What is told afterwards is what is there then, and no model is asked about what is put right anyhow.
    if (options.fix === true || typeof options.patch === 'string')
      if (await putRight(context, session, (await bySyntax()).findings, REVIEW_EXIT.error))
        await session.refresh();
    const judging = { wish, ...asked, title: titleOf(options, paths) };
    const report = isJudged
      ? compared(checked(await reviewJudged(context, session, judging, REVIEW_EXIT.error)))
      : await bySyntax();
    terminal.status('');
    if (options.writeBaseline === true) {
      if (report.shard) throw new CliError('A shard writes no baseline: merge does.', REVIEW_EXIT.error);
      await writeKnown(context, session.root, report, known === 'none' ? [] : known);
    }
    return concludeReview(context, report, options.writeBaseline === true || report.shard ? 'never' : failOn);
  });
}

/** What the list of runs calls a review: the command that asked for it. */
function titleOf({ changes, staged, commit, rules }: Context['options'], paths: readonly string[]): string {
  return [
    ...['sightline review', ...paths],
    ...(typeof changes === 'string' ? [`--changes ${changes}`] : []),
    ...(staged === true ? ['--staged'] : []),
    ...(typeof commit === 'string' ? [`--commit ${commit}`] : []),
    ...(typeof rules === 'string' ? [`--rules ${rules}`] : []),
    '--judged',
  ].join(' ');
}

/** The result of the engine, or its fault as an error for a person. */
function checked<T extends object>(result: T | ReviewFault): T {
  if (!('kind' in result)) return result;
  const { kind, of = '' } = result as ReviewFault;
  const texts: Readonly<Record<ReviewFault['kind'], string>> = {
    noRepository: 'This folder is in no git repository, or git was not found: changes cannot be reviewed.',
    unknownRevision: `git knows no commit ${shown(of)}.`,
    failed: 'git could not tell what changed. --verbose says more.',
    noRules: 'The rules of this program are not there: it was not installed as a whole.',
    unknownRule: `There is no rule and no family of rules ${shown(of)}.`,
    noModel: 'Judged rules need a model, and none is set. "sightline models" says how to set one.',
    notConfirmed: 'Nothing was sent. Ask again with --yes, or with --budget and what it may take at most.',
  };
  throw new CliError(texts[kind], REVIEW_EXIT.error);
}

/**
 * Writes what was asked for, prints the report, and gives the exit code. Incomplete comes before findings: who sees
 * 1 may rely on it that all was read.
 */
export function concludeReview(context: Context, report: ReviewReport, failOn: Threshold): number {
  const { options, terminal } = context;
  write(options.sarif, () => sarifOf(report, { version: VERSION, home: HOME }), terminal.raw);
  write(options.markdown, () => reviewMarkdown(report), terminal.raw);
  if (options.json) printJson(terminal, report);
  else if (options.sarif !== '-' && options.markdown !== '-')
    terminal.out(renderReview(report, { isAll: options.all === true, terminal }));
  if (report.status !== 'complete') return REVIEW_EXIT.incomplete;
  return report.findings.some((finding) => counts(finding, failOn))
    ? REVIEW_EXIT.findings
    : REVIEW_EXIT.clean;
}

function write(path: unknown, text: () => string, print: (text: string) => void): void {
  if (typeof path !== 'string') return;
  if (path === '-') {
    print(text());
    return;
  }
  writeOut(path, text(), REVIEW_EXIT.error);
}

export type Threshold = 'error' | 'warning' | 'note' | 'never';

const LEVELS = { error: 2, warning: 1, note: 0, never: 3 } as const;

/** Whether a finding fails a build: grave enough, not known or dismissed, and on a line that changed where changes are reviewed. */
function counts(finding: ReviewReport['findings'][number], failOn: Threshold): boolean {
  const { severity, nearness } = finding;
  const isOurs = nearness === undefined || nearness === 'changed';
  return isFresh(finding) && isOurs && LEVELS[severity] >= LEVELS[failOn];
}

/** The threshold by its name. @throws CliError for another word */
export function thresholdOf(name: unknown): Threshold {
  if (name === undefined) return 'warning';
  if (typeof name === 'string' && Object.hasOwn(LEVELS, name)) return name as Threshold;
  throw new CliError(
    `--fail-on is error, warning, note or never, not ${shown(String(name))}.`,
    REVIEW_EXIT.error,
  );
}

function shardOf(text: unknown): { readonly part: number; readonly of: number } | undefined {
  if (text === undefined) return undefined;
  const match = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(String(text));
  const [part, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match && part <= of) return { part, of };
  throw new CliError('--shard is a part and how many there are, as 1/4.', REVIEW_EXIT.error);
}

const listOf = (text: unknown): string[] | undefined =>
  typeof text === 'string' ? text.split(',').map((name) => name.trim()) : undefined;

function wishOf(options: Context['options'], paths: readonly string[]): ReviewWish {
  const wishes: ReviewWish[] = [
    ...(typeof options.changes === 'string' ? [{ kind: 'since' as const, base: options.changes }] : []),
    ...(options.staged === true ? [{ kind: 'staged' as const }] : []),
    ...(typeof options.commit === 'string' ? [{ kind: 'commit' as const, commit: options.commit }] : []),
    ...(paths.length > 0
      ? [{ kind: 'paths' as const, paths: paths.map((path) => pathOf(path, options.root)) }]
      : []),
  ];
  if (wishes.length > 1)
    throw new CliError('Give paths, --changes, --staged or --commit: one of them.', REVIEW_EXIT.error);
  return wishes[0] ?? { kind: 'paths', paths: [] };
}

/** A path below the root as the engine has it; the root itself is the empty one. */
function pathOf(path: string, root: string): string {
  const below = relative(resolve(root), isAbsolute(path) ? path : resolve(root, path));
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below))
    throw new CliError(`${shown(path)} is not below the folder that is reviewed.`, REVIEW_EXIT.error);
  return below.replaceAll('\\', '/');
}

/** What a baseline says; the one that was named must be there. */
export async function knownOf(
  { options }: Pick<Context, 'options'>,
  session?: Pick<Session, 'root'>,
): Promise<readonly KnownFinding[] | 'none'> {
  const named = typeof options.baseline === 'string' ? options.baseline : undefined;
  if (named === undefined && !session) return 'none';
  const path = named ?? (await placeOf(session!.root));
  const known = await readBaselineFile(path);
  if (known === 'bad')
    throw new CliError(`${shown(path)} is neither a baseline nor a report of a review.`, REVIEW_EXIT.error);
  if (known === 'none' && named !== undefined && options.writeBaseline !== true)
    throw new CliError(
      `There is no baseline ${shown(named)}. --write-baseline makes one.`,
      REVIEW_EXIT.error,
    );
  return known;
}

/** The baseline of a folder. @throws CliError where a link is in its place */
export async function placeOf(root: string): Promise<string> {
  const path = await baselinePath(root);
  if (path !== 'link') return path;
  throw new CliError(
    '.sightline or its baseline is a link: name the file with --baseline.',
    REVIEW_EXIT.error,
  );
}

/** Writes what is known now to the baseline that was named, or to the one of the folder. */
export async function writeKnown(
  { options, terminal }: Context,
  root: string,
  report: ReviewReport,
  known: readonly KnownFinding[],
): Promise<void> {
  const path = typeof options.baseline === 'string' ? options.baseline : await placeOf(root);
  await writeBaselineFile(path, nextBaseline(report, known));
  terminal.err(`The baseline ${shown(path)} is written.\n`);
}
