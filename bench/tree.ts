/** The source tree that speed is measured on: always a copy, so that a file of it can be changed. */
import { copyFile, mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { createDiskWorkspace } from '../src/node/workspace/diskWorkspace.ts';
import { ROOT } from './command.ts';

export interface Tree {
  /** The copy. */
  readonly root: string;
  /** Paths relative to the root. */
  readonly paths: readonly string[];
  readonly bytes: number;
  /** A file with all absolute paths, one a line. */
  readonly listFile: string;
  /** What the tree is, for a person. */
  readonly name: string;
}

/** Packages that `npm ci` brings and that hold readable TypeScript or JavaScript. */
const PACKAGES = [
  '@types/node',
  '@typescript',
  'commander',
  'fast-check',
  'minisearch',
  'openai',
  'undici',
  'zod',
];
const SUFFIXES = new Set(['.ts', '.js']);

/** Copies the installed packages' TypeScript and JavaScript into `folder`. */
export async function copyInstalledSources(folder: string): Promise<Tree> {
  const modules = join(ROOT, 'node_modules');
  const paths: string[] = [];
  for (const name of PACKAGES) {
    const entries = await readdir(join(modules, name), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const inside = join(entry.parentPath, entry.name).slice(modules.length + 1);
      if (entry.isFile() && SUFFIXES.has(extname(entry.name)) && !inside.includes('/node_modules/'))
        paths.push(inside.replaceAll('\\', '/'));
    }
  }
  return copyTree(modules, paths.sort(), folder, 'TypeScript and JavaScript of the installed packages');
}

/** Copies the files of a folder that Sightline would index into `folder`. */
export async function copyFolder(root: string, folder: string): Promise<Tree> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const workspace = createDiskWorkspace({ root, log });
  const { files } = await workspace.list({ signal: new AbortController().signal });
  return copyTree(
    root,
    files.map((file) => file.path),
    folder,
    'the folder given with --root',
  );
}

async function copyTree(from: string, paths: readonly string[], folder: string, name: string): Promise<Tree> {
  const root = join(folder, 'tree');
  let bytes = 0;
  for (const path of paths) {
    const to = join(root, path);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(from, path), to);
    const { size, atime, mtime } = await stat(join(from, path));
    await utimes(to, atime, mtime);
    bytes += size;
  }
  const listFile = join(folder, 'files.txt');
  await writeFile(listFile, `${paths.map((path) => join(root, path)).join('\n')}\n`);
  return { root, paths, bytes, listFile, name };
}
