import type { FileEntry } from '../index/fileEntry.ts';
import { runLanes } from '../index/lanes.ts';
import type { Secrets } from '../ports.ts';
import { concealFile } from '../run/conceal.ts';
import type {
  FileRole,
  Nearness,
  NotReviewed,
  ParsedFile,
  Rule,
  SkippedFile,
  SourceFile,
  Span,
} from '../types.ts';
import type { FileOutcome } from './coverage.ts';
import type { Unnumbered } from './identity.ts';
import { makeFindings } from './makeFindings.ts';
import type { FileResult, ResultCache } from './resultCache.ts';
import { isNotOurs, type RuleRun } from './runRules.ts';

/** One file that is to be reviewed. */
export interface FileTask {
  readonly entry: FileEntry;
  /** Lines that a change made or touched; absent for a file that is reviewed as a whole. */
  readonly changed?: readonly Span[];
  /** Only findings in these lines are told: definitions that a change touches. */
  readonly only?: readonly Span[];
  /** It was asked for by its own name, so that it is reviewed whatever it is for. */
  readonly isNamed?: boolean;
  /** Only findings in these lines are told: those that were asked for. */
  readonly asked?: Span;
}

export interface ReviewParts {
  /** A file as it is reviewed. */
  read(path: string): Promise<SourceFile | SkippedFile>;
  /** What the parser finds in a text that is not the one of the index. */
  parse(file: SourceFile): Promise<ParsedFile>;
  /** What a file is for, in this repository. */
  roleOf(entry: FileEntry): FileRole;
  /** The rules that have to look at a file of a role, in any language. */
  rulesFor(file: { readonly path: string; readonly role: FileRole }): readonly Rule[];
  check(file: SourceFile, rules: readonly Rule[]): Promise<RuleRun>;
  readonly secrets: Secrets;
  readonly hash: (text: string) => string;
  readonly cache: ResultCache;
  /** Files under way at once. */
  readonly width: number;
  readonly signal: AbortSignal;
  /** Told after each file. */
  onProgress?(done: number, total: number): void;
}

/** What reviewing some files gave, in no order. */
export interface FilesReviewed {
  readonly found: readonly Unnumbered[];
  readonly outcomes: readonly FileOutcome[];
  readonly isStopped: boolean;
}

/**
 * Reviews files, some at a time, and holds no more of their texts than that. Stopped, it gives what it has, and each
 * file that it did not come to is told as such. Rejects for nothing that a file holds.
 */
export async function reviewFiles(tasks: readonly FileTask[], parts: ReviewParts): Promise<FilesReviewed> {
  const found: Unnumbered[] = [];
  const outcomes: FileOutcome[] = [];
  const { signal } = parts;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < tasks.length) {
      const task = tasks[next++]!;
      const done = signal.aborted ? undefined : await reviewOrStop(task, parts);
      found.push(...(done?.found ?? []));
      outcomes.push(done?.outcome ?? outcomeOf(task, [{ kind: 'stopped' }]));
      if (done) parts.onProgress?.(outcomes.length, tasks.length);
    }
  };
  await runLanes(Math.max(1, parts.width), lane);
  const isStopped = outcomes.some(({ notReviewed }) => notReviewed.some(({ kind }) => kind === 'stopped'));
  return { found, outcomes, isStopped };
}

interface FileReviewed {
  readonly found: readonly Unnumbered[];
  readonly outcome: FileOutcome;
}

async function reviewOrStop(task: FileTask, parts: ReviewParts): Promise<FileReviewed | undefined> {
  try {
    return await reviewFile(task, parts);
  } catch (error) {
    if (parts.signal.aborted) return undefined;
    throw error;
  }
}

async function reviewFile(task: FileTask, parts: ReviewParts): Promise<FileReviewed> {
  const { row } = task.entry;
  const file = await parts.read(row.path);
  const end = (change: Partial<FileOutcome>): FileReviewed => ({
    found: [],
    outcome: { ...outcomeOf(task, []), ...change },
  });
  if ('reason' in file) {
    const isGone = file.reason === 'vanished';
    return end({ notReviewed: [isGone ? { kind: 'changed' } : { kind: 'skipped', reason: file.reason }] });
  }
  const role = roleOfTask(task, parts.roleOf);
  const rulesAs = (as: FileRole): readonly Rule[] => parts.rulesFor({ path: row.path, role: as });
  const isClaiming = ({ languages }: Rule): boolean => languages.includes(row.language);
  const rules = rulesAs(role);
  const claiming = rules.filter(isClaiming).length;
  if (claiming === 0 && isNotOurs(role) && rulesAs('source').some(isClaiming))
    return end({ setAside: { kind: 'notOurs', role } });
  const state = { path: row.path, hash: file.hash };
  const known = parts.cache.get(state);
  if (known) return reviewed(task, known, claiming);
  const run = await parts.check(file, rules);
  const { fault } = run;
  // What no rule speaks of needs no tree.
  if (fault && (claiming === 0 || fault.kind === 'noGrammar')) return end({ rules: 0 });
  if (fault?.kind === 'longLines') return end({ setAside: { kind: 'noTree', reason: fault.kind } });
  const notReviewed = whysOf(run);
  if (fault) return end({ notReviewed });
  const result = { found: await findingsOf(task, file, { run, rules, parts }), unsure: run.unsure };
  if (notReviewed.length > 0)
    return { found: placed(result.found, task), outcome: outcomeOf(task, notReviewed) };
  parts.cache.set(state, result);
  return reviewed(task, result, claiming);
}

/** What a file is for as far as rules go, syntactic and judged ones: one that was named is ours. */
export function roleOfTask(
  { entry, isNamed }: Pick<FileTask, 'entry' | 'isNamed'>,
  roleOf: ReviewParts['roleOf'],
): FileRole {
  const role = roleOf(entry);
  return isNamed && isNotOurs(role) ? 'source' : role;
}

function reviewed(task: FileTask, { found, unsure }: FileResult, rules: number): FileReviewed {
  return { found: placed(found, task), outcome: { ...outcomeOf(task, []), rules, unsure } };
}

async function findingsOf(
  { entry }: FileTask,
  file: SourceFile,
  {
    run,
    rules,
    parts,
  }: { readonly run: RuleRun; readonly rules: readonly Rule[]; readonly parts: ReviewParts },
): Promise<Unnumbered[]> {
  if (run.hits.length === 0) return [];
  const { symbols } = file.hash === entry.row.hash ? entry.parsed : await parts.parse(file);
  return makeFindings(run.hits, {
    file,
    concealed: await concealFile(file, parts.secrets, parts.signal),
    symbols,
    language: entry.row.language,
    rules: new Map(rules.map((rule) => [rule.id, rule])),
    hash: parts.hash,
  });
}

/** Why the run of the rules on a file is no review of it; none when it is. */
function whysOf({ fault, failed }: RuleRun): NotReviewed['why'][] {
  if (fault)
    return [
      fault.kind === 'badQuery' || fault.kind === 'tooManyMatches'
        ? { kind: 'ruleFailed', rule: '', why: fault.kind }
        : { kind: 'noTree', reason: fault.kind },
    ];
  const kinds = new Map(failed.map(({ rule, fault: { kind } }) => [rule, kind]));
  return [...kinds].map(([rule, why]) => ({ kind: 'ruleFailed', rule, why }));
}

function outcomeOf(task: FileTask, notReviewed: FileOutcome['notReviewed']): FileOutcome {
  const { path, language, lines, damage } = task.entry.row;
  const isPartly = task.only !== undefined || task.asked !== undefined;
  return {
    ...{ path, language, lines, notReviewed, isPartly },
    ...{ rules: 1, damagedLines: damage?.lines ?? 0, unsure: 0 },
  };
}

/** Findings with where they stand to the changes, where there are some. */
export function placed(
  found: readonly Unnumbered[],
  { changed, only, asked }: FileTask,
): readonly Unnumbered[] {
  const isIn = (spans: readonly Span[], finding: Unnumbered): boolean =>
    spans.some(({ startLine, endLine }) => finding.startLine <= endLine && finding.endLine >= startLine);
  if (asked) return found.filter((finding) => isIn([asked], finding));
  if (only)
    return found
      .filter((finding) => isIn(only, finding))
      .map((finding) => ({ ...finding, nearness: 'touched' as Nearness }));
  if (!changed) return found;
  return found.map((finding) => ({
    ...finding,
    nearness: isIn(changed, finding) ? ('changed' as Nearness) : ('sameFile' as Nearness),
  }));
}
