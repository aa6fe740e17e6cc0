import * as vscode from 'vscode';
import { placeOf, type Root } from '../engine/roots.ts';
import { readModelSettings } from '../models/settings.ts';
import { SOURCE } from '../review/diagnostics.ts';
import { notice } from '../strings.ts';
import type { DiagnosticFact, FixTarget } from './problem.ts';

/** Characters of a message in the title of an action. */
const MAX_TITLE = 60;

/**
 * Offers to repair a problem that any extension found, all of its kind, or to change the selected lines. Each action
 * carries a command and no edit: what it makes is gone through before it is written. Costs nothing until it is chosen.
 */
export class FixActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #roots: () => readonly Root[];
  readonly #registration: vscode.Disposable;

  constructor(roots: () => readonly Root[]) {
    this.#roots = roots;
    const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;
    this.#registration = vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, this, {
      providedCodeActionKinds: [QuickFix, RefactorRewrite],
    });
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const place = placeOf(this.#roots(), document.uri);
    if (!place || !vscode.workspace.isTrusted) return [];
    const hasModel = readModelSettings().provider !== 'none';
    const actions = diagnostics.flatMap((diagnostic) => {
      const fact = factOf(document.uri, diagnostic);
      const target: FixTarget = { uri: document.uri, facts: [fact] };
      const message = notice(fact.message).replace(/\s+/g, ' ').slice(0, MAX_TITLE);
      const others = vscode.l10n.t('Apply the Same Fix to All of This Kind…');
      const alike = fact.source === SOURCE ? [] : [quickFix(others, diagnostic, 'fixOthers', target)];
      if (!hasModel) return alike;
      return [
        ...alike,
        quickFix(vscode.l10n.t('Fix with Sightline: {0}', message), diagnostic, 'fixProblem', target),
        quickFix(vscode.l10n.t('Fix All of This Kind with Sightline…'), diagnostic, 'fixKind', target),
      ];
    });
    const { RefactorRewrite } = vscode.CodeActionKind;
    if (range.isEmpty || !hasModel || only?.contains(RefactorRewrite) === false) return actions;
    const rewrite = new vscode.CodeAction(vscode.l10n.t('Change This with Sightline…'), RefactorRewrite);
    rewrite.command = { command: 'sightline.changeSelection', title: rewrite.title };
    return [...actions, rewrite];
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function quickFix(
  title: string,
  diagnostic: vscode.Diagnostic,
  command: string,
  target: FixTarget,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { command: `sightline.${command}`, title, arguments: [target] };
  return action;
}

/** What a diagnostic says, as plain data. */
export function factOf(uri: vscode.Uri, diagnostic: vscode.Diagnostic): DiagnosticFact {
  const { range, message, source = '', code } = diagnostic;
  const value = typeof code === 'object' ? code.value : code;
  return {
    ...{ uri, message, source, code: value === undefined ? '' : String(value) },
    startLine: range.start.line + 1,
  };
}
