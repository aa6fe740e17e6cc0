import * as vscode from 'vscode';
import type { Hunk } from '../../present/patches/review.ts';
import { notice } from '../strings.ts';
import type { HunkPlace, OpenPatch } from './openPatch.ts';
import { PATCH_SCHEME } from './patchDocuments.ts';

/** What can be done with each hunk, above it in the new text. */
export class HunkLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #registration = vscode.languages.registerCodeLensProvider({ scheme: PATCH_SCHEME }, this);
  #patch: OpenPatch | undefined;

  /** Shows those of a patch, or none. */
  set(patch: OpenPatch | undefined): void {
    this.#patch = patch;
    patch?.onDidChange(() => this.#changed.fire());
    this.#changed.fire();
  }

  provideCodeLenses({ uri, lineCount }: vscode.TextDocument): vscode.CodeLens[] {
    const patch = this.#patch;
    const file = patch?.fileAt(uri);
    if (!patch || file === undefined) return [];
    return patch.files[file]!.hunks.flatMap((hunk) => {
      const place = { file, id: hunk.id };
      const line = Math.min(patch.rangeOf(place).start.line, lineCount - 1);
      const range = new vscode.Range(line, 0, line, 0);
      return commandsOf(hunk, place, patch.stepOf(place)).map(
        (command) => new vscode.CodeLens(range, command),
      );
    });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

function commandsOf({ state, reason }: Hunk, place: HunkPlace, step: string | undefined): vscode.Command[] {
  const of = (command: string, title: string): vscode.Command => ({
    ...{ command: `sightline.${command}`, title, arguments: [place] },
  });
  const why = step === undefined ? [] : [of('showHunk', notice(step))];
  if (state === 'rejected') {
    const told =
      reason === undefined ? vscode.l10n.t('Rejected') : vscode.l10n.t('Rejected: {0}', notice(reason));
    return [of('rejectHunk', told), of('acceptHunk', vscode.l10n.t('Take It Back'))];
  }
  return [
    ...why,
    state === 'accepted'
      ? of('showHunk', vscode.l10n.t('$(check) Accepted'))
      : of('acceptHunk', vscode.l10n.t('Accept')),
    of('rejectHunk', vscode.l10n.t('Reject…')),
    of('editHunk', vscode.l10n.t('Edit')),
  ];
}
