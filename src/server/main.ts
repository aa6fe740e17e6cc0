/**
 * The language server: the engine behind an LSP connection. Started by the editor with `--stdio` or over IPC; standard
 * output carries nothing but the protocol. It ends with `exit`, with its input, or when the editor's process is gone.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { NotificationMethod, NotificationParams } from '../protocol/requests.ts';
import { serveNotification, serveRequests } from './dispatch.ts';
import { EditorCalls } from './editorCalls.ts';
import { createHandlers } from './handlers.ts';
import { createServerLog } from './log.ts';
import { Server } from './server.ts';

const connection = createConnection();
const documents = new TextDocuments(TextDocument);
const log = createServerLog(connection.console, () => server.keys());

/** A connection that is gone takes no messages; that is no trouble of ours. */
function send<M extends NotificationMethod>(method: M, params: NotificationParams<M>): void {
  connection.sendNotification(method, params).catch(() => {});
}

const editorCalls = new EditorCalls(send);
const server: Server = new Server({
  distDir: dirname(fileURLToPath(import.meta.url)),
  log,
  editor: editorCalls,
  askEditor: (method, params) => connection.sendRequest(method, params),
  documents: () => documents.all(),
  onEvent: (step) => send('sightline/event', step),
  onFixEvent: (step) => send('sightline/fixEvent', step),
  onStatus: (status) => send('sightline/indexChanged', status),
  onDecision: (asked) => send('sightline/decision', asked),
  onRecovered: (found) => send('sightline/patchesRecovered', found),
  onReviewing: (progress) => send('sightline/reviewing', progress),
  onCheckOutput: (output) => send('sightline/checkOutput', output),
  onMeasuring: (cell) => send('sightline/measuring', cell),
});

connection.onInitialize(() => ({
  capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } },
  serverInfo: { name: 'sightline' },
}));
connection.onShutdown(() => server.close());
documents.onDidChangeContent(({ document }) => server.noteDocument(document.uri));
documents.onDidClose(({ document }) => server.noteDocument(document.uri));
serveRequests(connection, createHandlers(server, log), log);
serveNotification(connection, 'sightline/modelDelta', (params) => editorCalls.onDelta(params), log);
serveNotification(connection, 'sightline/modelEnd', (params) => editorCalls.onEnd(params), log);
// Over IPC there is no input that ends: an editor that is gone shows as a lost channel.
process.once('disconnect', () => process.exit(1));
documents.listen(connection);
connection.listen();
