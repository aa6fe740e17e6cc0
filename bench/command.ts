import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const CLI = join(ROOT, 'dist', 'cli.js');

export interface Finished {
  readonly ms: number;
  readonly stdout: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a command to its end and takes its wall time from outside. Throws when it fails. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(command, args, {
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
    child.on('error', (error) => reject(describeMissing(command, error)));
    child.on('close', (code, signal) => {
      const ms = performance.now() - startMs;
      if (code === 0) resolve({ ms, stdout: Buffer.concat(output).toString('utf8') });
      else {
        const said = Buffer.concat(errors).toString('utf8').trim().slice(-2_000);
        reject(new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${signal ?? code}: ${said}`));
      }
    });
    // A command that ends before it has read everything says so by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

const DEBIAN_PACKAGES: Readonly<Record<string, string>> = { git: 'git', ctags: 'universal-ctags' };

/** A program that is not there is one line that says what to install. */
function describeMissing(command: string, error: Error): Error {
  const packageName = DEBIAN_PACKAGES[command];
  if (packageName === undefined || !('code' in error) || error.code !== 'ENOENT') return error;
  return new Error(`${command} is not installed. Install it (Debian: apt-get install ${packageName}).`);
}

/** The built command line on this Node, with a cache of its own. */
export function runSightline(args: readonly string[], cacheHome: string, input?: string): Promise<Finished> {
  return runCommand(process.execPath, [CLI, ...args], {
    env: { XDG_CACHE_HOME: cacheHome },
    ...(input === undefined ? {} : { input }),
  });
}
