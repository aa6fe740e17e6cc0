import type { IndexView } from '../index/repository.ts';
import { entryCount, entryTerm, FIELDS } from '../index/textIndex.ts';
import { type ChunkEvidence, type FileEvidence, fileFinder, prior, worthOf } from './files.ts';
import type { Query, QueryTerm } from './query.ts';
import { CHUNK_BM25, CHUNK_BOOST, FEEDBACK, FILE_BOOST } from './score.ts';

/**
 * Words that the question lacks and its best files share, weighed so that together they are worth `fileShare` of the
 * question. Pseudo-relevance feedback (Rocchio 1971; Lavrenko and Croft 2001): the code says `coercion` where a person
 * says `convert`. Costs no model calls.
 */
export function feedbackTerms(
  view: IndexView,
  query: Query,
  known: readonly QueryTerm[],
  files: readonly FileEvidence[],
): QueryTerm[] {
  const top = files
    .map((file) => ({ file, score: file.score * prior(file.role, query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.file.file - b.file.file)
    .slice(0, FEEDBACK.files);
  const values = sharedTerms(view, top);
  for (const { term } of known) values.delete(term);
  const chosen = [...values]
    .map(([term, value]) => ({ term, value, rarity: worthOf(view, { term, weight: 1, word: term }) }))
    .map((entry) => ({ ...entry, value: entry.value * entry.rarity }))
    .sort((a, b) => b.value - a.value || (a.term < b.term ? -1 : 1))
    .slice(0, FEEDBACK.terms);
  const question = known.reduce((sum, term) => sum + worthOf(view, term), 0);
  const whole = chosen.reduce((sum, { value }) => sum + value, 0);
  return chosen.map(({ term, value, rarity }) => ({
    term,
    word: term,
    weight: (FEEDBACK.fileShare * question * value) / (whole * rarity),
  }));
}

/** Terms in the best chunks of at least `minFiles` of the files -> how much they stand there, by the files' scores. */
function sharedTerms(
  view: IndexView,
  top: readonly { file: FileEvidence; score: number }[],
): Map<string, number> {
  const sums = new Map<number, { value: number; files: number }>();
  for (const { file, score } of top) {
    for (const [term, count] of bestChunkTerms(view, file)) {
      const sum = sums.get(term) ?? { value: 0, files: 0 };
      sum.value += (score * count) / (count + FEEDBACK.saturation);
      sum.files++;
      sums.set(term, sum);
    }
  }
  const shared = [...sums].filter(([, { files }]) => files >= FEEDBACK.minFiles);
  return new Map(
    shared
      .map(([id, { value }]): [string, number] => [view.vocabulary.term(id), value])
      .filter(([term]) => term.length >= 3),
  );
}

/** Weighted counts of the terms in the best chunks of a file, by the number of the term. */
function bestChunkTerms(view: IndexView, file: FileEvidence): Map<number, number> {
  const { bounds, entries } = view.files[file.file]!.segment;
  const counts = new Map<number, number>();
  for (const { chunk } of file.chunks.slice(0, FEEDBACK.chunks)) {
    const first = (chunk - view.starts[file.file]!) * FIELDS.length;
    for (const [i, field] of FIELDS.entries()) {
      for (const entry of entries.subarray(bounds[first + i]!, bounds[first + i + 1]!)) {
        const term = entryTerm(entry);
        counts.set(term, (counts.get(term) ?? 0) + FILE_BOOST[field] * entryCount(entry));
      }
    }
  }
  return counts;
}

/**
 * Adds what the fed-back words find to the chunks, as up to `chunkShare` of the best lexical score. They are searched
 * apart from the question, so that they never count as words of it.
 */
export function addFeedback(
  view: IndexView,
  added: readonly QueryTerm[],
  chunks: Map<number, ChunkEvidence>,
  best: number,
): void {
  const hits = view.text.search(
    added.map(({ term }) => term),
    added.map(({ weight }) => weight),
    { boost: CHUNK_BOOST, bm25: CHUNK_BM25 },
  );
  const fileOf = fileFinder(view.starts);
  for (const { chunk, score } of hits) {
    if (score <= 0) break;
    const gain = (FEEDBACK.chunkShare * best * score) / hits[0]!.score;
    const known = chunks.get(chunk);
    if (known) known.lexical += gain;
    else
      chunks.set(chunk, {
        chunk,
        file: fileOf(chunk),
        lexical: gain,
        match: {},
        evidence: [],
        exactScore: 0,
      });
  }
}
