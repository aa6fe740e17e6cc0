import * as vscode from 'vscode';
import { placeOf } from '../engine/roots.ts';
import { userSetting } from '../models/settings.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { SOURCE } from '../review/diagnostics.ts';
import { fixSeveral } from './candidates.ts';
import { chooseFiles } from './chooseFiles.ts';
import { factOf } from './fixActions.ts';
import { fixProblem } from './fixRun.ts';
import { fixLikeOthers } from './othersFix.ts';
import { type DiagnosticFact, type FixTarget, instructionOf, isProblem, problemOf } from './problem.ts';

/** Commands that have something repaired. None of them writes: each lays out a patch. */
export function fixCommands(
  desk: PatchDesk,
): Readonly<Record<string, (...args: unknown[]) => Promise<void>>> {
  return {
    fixProblem: (target) => fixFacts(desk, (isTarget(target) ? target : atCursor()).facts),
    fixKind: async (target) => {
      const { uri, facts } = isTarget(target) ? target : atCursor();
      const [kind] = facts;
      if (!kind) throw new Error(vscode.l10n.t('There is no problem at the cursor.'));
      const all = await chooseScope(uri, kind);
      if (all) await fixFacts(desk, all);
    },
    fixOthers: async (target) => {
      const { uri, facts } = isTarget(target) ? target : atCursor();
      const others = facts.filter(({ source }) => source !== SOURCE);
      await fixLikeOthers(desk, uri, others, () => chooseScope(uri, others[0]!));
    },
    fix: async (given) => {
      if (isProblem(given)) return fixProblem(desk, given);
      const problem = await placed(desk, typeof given === 'string' ? given : await askProblem());
      if (problem) await fixProblem(desk, problem);
    },
    fixSeveral: async (given) => {
      if (isProblem(given)) return fixSeveral(desk, given);
      const { activeTextEditor: editor } = vscode.window;
      const { facts } = editor && typeof given !== 'string' ? atCursor() : { facts: [] };
      if (facts.length > 0) return fixFacts(desk, facts, fixSeveral);
      const problem = await placed(desk, typeof given === 'string' ? given : await askProblem());
      if (problem) await fixSeveral(desk, problem);
    },
    changeSelection: async () => {
      const editor = vscode.window.activeTextEditor;
      if (!editor || !placeOf(desk.roots(), editor.document.uri))
        throw new Error(vscode.l10n.t('This file is in no folder of this window.'));
      const instruction = await askInstruction();
      if (instruction) await fixProblem(desk, instructionOf(desk.roots(), instruction, editor));
    },
    fixAgain: async () => {
      const { patch } = desk;
      await patch?.again?.(patch.rejected(), patch.files, 'same');
    },
    fixElsewhere: async () => {
      const { patch } = desk;
      await patch?.again?.(patch.rejected(), patch.files, 'others');
    },
  };
}

/** A problem in words, with the files that a person wants to be looked at. */
const placed = async (desk: PatchDesk, text: string | undefined) =>
  text ? await chooseFiles(desk, { text, places: [], rejected: [] }) : undefined;

async function fixFacts(
  desk: PatchDesk,
  facts: readonly DiagnosticFact[],
  fix: typeof fixSeveral = fixProblem,
): Promise<void> {
  if (facts.length === 0) throw new Error(vscode.l10n.t('There is no problem at the cursor.'));
  const { problem, leftOut } = problemOf(desk.roots(), facts);
  if (problem.text === '') throw new Error(vscode.l10n.t('This file is in no folder of this window.'));
  if (leftOut > 0)
    void vscode.window.showWarningMessage(vscode.l10n.t('Problems that are left out: {0}.', leftOut));
  await fix(desk, problem);
}

const isTarget = (value: unknown): value is FixTarget =>
  typeof value === 'object' && value !== null && 'facts' in value;

function atCursor(): FixTarget {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new Error(vscode.l10n.t('There is no problem at the cursor.'));
  const { uri } = editor.document;
  const at = editor.selection;
  const found = vscode.languages.getDiagnostics(uri).filter(({ range }) => range.intersection(at));
  return { uri, facts: found.map((one) => factOf(uri, one)) };
}

const isLike = (kind: DiagnosticFact) => (one: DiagnosticFact) =>
  one.source === kind.source && (kind.code === '' ? one.message === kind.message : one.code === kind.code);

/** All problems of a kind in the file, its folder, or all folders, as a person chooses. */
async function chooseScope(
  uri: vscode.Uri,
  kind: DiagnosticFact,
): Promise<readonly DiagnosticFact[] | undefined> {
  const all = vscode.languages
    .getDiagnostics()
    .flatMap(([of, list]) => list.map((one) => factOf(of, one)))
    .filter(isLike(kind));
  const folder = uri.path.slice(0, uri.path.lastIndexOf('/') + 1);
  const scopes = [
    { name: vscode.l10n.t('In this file'), facts: all.filter((one) => one.uri.path === uri.path) },
    { name: vscode.l10n.t('In this folder'), facts: all.filter((one) => one.uri.path.startsWith(folder)) },
    { name: vscode.l10n.t('In the repository'), facts: all },
  ];
  const picked = await vscode.window.showQuickPick(
    scopes.map(({ name, facts }) => ({ label: name, description: String(facts.length), facts })),
    { title: vscode.l10n.t('Where shall all of this kind be fixed?') },
  );
  return picked?.facts;
}

/** The problem in words, or the output of something that failed, from the clipboard. */
async function askProblem(): Promise<string | undefined> {
  const clipboard = (await vscode.env.clipboard.readText()).trim();
  const typed = vscode.l10n.t('Describe it…');
  const pasted = vscode.l10n.t('The clipboard');
  const rows = [
    { label: typed },
    ...(clipboard === '' ? [] : [{ label: pasted, detail: clipboard.slice(0, 200) }]),
  ];
  const picked = await vscode.window.showQuickPick(rows, { title: vscode.l10n.t('What shall be fixed?') });
  if (!picked) return undefined;
  if (picked.label === pasted) return clipboard;
  return (await vscode.window.showInputBox({ title: vscode.l10n.t('What shall be fixed?') }))?.trim();
}

/** What shall become of the selection: typed, or one of the user's own instructions. */
async function askInstruction(): Promise<string | undefined> {
  const own = Object.entries(userSetting('instructions')).filter(([, text]) => text.trim() !== '');
  const typed = vscode.l10n.t('Describe it…');
  const title = vscode.l10n.t('Change this so that …');
  if (own.length > 0) {
    const rows = own.map(([label, detail]) => ({ label, detail }));
    const picked = await vscode.window.showQuickPick([{ label: typed, detail: '' }, ...rows], { title });
    if (!picked) return undefined;
    if (picked.label !== typed) return picked.detail;
  }
  return (await vscode.window.showInputBox({ title }))?.trim();
}
