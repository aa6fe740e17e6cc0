/**
 * `npm run try`: the extension in a real VS Code in a browser, with nothing else installed.
 *
 *   npm run try -- [folder] [--port N]
 *
 * Builds and packages the extension, installs VS Code's server once (from the npm package code-server), starts it on
 * this machine only, and prints the address. Ctrl-C ends everything; the settings and data of a try are not kept.
 */
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installHost } from './host/install.ts';
import { runToEnd } from './host/processes.ts';
import { type HostServer, startHostServer } from './host/server.ts';
import { packageSightline } from './host/vsix.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const USAGE = 'Use: npm run try -- [folder] [--port N]';

/** What a first look should not be disturbed by. Trust is given: the folder is the caller's own choice. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
};

interface Wishes {
  readonly folder: string;
  readonly port: number;
  /** For tests: takes `dist` as it is. */
  readonly isBuilt: boolean;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function readWishes(): Promise<Wishes> {
  const options = { port: { type: 'string' }, built: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length > 1) throw new Error(`One folder, please. ${USAGE}`);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${values.port} is not a port. ${USAGE}`);
  const named = resolve(process.env.INIT_CWD ?? '.', positionals[0] ?? ROOT);
  const found = await stat(named).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`${named} is not a folder. ${USAGE}`);
  return { folder: await realpath(named), port, isBuilt: values.built === true };
}

/** Asked before the long work and not after it. */
function checkPort(port: number): Promise<void> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${message})`;
      fail(new Error(`Port ${port} ${why}. Name another one with --port, or none for a free one.`));
    });
    server.listen(port, '127.0.0.1', () => server.close(() => done()));
  });
}

async function start({ folder, port, isBuilt }: Wishes): Promise<HostServer> {
  await checkPort(port);
  if (!isBuilt) {
    say('Building');
    await runToEnd(process.execPath, [join(ROOT, 'esbuild.mjs')], { cwd: ROOT });
  }
  const vscode = await installHost({ onProgress: say });
  const temp = await mkdtemp(join(tmpdir(), 'sightline-try-'));
  try {
    say('Packaging');
    const vsix = join(temp, 'sightline.vsix');
    await packageSightline(vsix);
    say('Starting VS Code');
    const server = await startHostServer({ vscode, vsixes: [vsix], port });
    await server.writeSettings('user', SETTINGS);
    say(`\nOpen  ${server.url}/?folder=${encodeURIComponent(folder)}\n`);
    say(
      'Click the eye at the left, and ask. "No model" below the box chooses what answers.\nCtrl-C ends it; nothing of this try is kept.',
    );
    return server;
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const interrupted = new Promise<'interrupted'>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => done('interrupted'));
  });
  const server = start(await readWishes());
  // Before the address is printed there is nothing to end in good order: children end with this process.
  if ((await Promise.race([server, interrupted])) === 'interrupted') process.exit(130);
  const ended = await Promise.race([(await server).exited, interrupted]);
  const output = (await server).output();
  await (await server).stop();
  if (ended !== 'interrupted')
    throw new Error(`VS Code's server ended by itself with code ${ended}:\n${output.slice(-2_000)}`);
  say('\nEnded.');
}

await main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  const text = /ENOSPC/.test(message) ? `No space is left on the disk (${tmpdir()} or the cache).` : message;
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
