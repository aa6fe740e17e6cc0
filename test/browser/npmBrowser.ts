/**
 * The browser that comes with `npm ci`: the headless Chromium of `@sparticuz/chromium`, with the libraries that it
 * carries for machines without them, and the fonts of `dejavu-fonts-ttf`. It sees no other fonts, so that a page
 * looks the same on every machine.
 */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { testCacheDir } from './cache.ts';
import type { BrowserProgram } from './find.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');
const BROWSER = join(MODULES, '@sparticuz/chromium');
const FONTS = join(MODULES, 'dejavu-fonts-ttf');

export interface NpmBrowserOptions {
  /** The parent of the unpacked browser; the cache of the tests by default. */
  readonly cacheDir?: string;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
}

/** Unpacks the browser where that has not been done yet. Undefined on machines for which the package has none. */
export async function npmBrowser(options: NpmBrowserOptions = {}): Promise<BrowserProgram | undefined> {
  const { cacheDir = testCacheDir(), platform = process.platform, arch = process.arch } = options;
  if (platform !== 'linux' || arch !== 'x64') return undefined;
  const folder = join(cacheDir, `chromium-${await versionOf(BROWSER)}-fonts-${await versionOf(FONTS)}`);
  if (!(await isThere(folder))) await unpack(cacheDir, folder);
  const libraries = [join(folder, 'lib'), process.env.LD_LIBRARY_PATH ?? ''].filter((path) => path !== '');
  return {
    path: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

async function versionOf(packageDir: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Unpacks beside and moves at the end: the folder either is whole or is not there, also with two runs at once. */
async function unpack(cacheDir: string, folder: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const half = await mkdtemp(join(cacheDir, 'chromium-half-'));
  try {
    await Promise.all([
      inflate('chromium.br', join(half, 'chromium'), 0o700),
      unpackLibraries(half),
      copyFonts(join(half, 'fonts')),
      writeFile(join(half, 'fonts.conf'), fontsConf(folder)),
    ]);
    await rename(half, folder);
  } catch (error) {
    if (!(await isThere(folder))) throw error;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

async function inflate(name: string, target: string, mode: number): Promise<void> {
  const packed = createReadStream(join(BROWSER, 'bin', name));
  await pipeline(packed, createBrotliDecompress(), createWriteStream(target, { mode }));
}

/** NSS and expat, which a machine without a browser lacks. They lie in `lib` of the archive. */
async function unpackLibraries(half: string): Promise<void> {
  const archive = join(half, 'libraries.tar');
  await inflate('al2023.tar.br', archive, 0o600);
  await promisify(execFile)('tar', ['-xf', archive, '-C', half]);
  await rm(archive);
}

async function copyFonts(target: string): Promise<void> {
  const source = join(FONTS, 'ttf');
  await mkdir(target);
  for (const name of await readdir(source)) await copyFile(join(source, name), join(target, name));
}

function fontsConf(folder: string): string {
  const families = { 'sans-serif': 'DejaVu Sans', serif: 'DejaVu Serif', monospace: 'DejaVu Sans Mono' };
  const aliases = Object.entries(families).map(
    ([generic, family]) =>
      `<alias><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`,
  );
  const inside = (name: string): string =>
    join(folder, name).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${inside('fonts')}</dir>
<cachedir>${inside('fonts-cache')}</cachedir>
${aliases.join('\n')}
</fontconfig>
`;
}
