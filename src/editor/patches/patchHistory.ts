import * as vscode from 'vscode';
import { type FileTexts, unifiedDiff } from '../../present/patches/unifiedDiff.ts';
import type { KeptPatch, RecoveredPatch } from '../../protocol/patches.ts';
import type { ResultOf } from '../../protocol/requests.ts';
import { notice } from '../strings.ts';
import type { PatchDesk } from './patchDesk.ts';
import { patchUri } from './patchDocuments.ts';
import { undoPatch } from './writePatch.ts';

type Shown = NonNullable<ResultOf<'sightline/showPatch'>>['files'];
type Item = vscode.QuickPickItem & { readonly patch: KeptPatch };

/** Lists what was applied; each can be shown, copied as a patch file, or taken back. */
export async function showPatches(desk: PatchDesk): Promise<void> {
  const { patches, unreadable } = await desk.engine.request('sightline/patches', {});
  if (unreadable > 0)
    void vscode.window.showWarningMessage(vscode.l10n.t('Patches that cannot be read: {0}.', unreadable));
  if (patches.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No patch was applied to these folders.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(patches.map(itemOf), {
    ...{ title: vscode.l10n.t('Patches'), matchOnDescription: true, matchOnDetail: true },
  });
  if (picked) await actOn(desk, picked.patch);
}

function itemOf(patch: KeptPatch): Item {
  const { kind, state, atMs, files, root } = patch;
  const at = new Date(atMs).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'medium' });
  const count = files.length === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', files.length);
  return {
    patch,
    label:
      kind === 'apply' ? vscode.l10n.t('Applied to {0}', count) : vscode.l10n.t('Taken back in {0}', count),
    description: [at, root && notice(root), stateText(state)].filter(Boolean).join(' · '),
    detail: files.map(({ path }) => notice(path)).join(', '),
  };
}

function stateText(state: KeptPatch['state']): string {
  if (state === 'undone') return vscode.l10n.t('taken back');
  return state === 'partly' ? vscode.l10n.t('interrupted') : '';
}

async function actOn(desk: PatchDesk, patch: KeptPatch): Promise<void> {
  const show = vscode.l10n.t('Show the Changes');
  const copy = vscode.l10n.t('Copy as Patch File');
  const undo = vscode.l10n.t('Undo');
  const can = patch.state === 'applied' ? [show, copy, undo] : [show, copy];
  const picked = await vscode.window.showQuickPick(can, { title: itemOf(patch).label });
  if (picked === undo) return undoPatch(desk, patch);
  if (picked === undefined) return;
  const root = patch.root === undefined ? {} : { root: patch.root };
  const shown = await desk.engine.request('sightline/showPatch', { ...root, id: patch.id });
  if (!shown) throw new Error(vscode.l10n.t('This patch is not kept any more.'));
  await (picked === copy ? copyPatch(shown.files) : showChanges(desk, patch, shown.files));
}

/** Files of which both texts are known. */
function knownTexts(files: Shown): FileTexts[] {
  return files.flatMap(({ path, before, after }) =>
    before === undefined || after === undefined ? [] : [{ path, before, after }],
  );
}

function tellUnknown(count: number): void {
  if (count > 0)
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Left out, since the text that the patch wrote is not known any more: {0} files.', count),
    );
}

async function copyPatch(files: Shown): Promise<void> {
  const known = knownTexts(files);
  await vscode.env.clipboard.writeText(unifiedDiff(known));
  tellUnknown(files.length - known.length);
  void vscode.window.showInformationMessage(vscode.l10n.t('The patch is on the clipboard.'));
}

async function showChanges({ documents }: PatchDesk, patch: KeptPatch, files: Shown): Promise<void> {
  const name = documents.newName();
  const known = knownTexts(files);
  const rows = known.map(({ path, before, after }) => {
    const [left, right] = [patchUri(name, 'before', path), patchUri(name, 'after', path)];
    documents.hold(left, before ?? '', true);
    documents.hold(right, after ?? '', true);
    return [right, before === null ? undefined : left, after === null ? undefined : right];
  });
  tellUnknown(files.length - known.length);
  await vscode.commands.executeCommand('vscode.changes', itemOf(patch).label, rows);
}

/** Tells of patches that a process left half written, and that were put back. */
export function tellRecovered(recovered: readonly RecoveredPatch[]): void {
  for (const { kind, left } of recovered) {
    const what =
      kind === 'apply'
        ? vscode.l10n.t('A patch was interrupted while it was written: the files are as they were before it.')
        : vscode.l10n.t('An undo was interrupted: the files are as they were before it.');
    const rest =
      left.length === 0
        ? ''
        : ` ${vscode.l10n.t('Changed since, and left: {0}.', left.map(notice).join(', '))}`;
    void vscode.window.showWarningMessage(`${what}${rest}`);
  }
}
