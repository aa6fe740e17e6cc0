import * as vscode from 'vscode';
import { isProblem } from './diagnostics.ts';
import type { Findings, ShownFinding } from './findings.ts';

/** What can be done about a finding at the cursor beside its repair, which is offered for problems of any extension. */
export class FindingActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #findings: Findings;
  readonly #registration: vscode.Disposable;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#registration = vscode.languages.registerCodeActionsProvider({ pattern: '**' }, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  provideCodeActions({ uri }: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#findings
      .at(uri, range)
      .filter(isProblem)
      .flatMap((one) => [
        ...(vscode.workspace.isTrusted
          ? [action(one, 'dismissFinding', vscode.l10n.t('Dismiss Finding…'))]
          : []),
        action(one, 'showRule', vscode.l10n.t('Explain the Rule {0}', one.finding.rule), one.finding.rule),
        action(one, 'showEvidence', vscode.l10n.t('Show the Evidence')),
        action(one, 'askFinding', vscode.l10n.t('Ask About Finding')),
      ]);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function action(
  { finding }: ShownFinding,
  command: string,
  title: string,
  argument = finding.fingerprint,
): vscode.CodeAction {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { command: `sightline.${command}`, title, arguments: [argument] };
  return made;
}
