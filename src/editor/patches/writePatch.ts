import * as vscode from 'vscode';
import { fileFaultText, refusalText } from '../../present/patches/refusals.ts';
import type { ParamsOf, ResultOf } from '../../protocol/requests.ts';
import { notice, say } from '../strings.ts';
import { isRefused } from './openPatch.ts';
import type { PatchDesk, Prepared } from './patchDesk.ts';
import { dirtyPaths, saveAll } from './unsaved.ts';
import { countErrors, openUsers, type Users, type Validation, validated } from './validation.ts';

type Preparing = Omit<ParamsOf<'sightline/preparePatch'>, 'dirty'>;
type Written = ResultOf<'sightline/applyPatch'>;
type Refusal = Extract<Written, { type: 'refused' }>['refusal'];

/** What a patch would do, once what is unsaved of its files is saved. Undefined when a person does not want that. */
export async function preparedPatch(desk: PatchDesk, params: Preparing) {
  for (;;) {
    const dirty = dirtyPaths(desk.roots(), params.root);
    const prepared = await desk.engine.request('sightline/preparePatch', { ...params, dirty });
    if (prepared.type === 'fault' || prepared.unsaved.length === 0) return prepared;
    if (!(await saveFirst(desk, prepared.unsaved, params.root))) return undefined;
  }
}

/** Asks whether files may be saved, and saves them. */
async function saveFirst(
  { roots }: PatchDesk,
  paths: readonly string[],
  root: string | undefined,
): Promise<boolean> {
  const yes = vscode.l10n.t('Save and Go On');
  const asked = vscode.l10n.t('These files have changes that are not saved: {0}', namesOf(paths));
  const detail = vscode.l10n.t(
    'A patch changes only what is on disk, so that it can be taken back byte for byte.',
  );
  if ((await vscode.window.showWarningMessage(asked, { modal: true, detail }, yes)) !== yes) return false;
  if (!(await saveAll(roots(), paths, root)))
    throw new Error(vscode.l10n.t('Not all files could be saved. Nothing was written.'));
  return true;
}

const namesOf = (paths: readonly string[]): string => paths.map(notice).join(', ');

/** Writes what is left of the open patch, each thing that is held back confirmed by its name. */
export async function writePatch(desk: PatchDesk): Promise<void> {
  const { patch } = desk;
  if (!patch) return;
  const files = patch.exact();
  if (files.length === 0) throw new Error(vscode.l10n.t('Nothing of the patch is left to apply.'));
  if (!(await mayLeaveOut(patch.files.filter(isRefused)))) return;
  const root = patch.root === undefined ? {} : { root: patch.root };
  const asked: Preparing = {
    ...{ ...root, patch: { kind: 'files', files }, allowed: [], areErrorsAllowed: false },
  };
  const approved = await approvedBy(desk, asked);
  if (!approved) return;
  const { hash, allowed, areErrorsAllowed } = approved;
  const params = { ...root, files, allowed, areErrorsAllowed, approved: hash };
  const checkBefore = await desk.checks.run(patch.root, vscode.l10n.t('Running the check before the patch'));
  if (checkBefore === 'stopped') return;
  // What cannot be asked is told with the errors: it is no reason not to write.
  const users = await openUsers(desk, patch.root, pathsOf(files)).catch(() => undefined);
  const errorsBefore = countErrors();
  const dirty = dirtyPaths(desk.roots(), patch.root);
  const written = await desk.engine.request('sightline/applyPatch', { ...params, dirty });
  if (written.type === 'refused') throw new Error(writeRefusalText(written.refusal));
  await desk.close();
  void validated().then((after) => tellValidation(errorsBefore, after, users));
  void offerUndo(written, patch.root);
  const checkAfter = await desk.checks.run(patch.root, vscode.l10n.t('Running the check on the patch'));
  await desk.checks.tell(checkBefore, checkAfter, { id: written.id, ...root });
}

const pathsOf = (files: readonly { readonly path: string }[]): string[] => files.map(({ path }) => path);

/** Asks whether the rest may be written where edits of some files could not be placed. */
async function mayLeaveOut(refused: readonly { readonly path: string }[]): Promise<boolean> {
  if (refused.length === 0) return true;
  const yes = vscode.l10n.t('Apply the Rest');
  const asked = vscode.l10n.t('Refused, and left out: {0}', namesOf(refused.map(({ path }) => path)));
  return (await vscode.window.showWarningMessage(asked, { modal: true }, yes)) === yes;
}

/** The hash of a patch in which nothing is held back any more; undefined when a person does not confirm it all. */
async function approvedBy(desk: PatchDesk, asked: Preparing) {
  let params = asked;
  for (;;) {
    const prepared = await preparedPatch(desk, params);
    if (!prepared) return undefined;
    if (prepared.type === 'fault') throw new Error(vscode.l10n.t('Nothing of the patch is left to apply.'));
    const { hash, held } = prepared;
    const { allowed, areErrorsAllowed } = params;
    if (hash !== undefined) return { hash, allowed, areErrorsAllowed };
    if (held.length === 0) throw new Error(refusedText(prepared));
    for (const file of held) {
      if (!(await confirmed(file))) return undefined;
      const names = [file.path, ...(file.to === undefined ? [] : [file.to])];
      params =
        file.reason === 'syntax'
          ? { ...params, areErrorsAllowed: true }
          : { ...params, allowed: [...params.allowed, ...names] };
    }
  }
}

/** Asks about one file by its name. */
async function confirmed(held: Prepared['held'][number]): Promise<boolean> {
  const { path, to, reason, detail = '' } = held;
  const name = notice(to === undefined ? path : `${path} → ${to}`);
  const place = { state: 'refused', reason, startLine: 0, endLine: 0, near: [], detail } as const;
  const yes = vscode.l10n.t('Change {0}', notice(path.slice(path.lastIndexOf('/') + 1)));
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Change {0} all the same?', name),
    { modal: true, detail: heldText(place) },
    yes,
  );
  return picked === yes;
}

function heldText(place: Parameters<typeof refusalText>[0]): string {
  if (place.reason === 'protected')
    return vscode.l10n.t('What stands in this file decides what programs do, with or without you.');
  if (place.reason === 'syntax')
    return vscode.l10n.t(
      'The new text has a syntax error that the old one has not, in line {0}.',
      place.detail ?? '',
    );
  return vscode.l10n.t(
    'The patch adds something that runs, fetches, permits or hides ({0}).',
    place.detail ?? '',
  );
}

function refusedText({ files }: Prepared): string {
  const rows = files.flatMap(({ path, places }) =>
    places.flatMap((place) => (place.state === 'refused' ? [`${path}: ${refusalText(place, say)}`] : [])),
  );
  return vscode.l10n.t('Nothing was written. {0}', rows.join('; '));
}

/** Why nothing was written. */
function writeRefusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'busy':
      return vscode.l10n.t('Another process is applying a patch to this folder. Nothing was written.');
    case 'notApproved':
      return vscode.l10n.t('The patch is not the one that was approved. Nothing was written.');
    case 'changed':
      return vscode.l10n.t(
        'Changed since the patch was opened: {0}. Nothing was written. Open the patch again.',
        namesOf(refusal.paths),
      );
    case 'unsaved':
      return vscode.l10n.t('These files have changes that are not saved: {0}', namesOf(refusal.paths));
    case 'unknownId':
      return vscode.l10n.t('This patch is not kept any more.');
    case 'undone':
      return vscode.l10n.t('It has been taken back already.');
    case 'damaged':
      return vscode.l10n.t('The bytes that {0} had are damaged. Nothing was written.', notice(refusal.path));
    case 'fault': {
      const { path, fault, left } = refusal;
      const what = path === '' ? vscode.l10n.t('The journal') : notice(path);
      const rest =
        left.length > 0
          ? vscode.l10n.t('Put back all but: {0}.', namesOf(left))
          : vscode.l10n.t('All files are as they were.');
      return `${what}: ${fileFaultText(fault, say)}. ${rest}`;
    }
  }
}

/** Says what language servers found after a patch: nothing where there was and is no error. */
function tellValidation(errorsBefore: number, { errors, isAnswered }: Validation, users?: Users): void {
  const { showInformationMessage, showWarningMessage } = vscode.window;
  if (!isAnswered)
    void showInformationMessage(vscode.l10n.t('No language server said anything of the changed files.'));
  else if (errorsBefore + errors > 0)
    void (errors > errorsBefore ? showWarningMessage : showInformationMessage)(
      `${vscode.l10n.t('Errors of all files: {0} before the patch, {1} after it.', errorsBefore, errors)}${usersText(users)}`,
    );
}

/** Which files that use what changed were looked at as well. */
function usersText(users: Users | undefined): string {
  if (!users) return ` ${vscode.l10n.t('Which other files use what changed is not known.')}`;
  const { opened, left } = users;
  if (opened + left === 0) return '';
  const looked = vscode.l10n.t('Files that use what changed, and were looked at too: {0}.', opened);
  return left === 0 ? ` ${looked}` : ` ${looked} ${vscode.l10n.t('Not looked at: {0}.', left)}`;
}

async function offerUndo(
  { id, files, dropped }: Extract<Written, { type: 'written' }>,
  root: string | undefined,
): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  const told =
    files.length === 1
      ? vscode.l10n.t('The patch was applied to 1 file.')
      : vscode.l10n.t('The patch was applied to {0} files.', files.length);
  const gone =
    dropped === 0 ? '' : ` ${vscode.l10n.t('Older patches that can no longer be taken back: {0}.', dropped)}`;
  const picked = await vscode.window.showInformationMessage(`${told}${gone}`, undo);
  if (picked === undo)
    await vscode.commands.executeCommand('sightline.undoPatch', {
      id,
      ...(root === undefined ? {} : { root }),
    });
}

/** Takes a kept patch back. Files that were edited since are asked about. */
export async function undoPatch(
  desk: PatchDesk,
  patch: { readonly id: string; readonly root?: string },
): Promise<void> {
  let edited: ParamsOf<'sightline/undoPatch'>['edited'] = 'refuse';
  for (;;) {
    const { id } = patch;
    const root = patch.root === undefined ? {} : { root: patch.root };
    const dirty = dirtyPaths(desk.roots(), patch.root);
    const undone = await desk.engine.request('sightline/undoPatch', { ...root, id, edited, dirty });
    if (undone.type === 'written') {
      void vscode.window.showInformationMessage(undoneText(undone));
      return;
    }
    const { refusal } = undone;
    if (refusal.kind === 'unsaved') {
      if (!(await saveFirst(desk, refusal.paths, patch.root))) return;
    } else if (refusal.kind === 'changed' && edited === 'refuse') {
      const choice = await askEdited(refusal.paths);
      if (!choice) return;
      edited = choice;
    } else throw new Error(writeRefusalText(refusal));
  }
}

function undoneText({ files, skipped }: Extract<Written, { type: 'written' }>): string {
  const count = files.length - skipped.length;
  const told =
    count === 1
      ? vscode.l10n.t('1 file is as it was before the patch.')
      : vscode.l10n.t('{0} files are as they were before the patch.', count);
  return skipped.length === 0 ? told : `${told} ${vscode.l10n.t('Left as they are: {0}.', namesOf(skipped))}`;
}

async function askEdited(paths: readonly string[]): Promise<'overwrite' | 'skip' | undefined> {
  const overwrite = vscode.l10n.t('Take Later Changes Back Too');
  const skip = vscode.l10n.t('Leave These Files');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Changed since the patch: {0}', namesOf(paths)),
    { modal: true },
    overwrite,
    skip,
  );
  if (picked === overwrite) return 'overwrite';
  return picked === skip ? 'skip' : undefined;
}
