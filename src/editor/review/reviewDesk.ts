import * as vscode from 'vscode';
import type { ReviewWanted } from '../../protocol/review/requests.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { Root } from '../engine/roots.ts';
import { readModelSettings } from '../models/settings.ts';
import { notice } from '../strings.ts';
import { FindingDiagnostics } from './diagnostics.ts';
import { FindingActions } from './findingActions.ts';
import { Findings, type Reviewed } from './findings.ts';
import { FindingsView } from './findingsView.ts';
import { FindingThreads } from './findingThreads.ts';
import { ReviewPages } from './reviewPages.ts';
import { type How, runReview, tellOf } from './reviewRun.ts';

interface Last {
  readonly wish: ReviewWanted;
  readonly isJudged: boolean;
}

/** Asks what is to review, where there is a choice; undefined when a person left. */
async function askHow(): Promise<How | undefined> {
  if (!vscode.workspace.isTrusted || readModelSettings().provider === 'none') return { isJudged: false };
  const items: (vscode.QuickPickItem & How)[] = [
    {
      label: vscode.l10n.t('Rules only'),
      detail: vscode.l10n.t('Nothing is sent, and it costs nothing.'),
      isJudged: false,
    },
    {
      label: vscode.l10n.t('Rules and the model'),
      detail: vscode.l10n.t('What needs judgement as well. The price is shown before anything is sent.'),
      isJudged: true,
    },
  ];
  return await vscode.window.showQuickPick(items, { title: vscode.l10n.t('What shall review?') });
}

/** What reviews of the window found, and where it is shown: problems, the list, threads in the margin, pages. */
export class ReviewDesk implements vscode.Disposable {
  readonly engine: EngineClient;
  readonly roots: () => readonly Root[];
  readonly findings: Findings;
  readonly view: FindingsView;
  readonly threads: FindingThreads;
  readonly pages: ReviewPages;
  readonly #parts: readonly vscode.Disposable[];
  #last: Last | undefined;
  #isShown = false;

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

  /** True while the findings of a review are shown. */
  get isShown(): boolean {
    return this.#isShown;
  }

  /** Reviews as before, or the repository. @throws Error that says why nothing could be reviewed */
  async reviewAgain(): Promise<void> {
    const { wish, isJudged } = this.#last ?? { wish: { kind: 'paths' as const, paths: [] } };
    await this.review(wish, isJudged === undefined ? undefined : { isJudged });
  }

  /**
   * Reviews, and shows what was found. Where a model is set, a person is asked whether it shall be asked as well.
   * @throws Error that says why nothing could be reviewed
   */
  async review(wish: ReviewWanted, wanted?: How): Promise<void> {
    const how = wanted ?? (await askHow());
    if (!how) return;
    const ended = await runReview(this.engine, wish, this.findings.all, how);
    if (!ended) return;
    const { reviewed, runId } = ended;
    // A person may have taken the rules only when the price was seen.
    this.#last = { wish, isJudged: reviewed.report.judged !== undefined };
    this.findings.take(reviewed);
    this.#isShown = true;
    await vscode.commands.executeCommand('setContext', 'sightline.hasReview', true);
    await this.view.focus();
    void this.#tell(reviewed, () => this.review(wish, { isJudged: true, again: runId }));
  }

  async #tell(reviewed: Reviewed, goOn: () => Promise<void>): Promise<void> {
    if (!(await tellOf(reviewed))) return;
    await goOn().catch((error: unknown) => {
      void vscode.window.showErrorMessage(notice(error instanceof Error ? error.message : String(error)));
    });
  }

  /** Takes the findings away. The baseline stays. */
  async clear(): Promise<void> {
    this.findings.clear();
    this.#isShown = false;
    await vscode.commands.executeCommand('setContext', 'sightline.hasReview', false);
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}
