import { chunkFinder } from '../index/fileEntry.ts';
import type { IndexView } from '../index/repository.ts';
import { foldName, type SymbolAt } from '../index/symbolGraph.ts';
import { FIELDS, type TextHit } from '../index/textIndex.ts';
import type { Evidence, FileRole, Hit, HitReason, IndexField } from '../types.ts';
import { addFeedback, feedbackTerms } from './feedback.ts';
import {
  type ChunkEvidence,
  type FileEvidence,
  fileFinder,
  gatherFiles,
  prior,
  total,
  worthOf,
} from './files.ts';
import { personalisedPageRank } from './pagerank.ts';
import type { Query, QueryTerm } from './query.ts';
import { roleOf } from './roles.ts';
import { CHUNK_BM25, CHUNK_BOOST, QUERY, RANK } from './score.ts';

export interface Ranked {
  /** Best first, at most one for each chunk. */
  readonly hits: readonly Hit[];
  /** Terms of the question that the index knows. */
  readonly known: readonly QueryTerm[];
}

/**
 * Ranks chunks for a question: lexical evidence of chunks (MiniSearch) and of whole files (BM25 over the same terms),
 * exact evidence (named symbols, paths, stack frames), words fed back from the first results, priors by role, and
 * personalised PageRank seeded by the result.
 * Pure and deterministic; costs no model calls. Touching chunks of a file become one hit of up to `joinLines` lines
 * (0: every chunk stands alone, for callers that merge by their own budget).
 */
export function rank(view: IndexView, query: Query, limit: number, joinLines = RANK.joinLines): Ranked {
  const known = knownTerms(view, query);
  const lexical = view.text.search(
    known.map(({ term }) => term),
    known.map(({ weight }) => weight),
    { boost: CHUNK_BOOST, bm25: CHUNK_BM25 },
  );
  const best = lexical[0]?.score ?? 0;
  const fileOf = fileFinder(view.starts);
  const chunks = new Map<number, ChunkEvidence>();
  for (const hit of lexical) chunks.set(hit.chunk, fromLexical(hit, fileOf(hit.chunk)));
  addExact(view, query, chunks, best || 1);
  const copies = [...chunks.values()].map((chunk) => ({ ...chunk, evidence: [...chunk.evidence] }));
  const first = gatherFiles(view, copies, { known, added: [] }, best);
  const added = feedbackTerms(view, query, known, first);
  addFeedback(view, added, chunks, best);
  const files = gatherFiles(view, [...chunks.values()], { known, added }, best);
  const scored = scoreChunks(files);
  const final = addGraph(view, query, scored);
  const byWord = new Map(known.map(({ term, word }) => [term, word]));
  return { hits: order(final, view, byWord, { limit, joinLines }), known };
}

/** The terms the index holds, those that tell most first; a long question keeps only so many. */
function knownTerms(view: IndexView, query: Query): QueryTerm[] {
  const value = (term: QueryTerm): number => worthOf(view, term);
  return query.terms
    .filter(({ term }) => view.text.frequency(term) > 0)
    .sort((a, b) => value(b) - value(a) || (a.term < b.term ? -1 : 1))
    .slice(0, QUERY.maxTerms);
}

function fromLexical(hit: TextHit, file: number): ChunkEvidence {
  return { chunk: hit.chunk, file, lexical: hit.score, match: hit.match, evidence: [], exactScore: 0 };
}

// ------------------------------------------------------------------------------------------------- exact evidence

function addExact(view: IndexView, query: Query, chunks: Map<number, ChunkEvidence>, best: number): void {
  const note = (file: number, line: number, why: Evidence, share: number): void => {
    const local = chunkFinder(view.files[file]!.parsed.chunks)(line);
    if (local < 0) return;
    const chunk = view.starts[file]! + local;
    const evidence = chunks.get(chunk) ?? { chunk, file, lexical: 0, match: {}, evidence: [], exactScore: 0 };
    evidence.evidence.push(why);
    evidence.exactScore += share * best;
    chunks.set(chunk, evidence);
  };
  for (const identifier of query.identifiers.slice(0, 24)) {
    const exact = view.graph.definitions(identifier);
    const at: readonly SymbolAt[] =
      exact.length > 0 ? exact : view.graph.definitionsFolded(foldName(identifier));
    if (at.length === 0 || at.length > 12) continue;
    const share = (exact.length > 0 ? RANK.exactDefinition : RANK.exactFolded) / Math.sqrt(at.length);
    for (const { file, symbol } of at)
      note(file, symbol.line, { kind: 'definition', of: symbol.name }, share);
  }
  for (const { path, line } of query.frames) {
    for (const file of filesEndingWith(view, path))
      note(file, line, { kind: 'frame', of: path, line }, RANK.exactFrame);
  }
  for (const path of query.paths) {
    const files = filesEndingWith(view, path);
    for (const file of files)
      note(file, 1, { kind: 'path', of: path }, RANK.exactPath / Math.sqrt(files.length));
  }
}

/** Files whose path ends with a path as written, by whole segments; at most 8. */
function filesEndingWith(view: IndexView, written: string): number[] {
  const parts = written
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  for (let from = 0; from < parts.length; from++) {
    const tail = parts.slice(from).join('/');
    const found: number[] = [];
    for (const [file, { path }] of view.files.entries())
      if (path === tail || path.endsWith(`/${tail}`)) found.push(file);
    if (found.length > 0) return found.length <= 8 ? found : [];
  }
  return [];
}

// --------------------------------------------------------------------------------------------------------- chunks

interface Scored {
  readonly evidence: ChunkEvidence;
  readonly role: FileRole;
  score: number;
  graph: number;
}

/** The score of a chunk: its file's, weighed by how it stands among the chunks of its file. */
function scoreChunks(files: readonly FileEvidence[]): Scored[] {
  return files.flatMap((file) => {
    const best = Math.max(total(file.chunks[0]!), 1e-9);
    return file.chunks.map((evidence, place) => {
      const own = 1 - RANK.chunkShare + RANK.chunkShare * (total(evidence) / best);
      return { evidence, role: file.role, score: file.score * own * RANK.chunkDecay ** place, graph: 0 };
    });
  });
}

/**
 * Adds what the graph says, then the priors. The walk starts before the priors count, so that a test that matches
 * leads to what it tests. Chunks that only the graph reaches join with their graph score alone.
 */
function addGraph(view: IndexView, query: Query, scored: Scored[]): Scored[] {
  scored.sort((a, b) => b.score - a.score || a.evidence.chunk - b.evidence.chunk);
  const seeds = new Map(scored.slice(0, RANK.seeds).map(({ evidence, score }) => [evidence.chunk, score]));
  const ranks = personalisedPageRank(view.graph.edges, seeds, RANK);
  const bestRank = Math.max(...[...seeds.keys()].map((chunk) => ranks[chunk]!), 1e-12);
  const bestScore = scored[0]?.score ?? 0;
  const byChunk = new Map(scored.map((entry) => [entry.evidence.chunk, entry]));
  const fileOf = fileFinder(view.starts);
  for (const [chunk, value] of ranks.entries()) {
    if (value <= 0) continue;
    const share = Math.sqrt(value / bestRank) * bestScore * RANK.graphShare;
    const known = byChunk.get(chunk);
    if (known) known.graph = share;
    else if (share > 0.02 * bestScore) {
      const file = fileOf(chunk);
      const evidence: ChunkEvidence = { chunk, file, lexical: 0, match: {}, evidence: [], exactScore: 0 };
      scored.push({ evidence, role: roleOf(view.files[file]!.path), score: 0, graph: share });
    }
  }
  for (const entry of scored) {
    entry.score *= prior(entry.role, query);
    entry.graph *= prior(entry.role, query);
  }
  return scored;
}

/** Best first; a chunk that touches a better one of its file joins it, while the two stay readable. */
function order(
  scored: readonly Scored[],
  view: IndexView,
  words: ReadonlyMap<string, string>,
  { limit, joinLines }: { limit: number; joinLines: number },
): Hit[] {
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

/** Both lists without repeats. */
function unionOf(x: readonly Evidence[], y: readonly Evidence[]): Evidence[] {
  const keyed = [...x, ...y].map((one) => [`${one.kind} ${one.line ?? ''} ${one.of}`, one] as const);
  return [...new Map(keyed).values()];
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
      evidence: unionOf(a.why.evidence, b.why.evidence),
    },
  };
}

function toHit(
  { evidence, role, score, graph }: Scored,
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
    evidence: evidence.evidence,
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
