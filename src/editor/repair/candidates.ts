import * as vscode from 'vscode';
import { chooseCandidate } from '../../present/patches/candidates.ts';
import { exactEdits } from '../../present/patches/exactEdits.ts';
import { addUsage, NO_USAGE } from '../../present/run/usage.ts';
import type { Fix } from '../../protocol/fix.ts';
import { userSetting } from '../models/settings.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { dirtyPaths } from '../patches/unsaved.ts';
import { notice } from '../strings.ts';
import { costOf, followRun, layOutFix, ownPart, preparedFix } from './fixRun.ts';
import type { Problem } from './problem.ts';

/** Candidates that are made. */
const COUNT = 3;

interface Made {
  readonly fix: Fix;
  /** Equal patches have the same one; undefined: something in it is held back. */
  readonly hash: string | undefined;
  /** How many of the candidates are this patch. */
  alike: number;
  isPassing?: boolean;
}

/**
 * Has a problem repaired three times, each with the files in another order and its share of the budget. The user's own
 * checks choose, then the greatest number of equal patches, never what a model says of one; a person takes one of them.
 */
export async function fixSeveral(desk: PatchDesk, problem: Problem): Promise<void> {
  const title = vscode.l10n.t('Sightline repairs');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const { fixes, isStopped } = await vscode.window.withProgress(options, (progress, token) =>
    makeAll(desk, problem, progress, token),
  );
  const usage = fixes.reduce((sum, fix) => addUsage(sum, fix.usage), NO_USAGE);
  const made = await distinct(desk, fixes);
  if (made.length === 0) {
    if (!isStopped)
      void vscode.window.showInformationMessage(`${vscode.l10n.t('No change was made.')} ${costOf(usage)}`);
    return;
  }
  if (made.length > 1 && !isStopped && !(await checkAll(desk, made))) return;
  const chosen = made.length === 1 ? made[0] : await choose(made);
  if (chosen) await layOutFix(desk, problem, chosen.fix, { usage });
}

/** The repairs one after the other. A stop ends them; those that were made by then can still be taken. */
async function makeAll(
  desk: PatchDesk,
  problem: Problem,
  progress: vscode.Progress<{ readonly message?: string }>,
  token: vscode.CancellationToken,
): Promise<{ readonly fixes: readonly Fix[]; readonly isStopped: boolean }> {
  const fixes: Fix[] = [];
  const budgetTokens = Math.floor(userSetting('budgetTokens') / COUNT);
  for (let turn = 0; turn < COUNT && !token.isCancellationRequested; turn++) {
    const label = vscode.l10n.t('candidate {0} of {1}', turn + 1, COUNT);
    progress.report({ message: label });
    const told = {
      report: ({ message = '' }: { readonly message?: string }) =>
        progress.report({ message: `${label}: ${message}` }),
    };
    const fix = await followRun(desk.engine, { problem, turn, budgetTokens }, told, token);
    if (fix) fixes.push(fix);
  }
  return { fixes, isStopped: token.isCancellationRequested };
}

/** Each patch once, with how many candidates are it. One without changes is none. */
async function distinct(desk: PatchDesk, fixes: readonly Fix[]): Promise<Made[]> {
  const made: Made[] = [];
  for (const fix of fixes) {
    if (fix.files.length === 0) continue;
    const prepared = await preparedFix(desk, fix);
    if (!prepared) continue;
    const { hash } = prepared;
    const known = made.find((one) => hash !== undefined && one.hash === hash);
    if (known) known.alike++;
    else made.push({ fix, hash, alike: 1 });
  }
  return made;
}

/** Checks each patch as it is applied, and takes it back. False when a person wants none of it. */
async function checkAll(desk: PatchDesk, made: readonly Made[]): Promise<boolean> {
  if (userSetting('fix.check').length === 0 || !vscode.workspace.isTrusted) return true;
  const yes = vscode.l10n.t('Check Them');
  const no = vscode.l10n.t('Choose Without Checks');
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t('Different patches were made: {0}. Shall your checks be run on each?', made.length),
    {
      modal: true,
      detail: vscode.l10n.t('Each is applied, checked and taken back. Open files show it meanwhile.'),
    },
    ...[yes, no],
  );
  if (picked === undefined) return false;
  if (picked === no) return true;
  for (const [at, one] of made.entries()) {
    const ran = await checked(desk, one, vscode.l10n.t('candidate {0} of {1}', at + 1, made.length));
    if (ran === 'stopped') return true;
    if (ran !== undefined) one.isPassing = ran;
  }
  return true;
}

/** Whether a patch passes; undefined where it cannot be applied without being confirmed. */
async function checked(
  desk: PatchDesk,
  { fix, hash }: Made,
  title: string,
): Promise<boolean | 'stopped' | undefined> {
  if (hash === undefined) return undefined;
  const { files, ...root } = ownPart(fix);
  const dirty = (): string[] => dirtyPaths(desk.roots(), root.root);
  const written = await desk.engine.request('sightline/applyPatch', {
    ...{ ...root, files: exactEdits(files), allowed: [], areErrorsAllowed: false, approved: hash },
    dirty: dirty(),
  });
  if (written.type !== 'written') return undefined;
  try {
    const ran = await desk.checks.run(root.root, title);
    return ran === 'stopped' ? ran : ran !== 'none' && ran.type === 'passed';
  } finally {
    const undone = await desk.engine.request('sightline/undoPatch', {
      ...{ ...root, id: written.id, edited: 'refuse', dirty: dirty() },
    });
    if (undone.type !== 'written')
      void vscode.window.showErrorMessage(
        vscode.l10n.t('A candidate could not be taken back: see “Show Patches”. A file of it was edited.'),
      );
  }
}

/** Which one a person takes: the one that checks and numbers speak for stands first. */
async function choose(made: readonly Made[]): Promise<Made | undefined> {
  // A patch that is held back is equal to no other, so it is known by its place.
  const each = made.flatMap((one, at) =>
    Array.from({ length: one.alike }, () => ({
      key: String(at),
      ...(one.isPassing === undefined ? {} : { isPassing: one.isPassing }),
    })),
  );
  const best = made[Number(each[chooseCandidate(each)?.index ?? 0]!.key)]!;
  const wasChecked = made.some(({ isPassing }) => isPassing !== undefined);
  const sorted = [best, ...made.filter((one) => one !== best)];
  const rows = sorted.map((one) => ({
    label: namesOf(one.fix),
    description: factsOf(one, wasChecked),
    detail: notice(one.fix.plan?.steps.map(({ what }) => what).join(' ') ?? one.fix.said),
    one,
  }));
  const picked = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Which patch shall be laid out?'),
    matchOnDetail: true,
  });
  return picked?.one;
}

const namesOf = ({ files }: Fix): string => files.map(({ path }) => notice(path)).join(', ');

function factsOf({ alike, isPassing }: Made, wasChecked: boolean): string {
  const alikeText = vscode.l10n.t('made {0} of {1} times', alike, COUNT);
  if (isPassing === undefined)
    return wasChecked ? `${vscode.l10n.t('not checked')}, ${alikeText}` : alikeText;
  return `${isPassing ? vscode.l10n.t('the check passes') : vscode.l10n.t('the check fails')}, ${alikeText}`;
}
