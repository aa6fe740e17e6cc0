/** What git keeps of a work tree that its ignore rules depend on. Read from its files; git itself is not started. */
import { basename, dirname, join, resolve } from 'node:path';
import type { DiskFs } from '../diskFs.ts';
import { isInside } from '../paths.ts';
import { readSmallText } from './ignoreFile.ts';

/** Bytes that a file which points to another place may have. */
const MAX_POINTER_BYTES = 16_384;
/** Bytes that a configuration may have: one with thousands of branches has some hundred thousand. */
const MAX_CONFIG_BYTES = 1_000_000;

/** The git folder of one work tree. */
export interface GitFolder {
  /** The absolute path of its `info/exclude`; undefined where there is no `info`. */
  readonly excludeFile: string | undefined;
  /** Its `core.ignorecase`: git then takes names that differ only in the case of ASCII letters for one. */
  readonly ignoresCase: boolean;
}

/**
 * The git folder of the work tree at `folder`: its `.git`, or, for a submodule or a linked work tree, where its `.git`
 * file points. A place outside `root` must prove that it belongs to this work tree by pointing back at it, since anybody
 * can write a `.git` file; else the answer is `unproved`. Undefined when `folder` is no work tree.
 */
export async function findGitFolder(
  fs: DiskFs,
  folder: string,
  root: string,
): Promise<GitFolder | 'unproved' | undefined> {
  try {
    const dotGit = join(folder, '.git');
    const isFolder = (await fs.lstat(dotGit)).isDirectory();
    const common = isFolder ? dotGit : await commonFolder(fs, folder, root);
    if (common === undefined || common === 'unproved') return common;
    const top = await fs.realpath(common);
    const info = join(top, 'info');
    const real = await fs.realpath(info).catch(() => undefined);
    if (real !== undefined && real !== info) return 'unproved';
    const config = (await readPointer(fs, join(top, 'config'), MAX_CONFIG_BYTES)) ?? '';
    return {
      excludeFile: real && join(info, 'exclude'),
      ignoresCase: /^(?:true|yes|on|0*[1-9]\d{0,8})$/i.test(coreSetting(config, 'ignorecase') ?? ''),
    };
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
  const config = (await readPointer(fs, join(gitDir, 'config'), MAX_CONFIG_BYTES)) ?? '';
  const worktree = coreSetting(config, 'worktree');
  return worktree !== undefined && common === gitDir && (await isFolder(worktree));
}

/** The last value of a `core` setting in a git configuration; one without a value is `true`. Includes are not followed. */
function coreSetting(config: string, key: string): string | undefined {
  let isCore = false;
  let value: string | undefined;
  for (const line of config.split('\n')) {
    const section = /^\s*\[([^\]]*)\]/.exec(line);
    if (section) isCore = section[1]!.toLowerCase() === 'core';
    const text = line.slice(section?.[0].length ?? 0).trim();
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).trimEnd();
    if (isCore && name.toLowerCase() === key) value = equals < 0 ? 'true' : bareValue(text.slice(equals + 1));
  }
  return value;
}

/** A value without its quotes, and without the comment behind it. */
function bareValue(text: string): string {
  const value = text.trim();
  const quoted = /^"([^"]*)"/.exec(value);
  return quoted ? quoted[1]! : value.replace(/[#;].*$/, '').trimEnd();
}

async function readPointer(
  fs: DiskFs,
  file: string,
  maxBytes = MAX_POINTER_BYTES,
): Promise<string | undefined> {
  const text = await readSmallText(fs, file, maxBytes).catch(() => undefined);
  return typeof text === 'string' ? text : undefined;
}
