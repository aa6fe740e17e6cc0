import * as vscode from 'vscode';
import type { Question } from '../../protocol/data.ts';

/** One folder of the workspace as the engine knows it. */
export interface Root {
  /** Unique in the window; the `root` of ranges. */
  readonly name: string;
  readonly uri: vscode.Uri;
}

/** The folders of the window, under unique names. */
export function rootsOfWindow(): Root[] {
  const taken = new Set<string>();
  return (vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => {
    const unique = uniqueName(name, taken);
    taken.add(unique);
    return { name: unique, uri };
  });
}

/** Whether a folder is not on the disk of this machine: only the editor can read it. */
export function isVirtual({ uri }: Root): boolean {
  return uri.scheme !== 'file';
}

/** The schemes of the addresses of files in these folders, and of files on the disk. */
export function schemesOf(roots: readonly Root[]): ReadonlySet<string> {
  return new Set(['file', ...roots.map(({ uri }) => uri.scheme)]);
}

/** A folder's name as one path segment, numbered when another folder has it already. */
function uniqueName(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replace(/[\\/\0]/g, '-') || 'folder';
  if (!taken.has(plain)) return plain;
  let number = 2;
  while (taken.has(`${plain} (${number})`)) number++;
  return `${plain} (${number})`;
}

/** The address of a path of the engine; undefined when its folder is no longer open. */
export function uriOf(roots: readonly Root[], path: string, root?: string): vscode.Uri | undefined {
  const found = root === undefined ? roots[0] : roots.find(({ name }) => name === root);
  if (!found || path.split(/[\\/]/).includes('..')) return undefined;
  return vscode.Uri.joinPath(found.uri, path);
}

/** The address of a path as the engine has it: of several folders, the first part names one. */
export function uriOfInner(roots: readonly Root[], path: string): vscode.Uri | undefined {
  if (roots.length < 2) return uriOf(roots, path);
  const slash = path.indexOf('/');
  return slash < 0 ? undefined : uriOf(roots, path.slice(slash + 1), path.slice(0, slash));
}

/** The folder and POSIX path of an address; undefined outside all folders. */
export function placeOf(
  roots: readonly Root[],
  uri: vscode.Uri,
): { readonly root?: string; readonly path: string } | undefined {
  for (const { name, uri: folder } of roots) {
    // The query names the archive, the branch or the like in some schemes.
    if ((['scheme', 'authority', 'query'] as const).some((part) => folder[part] !== uri[part])) continue;
    const base = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
    if (uri.path === folder.path) return { ...(roots.length > 1 ? { root: name } : {}), path: '' };
    if (uri.path.startsWith(base))
      return { ...(roots.length > 1 ? { root: name } : {}), path: uri.path.slice(base.length) };
  }
  return undefined;
}

/** The file of the active editor, as part of a question: what "in this file" means there. */
export function openFile(roots: readonly Root[]): Pick<Question, 'open'> {
  const editor = vscode.window.activeTextEditor;
  const place = editor && placeOf(roots, editor.document.uri);
  return place && place.path !== '' ? { open: place } : {};
}
