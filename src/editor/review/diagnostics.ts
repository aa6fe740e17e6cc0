import * as vscode from 'vscode';
import { findingSentence, isFresh } from '../../present/review/sentence.ts';
import { notice } from '../strings.ts';
import { type Findings, relatedRanges, type ShownFinding } from './findings.ts';

/** What diagnostics of reviews name as their source. */
export const SOURCE = 'sightline';

const LEVELS = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
} as const;

/** Findings as problems of the editor: those that nobody knows yet, while their lines are as they were reviewed. */
export class FindingDiagnostics implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #collection = vscode.languages.createDiagnosticCollection(SOURCE);
  readonly #listening: vscode.Disposable;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#listening = findings.onDidChange((uri) => this.#show(uri));
  }

  #show(uri: vscode.Uri | undefined): void {
    const key = uri?.toString();
    const shown = this.#findings.all.filter(
      (one) => isProblem(one) && one.uri && (key === undefined || one.uri.toString() === key),
    );
    if (uri) {
      this.#collection.set(uri, shown.map(diagnosticOf));
      return;
    }
    this.#collection.clear();
    for (const some of Map.groupBy(shown, (one) => one.uri!.toString()).values())
      this.#collection.set(some[0]!.uri!, some.map(diagnosticOf));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#collection.dispose();
  }
}

/** Whether a finding is shown as a problem. */
export const isProblem = ({ finding, isChanged }: ShownFinding): boolean => isFresh(finding) && !isChanged;

/** The sentence of a finding, as the editor shows it. */
export const sentenceOf = ({ finding, rule }: ShownFinding): string => notice(findingSentence(finding, rule));

/** The address that opens the page of a rule. */
export const ruleLink = (id: string): vscode.Uri =>
  vscode.Uri.parse(`command:sightline.showRule?${encodeURIComponent(JSON.stringify([id]))}`);

/** A finding as a problem. */
export function diagnosticOf(one: ShownFinding): vscode.Diagnostic {
  const { finding, rule, uri, range } = one;
  const diagnostic = new vscode.Diagnostic(range, sentenceOf(one), LEVELS[finding.severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = { value: finding.rule, target: ruleLink(finding.rule) };
  diagnostic.relatedInformation = relatedRanges(one).map(
    (place, at) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uri!, place),
        notice(finding.related[at]!.name),
      ),
  );
  if (rule?.family === 'dead-code') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}
