/** Folders that only the editor can read: the calls of the file system, made as requests to the editor. */
import { setMaxListeners } from 'node:events';
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
/** After that it is left alone for so long: thousands of calls must not each wait. In milliseconds. */
const REST_MS = 10_000;
/** Links look like folders where a provider does not tell: a walk must end all the same. */
const MAX_DEPTH = 64;

/** Sends a request to the editor; gives what it answers, unchecked. Rejects when the connection fails. */
export type AskEditor = (method: EditorMethod, params: unknown) => Promise<unknown>;

export interface EditorFsOptions {
  /** Address of the folder. */
  readonly folder: string;
  readonly ask: AskEditor;
  /** Ends all calls, with `ECANCELED`. */
  readonly signal: AbortSignal;
  /** For tests: how long a call may take, in milliseconds. */
  readonly waitMs?: number;
}

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
export function createEditorFs({ folder, ask, signal, waitMs = WAIT_MS }: EditorFsOptions): DiskFs {
  // As many as there are calls under way.
  setMaxListeners(0, signal);
  let restsUntil = 0;
  /** Real lengths of files whose size the provider does not know. */
  const lengths = new Map<
    string,
    { readonly size: number; readonly mtimeMs: number; readonly length: number }
  >();

  async function call<M extends EditorMethod>(
    method: M,
    path: string,
    more: Omit<EditorParams<M>, 'folder' | 'path'>,
  ) {
    if (performance.now() < restsUntil) throw new EditorFileError('ETIMEDOUT');
    const asked = ask(method, { folder, path: relativeOf(path), ...more });
    const answer = await inTime(asked, waitMs, signal).catch((error: EditorFileError) => {
      if (error.code === 'ETIMEDOUT') restsUntil = performance.now() + REST_MS;
      throw error;
    });
    const result = parseOrFail(method, answer);
    if ('error' in result) throw new EditorFileError(result.error);
    return result as Exclude<EditorResult<M>, { error: unknown }>;
  }

  async function readdir(path: string) {
    if (relativeOf(path).split('/').length > MAX_DEPTH) throw new EditorFileError('ELOOP');
    const { entries } = await call('sightline/listFolder', path, {});
    return entries
      .filter(({ name }) => name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name))
      .map(({ name, kind }) => ({ name, ...kindOf(kind) }));
  }

  async function lstat(path: string): Promise<FsStats> {
    const { kind, size, mtimeMs } = await call('sightline/statFile', path, {});
    const known = lengths.get(path);
    const isSame = known?.size === size && known.mtimeMs === mtimeMs;
    return statsOf(kind, isSame ? known.length : size, mtimeMs);
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
      const { base64, size, mtimeMs } = await call('sightline/readFile', path, limit);
      const bytes = Buffer.from(base64, 'base64');
      if (bytes.length !== size) lengths.set(path, { size, mtimeMs, length: bytes.length });
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

function relativeOf(path: string): string {
  return path.split(sep).join('/').replace(/^\/+/, '');
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

function inTime<T>(answer: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      then();
    };
    const fail = (code: string): void => settle(() => reject(new EditorFileError(code)));
    const cancel = (): void => fail('ECANCELED');
    const timer = setTimeout(() => fail('ETIMEDOUT'), ms);
    timer.unref();
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel);
    answer.then(
      (value) => settle(() => resolve(value)),
      () => fail('ECONNRESET'),
    );
  });
}
