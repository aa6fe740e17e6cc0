import * as vscode from 'vscode';
import { createTranslate } from '../../present/answer/strings.ts';
import { recipes } from '../../present/run/recipes.ts';
import { completionDetail, queryPartText, suggestionText } from '../../present/suggestions.ts';
import type { IndexStatus, RootStatus } from '../../protocol/data.ts';
import type { CompletionItem, FromPage, Mention, PageState, Preview, ToPage } from '../../protocol/page.ts';
import type { Completion, ResultOf } from '../../protocol/requests.ts';
import type { Navigator } from '../commands/navigate.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { openFile, placeOf, type Root } from '../engine/roots.ts';
import { readModelSettings, userSetting } from '../models/settings.ts';
import { saveNote } from '../notes/noteCommands.ts';
import { problemOfTurn } from '../repair/problem.ts';
import { say } from '../strings.ts';
import { explain } from '../trouble.ts';
import type { Chat } from './chat.ts';
import type { ConversationStore } from './conversationStore.ts';
import { insertCode } from './insertCode.ts';
import { deleteRuns, openRun, resumeRun, sendRuns } from './keptRuns.ts';
import { saveTable } from './saveTable.ts';
import { fittingCommands, type SlashCommand, slashCommands } from './slash.ts';

const COMPLETIONS = 50;

export interface SidebarTools {
  readonly engine: EngineClient;
  readonly chat: Chat;
  readonly store: ConversationStore;
  readonly navigator: Navigator;
  readonly log: vscode.LogOutputChannel;
  roots(): readonly Root[];
  post(message: ToPage): void;
  /** The page has the focus no longer. */
  onLeft(): void;
  strings(): Readonly<Record<string, string>>;
  readonly manifest: { readonly contributes: { readonly commands: unknown } };
  /** Whether a condition of the manifest is met. */
  holds(condition: string): boolean;
}

type MeasuredSize = NonNullable<Extract<ToPage, { type: 'measured' }>['size']> | null;

type Of<T extends FromPage['type']> = Extract<FromPage, { type: T }>;

/** Answers the page: one method for each message. Thin: conversations are the chat's, knowledge the engine's. */
export class Sidebar {
  readonly #tools: SidebarTools;
  readonly #index = new Map<string, RootStatus>();
  #suggestions: string[] = [];
  #measuring: vscode.CancellationTokenSource | undefined;
  #models: readonly { readonly id: string; readonly host: string }[] = [];

  constructor(tools: SidebarTools) {
    this.#tools = tools;
  }

  get index(): IndexStatus {
    return { roots: [...this.#index.values()] };
  }

  handle = async (message: FromPage): Promise<void> => {
    const { chat, engine } = this.#tools;
    switch (message.type) {
      case 'ready':
        return await this.#ready();
      case 'left':
        return this.#tools.onLeft();
      case 'ask':
        await chat.askInLine(message.question, message.mentions, message.conversationId, message);
        return this.showState();
      case 'stop':
        return await chat.stop(message.runId);
      case 'decide':
        return await chat.decide(message.runId, message.choice);
      case 'askAgain':
        return await chat.askAgain(message.runId, message);
      case 'open':
        return await this.#open(message);
      case 'copy':
        return await vscode.env.clipboard.writeText(message.text);
      case 'newConversation':
        chat.newConversation();
        return this.showState();
      case 'openConversation':
        chat.openConversation(message.id);
        return this.showState();
      case 'renameConversation':
        chat.renameConversation(message.id, message.name);
        return this.showState();
      case 'dropWaiting':
        return chat.dropWaiting(message.id);
      case 'deleteConversation':
        await chat.deleteConversation(message.id);
        return this.showState();
      case 'exportConversation':
        return await this.#export(message.id);
      case 'exportTable':
        return await saveTable(chat.turn(message.runId)?.answer?.table);
      case 'saveNote':
        return await saveNote(this.#tools, message.runId);
      case 'listRuns':
        return await sendRuns(this.#tools);
      case 'openRun':
        await openRun(this.#tools, message.runId);
        return this.showState();
      case 'resumeRun':
        await resumeRun(this.#tools, message.runId);
        return this.showState();
      case 'deleteRuns':
        return await deleteRuns(this.#tools, message);
      case 'complete':
        return await this.#complete(message);
      case 'preview':
        return await this.#preview(message);
      case 'retry':
        return await engine.restart();
      case 'runCommand':
        return await runPageCommand(message.command);
      case 'draft':
        return chat.setDraft({ text: message.text, mentions: message.mentions });
      case 'dropped':
        return await this.#dropped(message.uris);
      case 'measure':
        return await this.#measure(message);
      default:
        return await this.#run(message);
    }
  };

  /** What a button or a word of the page stands for elsewhere in the window. */
  async #run(
    message: Of<'applyPatch' | 'fix' | 'fixThis' | 'symbolUse' | 'insertCode' | 'slash'>,
  ): Promise<void> {
    switch (message.type) {
      case 'applyPatch':
        await vscode.commands.executeCommand('sightline.applyPatch', message.text);
        return;
      case 'fix':
        void vscode.commands.executeCommand('sightline.fix', message.text);
        return;
      case 'fixThis': {
        const turn = this.#tools.chat.turn(message.runId);
        if (turn) void vscode.commands.executeCommand('sightline.fix', problemOfTurn(turn));
        return;
      }
      case 'symbolUse':
        await vscode.commands.executeCommand('sightline.findUses', message.name);
        return;
      case 'insertCode':
        return await insertCode(message.text);
      case 'slash':
        return this.#runSlash(message.command);
    }
  }

  /** Sends the whole state to the page. */
  showState(): void {
    this.#tools.post({ type: 'state', state: this.#state() });
  }

  setModels(models: readonly { readonly id: string; readonly host: string }[]): void {
    this.#models = models;
    this.showState();
  }

  /** Shows how the index of a folder stands; the example questions come when it is ready. */
  onIndex(status: RootStatus): void {
    const before = this.#index.get(status.root)?.state;
    this.#index.set(status.root, status);
    this.#tools.post({ type: 'indexStatus', status: this.index });
    if (status.state === 'ready' && before !== 'ready') void this.#suggest();
  }

  /** Forgets folders that were closed. */
  keepRoots(names: ReadonlySet<string>): void {
    for (const name of [...this.#index.keys()]) if (!names.has(name)) this.#index.delete(name);
  }

  onEngineState(): void {
    const { state } = this.#tools.engine;
    if (state.state === 'down')
      this.#tools.post({ type: 'engineDown', message: state.message, retry: state.canRetry });
    else this.showState();
  }

  async #ready(): Promise<void> {
    this.showState();
    if (this.#tools.roots().length === 0) return;
    try {
      await this.#tools.engine.start();
    } catch (error) {
      // The state of the engine is shown already; a page that was just opened needs no second message.
      this.#tools.log.warn(String(error));
    }
  }

  #state(): PageState {
    const { engine, chat } = this.#tools;
    const { state } = engine;
    const settings = readModelSettings();
    const [first] = this.#models;
    const currency = userSetting('currency');
    return {
      ...chat.state(),
      index: this.index,
      engine:
        state.state === 'down'
          ? { state: 'down', message: state.message }
          : { state: state.state === 'ready' ? 'ready' : 'starting' },
      model: settings.provider === 'none' || !first ? null : { label: first.id, detail: first.host },
      isTrusted: vscode.workspace.isTrusted,
      suggestions: this.#suggestions,
      recipes: recipes(userSetting('recipes'), say),
      ...(currency === '' ? {} : { currency }),
      strings: { ...this.#tools.strings() },
    };
  }

  async #suggest(): Promise<void> {
    try {
      const { suggestions } = await this.#tools.engine.request('sightline/suggest', {});
      this.#suggestions = suggestions.map((suggestion) => suggestionText(suggestion, say));
      this.showState();
    } catch (error) {
      this.#tools.log.warn(`No example questions: ${String(error)}`);
    }
  }

  async #open(message: Of<'open'>): Promise<void> {
    const { engine, navigator, log } = this.#tools;
    let place = message;
    if (message.quote !== undefined) {
      const { type: _type, quote, hash, ...range } = message;
      const citation = { ...range, quote, hash: hash ?? '', state: 'verified' as const };
      try {
        const [now] = (await engine.request('sightline/recheck', { citations: [citation] })).citations;
        if (now) place = { ...message, startLine: now.startLine, endLine: now.endLine };
      } catch (error) {
        log.warn(`A citation was opened unchecked: ${String(error)}`);
      }
    }
    await navigator.open(this.#tools.roots(), place);
    await vscode.commands.executeCommand('setContext', 'sightline.citationOpened', true);
  }

  async #export(id: string): Promise<void> {
    const conversation = this.#tools.store.get(id);
    if (!conversation) return;
    const { conversationMarkdown } = await import('../../present/answer/answerMarkdown.ts');
    const t = createTranslate(this.#tools.strings(), vscode.env.language);
    const content = conversationMarkdown(conversation, t, userSetting('currency'));
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
    await vscode.window.showTextDocument(document);
  }

  /** What the palette has now. Its conditions are those of the manifest. */
  #slashCommands(): SlashCommand[] {
    const { commands } = this.#tools.manifest.contributes;
    return slashCommands(commands, (condition) => this.#tools.holds(condition));
  }

  #completeCommand({ requestId, prefix }: Of<'complete'>): void {
    const found = fittingCommands(this.#slashCommands(), prefix);
    const items = found.map(({ name, command, title }) => ({ command, label: `/${name}`, detail: title }));
    this.#tools.post({ type: 'completions', requestId, items, total: items.length });
  }

  /** The command says by itself what it could not do. */
  #runSlash(wanted: string): void {
    const offered = this.#slashCommands().find(({ command }) => command === wanted);
    if (!offered) throw new Error(vscode.l10n.t('This command cannot be run now.'));
    void vscode.commands.executeCommand(offered.command);
  }

  async #measure({ requestId, question, mentions }: Of<'measure'>): Promise<void> {
    this.#measuring?.cancel();
    const cancel = new vscode.CancellationTokenSource();
    this.#measuring = cancel;
    try {
      const asked = { text: question, focus: mentions, history: this.#tools.chat.context };
      const found = await this.#tools.engine.request(
        'sightline/preview',
        { question: { ...asked, ...openFile(this.#tools.roots()) } },
        cancel.token,
      );
      this.#tools.post({ type: 'measured', requestId, size: sizeOf(found) });
    } catch {
      // What is wrong is said where the question is asked, or looked at.
      this.#tools.post({ type: 'measured', requestId });
    } finally {
      cancel.dispose();
    }
  }

  async #completeQuery({ requestId, prefix }: Of<'complete'>): Promise<void> {
    const { items, total, replaces } = await this.#tools.engine.request('sightline/completeQuery', {
      ...{ before: prefix, limit: COMPLETIONS },
    });
    this.#tools.post({
      ...{ type: 'completions', requestId, total },
      items: items.map(({ kind, write }) => ({
        ...{ write, replaces, label: write, detail: queryPartText(kind, say) },
      })),
    });
  }

  async #complete(message: Of<'complete'>): Promise<void> {
    const { requestId, kind, prefix } = message;
    if (kind === 'query') return await this.#completeQuery(message);
    if (kind === 'command') return this.#completeCommand(message);
    const items: CompletionItem[] = [];
    let total = 0;
    const selection = kind === 'any' || kind === 'selection' ? this.#selectionItem() : undefined;
    if (selection?.label.toLowerCase().includes(prefix.toLowerCase())) {
      items.push(selection);
      total++;
    }
    const kinds =
      kind === 'any' ? (['file', 'folder', 'symbol'] as const) : kind === 'selection' ? [] : [kind];
    for (const each of kinds) {
      const limit = Math.ceil(COMPLETIONS / kinds.length);
      const found = await this.#tools.engine.request('sightline/complete', { kind: each, prefix, limit });
      total += found.total;
      const roots = this.#tools.roots();
      const open = each === 'file' ? openCompletion(found.items, roots, prefix) : undefined;
      for (const item of [...(open ? [open] : []), ...found.items.filter((one) => !isSame(one, open))]) {
        const mention = toMention(item);
        const isOpen = item === open ? { isOpen: true as const } : {};
        if (mention)
          items.push({ mention, label: item.label, detail: completionDetail(item, say), ...isOpen });
      }
    }
    this.#tools.post({ type: 'completions', requestId, items, total });
  }

  #selectionItem(): CompletionItem | undefined {
    const mention = selectionMention(this.#tools.roots());
    if (mention?.kind !== 'selection') return undefined;
    const { path, startLine, endLine } = mention;
    return {
      mention,
      label: vscode.l10n.t('selection {0}', `${path}:${startLine}-${endLine}`),
      detail: vscode.l10n.t('selected lines'),
    };
  }

  async #preview({ requestId, question, mentions }: Of<'preview'>): Promise<void> {
    try {
      const found = await this.#tools.engine.request('sightline/preview', {
        question: {
          ...{ text: question, focus: mentions, history: this.#tools.chat.context },
          ...openFile(this.#tools.roots()),
        },
      });
      this.#tools.post({ type: 'previewResult', requestId, preview: previewOf(found) });
    } catch (error) {
      this.#tools.post({ type: 'previewResult', requestId, error: explain(error) });
    }
  }

  async #dropped(uris: readonly string[]): Promise<void> {
    const outside: string[] = [];
    for (const text of uris) {
      const uri = droppedUri(this.#tools.roots(), text);
      const mention = uri && (await mentionOf(this.#tools.roots(), uri));
      if (mention) this.#tools.post({ type: 'insertMention', mention });
      else outside.push(text);
    }
    if (outside.length > 0)
      throw new Error(vscode.l10n.t('{0} is not in a folder of this window.', outside.join(', ')));
  }
}

/** What the page shows of a preview: where the request would go and how large it is, not its words. */
function previewOf(found: ResultOf<'sightline/preview'>): Preview {
  const { model, messages, tokens, redactions, passages, route, notices } = found;
  const request =
    model && messages.length > 0 ? { model: model.id, host: model.host, tokens, redactions } : undefined;
  return { route, passages, notices, ...(request ? { request } : {}) };
}

/** How large the first request is, also one that is not sent because it is too large. */
function sizeOf({ model, messages, tokens, route, notices }: ResultOf<'sightline/preview'>): MeasuredSize {
  if (!model) return null;
  const refused = notices.find(({ kind }) => kind === 'promptTooLong' || kind === 'overBudget');
  const { estimate } = route;
  if (refused && 'needs' in refused) return { tokens: refused.needs, window: refused.limit, estimate };
  return messages.length === 0 ? null : { tokens, window: model.contextTokens, estimate };
}

/** A file or folder of the window as a mention; undefined for what lies elsewhere. */
export async function mentionOf(roots: readonly Root[], uri: vscode.Uri): Promise<Mention | undefined> {
  const place = placeOf(roots, uri);
  if (!place || place.path === '') return undefined;
  const { type } = await vscode.workspace.fs.stat(uri);
  return { kind: type & vscode.FileType.Directory ? 'folder' : 'file', ...place };
}

/**
 * The address of something dropped, as this side knows it; undefined for a text that is no address. The window names
 * files of a remote machine with the scheme of its connection; on that machine they are plain files.
 */
function droppedUri(roots: readonly Root[], text: string): vscode.Uri | undefined {
  let uri: vscode.Uri;
  try {
    uri = vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
  const isRemote = uri.scheme === 'vscode-remote' && vscode.env.remoteName !== undefined;
  return isRemote && !placeOf(roots, uri) ? uri.with({ scheme: 'file', authority: '' }) : uri;
}

/** What is selected in the active editor, as whole lines. */
export function selectionMention(roots: readonly Root[]): Mention | undefined {
  const editor = vscode.window.activeTextEditor;
  const place = editor && placeOf(roots, editor.document.uri);
  if (!editor || !place || editor.selection.isEmpty) return undefined;
  const { start, end } = editor.selection;
  // A selection that ends before the first character of a line does not hold that line.
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { kind: 'selection', ...place, startLine: start.line + 1, endLine: last };
}

/** The file in the editor, where what was typed fits it: it is offered before the other files. */
function openCompletion(
  items: readonly Completion[],
  roots: readonly Root[],
  prefix: string,
): Completion | undefined {
  const { open } = openFile(roots);
  if (!open?.path.toLowerCase().includes(prefix.toLowerCase())) return undefined;
  const named: Completion = { kind: 'file', label: open.path, ...open };
  return items.find((item) => isSame(item, named)) ?? named;
}

const isSame = (item: Completion, other: Completion | undefined): boolean =>
  item.path === other?.path && item.root === other.root;

function toMention({ kind, path, name, root: inRoot }: Completion): Mention | undefined {
  const root = inRoot === undefined ? {} : { root: inRoot };
  if (kind !== 'symbol') return { kind, path, ...root };
  return name === undefined ? undefined : { kind, name, path, ...root };
}

const PAGE_COMMANDS: Readonly<Record<Of<'runCommand'>['command'], string>> = {
  chooseModel: 'sightline.chooseModel',
  setKey: 'sightline.setKey',
  showLogs: 'sightline.showLogs',
  manageTrust: 'workbench.trust.manage',
  rebuildIndex: 'sightline.rebuildIndex',
  indexStatus: 'sightline.showStatus',
};

async function runPageCommand(command: Of<'runCommand'>['command']): Promise<void> {
  await vscode.commands.executeCommand(PAGE_COMMANDS[command]);
}
