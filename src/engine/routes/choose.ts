import type { Query } from '../retrieve/query.ts';
import { english, type Say } from '../say.ts';
import type { Route } from '../types.ts';

/** What the decision is made from: sizes and the question, never a model's opinion. */
export interface RouteFacts {
  readonly query: Query;
  readonly hasModel: boolean;
  /** Definitions, paths or stack frames of the question that the index knows. */
  readonly exactMatches: readonly string[];
  /** Model tokens of the first prompt. */
  readonly promptTokens: number;
  /** Model tokens that a wider second round may take. */
  readonly widerTokens: number;
}

/** Chooses how a question is answered, by rules a person can read. Pure; costs no model calls. */
export function routeQuestion(facts: RouteFacts, say: Say = english): Route {
  const widened = {
    name: 'widened',
    why: say('a second round with up to {0} tokens, if the model declines', facts.widerTokens),
  } as const;
  if (!facts.hasModel) {
    return {
      name: 'extractive',
      reason: say('no model is set, so the best passages are shown as they stand'),
      estimate: { calls: 0, tokensIn: 0 },
      alternatives: [{ name: 'retrieval', why: say('a written answer, once a model is named') }],
    };
  }
  if (facts.exactMatches.length > 0) {
    return {
      name: 'lookup',
      reason: say('the question names {0}, which the index knows', listed(facts.exactMatches, say)),
      estimate: { calls: 1, tokensIn: facts.promptTokens },
      alternatives: [widened],
    };
  }
  return {
    name: 'retrieval',
    reason: say(
      'the question names nothing exactly, so passages are chosen by their words and by the symbol graph',
    ),
    estimate: { calls: 1, tokensIn: facts.promptTokens },
    alternatives: [widened],
  };
}

function listed(names: readonly string[], say: Say): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? say('{0} and {1} more', shown, names.length - 3) : shown;
}
