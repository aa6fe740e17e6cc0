import { type Verdict, verdictDecoder } from '../../answer/verdictReply.ts';
import type { RunEvent } from '../../events.ts';
import { messageTokens } from '../../ports.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { type VerdictUnit, verdictPrompt, verdictRepairPrompt } from '../../prompts/verdict.ts';
import type { Failure } from '../../types.ts';
import { type CallResult, callWithRepair, endingNotices } from '../callModel.ts';
import { mayGoOn, mustAsk, type NextStep } from '../consent.ts';
import type { RunContext } from '../context.ts';
import { readerBrief } from '../instructions/brief.ts';
import { windowOf } from '../scope/window.ts';
import { mapParallel } from './parallel.ts';

/** A unit to judge, with what it takes in a prompt and the secrets that were left out of it. */
export interface JudgeUnit extends VerdictUnit {
  readonly tokens: number;
  readonly secrets: number;
}

/** What came of judging: a verdict for each unit that was judged, by its id. */
export interface Judged {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Why the first call that failed did. */
  readonly failure?: Failure;
  readonly isStopped: boolean;
}

/** Units of one prompt at most: more verdicts than this make a reply that readers lose count in. */
export const MOST_UNITS = 30;
/** Tokens of a reply: for each verdict, and for what a model thinks before. */
export const VERDICT_TOKENS = 60;
export const THINKING_TOKENS = 300;
/** Calls under way at once. */
const PARALLEL = 4;

type Batch = readonly JudgeUnit[];
type JudgeContext = Pick<RunContext, 'typed' | 'question' | 'view' | 'model'>;

/**
 * Has each unit judged for itself, in batches side by side. What a reply leaves out is asked for once more, then it
 * counts as not judged; a batch that fails loses its own units alone. Counting is the caller's. Costs a reader call for
 * each batch, with one repair, and those for what was missing.
 * Source: aggregation by typed verdicts, methods A10.
 */
export async function* judgeUnits(
  context: RunContext,
  units: readonly JudgeUnit[],
): AsyncGenerator<RunEvent, Judged> {
  const verdicts = new Map<string, Verdict>();
  const { journal } = context;
  yield journal.begin('judge', { kind: 'judge' }, Math.max(1, units.length));
  const first = yield* judgeBatches(context, packBatches(units, roomOf(context)), verdicts);
  const missing =
    first.failure || first.isStopped || first.isEnough ? [] : units.filter(({ id }) => !verdicts.has(id));
  const second =
    missing.length > 0
      ? yield* judgeBatches(context, packBatches(missing, roomOf(context)), verdicts)
      : undefined;
  yield journal.advance('judge', verdicts.size);
  yield journal.end('judge', verdicts.size === units.length ? 'done' : 'failed');
  const failure = first.failure ?? second?.failure;
  const isStopped = first.isStopped || second?.isStopped === true;
  return { verdicts, ...(failure ? { failure } : {}), isStopped };
}

async function* judgeBatches(
  context: RunContext,
  batches: readonly Batch[],
  verdicts: Map<string, Verdict>,
): AsyncGenerator<RunEvent, Omit<Judged, 'verdicts'> & { readonly isEnough: boolean }> {
  const { signal, budget, notices, journal } = context;
  let failure: Failure | undefined;
  let isStopped = false;
  let isRefused = false;
  // A person wants no more.
  let isEnough = false;
  let isAsking = false;
  const sizes = batches.map((batch) => sizeOf(context, batch));
  const stepOf = (index: number): NextStep => ({
    stepTokens: sizes[index]!,
    needsTokens: sizes[index]!,
    restTokens: sizes.slice(index).reduce((sum, size) => sum + size, 0),
  });
  // What a person is asked for first begins alone: the others wait for what they say.
  const hasRoom = (_batch: Batch, index: number): boolean =>
    !isAsking && sizes[index]! <= budget.left() && !mustAsk(context, stepOf(index));
  yield* mapParallel(batches, { limit: PARALLEL, signal, hasRoom }, async function* (batch, index) {
    if (isRefused || isEnough || isStopped) return;
    if (mustAsk(context, stepOf(index))) {
      isAsking = true;
      isEnough = !(await mayGoOn(context, stepOf(index)));
      isAsking = false;
      if (isEnough) return;
    }
    const result = yield* judgeBatch(context, batch);
    if (result.type === 'refused') {
      if (!isRefused) notices.push(result.notice);
      isRefused = true;
    } else if (result.type === 'aborted') isStopped = true;
    else if (result.type === 'failed') failure ??= result.failure;
    else notices.push(...endingNotices(result.ending));
    const said = result.type === 'done' ? result.value : 'salvaged' in result ? (result.salvaged ?? []) : [];
    for (const verdict of said) if (!verdicts.has(verdict.id)) verdicts.set(verdict.id, verdict);
    yield journal.advance('judge', verdicts.size);
  });
  return { ...(failure ? { failure } : {}), isStopped: isStopped || signal.aborted, isEnough };
}

function judgeBatch(
  context: RunContext,
  units: Batch,
): AsyncGenerator<RunEvent, Exclude<CallResult<readonly Verdict[]>, { type: 'unusable' }>> {
  const { typed, question, view, fence } = context;
  const prompt = { question: typed, ...readerBrief(question, view), units, fence };
  return callWithRepair(
    context,
    { messages: verdictPrompt(prompt), repair: (problem) => verdictRepairPrompt(prompt, problem) },
    {
      decoder: verdictDecoder(units.map(({ id }) => id)),
      request: { role: 'reader', maxOutputTokens: outputFor(units.length) },
      secrets: units.reduce((sum, { secrets }) => sum + secrets, 0),
    },
  );
}

const outputFor = (units: number): number => THINKING_TOKENS + VERDICT_TOKENS * units;

function sizeOf(context: RunContext, units: Batch): number {
  const lines = units.reduce((sum, { tokens }) => sum + tokens, 0);
  return besideTokens(context) + lines + outputFor(units.length);
}

/** Tokens of a prompt without its units. */
function besideTokens({ typed, question, view, model }: JudgeContext): number {
  const prompt = { question: typed, ...readerBrief(question, view), units: [], fence: MEASURING_FENCE };
  return messageTokens(verdictPrompt(prompt), (text) => model!.countTokens(text)) + 4 * MOST_UNITS;
}

/** Tokens that the units of one prompt may take. */
export function roomOf(context: JudgeContext & Pick<RunContext, 'settings'>): number {
  const window = Math.min(windowOf(context.model!.info('reader')!), context.settings.readerTokens);
  return window - besideTokens(context) - outputFor(MOST_UNITS);
}

/** Units in their order, as many as fit each prompt. */
function packBatches(units: readonly JudgeUnit[], room: number): Batch[] {
  const batches: JudgeUnit[][] = [];
  let spent = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    if (spent + unit.tokens > room || batches.at(-1)!.length >= MOST_UNITS) {
      batches.push([]);
      spent = 0;
    }
    batches.at(-1)!.push(unit);
    spent += unit.tokens;
  }
  return batches;
}
