/**
 * One engine session for one set of folders: ports with the crash guard, the index and who keeps it, the model, the
 * paths. Every door opens the engine through it.
 */

import type { Log, Model, Problem, Question, RunDoor } from '../engine/engine.ts';
import { createEngine, type Engine, isFromPassages, SNAPSHOT_VERSION } from '../engine/engine.ts';
import { limitNewSpace } from '../node/shell/newSpace.ts';
import type { Places } from '../node/storage/places.ts';
import { ignorePatterns } from '../node/workspace/rules/editorGlobs.ts';
import type { RootStatus } from '../protocol/data.ts';
import type { Configuration } from '../protocol/requests.ts';
import { Archive } from './archive/archive.ts';
import type { AskEditor } from './editorFiles.ts';
import { type Follow, IndexKeeper } from './indexKeeper.ts';
import type { KnownFolder } from './openTexts.ts';
import { FolderPatches } from './patches/folderPatches.ts';
import { type PathMap, pathMap } from './paths.ts';
import { RefusedError } from './refusals.ts';
import { FolderBaselines } from './review/folderBaselines.ts';
import { type OpenedWindow, openWindow } from './window.ts';

/** How often the status is told at most, in milliseconds. */
const TELL_MS = 300;
/** Watchers lose events: this often everything is looked at, in milliseconds. */
const LOOK_MS = 5 * 60_000;
/** So long after the first update the index is searched for nobody, and what is asked then: words that code has. */
const WARM_UP_MS = 500;
const WARM_UP = 'How does it start, and what happens on an error?';

export type HostFolder = Configuration['roots'][number];

export interface HostOptions {
  readonly folders: readonly HostFolder[];
  /** No process is started for folders that are not trusted. */
  readonly isTrusted: boolean;
  readonly workers?: number | undefined;
  readonly distDir: string;
  readonly places: Places;
  readonly log: Log;
  /** Where questions come from, for the record of a run (default: the editor). */
  readonly door?: RunDoor;
  /** The model as of now; read for each question. */
  readonly model: () => Model | undefined;
  /** Told how the index of each folder stands, now and then while it changes. */
  readonly onStatus?: (status: RootStatus) => void;
  /** Asks the editor for a folder that only it can read. Without it such folders cannot be opened. */
  readonly askEditor?: AskEditor;
  /** Texts of the open documents of a folder, by path, as of now. */
  openTexts?(folder: string): ReadonlyMap<string, string>;
}

type Window = OpenedWindow | Pick<OpenedWindow, 'unavailable'>;

/** What was opened for a host, and what ends with it. */
interface Parts {
  readonly window: Window;
  readonly engine: Engine | undefined;
  readonly problems: readonly Problem[];
  /** Ends the reading of folders of the editor, which may be slow. */
  readonly reading: AbortController;
}

/**
 * Opens what can be opened; what cannot is told by the status. Reads no file of the folders by itself. Where no index
 * can be kept it is in memory, and that is a problem of the status.
 */
export async function openHost(options: HostOptions): Promise<Host> {
  const { folders, isTrusted, workers, distDir, places, log, askEditor = nobody } = options;
  limitNewSpace();
  const problems: Problem[] = [];
  const reading = new AbortController();
  const areOnDisk = folders.every(({ path }) => path !== undefined);
  const editorFiles = areOnDisk ? undefined : await import('./editorFiles.ts');
  const opened = folders.map(({ name, uri, path, exclude, encoding }) => {
    const { patterns, unknown } = ignorePatterns(exclude);
    for (const pattern of unknown) problems.push({ kind: 'excludeUnused', root: name, pattern });
    const own = { name, excludes: patterns, ...(encoding ? { encoding } : {}) };
    if (path !== undefined) return { ...own, path };
    const { createEditorFs, MAX_EDITOR_FILE_BYTES } = editorFiles!;
    const fs = createEditorFs({ folder: uri, ask: askEditor, signal: reading.signal });
    return { ...own, path: uri, fs, maxFileBytes: MAX_EDITOR_FILE_BYTES };
  });
  const window: Window = await openWindow({
    ...{ folders: opened, distDir, places, log, useGit: isTrusted, schema: SNAPSHOT_VERSION },
    ...(workers ? { workers } : {}),
    openTexts: (folder) => options.openTexts?.(folder) ?? new Map(),
  });
  const engine = 'ports' in window ? await openEngine(window, options) : undefined;
  return new Host(options, { window, engine, problems, reading });
}

/** The folders that are open, with their engine and its index. Another set of folders is another host. */
export class Host {
  readonly paths: PathMap;
  /** What of the configuration could not be followed. */
  readonly problems: readonly Problem[];
  readonly folders: readonly KnownFolder[];
  /** The runs of these folders on disk. */
  readonly archive: Archive;
  /** Patches of these folders. */
  readonly patches: FolderPatches;
  /** What is known of the findings in these folders. */
  readonly baselines: FolderBaselines;
  readonly #options: HostOptions;
  readonly #window: Window;
  readonly #engine: Engine | undefined;
  readonly #index: IndexKeeper | undefined;
  readonly #reading: AbortController;
  #looking: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;
  #warming: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: HostOptions, { window, engine, problems, reading }: Parts) {
    this.#options = options;
    this.#reading = reading;
    this.#window = window;
    this.#engine = engine;
    this.paths = pathMap(options.folders.map(({ name }) => name));
    this.baselines = new FolderBaselines(options.folders, this.paths);
    this.archive = new Archive({
      ...{ places: options.places, door: options.door ?? 'editor', log: options.log },
      folders: options.folders.map(({ name, path, uri }) => ({ name, place: path ?? { address: uri } })),
    });
    const { folders, distDir, places, log } = options;
    this.patches = new FolderPatches({
      ...{ folders, distDir, places, log, clock: () => Date.now() },
      openTexts: (folder) => options.openTexts?.(folder) ?? new Map(),
    });
    const gone = window.unavailable.map(({ failure }) => ({ kind: 'failure', failure }) as const);
    const opened = 'ports' in window ? window.folders : [];
    const notKept = 'ports' in window ? window.notKept : undefined;
    this.problems = [
      ...problems,
      ...gone,
      ...(notKept ? [{ kind: 'notKept', failure: notKept } as const] : []),
    ];
    this.folders = opened.map((folder) => {
      const { uri, path } = options.folders.find(({ name }) => name === folder.name)!;
      return { ...folder, uri, path };
    });
    if (engine)
      this.#index = new IndexKeeper({
        engine,
        log: options.log,
        label: opened.map(({ name }) => name).join(', '),
        onChange: () => this.#tellSoon(),
        ...(notKept ? { notKept } : {}),
      });
  }

  /** Where the index is kept; undefined when it is in memory only, or no folder could be opened. */
  get indexDir(): string | undefined {
    return 'ports' in this.#window ? this.#window.indexDir : undefined;
  }

  /** Keeps the index equal to the files from now on. */
  begin(): void {
    this.#looking ??= setInterval(() => void this.reconcile([], true), LOOK_MS);
    this.#looking.unref();
    void this.#index?.update().then(() => this.#warmUpSoon());
    if (!this.#index) this.#tellSoon();
  }

  #warmUpSoon(): void {
    if (!this.#isClosed) this.#warming ??= setTimeout(() => void this.#warmUp(), WARM_UP_MS).unref();
  }

  /**
   * Searches once for nobody: what every question needs is read from the store and compiled by the runtime before
   * somebody waits for it. What fails here is told to who asks next.
   */
  async #warmUp(): Promise<void> {
    if (this.#isClosed || !this.#engine || this.#index?.state !== 'ready') return;
    const { log } = this.#options;
    const startMs = performance.now();
    try {
      await this.#engine.search(WARM_UP, { limit: 1 });
      log.info(`What every search needs was read in ${Math.round(performance.now() - startMs)} ms.`);
    } catch (error) {
      log.info(`The index could not be searched yet (${String(error)}).`);
    }
  }

  /** The engine with what its index holds now, be it nothing. @throws RefusedError when no folder could be opened */
  stored(): Engine {
    return this.#opened().engine;
  }

  /** The engine, once its index is of use. @throws RefusedError when no folder could be opened */
  async engine(signal: AbortSignal): Promise<Engine> {
    const { engine, index } = this.#opened();
    await index.usable(signal);
    return engine;
  }

  /**
   * The engine for a question that no route is wished for: while the first index is being made from what was read so far,
   * where passages answer it. What is of all files waits for them. @throws as `engine` does
   */
  async engineFor(
    question: Question,
    options: Parameters<Engine['preview']>[1],
  ): Promise<{ readonly engine: Engine; readonly isSoFar: boolean }> {
    const { engine, index } = this.#opened();
    await index.usableSoFar(options.signal);
    const preview = index.isUsable ? undefined : await engine.preview(question, options);
    if (preview && isFromPassages(preview.route)) return { engine, isSoFar: true };
    return { engine: await this.engine(options.signal), isSoFar: false };
  }

  #opened(): { readonly engine: Engine; readonly index: IndexKeeper } {
    if (this.#engine && this.#index) return { engine: this.#engine, index: this.#index };
    const [gone] = this.#window.unavailable;
    throw new RefusedError(gone?.failure ?? { kind: 'folder', cause: 'noFolderOpen' });
  }

  /**
   * Makes the index equal to the files while its caller watches, and stores it; gives what could not be seen. An
   * interrupted one rejects; what was read by then is stored. @throws RefusedError when no folder could be opened
   */
  refresh(follow: Follow): Promise<readonly Problem[]> {
    return this.#opened().index.refresh(follow);
  }

  /** Brings the index up to the files: all of them, or those named. Settles when that is done. */
  async reconcile(paths: readonly string[], isFull: boolean): Promise<void> {
    if (!this.#index || !('ports' in this.#window) || this.#isClosed) return;
    if (isFull) this.#window.noteAll();
    else {
      if (paths.length === 0) return;
      this.#window.noteChanged(paths);
    }
    await this.#index.update();
  }

  /** Waits until no update is under way, or so many milliseconds have passed. @throws the signal's reason */
  async settled(limitMs: number, signal: AbortSignal): Promise<void> {
    await this.#index?.settled(AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
    signal.throwIfAborted();
  }

  /** How the index of each folder stands. */
  status(): RootStatus[] {
    return this.#options.folders.map((folder) => this.#statusOf(folder));
  }

  #statusOf({ name, uri }: HostFolder): RootStatus {
    const failure = this.#window.unavailable.find((folder) => folder.name === name)?.failure;
    const index = this.#index;
    if (!this.#engine || !index || failure !== undefined)
      return emptyStatus(name, uri, 'unavailable', [
        failure ? { kind: 'failure', failure } : { kind: 'notOpen' },
      ]);
    const isOnly = this.#options.folders.length === 1;
    const { files, keptAsText, guessed, damaged, savedAtMs, ...counts } = this.#engine.counts(
      isOnly ? '' : name,
    );
    const inside = <T extends { readonly path: string }>(file: T): T => ({
      ...file,
      path: this.paths.outer(file.path).path,
    });
    return {
      root: name,
      uri,
      state: index.state,
      ...counts,
      languages: { ...counts.languages },
      ...(index.progress ? { progress: index.progress } : {}),
      files: { ...files, skipped: files.skipped.map(inside) },
      keptAsText: keptAsText.map(inside),
      guessed: guessed.map(inside),
      damaged: damaged.map(inside),
      // What names no folder concerns all; what names this one need not say so.
      problems: index.problems
        .filter(({ root }) => root === undefined || root === name)
        .map(({ root: _known, ...problem }) => problem),
      ...(savedAtMs ? { savedAtMs } : {}),
    };
  }

  #tellSoon(): void {
    if (this.#telling || this.#isClosed) return;
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      if (this.#isClosed) return;
      for (const status of this.status()) this.#options.onStatus?.(status);
    }, TELL_MS);
    this.#telling.unref();
  }

  /** Stores the index, ends the workers, and removes old indexes beyond the limit. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#looking);
    clearTimeout(this.#telling);
    clearTimeout(this.#warming);
    // The index ends first, so that a file whose reading is ended is not taken for one that cannot be read.
    const closing = this.#index?.close();
    this.#reading.abort(new Error('the folders are closed'));
    await closing;
    await this.patches.close();
    if (!('ports' in this.#window)) return;
    await this.#window.dispose();
    const { places, log } = this.#options;
    const { indexDir } = this.#window;
    const removed = await places.evictIndexes({ keep: indexDir === undefined ? [] : [indexDir] });
    if (removed.length > 0)
      log.info(`${removed.length} old indexes were removed: together they passed the limit.`);
  }
}

function openEngine(window: OpenedWindow, { model }: HostOptions): Promise<Engine> {
  const ports = {
    ...window.ports,
    get model() {
      return model();
    },
  };
  return createEngine(ports, { grammars: window.grammars });
}

/** Where there is no editor, nobody reads its folders. */
const nobody: AskEditor = () => Promise.reject(new Error('there is no editor'));

/** The status of a folder of which nothing is known. */
export function emptyStatus(
  root: string,
  uri: string,
  state: RootStatus['state'],
  problems: readonly Problem[] = [],
): RootStatus {
  return {
    root,
    uri,
    state,
    chunks: 0,
    symbols: 0,
    languages: {},
    keptAsText: [],
    guessed: [],
    damaged: [],
    problems,
    files: { seen: 0, indexed: 0, skipped: [] },
    lines: { total: 0, covered: 0 },
  };
}
