import type { IndexView } from '../index/repository.ts';
import type { FileRole } from '../types.ts';
import { type ChunkEvidence, noEvidence, type RankContext, total } from './evidence.ts';
import type { FileEvidence } from './fileScores.ts';
import type { QueryTerm } from './query.ts';
import type { Weights } from './score.ts';

/** A chunk with its score, and the part of it that the graph added. */
export interface ScoredChunk {
  readonly evidence: ChunkEvidence;
  readonly role: FileRole;
  readonly score: number;
  readonly graph: number;
}

/** Chunks that match words of the question, best first (BM25+, by MiniSearch). */
export function lexicalEvidence(
  view: IndexView,
  known: readonly QueryTerm[],
  weights: Weights,
  fileOf: (chunk: number) => number,
): ChunkEvidence[] {
  return searchTerms(view, known, weights).map(({ chunk, score, match }) => ({
    ...noEvidence(chunk, fileOf(chunk)),
    lexical: score,
    match,
  }));
}

/**
 * Adds what the fed-back words find, as up to `chunkShare` of the best lexical score. They are searched apart from
 * the question, so that they never count as words of it.
 */
export function addFeedback(
  chunks: readonly ChunkEvidence[],
  added: readonly QueryTerm[],
  { view, weights, best, fileOf }: RankContext,
): readonly ChunkEvidence[] {
  const hits = searchTerms(view, added, weights);
  const gains = new Map<number, number>();
  for (const { chunk, score } of hits) {
    if (score <= 0) break;
    gains.set(chunk, (weights.feedback.chunkShare * best * score) / hits[0]!.score);
  }
  if (gains.size === 0) return chunks;
  const raised = chunks.map((one) => {
    const gain = gains.get(one.chunk);
    if (gain === undefined) return one;
    gains.delete(one.chunk);
    return { ...one, lexical: one.lexical + gain };
  });
  const others = [...gains].map(([chunk, lexical]) => ({ ...noEvidence(chunk, fileOf(chunk)), lexical }));
  return [...raised, ...others];
}

function searchTerms(view: IndexView, terms: readonly QueryTerm[], weights: Weights) {
  return view.text.search(
    terms.map(({ term }) => term),
    terms.map(({ weight }) => weight),
    { boost: weights.chunkBoost, bm25: weights.chunkBm25 },
  );
}

/** The score of a chunk: its file's, weighed by how it stands among the chunks of its file. */
export function scoreChunks(
  files: readonly FileEvidence[],
  { weights: { rank } }: Pick<RankContext, 'weights'>,
): ScoredChunk[] {
  return files.flatMap((file) => {
    const best = Math.max(total(file.chunks[0]!), 1e-9);
    return file.chunks.map((evidence, place) => {
      const own = 1 - rank.chunkShare + rank.chunkShare * (total(evidence) / best);
      return { evidence, role: file.role, score: file.score * own * rank.chunkDecay ** place, graph: 0 };
    });
  });
}
