import { createEngine, type Engine } from '../engine/engine.ts';
import { SNAPSHOT_VERSION } from '../engine/index/snapshot.ts';
import type { Log, Model } from '../engine/ports.ts';
import type { Places } from '../node/storage/places.ts';
import { ignorePatterns } from '../node/workspace/editorGlobs.ts';
import { failureText } from '../present/failures.ts';
import type { Say } from '../present/say.ts';
import type { RootStatus } from '../protocol/data.ts';
import type { Configuration } from '../protocol/requests.ts';
import { type AskEditor, createEditorFs, MAX_EDITOR_FILE_BYTES } from './editorFiles.ts';
import { IndexKeeper } from './indexKeeper.ts';
import type { KnownFolder } from './openTexts.ts';
import { type PathMap, pathMap } from './paths.ts';
import { RefusedError } from './refusals.ts';
import { type OpenedWindow, openWindow } from './window.ts';

/** How often the status is told at most, in milliseconds. */
const TELL_MS = 300;
/** Watchers lose events: this often everything is looked at, in milliseconds. */
const LOOK_MS = 5 * 60_000;

export interface SessionOptions {
  readonly roots: Configuration['roots'];
  readonly isTrusted: boolean;
  readonly workers?: number | undefined;
  readonly distDir: string;
  readonly places: Places;
  readonly log: Log;
  readonly onStatus: (status: RootStatus) => void;
  /** Says what a person reads, in the language of now. */
  readonly say: Say;
  /** Asks the editor for a folder that only it can read. */
  readonly askEditor: AskEditor;
  /** The model as of now; read for each question. */
  readonly model: () => Model | undefined;
  /** Texts of the open documents of a folder, by path, as of now. */
  openTexts(folder: string): ReadonlyMap<string, string>;
}

type Window = OpenedWindow | Pick<OpenedWindow, 'unavailable'>;

/** The folders that are open, with their engine and its index. Another set of folders is another session. */
export class Session {
  readonly paths: PathMap;
  /** What of the configuration could not be followed, for a person. */
  readonly problems: readonly string[];
  readonly folders: readonly KnownFolder[];
  readonly #options: SessionOptions;
  readonly #window: Window;
  readonly #engine: Engine | undefined;
  readonly #index: IndexKeeper | undefined;
  /** Ends the reading of folders of the editor, which may be slow. */
  readonly #reading: AbortController;
  readonly #looking: NodeJS.Timeout;
  #telling: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Opens what can be opened; what cannot is told by the status. @throws PlaceError when no index can be kept */
  static async open(options: SessionOptions): Promise<Session> {
    const { roots, isTrusted, workers, distDir, places, log, say } = options;
    const problems: string[] = [];
    const reading = new AbortController();
    const folders = roots.map(({ name, uri, path, exclude }) => {
      const { patterns, unknown } = ignorePatterns(exclude);
      for (const glob of unknown)
        problems.push(say('{0}: the exclude pattern {1} cannot be used.', name, glob));
      if (path !== undefined) return { name, path, excludes: patterns };
      const fs = createEditorFs({ folder: uri, ask: options.askEditor, signal: reading.signal });
      return { name, path: uri, fs, maxFileBytes: MAX_EDITOR_FILE_BYTES, excludes: patterns };
    });
    const window: Window = await openWindow({
      folders,
      distDir,
      places,
      log,
      useGit: isTrusted,
      schema: SNAPSHOT_VERSION,
      ...(workers ? { workers } : {}),
      openTexts: (folder) => options.openTexts(folder),
    });
    const engine = 'ports' in window ? await openEngine(window, options.model, say) : undefined;
    return new Session(options, window, engine, problems, reading);
  }

  private constructor(
    options: SessionOptions,
    window: Window,
    engine: Engine | undefined,
    problems: readonly string[],
    reading: AbortController,
  ) {
    this.#options = options;
    this.#reading = reading;
    this.#window = window;
    this.#engine = engine;
    this.paths = pathMap(options.roots.map(({ name }) => name));
    this.problems = [
      ...problems,
      ...window.unavailable.map(({ failure }) => failureText(failure, { say: options.say, door: 'editor' })),
    ];
    const opened = 'ports' in window ? window.folders : [];
    this.folders = opened.map((folder) => {
      const { uri, path } = options.roots.find(({ name }) => name === folder.name)!;
      return { ...folder, uri, path };
    });
    if (engine)
      this.#index = new IndexKeeper({
        engine,
        log: options.log,
        say: options.say,
        label: opened.map(({ name }) => name).join(', '),
        onChange: () => this.#tellSoon(),
      });
    this.#looking = setInterval(() => void this.reconcile([], true), LOOK_MS);
    this.#looking.unref();
  }

  /** Begins to bring the index up to the files. */
  begin(): void {
    void this.#index?.update();
    if (!this.#index) this.#tellSoon();
  }

  /** The engine, once its index is of use. @throws RefusedError when no folder could be opened */
  async engine(signal: AbortSignal): Promise<Engine> {
    if (!this.#engine || !this.#index)
      throw new RefusedError(this.#options.say('No folder can be read. {0}', this.problems.join(' ')));
    await this.#index.usable(signal);
    return this.#engine;
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

  /** How the index of each folder stands. */
  status(): RootStatus[] {
    return this.#options.roots.map((root) => this.#statusOf(root));
  }

  #statusOf({ name, uri }: Configuration['roots'][number]): RootStatus {
    const gone = this.#window.unavailable.find((folder) => folder.name === name)?.failure;
    const problem = gone && failureText(gone, { say: this.#options.say, door: 'editor' });
    const index = this.#index;
    if (!this.#engine || !index || problem !== undefined)
      return emptyStatus(name, uri, 'unavailable', [problem ?? this.#options.say('it is not open')]);
    const isOnly = this.#options.roots.length === 1;
    const { files, keptAsText, savedAtMs, ...counts } = this.#engine.counts(isOnly ? '' : name);
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
      problems: isOnly ? [...index.problems] : this.#problemsOf(name, index.problems),
      ...(savedAtMs ? { savedAtMs } : {}),
    };
  }

  /** Problems of one of several folders begin with its name; what begins with none concerns all. */
  #problemsOf(name: string, problems: readonly string[]): string[] {
    return problems.flatMap((problem) => {
      if (!problem.includes(': ')) return [problem];
      const [first, ...rest] = problem.split(': ');
      if (first === name) return [rest.join(': ')];
      return this.#options.roots.some((root) => root.name === first) ? [] : [problem];
    });
  }

  #tellSoon(): void {
    if (this.#telling || this.#isClosed) return;
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      if (this.#isClosed) return;
      for (const status of this.status()) this.#options.onStatus(status);
    }, TELL_MS);
    this.#telling.unref();
  }

  /** Stores the index, ends the workers, and removes old indexes beyond the limit. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#looking);
    clearTimeout(this.#telling);
    // The index ends first, so that a file whose reading is ended is not taken for one that cannot be read.
    const closing = this.#index?.close();
    this.#reading.abort(new Error('the folders are closed'));
    await closing;
    if (!('ports' in this.#window)) return;
    await this.#window.dispose();
    const { places, log } = this.#options;
    const removed = await places.evictIndexes({ keep: [this.#window.indexDir] });
    if (removed.length > 0)
      log.info(`${removed.length} old indexes were removed: together they passed the limit.`);
  }
}

function openEngine(window: OpenedWindow, model: () => Model | undefined, say: Say): Promise<Engine> {
  const ports = {
    ...window.ports,
    say,
    get model() {
      return model();
    },
  };
  return createEngine(ports, { grammars: window.grammars });
}

/** The status of a folder of which nothing is known. */
export function emptyStatus(
  root: string,
  uri: string,
  state: RootStatus['state'],
  problems: readonly string[] = [],
): RootStatus {
  return {
    root,
    uri,
    state,
    chunks: 0,
    symbols: 0,
    languages: {},
    keptAsText: [],
    problems: [...problems],
    files: { seen: 0, indexed: 0, skipped: [] },
    lines: { total: 0, covered: 0 },
  };
}
