import * as vscode from 'vscode';
import { problemText } from '../../present/problems.ts';
import type { IndexStatus } from '../../protocol/data.ts';
import { notice, say } from '../strings.ts';

/** The index in the status bar: what it is doing, and what it holds. Hidden until the engine was first needed. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('sightline.index', vscode.StatusBarAlignment.Right, 90);

  constructor() {
    this.#item.name = vscode.l10n.t('Sightline Index');
    this.#item.command = 'sightline.showStatus';
  }

  show({ roots }: IndexStatus): void {
    if (roots.length === 0) {
      this.#item.hide();
      return;
    }
    const busy = roots.find(({ state }) => state === 'indexing' || state === 'waiting');
    const failed = roots.find(({ state }) => state === 'failed' || state === 'unavailable');
    const files = roots.reduce((sum, root) => sum + root.files.indexed, 0);
    const skipped = roots.reduce((sum, root) => sum + root.files.skipped.length, 0);
    if (failed) {
      const [problem] = failed.problems;
      const text = problem && problemText(problem, { say, door: 'editor' });
      this.#set('$(warning) Sightline', text ?? vscode.l10n.t('The index could not be made.'));
      this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    } else if (busy) {
      const { progress } = busy;
      const share =
        progress && progress.total > 0 ? ` ${Math.floor((100 * progress.done) / progress.total)}%` : '';
      const detail = progress
        ? vscode.l10n.t('Indexing {0}: {1} of {2} files', busy.root, progress.done, progress.total)
        : vscode.l10n.t('Indexing {0}', busy.root);
      this.#set(`$(sync~spin) Sightline${share}`, detail);
    } else {
      this.#set(
        '$(check) Sightline',
        vscode.l10n.t('{0} files indexed, {1} skipped. Click for details.', files, skipped),
      );
    }
  }

  /** The engine is not running. */
  showDown(message: string): void {
    this.#set('$(error) Sightline', message);
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
  }

  #set(text: string, tooltip: string): void {
    this.#item.text = text;
    const shown = notice(tooltip);
    this.#item.tooltip = shown;
    this.#item.accessibilityInformation = { label: shown };
    this.#item.backgroundColor = undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
