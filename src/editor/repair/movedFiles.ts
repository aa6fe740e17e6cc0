import * as vscode from 'vscode';
import { leftImportText } from '../../present/patches/leftImports.ts';
import type { ResultOf } from '../../protocol/requests.ts';
import { placeOf, uriOf } from '../engine/roots.ts';
import { userSetting, writeUserSetting } from '../models/settings.ts';
import { layOutPatch } from '../patches/layOut.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { notice, say } from '../strings.ts';

type Moved = ResultOf<'sightline/moved'>;
type Renamed = vscode.FileRenameEvent['files'];
const SETTING = 'fix.importsAfterMove';
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** Offers to name new paths of files and folders in imports, when they are moved in the editor. */
export function followMoves(desk: PatchDesk, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.workspace.onDidRenameFiles(({ files }) => {
    // An engine that nobody has asked for anything is not started for this.
    if (!userSetting(SETTING) || desk.engine.state.state !== 'ready') return;
    offerImports(desk, files).catch((error: unknown) => log.warn(`Imports after a move: ${String(error)}`));
  });
}

async function offerImports(desk: PatchDesk, files: Renamed): Promise<void> {
  const moves = files.flatMap(({ oldUri, newUri }) => {
    const [from, to] = [placeOf(desk.roots(), oldUri), placeOf(desk.roots(), newUri)];
    // An import does not reach from one folder of the window into another.
    return from && to && from.root === to.root ? [{ root: to.root, from: from.path, to: to.path }] : [];
  });
  for (const [root, list] of Map.groupBy(moves, (move) => move.root)) {
    const placed = root === undefined ? {} : { root };
    const moved = await desk.engine.request('sightline/moved', {
      ...{ ...placed, moves: list.map(({ from, to }) => ({ from, to })) },
    });
    await offer(desk, root, withoutScripts(moved));
  }
}

/** Imports that the editor changes by itself, or asks about, are not offered a second time. */
function withoutScripts(moved: Moved): Moved {
  if (!vscode.extensions.getExtension('vscode.typescript-language-features')) return moved;
  const isLeft = ({ path }: { readonly path: string }): boolean => {
    if (!SCRIPT.test(path)) return true;
    const section = /\.[cm]?tsx?$/.test(path) ? 'typescript' : 'javascript';
    return vscode.workspace.getConfiguration(section).get('updateImportsOnFileMove.enabled') === 'never';
  };
  const { files, changed, left, others } = moved;
  return { files: files.filter(isLeft), changed: changed.filter(isLeft), left: left.filter(isLeft), others };
}

async function offer(desk: PatchDesk, root: string | undefined, moved: Moved): Promise<void> {
  const { files, changed, left, others } = moved;
  if (files.length === 0 && left.length === 0) return;
  const show = vscode.l10n.t('Show Changes');
  const list = vscode.l10n.t('List the Others');
  const never = vscode.l10n.t('Never Ask');
  const rest =
    left.length === 0
      ? ''
      : ` ${vscode.l10n.t('Others may name it and are left as they are: {0}.', left.length)}`;
  const told = vscode.l10n.t('Imports that name the old path: {0}.', changed.length);
  const picked = await vscode.window.showInformationMessage(
    `${told}${rest}`,
    ...(files.length > 0 ? [show] : []),
    ...(left.length > 0 ? [list] : []),
    never,
  );
  if (picked === never) await writeUserSetting(SETTING, false);
  if (picked === list) await openOne(desk, root, left);
  if (picked === show)
    await layOutPatch(desk, { ...(root === undefined ? {} : { root }), files: [...files] }, others);
}

/** Lists imports that a person must look at, and opens the one they choose. */
async function openOne(desk: PatchDesk, root: string | undefined, left: Moved['left']): Promise<void> {
  const rows = left.map((one) => ({
    label: notice(`${one.path}:${one.line}`),
    detail: leftImportText(one.why, say),
    one,
  }));
  const picked = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Imports that are left as they are'),
  });
  const uri = picked && uriOf(desk.roots(), picked.one.path, root);
  if (!picked || !uri) return;
  const at = new vscode.Position(picked.one.line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}
