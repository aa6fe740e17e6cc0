import type { IndexView } from '../index/repository.ts';
import { FIELDS } from '../index/textIndex.ts';
import type { Evidence, Hit, HitReason, IndexField } from '../types.ts';
import type { ScoredChunk } from './chunkScores.ts';
import type { RankContext } from './evidence.ts';

/**
 * Hits, best first; a chunk that touches a better one of its file joins it, while the two stay readable: up to
 * `joinLines` lines.
 */
export function orderHits(
  scored: readonly ScoredChunk[],
  { view, known }: Pick<RankContext, 'view' | 'known'>,
  { limit, joinLines }: { readonly limit: number; readonly joinLines: number },
): Hit[] {
  const words = new Map(known.map(({ term, word }) => [term, word]));
  // A chunk found by fed-back words alone, in a file that holds no word of the question, scores nothing.
  const sorted = scored
    .filter(({ score, graph }) => score + graph > 0)
    .sort((a, b) => b.score + b.graph - (a.score + a.graph) || a.evidence.chunk - b.evidence.chunk);
  const hits: Hit[] = [];
  const byFile = new Map<number, number[]>();
  for (const entry of sorted) {
    const hit = toHit(entry, view, words);
    const places = byFile.get(entry.evidence.file) ?? [];
    const touching = places.find((place) => touches(hits[place]!, hit, joinLines));
    if (touching !== undefined) hits[touching] = joinHits(hits[touching]!, hit);
    else if (hits.length < limit) {
      byFile.set(entry.evidence.file, [...places, hits.length]);
      hits.push(hit);
    } else break;
  }
  return hits;
}

function touches(a: Hit, b: Hit, joinLines: number): boolean {
  const lines = Math.max(a.endLine, b.endLine) - Math.min(a.startLine, b.startLine) + 1;
  return lines <= joinLines && a.startLine <= b.endLine + 1 && b.startLine <= a.endLine + 1;
}

/** The better hit with the lines of both; its words and reasons are those of both. */
function joinHits(a: Hit, b: Hit): Hit {
  const union = <T>(x: readonly T[], y: readonly T[]): T[] => [...new Set([...x, ...y])];
  return {
    ...a,
    startLine: Math.min(a.startLine, b.startLine),
    endLine: Math.max(a.endLine, b.endLine),
    why: {
      ...a.why,
      terms: union(a.why.terms, b.why.terms),
      fields: union(a.why.fields, b.why.fields),
      evidence: distinct([...a.why.evidence, ...b.why.evidence]),
    },
  };
}

/** The same without repeats, in the same order. */
function distinct(evidence: readonly Evidence[]): Evidence[] {
  const keyed = evidence.map((one) => [JSON.stringify([one.kind, one.of, one.line]), one] as const);
  return [...new Map(keyed).values()];
}

function toHit(
  { evidence, role, score, graph }: ScoredChunk,
  view: IndexView,
  words: ReadonlyMap<string, string>,
): Hit {
  const entry = view.files[evidence.file]!;
  const chunk = entry.parsed.chunks[evidence.chunk - view.starts[evidence.file]!]!;
  const why: HitReason = {
    terms: [...new Set(Object.keys(evidence.match).map((term) => words.get(term) ?? term))],
    fields: FIELDS.filter((field) =>
      Object.values(evidence.match).some((fields) => fields.includes(field)),
    ) as IndexField[],
    evidence: distinct(evidence.evidence),
    graph: graph / Math.max(score + graph, 1e-9),
    role,
  };
  return {
    path: entry.path,
    startLine: chunk.startLine,
    endLine: chunk.endLine,
    score: score + graph,
    symbolPath: chunk.symbolPath,
    kind: chunk.kind,
    why,
  };
}
