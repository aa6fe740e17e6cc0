/** The extension: composes its parts by hand. Nothing heavy happens here; the engine starts when it is first needed. */
import * as vscode from 'vscode';
import { decisionText } from '../present/run/decision.ts';
import type { Decision } from '../protocol/runs.ts';
import { Chat } from './chat/chat.ts';
import { ConversationStore } from './chat/conversationStore.ts';
import { Sidebar } from './chat/sidebar.ts';
import { SidebarView, VIEW } from './chat/view.ts';
import { registerCommands } from './commands/commands.ts';
import { Navigator } from './commands/navigate.ts';
import { PageFocus } from './commands/pageFocus.ts';
import { UsesView } from './commands/usesView.ts';
import { Configuration } from './engine/configuration.ts';
import { EngineClient } from './engine/engineClient.ts';
import { Freshness } from './engine/freshness.ts';
import { openFile, type Root, rootsOfWindow, schemesOf, uriOf } from './engine/roots.ts';
import { serveVirtualFolders } from './engine/virtualFolders.ts';
import { FileWatcher } from './engine/watcher.ts';
import { KeyRing } from './models/keys.ts';
import { serveEditorModels } from './models/serveEditorModels.ts';
import { refreshNotes } from './notes/noteCommands.ts';
import { NotesView } from './notes/notesView.ts';
import { PatchDesk } from './patches/patchDesk.ts';
import { tellRecovered } from './patches/patchHistory.ts';
import { FixActions } from './repair/fixActions.ts';
import { isFixRun } from './repair/fixRun.ts';
import { followMoves } from './repair/movedFiles.ts';
import { ProblemNotices } from './reports/problemNotices.ts';
import { ReportDesk } from './reports/reportDesk.ts';
import { ReportDocuments } from './reports/reportDocuments.ts';
import { isReportRun } from './reports/reportRun.ts';
import { StatusBar } from './reports/statusBar.ts';
import { ReviewDesk } from './review/reviewDesk.ts';
import { isReviewRun } from './review/reviewRun.ts';
import { notice, pageStrings, say } from './strings.ts';
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
  const folders = { roots: rootsOfWindow() };
  const roots = (): readonly Root[] => folders.roots;
  const notices = new ProblemNotices(log);
  const configuration = new Configuration({
    ...{ keys, notices, log, roots },
    engine: () => engine,
    sidebar: () => sidebar,
  });
  const engine: EngineClient = new EngineClient({
    serverModule: context.asAbsolutePath('dist/server.js'),
    log,
    schemes: () => schemesOf(roots()),
    configure: (request) => configuration.send(request),
    configured: () => configuration.sendAgain.settled(),
  });
  engine.onConnect((client) => serveEditorModels(client, log));
  engine.onConnect((client) => serveVirtualFolders(client, roots, log));
  const chat = createChat(context, { engine, store, log, roots });
  const freshness = new Freshness(engine, chat, roots, log);
  const loaded = store.load();
  const sidebar: Sidebar = new Sidebar({
    ...{ engine, chat, store, navigator, log, roots },
    post: (message) => view.post(message),
    onLeft: () => focus.noteLeft(),
    strings: pageStrings,
    manifest: context.extension.packageJSON,
    holds: (condition) => holds(condition, { ...lists, chat, roots }),
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
  const lists = {
    uses: new UsesView(roots),
    notes: new NotesView(roots),
    patches: new PatchDesk(engine, roots),
    reviews: new ReviewDesk(engine, roots),
    written: new ReportDesk(engine, roots, navigator),
  };
  const shared = { engine, chat, sidebar, view, log };
  const parts = { ...shared, ...lists, statusBar, configuration, freshness, folders };
  context.subscriptions.push(
    ...[log, navigator, focus, ...Object.values(lists), new FixActions(roots)],
    ...[statusBar, reports, chat, freshness, followMoves(lists.patches, log)],
    ...showRuns(parts),
    ...followWindow(parts),
    ...registerCommands({
      ...{ ...shared, ...lists, navigator, keys, reports, focus, roots },
      recent: context.globalState,
      configure: configuration.sendAgain,
      version: String(context.extension.packageJSON.version),
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

/** Whether a condition is met that the manifest sets for a command; one that is not known counts as met. */
function holds(condition: string, { uses, notes, patches, reviews, chat, roots }: ConditionParts): boolean {
  const met: Readonly<Record<string, () => boolean>> = {
    'workspaceFolderCount > 0': () => roots().length > 0,
    isWorkspaceTrusted: () => vscode.workspace.isTrusted,
    editorHasSelection: () => vscode.window.activeTextEditor?.selection.isEmpty === false,
    'sightline.isRunning': () => chat.isRunning,
    'sightline.hasUses': () => uses.name !== undefined,
    'sightline.hasNotes': () => notes.isOpen,
    'sightline.hasPatch': () => patches.patch !== undefined,
    'sightline.canFixAgain': () => patches.patch?.again !== undefined,
    'sightline.hasReview': () => reviews.isShown,
  };
  return met[condition]?.() ?? true;
}

interface ConditionParts extends Pick<Parts, 'chat' | 'notes' | 'reviews'> {
  readonly uses: UsesView;
  readonly patches: PatchDesk;
  roots(): readonly Root[];
}

interface Parts {
  readonly engine: EngineClient;
  readonly chat: Chat;
  readonly sidebar: Sidebar;
  readonly view: SidebarView;
  readonly statusBar: StatusBar;
  readonly configuration: Configuration;
  readonly freshness: Freshness;
  readonly notes: NotesView;
  readonly reviews: ReviewDesk;
  readonly log: vscode.LogOutputChannel;
  /** The folders of the window as they are now. */
  readonly folders: { roots: readonly Root[] };
}

function createChat(
  { workspaceState, globalState }: vscode.ExtensionContext,
  {
    engine,
    roots,
    ...tools
  }: Pick<Parts, 'engine' | 'log'> & { readonly store: ConversationStore; roots(): readonly Root[] },
): Chat {
  return new Chat({
    ...{ ...tools, workspaceState, globalState, explain },
    openFile: () => openFile(roots()),
    engine: {
      ask: async (asked) => {
        await engine.request('sightline/ask', asked);
      },
      stop: async (runId) => {
        await engine.request('sightline/stop', { runId });
      },
      decide: async (runId, choice) => {
        await engine.request('sightline/decide', { runId, choice });
      },
      resume: async (runId) => {
        await engine.request('sightline/resume', { runId });
      },
    },
  });
}

/** What the engine tells of runs and of the index goes to the page and to the status bar. */
function showRuns({ engine, chat, sidebar, view, statusBar }: Parts): vscode.Disposable[] {
  return [
    vscode.window.registerWebviewViewProvider(VIEW, view, {
      webviewOptions: { retainContextWhenHidden: false },
    }),
    chat.onMessage((message) => view.post(message)),
    chat.onRunning((isRunning) => {
      void vscode.commands.executeCommand('setContext', 'sightline.isRunning', isRunning);
    }),
    engine.onEvent((event) => chat.onEvent(event)),
    engine.onDecision(({ runId, decision }) => {
      if (isFixRun(runId) || isReviewRun(runId) || isReportRun(runId)) return;
      void chat.onDecision(runId, decision);
      if (!view.isVisible) void offerDecision(decision, view);
    }),
    engine.onRecovered(({ recovered }) => tellRecovered(recovered)),
    engine.onIndex((status) => {
      sidebar.onIndex(status);
      statusBar.show(sidebar.index);
    }),
    engine.onState((state) => {
      if (state.state === 'down' || state.state === 'stopped') chat.onEngineEnd(engineEnded());
      if (state.state === 'down') statusBar.showDown(state.message);
      sidebar.onEngineState();
    }),
  ];
}

/** Tells of a question that nobody can see. It is answered in the view. */
async function offerDecision(decision: Decision, view: SidebarView): Promise<void> {
  const show = vscode.l10n.t('Decide');
  if ((await vscode.window.showInformationMessage(notice(decisionText(decision, say)), show)) === show)
    await view.reveal();
}

/** What changes in the window goes to the engine: files, folders, trust, settings, models. */
function followWindow({
  engine,
  sidebar,
  configuration,
  freshness,
  notes,
  reviews,
  log,
  folders,
}: Parts): vscode.Disposable[] {
  const { sendQuietly } = configuration;
  return [
    new FileWatcher(
      () => folders.roots,
      ({ paths, full }) => {
        if (engine.state.state !== 'ready') return;
        if (full) freshness.noteAll();
        for (const { path, root } of paths) {
          freshness.noteChange(path, root);
          void reviews.findings.noteFile(uriOf(folders.roots, path, root));
        }
        engine
          .request('sightline/reconcile', { paths: [...paths], full })
          .then(() => refreshNotes({ engine, notes }))
          .catch((error: unknown) => log.warn(`The index was not brought up to date: ${String(error)}`));
      },
    ),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      const known = schemesOf(folders.roots);
      folders.roots = rootsOfWindow();
      sidebar.keepRoots(new Set(folders.roots.map(({ name }) => name)));
      // Documents of another scheme reach only an engine that is started with it.
      const isNew = [...schemesOf(folders.roots)].some((scheme) => !known.has(scheme));
      if (!isNew || engine.state.state === 'stopped') sendQuietly();
      else
        engine
          .restart()
          .catch((error: unknown) => log.error(`The engine was not started again: ${String(error)}`));
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(sendQuietly),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const parts = [
        'sightline',
        'files.exclude',
        'files.encoding',
        'files.autoGuessEncoding',
        'search.exclude',
        'http',
      ];
      if (parts.some((part) => change.affectsConfiguration(part))) sendQuietly();
    }),
    vscode.lm.onDidChangeChatModels(sendQuietly),
  ];
}
