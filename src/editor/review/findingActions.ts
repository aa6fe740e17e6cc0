import * as vscode from 'vscode';
import { diagnosticOf, isProblem } from './diagnostics.ts';
import type { Findings, ShownFinding } from './findings.ts';
import { canPutRight } from './ownFixes.ts';

/** The kind of what a rule itself puts in the place of what it found: no fix of another extension has it. */
export const OWN_FIX = vscode.CodeActionKind.QuickFix.append('sightline');

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

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#findings
      .at(document.uri, range)
      .filter(isProblem)
      .flatMap((one) => [
        ...fixesOf(one, document),
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

/** What the rule itself puts there: at once in this place, which the editor takes back, and as a patch everywhere. */
function fixesOf(one: ShownFinding, document: vscode.TextDocument): vscode.CodeAction[] {
  const { finding, rule, range } = one;
  const { fix } = finding;
  if (!fix || !canPutRight(one) || document.getText(range) !== fix.was) return [];
  const here = new vscode.CodeAction(vscode.l10n.t('Put Right: {0}', rule?.title ?? finding.rule), OWN_FIX);
  here.edit = new vscode.WorkspaceEdit();
  here.edit.replace(document.uri, range, fix.text);
  here.isPreferred = true;
  here.diagnostics = [diagnosticOf(one)];
  if (!vscode.workspace.isTrusted) return [here];
  return [here, action(one, 'fixRule', vscode.l10n.t('Put Right All That {0} Found…', finding.rule))];
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
