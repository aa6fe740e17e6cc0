import { chunkFinder } from '../../index/fileEntry.ts';
import type { FileRole } from '../../types.ts';
import { type ChunkEvidence, noEvidence, total } from '../evidence.ts';
import { prior } from '../roles.ts';
import type { Weights } from '../score.ts';
import { type Asked, reachOf } from './asked.ts';
import { factsOf } from './fileFacts.ts';
import { partsInFile } from './names.ts';

/** One file with what is known of its chunks, best first. */
export interface Candidate {
  readonly file: number;
  readonly role: FileRole;
  readonly chunks: readonly ChunkEvidence[];
  /** What its best chunks are worth together: the measure by which candidates are chosen. */
  readonly first: number;
}

/** The files that are looked at closely, best first, and the first measure of every file that matched. */
export interface Candidates {
  readonly chosen: readonly Candidate[];
  readonly matched: ReadonlyMap<number, number>;
}

/** Groups evidence by file and chooses the files that are looked at closely. Costs one pass over the evidence. */
export function chooseCandidates(chunks: readonly ChunkEvidence[], asked: Asked): Candidates {
  const { view, weights, query } = asked.context;
  const byFile = new Map<number, ChunkEvidence[]>();
  for (const chunk of chunks) {
    const known = byFile.get(chunk.file);
    if (known) known.push(chunk);
    else byFile.set(chunk.file, [chunk]);
  }
  const matched = new Map<number, number>();
  const all = [...byFile].map(([file, own]) => {
    const candidate = withChunks({ file, role: factsOf(view, file).role }, own, weights);
    matched.set(file, candidate.first);
    return { candidate, order: candidate.first * prior(candidate.role, query.roles, weights) };
  });
  const chosen = all
    .sort((a, b) => b.order - a.order || a.candidate.file - b.candidate.file)
    .slice(0, weights.rank.candidateFiles)
    .map(({ candidate }) => withCoveredNames(candidate, asked));
  return { chosen: [...chosen, ...reachedFiles(chosen, matched, asked)], matched };
}

/** Candidates, and chunks of each, whose links are followed, and files that are taken in because of it. */
const FOLLOWED = 20;
const FOLLOWED_CHUNKS = 4;
const MOST_REACHED = 30;

/** Files without a word of the question that the best chunks are linked to, each with the chunk that is linked most. */
function reachedFiles(
  chosen: readonly Candidate[],
  matched: Candidates['matched'],
  { context: { view, fileOf } }: Asked,
): Candidate[] {
  const reached = new Map<number, { sum: number; chunk: number; most: number }>();
  for (const { first, chunks } of chosen.slice(0, FOLLOWED)) {
    for (const { chunk: from } of chunks.slice(0, FOLLOWED_CHUNKS)) {
      const links = view.graph.neighbours(from);
      for (const [i, chunk] of links.chunks.entries()) {
        const target = fileOf(chunk);
        if (matched.has(target)) continue;
        const worth = first * links.weights[i]!;
        const known = reached.get(target) ?? { sum: 0, chunk, most: 0 };
        known.sum += worth;
        if (worth > known.most) Object.assign(known, { chunk, most: worth });
        reached.set(target, known);
      }
    }
  }
  return [...reached]
    .sort((a, b) => b[1].sum - a[1].sum || a[0] - b[0])
    .slice(0, MOST_REACHED)
    .map(([file, { chunk }]) => ({
      ...{ file, role: factsOf(view, file).role, first: 0 },
      chunks: [noEvidence(chunk, file)],
    }));
}

/** A file with these chunks, put in order, and what they are worth. */
function withChunks(
  { file, role }: Pick<Candidate, 'file' | 'role'>,
  chunks: readonly ChunkEvidence[],
  { rank }: Weights,
): Candidate {
  const sorted = [...chunks].sort((a, b) => total(b) - total(a) || a.chunk - b.chunk);
  let first = total(sorted[0]!);
  for (const next of sorted.slice(1, 4)) first += (rank.nextChunks / 3) * total(next);
  return { file, role, chunks: sorted, first };
}

/** Names of several parts that the question holds all of: `idle session` for `purgeIdleSession` counts, `idle` alone does not. */
function withCoveredNames(candidate: Candidate, asked: Asked): Candidate {
  const { view, weights, best } = asked.context;
  const { file } = candidate;
  const names = partsInFile(view, file);
  const changed = new Map<number, ChunkEvidence>();
  for (let name = 0; name + 1 < names.starts.length; name++) {
    const { parts, precise, covered } = reachOf(asked, names, name);
    if (parts < 2 || precise < 1) continue;
    const { parsed } = view.files[file]!;
    const symbol = parsed.symbols[name]!;
    const chunk = view.starts[file]! + chunkFinder(parsed.chunks)(symbol.line);
    const before = changed.get(chunk) ?? candidate.chunks.find((one) => one.chunk === chunk);
    if (before) changed.set(chunk, named(before, symbol.name, weights.rank.coveredName * best * covered));
  }
  if (changed.size === 0) return candidate;
  const chunks = candidate.chunks.map((chunk) => changed.get(chunk.chunk) ?? chunk);
  return withChunks(candidate, chunks, weights);
}

/** A chunk that defines a name which the question holds all parts of; one that it names outright is told once. */
function named(chunk: ChunkEvidence, name: string, gain: number): ChunkEvidence {
  const isKnown = chunk.evidence.some(({ kind, of }) => kind === 'definition' && of === name);
  const evidence = isKnown ? chunk.evidence : [...chunk.evidence, { kind: 'named', of: name } as const];
  return { ...chunk, evidence, exactScore: chunk.exactScore + gain };
}
