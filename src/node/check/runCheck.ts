/**
 * The command of a person that says whether a patch is right: started by its absolute path, without a shell, in the folder
 * itself, with few variables of the environment, stopped with all that it started when it takes too long or is cancelled.
 */
import { spawn } from 'node:child_process';
import { delimiter, isAbsolute } from 'node:path';
import { findProgram, isBesideCode, variable } from '../programs.ts';

export interface CheckOptions {
  /** The program and its arguments, one each. */
  readonly argv: readonly string[];
  /** The folder, with all links resolved. */
  readonly realRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** How a command ended, or why it was not started. */
export type CheckResult =
  | {
      readonly type: 'ended';
      /** Null when a signal ended it. */
      readonly code: number | null;
      readonly isTimedOut: boolean;
      /** The beginning and the end of what it said, both streams as they came. */
      readonly output: string;
      /** Characters between them that were not kept. */
      readonly dropped: number;
    }
  | {
      readonly type: 'refused';
      readonly why: 'notFound' | 'badName' | 'insideFolder' | 'failed';
      readonly of: string;
    };

/** Characters of the beginning, and of the end, of what a command says that are kept. */
const KEPT = 200_000;
/** What a command may see of the environment; all else could change what it runs. */
const PASSED = [
  ...['HOME', 'USER', 'LOGNAME', 'USERPROFILE', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'TZ'],
  ...['LANG', 'LC_ALL', 'LC_CTYPE', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'],
  ...['JAVA_HOME', 'GOPATH', 'GOROOT', 'CARGO_HOME', 'RUSTUP_HOME'],
];

/**
 * Runs a command to its end. What a repository brings is never started: neither by the name of the program nor through
 * PATH, of which entries inside of the folder are taken out. @throws the signal's reason, once all of it is ended
 */
export async function runCheck(options: CheckOptions): Promise<CheckResult> {
  const { argv, realRoot, env, signal } = options;
  const [name = '', ...args] = argv;
  signal.throwIfAborted();
  if (argv.some((part) => part.includes('\0'))) return { type: 'refused', why: 'badName', of: name };
  const found = await findProgram(name, { realRoot, env });
  if (typeof found !== 'string') return { type: 'refused', why: found.why, of: name };
  return execute(found, args, options);
}

function execute(
  program: string,
  args: readonly string[],
  { realRoot, env, timeoutMs, signal, onOutput }: CheckOptions,
): Promise<CheckResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...{ cwd: realRoot, env: scrubbed(env, realRoot), shell: false, windowsHide: true },
      // A group of its own, so that all of it can be ended.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = createTail();
    let isTimedOut = false;
    const end = (): void => killTree(child.pid);
    const timer = setTimeout(() => {
      isTimedOut = true;
      end();
    }, timeoutMs);
    signal.addEventListener('abort', end, { once: true });
    // It is in a group of its own and would outlive this process.
    process.once('exit', end);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said.add(text);
        onOutput?.(text);
      });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      process.removeListener('exit', end);
    };
    child.on('error', (error) => {
      settle();
      resolve({ type: 'refused', why: 'failed', of: 'code' in error ? String(error.code) : program });
    });
    child.on('close', (code) => {
      settle();
      // What it left behind ends with it.
      end();
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ type: 'ended', code, isTimedOut, ...said.all() });
    });
  });
}

/** Ends a process with all that it started. */
function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** The beginning and the end of a text that arrives in pieces. */
function createTail() {
  let [head, tail, total] = ['', '', 0];
  return {
    add(text: string): void {
      total += text.length;
      const room = Math.max(0, KEPT - head.length);
      head += text.slice(0, room);
      tail = (tail + text.slice(room)).slice(-KEPT);
    },
    all: () => ({ output: head + tail, dropped: total - head.length - tail.length }),
  };
}

function scrubbed(env: CheckOptions['env'], realRoot: string): Record<string, string> {
  const passed: Record<string, string> = { CI: '1', NO_COLOR: '1', TERM: 'dumb' };
  for (const name of PASSED) {
    const value = variable(env, name);
    if (value !== undefined) passed[name] = value;
  }
  const path = (variable(env, 'PATH') ?? '').split(delimiter);
  passed.PATH = path
    .filter((folder) => isAbsolute(folder) && !isBesideCode(folder, realRoot))
    .join(delimiter);
  return passed;
}
