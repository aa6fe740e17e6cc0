import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { reviewMarkdown } from '../../present/review/markdown.ts';
import type { PageWords } from '../../present/review/page.ts';
import { reportPage } from '../../present/review/reportPage.ts';
import { rulePage } from '../../present/review/rulePage.ts';
import { sarifOf } from '../../present/review/sarif.ts';
import type { ShownRule } from '../../protocol/review/requests.ts';
import { notice, say } from '../strings.ts';
import { ruleLink } from './diagnostics.ts';
import type { Findings, Report } from './findings.ts';

/** The type of the panel with the report; menus of the manifest name it. */
const REPORT = 'sightline.report';
const RULE = 'sightline.rule';
/** The commands that a page may call; it has no scripts. */
const COMMANDS = ['sightline.openFinding', 'sightline.showRule'];
/** Forms of a report, and how the names of their files end. */
const ENDINGS = { Markdown: 'md', HTML: 'html', SARIF: 'sarif' } as const;
const HOME = 'https://marketplace.visualstudio.com/items?itemName=sightline.sightline';

/** The report of the last review, and rules, as pages beside the files. One panel for each. */
export class ReviewPages implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #listening: vscode.Disposable;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#listening = findings.onDidChange(() => {
      const { report } = findings;
      const panel = this.#panels.get(REPORT);
      if (panel && report) panel.webview.html = reportHtml(report);
    });
  }

  /** Shows the report of the last review. @throws Error before the first */
  showReport(): void {
    this.#show(REPORT, vscode.l10n.t('Review'), reportHtml(this.#reviewed()));
  }

  /** Shows what a rule looks for. */
  showRule(rule: ShownRule): void {
    this.#show(RULE, notice(rule.title), rulePage(rule, words()));
  }

  /** Writes the report into a file that a person chooses, as Markdown, HTML or SARIF. @throws Error before the first review */
  async export(version: string): Promise<void> {
    const report = this.#reviewed();
    const texts: Readonly<Record<keyof typeof ENDINGS, () => string>> = {
      Markdown: () => reviewMarkdown(report),
      HTML: () => reportPage(report, words()),
      SARIF: () => sarifOf(report, { version, home: HOME }),
    };
    const names = Object.keys(ENDINGS) as (keyof typeof ENDINGS)[];
    const forms = names.map((name) => ({ label: name, name }));
    const title = vscode.l10n.t('In which form shall the report be written?');
    const name = (await vscode.window.showQuickPick(forms, { title }))?.name;
    if (!name) return;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const fileName = ['review', ENDINGS[name]].join('.');
    const uri = await vscode.window.showSaveDialog({
      filters: { [name]: [ENDINGS[name]] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, fileName) } : {}),
    });
    if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(texts[name]()));
  }

  #reviewed(): Report {
    const { report } = this.#findings;
    if (!report) throw new Error(vscode.l10n.t('Nothing was found yet. Review something first.'));
    return report;
  }

  #show(type: string, title: string, html: string): void {
    const panel = this.#panels.get(type) ?? this.#open(type);
    panel.title = title;
    panel.webview.html = html;
    panel.reveal(undefined, false);
  }

  #open(type: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(type, '', vscode.ViewColumn.Active, {
      ...{ enableScripts: false, enableForms: false, enableFindWidget: true, localResourceRoots: [] },
      enableCommandUris: COMMANDS,
    });
    this.#panels.set(type, panel);
    panel.onDidDispose(() => this.#panels.delete(type));
    return panel;
  }

  dispose(): void {
    this.#listening.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }
}

const words = (): PageWords => ({
  ...{ say, locale: vscode.env.language, nonce: randomBytes(18).toString('base64') },
});

const reportHtml = (report: Report): string =>
  reportPage(report, words(), {
    finding: (fingerprint) =>
      `command:sightline.openFinding?${encodeURIComponent(JSON.stringify([fingerprint]))}`,
    rule: (id) => ruleLink(id).toString(),
  });
