/** The Workspace port on a folder of the disk. */
import type { Log, Workspace } from '../../engine/ports.ts';
import type { Problem } from '../../engine/types.ts';
import type { LegacyHint } from '../encoding/legacy.ts';
import { type DiskFs, errorCode, nodeDiskFs } from './diskFs.ts';
import { pathProblem } from './paths.ts';
import { ProblemList } from './problemList.ts';
import { readWorkspaceFile } from './readFile.ts';
import { createIgnoreRules } from './rules/ignoreRules.ts';
import type { RuleLimits } from './rules/ruleBudget.ts';
import { skip, walk } from './walk.ts';

/** The default limit of one file in bytes. Larger files are listed as skipped and never read into memory. */
const MAX_FILE_BYTES = 20_000_000;

export interface DiskWorkspaceOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly log: Log;
  /** Tells which files are tracked; without it no file counts as tracked. */
  readonly git?: {
    trackedFiles(options?: { signal?: AbortSignal }): Promise<ReadonlySet<string> | undefined>;
    userIgnoreFile?(options?: { signal?: AbortSignal }): Promise<string | undefined>;
  };
  /** Bytes; defaults to 20 MB. */
  readonly maxFileBytes?: number;
  /** Patterns in `.gitignore` syntax, stronger than any ignore file. */
  readonly excludes?: readonly string[];
  /** How files that are no Unicode are read. */
  readonly encoding?: LegacyHint;
  /** For tests: what the rules of all ignore files together may cost. */
  readonly ruleLimits?: Partial<RuleLimits>;
  /** For tests: the calls of the file system. */
  readonly fs?: DiskFs;
}

/** As git told it for the last listing; undefined before it was asked. */
interface UserFile {
  readonly path: string | undefined;
}

/**
 * The files of one folder. Never listed nor read: version control data (`.git`, `.hg`, `.svn`, `.jj`), what the
 * ignore rules leave out (see `ignoreRules.ts`), and by default any `node_modules` folder in which git tracks
 * nothing; a rule such as `!node_modules/` lets that in. No link is ever followed: a link is listed as skipped, and
 * what it points to is listed where it really is.
 *
 * `read` refuses what `list` would leave out. It goes by the last listing for the paths in it, and asks the ignore
 * files on disk for any other path.
 */
export function createDiskWorkspace(options: DiskWorkspaceOptions): Workspace {
  const { root, log, git, maxFileBytes = MAX_FILE_BYTES, excludes = [], fs = nodeDiskFs, encoding } = options;
  let seen: ReadonlySet<string> = new Set();
  let resolvedRoot: string | undefined;
  let userFile: UserFile | undefined;
  let told = '';

  async function trackedNow(signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    const tracked = await git?.trackedFiles({ signal }).catch(() => undefined);
    signal.throwIfAborted();
    return tracked;
  }

  async function askUserFile(signal: AbortSignal): Promise<void> {
    const path = await git?.userIgnoreFile?.({ signal }).catch(() => undefined);
    signal.throwIfAborted();
    userFile = { path };
  }

  function rulesWith(
    realRoot: string,
    tracked: ReadonlySet<string> | undefined,
    problems = new ProblemList(),
  ) {
    const onProblem = (problem: Problem) => problems.add(problem);
    const limits = options.ruleLimits ?? {};
    const own = { excludes, userFile: userFile?.path, tracked };
    return createIgnoreRules({ fs, root: realRoot, realRoot, ...own, onProblem, limits });
  }

  async function allowsUnlisted(path: string, realRoot: string, signal: AbortSignal): Promise<boolean> {
    if (userFile === undefined) await askUserFile(signal);
    if (await rulesWith(realRoot, undefined).allowsPath(path)) return true;
    // Git is asked only when it can make a difference: a call of it costs more than all the ignore files.
    const tracked = await trackedNow(signal);
    return tracked !== undefined && rulesWith(realRoot, tracked).allowsPath(path);
  }

  /** Logs what limits a listing, unless the one before had the same limits. */
  function tell(problems: readonly Problem[], excludedByDefault: number): void {
    const all = JSON.stringify([problems, excludedByDefault]);
    if (all === told) return;
    told = all;
    if (excludedByDefault > 0) log.info(`not walked by default: ${excludedByDefault} node_modules folder(s)`);
    // What a person reads of them comes from the listing.
    for (const problem of problems) log.info(`the walk: ${JSON.stringify(problem)}`);
  }

  return {
    async list({ signal }) {
      signal.throwIfAborted();
      const problems = new ProblemList();
      const realRoot = await fs.realpath(root).catch((error: unknown) => {
        problems.add({ kind: 'notWalked', path: '', why: 'system', detail: errorCode(error) });
      });
      if (realRoot === undefined) return { files: [], skipped: [], problems: problems.sorted() };
      resolvedRoot = realRoot;
      await askUserFile(signal);
      const rules = rulesWith(realRoot, await trackedNow(signal), problems);
      const walked = await walk({ fs, root: realRoot, rules, maxFileBytes, signal, problems });
      const { excludedByDefault, ...listing } = walked;
      seen = new Set([...listing.files, ...listing.skipped].map((file) => file.path));
      tell(listing.problems, excludedByDefault);
      return listing;
    },

    async read(path, { signal }) {
      signal.throwIfAborted();
      const problem = pathProblem(path);
      if (problem !== undefined) return skip(path, 'unreadable', problem);
      resolvedRoot ??= await fs.realpath(root).catch(() => undefined);
      const realRoot = resolvedRoot;
      if (realRoot === undefined) return skip(path, 'vanished', 'the workspace folder is gone');
      if (!seen.has(path) && !(await allowsUnlisted(path, realRoot, signal))) {
        return skip(path, 'unreadable', 'excluded by ignore rules');
      }
      return readWorkspaceFile(path, { fs, realRoot, maxFileBytes, signal, encoding });
    },
  };
}
