import type { Log, Model } from '../engine/ports.ts';
import type { Failure } from '../engine/types.ts';
import type { AskEditor } from '../host/editorFiles.ts';
import type { EditorConnection } from '../host/editorModel.ts';
import { untilAborted } from '../host/indexKeeper.ts';
import { modelInfos, type OpenedModel, openModel } from '../host/models.ts';
import { OpenTexts } from '../host/openTexts.ts';
import { RefusedError } from '../host/refusals.ts';
import { Runs } from '../host/runs.ts';
import { emptyStatus, Session } from '../host/session.ts';
import { removeCapabilityFile } from '../node/model/settings/capabilityFile.ts';
import { createPlaces, PlaceError, type Places } from '../node/storage/places.ts';
import { failureText } from '../present/failures.ts';
import { type Say, sayFrom } from '../present/say.ts';
import type { NumberedEvent, RootStatus } from '../protocol/data.ts';
import type { Configuration, ResultOf } from '../protocol/requests.ts';

export interface ServerOptions {
  readonly distDir: string;
  readonly log: Log;
  readonly editor: EditorConnection;
  readonly askEditor: AskEditor;
  readonly documents: ConstructorParameters<typeof OpenTexts>[0];
  readonly onEvent: (step: NumberedEvent) => void;
  readonly onStatus: (status: RootStatus) => void;
}

/** How long a document must be left alone before its text goes into the index, in milliseconds. */
const EDIT_QUIET_MS = 400;

/**
 * What the window has configured, and the engine that follows from it. A configuration may come at any moment: the
 * folders are opened again only when something about them changed, the model only when its settings changed.
 */
export class Server {
  readonly runs: Runs;
  /** Says what a person reads, in the language of the configuration of now. */
  readonly say: Say = sayFrom(() => this.#bundle);
  readonly #options: ServerOptions;
  readonly #texts: OpenTexts;
  readonly #edited = new Set<string>();
  #configuration: Configuration | undefined;
  #bundle: Readonly<Record<string, string>> = {};
  #places: Places = createPlaces();
  #session: Session | undefined;
  /** Why the folders could not be opened, for a person. */
  #openProblem: string | undefined;
  #sessionKey = '';
  #model: OpenedModel | undefined;
  #modelKey = '';
  /** Changes of the configuration and of what is stored, one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  #editTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#texts = new OpenTexts(options.documents);
    this.runs = new Runs(options.onEvent, options.log, this.say);
  }

  /** Keys held in memory, for whoever writes text that others see. */
  keys(): string[] {
    const model = this.#configuration?.model;
    if (model?.kind !== 'endpoint') return [];
    const all = [model.author?.apiKey, model.reader?.apiKey, model.proxy?.authorization];
    return all.filter((key) => key !== undefined);
  }

  get isTrusted(): boolean {
    return this.#configuration?.isTrusted ?? false;
  }

  /** The model that may be asked now, with its filter; undefined when none is set or the window is not trusted. */
  get model(): OpenedModel | undefined {
    return this.isTrusted && this.#model?.model ? this.#model : undefined;
  }

  get places(): Places {
    return this.#places;
  }

  /** Takes a configuration as it is from now on. Runs go on unless the folders changed. */
  configure(configuration: Configuration): Promise<ResultOf<'sightline/configure'>> {
    return this.#change(async () => {
      this.#bundle = configuration.l10n ?? {};
      const names = configuration.roots.map(({ name }) => name);
      const twice = names.find((name, i) => names.indexOf(name) !== i);
      if (twice !== undefined)
        throw new RefusedError(this.say('Two folders are named {0}; names must differ.', twice));
      this.#configuration = configuration;
      this.#places = createPlaces(placesOf(configuration.storage));
      await this.#useModel(configuration);
      const { model: _apart, l10n: _texts, ...rest } = configuration;
      const key = JSON.stringify(rest);
      if (key !== this.#sessionKey || !this.#session) {
        await this.#closeSession();
        this.#sessionKey = key;
        await this.#openSession();
      }
      const models = modelInfos(this.model?.model);
      const own = this.#openProblem === undefined ? [] : [this.#openProblem];
      const folders = [...(this.#session?.problems ?? []), ...own];
      const problems = [
        ...(this.#model?.problems ?? []).map((problem) => ({
          about: 'model' as const,
          message: this.#textOf(problem),
        })),
        ...folders.map((message) => ({ about: 'folders' as const, message })),
      ];
      return { models, problems };
    });
  }

  #textOf(failure: Failure): string {
    return failureText(failure, { say: this.say, door: 'editor' });
  }

  async #useModel({ model, isTrusted }: Configuration): Promise<void> {
    // Without trust not even the settings are looked at: no file is read and no host is named for them.
    const setting = isTrusted ? model : ({ kind: 'none' } as const);
    const key = JSON.stringify(setting);
    if (key === this.#modelKey && this.#model) return;
    const { log, editor } = this.#options;
    this.#model = await openModel(setting, { log, places: this.#places, connection: editor });
    this.#modelKey = key;
  }

  async #openSession(): Promise<void> {
    const { roots, isTrusted, workers } = this.#configuration!;
    this.#openProblem = undefined;
    if (roots.length === 0) return;
    const { distDir, log, onStatus, askEditor } = this.#options;
    try {
      this.#session = await Session.open({
        ...{ roots, isTrusted, workers, distDir, log, onStatus, askEditor },
        ...{ places: this.#places, say: this.say },
        model: (): Model | undefined => this.model?.model,
        openTexts: (folder) => this.#texts.of(folder),
      });
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      this.#openProblem = this.#textOf(error.failure);
      return;
    }
    this.#texts.setFolders(this.#session.folders);
    this.#session.begin();
  }

  async #closeSession(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    await this.runs.stopAll();
    this.#session = undefined;
    await session.close();
  }

  /**
   * The session of the folders, opened again when what it stored was cleared.
   * @throws RefusedError before a configuration, and when no folder is open
   */
  async session(signal: AbortSignal): Promise<Session> {
    await untilAborted(this.#changes, signal);
    if (this.#isClosed || !this.#configuration)
      throw new RefusedError(this.say('The window has not configured its folders yet. Try again.'));
    if (!this.#session) await this.#change(async () => this.#session ?? (await this.#openSession()));
    if (!this.#session)
      throw new RefusedError(this.#openProblem ?? this.say('No folder is open. Open a folder first.'));
    return this.#session;
  }

  /** @param what is off, as a sentence. @throws RefusedError in Restricted Mode */
  requireTrust(what: string): void {
    if (this.isTrusted) return;
    const way = this.say('Trust this workspace to use it; search, outline and passages work without.');
    throw new RefusedError([what, way].join(' '), 'restricted');
  }

  status(): RootStatus[] {
    if (this.#session) return this.#session.status();
    const problem = this.#openProblem;
    return (this.#configuration?.roots ?? []).map(({ name, uri }) =>
      problem === undefined ? emptyStatus(name, uri, 'waiting') : emptyStatus(name, uri, 'failed', [problem]),
    );
  }

  /** Removes what is stored of the open folders, and with `endpoints` what was learned of endpoints. A removed index is made again when something is asked. */
  clear(what: {
    readonly index: boolean;
    readonly runs: boolean;
    readonly endpoints: boolean;
  }): Promise<void> {
    return this.#change(async () => {
      if (what.endpoints) await removeCapabilityFile(this.#places.cacheDir);
      if (what.index) await this.#closeSession();
      for (const { uri, path } of this.#configuration?.roots ?? []) {
        const place = path ?? { address: uri };
        if (what.index) await this.#places.clearIndexes(place);
        if (what.runs) await this.#places.clearState(place);
      }
      if (what.index) for (const status of this.status()) this.#options.onStatus(status);
    });
  }

  /** Makes the index of the open folders from nothing. Runs under way are stopped. */
  async rebuild(): Promise<void> {
    await this.clear({ index: true, runs: false, endpoints: false });
    await this.session(new AbortController().signal);
  }

  /** Call after a document was opened, edited or closed. Its text goes into the index once it is left alone. */
  noteDocument(uri: string): void {
    const place = this.#texts.noteChange(uri);
    if (!place || !this.#session) return;
    this.#edited.add(this.#session.paths.inner(place.path, place.name));
    clearTimeout(this.#editTimer);
    this.#editTimer = setTimeout(() => {
      const paths = [...this.#edited];
      this.#edited.clear();
      void this.#session?.reconcile(paths, false);
    }, EDIT_QUIET_MS);
    this.#editTimer.unref();
  }

  /** Ends all runs, stores the index, ends the workers. Nothing of it keeps the process alive afterwards. */
  close(): Promise<void> {
    return this.#change(async () => {
      this.#isClosed = true;
      clearTimeout(this.#editTimer);
      await this.runs.stopAll();
      await this.#closeSession();
    });
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#changes.then(work);
    this.#changes = turn.catch(() => {});
    return turn;
  }
}

function placesOf({ cacheDir, stateDir }: Configuration['storage']) {
  return { ...(cacheDir ? { cacheDir } : {}), ...(stateDir ? { stateDir } : {}) };
}
