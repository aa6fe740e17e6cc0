import type { ScoredChunk } from './chunkScores.ts';
import { noEvidence, type RankContext } from './evidence.ts';
import { personalisedPageRank } from './pagerank.ts';
import { prior, roleOf } from './roles.ts';

/** What only the graph reaches joins from this share of the best score. */
const LEAST_SHARE = 0.02;

/**
 * Adds what the graph says, then the priors. The walk starts before the priors count, so that a test that matches
 * leads to what it tests. Chunks that only the graph reaches join with their graph score alone.
 */
export function addGraphScores(
  scored: readonly ScoredChunk[],
  { view, query, weights, fileOf }: RankContext,
): ScoredChunk[] {
  const { rank } = weights;
  const sorted = [...scored].sort((a, b) => b.score - a.score || a.evidence.chunk - b.evidence.chunk);
  const seeds = new Map(sorted.slice(0, rank.seeds).map(({ evidence, score }) => [evidence.chunk, score]));
  const ranks = personalisedPageRank((chunk) => view.graph.neighbours(chunk), seeds, rank);
  const bestRank = Math.max(...[...seeds.keys()].map((chunk) => ranks.get(chunk) ?? 0), 1e-12);
  const bestScore = sorted[0]?.score ?? 0;
  const shareOf = (chunk: number): number =>
    Math.sqrt((ranks.get(chunk) ?? 0) / bestRank) * bestScore * rank.graphShare;
  const reached: ScoredChunk[] = [];
  const known = new Set(sorted.map(({ evidence }) => evidence.chunk));
  for (const chunk of [...ranks.keys()].sort((a, b) => a - b)) {
    if (known.has(chunk)) continue;
    const graph = shareOf(chunk);
    if (graph <= LEAST_SHARE * bestScore) continue;
    const file = fileOf(chunk);
    const role = roleOf(view.files[file]!.path);
    reached.push({ evidence: noEvidence(chunk, file), role, score: 0, graph });
  }
  const walked = sorted.map((entry) => ({ ...entry, graph: shareOf(entry.evidence.chunk) }));
  return [...walked, ...reached].map((entry) => {
    const factor = prior(entry.role, query.roles, weights);
    return { ...entry, score: entry.score * factor, graph: entry.graph * factor };
  });
}
