import * as vscode from 'vscode';
import type { ResultOf } from '../../protocol/requests.ts';
import { layOutPatch } from '../patches/layOut.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { notice } from '../strings.ts';
import type { ShownFinding } from './findings.ts';

type Left = ResultOf<'sightline/fixOwn'>['left'][number];

/** Whether the rule that found it says what belongs in its place, and its lines are as they were reviewed. */
export const canPutRight = ({ finding, isChanged, uri }: ShownFinding): boolean =>
  finding.fix !== undefined && finding.state !== 'dismissed' && !isChanged && uri !== undefined;

/** Lays out what rules put in the place of what they found, as one patch; what is left is told. No model is asked. */
export async function putRight(desk: PatchDesk, wanted: readonly ShownFinding[]): Promise<void> {
  const findings = wanted.filter(canPutRight).map(({ finding }) => {
    const { path, rule, hash, fingerprint, startLine, startColumn, endLine, endColumn, fix } = finding;
    const place = { startLine, startColumn, endLine, endColumn };
    return { ...{ path, rule, hash, fingerprint }, ...place, ...(fix ? { fix } : {}) };
  });
  const { folders, left } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Sightline puts findings right') },
    () => desk.engine.request('sightline/fixOwn', { findings }),
  );
  const [first, ...others] = folders;
  if (first) await layOutPatch(desk, first, others.length);
  else if (left.length === 0)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing of this can be put right without a model.'),
    );
  if (left.length > 0) void vscode.window.showWarningMessage(leftText(left));
}

/** What a rule found that can be put right: in the file, its folder, or everywhere, as a person chooses. */
export async function chooseAlike(
  one: ShownFinding,
  all: readonly ShownFinding[],
): Promise<readonly ShownFinding[] | undefined> {
  const alike = all.filter((other) => other.finding.rule === one.finding.rule && canPutRight(other));
  const { path } = one.finding;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const scopes = [
    { label: vscode.l10n.t('In this file'), found: alike.filter(({ finding }) => finding.path === path) },
    {
      label: vscode.l10n.t('In this folder'),
      found: alike.filter(({ finding }) => finding.path.startsWith(folder)),
    },
    { label: vscode.l10n.t('In the repository'), found: alike },
  ];
  const picked = await vscode.window.showQuickPick(
    scopes.map((scope) => ({ ...scope, description: String(scope.found.length) })),
    { title: vscode.l10n.t('Where shall what {0} found be put right?', one.finding.rule) },
  );
  return picked?.found;
}

function leftText(left: readonly Left[]): string {
  const texts: Readonly<Record<Left['why'], string>> = {
    noFix: vscode.l10n.t('the rule has nothing to put there'),
    changed: vscode.l10n.t('the file is not as it was reviewed: review it again'),
    overlap: vscode.l10n.t('another finding in the same place is put right'),
    stillFound: vscode.l10n.t('the rule would find it all the same'),
  };
  const [{ path, line, why }] = left as readonly [Left, ...Left[]];
  const first = notice(`${path}:${line}: ${texts[why]}`);
  return vscode.l10n.t('Findings left as they are: {0}. The first: {1}', left.length, first);
}
