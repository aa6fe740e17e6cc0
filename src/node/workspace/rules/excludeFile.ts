/** Where git keeps the rules of a work tree that are in no `.gitignore`. */
import { basename, dirname, join, resolve } from 'node:path';
import type { DiskFs } from '../diskFs.ts';
import { isInside } from '../paths.ts';
import { readSmallText } from './ignoreFile.ts';

/** Bytes that a file which points to another place may have. */
const MAX_POINTER_BYTES = 16_384;

/**
 * The `info/exclude` of the work tree at `folder`: inside its `.git` folder, or, for a submodule or a linked work tree,
 * where its `.git` file points. A place outside `root` must prove that it belongs to this work tree by pointing back at
 * it, since anybody can write a `.git` file; else the answer is `unproved`. Undefined when `folder` is no work tree.
 */
export async function findExcludeFile(
  fs: DiskFs,
  folder: string,
  root: string,
): Promise<string | 'unproved' | undefined> {
  try {
    const dotGit = join(folder, '.git');
    const isFolder = (await fs.lstat(dotGit)).isDirectory();
    const common = isFolder ? dotGit : await commonFolder(fs, folder, root);
    if (common === undefined || common === 'unproved') return common;
    const info = join(await fs.realpath(common), 'info');
    const real = await fs.realpath(info).catch(() => undefined);
    if (real === undefined) return undefined;
    return real === info ? join(info, 'exclude') : 'unproved';
  } catch {
    return undefined;
  }
}

/** The folder that all work trees of a repository share, from a `.git` file. */
async function commonFolder(
  fs: DiskFs,
  folder: string,
  root: string,
): Promise<string | 'unproved' | undefined> {
  const pointer = await readPointer(fs, join(folder, '.git'));
  if (!pointer?.startsWith('gitdir:')) return undefined;
  const gitDir = await fs.realpath(resolve(folder, pointer.slice(7).trim()));
  const shared = await readPointer(fs, join(gitDir, 'commondir'));
  const common = shared === undefined ? gitDir : await fs.realpath(resolve(gitDir, shared.trim()));
  const isProved = isInside(root, gitDir)
    ? isInside(root, common)
    : await pointsBack(fs, { gitDir, common, folder: await fs.realpath(folder) });
  return isProved ? common : 'unproved';
}

/** A linked work tree is named in its `gitdir`, a submodule in the `core.worktree` of its configuration. */
async function pointsBack(
  fs: DiskFs,
  { gitDir, common, folder }: { readonly gitDir: string; readonly common: string; readonly folder: string },
): Promise<boolean> {
  const isFolder = async (path: string): Promise<boolean> =>
    (await fs.realpath(resolve(gitDir, path)).catch(() => undefined)) === folder;
  const back = (await readPointer(fs, join(gitDir, 'gitdir')))?.trim();
  if (back !== undefined)
    return (
      basename(back) === '.git' &&
      dirname(gitDir) === join(common, 'worktrees') &&
      (await isFolder(dirname(back)))
    );
  const worktree = worktreeOf((await readPointer(fs, join(gitDir, 'config'))) ?? '');
  return worktree !== undefined && common === gitDir && (await isFolder(worktree));
}

/** The `core.worktree` of a git configuration. Includes are not followed. */
function worktreeOf(config: string): string | undefined {
  let isCore = false;
  for (const line of config.split('\n')) {
    const text = line.trim();
    if (text.startsWith('[')) isCore = /^\[core\]/i.test(text);
    else if (isCore && /^worktree\s*=/i.test(text))
      return text
        .slice(text.indexOf('=') + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

async function readPointer(fs: DiskFs, file: string): Promise<string | undefined> {
  const text = await readSmallText(fs, file, MAX_POINTER_BYTES).catch(() => undefined);
  return typeof text === 'string' ? text : undefined;
}
