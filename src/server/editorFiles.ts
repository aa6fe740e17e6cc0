/** Folders that only the editor can read: the calls of the file system, made as requests to the editor. */
import { sep } from 'node:path';
import type { DiskFs, FsStats } from '../node/workspace/diskFs.ts';
import {
  type EditorMethod,
  type EditorParams,
  type EditorResult,
  parseEditorResult,
} from '../protocol/requests.ts';

/** Bytes. Each file crosses the connection in one message, which must not hold up the editor. */
export const MAX_EDITOR_FILE_BYTES = 2_000_000;
/** A provider that does not answer must not keep the index waiting for ever, in milliseconds. */
const WAIT_MS = 60_000;

/** Sends a request to the editor; gives what it answers, unchecked. Rejects when the connection fails. */
export type AskEditor = (method: EditorMethod, params: unknown) => Promise<unknown>;

type Kind = Extract<EditorResult<'sightline/statFile'>, { kind: unknown }>['kind'];

/** A call failed, with a code as the system's own calls have it. */
class EditorFileError extends Error {
  override readonly name = 'EditorFileError';
  readonly code: string;

  constructor(code: string) {
    super(`the editor says ${code}`);
    this.code = code;
  }
}

/**
 * The file system of one folder of the editor, whose root is `/`. Nothing above it is asked for, links are links and
 * are not followed. Every call rejects with an error that has a `code`; an answer of another shape is `EPROTO`.
 */
export function createEditorFs(root: string, ask: AskEditor, waitMs = WAIT_MS): DiskFs {
  async function call<M extends EditorMethod>(
    method: M,
    path: string,
    more: Omit<EditorParams<M>, 'root' | 'path'>,
  ) {
    const relative = path.split(sep).join('/').replace(/^\/+/, '');
    const answer = await inTime(ask(method, { root, path: relative, ...more }), waitMs);
    const result = parseOrFail(method, answer);
    if ('error' in result) throw new EditorFileError(result.error);
    return result as Exclude<EditorResult<M>, { error: unknown }>;
  }

  async function readdir(path: string) {
    const { entries } = await call('sightline/listFolder', path, {});
    return entries.map(({ name, kind }) => ({ name, ...kindOf(kind) }));
  }

  async function lstat(path: string): Promise<FsStats> {
    const { kind, size, mtimeMs } = await call('sightline/statFile', path, {});
    return statsOf(kind, size, mtimeMs);
  }

  return {
    readdir,
    readdirBytes: async (path) =>
      (await readdir(path)).map((entry) => ({ ...entry, name: Buffer.from(entry.name, 'utf8') })),
    lstat,
    lstatBig: async (path) => ({ ...(await lstat(path)), ino: 0n, dev: 0n }),
    realpath: async (path) => path,
    open: async (path) => {
      const limit = { maxBytes: MAX_EDITOR_FILE_BYTES };
      const { base64, mtimeMs } = await call('sightline/readFile', path, limit);
      const bytes = Buffer.from(base64, 'base64');
      return {
        stat: async () => statsOf('file', bytes.length, mtimeMs),
        read: async (buffer, offset, length, position) => ({
          bytesRead: bytes.copy(buffer, offset, position, position + length),
        }),
        close: async () => {},
      };
    },
  };
}

function parseOrFail<M extends EditorMethod>(method: M, answer: unknown): EditorResult<M> {
  try {
    return parseEditorResult(method, answer);
  } catch {
    throw new EditorFileError('EPROTO');
  }
}

function statsOf(kind: Kind, size: number, mtimeMs: number): FsStats {
  return { ...kindOf(kind), size, mtimeMs, ino: 0, dev: 0 };
}

function kindOf(kind: Kind) {
  return {
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isSymbolicLink: () => kind === 'link',
    isFIFO: () => false,
    isSocket: () => false,
  };
}

function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new EditorFileError('ETIMEDOUT')), ms);
    timer.unref();
    answer.then(resolve, () => reject(new EditorFileError('ECONNRESET'))).finally(() => clearTimeout(timer));
  });
}
