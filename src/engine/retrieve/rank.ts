import type { IndexView } from '../index/repository.ts';
import type { Hit } from '../types.ts';
import { examine } from './features/examine.ts';
import { judge } from './judge.ts';
import { RANKER, type Ranker } from './model/ranker.ts';
import { orderHits } from './order.ts';
import type { Query, QueryTerm } from './query.ts';
import { WEIGHTS, type Weights } from './score.ts';

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
  readonly ranker?: Ranker;
}

/**
 * Ranks chunks for a question: finds the files that may answer it, makes their features (words, names, exact evidence,
 * structure, role, history), and judges files and their chunks by a linear model that was learnt from the histories of
 * many repositories. Each stage changes nothing that it was given. Pure and deterministic; costs no model calls.
 */
export function rank(view: IndexView, query: Query, options: RankOptions): Ranked {
  const { limit, weights = WEIGHTS, ranker = RANKER, joinLines = weights.rank.joinLines } = options;
  const examined = examine(view, query, weights);
  const { known } = examined.asked.context;
  const hits = orderHits(judge(examined, ranker), { view, known }, { limit, joinLines });
  return { hits, known };
}
