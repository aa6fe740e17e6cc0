import * as vscode from 'vscode';
import { refusalText } from '../../present/patches/refusals.ts';
import type { Hunk, ReviewedFile } from '../../present/patches/review.ts';
import { type Root, uriOf } from '../engine/roots.ts';
import { notice, say } from '../strings.ts';
import { type HunkPlace, isRefused, type OpenPatch } from './openPatch.ts';

const PATCH_VIEW = 'sightline.patch';

type PatchNode =
  | { readonly kind: 'file'; readonly file: number }
  | ({ readonly kind: 'hunk' } & HunkPlace)
  | { readonly kind: 'refusal'; readonly file: number; readonly at: number };

/** The open patch as files and hunks with boxes: what is ticked is written. */
export class PatchView implements vscode.TreeDataProvider<PatchNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #roots: () => readonly Root[];
  readonly #tree: vscode.TreeView<PatchNode>;
  readonly #disposables: vscode.Disposable[];
  #patch: OpenPatch | undefined;

  constructor(roots: () => readonly Root[]) {
    this.#roots = roots;
    this.#tree = vscode.window.createTreeView(PATCH_VIEW, {
      ...{ treeDataProvider: this, manageCheckboxStateManually: true },
    });
    this.#disposables = [
      ...[this.#tree, this.#changed],
      this.#tree.onDidChangeCheckboxState(({ items }) => this.#tick(items)),
    ];
  }

  /** Shows a patch, or none. */
  set(patch: OpenPatch | undefined): void {
    this.#patch = patch;
    patch?.onDidChange(() => this.refresh());
    this.refresh();
  }

  refresh(): void {
    const hunks = (this.#patch?.files ?? []).flatMap(({ hunks }) => hunks);
    const taken = hunks.filter(({ state }) => state !== 'rejected').length;
    this.#tree.description = vscode.l10n.t('{0} of {1} changes', taken, hunks.length);
    this.#changed.fire(undefined);
  }

  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${PATCH_VIEW}.focus`);
  }

  getChildren(node?: PatchNode): PatchNode[] {
    const files = this.#patch?.files ?? [];
    if (!node) return files.map((_, file) => ({ kind: 'file', file }));
    if (node.kind !== 'file') return [];
    const { hunks = [], refused = [] } = files[node.file] ?? {};
    return [
      ...refused.map((_, at): PatchNode => ({ kind: 'refusal', file: node.file, at })),
      ...hunks.map(({ id }): PatchNode => ({ kind: 'hunk', file: node.file, id })),
    ];
  }

  getTreeItem(node: PatchNode): vscode.TreeItem {
    const file = this.#patch?.files[node.file];
    if (!file) return new vscode.TreeItem('');
    if (node.kind === 'file') return this.#fileItem(node, file);
    if (node.kind === 'hunk') return this.#hunkItem(node, file);
    const refusal = file.refused[node.at]!;
    const item = new vscode.TreeItem(notice(refusalText(refusal, say)));
    item.iconPath = new vscode.ThemeIcon('error');
    const near = refusal.near.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join(', ');
    if (near !== '') item.description = vscode.l10n.t('nearest lines: {0}', near);
    item.tooltip = [item.label, item.description].filter(Boolean).join('\n');
    const [nearest] = refusal.near;
    const uri = uriOf(this.#roots(), file.path, this.#patch?.root);
    if (uri && nearest) item.command = openAt(uri, nearest.startLine - 1);
    return item;
  }

  #fileItem({ file: at }: PatchNode, file: ReviewedFile): vscode.TreeItem {
    const { path, to = path, hunks } = file;
    const uri = uriOf(this.#roots(), to, this.#patch?.root);
    const item = new vscode.TreeItem(notice(to.slice(to.lastIndexOf('/') + 1)));
    item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
    if (uri) item.resourceUri = uri;
    const folder = notice(to.slice(0, Math.max(0, to.lastIndexOf('/'))));
    const held = this.#patch?.held.some((one) => one.path === path);
    const asked = held ? vscode.l10n.t('will be asked about') : '';
    item.description = [kindText(file), asked, folder].filter(Boolean).join(' · ');
    item.tooltip = notice(to === path ? path : `${path} → ${to}`);
    if (isRefused(file)) {
      item.iconPath = new vscode.ThemeIcon('error');
      item.description = [vscode.l10n.t('refused'), item.description].filter(Boolean).join(' · ');
      return item;
    }
    item.iconPath = vscode.ThemeIcon.File;
    item.contextValue = 'file';
    item.checkboxState = boxOf(hunks.some(({ state }) => state !== 'rejected'));
    item.command = showCommand(at);
    return item;
  }

  #hunkItem({ file, id }: HunkPlace, { hunks, before }: ReviewedFile): vscode.TreeItem {
    const hunk = hunks.find((one) => one.id === id);
    if (!hunk) return new vscode.TreeItem('');
    const item = new vscode.TreeItem(notice(labelOf(hunk, before)));
    item.contextValue = `hunk.${hunk.state}`;
    const step = this.#patch?.stepOf({ file, id });
    item.description = [stateText(hunk), step && notice(step)].filter(Boolean).join(' · ');
    item.tooltip = [item.label, item.description].filter(Boolean).join('\n');
    item.checkboxState = boxOf(hunk.state !== 'rejected');
    item.command = showCommand(file, id);
    return item;
  }

  #tick(items: readonly (readonly [PatchNode, vscode.TreeItemCheckboxState])[]): void {
    for (const [node, box] of items) {
      if (node.kind === 'refusal') continue;
      const state = box === vscode.TreeItemCheckboxState.Checked ? 'accepted' : 'rejected';
      void this.#patch?.decide(node.file, node.kind === 'file' ? 'all' : node.id, { state });
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

const boxOf = (isTicked: boolean): vscode.TreeItemCheckboxState =>
  isTicked ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked;

const showCommand = (file: number, id?: number): vscode.Command => ({
  command: 'sightline.showHunk',
  title: vscode.l10n.t('Show'),
  arguments: [{ file, id }],
});

const openAt = (uri: vscode.Uri, line: number): vscode.Command => ({
  command: 'vscode.open',
  title: vscode.l10n.t('Open'),
  arguments: [uri, { selection: new vscode.Range(line, 0, line, 0) }],
});

function kindText({ kind, path, to = path }: ReviewedFile): string {
  if (to !== path) return vscode.l10n.t('moved');
  if (kind === 'create') return vscode.l10n.t('new');
  return kind === 'delete' ? vscode.l10n.t('deleted') : '';
}

/** The line of the file as it is, and the first line that says something. */
function labelOf({ what, start, end, lines }: Hunk, before: string | null): string {
  if (what === 'file') return vscode.l10n.t('the file itself');
  const first =
    lines.find((line) => line.trim() !== '') ??
    (before ?? '')
      .split('\n')
      .slice(start, end)
      .find((line) => line.trim() !== '');
  return `${start + 1}  ${(first ?? '').trim()}`;
}

function stateText({ state, reason, isEdited }: Hunk): string {
  if (state === 'rejected')
    return reason === undefined ? vscode.l10n.t('rejected') : vscode.l10n.t('rejected: {0}', notice(reason));
  const by = isEdited ? [vscode.l10n.t('edited')] : [];
  return [...by, ...(state === 'accepted' ? [vscode.l10n.t('accepted')] : [])].join(', ');
}
