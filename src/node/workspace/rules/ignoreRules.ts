/**
 * Which files of a workspace are left out. The rules of a folder are values: a walk carries them down, and each
 * folder adds its own ignore files.
 *
 * Strongest first: the user's excludes, `.sightlineignore`, `.ignore`, then git's own rules (`.gitignore`,
 * `.git/info/exclude`, the user's `core.excludesFile`) and last the one default, `node_modules/`. Within one kind the deeper file wins, and within
 * one file the later line. A file that git tracks is in although git's rules or the default name it; the first three
 * are for Sightline, so they hold for tracked files as well.
 *
 * In a work tree whose `core.ignorecase` is set, the case of ASCII letters counts in none of them, as for git.
 */
import { dirname, join, relative, sep } from 'node:path';
import type { Problem } from '../../../engine/types.ts';
import { type DiskFs, errorCode } from '../diskFs.ts';
import { childPath, foldersOf, isInside, isVersionControl } from '../paths.ts';
import { findGitFolder } from './gitFolder.ts';
import { createLevel, loadIgnoreFile, type RuleLevel, type RulesProblem } from './ignoreFile.ts';
import { RuleBudget, type RuleLimits } from './ruleBudget.ts';
import { liftedFor, RuleMatcher } from './ruleMatcher.ts';
import { TrackedPaths } from './trackedPaths.ts';
import { loadUserRules } from './userRules.ts';

/** The rules in force for the entries of one folder. */
export interface FolderRules {
  /** Sightline's rules by kind, the deepest level first. */
  readonly user: readonly RuleLevel[];
  readonly sightline: readonly RuleLevel[];
  readonly plain: readonly RuleLevel[];
  /** Git's rules, the deepest level first. */
  readonly git: readonly RuleLevel[];
  /** True inside a folder that git's rules exclude: only tracked files are in. */
  readonly trackedOnly: boolean;
  /** Whether the work tree that the folder is in has `core.ignorecase` set. */
  readonly ignoresCase: boolean;
}

/** What a folder's rules say about one of its folders: left out, or walked with these rules. */
export type FolderVerdict = { readonly rules: FolderRules } | 'out' | 'outByDefault';

/** The rules of a folder are not known, so it is left out. Without a problem they are too many. */
export interface ClosedFolder {
  readonly problem: Problem | undefined;
}

export interface IgnoreRules {
  /** The rules above the root's own ignore files, or why nothing may be indexed. */
  root(): Promise<FolderRules | ClosedFolder>;
  /** Adds the ignore files of `folder` ('' is the root); `has` tells which names it holds. */
  open(
    rules: FolderRules,
    folder: string,
    has: (name: string) => boolean,
  ): Promise<FolderRules | ClosedFolder>;
  /** Whether a file is in. */
  allowsFile(rules: FolderRules, path: string): boolean;
  /** Whether a folder is walked, and with which rules. */
  enter(rules: FolderRules, path: string): FolderVerdict;
  /** Whether the file at a path is in, judged from the disk as it is now. */
  allowsPath(path: string): Promise<boolean>;
  /** What was left out so far because the rules are too many or too slow. */
  problems(): Problem[];
}

export interface IgnoreRulesOptions {
  readonly fs: DiskFs;
  readonly root: string;
  readonly realRoot: string;
  readonly excludes: readonly string[];
  /** Paths that git tracks; undefined when git is not there. */
  readonly tracked: ReadonlySet<string> | undefined;
  /** Absolute path of the ignore rules that the user has for all repositories; it need not exist. */
  readonly userFile: string | undefined;
  /** Told when rules are left out that would exclude something. */
  readonly onProblem: (problem: Problem) => void;
  /** For tests: what all rules together may cost. */
  readonly limits?: Partial<RuleLimits>;
}

const FILES = ['.sightlineignore', '.ignore', '.gitignore'] as const;

/** Makes the rules of one workspace for one walk. */
export function createIgnoreRules(options: IgnoreRulesOptions): IgnoreRules {
  const { fs, root, realRoot, onProblem } = options;
  const tracked = new TrackedPaths(options.tracked);
  const budget = new RuleBudget(options.limits);
  const matcher = new RuleMatcher(budget);
  const defaults = createLevel('node_modules/');
  const usersOwn = usersRules({ ...options, budget });
  const nested: NestedTools = { fs, root, realRoot, budget, defaults, onProblem, usersOwn };

  async function rootRules(): Promise<FolderRules | ClosedFolder> {
    const outer = await loadOuterLevels({ fs, realRoot, budget, matcher, onProblem, usersOwn });
    if ('problem' in outer) return outer;
    const { levels, ignoresCase } = outer;
    const { excludes } = options;
    const user = excludes.length > 0 ? [createLevel(excludes.join('\n'), { ignoresCase })] : [];
    return { user, sightline: [], plain: [], git: [...levels, defaults], trackedOnly: false, ignoresCase };
  }

  async function open(rules: FolderRules, folder: string, has: (name: string) => boolean) {
    // A repository inside the repository starts with its own rules, as for git.
    const own = folder !== '' && has('.git') ? await nestedRepository(folder, rules, nested) : rules;
    if ('problem' in own) return own;
    const { git, ignoresCase } = own;
    const added: Record<(typeof FILES)[number], readonly RuleLevel[]> = {
      '.sightlineignore': rules.sightline,
      '.ignore': rules.plain,
      '.gitignore': git,
    };
    for (const name of FILES) {
      if (!has(name)) continue;
      const place = { drop: folder === '' ? 0 : folder.length + 1, realRoot, budget, ignoresCase };
      const loaded = await loadIgnoreFile(fs, join(root, folder, name), place);
      if ('problem' in loaded) return closed(childPath(folder, name), loaded.problem, folder);
      if (loaded.level !== undefined) added[name] = [loaded.level, ...added[name]];
    }
    return {
      ...rules,
      sightline: added['.sightlineignore'],
      plain: added['.ignore'],
      git: added['.gitignore'],
      ignoresCase,
    };
  }

  const decide = (levels: readonly RuleLevel[], path: string) => matcher.first(levels, path);

  function allowsFile(rules: FolderRules, path: string): boolean {
    const own = decide(rules.user, path) ?? decide(rules.sightline, path) ?? decide(rules.plain, path);
    if (own?.ignored) return false;
    if (rules.trackedOnly) return tracked.has(path, rules.ignoresCase);
    if (own !== undefined || !decide(rules.git, path)?.ignored) return true;
    return tracked.has(path, rules.ignoresCase);
  }

  function enter(rules: FolderRules, path: string): FolderVerdict {
    const spelled = `${path}/`;
    const own =
      decide(rules.user, spelled) ?? decide(rules.sightline, spelled) ?? decide(rules.plain, spelled);
    if (own?.ignored) return 'out';
    const git = own === undefined ? decide(rules.git, spelled) : undefined;
    if (rules.trackedOnly || git?.ignored) {
      if (!tracked.hasIn(path, rules.ignoresCase)) return git?.level === defaults ? 'outByDefault' : 'out';
      return { rules: { ...reopened(rules, spelled, matcher), trackedOnly: true } };
    }
    return { rules: reopened(rules, spelled, matcher) };
  }

  const rules = { root: rootRules, open, allowsFile, enter };
  return {
    ...rules,
    allowsPath: (path) => allowsPath(rules, { fs, root }, path),
    problems: () => budget.problems(),
  };
}

interface NestedTools extends Pick<IgnoreRulesOptions, 'fs' | 'root' | 'realRoot' | 'onProblem'> {
  readonly budget: RuleBudget;
  readonly defaults: RuleLevel;
  readonly usersOwn: UsersOwn;
}

/** The user's own rules, for the paths of one repository. */
type UsersOwn = (place: Omit<RuleLevel, 'patterns'>) => Promise<RuleLevel[]>;

/** Reads the user's own rules when they are first asked for: once as they are spelled, once for any letter case. */
function usersRules({
  fs,
  userFile,
  budget,
  onProblem,
}: Pick<IgnoreRulesOptions, 'fs' | 'userFile' | 'onProblem'> & { readonly budget: RuleBudget }): UsersOwn {
  const known = new Map<boolean, Promise<RuleLevel | undefined>>();
  return async (place) => {
    if (userFile === undefined) return [];
    const { ignoresCase } = place;
    const loading = known.get(ignoresCase) ?? loadUserRules(userFile, { fs, budget, onProblem, ignoresCase });
    known.set(ignoresCase, loading);
    const level = await loading;
    return level === undefined ? [] : [{ ...level, ...place }];
  };
}

/** The rules of git in a repository inside the repository: its own, without those around it. */
async function nestedRepository(
  folder: string,
  outer: FolderRules,
  { fs, root, realRoot, budget, defaults, onProblem, usersOwn }: NestedTools,
): Promise<Pick<FolderRules, 'git' | 'ignoresCase'> | ClosedFolder> {
  const found = await findGitFolder(fs, join(root, folder), realRoot);
  const exclude = found === 'unproved' ? undefined : found?.excludeFile;
  if (found !== 'unproved' && exclude === undefined) return outer;
  const ignoresCase = found !== 'unproved' && found !== undefined && found.ignoresCase;
  const drop = folder.length + 1;
  const last = [...(await usersOwn({ prepend: '', drop, ignoresCase })), defaults];
  if (exclude === undefined) {
    onProblem({ kind: 'gitUnproved', path: childPath(folder, '.git') });
    return { git: last, ignoresCase };
  }
  const place = { drop, realRoot: dirname(exclude), budget, ignoresCase };
  const loaded = await loadIgnoreFile(fs, exclude, place);
  if ('problem' in loaded) return closed(childPath(folder, '.git/info/exclude'), loaded.problem, folder);
  return { git: loaded.level === undefined ? last : [loaded.level, ...last], ignoresCase };
}

/** Rules that exclude a folder which stronger rules let in must not go on to exclude all that is in it. */
function reopened(rules: FolderRules, spelled: string, matcher: RuleMatcher): FolderRules {
  const lift = (levels: readonly RuleLevel[]) =>
    levels.some((level) => matcher.decide(level, spelled) === true)
      ? levels.map((level) => (matcher.decide(level, spelled) ? liftedFor(level, spelled) : level))
      : levels;
  return { ...rules, sightline: lift(rules.sightline), plain: lift(rules.plain), git: lift(rules.git) };
}

async function allowsPath(
  { root, open, allowsFile, enter }: Omit<IgnoreRules, 'allowsPath' | 'problems'>,
  place: { readonly fs: DiskFs; readonly root: string },
  path: string,
): Promise<boolean> {
  if (path.split('/').some(isVersionControl)) return false;
  let rules = await root();
  for (const folder of ['', ...foldersOf(path)]) {
    if ('problem' in rules) return false;
    if (folder !== '') {
      const verdict = enter(rules, folder);
      if (typeof verdict === 'string') return false;
      rules = verdict.rules;
    }
    const names = await presentNames(place.fs, join(place.root, folder));
    rules = await open(rules, folder, (name) => names.has(name));
  }
  return !('problem' in rules) && allowsFile(rules, path);
}

function closed(path: string, why: RulesProblem | undefined, folder: string): ClosedFolder {
  return { problem: why && { kind: 'rulesUnread', path, folder, ...why } };
}

async function presentNames(fs: DiskFs, folder: string): Promise<Set<string>> {
  const names = ['.git', ...FILES];
  const found = await Promise.all(
    names.map((name) =>
      fs.lstat(join(folder, name)).then(
        () => true,
        (error) => errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR',
      ),
    ),
  );
  return new Set(names.filter((_, at) => found[at]));
}

/**
 * Git's rules from outside the root: `info/exclude`, the user's own, and the `.gitignore` files between the repository's top and the
 * root when the root is a folder inside a repository. They are dropped when they exclude the root itself, since
 * opening an excluded folder is a decision of the user.
 */
async function loadOuterLevels({
  fs,
  realRoot,
  budget,
  matcher,
  onProblem,
  usersOwn,
}: Pick<IgnoreRulesOptions, 'fs' | 'realRoot' | 'onProblem'> & {
  readonly budget: RuleBudget;
  readonly matcher: RuleMatcher;
  readonly usersOwn: UsersOwn;
}): Promise<{ levels: readonly RuleLevel[]; ignoresCase: boolean } | ClosedFolder> {
  const above = await foldersUpToRepository(fs, realRoot);
  const top = above.at(-1);
  if (top === undefined) return { levels: [], ignoresCase: false };
  const found = await findGitFolder(fs, top, top);
  if (found === 'unproved') onProblem({ kind: 'gitUnproved', path: '.git' });
  const { excludeFile, ignoresCase = false } = found === 'unproved' ? {} : (found ?? {});
  const files = above.slice(1).map((folder) => join(folder, '.gitignore'));
  if (excludeFile !== undefined) files.push(excludeFile);
  const levels: RuleLevel[] = [];
  for (const file of files) {
    const folder = file === excludeFile ? top : dirname(file);
    const prepend = folder === realRoot ? '' : `${relative(folder, realRoot).split(sep).join('/')}/`;
    const trusted = file === excludeFile ? dirname(file) : top;
    const loaded = await loadIgnoreFile(fs, file, { prepend, realRoot: trusted, budget, ignoresCase });
    const name = file === excludeFile ? '.git/info/exclude' : file.slice(top.length + 1);
    if ('problem' in loaded) return closed(name, loaded.problem, '');
    if (loaded.level !== undefined) levels.push(loaded.level);
  }
  const below = top === realRoot ? '' : `${relative(top, realRoot).split(sep).join('/')}/`;
  levels.push(...(await usersOwn({ prepend: below, drop: 0, ignoresCase })));
  const outer = levels.filter((level) => level.prepend !== '');
  const rootIsOut = matcher.first(outer, '')?.ignored ?? false;
  return { levels: rootIsOut ? levels.filter((level) => level.prepend === '') : levels, ignoresCase };
}

/** The root and the folders above it up to the one that holds `.git`; empty outside a repository. */
async function foldersUpToRepository(fs: DiskFs, realRoot: string): Promise<string[]> {
  const folders: string[] = [];
  for (let folder = realRoot; isInside(folder, realRoot); folder = dirname(folder)) {
    folders.push(folder);
    if (
      await fs.lstat(join(folder, '.git')).then(
        () => true,
        () => false,
      )
    )
      return folders;
    if (dirname(folder) === folder) return [];
  }
  return [];
}
