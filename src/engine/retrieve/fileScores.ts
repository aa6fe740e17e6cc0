import { chunkFinder } from '../index/fileEntry.ts';
import type { IndexView } from '../index/repository.ts';
import { entryCount, entryTerm, FIELDS } from '../index/textIndex.ts';
import { termsOf } from '../index/tokenize.ts';
import type { FileRole } from '../types.ts';
import { type ChunkEvidence, type RankContext, total } from './evidence.ts';
import type { QueryTerm } from './query.ts';
import { roleOf } from './roles.ts';
import type { Weights } from './score.ts';
import { worthOf } from './terms.ts';

/** One file with what is known of its chunks, best first. */
export interface FileEvidence {
  readonly file: number;
  readonly role: FileRole;
  readonly chunks: readonly ChunkEvidence[];
  readonly score: number;
}

/**
 * Groups chunk evidence by file and scores the best files by their chunks, the whole file, and their siblings.
 * `added` are the words of feedback.
 */
export function scoreFiles(
  chunks: readonly ChunkEvidence[],
  added: readonly QueryTerm[],
  context: RankContext,
): FileEvidence[] {
  const { rank, rolePrior } = context.weights;
  const byPrior = (file: FileEvidence): number => file.score * rolePrior[file.role];
  const candidates = groupByFile(chunks, context)
    .sort((a, b) => byPrior(b) - byPrior(a) || a.file - b.file)
    .slice(0, rank.candidateFiles);
  const named = addCoveredNames(candidates, context);
  return addSiblings(addWholeFiles(named, added, context), context);
}

function groupByFile(
  chunks: readonly ChunkEvidence[],
  { view, weights }: Pick<RankContext, 'view' | 'weights'>,
): FileEvidence[] {
  const byFile = new Map<number, ChunkEvidence[]>();
  for (const chunk of chunks) {
    const known = byFile.get(chunk.file);
    if (known) known.push(chunk);
    else byFile.set(chunk.file, [chunk]);
  }
  return [...byFile].map(([file, own]) =>
    withChunks({ file, role: roleOf(view.files[file]!.path) }, own, weights),
  );
}

/** A file with these chunks, put in order, and the score that they give it. */
function withChunks(
  { file, role }: Pick<FileEvidence, 'file' | 'role'>,
  chunks: readonly ChunkEvidence[],
  { rank }: Weights,
): FileEvidence {
  const sorted = [...chunks].sort((a, b) => total(b) - total(a) || a.chunk - b.chunk);
  let score = total(sorted[0]!);
  for (const next of sorted.slice(1, 4)) score += (rank.nextChunks / 3) * total(next);
  return { file, role, chunks: sorted, score };
}

/** Blends in BM25 over whole files, which sees words that lie in different chunks. */
function addWholeFiles(
  files: readonly FileEvidence[],
  added: readonly QueryTerm[],
  context: RankContext,
): FileEvidence[] {
  if (files.length === 0) return [];
  const { rank } = context.weights;
  const scores = wholeFileScores(files, added, context);
  const bestFile = Math.max(...scores.map(({ score }) => score), 1e-9);
  const bestChunks = Math.max(...files.map((file) => file.score), 1e-9);
  return files.map((file, i) => {
    const { score, coverage } = scores[i]!;
    const blend = (rank.fileShare * score) / bestFile + ((1 - rank.fileShare) * file.score) / bestChunks;
    return { ...file, score: blend * coverage ** rank.coverage };
  });
}

/** A header and its source, a component and its logic: files that differ in their suffix only share evidence. */
function addSiblings(
  files: readonly FileEvidence[],
  { view, weights }: Pick<RankContext, 'view' | 'weights'>,
): FileEvidence[] {
  const groups = new Map<string, FileEvidence[]>();
  const stemOf = ({ file }: FileEvidence): string => view.files[file]!.path.replace(/\.[^/]*$/, '');
  for (const file of files) {
    const stem = stemOf(file);
    const group = groups.get(stem);
    if (group) group.push(file);
    else groups.set(stem, [file]);
  }
  return files.map((file) => {
    const others = groups.get(stemOf(file))!.filter((other) => other !== file);
    if (others.length === 0) return file;
    const gain = weights.rank.sibling * Math.max(...others.map(({ score }) => score));
    return { ...file, score: file.score + gain };
  });
}

/** Names of several parts that the question holds all of: `idle session` for `purgeIdleSession` counts, `idle` alone does not. */
function addCoveredNames(files: readonly FileEvidence[], context: RankContext): FileEvidence[] {
  const { view, known, weights, best } = context;
  const values = new Map(known.map((term) => [term.term, worthOf(view, term)]));
  const whole = [...values.values()].reduce((sum, value) => sum + value, 0);
  return files.map((file) => {
    const { parsed } = view.files[file.file]!;
    const chunkAt = chunkFinder(parsed.chunks);
    const changed = new Map<number, ChunkEvidence>();
    for (const symbol of parsed.symbols) {
      const parts = partsOf(view, symbol.name);
      if (parts.length < 2 || !parts.every((part) => values.has(part))) continue;
      const chunk = view.starts[file.file]! + chunkAt(symbol.line);
      const before = changed.get(chunk) ?? file.chunks.find((candidate) => candidate.chunk === chunk);
      if (!before) continue;
      const gain = parts.reduce((sum, part) => sum + values.get(part)!, 0) / whole;
      changed.set(chunk, named(before, symbol.name, weights.rank.coveredName * best * gain));
    }
    if (changed.size === 0) return file;
    return withChunks(
      file,
      file.chunks.map((chunk) => changed.get(chunk.chunk) ?? chunk),
      weights,
    );
  });
}

/** A chunk that defines a name which the question holds all parts of; one that it names outright is told once. */
function named(chunk: ChunkEvidence, name: string, gain: number): ChunkEvidence {
  const isKnown = chunk.evidence.some(({ kind, of }) => kind === 'definition' && of === name);
  const evidence = isKnown ? chunk.evidence : [...chunk.evidence, { kind: 'named', of: name } as const];
  return { ...chunk, evidence, exactScore: chunk.exactScore + gain };
}

/** Parts of names by view: splitting is slow, and the same names come up for every question. */
const partsByView = new WeakMap<IndexView, Map<string, readonly string[]>>();

/** Stemmed parts of a compound name; a plain word has none. */
function partsOf(view: IndexView, name: string): readonly string[] {
  let known = partsByView.get(view);
  if (!known) {
    known = new Map();
    partsByView.set(view, known);
  }
  let parts = known.get(name);
  if (!parts) {
    parts = termsOf(name).slice(1);
    known.set(name, parts);
  }
  return parts;
}

/**
 * BM25 over whole files for the terms of the question and of feedback (terms weigh by field before saturation, as in
 * BM25F), and the share of the question's weight that a file covers.
 */
function wholeFileScores(
  files: readonly FileEvidence[],
  added: readonly QueryTerm[],
  { view, known, weights }: RankContext,
): { score: number; coverage: number }[] {
  const { k, b } = weights.fileBm25;
  const terms = [...known, ...added];
  const numbers = new Map(terms.map(({ term }, i) => [view.vocabulary.find(term), i]));
  const boosts = FIELDS.map((field) => weights.fileBoost[field]);
  const values = terms.map((term) => worthOf(view, term));
  const whole = values.slice(0, known.length).reduce((sum, value) => sum + value, 0);
  return files.map(({ file }) => {
    const counts = termCounts(view, file, numbers, boosts);
    const norm = 1 - b + (b * view.text.fileLength(file)) / view.text.averageFileLength;
    let score = 0;
    let covered = 0;
    for (const [i, count] of counts.entries()) {
      if (count === 0) continue;
      score += (values[i]! * count * (k + 1)) / (count + k * norm);
      if (i < known.length) covered += values[i]!;
    }
    return { score, coverage: covered / Math.max(whole, 1e-9) };
  });
}

/** Weighted counts of the query terms in one file, in the order of the terms. */
function termCounts(
  view: IndexView,
  file: number,
  numbers: ReadonlyMap<number, number>,
  boosts: readonly number[],
): Float64Array {
  const { bounds, entries } = view.files[file]!.segment;
  const counts = new Float64Array(numbers.size);
  for (let slot = 0; slot + 1 < bounds.length; slot++) {
    const boost = boosts[slot % FIELDS.length]!;
    for (let i = bounds[slot]!; i < bounds[slot + 1]!; i++) {
      const number = numbers.get(entryTerm(entries[i]!));
      if (number !== undefined) counts[number]! += boost * entryCount(entries[i]!);
    }
  }
  return counts;
}
