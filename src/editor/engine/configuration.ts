import type * as vscode from 'vscode';
import { problemText } from '../../present/problems.ts';
import type { Sidebar } from '../chat/sidebar.ts';
import type { KeyRing } from '../models/keys.ts';
import type { ProblemNotices } from '../reports/problemNotices.ts';
import { say } from '../strings.ts';
import { coalesce } from './coalesce.ts';
import { buildConfiguration } from './configure.ts';
import type { EngineClient } from './engineClient.ts';
import type { Root } from './roots.ts';

export interface ConfigurationTools {
  readonly keys: KeyRing;
  readonly notices: ProblemNotices;
  readonly log: vscode.LogOutputChannel;
  roots(): readonly Root[];
  engine(): EngineClient;
  sidebar(): Sidebar;
}

/** What the engine is told of folders, settings and keys: when it starts, and whenever something of it changed. */
export class Configuration {
  readonly #tools: ConfigurationTools;

  constructor(tools: ConfigurationTools) {
    this.#tools = tools;
  }

  /** Sends the configuration, and shows what is wrong with it. */
  async send(request: EngineClient['request']): Promise<void> {
    const { keys, notices, roots, sidebar } = this.#tools;
    const { configuration, problems } = await buildConfiguration(roots(), keys);
    const taken = await request('sightline/configure', configuration);
    sidebar().setModels(taken.models);
    const own = problems.map((message) => ({ about: 'model' as const, message }));
    const words = { say, door: 'editor' } as const;
    const found = taken.problems.map(({ about, problem }) => ({
      about,
      message: problemText(problem, words),
    }));
    notices.show([...own, ...found]);
  }

  /** Sends it again; an engine that does not run gets it when it starts. */
  readonly sendAgain = coalesce(async () => {
    const engine = this.#tools.engine();
    const { state } = engine.state;
    if (state !== 'ready' && state !== 'starting') {
      this.#tools.sidebar().showState();
      return;
    }
    // What an engine that is starting was sent may be older than the change, and what is read before it is up as well.
    await engine.start();
    await this.send(engine.request);
  });

  /** Sends it again; what goes wrong is logged. */
  readonly sendQuietly = (): void => {
    this.sendAgain().catch((error: unknown) =>
      this.#tools.log.error(`The configuration was not taken: ${String(error)}`),
    );
  };
}
