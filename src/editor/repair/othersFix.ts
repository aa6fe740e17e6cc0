import * as vscode from 'vscode';
import type { ParamsOf } from '../../protocol/requests.ts';
import { placeOf, type Root } from '../engine/roots.ts';
import { layOutPatch } from '../patches/layOut.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { OWN_FIX } from '../review/findingActions.ts';
import { notice } from '../strings.ts';
import { factOf } from './fixActions.ts';
import type { DiagnosticFact } from './problem.ts';

type Exact = ParamsOf<'sightline/applyPatch'>['files'][number];
type Progress = vscode.Progress<{ readonly message?: string; readonly increment?: number }>;

/** How often a file that had to be opened is looked at, and the pause between, in ms: its server has yet to read it. */
const MOST_LOOKS = 5;
const LOOK_AGAIN_MS = 500;
/** Actions of one place whose edits are looked for: more are never shown at once. */
const MOST_ACTIONS = 30;

/** A fix of another extension: its edits of texts, by address. */
interface Offered {
  readonly title: string;
  readonly isPreferred: boolean;
  readonly edits: readonly (readonly [uri: vscode.Uri, edits: readonly vscode.TextEdit[]])[];
}

/** What was gathered of the places of a kind. */
interface Gathered {
  readonly edits: ReadonlyMap<string, readonly vscode.TextEdit[]>;
  /** Places whose fix is in it, and those for which none like it was offered, or that met another one. */
  readonly fixed: number;
  readonly left: readonly DiagnosticFact[];
}

/**
 * Lays out, as one patch, the fix that another extension offers for a problem, for all problems of its kind. The other
 * extension makes the edits; which of its fixes it is, is known by the title, names in it aside. No model is asked.
 */
export async function fixLikeOthers(
  desk: PatchDesk,
  uri: vscode.Uri,
  facts: readonly DiagnosticFact[],
  chooseScope: () => Promise<readonly DiagnosticFact[] | undefined>,
): Promise<void> {
  const [first] = facts;
  if (!first) throw new Error(vscode.l10n.t('There is no problem at the cursor.'));
  const offered = await offeredFor(uri, first);
  if (offered.length === 0)
    throw new Error(vscode.l10n.t('No extension offers a fix for this problem that changes only text.'));
  const chosen = await chooseFix(offered);
  const scope = chosen && (await chooseScope());
  if (!chosen || !scope) return;
  const gathered = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sightline gathers the fixes: {0}', notice(chosen.title)),
      cancellable: true,
    },
    (progress, token) => gather(scope, chosen, progress, token),
  );
  if (!gathered) return;
  await layOut(desk, gathered);
}

async function layOut(desk: PatchDesk, { edits, fixed, left }: Gathered): Promise<void> {
  const roots = desk.roots();
  const files: { readonly root: string | undefined; readonly file: Exact }[] = [];
  for (const [address, list] of edits) {
    const made = await exactOf(roots, vscode.Uri.parse(address, true), list);
    if (made) files.push(made);
  }
  const [own, ...others] = [...Map.groupBy(files, ({ root }) => root)];
  const [root, list] = own ?? [undefined, []];
  const placed = root === undefined ? {} : { root };
  if (own) await layOutPatch(desk, { ...placed, files: list.map(({ file }) => file) }, others.length);
  if (left.length > 0) void vscode.window.showWarningMessage(leftText(roots, fixed, left));
}

function leftText(roots: readonly Root[], fixed: number, left: readonly DiagnosticFact[]): string {
  const [{ uri, startLine }] = left as readonly [DiagnosticFact, ...DiagnosticFact[]];
  const place = notice(`${placeOf(roots, uri)?.path ?? uri.path}:${startLine}`);
  return vscode.l10n.t(
    'Problems that this fixes: {0}. For {1} no such fix is offered, or it meets another; the first is {2}.',
    fixed,
    left.length,
    place,
  );
}

/** The fixes that are offered for a problem where it stands now, and change nothing but texts. */
async function offeredFor(uri: vscode.Uri, fact: DiagnosticFact): Promise<readonly Offered[]> {
  await vscode.workspace.openTextDocument(uri);
  const diagnostic = vscode.languages.getDiagnostics(uri).find((one) => isSame(factOf(uri, one), fact));
  if (!diagnostic) return [];
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[] | undefined>(
    'vscode.executeCodeActionProvider',
    uri,
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
    MOST_ACTIONS,
  );
  return (actions ?? []).flatMap(({ title, kind, edit, command, isPreferred = false }) => {
    if (!edit || edit.size === 0 || command || (kind && OWN_FIX.contains(kind))) return [];
    const edits = edit.entries();
    // A file that is made, moved or removed has no edits of a text.
    return edits.length < edit.size || edits.some(([, list]) => list.length === 0)
      ? []
      : [{ title, isPreferred, edits }];
  });
}

const isSame = (a: DiagnosticFact, b: DiagnosticFact): boolean =>
  a.startLine === b.startLine && a.message === b.message && a.source === b.source && a.code === b.code;

async function chooseFix(offered: readonly Offered[]): Promise<Offered | undefined> {
  // One that answers to several problems of a place is offered for each.
  const distinct = [...new Map(offered.map((one) => [one.title, one])).values()];
  if (distinct.length === 1) return distinct[0];
  const rows = distinct.map((one) => ({ label: notice(one.title), one }));
  const title = vscode.l10n.t('Which fix shall all of this kind get?');
  return (await vscode.window.showQuickPick(rows, { title }))?.one;
}

/** A title without the names in it: fixes of one kind differ in them alone. */
const kindOf = (title: string): string => title.replace(/(["'`‘“])[^"'`’”]*["'`’”]/g, '$1');

/** Asks for the fix of each problem, one after the other. Undefined when a person stopped it. */
async function gather(
  facts: readonly DiagnosticFact[],
  chosen: Offered,
  progress: Progress,
  token: vscode.CancellationToken,
): Promise<Gathered | undefined> {
  const edits = new Map<string, vscode.TextEdit[]>();
  const left: DiagnosticFact[] = [];
  for (const [at, fact] of facts.entries()) {
    if (token.isCancellationRequested) return undefined;
    progress.report({
      message: vscode.l10n.t('{0} of {1}', at + 1, facts.length),
      increment: 100 / facts.length,
    });
    const fix = await fixFor(fact, chosen);
    if (!fix?.edits.every(([uri, list]) => fits(edits.get(uri.toString()) ?? [], list))) left.push(fact);
    else
      for (const [uri, list] of fix.edits) {
        const known = edits.get(uri.toString()) ?? [];
        edits.set(uri.toString(), [
          ...known,
          ...list.filter((one) => !known.some((other) => isEqual(one, other))),
        ]);
      }
  }
  return { edits, fixed: facts.length - left.length, left };
}

/** The fix of a problem that is like the chosen one; undefined where none is. */
async function fixFor(fact: DiagnosticFact, chosen: Offered): Promise<Offered | undefined> {
  const key = fact.uri.toString();
  const wasOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === key);
  for (let looks = 1; ; looks++) {
    const offered = await offeredFor(fact.uri, fact);
    const same = offered.find(({ title }) => title === chosen.title);
    const alike = offered.filter(({ title }) => kindOf(title) === kindOf(chosen.title));
    // Of several that differ in a name nobody knows which one is meant.
    const isOne = alike.every(({ title }) => title === alike[0]?.title);
    const fix = same ?? (isOne ? alike[0] : alike.find(({ isPreferred }) => isPreferred));
    if (fix || wasOpen || alike.length > 0 || looks === MOST_LOOKS) return fix;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

const isEqual = (a: vscode.TextEdit, b: vscode.TextEdit): boolean =>
  a.range.isEqual(b.range) && a.newText === b.newText;

/** Whether edits can stand beside those that are known: the same ones, or in other places. */
const fits = (known: readonly vscode.TextEdit[], list: readonly vscode.TextEdit[]): boolean =>
  list.every((one) =>
    known.every(
      (other) =>
        isEqual(one, other) ||
        one.range.end.isBefore(other.range.start) ||
        other.range.end.isBefore(one.range.start),
    ),
  );

/** A file as it is and as the edits make it; undefined outside of the folders. */
async function exactOf(roots: readonly Root[], uri: vscode.Uri, edits: readonly vscode.TextEdit[]) {
  const place = placeOf(roots, uri);
  if (!place) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  const before = document.getText();
  const sorted = [...edits].sort((a, b) => a.range.start.compareTo(b.range.start));
  let after = '';
  let at = 0;
  for (const { range, newText } of sorted) {
    after += before.slice(at, document.offsetAt(range.start)) + newText;
    at = document.offsetAt(range.end);
  }
  after += before.slice(at);
  return { root: place.root, file: { kind: 'exact' as const, path: place.path, before, after } };
}
