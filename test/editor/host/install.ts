/** VS Code's own server and workbench, from the npm package code-server, kept in the user's cache and reused. */
import {
  copyFile,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { testCacheDir } from '../../browser/cache.ts';
import { runToEnd } from './processes.ts';

/** The release that is tested against; 4.139.1 carries VS Code 1.139.1. */
export const CODE_SERVER = '4.139.1';
const NEEDED_BYTES = 1_500_000_000;
/** A lock whose holder has not touched it for so long belongs to a run that is gone. */
const STALE_LOCK_MS = 60_000;
const TOUCH_EVERY_MS = 10_000;
const LOCK_LIMIT_MS = 30 * 60_000;
const DONE = 'installed.json';
/** Counted up when what is done to an install changes, so that older ones are made again. */
const FORM = 3;

export interface InstallOptions {
  /** The parent folder; the user's cache by default. */
  readonly cacheDir?: string;
  /** Gets one line for each step. */
  readonly onProgress?: (line: string) => void;
}

/**
 * The folder of the VS Code server, installed if need be. Another run that installs at the same time is waited for;
 * a half install is made again. @throws Error that says what to do.
 */
export async function installHost(options: InstallOptions = {}): Promise<string> {
  const cacheDir = options.cacheDir ?? testCacheDir();
  const progress = options.onProgress ?? (() => {});
  const folder = join(cacheDir, `code-server-${CODE_SERVER}`);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  if (await isInstalled(folder)) return vscode;
  await mkdir(cacheDir, { recursive: true });
  const release = await takeLock(`${folder}.lock`, progress);
  try {
    if (await isInstalled(folder)) return vscode;
    await checkSpace(cacheDir);
    await install(folder, progress);
  } finally {
    await release();
  }
  return vscode;
}

async function isInstalled(folder: string): Promise<boolean> {
  try {
    const text = await readFile(join(folder, DONE), 'utf8');
    const { version, form } = JSON.parse(text) as { version?: string; form?: number };
    return version === CODE_SERVER && form === FORM;
  } catch {
    return false;
  }
}

/** Installs beside and moves at the end: the finished folder either is whole or is not there. */
async function install(folder: string, progress: (line: string) => void): Promise<void> {
  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  await writeFile(join(half, 'package.json'), '{"private":true}\n');
  progress(`Installing code-server ${CODE_SERVER} (about 170 MB; once)`);
  await npm(half, ['install', `code-server@${CODE_SERVER}`, '--ignore-scripts', '--save-exact']);
  progress("Installing the server's own packages");
  const vscode = join(half, 'node_modules', 'code-server', 'lib', 'vscode');
  await npm(vscode, ['install', '--omit=dev', '--ignore-scripts']);
  // TypeScript itself, without which opening a TypeScript file shows an error that is not ours.
  await npm(join(vscode, 'extensions'), ['install', '--omit=dev', '--ignore-scripts']);
  await stat(join(vscode, 'out', 'server-main.js'));
  const logger = join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.js');
  await copyFile(join(import.meta.dirname, 'spdlog.cjs'), logger);
  await writeFile(join(half, DONE), `${JSON.stringify({ version: CODE_SERVER, form: FORM })}\n`);
  await rename(half, folder);
  progress('Installed.');
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  // An outer `npm test` hands its own settings down, among them the prefix of this repository.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?:lifecycle|package)_|^npm_config_(?:local_)?prefix$|^INIT_CWD$/i.test(name),
    ),
  );
  const isWindows = process.platform === 'win32';
  const [command, ...before] = isWindows ? ['cmd', '/c', 'npm'] : ['npm'];
  try {
    await runToEnd(command!, [...before, ...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
      cwd,
      env,
    });
  } catch (error) {
    throw new Error(explainNpm(error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

function explainNpm(message: string): string {
  if (/ENOENT/.test(message) && /spawn npm|code 127/.test(message))
    return 'npm was not found. Install npm (it comes with Node) and run this again.';
  if (/ENOSPC/.test(message))
    return `No space is left in ${testCacheDir()}. Free about 1.5 GB and run this again.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/i.test(message))
    return `The npm registry could not be reached. Check the connection or the proxy, and run this again.\n${message}`;
  return `code-server ${CODE_SERVER} could not be installed.\n${message}`;
}

async function checkSpace(cacheDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(cacheDir);
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES) return;
  const [has, needs] = [free, NEEDED_BYTES].map((bytes) => `${(bytes / 1e9).toFixed(1)} GB`);
  throw new Error(
    `Too little space in ${cacheDir}: ${has} free, ${needs} needed. Set XDG_CACHE_HOME to another disk.`,
  );
}

/** A lock file that its holder touches while it works. Returns what gives it back. */
async function takeLock(path: string, progress: (line: string) => void): Promise<() => Promise<void>> {
  const end = performance.now() + LOCK_LIMIT_MS;
  let hasSaid = false;
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > STALE_LOCK_MS) await rm(path, { force: true });
    if (performance.now() > end)
      throw new Error(`Another run holds ${path} for too long. Remove it if none is running.`);
    if (!hasSaid) progress('Another run is installing code-server; waiting for it');
    hasSaid = true;
    await pause(500);
  }
  const touch = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), TOUCH_EVERY_MS);
  touch.unref();
  return async () => {
    clearInterval(touch);
    await rm(path, { force: true });
  };
}
