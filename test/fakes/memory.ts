/** The engine's ports in memory, and the real parser pool of the build. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineSettings } from '../../src/engine/engine.ts';
import {
  type IndexPorts,
  openRepositoryIndex,
  type RepositoryIndex,
} from '../../src/engine/index/repository.ts';
import type { LanguageSpec } from '../../src/engine/parse/language.ts';
import type { Model, Parser, Secrets, Store, StoredBlob, Workspace } from '../../src/engine/ports.ts';
import type { ParsedFile, Problem, Question, SkippedFile, SourceFile } from '../../src/engine/types.ts';
import {
  createParserPool,
  type ParserPool,
  type PoolOptions,
  parserFiles,
} from '../../src/node/parser/pool.ts';
import { findSecrets } from '../../src/node/secrets/find.ts';
import { isSecretPath } from '../../src/node/secrets/paths.ts';
import { createTestLog } from './tempTree.ts';

export const DIST = join(import.meta.dirname, '../../dist');
export const GRAMMARS = 'test-grammars';
export const never = new AbortController().signal;

/** True when the long property runs were asked for. */
export const isSoak = process.env.SOAK === '1';
/** How often a property runs: seldom in a normal run, at full length with `--soak`. */
export const runs = (normal: number, soak: number): number => (isSoak ? soak : normal);

/** A question as it is typed, with what else a test gives it. */
export function asked(text: string, more: Partial<Omit<Question, 'text'>> = {}): Question {
  return { text, focus: [], history: [], ...more };
}

export const hashText = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

export function readSpecs(): LanguageSpec[] {
  const { grammarsDir } = parserFiles(DIST);
  return JSON.parse(readFileSync(join(grammarsDir, 'languages.json'), 'utf8')) as LanguageSpec[];
}

/** The pool of the build. Dispose it, or the process does not end. */
export function startPool(
  options: Partial<PoolOptions> = {},
): ParserPool & { readonly log: ReturnType<typeof createTestLog> } {
  const log = createTestLog();
  const pool = createParserPool({ ...parserFiles(DIST), specs: readSpecs(), log, workers: 1, ...options });
  return Object.assign(pool, { log });
}

/** The search for secrets of the build, without its workers. */
export const secretsHere: Secrets = {
  find: async ({ path, text }) =>
    path !== undefined && isSecretPath(path)
      ? { type: 'all', why: 'name' }
      : { type: 'ranges', ranges: await findSecrets(text) },
};

/** Files in memory with the times a test gives them. `now` moves by hand. */
export class MemoryWorkspace implements Workspace {
  readonly files = new Map<string, { text: string; mtimeMs: number; skip?: SkippedFile['reason'] }>();
  readonly walkSkips: SkippedFile[] = [];
  readonly problems: Problem[] = [];
  /** Paths in the order in which they were read. */
  readonly reads: string[] = [];
  now = 1_000_000;

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.set(path, text);
    // Far from the racy window, as after a checkout some time ago.
    this.now += 60_000;
  }

  /** Writes a file; its time is now unless given. */
  set(path: string, text: string, mtimeMs = this.now): void {
    this.files.set(path, { text, mtimeMs });
  }

  text(path: string): string {
    return this.files.get(path)!.text;
  }

  async list({ signal }: { signal: AbortSignal }) {
    signal.throwIfAborted();
    const files = [...this.files]
      .map(([path, { text, mtimeMs }]) => ({ path, size: Buffer.byteLength(text), mtimeMs }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return { files, skipped: [...this.walkSkips], problems: [...this.problems] };
  }

  async read(path: string, { signal }: { signal: AbortSignal }): Promise<SourceFile | SkippedFile> {
    signal.throwIfAborted();
    this.reads.push(path);
    const file = this.files.get(path);
    if (!file) return { path, reason: 'vanished' as const };
    if (file.skip) return { path, reason: file.skip };
    const { text, mtimeMs } = file;
    const size = Buffer.byteLength(text);
    return { path, size, mtimeMs, text, encoding: 'utf8' as const, hash: hashText(text) };
  }
}

export class MemoryStore implements Store {
  readonly blobs = new Map<string, Uint8Array>();
  /** Set while another process is meant to hold the store. */
  isHeld = false;

  async read(key: string) {
    return this.blobs.get(key)?.slice();
  }

  async write(key: string, bytes: Uint8Array) {
    this.blobs.set(key, bytes.slice());
  }

  async open(key: string): Promise<StoredBlob | undefined> {
    const bytes = await this.read(key);
    return bytes && { length: bytes.length, read: (start, end) => bytes.subarray(start, end) };
  }

  async retain(keys: readonly string[]) {
    for (const key of this.blobs.keys()) if (!keys.includes(key)) this.blobs.delete(key);
  }

  async exclusive<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.isHeld ? undefined : await work();
  }
}

/** Remembers what was parsed: the same bytes under the same path give the same result. */
export function rememberParses(parser: Parser): Parser {
  const known = new Map<string, Promise<ParsedFile>>();
  return {
    width: parser.width,
    suffixes: parser.suffixes,
    suffixByName: parser.suffixByName,
    languageOf: (path, firstLine) => parser.languageOf(path, firstLine),
    check: (file, options) => parser.check(file, options),
    match: (file, query, options) => parser.match(file, query, options),
    inspect: (file, queries, options) => parser.inspect(file, queries, options),
    parse(file, options) {
      const key = `${file.path}\0${file.hash}`;
      let parsed = known.get(key);
      if (!parsed) {
        parsed = parser.parse(file, options);
        known.set(key, parsed);
        parsed.catch(() => known.delete(key));
      }
      return parsed;
    },
  };
}

export interface MemoryPorts extends IndexPorts {
  readonly secrets: Secrets;
  readonly workspace: MemoryWorkspace;
  readonly store: MemoryStore;
  readonly log: ReturnType<typeof createTestLog>;
}

export function memoryPorts(parser: Parser, workspace = new MemoryWorkspace(), store = new MemoryStore()) {
  let random = 0;
  const ports: MemoryPorts = {
    workspace,
    store,
    parser,
    secrets: secretsHere,
    hash: { text: hashText },
    clock: { now: () => workspace.now, monotonic: () => workspace.now },
    random: { hex: (bytes) => hashText(`random ${random++}`).slice(0, 2 * bytes) },
    log: createTestLog(),
  };
  return ports;
}

/** A fresh index of a workspace, read to the end. */
export async function indexOf(ports: IndexPorts): Promise<RepositoryIndex> {
  const index = await openRepositoryIndex(ports, GRAMMARS);
  await index.update({ signal: never });
  return index;
}

/** An engine over files in memory, its index up to date. */
export async function memoryEngine(
  parser: Parser,
  files: Readonly<Record<string, string>>,
  options: { readonly model?: Model; readonly secrets?: Secrets } & Pick<
    EngineSettings,
    'ask' | 'routes'
  > = {},
): Promise<{ engine: Engine; ports: MemoryPorts }> {
  const ports = memoryPorts(parser, new MemoryWorkspace(files));
  const engine = await createEngine(
    {
      ...ports,
      ...(options.model ? { model: options.model } : {}),
      ...(options.secrets ? { secrets: options.secrets } : {}),
    },
    {
      grammars: GRAMMARS,
      ...(options.ask ? { ask: options.ask } : {}),
      ...(options.routes ? { routes: options.routes } : {}),
    },
  );
  await engine.update({ signal: never });
  return { engine, ports };
}
