import { layoutOf, rowOf } from '../model/layout.ts';
import type { Asked } from './asked.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { type Counts, countTerms } from './counts.ts';
import { factsOf, viewFacts } from './fileFacts.ts';
import { HISTORY_FEATURES, historyReader } from './history.ts';
import { ROLE_FEATURES, roleFeatures, SIZE_FEATURES, sizeFeatures } from './kinds.ts';
import { NAME_FEATURES, nameReader } from './names.ts';
import { EXACT_FEATURES, exactFeatures, PASSAGE_FEATURES, passageFeatures } from './passages.ts';
import { STRUCTURE_FEATURES, structureReader } from './structure.ts';
import { WORD_FEATURES, wordFeatures } from './words.ts';

/** Features of a file by the group that a person is told. */
const FILE_GROUPS = {
  words: WORD_FEATURES,
  passages: PASSAGE_FEATURES,
  exact: EXACT_FEATURES,
  names: NAME_FEATURES,
  structure: STRUCTURE_FEATURES,
  role: ROLE_FEATURES,
  size: SIZE_FEATURES,
  history: HISTORY_FEATURES,
} as const;

/** The columns of a file's row. */
export const FILE_LAYOUT = layoutOf(FILE_GROUPS);

/** A candidate with what is known of it as numbers: a row by `FILE_LAYOUT`. */
export interface FeaturedFile {
  readonly candidate: Candidate;
  readonly counts: Counts;
  readonly features: Float64Array;
}

/** Makes the features of all candidates. Costs their terms, symbols, edges and commits, not the repository. */
export function fileFeatures(candidates: Candidates, asked: Asked): FeaturedFile[] {
  const { view, query, best } = asked.context;
  const { averageTerms, averageChunkTerms } = viewFacts(view);
  const names = nameReader(asked);
  const structure = structureReader(candidates, asked.context);
  const history = historyReader(candidates, asked.context);
  const firstBest = Math.max(...candidates.chosen.map(({ first }) => first), 1e-9);
  const files = candidates.chosen.map(({ file }) => file);
  const countsOf = countTerms(asked, files, averageChunkTerms);
  const made = candidates.chosen.map((candidate, place) => {
    const entry = view.files[candidate.file]!;
    const facts = factsOf(view, candidate.file);
    const counts = countsOf.get(candidate.file)!;
    const features = rowOf(FILE_LAYOUT, {
      words: wordFeatures(asked, counts, view.text.fileLength(candidate.file) / averageTerms),
      passages: passageFeatures(candidate, counts, { best, firstBest, place }),
      exact: exactFeatures(candidate, best),
      names: names(candidate.file, facts),
      structure: structure(candidate.file),
      role: roleFeatures(view, entry, facts, query.roles),
      size: sizeFeatures(view, candidate.file),
      history: history(entry.path),
    });
    return { candidate, counts, features };
  });
  const { bm25f, bm25fOfBest } = FILE_LAYOUT.columns;
  const bestWords = Math.max(...made.map(({ features }) => features[bm25f]!), 1e-9);
  for (const { features } of made) features[bm25fOfBest] = features[bm25f]! / bestWords;
  return made;
}
