import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { failureText } from '../../present/failures.ts';
import { reportTitle, reportWish } from '../../present/report/wish.ts';
import { routeReason } from '../../present/routes.ts';
import { decisionText } from '../../present/run/decision.ts';
import { stepProgress } from '../../present/run/steps.ts';
import type { Answer, Failure, NumberedEvent, RunEvent } from '../../protocol/data.ts';
import type { Decision } from '../../protocol/runs.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { notice, say } from '../strings.ts';

/** The beginning of the names of these runs. */
const PREFIX = 'report-';

/** Whether a run writes a report: what it asks is not asked in the conversation. */
export const isReportRun = (runId: string): boolean => runId.startsWith(PREFIX);

export type ReportKind = NonNullable<Answer['report']>['kind'];

/** What is to be written: a report, one section of it in depth, or what is left of a run. */
export type Wanted = { readonly kind: ReportKind; readonly section?: string } | { readonly again: string };

/** A report as far as it was written, and the name of its run. */
export interface Written {
  readonly runId: string;
  readonly answer: Answer;
}

/**
 * Writes a report and tells how far it is; what it takes is agreed to before. Cancelled, it gives what was written by then;
 * undefined when nothing was, or a person did not want it. @throws Error that says why nothing could be written
 */
export async function runReport(engine: EngineClient, wanted: Wanted): Promise<Written | undefined> {
  const runId = 'again' in wanted ? wanted.again : `${PREFIX}${randomUUID()}`;
  const end = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sightline writes a report'),
      cancellable: true,
    },
    (progress, token) => follow(engine, { wanted, runId }, { progress, token }),
  );
  const answer = 'answer' in end ? end.answer : undefined;
  if (answer?.report) return { runId, answer };
  if (end.type === 'failed') throw new Error(whyNot(end.failure));
  return undefined;
}

/** Why nothing could be written. */
function whyNot(failure: Failure): string {
  if (failure.kind !== 'route' || !failure.reason) return failureText(failure, { say, door: 'editor' });
  return vscode.l10n.t('The report cannot be written: {0}.', routeReason(failure.reason, say));
}

type End = Extract<RunEvent, { type: 'done' | 'failed' | 'aborted' }>;

interface Shown {
  readonly progress: vscode.Progress<{ readonly message: string }>;
  readonly token: vscode.CancellationToken;
}

async function follow(
  engine: EngineClient,
  { wanted, runId }: { readonly wanted: Wanted; readonly runId: string },
  { progress, token }: Shown,
): Promise<End> {
  const listening: vscode.Disposable[] = [];
  const ended = new Promise<End>((resolve, reject) => {
    listening.push(
      engine.onEvent(({ runId: of, event }: NumberedEvent) => {
        if (of !== runId) return;
        if (event.type === 'done' || event.type === 'failed' || event.type === 'aborted') resolve(event);
        else if (event.type === 'step') progress.report({ message: stepProgress(event.step, say) });
      }),
      engine.onDecision(({ runId: of, decision }) => {
        if (of !== runId) return;
        void agree(decision).then((choice) => engine.request('sightline/decide', { runId, choice }));
      }),
      engine.onState(({ state }) => {
        if (state === 'down' || state === 'stopped')
          reject(new Error(vscode.l10n.t('The engine is not running.')));
      }),
      token.onCancellationRequested(() => void engine.request('sightline/stop', { runId })),
    );
  });
  // An engine that ends while a run is begun is told by the request.
  ended.catch(() => {});
  try {
    await begin(engine, wanted, runId);
    return await ended;
  } finally {
    for (const one of listening) one.dispose();
  }
}

async function begin(engine: EngineClient, wanted: Wanted, runId: string): Promise<void> {
  if ('again' in wanted) {
    await engine.request('sightline/resume', { runId });
    return;
  }
  const { kind, section } = wanted;
  const question = { text: reportTitle(kind, say), focus: [], history: [] };
  await engine.request('sightline/ask', {
    runId,
    question: { ...question, report: reportWish(kind, say, section) },
  });
}

/** Asks whether the model shall be asked, with what that may take. Closing the question sends nothing. */
async function agree(decision: Decision): Promise<'go' | 'stop'> {
  const go = vscode.l10n.t('Ask the Model');
  const expected =
    decision.kind === 'confirm'
      ? say('Expected: {0} to {1} tokens.', decision.tokens.least, decision.tokens.most)
      : decisionText(decision, say);
  const detail = [
    expected,
    vscode.l10n.t('The code is sent to the model that is set, without its secrets.'),
  ].join('\n');
  const title = vscode.l10n.t('Write the report with the model?');
  const picked = await vscode.window.showInformationMessage(
    title,
    { modal: true, detail: notice(detail) },
    go,
  );
  return picked === go ? 'go' : 'stop';
}
