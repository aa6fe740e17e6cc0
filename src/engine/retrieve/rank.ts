import type { IndexView } from '../index/repository.ts';
import type { Hit } from '../types.ts';
import { addFeedback, lexicalEvidence, scoreChunks } from './chunkScores.ts';
import { addExactEvidence, type RankContext } from './evidence.ts';
import { feedbackTerms } from './feedback.ts';
import { scoreFiles } from './fileScores.ts';
import { addGraphScores } from './graphScores.ts';
import { orderHits } from './order.ts';
import type { Query, QueryTerm } from './query.ts';
import { WEIGHTS, type Weights } from './score.ts';
import { knownTerms } from './terms.ts';

export interface Ranked {
  /** Best first, at most one for each chunk. */
  readonly hits: readonly Hit[];
  /** Terms of the question that the index knows. */
  readonly known: readonly QueryTerm[];
}

export interface RankOptions {
  readonly limit: number;
  /**
   * Touching chunks of a file become one hit of up to so many lines; 0: every chunk stands alone, for callers that
   * merge by their own budget. The weights say the default.
   */
  readonly joinLines?: number;
  readonly weights?: Weights;
}

/**
 * Ranks chunks for a question: lexical evidence of chunks (MiniSearch) and of whole files (BM25 over the same terms),
 * exact evidence (named symbols, paths, stack frames, quoted strings), words fed back from the first results, priors
 * by role, and personalised PageRank seeded by the result.
 * Each stage takes evidence and gives evidence, and changes nothing that it was given. Pure and deterministic; costs
 * no model calls.
 */
export function rank(view: IndexView, query: Query, options: RankOptions): Ranked {
  const { limit, weights = WEIGHTS, joinLines = weights.rank.joinLines } = options;
  const fileOf = (chunk: number): number => view.fileOf(chunk);
  const known = knownTerms(view, query, weights);
  const lexical = lexicalEvidence(view, known, weights, fileOf);
  const context: RankContext = { view, query, weights, known, best: lexical[0]?.lexical ?? 0, fileOf };
  const exact = addExactEvidence(lexical, context);
  const added = feedbackTerms(scoreFiles(exact, [], context), context);
  const fed = addFeedback(exact, added, context);
  const scored = addGraphScores(scoreChunks(scoreFiles(fed, added, context), context), context);
  return { hits: orderHits(scored, context, { limit, joinLines }), known };
}
