import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { noProgramText } from '../../present/patches/checks.ts';
import type { ParamsOf, ResultOf } from '../../protocol/requests.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { userSetting } from '../models/settings.ts';
import { notice, say } from '../strings.ts';

type CheckEnd = ResultOf<'sightline/check'>;
type Ran = Exclude<CheckEnd, { readonly type: 'refused' }>;
/** How the checks ended; `none` where the user has set none, or the window is not trusted. */
export type CheckRun = Ran | 'none' | 'stopped';

interface Applied {
  readonly id: string;
  readonly root?: string;
}

/**
 * Runs the commands that the user set to check patches (`sightline.fix.check`; a workspace cannot name one), with what
 * they say in an output channel. The server starts them, without a shell.
 */
export class CheckRuns implements vscode.Disposable {
  readonly #engine: EngineClient;
  #channel: vscode.OutputChannel | undefined;

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** Runs them on the files as they are. @throws Error when one cannot be started */
  async run(root: string | undefined, title: string): Promise<CheckRun> {
    const checks = userSetting('fix.check').map((argv) => [...argv]);
    if (checks.length === 0 || !vscode.workspace.isTrusted) return 'none';
    this.#channel ??= vscode.window.createOutputChannel(vscode.l10n.t('Sightline Checks'));
    const channel = this.#channel;
    channel.appendLine(`── ${title}: ${checks.map((argv) => argv.join(' ')).join('; ')}`);
    const checkId = randomUUID();
    const listening = this.#engine.onCheckOutput((output) => {
      if (output.checkId === checkId) channel.append(output.text);
    });
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const params = { checkId, checks, ...(root === undefined ? {} : { root }) };
    let end: CheckEnd | 'stopped';
    try {
      end = await vscode.window.withProgress(options, (_progress, token) => this.#ask(params, token));
    } finally {
      listening.dispose();
    }
    if (end !== 'stopped' && end.type === 'refused')
      throw new Error(noProgramText(notice(end.argv[0] ?? ''), end.why, say));
    return end;
  }

  async #ask(
    params: ParamsOf<'sightline/check'>,
    token: vscode.CancellationToken,
  ): Promise<CheckEnd | 'stopped'> {
    try {
      return await this.#engine.request('sightline/check', params, token);
    } catch (error) {
      if (token.isCancellationRequested) return 'stopped';
      throw error;
    }
  }

  /** Says how the checks of an applied patch ended, beside how they ended before it, with the ways from there. */
  async tell(before: Ran | 'none', after: CheckRun, applied: Applied): Promise<void> {
    if (after === 'none') return;
    if (after === 'stopped') {
      void vscode.window.showInformationMessage(vscode.l10n.t('The check was stopped. The patch stands.'));
      return;
    }
    const name = notice(after.argv.join(' '));
    const failedBefore = before !== 'none' && before.type === 'failed';
    if (after.type === 'passed') {
      void vscode.window.showInformationMessage(
        failedBefore
          ? vscode.l10n.t('The check passed: {0}. It failed before the patch.', name)
          : vscode.l10n.t('The check passed: {0}.', name),
      );
      return;
    }
    const [undo, show, fix] = [
      vscode.l10n.t('Undo'),
      vscode.l10n.t('Show Output'),
      vscode.l10n.t('Fix This'),
    ];
    const picked = await vscode.window.showWarningMessage(
      failedBefore
        ? vscode.l10n.t('The check failed, as it did before the patch: {0}.', name)
        : vscode.l10n.t('The check failed, and passed before the patch: {0}.', name),
      ...[undo, show, fix],
    );
    if (picked === show) this.#channel?.show(true);
    if (picked === undo) await vscode.commands.executeCommand('sightline.undoPatch', applied);
    if (picked === fix)
      await vscode.commands.executeCommand('sightline.fix', `${after.argv.join(' ')}\n${after.output}`);
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}
