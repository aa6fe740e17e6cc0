import type { ChunkEdges } from '../index/symbolGraph.ts';

/**
 * Personalised PageRank over an undirected view of the chunk graph: a walker starts at the seeds in proportion to
 * their scores, follows an edge by its weight, and returns to a seed with probability `restart` at each step.
 * Gives a probability for each chunk (sum 1, or all 0 without seeds). Deterministic. Costs no model calls.
 * Source: Page et al. 1999; the settings follow HaystackCraft (restart 0.5, edges both ways).
 */
export function personalisedPageRank(
  edges: ChunkEdges,
  seeds: ReadonlyMap<number, number>,
  { restart, rounds }: { restart: number; rounds: number },
): Float64Array {
  const count = edges.rowStarts.length - 1;
  const total = [...seeds.values()].reduce((sum, score) => sum + score, 0);
  const reset = new Float64Array(count);
  if (total <= 0) return reset;
  for (const [chunk, score] of seeds) reset[chunk] = score / total;
  const walk = { edges, strength: strengths(edges), reset };
  let rank: Float64Array = reset.slice();
  for (let round = 0; round < rounds; round++) rank = step(walk, rank, restart);
  return rank;
}

/** Sum of the weights of all edges at each chunk, in both directions. */
function strengths({ rowStarts, targets, weights }: ChunkEdges): Float64Array {
  const sums = new Float64Array(rowStarts.length - 1);
  for (let from = 0; from + 1 < rowStarts.length; from++) {
    for (let i = rowStarts[from]!; i < rowStarts[from + 1]!; i++) {
      sums[from]! += weights[i]!;
      sums[targets[i]!]! += weights[i]!;
    }
  }
  return sums;
}

interface Walk {
  readonly edges: ChunkEdges;
  /** Sum of the weights of all edges at each chunk. */
  readonly strength: Float64Array;
  /** Where a walker starts, and comes back to. */
  readonly reset: Float64Array;
}

function step({ edges, strength, reset }: Walk, rank: Float64Array, restart: number): Float64Array {
  const { rowStarts, targets, weights } = edges;
  const next = new Float64Array(rank.length);
  let moved = 0;
  for (let from = 0; from < rank.length; from++) {
    for (let i = rowStarts[from]!; i < rowStarts[from + 1]!; i++) {
      const to = targets[i]!;
      const forth = (rank[from]! * weights[i]!) / strength[from]!;
      const back = (rank[to]! * weights[i]!) / strength[to]!;
      next[to]! += (1 - restart) * forth;
      next[from]! += (1 - restart) * back;
      moved += (1 - restart) * (forth + back);
    }
  }
  // What stood on chunks without edges, and the restarts, go back to the seeds.
  for (let i = 0; i < next.length; i++) next[i]! += (1 - moved) * reset[i]!;
  return next;
}
