import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  EDITOR_REQUESTS,
  type EditorMethod,
  type EditorParams,
  type EditorResult,
  parseEditorParams,
} from '../../protocol/requests.ts';
import { isVirtual, type Root, uriOf } from './roots.ts';

type Failure = Extract<EditorResult<'sightline/statFile'>, { error: unknown }>['error'];
type Kind = Extract<EditorResult<'sightline/statFile'>, { kind: unknown }>['kind'];

type Reads = {
  readonly [M in EditorMethod]: (uri: vscode.Uri, params: EditorParams<M>) => Promise<EditorResult<M>>;
};

const READS: Reads = {
  'sightline/listFolder': async (uri) => {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return { entries: entries.map(([name, type]) => ({ name, kind: kindOf(type) })) };
  },
  'sightline/statFile': async (uri) => {
    const stat = await vscode.workspace.fs.stat(uri);
    return { kind: kindOf(stat.type), ...numbersOf(stat) };
  },
  'sightline/readFile': async (uri, { maxBytes }) => {
    const numbers = numbersOf(await vscode.workspace.fs.stat(uri));
    if (numbers.size > maxBytes) return { error: 'EFBIG' };
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.length > maxBytes) return { error: 'EFBIG' };
    return { base64: Buffer.from(bytes).toString('base64'), ...numbers };
  },
};

/** Not every file system knows sizes and times. */
function numbersOf({ size, mtime }: vscode.FileStat) {
  const known = (value: number): number => (Number.isFinite(value) ? Math.max(0, Math.trunc(value)) : 0);
  return { size: known(size), mtimeMs: known(mtime) };
}

/**
 * Reads for the engine what only the editor can read: files inside the virtual folders of the window, and nothing
 * else. What cannot be read is a code in the answer; a malformed request is refused with an error and a log line.
 */
export function serveVirtualFolders(
  client: LanguageClient,
  roots: () => readonly Root[],
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const methods = Object.keys(EDITOR_REQUESTS) as EditorMethod[];
  return vscode.Disposable.from(...methods.map((method) => serveOne(client, method, roots, log)));
}

function serveOne<M extends EditorMethod>(
  client: LanguageClient,
  method: M,
  roots: () => readonly Root[],
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return client.onRequest(method, async (value: unknown): Promise<unknown> => {
    let params: EditorParams<M>;
    try {
      params = parseEditorParams(method, value);
    } catch (error) {
      log.error(`The engine sent ${method} in another shape: ${String(error)}`);
      throw error;
    }
    const uri = virtualUri(roots(), params);
    if (!uri) {
      log.error(`The engine asked for a file outside the virtual folders of this window (${method}).`);
      // For the engine a folder that was just closed: what it knows of it stays as it is.
      return { error: 'EIO' } as EditorResult<M>;
    }
    try {
      return await READS[method](uri, params);
    } catch (error) {
      return { error: failureOf(error) } as EditorResult<M>;
    }
  });
}

function virtualUri(
  roots: readonly Root[],
  { folder, path }: EditorParams<'sightline/statFile'>,
): vscode.Uri | undefined {
  const found = roots.find(({ uri }) => uri.toString() === folder);
  return found && isVirtual(found) ? uriOf([found], path) : undefined;
}

function kindOf(type: vscode.FileType): Kind {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'folder';
  return type & vscode.FileType.File ? 'file' : 'other';
}

function failureOf(error: unknown): Failure {
  const code = error instanceof vscode.FileSystemError ? error.code : '';
  const failures: Readonly<Record<string, Failure>> = {
    FileNotFound: 'ENOENT',
    FileNotADirectory: 'ENOTDIR',
    FileIsADirectory: 'EISDIR',
    NoPermissions: 'EACCES',
  };
  return failures[code] ?? 'EIO';
}
