import * as vscode from 'vscode';
import { untrusted } from '../../present/untrusted.ts';

const SCHEME = 'sightline-report';
/** What makes pages of Markdown in the editor. */
const MARKDOWN = 'vscode.markdown-language-features';
const MOST_PAGES = 20;

/**
 * Reports as read-only Markdown documents: they can be searched, copied and previewed like any file, and closing one
 * asks nothing. A report is forgotten when its document is closed.
 */
export class ReportDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  /** Those that are shown as pages; the last ones keep their texts. */
  readonly #rendered = new Set<string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        // A page is drawn again from its text long after the editor has let go of that.
        if (uri.scheme === SCHEME && !this.#rendered.has(uri.path)) this.#texts.delete(uri.path);
      }),
    ];
  }

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.#texts.get(path) ?? '';
  }

  /**
   * Shows a report under this name; one of the same name that is open gets the new text. `isRendered`: as a page, where
   * the editor has a preview of Markdown, and as text where it has none.
   */
  async show(name: string, text: string, { isRendered = false } = {}): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${untrusted(name, 'page').replaceAll(/[/\\\n]/g, ' ')}.md`,
    });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    if (isRendered && vscode.extensions.getExtension(MARKDOWN)) {
      this.#keep(uri.path);
      await vscode.commands.executeCommand('markdown.showPreview', uri);
      return;
    }
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  #keep(path: string): void {
    this.#rendered.delete(path);
    this.#rendered.add(path);
    const [oldest] = this.#rendered;
    if (this.#rendered.size <= MOST_PAGES || oldest === undefined) return;
    this.#rendered.delete(oldest);
    this.#texts.delete(oldest);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
