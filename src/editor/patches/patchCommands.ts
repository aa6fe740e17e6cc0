import * as vscode from 'vscode';
import { faultText } from '../../present/patches/refusals.ts';
import { placeOf } from '../engine/roots.ts';
import { notice, say } from '../strings.ts';
import type { PatchDesk } from './patchDesk.ts';
import { showPatches } from './patchHistory.ts';
import { preparedPatch, undoPatch, writePatch } from './writePatch.ts';

/** Commands about patches. Those of a hunk take it from their button, else from the cursor. */
export function patchCommands(
  desk: PatchDesk,
): Readonly<Record<string, (...args: unknown[]) => Promise<void>>> {
  return {
    applyPatch: async (text) => {
      const chosen = typeof text === 'string' ? text : await chooseText();
      if (chosen !== undefined) await openText(desk, chosen);
    },
    writePatch: () => writePatch(desk),
    discardPatch: () => desk.close(),
    showHunk: async (place) => {
      const { patch, file, id } = isFilePlace(place) ? { ...place, patch: desk.patch } : desk.hunk(place);
      await patch?.show(file, id);
    },
    acceptHunk: async (place) => {
      const { patch, file, id } = desk.hunk(place);
      await patch.decide(file, id, { state: 'accepted' });
    },
    rejectHunk: async (place) => {
      const { patch, file, id } = desk.hunk(place);
      const reason = await vscode.window.showInputBox({
        title: vscode.l10n.t('Why is this change rejected?'),
        prompt: vscode.l10n.t('The reason is told to the model when it tries again. It may be empty.'),
        value: patch.hunkOf({ file, id })?.reason ?? '',
      });
      if (reason !== undefined) await patch.decide(file, id, { state: 'rejected', reason: reason.trim() });
    },
    editHunk: async (place) => {
      const { patch, file, id } = desk.hunk(place);
      if (patch.hunkOf({ file, id })?.state === 'rejected') await patch.decide(file, id, { state: 'open' });
      await patch.show(file, id);
    },
    showPatches: () => showPatches(desk),
    undoPatch: async (patch) => {
      const id = await patchToUndo(desk, patch);
      if (id) await undoPatch(desk, id);
    },
  };
}

/** A file of the patch, or a hunk of it, as a row of the tree names it. */
const isFilePlace = (value: unknown): value is { readonly file: number; readonly id?: number } =>
  typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'number';

interface PatchId {
  readonly id: string;
  readonly root?: string;
}

const isPatchId = (value: unknown): value is PatchId =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';

/** The patch that a button stands for, or the newest one that stands, if a person agrees. */
async function patchToUndo({ engine }: PatchDesk, patch: unknown): Promise<PatchId | undefined> {
  if (isPatchId(patch)) return patch;
  const { patches } = await engine.request('sightline/patches', {});
  const newest = patches.find(({ kind, state }) => kind === 'apply' && state === 'applied');
  if (!newest) throw new Error(vscode.l10n.t('There is no patch to take back.'));
  const yes = vscode.l10n.t('Undo');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Take the newest patch back?'),
    { modal: true, detail: newest.files.map(({ path }) => notice(path)).join('\n') },
    yes,
  );
  return picked === yes ? newest : undefined;
}

/** Reads a text as a patch and lays it out. */
async function openText(desk: PatchDesk, text: string): Promise<void> {
  const root = await chooseRoot(desk);
  if (root === undefined) return;
  const prepared = await preparedPatch(desk, {
    ...{ patch: { kind: 'text', text }, allowed: [], areErrorsAllowed: false },
    ...root,
  });
  if (!prepared) return;
  if (prepared.type === 'fault')
    throw new Error(
      vscode.l10n.t('This is no patch: {0}. Nothing was written.', faultText(prepared.fault, say)),
    );
  await desk.open({ root: root.root, files: prepared.files, held: prepared.held });
}

/** The folder that paths of a patch begin in: of several, that of the open file, or the one that is chosen. */
async function chooseRoot({ roots }: PatchDesk): Promise<{ readonly root?: string } | undefined> {
  if (roots().length < 2) return {};
  const editor = vscode.window.activeTextEditor;
  const place = editor && placeOf(roots(), editor.document.uri);
  if (place?.root !== undefined) return { root: place.root };
  const picked = await vscode.window.showQuickPick(
    roots().map(({ name }) => name),
    { title: vscode.l10n.t('Which folder do the paths of the patch begin in?') },
  );
  return picked === undefined ? undefined : { root: picked };
}

/** The text to be read as a patch: the selection, the clipboard, or the open file. */
async function chooseText(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const clipboard = await vscode.env.clipboard.readText();
  const sources: (vscode.QuickPickItem & { readonly text: string })[] = [];
  if (editor && !editor.selection.isEmpty)
    sources.push({ label: vscode.l10n.t('The selection'), text: editor.document.getText(editor.selection) });
  if (clipboard.trim() !== '') sources.push({ label: vscode.l10n.t('The clipboard'), text: clipboard });
  if (editor)
    sources.push({
      label: vscode.l10n.t('The open file'),
      description: notice(vscode.workspace.asRelativePath(editor.document.uri)),
      text: editor.document.getText(),
    });
  if (sources.length === 0)
    throw new Error(vscode.l10n.t('There is nothing to read a patch from. Copy one, or open its file.'));
  const picked = await vscode.window.showQuickPick(sources, { title: vscode.l10n.t('Where is the patch?') });
  return picked?.text;
}
