import type { RunEvent } from '../events.ts';
import { buildPassages } from '../retrieve/passages.ts';
import { analyseQuery } from '../retrieve/query.ts';
import { type AnswerRound, answerStep } from '../run/answerStep.ts';
import { passagesDraft, type RunContext } from '../run/context.ts';
import { FIRST_PASSAGES, overheadTokens, passageRoom, rankInScope } from '../run/look.ts';
import type { Evidence, Hit, Passage, RouteReason } from '../types.ts';
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
        rule: 'ask',
      };
    const tokensIn = look.passages.reduce((sum, { tokens }) => sum + tokens, overheadTokens);
    const reason = reasonOf(facts);
    return {
      fits: true,
      reason,
      estimate: { calls: 1, tokensIn, tokensOut: settings.maxOutputTokens },
      rule: reason.kind === 'words' ? 'ask' : 'lookup',
    };
  },
  async *run(context, { reason }) {
    const { look } = context;
    if (look.hits.length === 0) return passagesDraft(look, 'noMatch');
    const first = yield* answerStep(context, look, { id: 'answer1', label: { kind: 'answer' } });
    if (first.draft) return first.draft;
    const wider = yield* widen(context, first.missing);
    if (!wider) return passagesDraft(look, 'declined', { made: 'model', missing: first.missing });
    const widened: RouteReason = { kind: 'widened', of: reason.of };
    const second = yield* answerStep(context, wider, { id: 'answer2', label: { kind: 'answerWider' } });
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

/** Retrieves again, wider, with what the model says it lacks. Undefined when that brings nothing new. */
async function* widen(
  { look, view, scope, settings, model, question, read }: RunContext,
  missing: readonly string[],
): AsyncGenerator<RunEvent, AnswerRound | undefined> {
  yield { type: 'widening', missing };
  const asked = analyseQuery([look.query.text, ...missing].join('\n'), view);
  const hits = rankInScope(view, asked, scope);
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
