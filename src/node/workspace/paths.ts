/** Paths of the workspace: POSIX strings relative to the root, compared as they are on disk. */
import { isAbsolute, relative, sep } from 'node:path';

/** Folders (and the `.git` file of a submodule or worktree) that belong to version control, never to the code. */
const VERSION_CONTROL = new Set(['.git', '.hg', '.svn', '.jj']);

/** Whether a name belongs to version control, in any letter case: on some disks `.GIT` is `.git`. */
export function isVersionControl(name: string): boolean {
  return name.charCodeAt(0) === 46 && VERSION_CONTROL.has(name.toLowerCase());
}

/** Orders by UTF-16 code unit: the same on every machine, unlike a locale's order. */
export function byCodeUnit(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** The path of a name in a folder; the root is the empty string. */
export function childPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The folders above a path, outermost first, without the root: `a/b/c.ts` gives `a`, `a/b`. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}

/**
 * Why a path may not be read, or undefined when it has the form of a path below the root. Only the spelling is
 * judged here; whether its folders are links is for the disk to say.
 */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'empty path';
  if (path.includes('\0')) return 'path holds a NUL';
  if (path.includes('\\')) return 'path holds a backslash';
  if (path.startsWith('/')) return 'path is absolute';
  if (process.platform === 'win32' && path.includes(':')) return 'path holds a colon';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'path has an empty, . or .. part';
  if (parts.some(isVersionControl)) return 'path is inside version control data';
  return undefined;
}

/** Whether `path` is `folder` or below it, part by part; both absolute and free of links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
