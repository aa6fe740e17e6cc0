import * as vscode from 'vscode';

/**
 * Gives the focus back to the page where a picker or a dialog took it from there. The editor itself gives it to the
 * open file, so that the next key a person means for the question would change that file.
 */
export class PageFocus implements vscode.Disposable {
  readonly #give: () => Promise<void>;
  readonly #watching: vscode.Disposable;
  /** How often the page lost the focus, and how often a person went to an editor. */
  #left = 0;
  #moved = 0;

  constructor(give: () => Promise<void>) {
    this.#give = give;
    const { Mouse } = vscode.TextEditorSelectionChangeKind;
    this.#watching = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
        if (kind === Mouse) this.#moved++;
      }),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.#moved++;
      }),
    );
  }

  /** The page says that it has the focus no longer. */
  noteLeft(): void {
    this.#left++;
  }

  /** Does some work that may ask a person something, and puts them back into the page if that is where they were. */
  async keep<T>(work: () => Thenable<T>): Promise<T> {
    const [left, moved] = [this.#left, this.#moved];
    try {
      return await work();
    } finally {
      // Who went to a file in between is left there.
      if (this.#left !== left && this.#moved === moved) await this.#give();
    }
  }

  dispose(): void {
    this.#watching.dispose();
  }
}
