import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { NumberedEvent, RootStatus } from '../../protocol/data.ts';
import type { NumberedFixEvent } from '../../protocol/fix.ts';
import {
  type NotificationMethod,
  type NotificationParams,
  type ParamsOf,
  parseNotification,
  parseParams,
  parseResult,
  type RequestMethod,
  type ResultOf,
} from '../../protocol/requests.ts';
import { notice } from '../strings.ts';
import { coalesce } from './coalesce.ts';
import type { ClientOptions } from './languageClient.ts';
import { RestartPolicy } from './restartPolicy.ts';

export type EngineState =
  | { readonly state: 'stopped' }
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  | { readonly state: 'down'; readonly message: string; readonly canRetry: boolean };

/** The engine is not running, and why. The message is for a person. */
export class EngineDownError extends Error {
  override readonly name = 'EngineDownError';
}

/** What the client needs from the rest of the extension. */
export interface EngineHost extends ClientOptions {
  /** Sends the configuration; called after each start, before anything else is asked. */
  configure(request: EngineClient['request']): Promise<void>;
  /** Resolves when the engine knows of all settings that were changed so far, or could not be told. */
  configured(): Promise<void>;
}

/** What never waits for settings: they themselves, and what ends or decides a run that has begun. */
const AT_ONCE: ReadonlySet<RequestMethod> = new Set([
  'sightline/configure',
  'sightline/stop',
  'sightline/decide',
]);

/**
 * The language server as seen by the extension: started when something first needs it, started again with growing
 * waits when it dies, and stopped with the window. Every message is checked in both directions.
 */
export class EngineClient implements vscode.Disposable {
  readonly #host: EngineHost;
  readonly #policy = new RestartPolicy();
  readonly #stateChanged = new vscode.EventEmitter<EngineState>();
  readonly #event = new vscode.EventEmitter<NumberedEvent>();
  readonly #index = new vscode.EventEmitter<RootStatus>();
  readonly #decision = new vscode.EventEmitter<NotificationParams<'sightline/decision'>>();
  readonly #measuring = new vscode.EventEmitter<NotificationParams<'sightline/measuring'>>();
  readonly #reviewing = new vscode.EventEmitter<NotificationParams<'sightline/reviewing'>>();
  readonly #recovered = new vscode.EventEmitter<NotificationParams<'sightline/patchesRecovered'>>();
  readonly #checkOutput = new vscode.EventEmitter<NotificationParams<'sightline/checkOutput'>>();
  readonly #fixEvent = new vscode.EventEmitter<NumberedFixEvent>();
  readonly #modelHandlers = new Set<(client: LanguageClient) => vscode.Disposable>();
  readonly #perClient: vscode.Disposable[] = [];
  #client: LanguageClient | undefined;
  #starting: Promise<void> | undefined;
  #state: EngineState = { state: 'stopped' };
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  readonly onState = this.#stateChanged.event;
  readonly onEvent = this.#event.event;
  readonly onIndex = this.#index.event;
  /** A run waits for a person. */
  readonly onDecision = this.#decision.event;
  /** One prompt more of a model was measured. */
  readonly onMeasuring = this.#measuring.event;
  /** A review looked at one file more. */
  readonly onReviewing = this.#reviewing.event;

  /** Patches that were half written, and that were put back. */
  readonly onRecovered = this.#recovered.event;

  /** What a repair tells. */
  readonly onFixEvent = this.#fixEvent.event;

  /** What a check says, as it says it. */
  readonly onCheckOutput = this.#checkOutput.event;

  constructor(host: EngineHost) {
    this.#host = host;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Adds a handler that is set up on every new connection, for example for the editor's own models. */
  onConnect(setUp: (client: LanguageClient) => vscode.Disposable): void {
    this.#modelHandlers.add(setUp);
    if (this.#client) this.#perClient.push(setUp(this.#client));
  }

  /** Starts the server unless it runs. @throws EngineDownError when it cannot be started */
  start(): Promise<void> {
    if (this.#state.state === 'down') throw new EngineDownError(this.#state.message);
    this.#starting ??= this.#connect();
    return this.#starting;
  }

  /** Starts the server again because it was asked for. What is requested meanwhile waits for the new one. */
  readonly restart = coalesce(async (): Promise<void> => {
    this.#policy.reset();
    clearTimeout(this.#timer);
    const starting = this.#close().then(() => this.#connect());
    this.#starting = starting;
    this.#set({ state: 'stopped' });
    await starting;
  });

  /**
   * Asks the server. Starts it when it does not run.
   * @throws EngineDownError when it does not run; ResponseError with a message for a person when it refuses
   */
  request = async <M extends RequestMethod>(
    method: M,
    params: ParamsOf<M>,
    token?: vscode.CancellationToken,
  ): Promise<ResultOf<M>> => {
    await this.start();
    // What begins now is to keep to a setting that was changed a moment ago: a budget, a route, a model.
    if (!AT_ONCE.has(method)) await this.#host.configured();
    return this.#ask(method, params, token);
  };

  async #ask<M extends RequestMethod>(
    method: M,
    params: ParamsOf<M>,
    token?: vscode.CancellationToken,
  ): Promise<ResultOf<M>> {
    const client = this.#client;
    if (!client) throw new EngineDownError(vscode.l10n.t('The engine is not running.'));
    const checked = parseParams(method, params);
    this.#host.log.trace(method);
    // A token that is not there must not be passed at all: it would count as a second parameter.
    const result: unknown = await (token
      ? client.sendRequest(method, checked, token)
      : client.sendRequest(method, checked));
    try {
      return parseResult(method, result);
    } catch (error) {
      this.#host.log.error(`The engine answered ${method} in another shape: ${String(error)}`);
      throw error;
    }
  }

  async #connect(): Promise<void> {
    this.#set({ state: 'starting' });
    // Loaded here and not with the extension: it is most of its code, and nothing needs it before.
    const { createLanguageClient } = await import('./languageClient.ts');
    const client: LanguageClient = createLanguageClient(this.#host, () => {
      if (this.#client === client && client.initializeResult !== undefined)
        this.#onEnd(vscode.l10n.t('The engine ended by itself.'));
    });
    this.#client = client;
    try {
      await client.start();
      this.#perClient.push(
        client.onNotification(
          'sightline/event',
          this.#checked('sightline/event', (event) => this.#event.fire(event)),
        ),
        client.onNotification(
          'sightline/indexChanged',
          this.#checked('sightline/indexChanged', (status) => this.#index.fire(status)),
        ),
        client.onNotification(
          'sightline/decision',
          this.#checked('sightline/decision', (asked) => this.#decision.fire(asked)),
        ),
        client.onNotification(
          'sightline/measuring',
          this.#checked('sightline/measuring', (cell) => this.#measuring.fire(cell)),
        ),
        client.onNotification(
          'sightline/reviewing',
          this.#checked('sightline/reviewing', (progress) => this.#reviewing.fire(progress)),
        ),
        client.onNotification(
          'sightline/patchesRecovered',
          this.#checked('sightline/patchesRecovered', (found) => this.#recovered.fire(found)),
        ),
        client.onNotification(
          'sightline/checkOutput',
          this.#checked('sightline/checkOutput', (output) => this.#checkOutput.fire(output)),
        ),
        client.onNotification(
          'sightline/fixEvent',
          this.#checked('sightline/fixEvent', (event) => this.#fixEvent.fire(event)),
        ),
        ...[...this.#modelHandlers].map((setUp) => setUp(client)),
      );
      await this.#host.configure((method, params, token) => this.#ask(method, params, token));
      if (this.#client !== client) throw new EngineDownError(vscode.l10n.t('The engine is not running.'));
      this.#set({ state: 'ready' });
    } catch (error) {
      if (this.#client === client) {
        this.#onEnd(error instanceof Error ? error.message : String(error));
        // A server that took no configuration is of no use, and must not stay behind.
        client.dispose(5_000).catch((failure: unknown) => this.#host.log.warn(String(failure)));
      }
      throw new EngineDownError(vscode.l10n.t('The engine did not start. Open the logs to see why.'));
    }
  }

  /** Passes a notification on when its shape is right; else one line goes to the log. */
  #checked<M extends NotificationMethod>(
    method: M,
    pass: (params: NotificationParams<M>) => void,
  ): (params: unknown) => void {
    return (params) => {
      try {
        pass(parseNotification(method, params));
      } catch (error) {
        this.#host.log.error(`The engine sent ${method} in another shape: ${String(error)}`);
      }
    };
  }

  /** The server ended without being asked: it is started again, or a person is asked after too many ends. */
  #onEnd(reason: string): void {
    if (this.#isDisposed || this.#state.state === 'down') return;
    this.#client = undefined;
    this.#starting = undefined;
    this.#dropConnection();
    const decision = this.#policy.onEnd(performance.now());
    this.#host.log.error(
      `${reason} ${decision.restart ? `Starting it again in ${decision.waitMs} ms.` : ''}`,
    );
    if (!decision.restart) {
      const message = vscode.l10n.t(
        'The engine ended {0} times within {1} minutes and was not started again.',
        decision.ends,
        decision.minutes,
      );
      this.#set({ state: 'down', message, canRetry: true });
      void this.#offerRestart(message);
      return;
    }
    const message = vscode.l10n.t('The engine ended and is being started again. The index is kept.');
    this.#set({ state: 'down', message, canRetry: true });
    this.#timer = setTimeout(() => {
      this.#state = { state: 'stopped' };
      this.start().catch((error: unknown) => this.#host.log.error(String(error)));
    }, decision.waitMs);
  }

  async #offerRestart(message: string): Promise<void> {
    const again = vscode.l10n.t('Start Again');
    const logs = vscode.l10n.t('Open Logs');
    const picked = await vscode.window.showErrorMessage(notice(message), again, logs);
    if (picked === again) await this.restart();
    else if (picked === logs) this.#host.log.show();
  }

  #dropConnection(): void {
    for (const disposable of this.#perClient.splice(0)) disposable.dispose();
  }

  #set(state: EngineState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }

  async #close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    this.#dropConnection();
    if (client) await client.dispose(5_000).catch((error: unknown) => this.#host.log.warn(String(error)));
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    await this.#close();
    const told = [this.#stateChanged, this.#event, this.#index, this.#decision, this.#measuring];
    for (const emitter of [...told, this.#reviewing, this.#recovered, this.#fixEvent]) emitter.dispose();
  }
}
