import type { Query } from '../retrieve/query.ts';
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
export function routeQuestion(facts: RouteFacts): Route {
  const widened = {
    name: 'widened',
    why: `a second round with up to ${facts.widerTokens} tokens, if the model declines`,
  } as const;
  if (!facts.hasModel) {
    return {
      name: 'extractive',
      reason: 'no model is set, so the best passages are shown as they stand',
      estimate: { calls: 0, tokensIn: 0 },
      alternatives: [{ name: 'retrieval', why: 'a written answer, once a model is named' }],
    };
  }
  if (facts.exactMatches.length > 0) {
    return {
      name: 'lookup',
      reason: `the question names ${listed(facts.exactMatches)}, which the index knows`,
      estimate: { calls: 1, tokensIn: facts.promptTokens },
      alternatives: [widened],
    };
  }
  return {
    name: 'retrieval',
    reason:
      'the question names nothing exactly, so passages are chosen by their words and by the symbol graph',
    estimate: { calls: 1, tokensIn: facts.promptTokens },
    alternatives: [widened],
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
