import * as vscode from 'vscode';
import type { ReviewWanted } from '../../protocol/review/requests.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { Root } from '../engine/roots.ts';
import { FindingDiagnostics } from './diagnostics.ts';
import { FindingActions } from './findingActions.ts';
import { Findings } from './findings.ts';
import { FindingsView } from './findingsView.ts';
import { FindingThreads } from './findingThreads.ts';
import { ReviewPages } from './reviewPages.ts';
import { runReview } from './reviewRun.ts';

/** What reviews of the window found, and where it is shown: problems, the list, threads in the margin, pages. */
export class ReviewDesk implements vscode.Disposable {
  readonly engine: EngineClient;
  readonly roots: () => readonly Root[];
  readonly findings: Findings;
  readonly view: FindingsView;
  readonly threads: FindingThreads;
  readonly pages: ReviewPages;
  readonly #parts: readonly vscode.Disposable[];
  #last: ReviewWanted | undefined;

  constructor(engine: EngineClient, roots: () => readonly Root[]) {
    this.engine = engine;
    this.roots = roots;
    this.findings = new Findings(roots);
    this.view = new FindingsView(this.findings, roots);
    this.threads = new FindingThreads(this.findings);
    this.pages = new ReviewPages(this.findings);
    this.#parts = [
      ...[new FindingDiagnostics(this.findings), new FindingActions(this.findings)],
      ...[this.view, this.threads, this.pages, this.findings],
    ];
  }

  /** What was reviewed last. */
  get last(): ReviewWanted | undefined {
    return this.#last;
  }

  /** Reviews, and shows what was found. @throws Error that says why nothing could be reviewed */
  async review(wish: ReviewWanted): Promise<void> {
    const result = await runReview(this.engine, wish, this.findings.all);
    if (!result) return;
    this.#last = wish;
    this.findings.take(result);
    await vscode.commands.executeCommand('setContext', 'sightline.hasReview', true);
    await this.view.focus();
  }

  /** Takes the findings away. The baseline stays. */
  async clear(): Promise<void> {
    this.findings.clear();
    await vscode.commands.executeCommand('setContext', 'sightline.hasReview', false);
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}
