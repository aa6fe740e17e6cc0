import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { IndexProgress } from '../engine/events.ts';
import { SNAPSHOT_VERSION } from '../engine/index/snapshot.ts';
import type { Log, Model } from '../engine/ports.ts';
import { createCapabilityFile } from '../node/model/settings/capabilityFile.ts';
import { loadConfig } from '../node/model/settings/config.ts';
import { type OpenedPorts, openPorts } from '../node/ports.ts';
import { createSecretFilter } from '../node/secrets/filter.ts';
import { failureText } from '../present/failures.ts';
import { english } from '../present/say.ts';
import type { Terminal } from './terminal.ts';

/** Exit codes, as the manual page lists them. */
export const EXIT = { ok: 0, notFound: 1, usage: 2, model: 3, index: 4, interrupted: 130 } as const;

/** Something the user can act on: printed as it is, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface CommonOptions {
  readonly root: string;
  readonly json: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
  readonly workers?: number;
}

export interface Session {
  readonly engine: Engine;
  readonly opened: OpenedPorts;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Makes the index equal to the folder and stores it, with progress. Gives milliseconds. */
  refresh(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the engine on a folder. The model is set up only when a command wants one. */
export async function openSession(
  options: CommonOptions,
  terminal: Terminal,
  signal: AbortSignal,
  wants: { model: boolean },
): Promise<Session> {
  const log = createLog(terminal, options.verbose);
  const opened = await openPorts({
    root: options.root,
    distDir: distDir(),
    schema: SNAPSHOT_VERSION,
    log,
    ...(options.workers ? { workers: options.workers } : {}),
  });
  const model = wants.model ? await openModel(opened, log) : undefined;
  const engine = await createEngine(
    { ...opened.ports, ...(model ? { model } : {}) },
    { grammars: opened.grammars },
  );
  return {
    engine,
    opened,
    terminal,
    signal,
    refresh: () => refresh(engine, opened, terminal, signal),
    close: () => opened.dispose(),
  };
}

/** The build's folder: where the bundled program lies, or `dist` beside the sources. */
function distDir(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith('/src/cli') || here.endsWith('\\src\\cli') ? `${here}/../../dist` : here;
}

/** The configured model, or undefined when none is named. @throws CliError for a broken configuration */
async function openModel({ places }: OpenedPorts, log: Log): Promise<Model | undefined> {
  const result = await loadConfig();
  if (!result.ok) throw new CliError(failureText(result.problem, { say: english, door: 'cli' }), EXIT.usage);
  if (!result.config.roles.author && !result.config.roles.reader) return undefined;
  const { createOpenAiModel } = await import('../node/model/openaiModel.ts');
  return createOpenAiModel({
    config: result.config,
    secrets: createSecretFilter(),
    log,
    capabilities: createCapabilityFile(places.cacheDir),
  });
}

async function refresh(
  engine: Engine,
  opened: OpenedPorts,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const startMs = opened.ports.clock.monotonic();
  const showProgress = progressLine(terminal, () => opened.ports.clock.monotonic() - startMs);
  try {
    const result = await engine.update({ signal, onProgress: showProgress });
    for (const problem of result.problems)
      terminal.err(`${terminal.style('yellow', 'warning:')} ${problem}\n`);
  } finally {
    terminal.status('');
    // What was read before an interruption is kept: the next run goes on from there.
    if (!(await engine.save()))
      terminal.err('Another process is writing this index; what changed will be read again next time.\n');
  }
  return opened.ports.clock.monotonic() - startMs;
}

/** Files, rate and time left, at most ten times a second. */
function progressLine(terminal: Terminal, elapsedMs: () => number): (progress: IndexProgress) => void {
  let lastMs = -1_000;
  return ({ phase, done, total }) => {
    const now = elapsedMs();
    if (now - lastMs < 100 && done < total) return;
    lastMs = now;
    if (phase === 'walk') return terminal.status('Looking at the files...');
    const rate = done / Math.max(0.001, now / 1000);
    const left = Math.ceil((total - done) / Math.max(0.1, rate));
    terminal.status(`Indexing ${done} of ${total} files, ${Math.round(rate)} a second, ${left} s left`);
  };
}

function createLog(terminal: Terminal, verbose: boolean): Log {
  return {
    info: (message) => (verbose ? terminal.err(`${message}\n`) : undefined),
    warn: (message) => terminal.err(`${terminal.style('yellow', 'warning:')} ${message}\n`),
    error: (message) => terminal.err(`${terminal.style('red', 'error:')} ${message}\n`),
  };
}
