import * as vscode from 'vscode';
import { notice } from '../strings.ts';

/** Something that is wrong with what was configured, in words for a person. */
export interface ProblemNotice {
  readonly about: 'model' | 'folders';
  readonly message: string;
}

/** Shows what is wrong with the configuration. What was wrong before already is not shown again. */
export class ProblemNotices {
  readonly #log: vscode.LogOutputChannel;
  #known: ReadonlySet<string> = new Set();

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** @param problems everything that is wrong now */
  show(problems: readonly ProblemNotice[]): void {
    const known = this.#known;
    this.#known = new Set(problems.map(({ message }) => message));
    for (const problem of problems) {
      if (known.has(problem.message)) continue;
      this.#log.warn(problem.message);
      // Not awaited: a message may stay open for long.
      void this.#offer(problem);
    }
  }

  async #offer({ about, message }: ProblemNotice): Promise<void> {
    const choose = vscode.l10n.t('Choose Model');
    const logs = vscode.l10n.t('Open Logs');
    const buttons = about === 'model' ? [choose, logs] : [logs];
    const picked = await vscode.window.showWarningMessage(notice(message), ...buttons);
    if (picked === choose) await vscode.commands.executeCommand('sightline.chooseModel');
    else if (picked === logs) this.#log.show();
  }
}
