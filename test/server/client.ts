/** A language server of the build as a process, and an editor's side of the connection that checks what it gets. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { NumberedEvent, Question, RootStatus } from '../../src/protocol/data.ts';
import {
  type Configuration,
  type ParamsOf,
  parseNotification,
  parseResult,
  type RequestMethod,
  type ResultOf,
} from '../../src/protocol/requests.ts';
import { BARE } from '../fakes/environment.ts';
import { DIST } from '../fakes/memory.ts';
import { type TempSpec, withTempTree } from '../fakes/tempTree.ts';

/** How long a condition may take at the very most; a loaded machine can stall for long. */
const PATIENCE_MS = 120_000;

export const NO_MODEL: Configuration['model'] = { kind: 'none' };

export interface Client {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  /** Everything the server wrote to its log, a line each. */
  readonly logs: readonly string[];
  readonly events: readonly NumberedEvent[];
  readonly statuses: readonly RootStatus[];
  /** Asks, and checks the shape of the result. */
  request<M extends RequestMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>>;
  /** Waits until a condition holds; looked at after each message. */
  until<T>(what: string, condition: () => T | undefined | false): Promise<T>;
  /** Waits until a request is answered as wished; asked again whenever the index has changed. */
  answers<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T>;
  /** Waits until no folder is being indexed. */
  settled(): Promise<readonly RootStatus[]>;
  /** Asks a question and gives its events once it ended. */
  ask(question: string | Question, runId: string, route?: string): Promise<NumberedEvent[]>;
  openDocument(path: string, text: string): Promise<void>;
  changeDocument(path: string, version: number, text: string): Promise<void>;
  closeDocument(path: string): Promise<void>;
  /** Shuts down in the usual way; gives the exit code. */
  stop(): Promise<number | null>;
  /** Ends the process at once. */
  kill(): Promise<void>;
}

/** Starts a server. Every client must be stopped or killed, or the test does not end. */
export async function startClient(env: Readonly<Record<string, string>> = {}): Promise<Client> {
  const child = spawn(process.execPath, [join(DIST, 'server.js'), '--stdio'], {
    env: { ...BARE, HOME: '/nonexistent', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const reader = new StreamMessageReader(child.stdout);
  // A server that is killed in the middle of a message would leave a timer that keeps this process alive for good.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new StreamMessageWriter(child.stdin));
  const [logs, events, statuses]: [string[], NumberedEvent[], RootStatus[]] = [[], [], []];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logs.push(message);
    wake();
  });
  connection.onNotification('sightline/event', (params: unknown) => {
    events.push(parseNotification('sightline/event', params));
    wake();
  });
  connection.onNotification('sightline/indexChanged', (params: unknown) => {
    statuses.push(parseNotification('sightline/indexChanged', params));
    wake();
  });
  connection.onError(() => {});
  child.stdin.on('error', () => {});
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', wake);
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});

  const client: Client = {
    process: child,
    connection,
    logs,
    events,
    statuses,
    request: async (method, params) =>
      parseResult(method, await connection.sendRequest(method, params)) as never,
    until: (what, condition) => until(what, condition, waiting, () => logs.slice(-10).join('\n')),
    async answers(what, ask) {
      const deadline = performance.now() + PATIENCE_MS;
      while (performance.now() < deadline) {
        const told = statuses.length;
        const found = await ask();
        if (found !== undefined && found !== false) return found;
        await client.until(`a status on the way to ${what}`, () => statuses.length > told);
      }
      throw new Error(`${what} did not come.`);
    },
    settled: () =>
      client.answers('the end of the indexing', async () => {
        const { roots } = await client.request('sightline/status', {});
        return roots.every(({ state }) => state !== 'indexing') && roots;
      }),
    async ask(question, runId, route) {
      const data = typeof question === 'string' ? asked(question) : question;
      await client.request('sightline/ask', { runId, question: data, ...(route ? { route } : {}) });
      await client.until(`the end of ${runId}`, () =>
        client.events.find((e) => e.runId === runId && isEnd(e)),
      );
      return client.events.filter((event) => event.runId === runId);
    },
    openDocument: (path, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: pathToFileURL(path).href, languageId: 'plaintext', version: 1, text },
      }),
    changeDocument: (path, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: pathToFileURL(path).href, version },
        contentChanges: [{ text }],
      }),
    closeDocument: (path) =>
      connection.sendNotification('textDocument/didClose', {
        textDocument: { uri: pathToFileURL(path).href },
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await client.until('the end of the server', () => child.exitCode !== null || child.signalCode !== null);
      connection.dispose();
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
      connection.dispose();
    },
  };
  return client;
}

/** A question as the wire takes it. */
export function asked(text: string, more: Partial<Omit<Question, 'text'>> = {}): Question {
  return { text, focus: [], history: [], ...more };
}

export function isEnd({ event }: NumberedEvent): boolean {
  return event.type === 'done' || event.type === 'failed' || event.type === 'aborted';
}

function until<T>(
  what: string,
  condition: () => T | undefined | false,
  waiting: Set<() => void>,
  lastLines: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      waiting.delete(look);
      clearTimeout(limit);
    };
    const look = (): void => {
      const found = condition();
      if (found === undefined || found === false) return;
      done();
      resolve(found);
    };
    const limit = setTimeout(() => {
      done();
      reject(new Error(`${what} did not come. The last lines of the log:\n${lastLines()}`));
    }, PATIENCE_MS);
    waiting.add(look);
    look();
  });
}

/** A configuration of folders that keeps everything it stores below `home`. */
export function configurationOf(
  home: string,
  roots: Readonly<Record<string, string>>,
  changes: Partial<Configuration> = {},
): Configuration {
  return {
    roots: Object.entries(roots).map(([name, path]) => ({
      name,
      path,
      uri: pathToFileURL(path).href,
      exclude: [],
    })),
    storage: { cacheDir: join(home, 'cache'), stateDir: join(home, 'state') },
    isTrusted: true,
    workers: 1,
    model: NO_MODEL,
    ...changes,
  };
}

/** A folder with files, a home beside it, and servers that are gone afterwards. */
export function withServer(
  spec: TempSpec,
  work: (parts: {
    readonly root: string;
    readonly home: string;
    /** `env`: added to the environment of the server. */
    readonly start: (env?: Readonly<Record<string, string>>) => Promise<Client>;
  }) => Promise<void>,
): Promise<void> {
  return withTempTree(spec, (root) =>
    withTempTree({}, async (home) => {
      const clients: Client[] = [];
      try {
        await work({
          root,
          home,
          async start(env) {
            const client = await startClient(env);
            clients.push(client);
            return client;
          },
        });
      } finally {
        await Promise.all(clients.map((client) => client.kill()));
      }
    }),
  );
}

/** The end of a run. */
export function endOf(events: readonly NumberedEvent[]): NumberedEvent['event'] {
  const ends = events.filter(isEnd);
  assert.equal(ends.length, 1, 'exactly one end');
  assert.equal(ends[0], events.at(-1), 'and it is the last event');
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => i),
    'numbered from 0',
  );
  return ends[0]!.event;
}

/** The answer of a run that is done. */
export function answerOf(events: readonly NumberedEvent[]) {
  const end = endOf(events);
  assert.equal(end.type, 'done', JSON.stringify(end));
  return (end as Extract<typeof end, { type: 'done' }>).answer;
}
