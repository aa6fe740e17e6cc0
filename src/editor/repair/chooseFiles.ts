import * as vscode from 'vscode';
import { hitReason } from '../../present/reasons.ts';
import type { ParamsOf, ResultOf } from '../../protocol/requests.ts';
import { placeOf } from '../engine/roots.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { notice, say } from '../strings.ts';

type Problem = ParamsOf<'sightline/fix'>['problem'];
type Place = Problem['places'][number];
type Found = ResultOf<'sightline/localise'>['located']['files'][number];
type Row = vscode.QuickPickItem & { readonly place: Place };

/**
 * The problem with the files that a person wants to be looked at: those that it leads to are ticked, each with why and
 * with its definitions, and others can be added. Left as they were, they are found by the repair itself. Undefined when a
 * person does not go on. Costs no model calls.
 */
export async function chooseFiles(desk: PatchDesk, problem: Problem): Promise<Problem | undefined> {
  const { located } = await desk.engine.request('sightline/localise', {
    problem: { ...problem, places: [] },
  });
  const found = located.files.map(rowOf);
  const chosen = await pickFiles(desk, found, located.more);
  if (!chosen) return undefined;
  const isSame = chosen.length === found.length && chosen.every((row) => found.includes(row));
  return { ...problem, places: isSame ? [] : chosen.map(({ place }) => place) };
}

function rowOf({ path, root, why, symbols }: Found): Row {
  const names = symbols.map(({ name }) => notice(name)).join(', ');
  return {
    label: notice(root === undefined ? path : `${root}/${path}`),
    description: names,
    detail: notice(hitReason(why, say)),
    place: { path, ...(root === undefined ? {} : { root }) },
  };
}

function pickFiles(
  desk: PatchDesk,
  found: readonly Row[],
  more: number,
): Promise<readonly Row[] | undefined> {
  const picker = vscode.window.createQuickPick<Row>();
  const add = { iconPath: new vscode.ThemeIcon('add'), tooltip: vscode.l10n.t('Add Files…') };
  const named = vscode.l10n.t('Where shall be looked?');
  picker.title = more === 0 ? named : `${named} ${vscode.l10n.t('Less likely: {0} files.', more)}`;
  picker.placeholder =
    found.length === 0
      ? vscode.l10n.t('The problem names no file: add one')
      : vscode.l10n.t('Files that the repair looks at first');
  picker.canSelectMany = true;
  picker.ignoreFocusOut = true;
  picker.buttons = [add];
  picker.items = found;
  picker.selectedItems = found;
  /** The dialogue of files is open: the picker is out of sight then, and not closed. */
  let isAdding = false;
  const addMore = async (): Promise<void> => {
    isAdding = true;
    const added = await addedFiles(desk, picker.items).finally(() => {
      isAdding = false;
    });
    const ticked = [...picker.selectedItems, ...added];
    picker.items = [...picker.items, ...added];
    picker.selectedItems = ticked;
    picker.show();
  };
  return new Promise<readonly Row[] | undefined>((resolve, reject) => {
    picker.onDidTriggerButton(() => addMore().catch(reject));
    picker.onDidAccept(() => {
      if (picker.selectedItems.length > 0) resolve(picker.selectedItems);
    });
    picker.onDidHide(() => {
      if (!isAdding) resolve(undefined);
    });
    picker.show();
  }).finally(() => picker.dispose());
}

/** Files of the window that a person chooses, without those that stand there. */
async function addedFiles(desk: PatchDesk, known: readonly Row[]): Promise<Row[]> {
  const folder = desk.roots()[0]?.uri;
  const uris = await vscode.window.showOpenDialog({
    ...{ canSelectMany: true, openLabel: vscode.l10n.t('Add') },
    ...(folder ? { defaultUri: folder } : {}),
  });
  const isKnown = (place: Place): boolean =>
    known.some((row) => row.place.path === place.path && row.place.root === place.root);
  return (uris ?? []).flatMap((uri) => {
    const place = placeOf(desk.roots(), uri);
    return place && !isKnown(place) ? [{ label: notice(place.path), place }] : [];
  });
}
