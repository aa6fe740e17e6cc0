import * as vscode from 'vscode';

/**
 * Gives the focus back to the page where a picker or a dialog took it from there. The editor itself gives it to the
 * open file, so that the next key a person means for the question would change that file.
 */
export class PageFocus implements vscode.Disposable {
  readonly #give: () => Promise<void>;
  readonly #watching: vscode.Disposable;
  /** Since the page was left, nothing happened in an editor: what has the focus is a picker, or is soon over. */
  #wasInPage = false;

  constructor(give: () => Promise<void>) {
    this.#give = give;
    const moved = (): void => {
      this.#wasInPage = false;
    };
    this.#watching = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ kind }) => kind !== undefined && moved()),
      vscode.window.onDidChangeActiveTextEditor(moved),
    );
  }

  /** The page says that it has the focus no longer. */
  noteLeft(): void {
    this.#wasInPage = true;
  }

  /**
   * Does some work that may ask a person something, and puts them back into the page if that is where they were, also
   * before the palette. Who went to a file in between is left there.
   */
  async keep<T>(work: () => Thenable<T>): Promise<T> {
    try {
      return await work();
    } finally {
      if (this.#wasInPage) await this.#give();
    }
  }

  dispose(): void {
    this.#watching.dispose();
  }
}
