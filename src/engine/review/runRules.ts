import type { FailedRule, Parser, ParserFile, SyntaxFault } from '../ports.ts';
import { fitsPath } from '../query/glob.ts';
import type { FileRole, NotOurs, Rule, RuleHit } from '../types.ts';

/** What the rules say of one file. */
export interface RuleRun {
  /** In the order of the text. */
  readonly hits: readonly RuleHit[];
  /** Rules that should have been run and were not. */
  readonly failed: readonly FailedRule[];
  /** Places that are not told of: the grammar could not read the code around them. */
  readonly unsure: number;
  /** Places that are not told of: a comment there says to a linter that it is so on purpose. */
  readonly waived: number;
  /** Why none of the rules could look at the file; absent when they did, or none had to. */
  readonly fault?: SyntaxFault;
}

/** Roles of files for which only rules that are for tests have something to say. */
const ASIDE: ReadonlySet<FileRole> = new Set(['test', 'example', 'docs']);
/** Roles of files for which only rules of the user that name them have something to say. */
const NOT_OURS: ReadonlySet<FileRole> = new Set<NotOurs>(['vendored', 'generated', 'data']);

/** Whether what is wrong in files of a role is mended elsewhere. */
export const isNotOurs = (role: FileRole): role is NotOurs => NOT_OURS.has(role);

/** The rules of a kind that have to look at a file: by its role and its path, whatever its language is. */
export function rulesFor(
  file: { readonly path: string; readonly role: FileRole },
  rules: readonly Rule[],
  wanted: Rule['kind'] = 'syntactic',
): readonly Rule[] {
  return rules.filter(
    (rule) =>
      rule.kind === wanted &&
      (rule.isForTests || !ASIDE.has(file.role)) &&
      (!isNotOurs(file.role) || namesFiles(rule)) &&
      fitsFiles(file.path, rule.files),
  );
}

/** Whether a rule is of the user, and says which files it is for. */
const namesFiles = ({ origin, files }: Rule): boolean =>
  origin === 'user' && files.some((glob) => glob[0] !== '!');

/** Whether a path is among the files of a rule: one that fits no glob after a `!`, and one of the others if there are any. */
function fitsFiles(path: string, globs: readonly string[]): boolean {
  const [without, within] = [
    globs.filter((glob) => glob[0] === '!'),
    globs.filter((glob) => glob[0] !== '!'),
  ];
  return (
    !without.some((glob) => fitsPath(path, glob.slice(1))) &&
    (within.length === 0 || within.some((glob) => fitsPath(path, glob)))
  );
}

/**
 * Runs rules on a file, in the parser's workers and under their limits. The rules of the user run apart from those of the
 * product, each alone: a query that takes too long costs no other rule its findings. Rejects only with the signal's reason.
 */
export async function runRules(
  file: ParserFile,
  rules: readonly Rule[],
  parser: Pick<Parser, 'inspect'>,
  options: { readonly signal: AbortSignal },
): Promise<RuleRun> {
  const batches = [
    rules.filter(({ origin }) => origin === 'product'),
    ...rules.filter(({ origin }) => origin === 'user').map((rule) => [rule]),
  ].filter((batch) => batch.length > 0);
  const runs: RuleRun[] = [];
  for (const batch of batches) {
    const found = await parser.inspect(
      file,
      batch.flatMap(({ queries }) => queries),
      options,
    );
    if (found.type === 'inspected') runs.push(found);
    else if (batch[0]!.origin === 'product')
      runs.push({ hits: [], failed: [], unsure: 0, waived: 0, fault: found.fault });
    else runs.push({ hits: [], failed: [{ rule: batch[0]!.id, fault: found.fault }], unsure: 0, waived: 0 });
  }
  const fault = runs.find((run) => run.fault)?.fault;
  return {
    hits: runs
      .flatMap(({ hits }) => hits)
      .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
    failed: runs.flatMap(({ failed }) => failed),
    unsure: runs.reduce((sum, { unsure }) => sum + unsure, 0),
    waived: runs.reduce((sum, { waived }) => sum + waived, 0),
    ...(fault ? { fault } : {}),
  };
}
