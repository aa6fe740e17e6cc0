/** Real folders for tests, which are gone afterwards. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MissingTool } from './missingTool.ts';

/** What stands at a path: a file's content, or a link's target. A path that ends with `/` is an empty folder. */
export type TempEntry = string | Uint8Array | { readonly link: string };
export type TempSpec = Readonly<Record<string, TempEntry>>;

/** Makes the files of `spec` below `root`, in the order given. */
export async function fillTree(root: string, spec: TempSpec): Promise<void> {
  const made = new Set<string>();
  for (const [path, entry] of Object.entries(spec)) {
    const full = join(root, path);
    const folder = path.endsWith('/') ? full : dirname(full);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    if (path.endsWith('/')) continue;
    if (typeof entry === 'object' && 'link' in entry) await symlink(entry.link, full);
    else await writeFile(full, entry);
  }
}

/** Runs `work` on a new folder (real path) that holds the files of `spec`; removes all of it afterwards. */
export async function withTempTree<T>(spec: TempSpec, work: (root: string) => Promise<T>): Promise<T> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sightline-test-')));
  try {
    await fillTree(root, spec);
    return await work(root);
  } finally {
    await chmod(root, 0o700).catch(() => {});
    await rm(root, { recursive: true, force: true });
  }
}

/** Git with a fixed identity and without the machine's settings, for building test repositories. */
export function runGit(cwd: string, ...args: string[]): string {
  const settings = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.com',
    '-c',
    'protocol.file.allow=always',
  ];
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  try {
    return execFileSync('git', [...settings, ...args], {
      cwd,
      env,
      encoding: 'utf8',
      maxBuffer: 1e9,
      stdio: 'pipe',
    });
  } catch (error) {
    throw isMissing(error) ? GIT_MISSING : error;
  }
}

const GIT_MISSING = new MissingTool(
  'git is not installed, and the tests make repositories with it. Install it (Debian: apt-get install git).',
);

/** @throws MissingTool when git cannot be started here. */
export function requireGit(): void {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
  } catch (error) {
    throw isMissing(error) ? GIT_MISSING : error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A log that keeps its lines. */
export function createTestLog() {
  const lines: string[] = [];
  const keep = (message: string) => {
    lines.push(message);
  };
  return { lines, info: keep, warn: keep, error: keep };
}

/** One branch (`left` or another) of so many files: the same paths with other contents, some of them missing. */
export function branchState(name: string, files: number): Record<string, string> {
  const spec: Record<string, string> = {};
  for (let i = 0; i < files; i++) {
    if (i % 10 === (name === 'left' ? 3 : 7)) continue;
    spec[`src/part${i % 20}/file${i}.ts`] =
      `export function ${name}Function${i}(): number {\n  return ${name}Function${(i * 7) % files}();\n}\n`;
  }
  return spec;
}
