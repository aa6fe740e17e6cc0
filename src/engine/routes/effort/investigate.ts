import { type NextStep, type RoundReply, roundDecoder } from '../../answer/steps/roundReply.ts';
import type { RunEvent } from '../../events.ts';
import { messageTokens } from '../../ports.ts';
import { authorPrompt, authorRepairPrompt } from '../../prompts/author.ts';
import {
  type InvestigatePrompt,
  investigatePrompt,
  investigateRepairPrompt,
  type PastStep,
} from '../../prompts/investigate.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { answerStep, secretsIn } from '../../run/answerStep.ts';
import { type CallResult, callWithRepair, endingNotices } from '../../run/callModel.ts';
import { mayGoOn } from '../../run/consent.ts';
import { type Draft, passagesDraft, type RunContext } from '../../run/context.ts';
import { authorBrief, briefTokens, readerBrief } from '../../run/instructions/brief.ts';
import { takeStep } from '../../run/investigate/takeStep.ts';
import { type LoopStop, TurnLog } from '../../run/investigate/turns.ts';
import { claimsFrom, evidenceOf, type LedgerEvidence } from '../../run/ledger/evidence.ts';
import { createLedger, entryLine, type Ledger } from '../../run/ledger/ledger.ts';
import { noteClaims } from '../../run/ledger/note.ts';
import { overheadTokens } from '../../run/look.ts';
import { windowOf } from '../../run/scope/window.ts';
import type { FailureCause, Passage } from '../../types.ts';
import type { Route, RouteFacts } from '../route.ts';

/** Tokens of the reply to one turn at most. */
const TURN_OUTPUT = 1_500;
/** Tokens of the report that is handed to the next turn. */
const REPORT_TOKENS = 1_000;
/** Old steps are folded when a prompt would fill more of its window than this. */
const FOLD_AT = 0.9;
/** Failures of one reply, after which the next turn may still do well. */
const LOST: ReadonlySet<FailureCause> = new Set(['unusableReply', 'overrun']);

/**
 * Investigates over turns: each is shown the lines of one search or one range, revises a report, adds claims that their
 * quotes prove, and says what to look at next. A prompt holds the report and the ledger, never what earlier turns were
 * shown, so its size does not grow. Ends when a turn says so, when steps repeat or nothing is proved any more, or at the
 * last turn; an author answers from the proved claims. Costs a reader call for each turn and one answer.
 * Source: IterResearch (methods B5), with the evidence in a ledger; guards of methods B8, B14 and E2.
 */
export const investigate: Route = {
  name: 'investigate',
  offer(facts) {
    const { author, reader, scope, settings } = facts;
    if (!author || !reader) return { fits: false, reason: { kind: 'needsModel', of: [] } };
    if (scope.files === 0) return { fits: false, reason: { kind: 'emptyScope', of: [] } };
    const reason = { kind: 'inTurns', of: [String(settings.investigateTurns)] };
    return { fits: true, reason, estimate: estimateOf(facts) };
  },
  async *run(context) {
    const { look, settings } = context;
    const work: Work = {
      ...{ context, ledger: createLedger(), log: new TurnLog(), shown: [], report: '' },
      of: settings.investigateTurns,
    };
    const first = bestWithin(look.passages, settings.passageTokens);
    const end = yield* turns(work, first);
    return end ? stopped(work, end) : yield* answer(work);
  },
};

/** The best passages that one turn has room for: each turn sees as much as the others. At least one. */
function bestWithin(ranked: readonly Passage[], roomTokens: number): Passage[] {
  let left = roomTokens;
  const kept = ranked.filter(({ tokens }, place) => {
    if (tokens > left && place > 0) return false;
    left -= tokens;
    return true;
  });
  return kept.map((passage, i) => ({ ...passage, id: `t1p${i + 1}` }));
}

/** What it takes to go through all turns, and to answer. */
function estimateOf(facts: RouteFacts) {
  const { settings, question, brief, countTokens, overheadTokens: beside, reader } = facts;
  const { investigateTurns: turns, handOverTokens, passageTokens, maxOutputTokens } = settings;
  const window = Math.min(windowOf(reader!), settings.readerTokens);
  const frame = messageTokens(investigatePrompt(emptyPrompt(question.text)), countTokens);
  // Report and claims fill up over the turns: half of them on the average.
  const one = Math.min(window - TURN_OUTPUT, frame + passageTokens + (handOverTokens + REPORT_TOKENS) / 2);
  const told = briefTokens(brief, turns, countTokens);
  const readers = { tokensIn: Math.ceil(turns * one + told), tokensOut: turns * TURN_OUTPUT };
  return {
    calls: turns + 1,
    tokensIn: readers.tokensIn + beside + handOverTokens,
    tokensOut: readers.tokensOut + maxOutputTokens,
    readers,
    isSequential: true,
  };
}

const emptyPrompt = (question: string): InvestigatePrompt => ({
  ...{ question, turn: 10, of: 20, steps: [], folded: 0, report: '', claims: [], more: 0 },
  ...{ reminder: [], passages: [], fence: MEASURING_FENCE },
});

/** An investigation under way. */
interface Work {
  readonly context: RunContext;
  readonly ledger: Ledger;
  readonly log: TurnLog;
  /** Lines that turns were shown. */
  shown: readonly Passage[];
  report: string;
  /** Turns at most. */
  readonly of: number;
}

type TurnResult = Exclude<CallResult<RoundReply>, { type: 'unusable' }>;
type Stop = Extract<TurnResult, { type: 'aborted' | 'failed' }>;

/** Turn after turn. Gives why a call ended it; nothing where an answer can be written. */
async function* turns(work: Work, first: readonly Passage[]): AsyncGenerator<RunEvent, Stop | undefined> {
  const { context, of, ledger } = work;
  const { journal, notices } = context;
  let passages = first;
  let taken: NextStep = { what: 'search', of: context.question.text };
  yield journal.begin('turns', { kind: 'investigate' }, of);
  for (let turn = 1; turn <= of; turn++) {
    const prompt = promptOf(work, turn, passages);
    if (!(await mayTakeTurn(work, prompt))) break;
    yield { type: 'passages', passages };
    yield { type: 'segment', segment: turn, of, state: 'reading' };
    const result = yield* askTurn(work, prompt);
    if (result.type === 'refused') {
      notices.push(result.notice);
      break;
    }
    const isLost = result.type === 'failed' && LOST.has(result.failure.cause);
    if (result.type !== 'done' && !isLost) {
      yield journal.end('turns', 'failed');
      return result;
    }
    const reply = result.type === 'done' ? result.value : undefined;
    if (result.type === 'done') notices.push(...endingNotices(result.ending));
    if (isLost) yield { type: 'segment', segment: turn, of, state: 'lost' };
    const added = reply ? await takeIn(work, reply, { turn, passages }) : [];
    work.shown = [...work.shown, ...passages];
    work.log.add(pastStep(taken, passages, { proved: added.length, isLost }));
    yield { type: 'ledger', recorded: ledger.entries().length, segment: turn, of, claims: added };
    yield journal.advance('turns', turn);
    const idle = work.log.endTurn(added.length);
    if (idle) notices.push(loopNotice(idle));
    // A reply that was lost said nothing of what to do next: the question's own words once more, in another range.
    const next = reply?.next ?? { what: 'search', of: ledger.open()[0] ?? context.question.text };
    if (idle || next.what === 'answer' || turn === of) break;
    const look = await nextLook(work, next, turn + 1);
    if ('why' in look) {
      notices.push(loopNotice(look));
      break;
    }
    [taken, passages] = [next, look.passages];
  }
  yield journal.end('turns');
  return undefined;
}

const loopNotice = (stop: LoopStop) => ({ kind: 'loopStopped', ...stop }) as const;

function pastStep(
  { what, of }: NextStep,
  passages: readonly Passage[],
  { proved, isLost }: { readonly proved: number; readonly isLost: boolean },
): PastStep {
  const lines = passages.reduce((sum, { startLine, endLine }) => sum + endLine - startLine + 1, 0);
  const trouble = isLost ? { trouble: 'unusable' as const } : {};
  return { what: what === 'read' ? 'read' : 'search', of, lines, proved, ...trouble };
}

/** The prompt of a turn. Where it would fill its window, old steps are folded before. */
function promptOf(work: Work, turn: number, passages: readonly Passage[]): InvestigatePrompt {
  const { context, log, ledger, report, of } = work;
  const { typed, fence, settings, model, question, view } = context;
  const count = (text: string): number => model!.countTokens(text);
  const handOver = ledger.handOver(settings.handOverTokens, count);
  const { instructions = [], ...brief } = readerBrief(question, view);
  const make = (isReminded: boolean): InvestigatePrompt => ({
    ...{ question: typed, turn, of, steps: log.steps, folded: log.folded, report, passages, fence },
    ...{ ...brief, ...(isReminded ? { instructions } : {}), reminder: isReminded ? [question.text] : [] },
    ...{ claims: handOver.entries.map(entryLine), more: handOver.leftOut },
  });
  const isFull =
    messageTokens(investigatePrompt(make(true)), count) + TURN_OUTPUT > FOLD_AT * roomOf(context);
  if (isFull) log.fold();
  return make(log.remind());
}

const roomOf = ({ model, settings }: RunContext): number =>
  Math.min(windowOf(model!.info('reader')!), settings.readerTokens);

/** Whether a turn, and the answer after it, fit the budget; asks a person near the stop. A no is told by a notice. */
async function mayTakeTurn({ context, ledger }: Work, prompt: InvestigatePrompt): Promise<boolean> {
  const { model, settings, question, budget, notices } = context;
  const count = (text: string): number => model!.countTokens(text);
  const stepTokens = messageTokens(investigatePrompt(prompt), count) + TURN_OUTPUT;
  const evidence = ledger.entries().reduce((sum, entry) => sum + 2 * count(entryLine(entry)), 0);
  const needs = stepTokens + overheadTokens(question, model) + evidence + settings.maxOutputTokens;
  if (!(await mayGoOn(context, { stepTokens, needsTokens: needs }))) return false;
  const left = budget.left();
  if (needs <= left) return true;
  notices.push({ kind: 'overBudget', needs, left, limit: budget.limitTokens, unit: 'tokens' });
  return false;
}

function askTurn({ context }: Work, prompt: InvestigatePrompt): AsyncGenerator<RunEvent, TurnResult> {
  return callWithRepair(
    context,
    {
      messages: investigatePrompt(prompt),
      repair: (problem) => investigateRepairPrompt(prompt, problem),
    },
    {
      decoder: roundDecoder,
      request: { role: 'reader', maxOutputTokens: TURN_OUTPUT },
      secrets: secretsIn(prompt.passages),
    },
  );
}

/** Records what a turn proved, and takes its report in the place of the one before. Gives the claims that are new. */
async function takeIn(
  work: Work,
  reply: RoundReply,
  { turn, passages }: { readonly turn: number; readonly passages: readonly Passage[] },
) {
  const { context, ledger } = work;
  const { model, notices } = context;
  const { added } = await noteClaims(context, ledger, { claims: reply.claims, passages, part: turn });
  ledger.setOpen(reply.open);
  // A report that is left out does not take away the one before.
  let report = reply.report.trim() || work.report;
  while (model!.countTokens(report) > REPORT_TOKENS)
    report = report.slice(0, Math.floor(report.length * 0.9));
  work.report = report;
  if (reply.capped) notices.push({ kind: 'replyCapped', ...reply.capped });
  return added;
}

/** What the next step brings. A step that was taken before is not taken again; one that is asked for too often ends it. */
async function nextLook(
  work: Work,
  next: NextStep,
  turn: number,
): Promise<{ readonly passages: readonly Passage[] } | LoopStop> {
  const { context, log, shown } = work;
  const { times, stop } = log.ask(next);
  if (stop) return stop;
  const failed = {
    what: next.what === 'read' ? 'read' : 'search',
    of: next.of,
    lines: 0,
    proved: 0,
  } as const;
  if (times > 1) {
    log.add({ ...failed, trouble: 'repeated' });
    return { passages: [] };
  }
  const count = (text: string): number => context.model!.countTokens(text);
  const state = messageTokens(investigatePrompt(promptSize(work, turn)), count);
  const roomTokens = Math.min(context.settings.passageTokens, roomOf(context) - state - TURN_OUTPUT);
  const { passages, trouble } = await takeStep(context, next, { shown, roomTokens, prefix: `t${turn}` });
  if (trouble) log.add({ ...failed, trouble });
  return { passages };
}

/** The next prompt with all that may stand in it beside its lines. */
function promptSize({ context, log, ledger, report, of }: Work, turn: number): InvestigatePrompt {
  const { typed, fence, settings, model, question, view } = context;
  const handOver = ledger.handOver(settings.handOverTokens, (text) => model!.countTokens(text));
  return {
    ...readerBrief(question, view),
    ...{ question: typed, turn, of, steps: log.steps, folded: log.folded, report, passages: [], fence },
    ...{ claims: handOver.entries.map(entryLine), more: handOver.leftOut, reminder: [question.text] },
  };
}

/** What the author is shown of the ledger, as far as its window and the budget go. */
function evidence({ context, ledger }: Work): LedgerEvidence {
  const { model, settings, question, budget } = context;
  const window = Math.min(model!.info('author')?.contextTokens ?? 0, budget.left());
  const beside = 2 * overheadTokens(question, model) + settings.maxOutputTokens;
  return evidenceOf(ledger, window - beside, (text) => model!.countTokens(text));
}

const pathsRead = ({ shown }: Work): string[] => [...new Set(shown.map(({ path }) => path))];

/** The author's answer from what was proved; without anything proved it is declined. */
async function* answer(work: Work): AsyncGenerator<RunEvent, Draft> {
  const { context, ledger } = work;
  const { typed, fence, notices, look, question } = context;
  const { passages, claims, leftOut } = evidence(work);
  const round = { passages, leftOut: look.leftOut };
  const more = { made: 'model' as const, read: pathsRead(work) };
  yield { type: 'passages', passages };
  if (passages.length === 0) return passagesDraft(round, 'declined', { ...more, missing: ledger.open() });
  if (leftOut > 0) notices.push({ kind: 'ledgerCut', count: leftOut });
  const prompt = {
    ...{ question: typed, ...authorBrief(question), passages, fence },
    ...{ claims, open: ledger.open(), contradictions: [] },
  };
  const result = yield* answerStep(context, round, {
    ...{ id: 'answer', label: { kind: 'answerFromLedger' } },
    prompt: { messages: authorPrompt(prompt), repair: (problem) => authorRepairPrompt(prompt, problem) },
  });
  const draft = result.draft ?? passagesDraft(round, 'declined', { ...more, missing: result.missing });
  return { ...draft, read: more.read };
}

/** What was proved, as it stands: the run was stopped, or a call failed, before an author could write. */
function stopped(work: Work, stop: Stop): Draft {
  const { passages } = evidence(work);
  const claims = claimsFrom(work.ledger, passages);
  return passagesDraft({ passages, leftOut: [] }, stop.type === 'aborted' ? 'stopped' : 'partial', {
    ...{ made: 'model', claims, read: pathsRead(work) },
    ...(stop.type === 'failed' ? { failure: stop.failure } : {}),
  });
}
