/**
 * What ranking is set up with, in one place: how words of a question count, how chunks match, and which files are looked
 * at closely. What then decides between these is learnt (`model/ranker.json`). Values were chosen on development cases;
 * see docs/evaluation.md. They are handed to what uses them: a test passes its own.
 */
import type { FileRole } from '../types.ts';

/** How much a word of the question counts by how it is written. */
const query = {
  inlineCode: 2.5,
  identifier: 2.5,
  fenced: 0.5,
  title: 2,
  request: 0.15,
  part: 0.9,
  repeat: 0.5,
  /** The name of the product, beside other words. */
  product: 0.3,
  /** Two or three neighbouring words read as one name: `git credential` for `gitCredential`. */
  pair: 1,
  maxTerms: 48,
};

/** Field weights in the chunk index (MiniSearch) and at file level. */
const chunkBoost = { path: 0, symbol: 1.6, doc: 0.8, body: 1 };
const fileBoost = { path: 2.2, symbol: 1.4, doc: 0.8, body: 1 };

/** BM25+ of chunks (MiniSearch). */
const chunkBm25 = { k: 2, b: 0.7, d: 0.4 };

/** BM25 at file level. */
const fileBm25 = { k: 2, b: 0.35 };

/** How files are chosen by what they are for, when the question does not ask for that role. */
const rolePrior: Readonly<Record<FileRole, number>> = {
  source: 1,
  test: 0.12,
  docs: 0.08,
  example: 0.15,
  vendored: 0.15,
  generated: 0.15,
  config: 0.2,
  data: 0.06,
};

const rank = {
  /** Files looked at closely: of more, cross-validation found none that came to stand among the first ten. */
  candidateFiles: 120,
  /** What a role counts at least, among candidates, when it is asked for. */
  askedPrior: 0.7,
  /** What the second to fourth best chunks of a file add, together. */
  nextChunks: 0.4,
  /** Touching chunks of one file become one result up to this many lines. */
  joinLines: 80,
  /** Exact evidence, as a share of the best lexical score. */
  exactDefinition: 0.5,
  exactFolded: 0.3,
  exactPath: 0.8,
  exactFrame: 1,
  /** A chunk that holds all words of a quoted string that rarely meet, when no more than `quotedPlaces` chunks do. */
  exactQuoted: 0.8,
  quotedPlaces: 12,
  /** A name all of whose parts the question holds. */
  coveredName: 0.1,
};

const WEIGHT_GROUPS = { query, chunkBoost, fileBoost, chunkBm25, fileBm25, rolePrior, rank };

export type Weights = {
  readonly [Group in keyof typeof WEIGHT_GROUPS]: Readonly<(typeof WEIGHT_GROUPS)[Group]>;
};

/** What ranking uses unless it is given other weights. */
export const WEIGHTS: Weights = WEIGHT_GROUPS;
for (const group of Object.values(WEIGHTS)) Object.freeze(group);
Object.freeze(WEIGHTS);
