import type { Neighbours } from '../index/names/nameLinks.ts';

/**
 * Personalised PageRank over the links of chunks, by pushing: a walker starts at the seeds in proportion to their
 * scores, follows a link by its weight, and returns to a seed with probability `restart` at each step. What may still
 * be at a chunk is pushed on while it is at least `least`; so the walk stays near the seeds, and its cost is bounded by
 * 1 / (restart * least) chunks, whatever the size of the repository. Gives a probability for each chunk that was
 * reached, short of the true one by what was not pushed on. Deterministic.
 * Source: Andersen, Chung, Lang 2006 (approximate PageRank); restart 0.5 and links both ways as in HaystackCraft.
 */
export function personalisedPageRank(
  neighboursOf: (chunk: number) => Neighbours,
  seeds: ReadonlyMap<number, number>,
  { restart, least }: { readonly restart: number; readonly least: number },
): Map<number, number> {
  const total = [...seeds.values()].reduce((sum, score) => sum + score, 0);
  const ranks = new Map<number, number>();
  if (total <= 0) return ranks;
  const waiting = new Map<number, number>();
  const queue: number[] = [];
  const arrive = (chunk: number, mass: number): void => {
    const before = waiting.get(chunk) ?? 0;
    waiting.set(chunk, before + mass);
    if (before < least && before + mass >= least) queue.push(chunk);
  };
  for (const [chunk, score] of seeds) arrive(chunk, score / total);
  for (let next = 0; next < queue.length; next++) {
    const chunk = queue[next]!;
    const mass = waiting.get(chunk)!;
    waiting.set(chunk, 0);
    const { chunks, weights } = neighboursOf(chunk);
    const strength = weights.reduce((sum, weight) => sum + weight, 0);
    // A walker that can go nowhere stays.
    ranks.set(chunk, (ranks.get(chunk) ?? 0) + (strength > 0 ? restart * mass : mass));
    for (const [i, to] of chunks.entries()) arrive(to, ((1 - restart) * mass * weights[i]!) / strength);
  }
  return ranks;
}
