import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { failureText } from '../../present/failures.ts';
import { estimateTexts, judgedTexts } from '../../present/review/judging.ts';
import { coverageText } from '../../present/review/notReviewed.ts';
import { decisionText } from '../../present/run/decision.ts';
import type {
  ReviewEstimated,
  ReviewProgress,
  ReviewResult,
  ReviewWanted,
} from '../../protocol/review/requests.ts';
import type { Decision } from '../../protocol/runs.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { notice, say } from '../strings.ts';
import type { Reviewed, ShownFinding } from './findings.ts';

/** How a review is made: with which rules, and whether one goes on that did not come to its end. */
export interface How {
  readonly isJudged: boolean;
  readonly again?: string;
}

/** A review that ended, and the name of its run. */
export interface Ended {
  readonly reviewed: Reviewed;
  readonly runId: string;
}

/** The beginning of the names of these runs. */
const PREFIX = 'review-';
/** In whose words a failure is told. */
const WORDS = { say, door: 'editor' } as const;

/** Whether a run reviews something: what it asks is not asked in the conversation. */
export const isReviewRun = (runId: string): boolean => runId.startsWith(PREFIX);

/**
 * Reviews, and tells how far it is. Cancelled, it gives what was done by then; undefined when nothing was, or when a person
 * did not want what a model takes. @throws Error that says why nothing could be reviewed
 */
export async function runReview(
  engine: EngineClient,
  wish: ReviewWanted,
  before: readonly ShownFinding[],
  how: How,
): Promise<Ended | undefined> {
  const runId = how.again ?? `${PREFIX}${randomUUID()}`;
  const run: Run = { engine, wish, before, how, runId };
  const { result, isRulesOnly } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sightline reviews'),
      cancellable: true,
    },
    (progress, token) => follow(run, progress, token),
  );
  if (isRulesOnly) return runReview(engine, wish, before, { isJudged: false });
  if (result.type === 'fault') {
    if (result.fault.kind === 'notConfirmed') return undefined;
    throw new Error(faultText(result.fault));
  }
  if (result.type === 'stopped') {
    void vscode.window.showInformationMessage(vscode.l10n.t('Stopped before the first file was reviewed.'));
    return undefined;
  }
  return { reviewed: result, runId };
}

interface Run {
  readonly engine: EngineClient;
  readonly wish: ReviewWanted;
  readonly before: readonly ShownFinding[];
  readonly how: How;
  readonly runId: string;
}

interface Followed {
  readonly result: ReviewResult;
  /** A person wanted no model to be asked, and the other rules all the same. */
  readonly isRulesOnly: boolean;
}

async function follow(
  { engine, wish, before, how: { isJudged, again }, runId }: Run,
  progress: vscode.Progress<{ readonly message: string; readonly increment: number }>,
  token: vscode.CancellationToken,
): Promise<Followed> {
  let estimate: ReviewEstimated | undefined;
  let isRulesOnly = false;
  const bar = new Bar(progress);
  const listening = [
    engine.onReviewing(({ runId: of, progress: step }) => {
      if (of !== runId) return;
      if (step.kind === 'estimated') estimate = step.estimate;
      else bar.show(step);
    }),
    engine.onDecision(({ runId: of, decision }) => {
      if (of !== runId) return;
      void agree(decision, estimate).then((choice) => {
        isRulesOnly = choice === 'rules';
        return engine.request('sightline/decide', { runId, choice: choice === 'go' ? 'go' : 'stop' });
      });
    }),
    token.onCancellationRequested(() => void engine.request('sightline/stop', { runId })),
  ];
  try {
    const known = before.map(({ finding: { fingerprint, rule, path } }) => ({ fingerprint, rule, path }));
    const judged = { title: vscode.l10n.t('Review with a model'), again: again !== undefined };
    const result = await engine.request('sightline/review', {
      ...{ runId, wish, before: known.map((one) => ({ ...one, state: 'open' as const })) },
      ...(isJudged ? { judged } : {}),
    });
    return { result, isRulesOnly };
  } finally {
    for (const one of listening) one.dispose();
  }
}

/** The bar of a review: a stage after the other fills it. */
class Bar {
  readonly #progress: vscode.Progress<{ readonly message: string; readonly increment: number }>;
  #stage = '';
  #told = 0;

  constructor(progress: vscode.Progress<{ readonly message: string; readonly increment: number }>) {
    this.#progress = progress;
  }

  show(step: Exclude<ReviewProgress, { kind: 'estimated' }>): void {
    if (step.kind === 'waiting') {
      const message = vscode.l10n.t('waits for {0} s, then asks the model again', Math.ceil(step.ms / 1000));
      this.#progress.report({ message, increment: 0 });
      return;
    }
    const { kind, done, total } = step;
    const share = Math.floor((100 * done) / Math.max(1, total));
    // A bar goes forward only: what a later stage has to do begins where the one before stopped.
    const increment = kind === this.#stage ? share - this.#told : 0;
    this.#stage = kind;
    this.#told = share;
    const texts = {
      files: vscode.l10n.t('{0} of {1} files', done, total),
      find: vscode.l10n.t('looks for findings, {0} of {1}', done, total),
      refute: vscode.l10n.t('tries to refute them, {0} of {1}', done, total),
    };
    this.#progress.report({ message: texts[kind], increment });
  }
}

/** Asks whether a model shall be asked, with its price. Closing the question sends nothing. */
async function agree(
  decision: Decision,
  estimate: ReviewEstimated | undefined,
): Promise<'go' | 'rules' | 'stop'> {
  const go = vscode.l10n.t('Ask the Model');
  const rules = vscode.l10n.t('Rules only');
  const expected =
    decision.kind === 'confirm'
      ? [say('Expected: {0} to {1} tokens.', decision.tokens.least, decision.tokens.most)]
      : [decisionText(decision, say)];
  const detail = [
    ...(estimate ? estimateTexts(estimate, say) : []),
    ...expected,
    vscode.l10n.t('The code is sent to the model that is set, without its secrets.'),
  ].join('\n');
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t('Review with the model as well?'),
    { modal: true, detail: notice(detail) },
    ...[go, rules],
  );
  if (picked === go) return 'go';
  return picked === rules ? 'rules' : 'stop';
}

/**
 * What a person must know beside the findings: that not all was read, that a baseline was not, and what a model took.
 * Gives true when the review is to be gone on with.
 */
export async function tellOf({ report, notRead }: Reviewed): Promise<boolean> {
  for (const { path, why } of notRead)
    void vscode.window.showWarningMessage(
      notice(
        why === 'bad'
          ? vscode.l10n.t('{0} is no baseline of reviews, so that nothing is known as seen.', path)
          : vscode.l10n.t('{0} is a link and was not read, so that nothing is known as seen.', path),
      ),
    );
  const { judged, status } = report;
  const texts = [
    ...(status === 'complete' ? [] : [coverageText(report, say)]),
    ...(judged?.failure ? [failureText(judged.failure, WORDS)] : []),
    ...(judged ? judgedTexts(judged, say) : []),
  ];
  if (texts.length === 0) return false;
  const onward = vscode.l10n.t('Go On');
  const show =
    status === 'complete' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  // What was judged is kept by its run: only what is left is asked for.
  const buttons = status !== 'complete' && judged ? [onward] : [];
  return (await show(notice(texts.join(' ')), ...buttons)) === onward;
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
