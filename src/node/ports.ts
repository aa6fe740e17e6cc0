import { createHash, randomBytes } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Clock, Git, Hash, Log, Parser, Random, Secrets, Store, Workspace } from '../engine/ports.ts';
import type { Failure } from '../engine/types.ts';
import type { LegacyHint } from './encoding/legacy.ts';
import { readLanguages } from './parser/languages.ts';
import { createParserPool, parserFiles } from './parser/pool.ts';
import { readRuleFiles } from './ruleFiles.ts';
import { createPlaces, PlaceError, type Places, type RootPlace } from './storage/places.ts';
import { createDiskStore, createUnkeptStore } from './storage/store.ts';
import { type DiskFs, type FsStats, nodeDiskFs } from './workspace/diskFs.ts';
import { createDiskWorkspace } from './workspace/diskWorkspace.ts';
import { createGit } from './workspace/git.ts';
import { isInside } from './workspace/paths.ts';

/** The ports of the engine on this machine, for one folder. The model is added by whoever wants one. */
export interface NodePorts {
  readonly workspace: Workspace;
  readonly parser: Parser;
  readonly secrets: Secrets;
  readonly store: Store;
  /** Absent where git may not be used. */
  readonly git?: Git;
  readonly hash: Hash;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Files of the product's rules. */
  readonly ruleFiles: () => Promise<readonly { readonly path: string; readonly text: string }[]>;
}

export interface NodePortsOptions {
  /** Path of the folder; the address of one that is read through `fs`. */
  readonly root: string;
  /** Reads a folder that is not on the disk: its root is `/`. Git is not asked about it. */
  readonly fs?: DiskFs;
  /** Bytes; larger files are not read. Defaults to 20 MB. */
  readonly maxFileBytes?: number;
  /** The folder of the build: parser worker, core wasm, grammars. */
  readonly distDir: string;
  readonly schema: number;
  readonly log: Log;
  readonly places?: Places;
  readonly workers?: number;
  /** False where no process may be started, in Restricted Mode: then no file counts as tracked. */
  readonly useGit?: boolean;
  /** Patterns in `.gitignore` syntax that leave files out beside the ignore files. */
  readonly excludes?: readonly string[];
  /** How files that are no Unicode are read. */
  readonly encoding?: LegacyHint;
}

export interface OpenedPorts {
  readonly ports: NodePorts;
  /** Real path of the root, or its address. */
  readonly root: string;
  readonly place: RootPlace;
  /** What is at a path of the workspace now. */
  lstat(path: string): Promise<FsStats>;
  readonly places: Places;
  /** Where the index is kept; undefined when it can only be in memory, for the reason in `notKept`. */
  readonly indexDir: string | undefined;
  readonly notKept?: Failure;
  /** Hash of all grammars and queries: another one means another index. */
  readonly grammars: string;
  dispose(): Promise<void>;
}

/** The folder given as root is missing or is not a folder. */
export class RootError extends Error {
  override readonly name = 'RootError';
  readonly failure: Failure;

  constructor(facts: Omit<Failure, 'kind'>) {
    super(`${facts.cause}: ${facts.target ?? ''}`);
    this.failure = { kind: 'folder', ...facts };
  }
}

/**
 * Makes the ports for a folder. Starts no worker and reads no repository file by itself.
 * @throws RootError when the root is not a folder
 */
export async function openPorts(options: NodePortsOptions): Promise<OpenedPorts> {
  const { log, distDir } = options;
  const { fs = nodeDiskFs, maxFileBytes } = options;
  const root = options.fs ? options.root : await realRoot(options.root);
  const base = options.fs ? '/' : root;
  const files = parserFiles(distDir);
  const specs = await readLanguages(files.grammarsDir);
  const grammars = (await readFile(join(files.grammarsDir, 'version'), 'utf8')).trim();
  const places = options.places ?? createPlaces();
  const place = options.fs ? { address: root } : root;
  const kept = await openIndexPlace(places, place, { schema: options.schema, grammarHash: grammars }, log);
  const pool = createParserPool({
    ...files,
    specs,
    log,
    ...(options.workers ? { workers: options.workers } : {}),
  });
  const git = options.useGit === false || options.fs ? undefined : createGit({ root, log });
  const ports: NodePorts = {
    workspace: createDiskWorkspace({
      root: base,
      fs,
      log,
      ...(maxFileBytes ? { maxFileBytes } : {}),
      ...(git ? { git } : {}),
      excludes: [...(options.excludes ?? []), ...(options.fs ? [] : await ownFolders(root, places))],
      ...(options.encoding ? { encoding: options.encoding } : {}),
    }),
    parser: pool,
    secrets: pool.secrets,
    store: kept.store,
    ...(git ? { git } : {}),
    hash: { text: (text) => createHash('sha256').update(text).digest('hex').slice(0, 32) },
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: { hex: (bytes) => randomBytes(bytes).toString('hex') },
    log,
    ruleFiles: () => readRuleFiles(distDir),
  };
  const lstat = (path: string) => fs.lstat(join(base, path));
  const { store: _own, ...where } = kept;
  return { ports, root, place, lstat, places, ...where, grammars, dispose: () => pool.dispose() };
}

/** Patterns for our own folders where they lie in the root: an index is no part of what it is of. */
async function ownFolders(root: string, { cacheDir, stateDir }: Places): Promise<string[]> {
  const patterns: string[] = [];
  for (const folder of [cacheDir, stateDir]) {
    const real = await realpath(folder).catch(() => folder);
    const path = relative(root, real).split(sep).join('/');
    if (isInside(root, real) && path !== '') patterns.push(`/${path.replace(/[\\*?[\]!# ]/g, '\\$&')}/`);
  }
  return patterns;
}

/** Where an index is kept, and its store; without a place that can be used, a store that keeps nothing. */
export async function openIndexPlace(
  places: Places,
  place: RootPlace,
  version: Parameters<Places['indexDirFor']>[1],
  log: Log,
): Promise<Pick<OpenedPorts, 'indexDir' | 'notKept'> & { readonly store: Store }> {
  try {
    const indexDir = await places.indexDirFor(place, version);
    return { indexDir, store: createDiskStore(indexDir, { log }) };
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    const { failure } = error;
    return { indexDir: undefined, notKept: failure, store: createUnkeptStore(failure) };
  }
}

/** The path of a folder with all links resolved. @throws RootError when it is none */
export async function realRoot(path: string): Promise<string> {
  try {
    const root = await realpath(path);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RootError({ cause: 'notOpened', target: path, ...(code ? { code } : {}) });
  }
  throw new RootError({ cause: 'noFolder', target: path });
}
