import type { IndexView } from '../../index/repository.ts';
import { addExactEvidence, lexicalEvidence, type RankContext } from '../evidence.ts';
import type { Query } from '../query.ts';
import type { Weights } from '../score.ts';
import { knownTerms } from '../terms.ts';
import { type Asked, asAsked } from './asked.ts';
import { chooseCandidates } from './candidates.ts';
import { type FeaturedFile, fileFeatures } from './fileFeatures.ts';

/** What can be said of the files that may answer a question, as numbers, before any of them is judged. */
export interface Examined {
  readonly asked: Asked;
  readonly files: readonly FeaturedFile[];
}

/**
 * Finds the files that may answer a question and makes their features. Pure and deterministic. Costs the postings of the
 * question's terms and the terms of at most 150 files; no model calls.
 */
export function examine(view: IndexView, query: Query, weights: Weights): Examined {
  const known = knownTerms(view, query, weights);
  const fileOf = (chunk: number): number => view.fileOf(chunk);
  const lexical = lexicalEvidence(view, known, weights, fileOf);
  const context: RankContext = { view, query, weights, known, best: lexical[0]?.lexical ?? 0, fileOf };
  const asked = asAsked(context);
  const candidates = chooseCandidates(addExactEvidence(lexical, context), asked);
  return { asked, files: fileFeatures(candidates, asked) };
}
