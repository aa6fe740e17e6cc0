import { writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Host, openHost } from '../host/host.ts';
import { keepMeasured, openUserModel } from '../host/models.ts';
import { openPlaces } from '../host/stored.ts';
import type { Engine, IndexProgress, Log, Measured, Model, ModelInfo, Problem } from '../host/types.ts';
import { failureText } from '../present/failures.ts';
import { problemText } from '../present/problems.ts';
import { english } from '../present/say.ts';
import { untrusted } from '../present/untrusted.ts';
import type { Asking } from '../protocol/requests.ts';
import { leftText } from './shell/timeLeft.ts';
import { shown, type Terminal } from './terminal.ts';

/** How the command line words what the engine hands over as facts. */
export const WORDS = { say: english, door: 'cli' } as const;

/** Exit codes, as the manual page lists them. */
export const EXIT = {
  ok: 0,
  notFound: 1,
  refused: 1,
  usage: 2,
  model: 3,
  index: 4,
  interrupted: 130,
} as const;

/** The version of the program. */
export const VERSION = '0.1.0';

/** Something the user can act on: printed as it is, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Writes a file that a person named. @throws CliError, with this exit code, when it cannot be written */
export function writeOut(path: string, text: string, exitCode: number): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CliError(`${shown(path)} cannot be written (${shown(errorCode(error))}).`, exitCode);
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

export interface CommonOptions {
  readonly root: string;
  readonly json: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
  readonly workers?: number;
  readonly width?: number;
  /** The file for results; `-` is standard output. */
  readonly output?: string;
}

export interface Session {
  readonly engine: Engine;
  /** The models that a person set. */
  readonly models: {
    info(role: 'author' | 'reader'): ModelInfo | undefined;
    /** Keeps what was measured. */
    keep(measured: Measured): Promise<void>;
  };
  /** The runs of the folder on disk. */
  readonly archive: Host['archive'];
  /** The folder's path with all links resolved. */
  readonly root: string;
  /** What the user's configuration says of runs; nothing for a command that asks no model. */
  readonly asking: Asking;
  /** The user's own commands that a patch must pass; none for a command that asks no model. */
  readonly checks: readonly (readonly string[])[];
  /** Where the index is kept; undefined for one in memory only. */
  readonly indexDir: string | undefined;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Makes the index equal to the folder and stores it, with progress. Gives milliseconds. */
  refresh(): Promise<number>;
  /** What made the last update see less than it could, and that the index cannot be kept. */
  problems(): readonly Problem[];
  close(): Promise<void>;
}

/**
 * Opens the engine on a folder. The model is set up only when a command wants one.
 * @throws RefusedError when the folder cannot be opened; CliError for a broken configuration
 */
export async function openSession(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
  wants: { model: boolean },
): Promise<Session> {
  const log = createLog(terminal, options.verbose);
  const places = openPlaces();
  const path = resolve(options.root);
  let model: Model | undefined;
  let asking: Asking = {};
  let checks: Session['checks'] = [];
  const host = await openHost({
    ...{ places, log, distDir: distDir(), isTrusted: true, door: 'cli', workers: options.workers },
    folders: [
      { name: basename(path) || 'root', uri: pathToFileURL(path).href, path: options.root, exclude: [] },
    ],
    model: () => model,
  });
  try {
    const engine = host.stored();
    if (wants.model) {
      const opened = await openUserModel({ places, log });
      const [problem] = opened.problems;
      if (problem) throw new CliError(failureText(problem, WORDS), EXIT.usage);
      ({ model, asking, checks } = opened);
    }
    return {
      ...{ engine, terminal, signal, asking, checks },
      models: { info: (role) => model?.info(role), keep: (measured) => keepMeasured(measured, places) },
      archive: host.archive,
      root: host.folders[0]!.root,
      indexDir: host.indexDir,
      problems: () => host.status()[0]?.problems ?? [],
      refresh: () => refresh(host, terminal, signal),
      close: () => host.close(),
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** The build's folder: where the bundled program lies, or `dist` beside the sources. */
export function distDir(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith('/src/cli') || here.endsWith('\\src\\cli') ? `${here}/../../dist` : here;
}

async function refresh(host: Host, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const startMs = performance.now();
  const onProgress = progressLine(terminal, () => performance.now() - startMs);
  try {
    // What was read before an interruption is kept: the next run goes on from there.
    warnOf(await host.refresh({ signal, onProgress }), terminal);
  } finally {
    terminal.status('');
  }
  return performance.now() - startMs;
}

/** Tells problems on standard error, a line each. */
function warnOf(problems: readonly Problem[], terminal: Terminal): void {
  for (const problem of problems)
    terminal.err(`${terminal.style('yellow', 'warning:')} ${shown(problemText(problem, WORDS))}\n`);
}

/** Files and time left, at most ten times a second. */
function progressLine(terminal: Terminal, elapsedMs: () => number): (progress: IndexProgress) => void {
  let lastMs = -1_000;
  let first: { readonly ms: number; readonly done: number } | undefined;
  return ({ phase, done, total }) => {
    const now = elapsedMs();
    if (phase !== 'walk') first ??= { ms: now, done };
    if (now - lastMs < 100 && done < total) return;
    lastMs = now;
    if (first === undefined) return terminal.status('Looking at the files...');
    const left = leftText({ ms: now - first.ms, done: done - first.done, left: total - done });
    terminal.status(`Indexing ${done} of ${total} files${left === '' ? '' : `, ${left}`}`);
  };
}

const entry = (message: string): string => untrusted(message, 'log');

export function createLog(terminal: Terminal, verbose: boolean): Log {
  return {
    info: (message) => (verbose ? terminal.err(`${entry(message)}\n`) : undefined),
    warn: (message) => terminal.err(`${terminal.style('yellow', 'warning:')} ${entry(message)}\n`),
    error: (message) => terminal.err(`${terminal.style('red', 'error:')} ${entry(message)}\n`),
  };
}

/**
 * The id that a person gave whole, or of which they gave the beginning.
 * @param many what has the ids, and the command that lists them
 * @throws CliError with the exit code when none or several begin so
 */
export function idOf(
  ids: readonly string[],
  wanted: string,
  { one, many, exit }: { readonly one: string; readonly many: string; readonly exit: number },
): string {
  if (ids.includes(wanted)) return wanted;
  const fitting = ids.filter((id) => id.startsWith(wanted));
  const [first] = fitting;
  if (first !== undefined && fitting.length === 1) return first;
  throw new CliError(
    fitting.length > 1
      ? `${fitting.length} ${many} begin with ${shown(wanted)}: give more of the id.`
      : `There is no ${one} ${shown(wanted)} of this folder. "sightline ${many}" lists them.`,
    exit,
  );
}
