import type { JudgeEvent } from '../../events.ts';
import { mapParallel } from '../../run/judge/parallel.ts';
import type { Failure, NotJudgedWhy } from '../../types.ts';
import { type JudgeContext, replyTokens } from './context.ts';
import { type Dropped, findInUnit, NOTHING_FOUND, showUnit, type UnitFound } from './find.ts';
import type { Candidate } from './finding.ts';
import type { TiedPiece } from './piece.ts';
import { type Prepared, priced, type SizedUnit } from './prepare.ts';
import { type Batch, batchesOf, type Refuted, refuteBatch } from './refute.ts';

/** Calls under way at once. */
const PARALLEL = 4;

/** What came of judging. */
export interface Judged {
  /** Each with its verdict; those that were known from before are among them. */
  readonly candidates: readonly Candidate[];
  /** Pieces that count as not judged, and why. */
  readonly notJudged: ReadonlyMap<TiedPiece, NotJudgedWhy>;
  readonly dropped: Dropped;
  readonly failure?: Failure;
}

/** What grows while a scope is judged. */
interface State {
  readonly batches: Batch[];
  readonly candidates: Candidate[];
  readonly notJudged: Map<TiedPiece, NotJudgedWhy>;
  readonly dropped: Dropped;
  failure: Failure | undefined;
}

/**
 * Judges the units of a scope side by side, then looks at all findings once more. A unit whose replies cannot be used
 * counts as not judged, and the others go on; so do those for which the budget has no room. What is wholly judged is kept
 * for the next review. Costs a reader call for each unit and an author call for each batch of findings, each with one
 * repair. Throws for nothing that a reply holds.
 */
export async function* judge(prepared: Prepared, context: JudgeContext): AsyncGenerator<JudgeEvent, Judged> {
  const state: State = {
    ...{ batches: [], candidates: [], notJudged: new Map(), failure: undefined },
    dropped: { unproved: 0, elsewhere: 0 },
  };
  yield* findAll(prepared.units, state, context);
  yield* refuteAll(state, context);
  const judged = [...prepared.known.values()].flat().concat(state.candidates);
  const found = Map.groupBy(state.candidates, ({ piece }) => piece);
  // A unit is kept as a whole or not at all: taken up again, it has to send what it sent.
  for (const { unit } of prepared.units)
    if (!unit.pieces.some((piece) => state.notJudged.has(piece)))
      for (const piece of unit.pieces) prepared.store.keep(piece, found.get(piece) ?? []);
  await prepared.store.save();
  const { notJudged, dropped, failure } = state;
  return { candidates: judged, notJudged, dropped, ...(failure ? { failure } : {}) };
}

/** Looks for findings in all units. */
async function* findAll(
  units: readonly SizedUnit[],
  state: State,
  context: JudgeContext,
): AsyncGenerator<JudgeEvent> {
  if (units.length === 0) return;
  const { journal, signal } = context;
  yield journal.begin('find', { kind: 'judgeFind' }, units.length);
  const needs = ({ tokensIn }: SizedUnit): number =>
    tokensIn + replyTokens(context, 'reader') + owed(state, context);
  const isFree = (unit: SizedUnit): boolean => needs(unit) <= context.budget.left();
  let done = 0;
  const options = { limit: PARALLEL, signal, hasRoom: isFree };
  const begun = yield* mapParallel<SizedUnit, true, JudgeEvent>(units, options, async function* (sized) {
    const shown = await showUnit(sized.unit, context);
    // A model that cannot be asked is not asked again; what the second look needs is kept back for it.
    const why = state.failure ? 'failed' : isFree(sized) ? undefined : 'budget';
    const found: UnitFound = why ? { ...NOTHING_FOUND, why } : yield* findInUnit(sized.unit, shown, context);
    take(sized, found, state);
    state.batches.push(...batchesOf(found.candidates, shown, context));
    yield journal.advance('find', ++done);
    return true;
  });
  for (const [i, { unit }] of units.entries())
    if (!begun[i]) for (const piece of unit.pieces) state.notJudged.set(piece, 'stopped');
  yield journal.end('find', state.notJudged.size === 0 ? 'done' : 'failed');
}

function take({ unit }: SizedUnit, { dropped, why, failure }: UnitFound, state: State): void {
  state.dropped.unproved += dropped.unproved;
  state.dropped.elsewhere += dropped.elsewhere;
  if (why) for (const piece of unit.pieces) state.notJudged.set(piece, why);
  if (failure && why === 'failed') state.failure ??= failure;
}

/** Tokens that the second look at all findings so far takes. */
const owed = ({ batches }: State, context: JudgeContext): number =>
  batches.reduce((sum, { tokensIn }) => sum + tokensIn + replyTokens(context, 'author'), 0);

/** Looks at all findings once more. What is not looked at stays unsettled, and its piece counts as not judged. */
async function* refuteAll(state: State, context: JudgeContext): AsyncGenerator<JudgeEvent> {
  const { batches, candidates } = state;
  if (batches.length === 0) return;
  const { journal, signal, budget, model } = context;
  const tokensIn = batches.reduce((sum, one) => sum + one.tokensIn, 0);
  const findings = batches.reduce((sum, one) => sum + one.candidates.length, 0);
  const stage = {
    stage: 'refute' as const,
    calls: batches.length,
    tokensIn,
    tokensOut: findings * VERDICT_TOKENS,
  };
  const estimate = { stages: [priced(stage, model.info('author')?.price)], pieces: 0, known: 0, findings };
  yield { type: 'estimated', estimate };
  yield journal.begin('refute', { kind: 'judgeRefute' }, batches.length);
  const reply = replyTokens(context, 'author');
  let done = 0;
  const options = {
    ...{ limit: PARALLEL, signal },
    hasRoom: (batch: Batch): boolean => batch.tokensIn + reply <= budget.left(),
  };
  const ends = yield* mapParallel<Batch, Refuted, JudgeEvent>(batches, options, async function* (batch) {
    if (state.failure) return { candidates: batch.candidates, why: 'failed' as const };
    const refuted = yield* refuteBatch(batch, context);
    if (refuted.why === 'failed') state.failure ??= refuted.failure;
    yield journal.advance('refute', ++done);
    return refuted;
  });
  for (const [i, batch] of batches.entries()) {
    const { candidates: judged, why } = ends[i] ?? { candidates: batch.candidates, why: 'stopped' as const };
    candidates.push(...judged);
    if (why) for (const { piece } of judged) if (!state.notJudged.has(piece)) state.notJudged.set(piece, why);
  }
  yield journal.end('refute', ends.every((one) => one && !one.why) ? 'done' : 'failed');
}

/** Tokens of one verdict, about. */
const VERDICT_TOKENS = 60;
