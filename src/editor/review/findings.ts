import * as vscode from 'vscode';
import type { ReviewResult } from '../../protocol/review/requests.ts';
import { type Root, uriOfInner } from '../engine/roots.ts';
import { follow, linesOf, stands } from './follow.ts';

export type Reviewed = Extract<ReviewResult, { type: 'reviewed' }>;
export type Report = Reviewed['report'];
export type Finding = Report['findings'][number];
export type Rule = Report['rules'][number];
export type Dismissal = NonNullable<Finding['dismissal']>;

/** A finding as the window shows it. */
export interface ShownFinding {
  readonly finding: Finding;
  readonly rule: Rule | undefined;
  readonly uri: vscode.Uri | undefined;
  /** Where it stands now: it follows edits. */
  readonly range: vscode.Range;
  /** Its lines are not what was reviewed any more: whether it still is one, nobody knows. */
  readonly isChanged: boolean;
  /** It is of an earlier review; the last one did not look at its place. */
  readonly isEarlier: boolean;
}

/** What the reviews of a window found, kept true to the texts. Nothing of it is stored. */
export class Findings implements vscode.Disposable {
  readonly #roots: () => readonly Root[];
  readonly #changed = new vscode.EventEmitter<vscode.Uri | undefined>();
  readonly #following: vscode.Disposable[];
  #all: readonly ShownFinding[] = [];
  #report: Report | undefined;
  #hasBaseline = false;
  #reading: Reviewed['reading'] = [];

  /** Something changed: in the findings of a file, or anywhere. */
  readonly onDidChange = this.#changed.event;

  constructor(roots: () => readonly Root[]) {
    this.#roots = roots;
    this.#following = [
      vscode.workspace.onDidChangeTextDocument((event) => this.#onEdit(event)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#compare(document.uri, linesIn(document))),
    ];
  }

  /** All findings, by path and place. */
  get all(): readonly ShownFinding[] {
    return this.#all;
  }

  /** The last review; undefined before the first, and after `clear`. */
  get report(): Report | undefined {
    return this.#report;
  }

  /** Whether findings have states. */
  get hasBaseline(): boolean {
    return this.#hasBaseline;
  }

  /** The files of the change that was reviewed last, in the order in which they are read. */
  get reading(): Reviewed['reading'] {
    return this.#reading;
  }

  byFingerprint(fingerprint: string): ShownFinding | undefined {
    return this.#all.find(({ finding }) => finding.fingerprint === fingerprint);
  }

  /** The findings at a place of a file. */
  at(uri: vscode.Uri, range: vscode.Range): readonly ShownFinding[] {
    const key = uri.toString();
    return this.#all.filter((one) => one.uri?.toString() === key && one.range.intersection(range));
  }

  /** Takes a review: its findings come in the place of all that it looked at; the others stay. */
  take({ report, hasBaseline, earlier, reading }: Reviewed): void {
    const kept = new Set(earlier);
    const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
    const found = report.findings.map((finding) => this.#shown(finding, rules.get(finding.rule)));
    const told = new Set(report.findings.map(({ fingerprint }) => fingerprint));
    const others = this.#all
      .filter(({ finding: { fingerprint } }) => kept.has(fingerprint) && !told.has(fingerprint))
      .map((one) => ({ ...one, isEarlier: true }));
    this.#report = report;
    this.#hasBaseline = hasBaseline;
    this.#reading = reading;
    this.#all = [...found, ...others].sort(byPlace);
    for (const document of vscode.workspace.textDocuments) this.#compare(document.uri, linesIn(document));
    // What is staged or committed need not be what the files hold.
    if (report.scope.kind === 'staged' || report.scope.kind === 'commit')
      void this.#compareFiles(found.filter(({ uri }) => uri !== undefined));
    this.#changed.fire(undefined);
  }

  /** Takes everything away. */
  clear(): void {
    this.#all = [];
    this.#reading = [];
    this.#report = undefined;
    this.#changed.fire(undefined);
  }

  /** Shows a finding as dismissed, or as one that is not. */
  decide(fingerprint: string, dismissal: Dismissal | undefined): void {
    this.#restate((finding) => (finding.fingerprint === fingerprint ? decided(finding, dismissal) : finding));
  }

  /** Shows all that the last review found as known. */
  noteKnown(): void {
    const told = new Set(this.#report?.findings.map(({ fingerprint }) => fingerprint));
    this.#hasBaseline = true;
    this.#restate((finding) =>
      finding.state === 'dismissed' || !told.has(finding.fingerprint)
        ? finding
        : { ...finding, state: 'persisting' },
    );
  }

  /** Changes what is said of findings, in the report as well: it is what a baseline is written from. */
  #restate(change: (finding: Finding) => Finding): void {
    this.#all = this.#all.map((one) => ({ ...one, finding: change(one.finding) }));
    if (this.#report) this.#report = { ...this.#report, findings: this.#report.findings.map(change) };
    this.#changed.fire(undefined);
  }

  /** Compares the findings of a file that changed on the disk with its text of now. */
  async noteFile(uri: vscode.Uri | undefined): Promise<void> {
    const key = uri?.toString();
    await this.#compareFiles(this.#all.filter((one) => one.uri && one.uri.toString() === key));
  }

  #shown(finding: Finding, rule: Rule | undefined): ShownFinding {
    const { startLine, startColumn, endLine, endColumn } = finding;
    return {
      ...{ finding, rule, uri: uriOfInner(this.#roots(), finding.path) },
      range: new vscode.Range(startLine - 1, startColumn - 1, endLine - 1, endColumn - 1),
      ...{ isChanged: false, isEarlier: false },
    };
  }

  #onEdit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    if (contentChanges.length === 0 || !this.#all.some(({ uri }) => uri?.toString() === key)) return;
    const lineAt = linesIn(document);
    this.#all = this.#all.map((one) => {
      if (one.uri?.toString() !== key) return one;
      let { range, isChanged } = one;
      for (const change of contentChanges) {
        const { area, isTouched } = follow(range, change);
        range = new vscode.Range(area.start.line, area.start.character, area.end.line, area.end.character);
        isChanged ||= isTouched;
      }
      return seen({ ...one, range, isChanged }, lineAt);
    });
    this.#changed.fire(document.uri);
  }

  /** Reads files that no editor holds; one that cannot be read has nothing of what was found. */
  async #compareFiles(found: readonly ShownFinding[]): Promise<void> {
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    const uris = new Map(found.map(({ uri }) => [uri!.toString(), uri!]));
    for (const [key, uri] of uris) if (!open.has(key)) this.#compare(uri, linesIn(await textOf(uri)));
  }

  /** Marks the findings of a file whose lines are not there as they were reviewed. */
  #compare(uri: vscode.Uri, lineAt: LineAt): void {
    const key = uri.toString();
    if (!this.#all.some((one) => one.uri?.toString() === key)) return;
    this.#all = this.#all.map((one) => (one.uri?.toString() === key ? seen(one, lineAt) : one));
    this.#changed.fire(uri);
  }

  dispose(): void {
    for (const disposable of this.#following) disposable.dispose();
    this.#changed.dispose();
  }
}

type LineAt = (line: number) => string | undefined;

function linesIn(source: vscode.TextDocument | string): LineAt {
  if (typeof source !== 'string')
    return (line) => (line < source.lineCount ? source.lineAt(line).text : undefined);
  const lines = linesOf(source);
  return (line) => lines[line];
}

/** The text of a file as the editor would open it; empty for one that cannot be read. */
async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return await vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
  } catch {
    return '';
  }
}

/**
 * A finding with whether its lines stand as they were reviewed. Of a long one the report has the first lines only: what
 * reached into the others is kept.
 */
function seen(one: ShownFinding, lineAt: LineAt): ShownFinding {
  const { quote, quoteEnd, endLine } = one.finding;
  const isTouched = one.isChanged && quoteEnd < endLine;
  const isChanged = isTouched || !stands(lineAt, one.range.start.line, quote);
  return isChanged === one.isChanged ? one : { ...one, isChanged };
}

/** Where the other places of a finding are: moved as far as the finding itself, from which they are hardly edited apart. */
export function relatedRanges({ finding, range }: ShownFinding): vscode.Range[] {
  const by = range.start.line + 1 - finding.startLine;
  return finding.related.map(
    ({ startLine, startColumn, endLine, endColumn }) =>
      new vscode.Range(startLine - 1 + by, startColumn - 1, endLine - 1 + by, endColumn - 1),
  );
}

const byPlace = (a: ShownFinding, b: ShownFinding): number =>
  a.finding.path === b.finding.path
    ? a.range.start.compareTo(b.range.start)
    : a.finding.path < b.finding.path
      ? -1
      : 1;

function decided({ dismissal: _dismissal, ...finding }: Finding, dismissal: Dismissal | undefined): Finding {
  return dismissal ? { ...finding, state: 'dismissed', dismissal } : { ...finding, state: 'new' };
}
