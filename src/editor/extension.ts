/** The extension: composes its parts by hand. Nothing heavy happens here; the engine starts when it is first needed. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { problemText } from '../present/problems.ts';
import { parseNotification } from '../protocol/requests.ts';
import { Chat } from './chat/chat.ts';
import { ConversationStore } from './chat/conversationStore.ts';
import { Sidebar } from './chat/sidebar.ts';
import { SidebarView, VIEW } from './chat/view.ts';
import { registerCommands } from './commands/commands.ts';
import { Navigator } from './commands/navigate.ts';
import { PageFocus } from './commands/pageFocus.ts';
import { coalesce } from './engine/coalesce.ts';
import { buildConfiguration } from './engine/configure.ts';
import { EngineClient } from './engine/engineClient.ts';
import { Freshness } from './engine/freshness.ts';
import { type Root, rootsOfWindow, schemesOf } from './engine/roots.ts';
import { serveVirtualFolders } from './engine/virtualFolders.ts';
import { FileWatcher } from './engine/watcher.ts';
import { runEditorModel } from './models/editorModels.ts';
import { KeyRing } from './models/keys.ts';
import { ProblemNotices } from './reports/problemNotices.ts';
import { ReportDocuments } from './reports/reportDocuments.ts';
import { StatusBar } from './reports/statusBar.ts';
import { pageStrings, say } from './strings.ts';
import { engineEnded, explain } from './trouble.ts';

/** Ends the engine with the window, and waits for what is still to be stored. */
let shutDown: (() => Promise<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Sightline', { log: true });
  const keys = new KeyRing(context.secrets);
  const store = new ConversationStore(context.storageUri, log);
  const navigator = new Navigator();
  const statusBar = new StatusBar();
  const reports = new ReportDocuments();
  let roots: readonly Root[] = rootsOfWindow();

  const engine = new EngineClient({
    serverModule: context.asAbsolutePath('dist/server.js'),
    log,
    schemes: () => schemesOf(roots),
    configure: (request) => sendConfiguration(request),
  });
  const notices = new ProblemNotices(log);
  /** Sends the configuration, and shows what is wrong with it. */
  const sendConfiguration = async (request: EngineClient['request']): Promise<void> => {
    const { configuration, problems } = await buildConfiguration(roots, keys);
    const taken = await request('sightline/configure', configuration);
    sidebar.setModels(taken.models);
    const own = problems.map((message) => ({ about: 'model' as const, message }));
    const words = { say, door: 'editor' } as const;
    const found = taken.problems.map(({ about, problem }) => ({
      about,
      message: problemText(problem, words),
    }));
    notices.show([...own, ...found]);
  };
  engine.onConnect((client) => serveEditorModels(client, log));
  engine.onConnect((client) => serveVirtualFolders(client, () => roots, log));

  const chat = new Chat({
    store,
    workspaceState: context.workspaceState,
    globalState: context.globalState,
    log,
    explain,
    engine: {
      ask: async (asked) => {
        await engine.request('sightline/ask', asked);
      },
      stop: async (runId) => {
        await engine.request('sightline/stop', { runId });
      },
    },
  });

  const loaded = store.load();
  const sidebar: Sidebar = new Sidebar({
    engine,
    chat,
    store,
    navigator,
    log,
    roots: () => roots,
    post: (message) => view.post(message),
    onLeft: () => focus.noteLeft(),
    strings: pageStrings,
  });
  const view = new SidebarView(
    context.extensionUri,
    log,
    async (message) => {
      await loaded;
      await sidebar.handle(message);
      if (message.type === 'openConversation' || message.type === 'ready') freshness.noteAll();
    },
    explain,
  );

  const focus = new PageFocus(() => view.reveal({ type: 'focus', isBack: true }));

  /** Sends the configuration again; an engine that does not run gets it when it starts. */
  const configure = coalesce(async () => {
    const { state } = engine.state;
    if (state !== 'ready' && state !== 'starting') {
      sidebar.showState();
      return;
    }
    // What an engine that is starting was sent may be older than the change, and what is read before it is up as well.
    await engine.start();
    await sendConfiguration(engine.request);
  });
  const configureQuietly = (): void => {
    configure().catch((error: unknown) => log.error(`The configuration was not taken: ${String(error)}`));
  };

  const restartQuietly = (): void => {
    engine
      .restart()
      .catch((error: unknown) => log.error(`The engine was not started again: ${String(error)}`));
  };

  const freshness = new Freshness(engine, chat, () => roots, log);
  const watcher = new FileWatcher(
    () => roots,
    ({ paths, full }) => {
      if (engine.state.state !== 'ready') return;
      if (full) freshness.noteAll();
      for (const { path, root } of paths) freshness.noteChange(path, root);
      engine
        .request('sightline/reconcile', { paths: [...paths], full })
        .catch((error: unknown) => log.warn(`The index was not brought up to date: ${String(error)}`));
    },
  );

  context.subscriptions.push(
    log,
    navigator,
    focus,
    statusBar,
    reports,
    chat,
    freshness,
    watcher,
    vscode.window.registerWebviewViewProvider(VIEW, view, {
      webviewOptions: { retainContextWhenHidden: false },
    }),
    chat.onMessage((message) => view.post(message)),
    chat.onRunning((isRunning) => {
      void vscode.commands.executeCommand('setContext', 'sightline.isRunning', isRunning);
    }),
    engine.onEvent((event) => chat.onEvent(event)),
    engine.onIndex((status) => {
      sidebar.onIndex(status);
      statusBar.show(sidebar.index);
    }),
    engine.onState((state) => {
      if (state.state === 'down' || state.state === 'stopped') chat.onEngineEnd(engineEnded());
      if (state.state === 'down') statusBar.showDown(state.message);
      sidebar.onEngineState();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      const known = schemesOf(roots);
      roots = rootsOfWindow();
      sidebar.keepRoots(new Set(roots.map(({ name }) => name)));
      // Documents of another scheme reach only an engine that is started with it.
      const isNew = [...schemesOf(roots)].some((scheme) => !known.has(scheme));
      if (isNew && engine.state.state !== 'stopped') restartQuietly();
      else configureQuietly();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(configureQuietly),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (
        ['sightline', 'files.exclude', 'search.exclude', 'http'].some((part) =>
          change.affectsConfiguration(part),
        )
      )
        configureQuietly();
    }),
    vscode.lm.onDidChangeChatModels(configureQuietly),
    ...registerCommands({
      engine,
      chat,
      sidebar,
      view,
      navigator,
      keys,
      log,
      reports,
      focus,
      roots: () => roots,
      configure,
    }),
  );
  shutDown = async () => {
    chat.keepRunning();
    await Promise.all([engine.dispose(), store.flush()]);
  };
}

export async function deactivate(): Promise<void> {
  await shutDown?.();
}

/** Lets the engine use the models of the editor, one call at a time each, until the connection ends. */
function serveEditorModels(client: LanguageClient, log: vscode.LogOutputChannel): vscode.Disposable {
  const calls = new Map<string, vscode.CancellationTokenSource>();
  const onStart = client.onNotification('sightline/model', async (value: unknown) => {
    const request = parseNotification('sightline/model', value);
    const cancel = new vscode.CancellationTokenSource();
    calls.set(request.callId, cancel);
    const { callId } = request;
    const outcome = await runEditorModel(
      request,
      (text) => void client.sendNotification('sightline/modelDelta', { callId, text }),
      cancel.token,
    );
    calls.delete(callId);
    cancel.dispose();
    await client.sendNotification('sightline/modelEnd', { callId, outcome });
  });
  const onStop = client.onNotification('sightline/modelStop', (value: unknown) => {
    calls.get(parseNotification('sightline/modelStop', value).callId)?.cancel();
  });
  return new vscode.Disposable(() => {
    onStart.dispose();
    onStop.dispose();
    for (const cancel of calls.values()) cancel.cancel();
    if (calls.size > 0) log.warn('Calls of models were stopped because the engine ended.');
  });
}
