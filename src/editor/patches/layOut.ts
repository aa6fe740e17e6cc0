import * as vscode from 'vscode';
import type { ParamsOf } from '../../protocol/requests.ts';
import type { PatchDesk } from './patchDesk.ts';
import { preparedPatch } from './writePatch.ts';

/** Lays out texts of files that no model made; those of other folders are another patch. Nothing is written. */
export async function layOutPatch(
  desk: PatchDesk,
  { root, files }: { readonly root?: string; readonly files: ParamsOf<'sightline/applyPatch'>['files'] },
  otherFolders: number,
): Promise<void> {
  const placed = root === undefined ? {} : { root };
  const prepared = await preparedPatch(desk, {
    ...{ ...placed, patch: { kind: 'files', files }, allowed: [], areErrorsAllowed: false },
  });
  if (prepared?.type !== 'prepared') return;
  if (!(await desk.open({ ...placed, files: prepared.files, held: prepared.held }))) return;
  const left =
    otherFolders === 0
      ? ''
      : ` ${vscode.l10n.t('Other folders of this window have changes of their own: {0}.', otherFolders)}`;
  void vscode.window.showInformationMessage(
    `${vscode.l10n.t('Go through the changes, then apply them.')}${left}`,
  );
}
