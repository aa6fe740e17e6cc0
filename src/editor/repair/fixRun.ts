import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { failureText } from '../../present/failures.ts';
import { exactEdits } from '../../present/patches/exactEdits.ts';
import { choiceText, decisionText } from '../../present/run/decision.ts';
import type { Fix, NumberedFixEvent } from '../../protocol/fix.ts';
import type { ParamsOf } from '../../protocol/requests.ts';
import type { Decision } from '../../protocol/runs.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { Rejected, StepLines } from '../patches/openPatch.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { preparedPatch } from '../patches/writePatch.ts';
import { notice, say } from '../strings.ts';
import { chooseFiles } from './chooseFiles.ts';
import type { Problem } from './problem.ts';

type Decided = Parameters<NonNullable<Parameters<PatchDesk['open']>[0]['again']>>[1];
type Progress = vscode.Progress<{ readonly message?: string }>;

/** The beginning of the names of these runs. */
const PREFIX = 'fix-';
/** In whose words a failure is told. */
const WORDS = { say, door: 'editor' } as const;

/** Whether a run repairs something: what it asks is not asked in the conversation. */
export const isFixRun = (runId: string): boolean => runId.startsWith(PREFIX);

/** Has a problem repaired and lays the patch out. What was decided on an earlier try stands. */
export async function fixProblem(desk: PatchDesk, problem: Problem, decided?: Decided): Promise<void> {
  const fix = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sightline repairs'),
      cancellable: true,
    },
    (progress, token) => followRun(desk.engine, { problem }, progress, token),
  );
  if (!fix) return;
  if (fix.files.length === 0) {
    const why = fix.said === '' ? '' : ` ${notice(fix.said)}`;
    void offerOthers(desk, problem, `${vscode.l10n.t('No change was made.')}${why} ${costOf(fix.usage)}`);
    return;
  }
  await layOutFix(desk, problem, fix, { decided });
}

/** Says that nothing came of a repair; it may look elsewhere. */
async function offerOthers(desk: PatchDesk, problem: Problem, told: string): Promise<void> {
  const others = vscode.l10n.t('Look in Other Files…');
  if ((await vscode.window.showInformationMessage(told, others)) !== others) return;
  const placed = await chooseFiles(desk, problem);
  if (placed) await fixProblem(desk, placed);
}

/** Follows one run to its end; undefined when it was stopped without a patch. @throws Error when it failed */
export function followRun(
  engine: EngineClient,
  asked: Omit<ParamsOf<'sightline/fix'>, 'runId'>,
  progress: Progress,
  token: vscode.CancellationToken,
): Promise<Fix | undefined> {
  const runId = `${PREFIX}${randomUUID()}`;
  const listening: vscode.Disposable[] = [];
  return new Promise<Fix | undefined>((resolve, reject) => {
    const onEvent = ({ runId: of, event }: NumberedFixEvent): void => {
      if (of !== runId) return;
      if (event.type === 'done') resolve(event.fix);
      else if (event.type === 'aborted') resolve(undefined);
      else if (event.type === 'failed') reject(new Error(failureText(event.failure, WORDS)));
      else tell(event, progress);
    };
    listening.push(
      engine.onFixEvent(onEvent),
      engine.onState(({ state }) => {
        if (state === 'down' || state === 'stopped')
          reject(new Error(vscode.l10n.t('The engine ended before the repair did. Nothing was written.')));
      }),
      engine.onDecision(({ runId: of, decision }) => {
        if (of === runId) void answer(engine, runId, decision);
      }),
      token.onCancellationRequested(() => void engine.request('sightline/stop', { runId })),
    );
    engine.request('sightline/fix', { runId, ...asked }).catch(reject);
  }).finally(() => {
    for (const one of listening) one.dispose();
  });
}

function tell(event: NumberedFixEvent['event'], progress: Progress): void {
  if (event.type === 'located')
    progress.report({
      message: vscode.l10n.t('looks at {0}', event.located.files.map(({ path }) => notice(path)).join(', ')),
    });
  if (event.type === 'planned')
    progress.report({ message: vscode.l10n.t('steps planned: {0}', event.plan.steps.length) });
  if (event.type === 'usage')
    progress.report({ message: vscode.l10n.t('tokens: {0}', event.usage.tokensIn + event.usage.tokensOut) });
}

/** Asks a person what a run asks. Closing the question stops it. */
async function answer(engine: EngineClient, runId: string, decision: Decision): Promise<void> {
  const go = choiceText(decision, 'go', say);
  const picked = await vscode.window.showWarningMessage(
    notice(decisionText(decision, say)),
    { modal: true },
    go,
  );
  await engine.request('sightline/decide', { runId, choice: picked === go ? 'go' : 'stop' });
}

export function costOf({ calls, tokensIn, tokensOut }: Fix['usage']): string {
  return vscode.l10n.t('Calls: {0}, tokens: {1}.', calls, tokensIn + tokensOut);
}

/** The part of a repair that is in the folder of its first file: one patch is of one folder. */
export function ownPart({ files }: Fix) {
  const [first] = files;
  return {
    ...(first?.root === undefined ? {} : { root: first.root }),
    files: files.filter((file) => file.root === first?.root),
  };
}

/** Asks what a repair would do, once what is unsaved of its files is saved; undefined when it would do nothing. */
export async function preparedFix(desk: PatchDesk, fix: Fix) {
  const { files, ...root } = ownPart(fix);
  const prepared = await preparedPatch(desk, {
    ...{ ...root, patch: { kind: 'files', files: exactEdits(files) }, allowed: [], areErrorsAllowed: false },
  });
  return prepared?.type === 'prepared' ? prepared : undefined;
}

/** Lays a repair out. What was decided on an earlier try stands. */
export async function layOutFix(
  desk: PatchDesk,
  problem: Problem,
  fix: Fix,
  { decided, usage = fix.usage }: { readonly decided?: Decided | undefined; readonly usage?: Fix['usage'] },
): Promise<void> {
  const { files: own, ...root } = ownPart(fix);
  const prepared = await preparedFix(desk, fix);
  if (!prepared) return;
  const refused = own
    .filter(({ after }) => after === undefined)
    .map(({ root: _, steps: __, ...file }) => file);
  const isOpen = await desk.open({
    ...{ ...root, files: [...prepared.files, ...refused], held: prepared.held, steps: stepsOf(fix) },
    ...(decided === undefined ? {} : { decided }),
    again: async (rejected, known, where) => {
      const next = withRejected(problem, rejected, root.root);
      const placed = where === 'others' ? await chooseFiles(desk, next) : next;
      if (placed) await fixProblem(desk, placed, known);
    },
  });
  if (!isOpen) return;
  const others = fix.files.length - own.length;
  const left =
    others === 0 ? '' : ` ${vscode.l10n.t('Left out, since they are in another folder: {0} files.', others)}`;
  void vscode.window.showInformationMessage(
    `${vscode.l10n.t('Go through the changes, then apply them.')} ${costOf(usage)}${left}`,
  );
}

function withRejected(problem: Problem, rejected: readonly Rejected[], root: string | undefined): Problem {
  const known = new Set(problem.rejected.map(({ path, text }) => `${path}\0${text}`));
  const more = rejected.filter(({ path, text }) => !known.has(`${path}\0${text}`));
  const placed = root === undefined ? {} : { root };
  return { ...problem, rejected: [...problem.rejected, ...more.map((one) => ({ ...one, ...placed }))] };
}

/** The steps of a plan by the lines that their edits have. */
function stepsOf({ files, plan }: Fix): ReadonlyMap<string, readonly StepLines[]> {
  const whatOf = new Map(plan?.steps.map(({ id, what }) => [id, what]) ?? []);
  return new Map(
    files.map(({ path, places, steps }) => [
      path,
      places.flatMap(({ startLine, endLine }, at) => {
        const what = whatOf.get(steps[at] ?? '');
        return what === undefined || what === '' ? [] : [{ startLine, endLine, what }];
      }),
    ]),
  );
}
