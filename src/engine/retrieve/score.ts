/** Every weight of ranking, in one place. Values were chosen on the development cases; see docs/evaluation.md. */
import type { FileRole } from '../types.ts';

/** How much a word of the question counts by how it is written. */
export const QUERY = {
  inlineCode: 2.5,
  identifier: 2.5,
  fenced: 0.5,
  title: 2,
  request: 0.15,
  part: 0.9,
  repeat: 0.5,
  /** Two or three neighbouring words read as one name: `git credential` for `gitCredential`. */
  pair: 1,
  maxTerms: 48,
};

/** Field weights in the chunk index (MiniSearch) and at file level. */
export const CHUNK_BOOST = { path: 0, symbol: 1.6, doc: 0.8, body: 1 };
export const FILE_BOOST = { path: 2.2, symbol: 1.4, doc: 0.8, body: 1 };

/** BM25+ of chunks (MiniSearch). */
export const CHUNK_BM25 = { k: 2, b: 0.7, d: 0.4 };

/** BM25 at file level. */
export const FILE_BM25 = { k: 2, b: 0.35 };

/** Priors by what a file is for, when the question does not ask for that role. */
export const ROLE_PRIOR: Record<FileRole, number> = {
  source: 1,
  test: 0.12,
  docs: 0.08,
  example: 0.15,
  vendored: 0.15,
  generated: 0.15,
  config: 0.2,
};

export const RANK = {
  /** Files looked at closely. */
  candidateFiles: 300,
  /** Share of file-level evidence in the score of a file; the rest is its best chunks. */
  fileShare: 0.4,
  /** What the second to fourth best chunks of a file add, together. */
  nextChunks: 0.4,
  /** How much the share of the question that a file covers counts (an exponent). */
  coverage: 0.5,
  /** What a file gains from the best one that differs in its suffix only. */
  sibling: 0.4,
  /** How much a chunk's own score decides its place among the chunks of its file. */
  chunkShare: 0.35,
  /** Each further chunk of one file counts this much of the one before it. */
  chunkDecay: 0.96,
  /** Touching chunks of one file become one result up to this many lines. */
  joinLines: 80,
  /** Exact evidence, as a share of the best lexical score. */
  exactDefinition: 0.5,
  exactFolded: 0.3,
  exactPath: 0.8,
  exactFrame: 1,
  /** A name all of whose parts the question holds. */
  coveredName: 0.1,
  /** Personalised PageRank: restart, rounds, how many chunks seed it, its share of the final score. */
  restart: 0.5,
  rounds: 12,
  seeds: 60,
  graphShare: 0.2,
};

/** Words taken from the first results. */
export const FEEDBACK = {
  /** Words added, from the best chunks of the best files; each must stand in at least `minFiles` of them. */
  terms: 20,
  files: 8,
  chunks: 2,
  minFiles: 2,
  /** A word counts half in a file that holds it this often. */
  saturation: 2,
  /** Their worth together, as a share of the question's, in the score of a file and in that of a chunk. */
  fileShare: 0.12,
  chunkShare: 0.1,
};
