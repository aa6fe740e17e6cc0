import { type AnswerRound, answerStep } from '../run/answerStep.ts';
import { mayGoOn, type NextStep } from '../run/consent.ts';
import { passagesDraft, type RunContext } from '../run/context.ts';
import { overheadTokens, widerTokens } from '../run/look.ts';
import { CLUES_OUTPUT, cluesTokens } from '../run/widen/askClues.ts';
import { widen } from '../run/widen/widen.ts';
import type { Evidence, RouteEstimate, RouteReason } from '../types.ts';
import type { Route, RouteFacts } from './route.ts';

/** Wider rounds at most: what two do not find is not found by a third. */
const WIDER_ROUNDS = 2;
/** By how much the estimate of a scope may fall short. */
const SCOPE_MISS = 1.25;

/**
 * Answers from the passages that fit best, evidence first. On a decline a wider round with what the model misses and
 * what code tends to call it, then one with names that the reader picks from the map of the repository. A question of
 * which the index knows no word begins there. Costs at most three answers and the call for names, with one repair each.
 * Source: Self-Route (Li et al. 2024), with a structured decline; AgenticLU and MemoRAG for the wider rounds.
 */
export const retrieval: Route = {
  name: 'retrieval',
  offer(facts) {
    if (!facts.author) return { fits: false, reason: { kind: 'needsModel', of: [] } };
    if (facts.scope.files === 0) return { fits: false, reason: { kind: 'emptyScope', of: [] } };
    const reason = reasonOf(facts);
    const isLookup = reason.kind === 'names' || reason.kind === 'pointedAt';
    return { fits: true, reason, estimate: estimateOf(facts), rule: isLookup ? 'lookup' : 'ask' };
  },
  async *run(context, { reason }) {
    const { look } = context;
    const rounds = firstRound(context);
    // Where no word was known nothing was declined before.
    const widened: { reason?: RouteReason } =
      look.hits.length > 0 ? { reason: { kind: 'widened', of: reason.of } } : {};
    let missing: readonly string[] = [];
    let sent = look.passages;
    let last: Pick<typeof look, 'passages' | 'leftOut'> = look;
    for (const { id, asksModel } of rounds) {
      const isFirst = id === 'answer1';
      const round = isFirst ? look : yield* widen(context, { missing, sent, asksModel });
      if (!round) continue;
      if (!isFirst && !(await mayGoOn(context, stepOf(context, round)))) break;
      const label = { kind: isFirst ? 'answer' : 'answerWider' };
      const result = yield* answerStep(context, round, { id, label });
      if (result.draft) return isFirst ? result.draft : { ...result.draft, ...widened };
      missing = result.missing;
      if (!isFirst) sent = [...sent, ...round.passages];
      last = round;
    }
    if (last.passages.length === 0) return passagesDraft(last, 'noMatch');
    return passagesDraft(last, 'declined', { made: 'model', missing, ...(last === look ? {} : widened) });
  },
};

/** What an answer from a wider round takes. */
function stepOf({ question, model, settings }: RunContext, { passages }: AnswerRound): NextStep {
  const beside = overheadTokens(question, model) + settings.maxOutputTokens;
  const stepTokens = passages.reduce((sum, { tokens }) => sum + tokens, beside);
  return { stepTokens, needsTokens: stepTokens };
}

/** The rounds in their order; without any hit there is nothing to ask at first, and no words to search by. */
function firstRound({ look }: RunContext): { readonly id: string; readonly asksModel: boolean }[] {
  const wider = Array.from({ length: WIDER_ROUNDS }, (_, i) => ({
    id: `answer${i + 2}`,
    asksModel: i + 1 === WIDER_ROUNDS,
  }));
  return look.hits.length > 0 ? [{ id: 'answer1', asksModel: false }, ...wider] : wider.slice(-1);
}

/** The first answer, and what it may come to when the model declines every time. */
function estimateOf(facts: RouteFacts): RouteEstimate {
  const { look, question, settings, scope, brief, overheadTokens, countTokens } = facts;
  const answers = look.hits.length > 0 ? 1 : 0;
  const first = look.passages.reduce((sum, { tokens }) => sum + tokens, overheadTokens);
  // No more than there is, whose size is estimated.
  const all = Math.ceil(scope.tokens * SCOPE_MISS);
  const wider = Math.min(widerTokens(settings, facts.author), all) + overheadTokens;
  const names = { tokensIn: cluesTokens(question.text, brief, countTokens), tokensOut: CLUES_OUTPUT };
  const { maxOutputTokens: output } = settings;
  if (answers === 0)
    return {
      calls: 2,
      tokensIn: names.tokensIn + wider,
      tokensOut: names.tokensOut + output,
      readers: names,
      isSequential: true,
    };
  return {
    ...{ calls: 1, tokensIn: first, tokensOut: output },
    atMost: {
      calls: 1 + WIDER_ROUNDS + 1,
      tokensIn: first + WIDER_ROUNDS * wider + names.tokensIn,
      tokensOut: (1 + WIDER_ROUNDS) * output + names.tokensOut,
    },
  };
}

/** What the question says exactly, or that its words and the graph have to do. */
function reasonOf({ look, question }: RouteFacts): RouteReason {
  if (look.hits.length === 0) return { kind: 'pickNames', of: [] };
  if (look.clues) return { kind: 'clues', of: look.clues };
  if (question.focus.length > 0)
    return { kind: 'pointedAt', of: question.focus.map((at) => (at.kind === 'symbol' ? at.name : at.path)) };
  const evidence = look.passages.flatMap(({ why }) => why.evidence);
  const names = [...new Set(evidence.filter(isNamed).map(({ of }) => of))];
  return names.length > 0 ? { kind: 'names', of: names } : { kind: 'words', of: [] };
}

const isNamed = ({ kind }: Evidence): boolean =>
  kind === 'definition' || kind === 'named' || kind === 'path' || kind === 'frame' || kind === 'quoted';
