import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';

export interface ClientOptions {
  /** The server's file. */
  readonly serverModule: string;
  readonly log: vscode.LogOutputChannel;
  /** Schemes of the documents whose unsaved text the server gets. */
  schemes(): ReadonlySet<string>;
}

/** A client of a server, not started. `onClose`: the connection ended, asked for or not. */
export function createLanguageClient(
  { serverModule, log, schemes }: ClientOptions,
  onClose: () => void,
): LanguageClient {
  const run = { module: serverModule, transport: TransportKind.ipc };
  return new LanguageClient(
    'sightline',
    'Sightline',
    { run, debug: run },
    {
      documentSelector: [...schemes()].map((scheme) => ({ scheme })),
      outputChannel: log,
      traceOutputChannel: untraced(log),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: (error) => {
          log.warn(`The connection to the engine failed once: ${error.message}`);
          return { action: ErrorAction.Continue, handled: true };
        },
        closed: () => {
          onClose();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    },
  );
}

/**
 * The log without the library's traces. They would hold whole messages, and so keys and questions, as soon as a
 * setting asks for them, which may be a workspace's.
 */
function untraced(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  return new Proxy({} as vscode.LogOutputChannel, {
    get: (_nothing, name) => {
      if (name === 'logLevel') return vscode.LogLevel.Info;
      if (name === 'onDidChangeLogLevel') return () => new vscode.Disposable(() => {});
      if (name === 'trace') return () => {};
      const value: unknown = Reflect.get(log, name);
      return typeof value === 'function' ? value.bind(log) : value;
    },
  });
}
