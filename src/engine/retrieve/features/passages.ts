import type { EvidenceKind } from '../../types.ts';
import type { Candidate } from './candidates.ts';
import type { Counts } from './counts.ts';

/** What the best chunks of a file say. */
export const PASSAGE_FEATURES = [
  'firstMeasure',
  'firstPlace',
  'bestChunk',
  'secondChunk',
  'thirdChunk',
  'meanChunk',
  'chunksMatched',
  'shareMatched',
  'bestChunkCovers',
  'bestChunkWeighs',
  'bestHeadCovers',
] as const;

/** What the question says exactly, and the file answers to. */
export const EXACT_FEATURES = [
  'defines',
  'isPath',
  'isFrame',
  'holdsQuoted',
  'namesCovered',
  'exactWorth',
] as const;

export type PassageFeatures = Record<(typeof PASSAGE_FEATURES)[number], number>;
export type ExactFeatures = Record<(typeof EXACT_FEATURES)[number], number>;

/** The features of one candidate. `best` is the best lexical score, `firstBest` the best first measure. */
export function passageFeatures(
  { chunks, first }: Candidate,
  counts: Counts,
  { best, firstBest, place }: { readonly best: number; readonly firstBest: number; readonly place: number },
): PassageFeatures {
  const lexical = chunks.map((chunk) => chunk.lexical).filter((score) => score > 0);
  lexical.sort((a, b) => b - a);
  const { weighed, coveredIn } = counts;
  const share = (score = 0): number => score / (best || 1);
  return {
    firstMeasure: first / Math.max(firstBest, 1e-9),
    firstPlace: Math.log1p(place),
    bestChunk: share(lexical[0]),
    secondChunk: share(lexical[1]),
    thirdChunk: share(lexical[2]),
    meanChunk: share(lexical.reduce((sum, score) => sum + score, 0) / Math.max(1, lexical.length)),
    chunksMatched: Math.log1p(lexical.length),
    shareMatched: lexical.length / Math.max(1, counts.covered.length),
    bestChunkCovers: most(counts.covered.length, (i) => counts.covered[i]!),
    bestChunkWeighs: most(counts.covered.length, (i) => weighed[1]![i]! + weighed[2]![i]! + weighed[3]![i]!),
    bestHeadCovers: most(counts.covered.length, (i) => Math.max(coveredIn[1]![i]!, coveredIn[2]![i]!)),
  };
}

function most(count: number, valueAt: (i: number) => number): number {
  let found = 0;
  for (let i = 0; i < count; i++) found = Math.max(found, valueAt(i));
  return found;
}

export function exactFeatures({ chunks }: Candidate, best: number): ExactFeatures {
  const counts: Partial<Record<EvidenceKind, number>> = {};
  let worth = 0;
  for (const { evidence, exactScore } of chunks) {
    worth += exactScore;
    for (const { kind } of evidence) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return {
    defines: Math.min(counts.definition ?? 0, 5),
    isPath: Math.min(counts.path ?? 0, 2),
    isFrame: Math.min(counts.frame ?? 0, 3),
    holdsQuoted: Math.min(counts.quoted ?? 0, 3),
    namesCovered: Math.min(counts.named ?? 0, 10),
    exactWorth: worth / (best || 1),
  };
}
