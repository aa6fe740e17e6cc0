import * as vscode from 'vscode';
import { findingSentence } from '../../present/review/sentence.ts';
import { untrusted } from '../../present/untrusted.ts';
import { userSetting } from '../models/settings.ts';
import { isProblem } from './diagnostics.ts';
import type { Findings, ShownFinding } from './findings.ts';

const CONTROLLER = 'sightline.review';
const SETTING = 'sightline.review.comments';

/** Findings as threads in the margin of open files, where a person wants them there. */
export class FindingThreads implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #controller = vscode.comments.createCommentController(CONTROLLER, 'Sightline');
  readonly #threads = new Map<string, vscode.CommentThread>();
  readonly #listening: readonly vscode.Disposable[];

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#listening = [
      findings.onDidChange(() => this.#show()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#show()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(SETTING)) this.#show();
      }),
    ];
  }

  /** The finding that a thread is about. */
  findingOf(thread: object): ShownFinding | undefined {
    const [fingerprint] = [...this.#threads].find(([, known]) => known === thread) ?? [];
    return fingerprint === undefined ? undefined : this.#findings.byFingerprint(fingerprint);
  }

  /** Adds to the thread of a finding what its rule looks for and what it does not claim. */
  explain({ finding, rule }: ShownFinding): void {
    const thread = this.#threads.get(finding.fingerprint);
    if (!thread || !rule || thread.comments.length > 1) return;
    const body = new vscode.MarkdownString();
    const parts = [
      [vscode.l10n.t('What the rule looks for'), rule.looksFor],
      [vscode.l10n.t('What is not a finding'), rule.doesNotClaim],
    ] as const;
    for (const [title, text] of parts)
      if (text !== '') body.appendMarkdown(`**${title}**\n\n${untrusted(text, 'markdown')}\n\n`);
    thread.comments = [...thread.comments, comment(body)];
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  #show(): void {
    const open = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    const wanted = userSetting('review.comments')
      ? this.#findings.all.filter((one) => isProblem(one) && one.uri && open.has(one.uri.toString()))
      : [];
    const names = new Set(wanted.map(({ finding: { fingerprint } }) => fingerprint));
    for (const [fingerprint, thread] of [...this.#threads])
      if (!names.has(fingerprint)) {
        thread.dispose();
        this.#threads.delete(fingerprint);
      }
    for (const one of wanted) this.#place(one);
  }

  #place(one: ShownFinding): void {
    const { finding, rule, uri, range } = one;
    const known = this.#threads.get(finding.fingerprint);
    if (known) {
      if (!known.range?.isEqual(range)) known.range = range;
      return;
    }
    const body = new vscode.MarkdownString(untrusted(findingSentence(finding, rule), 'markdown'));
    const thread = this.#controller.createCommentThread(uri!, range, [comment(body)]);
    thread.canReply = false;
    thread.contextValue = 'finding';
    thread.label = finding.rule;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
    this.#threads.set(finding.fingerprint, thread);
  }

  dispose(): void {
    for (const one of this.#listening) one.dispose();
    this.#controller.dispose();
  }
}

const comment = (body: vscode.MarkdownString): vscode.Comment => ({
  ...{ body, mode: vscode.CommentMode.Preview, author: { name: 'Sightline' } },
});
