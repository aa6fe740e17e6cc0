/**
 * The few things Sightline asks git: the commit, which files are tracked and as in it, the remote, and where the user's
 * own ignore rules are. Git is started by absolute path, without a shell, with a small environment, and with everything
 * off by which a repository's configuration could start a program. Never used in Restricted Mode: the caller then makes no git at all.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { devNull, homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Git, Log } from '../../engine/ports.ts';
import { findProgram, variable } from '../programs.ts';
import { readBlob, readChanges } from './gitChanges.ts';
import { LOG_ARGS, readLog } from './gitLog.ts';
import { findRepository, headMark } from './repository/head.ts';
import { siteOf } from './webAddress.ts';

/** The variables of the environment that git may see; all others could change what it runs. */
const PASSED = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'XDG_CONFIG_HOME'];
const LOCALE = ['LANG', 'LC_ALL', 'LC_CTYPE'];

const FIXED_ENV = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
};

/** Settings that win over the repository's own. */
const SAFE_CONFIG = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.pager=cat',
  'core.sshCommand=false',
  'core.askPass=',
  'core.editor=false',
  'credential.helper=',
  'diff.external=',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
  'submodule.recurse=false',
];

/** Empty where nothing is set, so that no failure has to be told from it. */
const USER_IGNORE_ARGS = 'config --global --includes --type=path -z --default= --get core.excludesFile'.split(
  ' ',
);

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 512_000_000;
/** So many files are asked for by name; for more the whole tree is listed. */
const MAX_NAMED = 200;
/** A larger file is taken for one that changed. */
const MAX_BLOB_BYTES = 50_000_000;

export interface DiskGit extends Git {
  /**
   * The files git tracks below the root, submodules included, as POSIX paths relative to the root. Undefined outside
   * a repository and whenever git fails. Rejects only with the signal's reason.
   */
  trackedFiles(options?: { signal?: AbortSignal }): Promise<Set<string> | undefined>;
  /**
   * The absolute path of the user's own ignore rules, `core.excludesFile` or where git has it by default; it need not
   * exist. Only what the user configured is asked: a repository cannot name a file. Undefined when git fails.
   */
  userIgnoreFile(options?: { signal?: AbortSignal }): Promise<string | undefined>;
}

export interface GitOptions {
  /** Absolute path of the folder; it may be any folder inside a repository. */
  readonly root: string;
  readonly log: Log;
  /** Absolute path of git, as `findGit` gives it; looked up on first use when left out. */
  readonly gitPath?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
}

/** Git on one folder. Without git, or outside a repository, every call gives undefined. */
export function createGit(options: GitOptions): DiskGit {
  const { root, log, env = process.env, timeoutMs = TIMEOUT_MS } = options;
  let gitPath: Promise<string | undefined> | undefined;

  async function runBytes(args: readonly string[], signal?: AbortSignal): Promise<Buffer | undefined> {
    signal?.throwIfAborted();
    return (await findRepository(root)) === undefined ? undefined : runAnywhere(args, signal);
  }

  async function runAnywhere(args: readonly string[], signal?: AbortSignal): Promise<Buffer | undefined> {
    gitPath ??= options.gitPath === undefined ? findGit({ root, env }) : Promise.resolve(options.gitPath);
    const program = await gitPath;
    if (program === undefined) return undefined;
    const safe = SAFE_CONFIG.flatMap((setting) => ['-c', setting]);
    const answer = await execute(program, ['--no-pager', ...safe, ...args], {
      cwd: root,
      env: gitEnvironment(env),
      timeout: timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
    signal?.throwIfAborted();
    if (Buffer.isBuffer(answer)) return answer;
    // In a repository without a commit, say, git fails every time: that is no news, and no problem.
    log.info(`git ${args[0]} gave nothing: ${answer.problem}`);
    return undefined;
  }

  async function run(args: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
    return (await runBytes(args, signal))?.toString('utf8');
  }

  const runner = { text: run, bytes: runBytes };

  return {
    changes: (wanted, { signal }) => readChanges(wanted, runner, signal),
    fileAt: (at, path, { signal }) =>
      readBlob(path, { at: at === 'staged' ? at : at.commit, git: runner, signal }),
    head: headReader(root, run),
    async unchanged(commit, paths) {
      const wanted = paths.length > MAX_NAMED ? [] : ['--', ...paths];
      const output = await run(['ls-tree', '-r', '-z', commit, ...wanted]);
      const held = new Map((output ?? '').split('\0').flatMap(treeEntry));
      const same = await Promise.all(
        paths.map(async (path) => ((await isBlob(join(root, path), held.get(path))) ? [path] : [])),
      );
      return new Set(same.flat());
    },
    async web() {
      const output = await run(['config', '-z', '--get-regexp', '^remote\\..*\\.url$']);
      const remotes = (output ?? '').split('\0').map((line) => line.split('\n'));
      const [, address = ''] = remotes.find(([key]) => key === 'remote.origin.url') ?? remotes[0] ?? [];
      const site = siteOf(address);
      const folder = site && (await run(['rev-parse', '--show-prefix']));
      return site && folder !== undefined ? { ...site, folder: folder.replace(/\n$/, '') } : undefined;
    },
    async history({ signal }) {
      const output = await run(LOG_ARGS, signal);
      return output === undefined ? undefined : readLog(output);
    },
    async trackedFiles({ signal } = {}) {
      const names = await run(['ls-files', '-z', '--cached', '--recurse-submodules'], signal);
      return names === undefined ? undefined : new Set(names.split('\0').filter((name) => name !== ''));
    },
    async userIgnoreFile({ signal } = {}) {
      const told = (await runAnywhere(USER_IGNORE_ARGS, signal))?.toString('utf8');
      if (told === undefined) return undefined;
      const [set = ''] = told.split('\0');
      if (set !== '') return isAbsolute(set) ? set : undefined;
      const config = variable(env, 'XDG_CONFIG_HOME') || join(variable(env, 'HOME') ?? homedir(), '.config');
      return isAbsolute(config) ? join(config, 'git', 'ignore') : undefined;
    },
  };
}

/** A file of a tree as its path and the name of its content. */
function treeEntry(line: string): [string, string][] {
  const match = /^100(?:644|755) blob ([0-9a-f]{40}|[0-9a-f]{64})\t(.+)$/s.exec(line);
  return match ? [[match[2]!, match[1]!]] : [];
}

/** Whether a file holds the bytes that git names so. No filter of the repository is asked. */
async function isBlob(path: string, name: string | undefined): Promise<boolean> {
  if (name === undefined) return false;
  try {
    const { size } = await stat(path);
    if (size > MAX_BLOB_BYTES) return false;
    const bytes = await readFile(path);
    const hash = createHash(name.length === 64 ? 'sha256' : 'sha1');
    return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === name;
  } catch {
    return false;
  }
}

/**
 * The absolute path of git from PATH. Relative entries of PATH, and any git inside `root` (also by way of a link),
 * are passed over: a repository must not bring its own git.
 */
export async function findGit(options: {
  readonly root: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}): Promise<string | undefined> {
  const realRoot = await realpath(options.root).catch(() => options.root);
  const found = await findProgram('git', { realRoot, env: options.env ?? process.env });
  return typeof found === 'string' ? found : undefined;
}

/** Tells the commit that is checked out; asks git when the files of the repository say that it may be another one. */
function headReader(
  root: string,
  run: (args: readonly string[]) => Promise<string | undefined>,
): Git['head'] {
  let seen: { readonly mark: string | undefined; readonly commit: string } | undefined;
  return async () => {
    const repository = await findRepository(root);
    // Read before git is asked: what changes meanwhile is seen the next time.
    const mark = repository && (await headMark(repository));
    if (mark === undefined || mark !== seen?.mark) {
      const told = (await run(['rev-parse', '--verify', '--quiet', 'HEAD']))?.trim() ?? '';
      // What git did not tell it is asked again.
      seen = /^[0-9a-f]{40,64}$/.test(told) ? { mark, commit: told } : undefined;
    }
    return seen?.commit;
  };
}

function gitEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed: Record<string, string> = { ...FIXED_ENV };
  for (const name of [...PASSED, ...LOCALE]) {
    const value = variable(env, name);
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}

function execute(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; timeout: number; signal?: AbortSignal },
): Promise<Buffer | { problem: string }> {
  const settings = {
    ...options,
    maxBuffer: MAX_OUTPUT_BYTES,
    killSignal: 'SIGKILL',
    windowsHide: true,
    encoding: 'buffer',
  } as const;
  return new Promise((resolve) => {
    try {
      execFile(program, args, settings, (error, stdout) => {
        if (error === null) resolve(stdout);
        else
          resolve({
            problem: error.killed ? 'it took too long' : `it ended with ${error.code ?? error.signal}`,
          });
      }).stdin?.end();
    } catch (error) {
      // A working folder or program that is gone since the look-up can throw at once.
      resolve({ problem: error instanceof Error ? error.message : String(error) });
    }
  });
}
