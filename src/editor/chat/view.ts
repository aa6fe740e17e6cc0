import * as vscode from 'vscode';
import { type FromPage, parseFromPage, type ToPage } from '../../protocol/page.ts';
import { pageHtml } from './html.ts';

export const VIEW = 'sightline.chat';

/** Handles a message of the page; what it throws is shown in the page. */
export type PageHandler = (message: FromPage) => Promise<void>;

/** The sidebar's webview: sets up the page, checks what comes from it, and passes on what it shall show. */
export class SidebarView implements vscode.WebviewViewProvider {
  readonly #extension: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #handle: PageHandler;
  readonly #explain: (error: unknown) => Extract<ToPage, { type: 'trouble' }>['trouble'];
  #view: vscode.WebviewView | undefined;
  /** Whether the page listens: it takes messages from the state it asks for when it is loaded. */
  #isLoaded = false;
  #waiting: ToPage[] = [];

  constructor(
    extension: vscode.Uri,
    log: vscode.LogOutputChannel,
    handle: PageHandler,
    explain: (error: unknown) => Extract<ToPage, { type: 'trouble' }>['trouble'],
  ) {
    this.#extension = extension;
    this.#log = log;
    this.#handle = handle;
    this.#explain = explain;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#isLoaded = false;
    view.webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(this.#extension, 'dist', 'webview')],
    };
    view.webview.onDidReceiveMessage((value: unknown) => void this.#receive(value));
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
    // A page that is hidden is gone: it is loaded anew when it is shown.
    view.onDidChangeVisibility(() => {
      if (this.#view === view && !view.visible) this.#isLoaded = false;
    });
    view.webview.html = pageHtml(view.webview, this.#extension);
  }

  get isVisible(): boolean {
    return this.#view?.visible === true;
  }

  /** Shows a message in the page; nothing happens while there is no page, which asks for its state when it comes. */
  post(message: ToPage): void {
    const webview = this.#view?.webview;
    void webview?.postMessage(message);
    if (message.type !== 'state' || !webview || !this.#isLoaded) return;
    for (const waiting of this.#waiting.splice(0)) void webview.postMessage(waiting);
  }

  /** Brings the view to the front and shows messages in the page, as soon as it is there. */
  async reveal(...messages: readonly ToPage[]): Promise<void> {
    const isLoaded = this.#isLoaded;
    if (!isLoaded) this.#waiting.push(...messages);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    if (isLoaded) for (const message of messages) this.post(message);
  }

  async #receive(value: unknown): Promise<void> {
    const parsed = parseFromPage(value);
    if (!parsed.ok) {
      this.#log.error(`A message of the page was refused: ${parsed.field} ${parsed.problem}`);
      const message = vscode.l10n.t('The view sent something that Sightline does not understand. Try again.');
      this.post({ type: 'trouble', trouble: { kind: 'protocol', message } });
      return;
    }
    if (parsed.message.type === 'ready') this.#isLoaded = true;
    try {
      await this.#handle(parsed.message);
    } catch (error) {
      this.#log.error(`${parsed.message.type}: ${String(error)}`);
      this.post({ type: 'trouble', trouble: this.#explain(error) });
    }
  }
}
