import * as vscode from 'vscode';
import { type FromPage, parseFromPage, type ToPage } from '../protocol/page.ts';
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
    view.webview.html = pageHtml(view.webview, this.#extension);
  }

  /** Shows a message in the page; nothing happens while there is no page, which asks for its state when it comes. */
  post(message: ToPage): void {
    void this.#view?.webview.postMessage(message);
  }

  /** Brings the view to the front, without a wait for the page. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW}.focus`);
  }

  async #receive(value: unknown): Promise<void> {
    const parsed = parseFromPage(value);
    if (!parsed.ok) {
      this.#log.error(`A message of the page was refused: ${parsed.field} ${parsed.problem}`);
      const message = vscode.l10n.t('The view sent something that Sightline does not understand. Try again.');
      this.post({ type: 'trouble', trouble: { kind: 'protocol', message, action: 'showLogs' } });
      return;
    }
    try {
      await this.#handle(parsed.message);
    } catch (error) {
      this.#log.error(`${parsed.message.type}: ${String(error)}`);
      this.post({ type: 'trouble', trouble: this.#explain(error) });
    }
  }
}
