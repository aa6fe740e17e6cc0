import * as vscode from 'vscode';
import type { ResultOf } from '../../protocol/requests.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { Root } from '../engine/roots.ts';
import { CheckRuns } from './checkRuns.ts';
import { HunkLenses } from './hunkLenses.ts';
import { type HunkPlace, isRefused, OpenPatch, type PatchSource } from './openPatch.ts';
import { PatchDocuments } from './patchDocuments.ts';
import { PatchView } from './patchView.ts';
import { openUsers } from './validation.ts';

export type Prepared = Extract<ResultOf<'sightline/preparePatch'>, { type: 'prepared' }>;

/** Where a patch lies while a person goes through it: one at a time, in the view, the lenses and the texts. */
export class PatchDesk implements vscode.Disposable {
  readonly engine: EngineClient;
  readonly documents = new PatchDocuments();
  readonly checks: CheckRuns;
  readonly roots: () => readonly Root[];
  readonly #view: PatchView;
  readonly #lenses = new HunkLenses();
  #patch: OpenPatch | undefined;

  constructor(engine: EngineClient, roots: () => readonly Root[]) {
    this.engine = engine;
    this.checks = new CheckRuns(engine);
    this.roots = roots;
    this.#view = new PatchView(roots);
  }

  get patch(): OpenPatch | undefined {
    return this.#patch;
  }

  /** Lays a patch out, in the place of one that a person agrees to discard. False when they do not. */
  async open(source: PatchSource): Promise<boolean> {
    const isNext = source.decided !== undefined;
    if (this.#patch && !isNext && !(await mayDiscard())) return false;
    await this.close();
    this.#patch = new OpenPatch(this.documents, source);
    this.#view.set(this.#patch);
    this.#lenses.set(this.#patch);
    await vscode.commands.executeCommand('setContext', 'sightline.hasPatch', true);
    await vscode.commands.executeCommand('setContext', 'sightline.canFixAgain', source.again !== undefined);
    await this.#view.focus();
    const first = this.#patch.files.findIndex((file) => !isRefused(file));
    if (first >= 0) await this.#patch.show(first, this.#patch.files[first]!.hunks[0]?.id);
    void offerLenses();
    // Language servers have looked at these by the time that the patch is applied.
    void openUsers(
      this,
      source.root,
      source.files.map(({ path }) => path),
    ).catch(() => {});
    return true;
  }

  /** Takes the patch away, written or not. */
  async close(): Promise<void> {
    const patch = this.#patch;
    this.#patch = undefined;
    this.#view.set(undefined);
    this.#lenses.set(undefined);
    await vscode.commands.executeCommand('setContext', 'sightline.hasPatch', false);
    await vscode.commands.executeCommand('setContext', 'sightline.canFixAgain', false);
    await patch?.close();
  }

  /** The hunk that a button stands for, or the one at the cursor. @throws Error when there is none */
  hunk(place: unknown): HunkPlace & { readonly patch: OpenPatch } {
    const patch = this.#patch;
    const known = isPlace(place) ? place : this.#atCursor();
    if (!patch || !known)
      throw new Error(
        vscode.l10n.t('There is no change at the cursor. Put the cursor into a file of the patch.'),
      );
    return { ...known, patch };
  }

  #atCursor(): HunkPlace | undefined {
    const editor = vscode.window.activeTextEditor;
    const file = editor && this.#patch?.fileAt(editor.document.uri);
    return file === undefined ? undefined : this.#patch?.hunkAt(file, editor!.selection.active.line);
  }

  dispose(): void {
    this.#patch?.dispose();
    for (const part of [this.#view, this.#lenses, this.documents, this.checks]) part.dispose();
  }
}

const isPlace = (value: unknown): value is HunkPlace =>
  typeof value === 'object' && value !== null && 'file' in value && 'id' in value;

async function mayDiscard(): Promise<boolean> {
  const yes = vscode.l10n.t('Discard It');
  const asked = vscode.l10n.t('Another patch is open and was not applied. Discard it?');
  return (await vscode.window.showWarningMessage(asked, { modal: true }, yes)) === yes;
}

let wasOffered = false;

/** The editor hides lenses in its diffs unless a person wants them. */
async function offerLenses(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('diffEditor');
  if (wasOffered || settings.get<boolean>('codeLens') === true) return;
  wasOffered = true;
  const yes = vscode.l10n.t('Show Them');
  const asked = vscode.l10n.t(
    'Accept, Reject and Edit can stand above each change. VS Code hides such lines in its diffs (diffEditor.codeLens).',
  );
  if ((await vscode.window.showInformationMessage(asked, yes)) === yes)
    await settings.update('codeLens', true, vscode.ConfigurationTarget.Global);
}
