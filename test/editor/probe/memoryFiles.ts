/** A file system that exists only in the editor, as another extension would bring it: `memfs:/…`. */
import * as vscode from 'vscode';
import type { ProbeCalls } from './protocol.ts';

/** Contents by path of the address, and when each was written. */
const files = new Map<string, { readonly bytes: Uint8Array; readonly mtime: number }>();
const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
let clock = 0;

/** Writes files, or removes those whose text is null, and tells the editor. */
export function changeMemoryFiles({ files: changes }: ProbeCalls['memoryFiles'][0]): null {
  const events = Object.entries(changes).map(([path, text]) => {
    const existed = files.delete(path);
    if (text !== null) files.set(path, { bytes: Buffer.from(text), mtime: ++clock });
    const { Changed, Created, Deleted } = vscode.FileChangeType;
    const type = text === null ? Deleted : existed ? Changed : Created;
    return { type, uri: vscode.Uri.from({ scheme: 'memfs', path }) };
  });
  changed.fire(events);
  return null;
}

/** Registers the file system; its root is an empty folder until something is written. */
export function registerMemoryFiles(): vscode.Disposable {
  return vscode.workspace.registerFileSystemProvider('memfs', {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => {}),
    stat: (uri) => {
      const file = files.get(uri.path);
      if (file) return { type: vscode.FileType.File, ctime: 0, mtime: file.mtime, size: file.bytes.length };
      if (namesIn(uri).size === 0 && uri.path.split('/').length > 2)
        throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    },
    readDirectory: (uri) =>
      [...namesIn(uri)].map((name) => [
        name,
        files.has(`${uri.path}/${name}`) ? vscode.FileType.File : vscode.FileType.Directory,
      ]),
    readFile: (uri) => {
      const file = files.get(uri.path);
      if (!file) throw vscode.FileSystemError.FileNotFound(uri);
      return file.bytes;
    },
    writeFile: (uri, bytes) => {
      files.set(uri.path, { bytes, mtime: ++clock });
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    },
    createDirectory: (uri) => refuse(uri),
    delete: (uri) => refuse(uri),
    rename: (uri) => refuse(uri),
  });
}

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

function namesIn({ path }: vscode.Uri): Set<string> {
  const prefix = `${path}/`;
  const below = [...files.keys()].filter((name) => name.startsWith(prefix));
  return new Set(below.map((name) => name.slice(prefix.length).split('/')[0]!));
}
