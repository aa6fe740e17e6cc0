import * as vscode from 'vscode';
import type { Root } from '../engine/roots.ts';
import { uriOf } from '../engine/roots.ts';

/** Lines to show, 1-based and inclusive. */
export interface Place {
  readonly path: string;
  readonly root?: string | undefined;
  readonly startLine: number;
  readonly endLine: number;
}

/** The lines a citation opened, marked until the cursor moves on. */
export class Navigator implements vscode.Disposable {
  readonly #mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  readonly #clearing: vscode.Disposable;
  #marked: { editor: vscode.TextEditor; line: number } | undefined;

  constructor() {
    this.#clearing = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const marked = this.#marked;
      if (marked?.editor === textEditor && selections[0]?.active.line !== marked.line) this.#clear();
    });
  }

  /** Opens the lines, selects them, and marks them. @throws Error that names the file when it cannot be opened. */
  async open(roots: readonly Root[], place: Place): Promise<void> {
    const uri = uriOf(roots, place.path, place.root);
    if (!uri)
      throw new Error(
        vscode.l10n.t('{0} is not in a folder of this window. Open its folder and try again.', place.path),
      );
    const document = await openDocument(uri, place.path);
    const last = document.lineCount - 1;
    const startLine = Math.min(Math.max(0, place.startLine - 1), last);
    const endLine = Math.min(Math.max(startLine, place.endLine - 1), last);
    const range = new vscode.Range(startLine, 0, endLine, document.lineAt(endLine).text.length);
    const editor = await vscode.window.showTextDocument(document, {
      // The cursor at the start: what is marked begins in view, also when it is longer than the editor.
      selection: range,
      preview: true,
      viewColumn: besideWebview(),
    });
    editor.selection = new vscode.Selection(range.end, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#clear();
    editor.setDecorations(this.#mark, [range]);
    this.#marked = { editor, line: startLine };
  }

  #clear(): void {
    this.#marked?.editor.setDecorations(this.#mark, []);
    this.#marked = undefined;
  }

  dispose(): void {
    this.#clearing.dispose();
    this.#mark.dispose();
  }
}

async function openDocument(uri: vscode.Uri, path: string): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(vscode.l10n.t('{0} cannot be opened: {1}', path, reason));
  }
}

function besideWebview(): vscode.ViewColumn {
  return vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.One;
}
