/**
 * `npm run test:electron`: the checks of the editor API in a desktop build of VS Code.
 *
 *   VSCODE_PATH=/path/to/code npm run test:electron
 *
 * Without VSCODE_PATH a build is downloaded by @vscode/test-electron. That package is not one of ours, since it
 * cannot work on the machines without open internet that this repository is tested on.
 */
import { access, constants, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TempSpec, withTempTree } from '../fakes/tempTree.ts';
import { API_CHECKS, type ApiCheck } from './apiSuite.ts';
import { findProbe, type Probe } from './host/probe.ts';
import { runToEnd, startGuarded } from './host/processes.ts';
import { probeVsix, sightlineVsix } from './host/vsix.ts';
import { waitFor } from './host/waiting.ts';
import { readZip } from './host/zip.ts';
import { PROBE_DIR_VARIABLE } from './probe/protocol.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The desktop program. @throws Error of one sentence when there is none. */
async function findDesktop(): Promise<string> {
  const named = process.env.VSCODE_PATH;
  if (named) {
    await access(named, constants.X_OK).catch(() => {
      throw new Error(`VSCODE_PATH names ${named}, which cannot be run.`);
    });
    return named;
  }
  // A name that the compiler does not follow: the package is not installed.
  const downloader = '@vscode/test-electron';
  const loaded = (await import(downloader).catch(() => undefined)) as
    | { downloadAndUnzipVSCode(): Promise<string> }
    | undefined;
  if (loaded === undefined)
    throw new Error(
      'There is no desktop build of VS Code to test in: set VSCODE_PATH to the program of an installed one, ' +
        `or get one downloaded after npm install --no-save ${downloader}.`,
    );
  return loaded.downloadAndUnzipVSCode().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `VS Code could not be downloaded (${why}): set VSCODE_PATH to the program of an installed one.`,
    );
  });
}

/** The content of a package as a folder that the desktop build loads: what is tested is what is delivered. */
async function unpack(vsix: string, folder: string): Promise<string> {
  for (const { name, read } of readZip(await readFile(vsix))) {
    if (!name.startsWith('extension/') || name.endsWith('/') || name.includes('..')) continue;
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, read());
  }
  return join(folder, 'extension');
}

function workspaceFiles(settings: ApiCheck['settings']): TempSpec {
  return settings === undefined ? {} : { '.vscode/settings.json': JSON.stringify(settings) };
}

/** Opens a window on the files of `spec`, and ends it after `work`. */
async function withWindow(
  desktop: string,
  extensions: readonly string[],
  spec: TempSpec,
  work: (probe: Probe, folder: string) => Promise<void>,
): Promise<void> {
  await withTempTree(
    { 'folder/': '', 'probe/': '', 'data/User/settings.json': JSON.stringify(SETTINGS) },
    (temp) =>
      withTempTree(spec, async (folder) => {
        const args = [
          ...extensions.map((path) => `--extensionDevelopmentPath=${path}`),
          ...['--user-data-dir', join(temp, 'data'), '--extensions-dir', join(temp, 'extensions')],
          ...[
            '--no-sandbox',
            '--disable-gpu',
            '--disable-workspace-trust',
            '--disable-updates',
            '--skip-welcome',
          ],
          ...['--skip-release-notes', '--disable-telemetry', '--new-window', '--wait', folder],
        ];
        const env = { ...process.env, [PROBE_DIR_VARIABLE]: join(temp, 'probe') };
        const program = startGuarded(desktop, args, { env });
        try {
          const early = program.exited.then((code) => {
            throw new Error(
              `VS Code ended with code ${code} before it was ready:\n${program.output().slice(-2_000)}`,
            );
          });
          const probe = await Promise.race([findProbe(join(temp, 'probe'), folder), early]);
          await work(probe, folder);
          // A program named "code" is often a script that starts the editor apart: that one has to be asked to go.
          await probe.ask('command', { command: 'workbench.action.quit' }).catch(() => {});
          await waitFor('the window to close', () =>
            probe.ask('info').then(
              () => false,
              () => true,
            ),
          );
        } finally {
          await program.stop();
        }
      }),
  );
}

async function main(): Promise<void> {
  const desktop = await findDesktop();
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    throw new Error('The desktop build needs a display: run xvfb-run -a npm run test:electron.');
  await runToEnd(process.execPath, [join(ROOT, 'esbuild.mjs')], { cwd: ROOT });
  const temp = await realpath(await mkdtemp(join(tmpdir(), 'sightline-electron-')));
  const tally = { passed: 0, failed: 0 };
  try {
    const extensions = [
      await unpack(await sightlineVsix(), join(temp, 'sightline')),
      await unpack(await probeVsix(), join(temp, 'probe')),
    ];
    for (const { name, files, settings, run } of API_CHECKS) {
      try {
        await withWindow(desktop, extensions, { ...files, ...workspaceFiles(settings) }, run);
        tally.passed++;
        say(`ok   ${name}`);
      } catch (error) {
        tally.failed++;
        say(`FAIL ${name}\n${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
  say(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
