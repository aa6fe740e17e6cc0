import { replyDecoder } from '../answer/decoder.ts';
import type { Reply } from '../answer/reply.ts';
import type { RunEvent } from '../events.ts';
import { answerPrompt, repairPrompt } from '../prompts/answer.ts';
import { buildPassages, inPromptOrder } from '../retrieve/passages.ts';
import { analyseQuery } from '../retrieve/query.ts';
import { rank } from '../retrieve/rank.ts';
import { type CallResult, callWithRepair, endingNotices } from '../run/callModel.ts';
import { type Draft, passagesDraft, type RunContext } from '../run/context.ts';
import { recentTurns } from '../run/followUp.ts';
import { FIRST_PASSAGES, overheadTokens, passageRoom } from '../run/look.ts';
import type { Evidence, Hit, NotRead, Passage, RouteReason } from '../types.ts';
import type { Route, RouteFacts } from './route.ts';

/**
 * Answers from the passages that fit best, evidence first; on a decline one wider round with what the model misses.
 * Costs at most two answers and one repair each.
 * Source: Self-Route (Li et al. 2024), with a structured decline.
 */
export const retrieval: Route = {
  name: 'retrieval',
  offer(facts) {
    if (!facts.author) return { fits: false, reason: { kind: 'needsModel', of: [] } };
    const { look, settings, overheadTokens } = facts;
    if (look.hits.length === 0)
      return {
        fits: true,
        reason: { kind: 'noWords', of: [] },
        estimate: { calls: 0, tokensIn: 0, tokensOut: 0 },
      };
    const tokensIn = look.passages.reduce((sum, { tokens }) => sum + tokens, overheadTokens);
    return {
      fits: true,
      reason: reasonOf(facts),
      estimate: { calls: 1, tokensIn, tokensOut: settings.maxOutputTokens },
    };
  },
  async *run(context, { reason }) {
    const { look } = context;
    if (look.hits.length === 0) return passagesDraft(look, 'noMatch');
    const first = yield* answerRound(context, look, 1);
    if (first.draft) return first.draft;
    const wider = yield* widen(context, first.missing);
    if (!wider) return passagesDraft(look, 'declined', { made: 'model', missing: first.missing });
    const widened: RouteReason = { kind: 'widened', of: reason.of };
    const second = yield* answerRound(context, wider, 2);
    return second.draft
      ? { ...second.draft, reason: widened }
      : passagesDraft(wider, 'declined', { made: 'model', missing: second.missing, reason: widened });
  },
};

/** What the question says exactly, or that its words and the graph have to do. */
function reasonOf({ look, question }: RouteFacts): RouteReason {
  if (question.focus.length > 0)
    return { kind: 'pointedAt', of: question.focus.map((at) => (at.kind === 'symbol' ? at.name : at.path)) };
  const evidence = look.passages.flatMap(({ why }) => why.evidence);
  const names = [...new Set(evidence.filter(isNamed).map(({ of }) => of))];
  return names.length > 0 ? { kind: 'names', of: names } : { kind: 'words', of: [] };
}

const isNamed = ({ kind }: Evidence): boolean =>
  kind === 'definition' || kind === 'named' || kind === 'path' || kind === 'frame' || kind === 'quoted';

/** The passages of one round. */
interface Round {
  readonly passages: readonly Passage[];
  readonly leftOut: readonly NotRead[];
}

type RoundResult =
  | { readonly draft: Draft }
  | { readonly draft?: undefined; readonly missing: readonly string[] };

/** One answer call, with one repair when its reply cannot be used. Without a draft the model declined. */
async function* answerRound(
  context: RunContext,
  round: Round,
  number: number,
): AsyncGenerator<RunEvent, RoundResult> {
  const { question, typed, fence, settings, journal, notices } = context;
  const prompt = {
    question: typed,
    history: recentTurns(question.history),
    passages: inPromptOrder(round.passages),
    fence,
  };
  const step = `answer${number}`;
  yield journal.begin(step, { kind: number === 1 ? 'answer' : 'answerWider' });
  const result: Exclude<CallResult<Reply>, { type: 'unusable' }> = yield* callWithRepair(
    context,
    { messages: answerPrompt(prompt), repair: (problem) => repairPrompt(prompt, problem) },
    {
      decoder: replyDecoder,
      request: { role: 'author', maxOutputTokens: settings.maxOutputTokens },
      secrets: secretsIn(round.passages),
    },
  );
  yield journal.end(step, result.type === 'done' ? 'done' : 'failed');
  const said = result.type === 'done' ? result.value : 'salvaged' in result ? result.salvaged : undefined;
  if (said?.capped) notices.push({ kind: 'replyCapped', ...said.capped });
  if (result.type === 'done') {
    notices.push(...endingNotices(result.ending));
    if (!result.value.answerable) return { missing: result.value.missing };
    return { draft: written(round, result.value, result.ending === 'stop' ? 'complete' : 'partial') };
  }
  if (result.type === 'refused') {
    notices.push(result.notice);
    return { draft: passagesDraft(round, 'partial') };
  }
  const status = result.type === 'aborted' ? 'stopped' : 'partial';
  const failure = result.type === 'failed' ? { failure: result.failure } : {};
  const { salvaged } = result;
  return {
    draft: salvaged?.answerable
      ? { ...written(round, salvaged, status), ...failure }
      : passagesDraft(round, status, failure),
  };
}

/** Secrets that were left out of passages. */
const secretsIn = (passages: readonly Passage[]): number =>
  passages.reduce((sum, { secrets = 0 }) => sum + secrets, 0);

function written(round: Round, { claims }: Reply, status: Draft['status']): Draft {
  return passagesDraft(round, status, { made: 'model', claims });
}

/** Retrieves again, wider, with what the model says it lacks. Undefined when that brings nothing new. */
async function* widen(
  { look, view, settings, model, question, read }: RunContext,
  missing: readonly string[],
): AsyncGenerator<RunEvent, Round | undefined> {
  yield { type: 'widening', missing };
  const asked = analyseQuery([look.query.text, ...missing].join('\n'), view);
  const { hits } = rank(view, asked, { limit: 200, joinLines: 0 });
  const countTokens = (text: string): number => model!.countTokens(text);
  const budgetTokens = passageRoom(
    settings.passageTokens * settings.widerFactor,
    model?.info('author'),
    settings.maxOutputTokens + overheadTokens(question, model),
  );
  // What was sent stays in: the model declined for want of more, not of less.
  const round = await buildPassages(
    interleave(look.hits, hits),
    view,
    { budgetTokens, maxPassages: FIRST_PASSAGES * settings.widerFactor },
    { read, countTokens },
  );
  const placeOf = ({ path, startLine, endLine }: Passage): string => `${path}:${startLine}-${endLine}`;
  const before = new Set(look.passages.map(placeOf));
  if (round.passages.every((passage) => before.has(placeOf(passage)))) return undefined;
  yield { type: 'passages', passages: round.passages };
  return round;
}

/** Alternates two rankings without repeats. */
function interleave(a: readonly Hit[], b: readonly Hit[]): Hit[] {
  const merged = new Map<string, Hit>();
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    for (const hit of [a[i], b[i]])
      if (hit && !merged.has(`${hit.path}:${hit.startLine}`)) merged.set(`${hit.path}:${hit.startLine}`, hit);
  }
  return [...merged.values()];
}
