import { type ReaderReply, readerDecoder } from '../answer/readerReply.ts';
import type { RunEvent } from '../events.ts';
import { messageTokens } from '../ports.ts';
import { authorPrompt, authorRepairPrompt } from '../prompts/author.ts';
import type { PromptBrief } from '../prompts/before/brief.ts';
import { MEASURING_FENCE } from '../prompts/passage.ts';
import { type ReaderPrompt, readerPrompt, readerRepairPrompt } from '../prompts/reader.ts';
import { answerStep, secretsIn } from '../run/answerStep.ts';
import { type CallResult, callWithRepair, endingNotices } from '../run/callModel.ts';
import { mayGoOn } from '../run/consent.ts';
import { type AskSettings, type Draft, passagesDraft, type RunContext } from '../run/context.ts';
import { authorBrief, briefOfStep, readerBrief, remindersIn } from '../run/instructions/brief.ts';
import { claimsFrom, evidenceOf, type LedgerEvidence } from '../run/ledger/evidence.ts';
import { createLedger, entryLine, type Ledger } from '../run/ledger/ledger.ts';
import { noteClaims } from '../run/ledger/note.ts';
import { overheadTokens } from '../run/look.ts';
import { reachFrom } from '../run/scope/reach.ts';
import { cutIntoSegments, type Segment } from '../run/scope/segments.ts';
import { windowOf } from '../run/scope/window.ts';
import type { Claim, FailureCause, NotRead, Question, RouteEstimate } from '../types.ts';
import type { Route } from './route.ts';

/** Tokens of a reader's reply at most, and with it of what one reader adds to the hand-over. */
const READER_OUTPUT = 1_000;
/** Failures of one reply, after which the next reader may still do well. */
const LOST: ReadonlySet<FailureCause> = new Set(['unusableReply', 'overrun']);
/** Less room than this for a segment is no use. */
const LEAST_ROOM = 500;

/**
 * Reads a scope that no prompt can hold: segment after segment, in the order in which the question leads to its files.
 * Each reader is shown what those before it found, and adds to it; an author answers from the proved claims and the
 * lines they quote, and sees no other source text. A scope of one segment is one answer. Where another route declined
 * before, an author may answer after 2, 4, 8 and so on of the segments, and the rest is told as not needed. Costs a
 * reader call for each segment and one answer, each with one repair, and fewer answers in between than the segments can
 * be halved.
 * Source: Chain-of-Agents (Zhang et al. 2024), with the evidence in a ledger outside of the models.
 */
export const chain: Route = {
  name: 'chain',
  readsAll: true,
  offer(facts) {
    const { author, reader, scope, settings } = facts;
    if (!author || !reader) return { fits: false, reason: { kind: 'needsModel', of: [] } };
    if (scope.files === 0) return { fits: false, reason: { kind: 'emptyScope', of: [] } };
    const window = Math.min(windowOf(reader), facts.settings.readerTokens);
    const { question, brief, countTokens } = facts;
    const beside = promptTokens(question, brief, countTokens);
    const room = window - beside - settings.handOverTokens - READER_OUTPUT;
    if (room < LEAST_ROOM) return { fits: false, reason: { kind: 'windowTooSmall', of: [String(window)] } };
    if (scope.tokens <= room) return { fits: false, reason: { kind: 'onePart', of: [] } };
    const { files, tokens } = scope.ranked;
    const bare = promptTokens(question, briefOfStep(brief, 1), countTokens);
    const size = { room, bare, reminder: beside - bare, overheadTokens: facts.overheadTokens, settings };
    const segments = segmentsOf(tokens, room);
    const isAll = files === scope.files;
    return {
      fits: true,
      reason: { kind: 'inParts', of: [String(files), String(scope.files), String(segments)] },
      estimate: estimateOf(tokens, size),
      scope: {
        ...{ files, of: scope.files, share: isAll ? 1 : settings.rankShare },
        ...(isAll ? {} : { everything: estimateOf(scope.tokens, size) }),
      },
    };
  },
  async *run(context) {
    const { view, scope, question, look, read, model, settings } = context;
    const countTokens = (text: string): number => model!.countTokens(text);
    const { order, ranked } = reachFrom(question, look, settings.rankShare, { view, scope });
    const window = Math.min(windowOf(model!.info('reader')!), settings.readerTokens);
    const beside = promptTokens(question, readerBrief(question, view), countTokens);
    const room = window - beside - settings.handOverTokens - READER_OUTPUT;
    const entries = order.slice(0, ranked).map((file) => view.files[file]!);
    const { segments, leftOut } = await cutIntoSegments(entries, { room, read, countTokens });
    if (segments.length === 0) return passagesDraft({ passages: [], leftOut }, 'noMatch');
    if (segments.length === 1) return yield* readAtOnce(context, segments[0]!, leftOut);
    const chain: Chain = { context, segments, leftOut, ledger: createLedger(), read: [] };
    const stop = yield* readAll(chain);
    if (stop?.type === 'answered') return stop.draft;
    if (stop?.type === 'refused') context.notices.push(stop.notice);
    return stop && stop.type !== 'refused' ? recorded(chain, stop) : yield* answerFrom(chain, 'answer');
  },
};

const segmentsOf = (tokens: number, room: number): number => Math.max(1, Math.ceil(tokens / room));

/** What goes into the prompts beside the text of the scope, in model tokens. */
interface PromptSize {
  /** For the text of one segment. */
  readonly room: number;
  /** Of a reader who is not told the standing instructions, and what these take. */
  readonly bare: number;
  readonly reminder: number;
  readonly overheadTokens: number;
  readonly settings: AskSettings;
}

/** What it takes to read so many tokens in parts, and to answer. */
function estimateOf(
  tokens: number,
  { room, bare, reminder, overheadTokens, settings }: PromptSize,
): RouteEstimate {
  const { maxOutputTokens, handOverTokens } = settings;
  const segments = segmentsOf(tokens, room);
  if (segments === 1) return { calls: 1, tokensIn: tokens + overheadTokens, tokensOut: maxOutputTokens };
  const readers = {
    // What is handed on fills up over the segments: half of it on the average.
    tokensIn: Math.ceil(tokens + segments * (bare + handOverTokens / 2) + remindersIn(segments) * reminder),
    tokensOut: segments * READER_OUTPUT,
  };
  return {
    calls: segments + 1,
    tokensIn: readers.tokensIn + Math.max(bare, overheadTokens) + handOverTokens,
    tokensOut: readers.tokensOut + maxOutputTokens,
    readers,
    isSequential: true,
  };
}

/** Tokens of a reader's prompt without its passages and what is handed on. */
function promptTokens({ text }: Question, brief: PromptBrief, countTokens: (text: string) => number): number {
  const handOver = { claims: [], more: 0, open: [], contradictions: [] };
  const prompt = { question: text, passages: [], segment: 100, of: 100, handOver, fence: MEASURING_FENCE };
  return messageTokens(readerPrompt({ ...brief, ...prompt }), countTokens);
}

interface Chain {
  readonly context: RunContext;
  readonly segments: readonly Segment[];
  readonly leftOut: readonly NotRead[];
  readonly ledger: Ledger;
  /** Segments that were read, by number from 0. */
  readonly read: number[];
}

type SegmentResult = Exclude<CallResult<ReaderReply>, { type: 'unusable' }>;

/** Why not all segments were read. */
type Stop = Exclude<SegmentResult, { type: 'done' }>;

/** An author could answer before all was read. */
interface Answered {
  readonly type: 'answered';
  readonly draft: Draft;
}

/** After so many segments an author may answer first, and then each time that twice as many are read. */
const FIRST_CHECKPOINT = 2;

async function* readAtOnce(
  context: RunContext,
  { passages }: Segment,
  leftOut: readonly NotRead[],
): AsyncGenerator<RunEvent, Draft> {
  yield { type: 'passages', passages };
  const round = { passages, leftOut };
  const result = yield* answerStep(context, round, { id: 'answer', label: { kind: 'answerAll' } });
  return result.draft ?? passagesDraft(round, 'declined', { made: 'model', missing: result.missing });
}

/** Reads segment after segment. A reply that cannot be used loses its segment, told; the next reader goes on. */
async function* readAll(chain: Chain): AsyncGenerator<RunEvent, Stop | Answered | undefined> {
  const { context, segments, ledger, read } = chain;
  const { journal, notices } = context;
  const of = segments.length;
  let checkpoint = context.mayEndEarly ? FIRST_CHECKPOINT : of;
  let askedWith = 0;
  yield journal.begin('read', { kind: 'readSegments' }, of);
  for (const number of segments.keys()) {
    const next = {
      stepTokens: segments[number]!.tokens + READER_OUTPUT,
      needsTokens: segmentTokens(chain, number),
    };
    if (!(await mayGoOn(context, next))) {
      yield journal.end('read', 'failed');
      return undefined;
    }
    const refused = mayRead(context, next.needsTokens);
    if (!refused) yield { type: 'segment', segment: number + 1, of, state: 'reading' };
    const result = refused ?? (yield* readSegment(chain, number));
    if (result.type === 'done') {
      notices.push(...endingNotices(result.ending));
      const claims = await record(chain, number, result.value);
      read.push(number);
      yield { type: 'ledger', recorded: ledger.entries().length, segment: number + 1, of, claims };
    } else if (result.type === 'failed' && LOST.has(result.failure.cause)) {
      notices.push({ kind: 'segmentLost', segment: number + 1, of });
      yield { type: 'segment', segment: number + 1, of, state: 'lost' };
    } else {
      yield journal.end('read', 'failed');
      return result;
    }
    yield journal.advance('read', number + 1);
    const recorded = ledger.entries().length;
    if (number + 1 < checkpoint || number + 1 === of) continue;
    checkpoint *= 2;
    if (recorded === askedWith || !mayAskEarly(chain, number + 1)) continue;
    askedWith = recorded;
    const draft = yield* answerFrom(chain, `answer${number + 1}`);
    if (draft.status !== 'complete') continue;
    yield journal.end('read');
    return { type: 'answered', draft };
  }
  yield journal.end('read');
  return undefined;
}

/** Tokens that an answer from the ledger takes, as it is now. */
function answerTokens({ context: { settings, question, model }, ledger }: Chain): number {
  const count = (text: string): number => model!.countTokens(text);
  const evidence = ledger.entries().reduce((sum, entry) => sum + 2 * count(entryLine(entry)), 0);
  return overheadTokens(question, model) + evidence + settings.maxOutputTokens;
}

/** Tokens that a segment takes, and the answer after it. */
function segmentTokens(chain: Chain, number: number): number {
  const { settings, question, model, view } = chain.context;
  const brief = readerBrief(question, view);
  const beside = promptTokens(question, brief, (text) => model!.countTokens(text));
  const segment = chain.segments[number]!.tokens + beside + settings.handOverTokens + READER_OUTPUT;
  return segment + answerTokens(chain);
}

/** An answer in between must not cost what the next segment and the last answer need. */
function mayAskEarly(chain: Chain, next: number): boolean {
  return answerTokens(chain) + segmentTokens(chain, next) <= chain.context.budget.left();
}

/** Refuses a segment after which the budget would not hold the answer any more. */
function mayRead({ budget }: RunContext, needs: number): Stop | undefined {
  const left = budget.left();
  if (needs <= left) return undefined;
  const { limitTokens: limit } = budget;
  return { type: 'refused', notice: { kind: 'overBudget', needs, left, limit, unit: 'tokens' } };
}

async function* readSegment(
  { context, segments, ledger }: Chain,
  number: number,
): AsyncGenerator<RunEvent, SegmentResult> {
  const { typed, question, view, settings, model, fence } = context;
  const { passages } = segments[number]!;
  const handOver = ledger.handOver(settings.handOverTokens, (text) => model!.countTokens(text));
  const prompt: ReaderPrompt = {
    ...briefOfStep(readerBrief(question, view), number),
    ...{ question: typed, passages, fence },
    ...{ segment: number + 1, of: segments.length },
    handOver: {
      claims: handOver.entries.map(entryLine),
      more: handOver.leftOut,
      open: handOver.open,
      contradictions: handOver.contradictions.map(({ of, by }) => `[${of}] ${by}`),
    },
  };
  return yield* callWithRepair(
    context,
    { messages: readerPrompt(prompt), repair: (problem) => readerRepairPrompt(prompt, problem) },
    {
      decoder: readerDecoder,
      request: { role: 'reader', maxOutputTokens: READER_OUTPUT },
      secrets: secretsIn(passages),
    },
  );
}

/** Checks what a reader claims at once, and records what is proved. Gives what of it is new. */
async function record(
  { context, segments, ledger }: Chain,
  number: number,
  reply: ReaderReply,
): Promise<Claim[]> {
  const { passages } = segments[number]!;
  const { ids, added } = await noteClaims(context, ledger, {
    claims: reply.claims,
    passages,
    part: number + 1,
  });
  ledger.order([...ids, ...reply.keep]);
  ledger.contradict(reply.contradicted.map(({ id, why }) => ({ of: id, by: why })));
  ledger.setOpen(reply.open);
  if (reply.capped) context.notices.push({ kind: 'replyCapped', ...reply.capped });
  return added;
}

/** The author's answer from the ledger, as a step with this id. What was not read is told. */
async function* answerFrom(chain: Chain, id: string): AsyncGenerator<RunEvent, Draft> {
  const { context, ledger } = chain;
  const { typed, question, fence, notices } = context;
  const { passages, claims, leftOut } = evidenceFor(chain);
  const isEarly = id !== 'answer';
  const round = { passages, leftOut: notRead(chain, isEarly) };
  const isWhole = isEarly || chain.read.length === chain.segments.length;
  const more = { made: 'model' as const, read: pathsRead(chain) };
  yield { type: 'passages', passages };
  if (passages.length === 0)
    return passagesDraft(round, isWhole ? 'declined' : 'partial', { ...more, missing: ledger.open() });
  if (leftOut > 0) notices.push({ kind: 'ledgerCut', count: leftOut });
  const prompt = {
    ...{ question: typed, ...authorBrief(question), passages, fence, claims, open: ledger.open() },
    contradictions: ledger.contradictions().map(({ of, by }) => `[${of}] ${by}`),
  };
  const result = yield* answerStep(context, round, {
    ...{ id, label: { kind: 'answerFromLedger' } },
    prompt: { messages: authorPrompt(prompt), repair: (problem) => authorRepairPrompt(prompt, problem) },
  });
  const draft = result.draft ?? passagesDraft(round, 'declined', { ...more, missing: result.missing });
  const isPartial = draft.status === 'complete' && !isWhole;
  return { ...draft, read: more.read, ...(isPartial ? { status: 'partial' as const } : {}) };
}

/** What was recorded, as it stands: the run was stopped, or a call failed, before an author could write. */
function recorded(chain: Chain, stop: Stop): Draft {
  const { passages } = evidenceFor(chain);
  const round = { passages, leftOut: notRead(chain) };
  const claims = claimsFrom(chain.ledger, passages);
  return passagesDraft(round, stop.type === 'aborted' ? 'stopped' : 'partial', {
    ...{ made: 'model', claims, read: pathsRead(chain) },
    ...(stop.type === 'failed' ? { failure: stop.failure } : {}),
  });
}

/** What the author is shown of the ledger, as far as its window goes. */
function evidenceFor({ context, ledger }: Chain): LedgerEvidence {
  const { model, settings, question, budget } = context;
  const count = (text: string): number => model!.countTokens(text);
  const window = Math.min(model!.info('author')?.contextTokens ?? 0, budget.left());
  const beside = overheadTokens(question, model) + promptTokens(question, {}, count);
  return evidenceOf(ledger, window - settings.maxOutputTokens - beside, count);
}

/** Files of which at least one segment was read. */
const pathsRead = ({ segments, read }: Chain): string[] => [
  ...new Set(read.flatMap((number) => segments[number]!.passages.map(({ path }) => path))),
];

/** What of the scope no reader has read. */
function notRead({ segments, read, leftOut }: Chain, isEarly = false): NotRead[] {
  const done = new Set(read);
  const last = Math.max(-1, ...read);
  const ranges = segments.flatMap(({ passages }, number) => {
    if (done.has(number)) return [];
    // What lies before the last one that was read is lost, whenever the answer was found.
    const why = isEarly && number > last ? ('notNeeded' as const) : ('notReached' as const);
    return passages.map(({ path, startLine, endLine }) => ({ path, startLine, endLine, why }));
  });
  return [...leftOut, ...ranges];
}
