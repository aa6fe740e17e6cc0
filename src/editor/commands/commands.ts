import * as vscode from 'vscode';
import { failureText } from '../../present/failures.ts';
import { outlineMarkdown, previewMarkdown, statusMarkdown } from '../../present/reports.ts';
import { troubleAction } from '../../present/trouble.ts';
import { untrusted } from '../../present/untrusted.ts';
import type { Failure } from '../../protocol/data.ts';
import type { Mention, ToPage } from '../../protocol/page.ts';
import type { ResultOf } from '../../protocol/requests.ts';
import type { Chat } from '../chat/chat.ts';
import { mentionOf, type Sidebar, selectionMention } from '../chat/sidebar.ts';
import type { SidebarView } from '../chat/view.ts';
import { endpointToList } from '../engine/configure.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { openFile, placeOf, type Root } from '../engine/roots.ts';
import type { KeyRing } from '../models/keys.ts';
import { measureModel } from '../models/measureModel.ts';
import { askKey, chooseModel } from '../models/modelPicker.ts';
import { isOneModel } from '../models/readerSettings.ts';
import type { RecentStore } from '../models/recentModels.ts';
import { type Role, readModelSettings } from '../models/settings.ts';
import { noteCommands } from '../notes/noteCommands.ts';
import type { NotesView } from '../notes/notesView.ts';
import { patchCommands } from '../patches/patchCommands.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { fixCommands } from '../repair/fixCommands.ts';
import type { ReportDesk } from '../reports/reportDesk.ts';
import type { ReportDocuments } from '../reports/reportDocuments.ts';
import { findingCommands } from '../review/findingCommands.ts';
import { reviewCommands } from '../review/reviewCommands.ts';
import type { ReviewDesk } from '../review/reviewDesk.ts';
import { notice, say } from '../strings.ts';
import { explainText } from '../trouble.ts';
import { findUses } from './findUses.ts';
import type { Navigator } from './navigate.ts';
import type { PageFocus } from './pageFocus.ts';
import { runCommands } from './runCommands.ts';
import type { UsesView } from './usesView.ts';

export interface CommandTools {
  readonly engine: EngineClient;
  readonly chat: Chat;
  readonly sidebar: Sidebar;
  readonly view: SidebarView;
  readonly navigator: Navigator;
  readonly keys: KeyRing;
  /** Models that were chosen before. */
  readonly recent: RecentStore;
  readonly log: vscode.LogOutputChannel;
  readonly reports: ReportDocuments;
  readonly focus: PageFocus;
  readonly uses: UsesView;
  readonly notes: NotesView;
  readonly patches: PatchDesk;
  readonly reviews: ReviewDesk;
  readonly written: ReportDesk;
  /** Of the extension. */
  readonly version: string;
  roots(): readonly Root[];
  /** Sends the configuration again after something of it changed. */
  configure(): Promise<void>;
}

/** Commands that ask something and then are over. The others lead to where they say, unless they are left before. */
const ASKING: ReadonlySet<string> = new Set([
  ...['chooseModel', 'testModel', 'setKey', 'removeKey', 'clearData', 'deleteRuns'],
  ...['editNote', 'deleteNote'],
]);

type Handler = (...args: unknown[]) => Promise<void>;

/** Registers every command of the manifest. What a command throws is shown to the user, once, and logged. */
export function registerCommands(tools: CommandTools): vscode.Disposable[] {
  return Object.entries(handlers(tools)).map(([name, handler]) =>
    vscode.commands.registerCommand(`sightline.${name}`, (...args: unknown[]) =>
      showFailure(tools, name, () =>
        ASKING.has(name) ? tools.focus.keep(() => handler(...args)) : handler(...args),
      ),
    ),
  );
}

/** Does some work; what it throws is shown and logged. Never rejects. */
async function showFailure({ log }: CommandTools, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(`${name}: ${String(error)}`);
    const logs = vscode.l10n.t('Open Logs');
    const message = notice(explainText(error));
    void vscode.window.showErrorMessage(message, logs).then((picked) => {
      if (picked === logs) log.show();
    });
  }
}

function handlers(tools: CommandTools): Readonly<Record<string, Handler>> {
  const { engine, chat, view, sidebar, keys, log } = tools;
  return {
    ask: async (target) => {
      const mention = target instanceof vscode.Uri ? await mentionOf(tools.roots(), target) : undefined;
      await view.reveal(...insertion(mention), { type: 'focus' });
    },
    askSelection: async () => {
      await view.reveal(...insertion(selectionMention(tools.roots())), { type: 'focus' });
    },
    explainSymbol: () => explainSymbol(tools),
    findUses: (name) => findUses(tools, typeof name === 'string' ? name : wordAtCursor()),
    refreshUses: async () => {
      if (tools.uses.name !== undefined) await findUses(tools, tools.uses.name);
    },
    clearUses: () => tools.uses.clear(),
    outline: (target) => showOutline(tools, target instanceof vscode.Uri ? target : undefined),
    rebuildIndex: async () => {
      await engine.request('sightline/rebuild', {});
    },
    showStatus: async () =>
      tools.reports.show(
        vscode.l10n.t('Sightline index'),
        statusMarkdown(await engine.request('sightline/status', {}), reportWords()),
        { isRendered: true },
      ),
    chooseModel: async () => {
      const discover = async (token: vscode.CancellationToken) =>
        (await engine.request('sightline/discover', {}, token)).endpoints;
      const test = (role: Role) => showFailure(tools, 'testModel', () => testModels(tools, [role]));
      const list = async (baseUrl: string, token: vscode.CancellationToken) =>
        await engine.request('sightline/listModels', await endpointToList(baseUrl, keys), token);
      const wasChosen = await chooseModel({ keys, discover, list, test, recent: tools.recent });
      if (wasChosen) await tools.configure();
    },
    testModel: () => testModels(tools, isOneModel(readModelSettings()) ? ['author'] : ['author', 'reader']),
    measureModel: () => measureModel(tools),
    setKey: async () => {
      const host = await changeKey(tools, (baseUrl) => askKey(baseUrl, keys));
      if (host) void vscode.window.showInformationMessage(vscode.l10n.t('The key of {0} was stored.', host));
    },
    removeKey: async () => {
      const host = await changeKey(tools, async (baseUrl) => {
        await keys.remove(baseUrl);
        return true;
      });
      if (host) void vscode.window.showInformationMessage(vscode.l10n.t('The key of {0} was removed.', host));
    },
    previewPrompt: () => previewPrompt(tools),
    newConversation: async () => {
      chat.newConversation();
      sidebar.showState();
      await view.reveal({ type: 'focus' });
    },
    stop: async () => {
      if (chat.lastRun) await chat.stop(chat.lastRun);
    },
    ...runCommands(tools),
    ...noteCommands(tools),
    ...patchCommands(tools.patches),
    ...fixCommands(tools.patches),
    ...reviewCommands(tools.reviews),
    ...tools.written.handlers(),
    ...findingCommands({
      reviews: tools.reviews,
      patches: tools.patches,
      ask: (question, about) => askAbout(tools, question, about),
      version: tools.version,
    }),
    clearData: () => clearData(tools),
    showLogs: async () => log.show(),
    restartServer: () => engine.restart(),
  };
}

function insertion(mention: Mention | undefined): ToPage[] {
  return mention ? [{ type: 'insertMention', mention }] : [];
}

/** Asks a question about something in the conversation on the screen. */
async function askAbout(
  { chat, view, sidebar }: CommandTools,
  question: string,
  about: readonly Mention[],
): Promise<void> {
  await view.reveal();
  await chat.ask(question, about, chat.current?.id);
  sidebar.showState();
}

async function explainSymbol(tools: CommandTools): Promise<void> {
  const { roots } = tools;
  const name = wordAtCursor();
  const editor = vscode.window.activeTextEditor;
  const place = editor && placeOf(roots(), editor.document.uri);
  await askAbout(tools, vscode.l10n.t('What does `{0}` do, and how is it used?', name), [
    { kind: 'symbol', name, ...(place ?? {}) },
  ]);
}

/** The name under the cursor. @throws Error when there is none */
function wordAtCursor(): string {
  const editor = vscode.window.activeTextEditor;
  const range = editor?.document.getWordRangeAtPosition(editor.selection.active);
  if (!editor || !range)
    throw new Error(vscode.l10n.t('There is no name at the cursor. Put the cursor on one and try again.'));
  return editor.document.getText(range);
}

async function showOutline(
  { engine, roots, reports }: CommandTools,
  target: vscode.Uri | undefined,
): Promise<void> {
  const place = target && placeOf(roots(), target);
  const wanted = place ? [place] : roots().map(({ name }) => ({ root: name, path: '' }));
  const parts: string[] = [];
  for (const one of wanted) {
    const root = roots().length > 1 && one.root !== undefined ? { root: one.root } : {};
    const outline = await engine.request('sightline/outline', { ...root, path: one.path });
    const label = one.path === '' ? (one.root ?? '') : one.path;
    parts.push(
      outline
        ? outlineMarkdown(label, outline, reportWords())
        : untrusted(vscode.l10n.t('The index does not hold {0}.', label), 'markdown'),
    );
  }
  const name = place && place.path !== '' ? place.path : vscode.l10n.t('repository');
  await reports.show(vscode.l10n.t('Outline of {0}', name), parts.join('\n'), { isRendered: true });
}

const reportWords = () => ({ say, locale: vscode.env.language });

async function previewPrompt({ engine, chat, reports, focus, roots }: CommandTools): Promise<void> {
  const typed = chat.state().draft;
  const question = await focus.keep(() =>
    vscode.window.showInputBox({
      title: vscode.l10n.t('Show what would be sent for a question'),
      value: typed.text,
      prompt: vscode.l10n.t('Nothing is sent by this.'),
    }),
  );
  if (!question?.trim()) return;
  const preview = await engine.request('sightline/preview', {
    question: {
      ...{ text: question, focus: typed.mentions, history: chat.context },
      ...openFile(roots()),
    },
  });
  await reports.show(vscode.l10n.t('What would be sent'), previewMarkdown(question, preview, reportWords()));
}

/** Makes one tiny call in each role, one after the other, and says what came of each. */
async function testModels({ engine, configure }: CommandTools, roles: readonly Role[]): Promise<void> {
  const results = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking the model...'),
      cancellable: true,
    },
    async (_progress, token) => {
      // Whoever has just chosen a model may be quicker than what tells the engine of it.
      await configure();
      const found: ResultOf<'sightline/testModel'>[] = [];
      for (const role of roles) found.push(await engine.request('sightline/testModel', { role }, token));
      return found;
    },
  );
  for (const { ms, host, model, failure } of results) {
    if (!failure)
      void vscode.window.showInformationMessage(
        notice(vscode.l10n.t('{0} at {1} answered in {2} ms.', model, host, Math.round(ms))),
      );
    else void offerRepair(failure, results.length > 1 ? model : undefined);
  }
}

/** Says why a model did not answer, with what usually helps: first what helps most. */
async function offerRepair(failure: Failure, model: string | undefined): Promise<void> {
  const text = failureText(failure, { say, door: 'editor' });
  const message = model === undefined ? text : vscode.l10n.t('Model {0}: {1}', model, text);
  const choose = vscode.l10n.t('Choose Model');
  const key = vscode.l10n.t('Set API Key');
  const buttons = troubleAction(failure) === 'setKey' ? [key, choose] : [choose, key];
  const picked = await vscode.window.showErrorMessage(notice(message), ...buttons);
  if (picked === choose) await vscode.commands.executeCommand('sightline.chooseModel');
  else if (picked === key) await vscode.commands.executeCommand('sightline.setKey');
}

/** Changes the key of an endpoint that is set, and has the engine use that. Gives its host when something changed. */
async function changeKey(
  tools: CommandTools,
  change: (baseUrl: string) => Promise<boolean>,
): Promise<string | undefined> {
  const { author, reader } = readModelSettings();
  const addresses = [...new Set([author.baseUrl, reader.baseUrl].filter((url) => url !== ''))];
  if (addresses.length === 0) {
    await vscode.commands.executeCommand('sightline.chooseModel');
    return undefined;
  }
  const baseUrl =
    addresses.length === 1
      ? addresses[0]
      : await vscode.window.showQuickPick(addresses, { title: vscode.l10n.t('For which endpoint?') });
  if (!baseUrl || !(await change(baseUrl))) return undefined;
  await tools.configure();
  return new URL(baseUrl).host;
}

async function clearData({ engine, chat, sidebar }: CommandTools): Promise<void> {
  const index = vscode.l10n.t('Delete the Index');
  const conversations = vscode.l10n.t('Delete the Conversations');
  const all = vscode.l10n.t('Delete Both');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('What shall be deleted from this computer? Files of the workspace are never touched.'),
    { modal: true },
    index,
    conversations,
    all,
  );
  if (picked === conversations || picked === all) await chat.clear();
  if (picked === index || picked === all) await engine.request('sightline/clear', { what: 'index' });
  if (picked) sidebar.showState();
}
