import type { JudgeEvent } from '../../events.ts';
import type { Decide, Model } from '../../ports.ts';
import { createBudget } from '../../run/budget.ts';
import { mayBegin } from '../../run/consent.ts';
import { createJournal } from '../../run/journal.ts';
import type { Recorder } from '../../run/record/recorder.ts';
import type { Notice, ReviewEstimate, Usage } from '../../types.ts';
import type { Unnumbered } from '../identity.ts';
import { type FileTask, placed } from '../reviewFiles.ts';
import type { Shard } from '../share/shard.ts';
import type { JudgeContext, JudgeTools } from './context.ts';
import { judgedFinding, withoutDoubles } from './finding.ts';
import { judge } from './judge.ts';
import { estimateOf, type Prepared, prepareJudging } from './prepare.ts';
import { type JudgedPart, notJudgedOf, reportOf } from './report.ts';

/** How the judged part of a review runs. */
export interface JudgeRun {
  readonly decide: Decide | undefined;
  readonly record: Recorder | undefined;
  readonly fence: string;
  readonly shard?: Shard | undefined;
  onEvent(event: JudgeEvent): void;
}

/** A scope that is ready to be judged, and was agreed to. */
export interface ReadyJudging {
  readonly prepared: Prepared;
  readonly estimate: ReviewEstimate;
  readonly context: JudgeContext;
}

/**
 * Prepares a scope, tells what judging it would take, and asks where that is more than is taken unasked. Gives `no` when a
 * person does not want it. Nothing is sent before.
 */
export async function beginJudging(
  tasks: readonly FileTask[],
  tools: JudgeTools,
  run: JudgeRun,
): Promise<ReadyJudging | 'no'> {
  const { record, decide, fence, shard } = run;
  const prepared = await prepareJudging(tasks, tools, { packed: record?.packed(), shard });
  await record?.notePacked(prepared.units.map(({ unit }) => unit.pieces.map(({ key }) => key)));
  const budget = createBudget(tools.settings.budgetTokens, () => record?.outstandingTokens() ?? 0);
  for (const usage of record?.spent ?? []) budget.book(usage);
  const notices: Notice[] = [];
  const context: JudgeContext = {
    ...{ ...tools, budget, notices, record, decide, fence },
    journal: createJournal(() => budget.usage()),
    notes: { redactions: 0, cutPrompt: undefined, doubted: 0 },
  };
  const estimate = estimateOf(prepared, tools);
  run.onEvent({ type: 'estimated', estimate });
  if (prepared.units.length > 0 && !(await mayBegin(context, 'review', sumOf(estimate)))) return 'no';
  return { prepared, estimate, context };
}

function sumOf({ stages }: ReviewEstimate): Usage {
  const sum = (pick: (stage: ReviewEstimate['stages'][number]) => number): number =>
    stages.reduce((total, stage) => total + pick(stage), 0);
  return {
    calls: sum(({ calls }) => calls),
    tokensIn: sum(({ tokensIn }) => tokensIn),
    tokensOut: sum(({ tokensOut }) => tokensOut),
  };
}

/** Judges what is ready. `found`: what queries found, so that nothing is told twice. Never rejects for what a model says. */
export async function judgeReady(
  { prepared, context }: ReadyJudging,
  run: Pick<JudgeRun, 'onEvent'>,
  found: readonly Unnumbered[],
  familyOf: (rule: string) => string | undefined,
): Promise<JudgedPart> {
  const events = judge(prepared, context);
  let next = await events.next();
  for (; !next.done; next = await events.next()) run.onEvent(next.value);
  const judged = next.value;
  const { record, budget } = context;
  for (const { usage } of record?.outstanding() ?? []) budget.book(usage);
  record?.forget();
  const all = judged.candidates.flatMap((one) =>
    placed([judgedFinding(one, context.hash.text)], one.piece.task),
  );
  const isRefuted = ({ judged: proof }: Unnumbered): boolean => proof?.verdict === 'refuted';
  const distinct = withoutDoubles(
    all.filter((one) => !isRefuted(one)),
    found,
    familyOf,
  );
  return {
    found: distinct.findings,
    refuted: all.filter(isRefuted),
    notJudged: notJudgedOf(judged, prepared),
    spokenOf: prepared.spokenOf,
    report: reportOf(judged, prepared, context, distinct.twice),
    isStopped: context.signal.aborted,
  };
}

/** Whether a model can judge: both of its roles are there. */
export const canJudge = (model: Model | undefined): model is Model =>
  model?.info('reader') !== undefined && model.info('author') !== undefined;
