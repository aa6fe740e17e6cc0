/** Packages for the tests: Sightline as it is published, and the probe. Equal content is packaged and installed once. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { testCacheDir } from '../../browser/cache.ts';
import { runToEnd } from './processes.ts';
import { installExtensions } from './server.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROBE = join(import.meta.dirname, '..', 'probe');
/** What goes into Sightline's package, or decides what does. */
const INPUTS = [
  'dist',
  'media',
  'l10n',
  'package.json',
  '.vscodeignore',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];
const KEPT_MS = 24 * 60 * 60_000;

/** Packages what `npm run build` has made into `out`. */
export async function packageSightline(out: string): Promise<void> {
  await stat(join(ROOT, 'dist', 'extension.js')).catch(() => {
    throw new Error('dist/extension.js is missing: run npm run build first');
  });
  await vsce(ROOT, out);
}

/** The VSIX of the work tree as it is built now. */
export async function sightlineVsix(): Promise<string> {
  const names = (await readdir(ROOT)).filter((name) => /^package\.nls.*\.json$/.test(name));
  const hash = createHash('sha256');
  for (const name of [...INPUTS, ...names.sort()]) await hashTree(hash, join(ROOT, name), name);
  return cached(`sightline-${hash.digest('hex').slice(0, 20)}.vsix`, packageSightline);
}

/** The VSIX of the test-only extension. */
export async function probeVsix(): Promise<string> {
  const hash = createHash('sha256');
  await hashTree(hash, PROBE, 'probe');
  return cached(`probe-${hash.digest('hex').slice(0, 20)}.vsix`, async (out) => {
    const folder = await mkdtemp(join(testCacheDir(), 'probe-'));
    try {
      await build({
        entryPoints: [join(PROBE, 'main.ts')],
        outfile: join(folder, 'probe.cjs'),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node22',
        external: ['vscode'],
        logLevel: 'warning',
      });
      await copyFile(join(PROBE, 'package.json'), join(folder, 'package.json'));
      await copyFile(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
      await vsce(folder, out);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** A folder in which VS Code has installed packages of the cache. */
export async function installedExtensions(vscode: string, vsixes: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update([vscode, ...vsixes].join('\0'));
  return cached(`extensions-${hash.digest('hex').slice(0, 20)}`, (out) =>
    installExtensions(vscode, vsixes, out),
  );
}

/** Runs vsce as `npm run package` does. */
async function vsce(cwd: string, out: string): Promise<void> {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { package: string };
  };
  const args = scripts.package.split('vsce ').at(-1)!.split(' ');
  const program = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  await runToEnd(process.execPath, [program, ...args, '--out', out], { cwd });
}

/** What has this name in the cache, made beside and moved when whole: two runs may make the same. */
async function cached(name: string, make: (out: string) => Promise<void>): Promise<string> {
  const folder = join(testCacheDir(), 'vsix');
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  if (await stat(file).catch(() => undefined)) return file;
  await removeOld(folder);
  const half = join(folder, `${process.pid}.new.${name}`);
  await make(half);
  await rename(half, file).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!(await stat(file).catch(() => undefined))) throw error;
  });
  return file;
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > KEPT_MS) await rm(file, { recursive: true, force: true });
  }
}

async function hashTree(hash: ReturnType<typeof createHash>, path: string, name: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    hash.update(`${name}\0${found.size}\0`).update(await readFile(path));
    return;
  }
  for (const child of (await readdir(path)).sort())
    await hashTree(hash, join(path, child), `${name}/${child}`);
}
