/** Processes that end with their parent: everything started here is gone afterwards, also when a test run is killed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Runs inside a small Node process that leads the group. When the pipe from the parent closes, for whatever reason
 * (also SIGKILL), it ends the whole group: a VS Code server has children and grandchildren.
 */
const GUARD = `
const { spawn } = require('node:child_process');
const [command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const end = () => {
  if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/T', '/F']).on('close', () => process.exit());
  else process.kill(-process.pid, 'SIGKILL');
};
child.on('error', (error) => { process.stderr.write(error.message + '\\n'); process.exit(127); });
child.on('exit', (code) => { process.exitCode = code ?? 1; process.stdin.destroy(); });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('end', end).on('error', end).resume();
`;

/** A running program and what it has printed so far. */
export interface Guarded {
  readonly pid: number;
  /** The last 200,000 characters of both streams. */
  output(): string;
  /** Resolves with the code when the program has ended by itself or was ended. */
  readonly exited: Promise<number>;
  /** Ends the program with all its children, and waits until they are gone. */
  stop(): Promise<void>;
}

export interface GuardedOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onOutput?: (text: string) => void;
}

/** Starts a program in a process group of its own, which ends with this process at the latest. */
export function startGuarded(
  command: string,
  args: readonly string[],
  options: GuardedOptions = {},
): Guarded {
  const child = spawn(process.execPath, ['-e', GUARD, '--', command, ...args], {
    cwd: options.cwd,
    env: options.env,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let output = '';
  const keep = (bytes: Buffer): void => {
    output = (output + bytes.toString('utf8')).slice(-200_000);
    options.onOutput?.(bytes.toString('utf8'));
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => {});
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const atExit = (): void => killGroup(child);
  process.once('exit', atExit);
  const stop = async (): Promise<void> => {
    process.off('exit', atExit);
    killGroup(child);
    await exited;
  };
  return { pid: child.pid ?? -1, output: () => output, exited, stop };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** Runs a program to its end. @throws Error with its output when it fails. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: GuardedOptions = {},
): Promise<string> {
  const program = startGuarded(command, args, options);
  const code = await program.exited;
  // Children that outlive the program would hold its folder.
  await program.stop();
  if (code === 0) return program.output();
  const tail = program.output().trim().slice(-3_000);
  throw new Error(`${command} ${args.join(' ')} ended with code ${code}${tail === '' ? '' : `:\n${tail}`}`);
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process below another one. */
export interface ChildInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes below `root`, from the kernel's list (Linux) or `ps`. */
export function descendantsOf(root: number): ChildInfo[] {
  const all = process.platform === 'linux' ? listProc() : listPs();
  const found: ChildInfo[] = [];
  let parents = new Set([root]);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}

function listProc(): ChildInfo[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in parentheses may hold blanks; the state and the parent follow it.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return [{ pid: Number(name), parent, command }];
    } catch {
      return []; // Ended meanwhile.
    }
  });
}

function listPs(): ChildInfo[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n');
  return rows.flatMap((row) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : [];
  });
}
