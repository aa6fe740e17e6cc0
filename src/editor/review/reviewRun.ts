import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { coverageText } from '../../present/review/notReviewed.ts';
import type { ReviewResult, ReviewWanted } from '../../protocol/review/requests.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { notice, say } from '../strings.ts';
import type { Reviewed, ShownFinding } from './findings.ts';

/**
 * Reviews, and tells how far it is. Cancelled, it gives what was done by then; undefined when nothing was.
 * @throws Error that says why nothing could be reviewed
 */
export async function runReview(
  engine: EngineClient,
  wish: ReviewWanted,
  before: readonly ShownFinding[],
): Promise<Reviewed | undefined> {
  const result = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sightline reviews'),
      cancellable: true,
    },
    (progress, token) => follow(engine, wish, before, { progress, token }),
  );
  if (result.type === 'fault') throw new Error(faultText(result.fault));
  if (result.type === 'stopped') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Stopped before the first file was reviewed.'));
    return undefined;
  }
  tell(result);
  return result;
}

async function follow(
  engine: EngineClient,
  wish: ReviewWanted,
  before: readonly ShownFinding[],
  {
    progress,
    token,
  }: {
    readonly progress: vscode.Progress<{ readonly message: string; readonly increment: number }>;
    readonly token: vscode.CancellationToken;
  },
): Promise<ReviewResult> {
  const runId = `review-${randomUUID()}`;
  let told = 0;
  const listening = [
    engine.onReviewing(({ runId: of, done, total }) => {
      if (of !== runId) return;
      const share = Math.floor((100 * done) / Math.max(1, total));
      const message = vscode.l10n.t('{0} of {1} files', done, total);
      progress.report({ message, increment: share - told });
      told = share;
    }),
    token.onCancellationRequested(() => void engine.request('sightline/stop', { runId })),
  ];
  try {
    const known = before.map(({ finding: { fingerprint, rule, path } }) => ({ fingerprint, rule, path }));
    return await engine.request('sightline/review', {
      ...{ runId, wish, before: known.map((one) => ({ ...one, state: 'open' as const })) },
    });
  } finally {
    for (const one of listening) one.dispose();
  }
}

/** What a person must know beside the findings: that not all was read, or that a baseline was not. */
function tell({ report, notRead }: Reviewed): void {
  for (const { path, why } of notRead)
    void vscode.window.showWarningMessage(
      notice(
        why === 'bad'
          ? vscode.l10n.t('{0} is no baseline of reviews, so that nothing is known as seen.', path)
          : vscode.l10n.t('{0} is a link and was not read, so that nothing is known as seen.', path),
      ),
    );
  if (report.status !== 'complete') void vscode.window.showWarningMessage(notice(coverageText(report, say)));
}

function faultText({ kind, of = '' }: Extract<ReviewResult, { type: 'fault' }>['fault']): string {
  switch (kind) {
    case 'noRepository':
      return vscode.l10n.t(
        'Changes cannot be reviewed: the folder is in no git repository, git was not found, or the window is in Restricted Mode.',
      );
    case 'unknownRevision':
      return vscode.l10n.t('git knows no commit {0}.', notice(of));
    case 'failed':
      return vscode.l10n.t('git could not tell what changed. The logs say more.');
    case 'noRules':
      return vscode.l10n.t('The rules of reviews are not there: install Sightline again.');
    case 'unknownRule':
      return vscode.l10n.t('There is no rule {0}.', notice(of));
    case 'noModel':
      return vscode.l10n.t('Some rules need a model, and none is set.');
    case 'notConfirmed':
      return vscode.l10n.t('Nothing was sent to a model.');
  }
}
