import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { reportTitle } from '../../present/report/wish.ts';
import { missedWhy } from '../../present/report/written.ts';
import { writtenMarkdown } from '../../present/report/writtenMarkdown.ts';
import { architecturePage, type PagePlace, writtenPage } from '../../present/report/writtenPage.ts';
import type { PageWords } from '../../present/review/page.ts';
import type { Answer } from '../../protocol/data.ts';
import type { Navigator } from '../commands/navigate.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { Root } from '../engine/roots.ts';
import { readModelSettings } from '../models/settings.ts';
import { notice, say } from '../strings.ts';
import { type ReportKind, runReport, type Written } from './reportRun.ts';

/** The type of the panel. */
const PANEL = 'sightline.written';
/** The commands that the page may call; it has no scripts. */
const COMMANDS = [
  'sightline.openReportPlace',
  'sightline.expandReport',
  'sightline.resumeReport',
  'sightline.exportReport',
];

/** Reports that a model writes, in the order in which they are offered. */
const KINDS: readonly ReportKind[] = ['guide', 'architecture'];
/** How the name of a Markdown file ends. */
const ENDING = 'md';

type Handler = (...args: unknown[]) => Promise<void>;

/** Reports of the repository: one at a time, as a page beside the files, with links to its places. */
export class ReportDesk implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #roots: () => readonly Root[];
  readonly #navigator: Navigator;
  /** Sections in depth by their ids; they go with the report. */
  readonly #deep = new Map<string, Answer>();
  #written: Written | undefined;
  #panel: vscode.WebviewPanel | undefined;

  constructor(engine: EngineClient, roots: () => readonly Root[], navigator: Navigator) {
    this.#engine = engine;
    this.#roots = roots;
    this.#navigator = navigator;
  }

  /** The commands, by the names of the manifest. */
  handlers(): Readonly<Record<string, Handler>> {
    return {
      writeReport: () => this.#write(),
      showReport: async () => this.#show(this.#known()),
      expandReport: (id) => this.#expand(id),
      resumeReport: async () => this.#take(await runReport(this.#engine, { again: this.#known().runId })),
      exportReport: () => this.#export(),
      openReportPlace: (place) => this.#open(place),
    };
  }

  /** Asks for the kind; where no model is set, or in Restricted Mode, shows what the index knows. */
  async #write(): Promise<void> {
    const model = vscode.workspace.isTrusted && readModelSettings().provider !== 'none';
    const items: (vscode.QuickPickItem & { readonly which: ReportKind | 'index' })[] = [
      ...(model
        ? KINDS.map((which) => ({
            label: reportTitle(which, say),
            detail: vscode.l10n.t('Written by the model. The price is shown before anything is sent.'),
            which,
          }))
        : []),
      {
        label: vscode.l10n.t('Map, beginnings, circles and hot spots'),
        detail: vscode.l10n.t('Nothing is sent, and it costs nothing.'),
        which: 'index',
      },
    ];
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which report?') });
    if (!picked) return;
    if (picked.which === 'index') await this.#showIndex();
    else this.#take(await runReport(this.#engine, { kind: picked.which }));
  }

  async #showIndex(): Promise<void> {
    const report = await this.#engine.request('sightline/architecture', {});
    const title = reportTitle('architecture', say);
    const links = { place: (place: PagePlace) => commandUri('openReportPlace', this.#outer(place)) };
    this.#reveal(title, architecturePage(title, report, words(), links));
  }

  /** A place of the index: of several folders, the first part of its path names one. */
  #outer(place: PagePlace): PagePlace {
    const slash = place.path.indexOf('/');
    if (this.#roots().length < 2 || slash < 0) return place;
    return { ...place, root: place.path.slice(0, slash), path: place.path.slice(slash + 1) };
  }

  #take(written: Written | undefined): void {
    if (!written) return;
    this.#deep.clear();
    this.#written = written;
    void vscode.commands.executeCommand('setContext', 'sightline.hasReport', true);
    this.#show(written);
  }

  /** Writes one section in depth, and puts it in the place of the short one. */
  async #expand(id: unknown): Promise<void> {
    const { answer } = this.#known();
    const { kind, sections } = answer.report!;
    const wanted = typeof id === 'string' ? id : await pickSection(sections);
    if (wanted === undefined || !sections.some((one) => one.id === wanted)) return;
    const written = await runReport(this.#engine, { kind, section: wanted });
    if (!written) return;
    this.#deep.set(wanted, written.answer);
    this.#show(this.#known());
  }

  /** Opens a place of the page, or one of those that no section cites. */
  async #open(place: unknown): Promise<void> {
    const wanted = isPlace(place) ? place : await this.#pickMissed();
    if (wanted) await this.#navigator.open(this.#roots(), wanted);
  }

  async #pickMissed(): Promise<PagePlace | undefined> {
    const { places } = this.#known().answer.report!.missed;
    const items = places
      .filter(({ path }) => !path.endsWith('/'))
      .map(({ kind, path, root, line = 1 }) => ({
        label: notice(path),
        description: missedWhy(kind, say),
        place: { path, root, startLine: line, endLine: line },
      }));
    const title = vscode.l10n.t('No section cites these');
    return (await vscode.window.showQuickPick(items, { title }))?.place;
  }

  async #export(): Promise<void> {
    const { answer } = this.#known();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = answer.report?.kind === 'guide' ? 'GUIDE.md' : 'ARCHITECTURE.md';
    const uri = await vscode.window.showSaveDialog({
      filters: { Markdown: [ENDING] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
    const text = writtenMarkdown(answer, { say, locale: vscode.env.language }, this.#deep);
    if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }

  #known(): Written {
    if (this.#written) return this.#written;
    throw new Error(vscode.l10n.t('No report was written yet.'));
  }

  #show({ answer }: Written): void {
    const links = {
      place: ({ path, root, startLine, endLine }: PagePlace) =>
        commandUri('openReportPlace', { path, root, startLine, endLine }),
      expand: (id: string) => commandUri('expandReport', id),
      resume: () => commandUri('resumeReport'),
      export: () => commandUri('exportReport'),
    };
    this.#reveal(answer.question, writtenPage(answer, words(), { deep: this.#deep, links }));
  }

  #reveal(title: string, html: string): void {
    this.#panel ??= this.#openPanel();
    this.#panel.title = notice(title);
    this.#panel.webview.html = html;
    this.#panel.reveal(undefined, false);
  }

  #openPanel(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(PANEL, '', vscode.ViewColumn.Active, {
      ...{ enableScripts: false, enableForms: false, enableFindWidget: true, localResourceRoots: [] },
      enableCommandUris: COMMANDS,
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    return panel;
  }

  dispose(): void {
    this.#panel?.dispose();
  }
}

async function pickSection(sections: NonNullable<Answer['report']>['sections']): Promise<string | undefined> {
  const items = sections.map(({ id, title }) => ({ label: notice(title), id }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Which section shall be written in depth?'),
  });
  return picked?.id;
}

const commandUri = (name: string, ...args: readonly unknown[]): string =>
  `command:sightline.${name}?${encodeURIComponent(JSON.stringify(args))}`;

/** What a link of the page gives; anything else is no place. */
function isPlace(value: unknown): value is PagePlace {
  if (typeof value !== 'object' || value === null) return false;
  const { path, root, startLine, endLine } = value as Record<string, unknown>;
  return (
    typeof path === 'string' &&
    (root === undefined || typeof root === 'string') &&
    Number.isInteger(startLine) &&
    Number.isInteger(endLine)
  );
}

const words = (): PageWords => ({
  ...{ say, locale: vscode.env.language, nonce: randomBytes(18).toString('base64') },
});
