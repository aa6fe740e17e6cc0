import * as vscode from 'vscode';
import type { ReviewWanted } from '../../protocol/review/requests.ts';
import { placeOf } from '../engine/roots.ts';
import type { ReviewDesk } from './reviewDesk.ts';

type Handler = (...args: unknown[]) => Promise<void>;

/** Commands that review something. Each shows what was found. */
export function reviewCommands(desk: ReviewDesk): Readonly<Record<string, Handler>> {
  const reviewRevision = async (wish: ReviewWanted | undefined): Promise<void> => {
    if (wish) await desk.review(wish);
  };
  return {
    reviewRepository: () => desk.review({ kind: 'paths', paths: [] }),
    reviewFolder: (target) => desk.review({ kind: 'paths', paths: [placeFor(desk, target, true)] }),
    reviewFile: (target) => desk.review({ kind: 'paths', paths: [placeFor(desk, target, false)] }),
    reviewSelection: () => desk.review(selectedLines(desk)),
    reviewUncommitted: () => desk.review({ kind: 'since', base: 'HEAD' }),
    reviewStaged: () => desk.review({ kind: 'staged' }),
    reviewBranch: async () =>
      reviewRevision(
        await askRevision(
          vscode.l10n.t('Against which branch?'),
          vscode.l10n.t('What this branch changed since it left that one is reviewed, with what it touches.'),
          'main',
          (base) => ({ kind: 'since', base }),
        ),
      ),
    reviewCommit: async () =>
      reviewRevision(
        await askRevision(
          vscode.l10n.t('Which commit?'),
          vscode.l10n.t('What the commit changed is reviewed as it was then, with what it touches.'),
          'HEAD',
          (commit) => ({ kind: 'commit', commit }),
        ),
      ),
    reviewAgain: () => desk.reviewAgain(),
    clearFindings: () => desk.clear(),
  };
}

type Placed = { readonly root?: string; readonly path: string };

/** The file or folder that a command was called on, else the open file or its folder. */
function placeFor({ roots }: ReviewDesk, target: unknown, isFolder: boolean): Placed {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  const place = uri && placeOf(roots(), uri);
  if (!place) throw new Error(vscode.l10n.t('This file is in no folder of this window.'));
  if (!isFolder || target instanceof vscode.Uri) return place;
  return { ...place, path: place.path.slice(0, Math.max(0, place.path.lastIndexOf('/'))) };
}

function selectedLines({ roots }: ReviewDesk): ReviewWanted {
  const editor = vscode.window.activeTextEditor;
  const place = editor && placeOf(roots(), editor.document.uri);
  if (!place) throw new Error(vscode.l10n.t('This file is in no folder of this window.'));
  const { start, end } = editor.selection;
  const isAtStart = end.character === 0 && end.line > start.line;
  return { kind: 'lines', ...place, startLine: start.line + 1, endLine: end.line + (isAtStart ? 0 : 1) };
}

async function askRevision(
  title: string,
  prompt: string,
  value: string,
  make: (revision: string) => ReviewWanted,
): Promise<ReviewWanted | undefined> {
  const typed = (await vscode.window.showInputBox({ title, prompt, value }))?.trim();
  return typed ? make(typed) : undefined;
}
