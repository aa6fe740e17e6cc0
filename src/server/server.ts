import type { AskEditor } from '../host/editorFiles.ts';
import type { EditorConnection } from '../host/editorModel.ts';
import { emptyStatus, type Host, openHost } from '../host/host.ts';
import { untilAborted } from '../host/indexKeeper.ts';
import { keepMeasured, modelInfos, type OpenedModel, openModel } from '../host/models.ts';
import { OpenTexts } from '../host/openTexts.ts';
import { RefusedError } from '../host/refusals.ts';
import { Reviews } from '../host/review/reviewing.ts';
import { Runs } from '../host/runs.ts';
import { type Clearing, clearStored, openPlaces, type Places } from '../host/stored.ts';
import type { Failure, Log, Measured, Model, Problem } from '../host/types.ts';
import type { NumberedEvent, RootStatus, RunEvent } from '../protocol/data.ts';
import type { FixEvent, NumberedFixEvent } from '../protocol/fix.ts';
import type { Asking, Configuration, NotificationParams, ResultOf } from '../protocol/requests.ts';
import { Decisions } from './decisions.ts';

export interface ServerOptions {
  readonly distDir: string;
  readonly log: Log;
  readonly editor: EditorConnection;
  readonly askEditor: AskEditor;
  readonly documents: ConstructorParameters<typeof OpenTexts>[0];
  readonly onEvent: (step: NumberedEvent) => void;
  readonly onFixEvent: (step: NumberedFixEvent) => void;
  readonly onStatus: (status: RootStatus) => void;
  readonly onDecision: (asked: NotificationParams<'sightline/decision'>) => void;
  readonly onRecovered: (found: NotificationParams<'sightline/patchesRecovered'>) => void;
  readonly onCheckOutput: (output: NotificationParams<'sightline/checkOutput'>) => void;
  readonly onMeasuring: (cell: NotificationParams<'sightline/measuring'>) => void;
  readonly onReviewing: (progress: NotificationParams<'sightline/reviewing'>) => void;
}

/** How long a document must be left alone before its text goes into the index, in milliseconds. */
const EDIT_QUIET_MS = 400;
/** A question waits so long at most for the files that changed just before it, in milliseconds. */
const CATCH_UP_MS = 3_000;

/**
 * What the window has configured, and the engine that follows from it. A configuration may come at any moment: the
 * folders are opened again only when something about them changed, the model only when its settings changed.
 */
export class Server {
  readonly runs: Runs<RunEvent>;
  readonly fixes: Runs<FixEvent>;
  readonly reviews = new Reviews();
  readonly decisions: Decisions;
  readonly #options: ServerOptions;
  readonly #texts: OpenTexts;
  readonly #edited = new Set<string>();
  #configuration: Configuration | undefined;
  #places: Places = openPlaces();
  #host: Host | undefined;
  /** Why the folders could not be opened. */
  #openFailure: Failure | undefined;
  #hostKey = '';
  #model: OpenedModel | undefined;
  #modelKey = '';
  /** Changes of the configuration and of what is stored, one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  #editTimer: NodeJS.Timeout | undefined;
  #isClosed = false;
  readonly #closing = new AbortController();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#texts = new OpenTexts(options.documents);
    this.runs = new Runs(options.onEvent, options.log);
    this.fixes = new Runs(options.onFixEvent, options.log);
    this.decisions = new Decisions(options.onDecision);
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

  /** What runs may take, as it is configured now. */
  get asking(): Asking {
    return this.#configuration?.asking ?? {};
  }

  get places(): Places {
    return this.#places;
  }

  /** Takes a configuration as it is from now on. Runs go on unless the folders changed. */
  configure(configuration: Configuration): Promise<ResultOf<'sightline/configure'>> {
    return this.#change(async () => {
      const names = configuration.roots.map(({ name }) => name);
      const twice = names.find((name, i) => names.indexOf(name) !== i);
      if (twice !== undefined) throw new RefusedError({ kind: 'refused', cause: 'sameName', target: twice });
      this.#configuration = configuration;
      this.#places = openPlaces(configuration.storage);
      await this.#useModel(configuration);
      const { model: _apart, asking: _own, ...rest } = configuration;
      const key = JSON.stringify(rest);
      if (key !== this.#hostKey || !this.#host) {
        await this.#closeHost();
        this.#hostKey = key;
        await this.#openHost();
      }
      const models = modelInfos(this.model?.model);
      const own = this.#openFailure ? [failed(this.#openFailure)] : [];
      const folders = [...(this.#host?.problems ?? []), ...own];
      const settings = (this.#model?.problems ?? []).map(failed);
      const problems = [
        ...settings.map((problem) => ({ about: 'model' as const, problem })),
        ...folders.map((problem) => ({ about: 'folders' as const, problem })),
      ];
      return { models, problems };
    });
  }

  /** Aborts when the server closes: what it started ends with it. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Tells what a check says. */
  onCheckOutput(output: NotificationParams<'sightline/checkOutput'>): void {
    this.#options.onCheckOutput(output);
  }

  /** Tells that one prompt more was measured. */
  onMeasuring(cell: NotificationParams<'sightline/measuring'>): void {
    this.#options.onMeasuring(cell);
  }

  /** Tells how far a review is. */
  onReviewing(progress: NotificationParams<'sightline/reviewing'>): void {
    this.#options.onReviewing(progress);
  }

  /** Keeps what was measured of a model; routes go by it from now on. @throws the system's error */
  keepMeasured(measured: Measured): Promise<void> {
    return this.#change(async () => {
      await keepMeasured(measured, this.#places);
      this.#modelKey = '';
      if (this.#configuration) await this.#useModel(this.#configuration);
    });
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

  async #openHost(): Promise<void> {
    const { roots, isTrusted, workers } = this.#configuration!;
    this.#openFailure = undefined;
    if (roots.length === 0) return;
    const { distDir, log, onStatus, askEditor } = this.#options;
    try {
      this.#host = await openHost({
        ...{ folders: roots, isTrusted, workers, door: 'editor', distDir, log, onStatus, askEditor },
        places: this.#places,
        model: (): Model | undefined => this.model?.model,
        openTexts: (folder) => this.#texts.of(folder),
      });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#openFailure = error.failure;
      return;
    }
    this.#texts.setFolders(this.#host.folders);
    this.#host.begin();
    if (isTrusted) void this.#recoverPatches(this.#host);
  }

  /** Puts back what a killed process left half written, and tells of it. */
  async #recoverPatches(host: Host): Promise<void> {
    const { log, onRecovered } = this.#options;
    try {
      const recovered = await host.patches.recover();
      if (recovered.length > 0) onRecovered({ recovered });
    } catch (error) {
      log.error(`Patches were not looked at: ${String(error)}`);
    }
  }

  async #closeHost(): Promise<void> {
    const host = this.#host;
    if (!host) return;
    await this.#stopRuns();
    this.#host = undefined;
    await host.close();
  }

  /**
   * The host of the folders, opened again when what it stored was cleared.
   * @throws RefusedError before a configuration, and when no folder is open
   */
  async host(signal: AbortSignal): Promise<Host> {
    await untilAborted(this.#changes, signal);
    if (this.#isClosed || !this.#configuration)
      throw new RefusedError({ kind: 'refused', cause: 'notConfigured' });
    if (!this.#host) await this.#change(async () => this.#host ?? (await this.#openHost()));
    if (!this.#host) throw new RefusedError(this.#openFailure ?? { kind: 'folder', cause: 'noFolderOpen' });
    return this.#host;
  }

  /** @throws RefusedError in Restricted Mode */
  requireTrust(
    cause: 'modelsRestricted' | 'discoveryRestricted' | 'patchesRestricted' | 'baselineRestricted',
  ): void {
    if (!this.isTrusted) throw new RefusedError({ kind: 'restricted', cause });
  }

  status(): RootStatus[] {
    if (this.#host) return this.#host.status();
    const failure = this.#openFailure;
    return (this.#configuration?.roots ?? []).map(({ name, uri }) =>
      failure ? emptyStatus(name, uri, 'failed', [failed(failure)]) : emptyStatus(name, uri, 'waiting'),
    );
  }

  /** Removes what is stored of the open folders, and with `endpoints` what was learned of endpoints. A removed index is made again when something is asked. */
  clear(what: Clearing): Promise<void> {
    return this.#change(async () => {
      if (what.index) await this.#closeHost();
      const folders = (this.#configuration?.roots ?? []).map(({ uri, path }) => path ?? { address: uri });
      await clearStored(this.#places, folders, what);
      if (what.index) for (const status of this.status()) this.#options.onStatus(status);
    });
  }

  /** Makes the index of the open folders from nothing. Runs under way are stopped. */
  async rebuild(): Promise<void> {
    await this.clear({ index: true });
    await this.host(new AbortController().signal);
  }

  /** Call after a document was opened, edited or closed. Its text goes into the index once it is left alone. */
  noteDocument(uri: string): void {
    const place = this.#texts.noteChange(uri);
    if (!place || !this.#host) return;
    this.#edited.add(this.#host.paths.inner(place.path, place.name));
    clearTimeout(this.#editTimer);
    this.#editTimer = setTimeout(() => this.#takeEdits(), EDIT_QUIET_MS);
    this.#editTimer.unref();
  }

  #takeEdits(): void {
    clearTimeout(this.#editTimer);
    const paths = [...this.#edited];
    this.#edited.clear();
    void this.#host?.reconcile(paths, false);
  }

  /**
   * The host, with what was edited and saved until now in its index. An update that takes long (the first one of many
   * files) is not waited for to its end: the status tells that it is under way.
   */
  async caughtUp(signal: AbortSignal): Promise<Host> {
    const host = await this.host(signal);
    this.#takeEdits();
    await host.settled(CATCH_UP_MS, signal);
    return host;
  }

  /** Ends all runs, stores the index, ends the workers. Nothing of it keeps the process alive afterwards. */
  close(): Promise<void> {
    this.#closing.abort(new Error('closed'));
    return this.#change(async () => {
      this.#isClosed = true;
      clearTimeout(this.#editTimer);
      await this.#stopRuns();
      await this.#closeHost();
    });
  }

  async #stopRuns(): Promise<void> {
    await Promise.all([this.runs.stopAll(), this.fixes.stopAll(), this.reviews.stopAll()]);
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#changes.then(work);
    this.#changes = turn.catch(() => {});
    return turn;
  }
}

function failed(failure: Failure): Problem {
  return { kind: 'failure', failure };
}
