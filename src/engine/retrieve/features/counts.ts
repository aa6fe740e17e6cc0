import { FIELDS } from '../../index/textIndex.ts';
import type { Asked } from './asked.ts';

/** How the terms of a question stand in one file, and in each of its chunks. */
export interface Counts {
  /** Uses of each term, by field. */
  readonly byField: readonly Float64Array[];
  /** Share of the question's worth that each chunk holds. */
  readonly covered: Float64Array;
  /** The same by field. */
  readonly coveredIn: readonly Float64Array[];
  /** Worth of the terms of each chunk, growing with their uses and levelling off, by field. */
  readonly weighed: readonly Float64Array[];
  /** Terms of the question in each chunk. */
  readonly matched: Float64Array;
  /** Whether each chunk holds the term that tells most, and the share of the three that do. */
  readonly best: Float64Array;
  readonly bestThree: Float64Array;
}

const BODY = FIELDS.indexOf('body');
/** BM25 within a chunk: how soon further uses stop to count, and how much a long body counts against them. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.5;

/** Counts the terms of a question in some files, by number. Costs the lists of the terms. */
export function countTerms(
  asked: Asked,
  files: readonly number[],
  averageBody: number,
): ReadonlyMap<number, Counts> {
  const { view, known } = asked.context;
  const made = noCounts(asked, files);
  const terms = known.map(({ term }) => term);
  view.text.eachPlace(
    terms,
    (file) => made.has(file),
    ({ term, field, file, chunk, count, length }) => {
      const counts = made.get(file)!;
      const value = asked.values[term]!;
      const norm = field === BODY ? 1 - LENGTH_SHARE + (LENGTH_SHARE * length) / averageBody : 1;
      counts.byField[field]![term]! += count;
      counts.coveredIn[field]![chunk]! += value;
      counts.weighed[field]![chunk]! += (value * count * (SATURATION + 1)) / (count + SATURATION * norm);
      const seen = chunk * asked.values.length + term;
      if (counts.seen[seen] === 1) return;
      counts.seen[seen] = 1;
      counts.covered[chunk]! += value;
      counts.matched[chunk]!++;
      if (asked.places[term] === 0) counts.best[chunk] = 1;
      if (asked.places[term]! < 3) counts.bestThree[chunk]! += 1 / 3;
    },
  );
  return made;
}

/** Numbers for one chunk: in all, by field, and as two more. */
const PER_CHUNK = 4 + 2 * FIELDS.length;

/**
 * Nothing counted yet; `seen` says which terms a chunk holds. All numbers of a question lie in one buffer: thousands of
 * small ones cost more than what is counted in them.
 */
function noCounts(
  { context: { view }, values: { length: terms } }: Asked,
  files: readonly number[],
): Map<number, Counts & { readonly seen: Uint8Array }> {
  const chunksOf = files.map((file) => view.files[file]!.row.chunks);
  const chunks = chunksOf.reduce((sum, own) => sum + own, 0);
  const numbers = new Float64Array(chunks * PER_CHUNK + files.length * FIELDS.length * terms);
  const seen = new Uint8Array(chunks * terms);
  let [taken, seenTaken] = [0, 0];
  const next = (length: number): Float64Array => {
    taken += length;
    return numbers.subarray(taken - length, taken);
  };
  return new Map(
    files.map((file, i) => {
      const own = chunksOf[i]!;
      seenTaken += own * terms;
      const counts = {
        byField: FIELDS.map(() => next(terms)),
        covered: next(own),
        coveredIn: FIELDS.map(() => next(own)),
        weighed: FIELDS.map(() => next(own)),
        matched: next(own),
        best: next(own),
        bestThree: next(own),
        seen: seen.subarray(seenTaken - own * terms, seenTaken),
      };
      return [file, counts];
    }),
  );
}
