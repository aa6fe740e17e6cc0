import { chunkFinder } from '../index/fileEntry.ts';
import type { IndexView } from '../index/repository.ts';
import { entryCount, entryTerm, FIELDS } from '../index/textIndex.ts';
import { termsOf } from '../index/tokenize.ts';
import type { Evidence, FileRole } from '../types.ts';
import type { Query, QueryTerm } from './query.ts';
import { roleOf } from './roles.ts';
import { FILE_BM25, FILE_BOOST, RANK, ROLE_PRIOR } from './score.ts';

export interface ChunkEvidence {
  readonly chunk: number;
  readonly file: number;
  lexical: number;
  match: Readonly<Record<string, readonly string[]>>;
  evidence: Evidence[];
  exactScore: number;
}

/** The words of a question that the index knows, and those that feedback adds. */
export interface QuestionTerms {
  readonly known: readonly QueryTerm[];
  readonly added: readonly QueryTerm[];
}

export interface FileEvidence {
  readonly file: number;
  readonly role: FileRole;
  readonly chunks: ChunkEvidence[];
  score: number;
}

/** Gives the number of the file that a chunk lies in. */
export function fileFinder(starts: Uint32Array): (chunk: number) => number {
  const owner = new Uint32Array(starts[starts.length - 1]!);
  for (let file = 0; file + 1 < starts.length; file++) owner.fill(file, starts[file]!, starts[file + 1]!);
  return (chunk) => owner[chunk]!;
}

/** Groups chunk evidence by file and scores the best files by their chunks, the whole file, and their siblings. */
export function gatherFiles(
  view: IndexView,
  chunks: readonly ChunkEvidence[],
  { known, added }: QuestionTerms,
  best: number,
): FileEvidence[] {
  const byFile = new Map<number, FileEvidence>();
  for (const chunk of chunks) {
    let file = byFile.get(chunk.file);
    if (!file) {
      file = { file: chunk.file, role: roleOf(view.files[chunk.file]!.path), chunks: [], score: 0 };
      byFile.set(chunk.file, file);
    }
    file.chunks.push(chunk);
  }
  for (const file of byFile.values()) {
    file.chunks.sort((a, b) => total(b) - total(a) || a.chunk - b.chunk);
    file.score = chunkSum(file.chunks);
  }
  const byPrior = (file: FileEvidence): number => file.score * ROLE_PRIOR[file.role];
  const candidates = [...byFile.values()]
    .sort((a, b) => byPrior(b) - byPrior(a) || a.file - b.file)
    .slice(0, RANK.candidateFiles);
  addCoveredNames(view, candidates, known, best);
  for (const file of candidates) file.score = chunkSum(file.chunks);
  addFileEvidence(view, candidates, known, added);
  return candidates;
}

export const total = (chunk: ChunkEvidence): number => chunk.lexical + chunk.exactScore;

function chunkSum(sorted: readonly ChunkEvidence[]): number {
  let sum = total(sorted[0]!);
  for (const next of sorted.slice(1, 4)) sum += (RANK.nextChunks / 3) * total(next);
  return sum;
}

/** Blends in BM25 over whole files, which sees words that lie in different chunks. */
function addFileEvidence(
  view: IndexView,
  files: readonly FileEvidence[],
  known: readonly QueryTerm[],
  added: readonly QueryTerm[],
): void {
  if (files.length === 0) return;
  const scores = fileScores(view, files, known, added);
  const bestFile = Math.max(...scores.map(({ score }) => score), 1e-9);
  const bestChunks = Math.max(...files.map((file) => file.score), 1e-9);
  for (const [i, file] of files.entries()) {
    const { score, coverage } = scores[i]!;
    const blend = (RANK.fileShare * score) / bestFile + ((1 - RANK.fileShare) * file.score) / bestChunks;
    file.score = blend * coverage ** RANK.coverage;
  }
  addSiblings(view, files);
}

/** A header and its source, a component and its logic: files that differ in their suffix only share evidence. */
function addSiblings(view: IndexView, files: readonly FileEvidence[]): void {
  const groups = new Map<string, FileEvidence[]>();
  for (const file of files) {
    const stem = view.files[file.file]!.path.replace(/\.[^/]*$/, '');
    const group = groups.get(stem);
    if (group) group.push(file);
    else groups.set(stem, [file]);
  }
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const scores = group.map((file) => file.score);
    for (const [i, file] of group.entries()) {
      file.score += RANK.sibling * Math.max(...scores.filter((_, other) => other !== i));
    }
  }
}

/** Names of several parts that the question holds all of: `idle session` for `purgeIdleSession` counts, `idle` alone does not. */
function addCoveredNames(
  view: IndexView,
  files: readonly FileEvidence[],
  known: readonly QueryTerm[],
  best: number,
): void {
  const values = new Map(known.map((term) => [term.term, worthOf(view, term)]));
  const whole = [...values.values()].reduce((sum, value) => sum + value, 0);
  for (const file of files) {
    const { parsed } = view.files[file.file]!;
    const chunkAt = chunkFinder(parsed.chunks);
    for (const symbol of parsed.symbols) {
      const parts = partsOf(view, symbol.name);
      if (parts.length < 2 || !parts.every((part) => values.has(part))) continue;
      const chunk = view.starts[file.file]! + chunkAt(symbol.line);
      const evidence = file.chunks.find((candidate) => candidate.chunk === chunk);
      if (!evidence) continue;
      const gain = parts.reduce((sum, part) => sum + values.get(part)!, 0) / whole;
      const isDefined = evidence.evidence.some((of) => of.kind === 'definition' && of.of === symbol.name);
      if (!isDefined) evidence.evidence.push({ kind: 'named', of: symbol.name });
      evidence.exactScore += RANK.coveredName * best * gain;
    }
    file.chunks.sort((a, b) => total(b) - total(a) || a.chunk - b.chunk);
  }
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
 * BM25 over whole files for the terms of the question and of feedback (terms weigh by field before saturation, as in BM25F), and the share of
 * the question's weight that a file covers.
 */
function fileScores(
  view: IndexView,
  files: readonly FileEvidence[],
  known: readonly QueryTerm[],
  added: readonly QueryTerm[],
): { score: number; coverage: number }[] {
  const terms = [...known, ...added];
  const numbers = new Map(terms.map(({ term }, i) => [view.vocabulary.find(term)!, i]));
  const boosts = FIELDS.map((field) => FILE_BOOST[field]);
  const lengths = view.files.map(({ segment }) => segment.entries.length);
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const values = terms.map((term) => worthOf(view, term));
  const whole = values.slice(0, known.length).reduce((sum, value) => sum + value, 0);
  return files.map(({ file }) => {
    const counts = termCounts(view, file, numbers, boosts);
    const norm = 1 - FILE_BM25.b + (FILE_BM25.b * lengths[file]!) / average;
    let score = 0;
    let covered = 0;
    for (const [i, count] of counts.entries()) {
      if (count === 0) continue;
      score += (values[i]! * count * (FILE_BM25.k + 1)) / (count + FILE_BM25.k * norm);
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

/** What a term tells: its weight in the question times its inverse frequency over files. */
export function worthOf(view: IndexView, { term, weight }: QueryTerm): number {
  const frequency = view.text.frequency(term);
  return weight * Math.log(1 + (view.files.length - frequency + 0.5) / (frequency + 0.5));
}

/** How much a file of this role counts for a question. */
export function prior(role: FileRole, query: Query): number {
  return query.roles.has(role) ? 1 : ROLE_PRIOR[role];
}
