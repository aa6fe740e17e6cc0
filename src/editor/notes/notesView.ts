import * as vscode from 'vscode';
import { stateText } from '../../present/states.ts';
import type { Citation, Claim } from '../../protocol/data.ts';
import type { CheckedNote } from '../../protocol/kept/notes.ts';
import { type Root, uriOf } from '../engine/roots.ts';
import { notice, say } from '../strings.ts';

const NOTES_VIEW = 'sightline.notes';

/** A note, a claim of one, or lines that a claim cites. */
export type NoteNode =
  | { readonly note: CheckedNote }
  | { readonly claim: Claim }
  | { readonly citation: Citation };

/**
 * What was kept of answers, as a list that stays: notes, the newest first, with their claims and the lines they cite as
 * these stand in the files now.
 */
export class NotesView implements vscode.TreeDataProvider<NoteNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #roots: () => readonly Root[];
  readonly #tree: vscode.TreeView<NoteNode>;
  #notes: readonly CheckedNote[] | undefined;

  constructor(roots: () => readonly Root[]) {
    this.#roots = roots;
    this.#tree = vscode.window.createTreeView(NOTES_VIEW, { treeDataProvider: this, showCollapseAll: true });
  }

  /** Shows notes in the list, which is made where there is none; with `hasFocus` the keyboard goes there. */
  async show(notes: readonly CheckedNote[], hasFocus: boolean): Promise<void> {
    this.#notes = notes;
    this.#tree.message =
      notes.length === 0
        ? vscode.l10n.t('No note is kept. The button Save as Note under an answer keeps its proved claims.')
        : '';
    this.#changed.fire(undefined);
    await vscode.commands.executeCommand('setContext', 'sightline.hasNotes', true);
    if (hasFocus) await vscode.commands.executeCommand(`${NOTES_VIEW}.focus`);
  }

  /** True while the list is there. */
  get isOpen(): boolean {
    return this.#notes !== undefined;
  }

  /** Takes the list away; the notes stay. */
  async close(): Promise<void> {
    this.#notes = undefined;
    this.#changed.fire(undefined);
    await vscode.commands.executeCommand('setContext', 'sightline.hasNotes', false);
  }

  getChildren(node?: NoteNode): NoteNode[] {
    if (!node) return (this.#notes ?? []).map((note) => ({ note }));
    if ('note' in node) return node.note.claims.map((claim) => ({ claim }));
    return 'claim' in node ? node.claim.citations.map((citation) => ({ citation })) : [];
  }

  getTreeItem(node: NoteNode): vscode.TreeItem {
    if ('note' in node) return noteItem(node.note);
    return 'claim' in node ? claimItem(node.claim) : this.#citationItem(node.citation);
  }

  #citationItem(citation: Citation): vscode.TreeItem {
    const { path, root, startLine, endLine, state } = citation;
    const item = new vscode.TreeItem(
      notice(`${path}:${startLine}${endLine > startLine ? `-${endLine}` : ''}`),
    );
    item.description = stateText(state, say);
    item.tooltip = notice(citation.quote);
    const uri = uriOf(this.#roots(), path, root);
    if (!uri) return item;
    item.resourceUri = uri;
    item.iconPath = state === 'stale' ? new vscode.ThemeIcon('warning') : vscode.ThemeIcon.File;
    const selection = new vscode.Range(startLine - 1, 0, Math.max(startLine, endLine) - 1, 0);
    item.command = {
      ...{ command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri, { selection }] },
    };
    return item;
  }

  dispose(): void {
    this.#tree.dispose();
    this.#changed.dispose();
  }
}

function noteItem({ id, question, atMs, isStale }: CheckedNote): vscode.TreeItem {
  const item = new vscode.TreeItem(notice(question), vscode.TreeItemCollapsibleState.Collapsed);
  const day = new Date(atMs).toLocaleDateString(vscode.env.language, { dateStyle: 'medium' });
  const state = isStale ? vscode.l10n.t('stale: its code changed') : '';
  item.id = id;
  item.description = [day, state].filter(Boolean).join(' · ');
  item.tooltip = `${notice(question)}\n${item.description}`;
  item.iconPath = new vscode.ThemeIcon(isStale ? 'warning' : 'note');
  item.contextValue = 'note';
  return item;
}

function claimItem({ text, citations }: Claim): vscode.TreeItem {
  const item = new vscode.TreeItem(notice(text), vscode.TreeItemCollapsibleState.Expanded);
  item.tooltip = notice(text);
  const isStale = citations.some(({ state }) => state === 'stale');
  item.iconPath = new vscode.ThemeIcon(isStale ? 'warning' : 'pass');
  return item;
}
