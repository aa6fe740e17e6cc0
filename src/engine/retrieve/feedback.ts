import type { IndexView } from '../index/repository.ts';
import { entryCount, entryTerm, FIELDS } from '../index/textIndex.ts';
import type { RankContext } from './evidence.ts';
import type { FileEvidence } from './fileScores.ts';
import type { QueryTerm } from './query.ts';
import { prior } from './roles.ts';
import type { Weights } from './score.ts';
import { worthOf } from './terms.ts';

/**
 * Words that the question lacks and its best files share, weighed so that together they are worth `fileShare` of the
 * question. Pseudo-relevance feedback (Rocchio 1971; Lavrenko and Croft 2001): the code says `coercion` where a person
 * says `convert`. Costs no model calls.
 */
export function feedbackTerms(
  files: readonly FileEvidence[],
  { view, query, known, weights }: RankContext,
): QueryTerm[] {
  const { feedback } = weights;
  const top = files
    .map((file) => ({ file, score: file.score * prior(file.role, query.roles, weights) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.file.file - b.file.file)
    .slice(0, feedback.files);
  const values = sharedTerms(view, top, weights);
  for (const { term } of known) values.delete(term);
  const chosen = [...values]
    .map(([term, value]) => ({ term, value, rarity: worthOf(view, { term, weight: 1 }) }))
    .map((entry) => ({ ...entry, value: entry.value * entry.rarity }))
    .sort((a, b) => b.value - a.value || (a.term < b.term ? -1 : 1))
    .slice(0, feedback.terms);
  const question = known.reduce((sum, term) => sum + worthOf(view, term), 0);
  const whole = chosen.reduce((sum, { value }) => sum + value, 0);
  return chosen.map(({ term, value, rarity }) => ({
    term,
    word: term,
    weight: (feedback.fileShare * question * value) / (whole * rarity),
  }));
}

/** Terms in the best chunks of at least `minFiles` of the files -> how much they stand there, by the files' scores. */
function sharedTerms(
  view: IndexView,
  top: readonly { file: FileEvidence; score: number }[],
  weights: Weights,
): Map<string, number> {
  const sums = new Map<number, { value: number; files: number }>();
  for (const { file, score } of top) {
    for (const [term, count] of bestChunkTerms(view, file, weights)) {
      const sum = sums.get(term) ?? { value: 0, files: 0 };
      sum.value += (score * count) / (count + weights.feedback.saturation);
      sum.files++;
      sums.set(term, sum);
    }
  }
  const shared = [...sums].filter(([, { files }]) => files >= weights.feedback.minFiles);
  return new Map(
    shared
      .map(([id, { value }]): [string, number] => [view.vocabulary.term(id), value])
      .filter(([term]) => term.length >= 3),
  );
}

/** Weighted counts of the terms in the best chunks of a file, by the number of the term. */
function bestChunkTerms(
  view: IndexView,
  file: FileEvidence,
  { feedback, fileBoost }: Weights,
): Map<number, number> {
  const { bounds, entries } = view.files[file.file]!.segment;
  const counts = new Map<number, number>();
  for (const { chunk } of file.chunks.slice(0, feedback.chunks)) {
    const first = (chunk - view.starts[file.file]!) * FIELDS.length;
    for (const [i, field] of FIELDS.entries()) {
      for (const entry of entries.subarray(bounds[first + i]!, bounds[first + i + 1]!)) {
        const term = entryTerm(entry);
        counts.set(term, (counts.get(term) ?? 0) + fileBoost[field] * entryCount(entry));
      }
    }
  }
  return counts;
}
