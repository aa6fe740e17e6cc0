import MiniSearch from 'minisearch';
import type { IndexField } from '../types.ts';
import type { Segment } from './segments/segment.ts';
import { FIELDS } from './textIndex.ts';

/**
 * How many chunks of a search are told, the best ones: what a question of common words finds beyond them is ranked by
 * nobody.
 */
const SHORT_LIST = 2_000;

/** A lexical match of one chunk. */
export interface TextHit {
  /** Number of the chunk, in index order. */
  readonly chunk: number;
  readonly score: number;
  /** Terms that matched, with the fields they matched in. */
  readonly match: Readonly<Record<string, readonly string[]>>;
}

export interface TextSearchOptions {
  readonly boost: Readonly<Record<IndexField, number>>;
  readonly bm25: { readonly k: number; readonly b: number; readonly d: number };
}

/** A term in a field of a chunk. */
export interface TermPlace {
  /** Its number among those that were asked for. */
  readonly term: number;
  readonly field: number;
  readonly file: number;
  /** Number of the chunk in its file. */
  readonly chunk: number;
  readonly count: number;
  /** Different terms that the field of the chunk has. */
  readonly length: number;
}

export interface TextIndex {
  /**
   * The best chunks that match at least one term, at most 2,000, best first. `weights` are per term. Work follows the
   * lists of the terms.
   */
  search(terms: readonly string[], weights: readonly number[], options: TextSearchOptions): TextHit[];
  /** Number of files that hold a term. */
  frequency(term: string): number;
  /** The first chunks, in index order and at most `limit`, whose body holds every one of the terms. */
  chunksWithAll(terms: readonly string[], limit: number): number[];
  /**
   * Calls back for each place of some terms in the chunks of wanted files: field by field, in each term by term in the
   * order of the alphabet. Work follows the lists of the terms.
   */
  eachPlace(
    terms: readonly string[],
    isWanted: (file: number) => boolean,
    call: (place: TermPlace) => void,
  ): void;
  /** Different terms of the chunks of a file, added up. */
  fileLength(file: number): number;
  /** Different terms of the fields of a chunk of a file, added up. */
  chunkLength(file: number, chunk: number): number;
  readonly averageFileLength: number;
}

/** A segment as one view numbers it. */
export interface PlacedSegment {
  readonly segment: Segment;
  /** The number of each of its files in the view, -1 for one that is gone. */
  readonly files: Int32Array;
  /** What the number of a chunk in the view is above its number in the segment, for each file. */
  readonly shifts: Int32Array;
  /** No file of it is gone. */
  readonly isWhole: boolean;
}

/** What is known of the chunks of a view without reading any. */
export interface ChunkFacts {
  readonly chunks: number;
  /** Different terms of each field, added up over all chunks. */
  readonly totals: readonly number[];
  readonly fileLengths: Float64Array;
}

/** Searches the segments of one view. */
export function createTextIndex(placed: readonly PlacedSegment[], facts: ChunkFacts): TextIndex {
  const averages = facts.totals.map((total) => (facts.chunks === 0 ? 0 : total / facts.chunks));
  const words = facts.fileLengths.reduce((sum, length) => sum + length, 0);
  const frequencies = new Map<string, number>();
  const lists = { placed, facts, averages };
  let board: Board | undefined;
  let owners: Owners | undefined;
  return {
    search(terms, weights, options) {
      if (terms.length === 0) return [];
      board ??= makeBoard(facts.chunks);
      const lanes = terms.flatMap((term, i) =>
        lanesOf(lists, term, { place: i, weight: weights[i] ?? 1 }, options),
      );
      const short = shortList(board, lanes, options.bm25);
      return scoreShort(lists, { short, lanes, isShort: board.isShort }, { terms, weights }, options);
    },
    frequency(term) {
      let frequency = frequencies.get(term);
      if (frequency === undefined) {
        frequency = placed.reduce((sum, one) => sum + filesWith(one, term), 0);
        frequencies.set(term, frequency);
      }
      return frequency;
    },
    chunksWithAll: (terms, limit) =>
      placed
        .flatMap((one) => intersect(one, terms))
        .sort((a, b) => a - b)
        .slice(0, limit),
    eachPlace: (terms, isWanted, call) => eachPlace(placed, terms, isWanted, call),
    fileLength: (file) => facts.fileLengths[file]!,
    chunkLength(file, chunk) {
      owners ??= ownersOf(placed, facts.fileLengths.length);
      const { segment } = placed[owners.segments[file]!]!;
      const at = (segment.starts[owners.numbers[file]!]! + chunk) * FIELDS.length;
      let sum = 0;
      for (let field = 0; field < FIELDS.length; field++) sum += segment.lengths[at + field]!;
      return sum;
    },
    averageFileLength: words / Math.max(1, facts.fileLengths.length),
  };
}

/** Where each file of a view is: which of the segments it is in, and its number there. */
interface Owners {
  readonly segments: Uint16Array;
  readonly numbers: Uint32Array;
}

function ownersOf(placed: readonly PlacedSegment[], files: number): Owners {
  const owners = { segments: new Uint16Array(files), numbers: new Uint32Array(files) };
  for (const [at, one] of placed.entries())
    for (const [number, file] of one.files.entries()) {
      if (file < 0) continue;
      owners.segments[file] = at;
      owners.numbers[file] = number;
    }
  return owners;
}

function eachPlace(
  placed: readonly PlacedSegment[],
  terms: readonly string[],
  isWanted: (file: number) => boolean,
  call: (place: TermPlace) => void,
): void {
  const order = [...terms.keys()].sort((a, b) => (terms[a]! < terms[b]! ? -1 : 1));
  const wanted = placed.map(({ files }) =>
    Uint8Array.from(files, (file) => (file >= 0 && isWanted(file) ? 1 : 0)),
  );
  for (let field = 0; field < FIELDS.length; field++)
    for (const term of order)
      for (const [at, { segment, files }] of placed.entries()) {
        const postings = segment.wordPlaces(terms[term]!)?.fields[field];
        if (!postings) continue;
        const isIn = wanted[at]!;
        const { files: owners, starts, lengths } = segment;
        for (let i = 0; i < postings.chunks.length; i++) {
          const local: number = postings.chunks[i]!;
          const owner: number = owners[local]!;
          if (isIn[owner] === 0) continue;
          call({
            ...{ term, field, file: files[owner]!, chunk: local - starts[owner]! },
            count: postings.counts[i]!,
            length: lengths[local * FIELDS.length + field]!,
          });
        }
      }
}

function filesWith({ segment, files, isWhole }: PlacedSegment, term: string): number {
  const holding = segment.wordPlaces(term)?.files;
  if (!holding) return 0;
  return isWhole ? holding.length : holding.reduce((sum, file) => (files[file]! < 0 ? sum : sum + 1), 0);
}

interface Lists {
  readonly placed: readonly PlacedSegment[];
  readonly facts: ChunkFacts;
  readonly averages: readonly number[];
}

/** The list of one term in one field of one segment, with what its scores need. */
interface Lane extends PlacedSegment {
  readonly term: string;
  /** Place of the term in the question. */
  readonly place: number;
  readonly field: number;
  readonly chunks: Uint32Array;
  readonly counts: Uint8Array;
  /** Chunks of all segments that hold the term in this field. */
  readonly holders: number;
  /** Boosts of term and field, times the rarity of the term. */
  readonly factor: number;
  readonly average: number;
}

/** The lanes of one term: field by field, in each the segments. */
function lanesOf(
  { placed, facts, averages }: Lists,
  term: string,
  { place, weight }: { readonly place: number; readonly weight: number },
  { boost }: TextSearchOptions,
): Lane[] {
  return FIELDS.flatMap((name, field) => {
    const parts = placed.flatMap((one) => {
      const postings = one.segment.wordPlaces(term)?.fields[field];
      return postings ? [{ ...one, ...postings }] : [];
    });
    const holders = parts.reduce((sum, part) => sum + aliveIn(part), 0);
    const rarity = Math.log(1 + (facts.chunks - holders + 0.5) / (holders + 0.5));
    const shared = { term, place, field, holders, factor: weight * (boost[name] || 1) * rarity };
    return parts.map((part) => ({ ...part, ...shared, average: averages[field]! }));
  });
}

function aliveIn({
  segment,
  files,
  isWhole,
  chunks,
}: PlacedSegment & { readonly chunks: Uint32Array }): number {
  if (isWhole) return chunks.length;
  return chunks.reduce((sum, chunk) => (files[segment.files[chunk]!]! < 0 ? sum : sum + 1), 0);
}

/** Scores of all chunks while one question is searched; all zero before and after. */
interface Board {
  readonly scores: Float64Array;
  /** How many terms a chunk matches, and the last of them (its place plus 1). */
  readonly matched: Uint16Array;
  readonly last: Uint16Array;
  readonly touched: Uint32Array;
  readonly isShort: Uint8Array;
}

const makeBoard = (chunks: number): Board => ({
  scores: new Float64Array(chunks),
  matched: new Uint16Array(chunks),
  last: new Uint16Array(chunks),
  touched: new Uint32Array(chunks),
  isShort: new Uint8Array(chunks),
});

/** The best chunks by BM25+ as MiniSearch computes it, times the number of terms that match; in no order. */
function shortList(board: Board, lanes: readonly Lane[], bm25: TextSearchOptions['bm25']): Uint32Array {
  const { scores, matched, last, touched } = board;
  let count = 0;
  for (const { segment, files, shifts, chunks, counts, field, place, factor, average } of lanes) {
    const { k, b, d } = bm25;
    const owners = segment.files;
    const lengths = segment.lengths;
    for (let i = 0; i < chunks.length; i++) {
      const local = chunks[i]!;
      const owner = owners[local]!;
      if (files[owner]! < 0) continue;
      const chunk = local + shifts[owner]!;
      const often = counts[i]!;
      const norm = k * (1 - b + (b * lengths[local * FIELDS.length + field]!) / average);
      if (last[chunk] === 0) touched[count++] = chunk;
      if (last[chunk] !== place + 1) {
        last[chunk] = place + 1;
        matched[chunk]!++;
      }
      scores[chunk]! += factor * (d + (often * (k + 1)) / (often + norm));
    }
  }
  const found = touched.slice(0, count);
  const totals = Float64Array.from(found, (chunk) => scores[chunk]! * matched[chunk]!);
  for (const chunk of found) {
    scores[chunk] = 0;
    matched[chunk] = 0;
    last[chunk] = 0;
  }
  return count <= SHORT_LIST ? found : bestOf(found, totals);
}

/** The chunks with the best totals; of equal ones at the border the first. */
function bestOf(chunks: Uint32Array, totals: Float64Array): Uint32Array {
  const least = nthLargest(totals, SHORT_LIST);
  const above = chunks.filter((_, i) => totals[i]! > least);
  const equal = chunks.filter((_, i) => totals[i] === least).sort();
  return Uint32Array.from([...above, ...equal.subarray(0, SHORT_LIST - above.length)]);
}

/** Rounds of the search below that leave chance behind: the rest is sorted. */
const MOST_ROUNDS = 64;

/** The n-th largest of at least n numbers, without sorting them all: halves what may hold it until it is found. */
function nthLargest(numbers: Float64Array, n: number): number {
  const left = numbers.slice();
  const wanted = left.length - n;
  let low = 0;
  let high = left.length - 1;
  for (let round = 0; low < high; round++) {
    if (round === MOST_ROUNDS) return left.sort()[wanted]!;
    const pivot = left[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (left[i]! < pivot) i++;
      while (left[j]! > pivot) j--;
      if (i > j) break;
      [left[i], left[j]] = [left[j]!, left[i]!];
      i++;
      j--;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return left[wanted]!;
}

interface Short {
  readonly short: Uint32Array;
  readonly lanes: readonly Lane[];
  /** All zero before and after. */
  readonly isShort: Uint8Array;
}

/** MiniSearch over the chunks of the short list alone: it scores them as it would among all. */
function scoreShort(
  { facts, averages }: Lists,
  { short, lanes, isShort }: Short,
  { terms, weights }: { readonly terms: readonly string[]; readonly weights: readonly number[] },
  { boost, bm25 }: TextSearchOptions,
): TextHit[] {
  const search = new ShortSearch(facts.chunks, averages);
  for (const chunk of short) isShort[chunk] = 1;
  for (const lane of lanes) search.enter(lane, isShort);
  for (const chunk of short) isShort[chunk] = 0;
  const results = search.search(terms.join(' '), {
    boost: { ...boost },
    boostTerm: (_term, i) => weights[i] ?? 1,
    bm25: { ...bm25 },
  });
  return results
    .map(({ id, score, match }) => ({ chunk: id as number, score, match }))
    .sort((a, b) => b.score - a.score || a.chunk - b.chunk);
}

/** A list of the short list's chunks behind the `Map` that MiniSearch expects; its size is that of the whole list. */
class ShortPostings extends Map<number, number> {
  readonly #holders: number;

  constructor(holders: number) {
    super();
    this.#holders = holders;
  }

  override get size(): number {
    return this.#holders;
  }
}

/** MiniSearch filled from posting lists instead of texts: it scores and combines as always. */
class ShortSearch extends MiniSearch<{ id: number }> {
  constructor(chunks: number, averages: readonly number[]) {
    super({
      fields: [...FIELDS],
      tokenize: (text) => text.split(' '),
      processTerm: (term) => term,
      autoVacuum: false,
    });
    this._documentCount = chunks;
    this._avgFieldLength = [...averages];
  }

  /** Enters a list, as far as it is of chunks in the short list. */
  enter({ term, field, holders, chunks, counts, segment, files, shifts }: Lane, isShort: Uint8Array): void {
    const fields = this._index.get(term) ?? new Map<number, ShortPostings>();
    const postings = fields.get(field) ?? new ShortPostings(holders);
    const owners = segment.files;
    // Most entries are of no chunk in the short list: an iterator would make an object for each.
    for (let i = 0; i < chunks.length; i++) {
      const local = chunks[i]!;
      const owner = owners[local]!;
      const chunk = local + shifts[owner]!;
      if (files[owner]! < 0 || isShort[chunk] === 0) continue;
      postings.set(chunk, counts[i]!);
      if (this._documentIds.has(chunk)) continue;
      const at = local * FIELDS.length;
      this._documentIds.set(chunk, chunk);
      this._fieldLength.set(chunk, [...segment.lengths.subarray(at, at + FIELDS.length)]);
    }
    fields.set(field, postings);
    this._index.set(term, fields);
  }
}

const BODY = FIELDS.indexOf('body');

/** Chunks of a segment, in the numbers of the view, whose body holds all terms: each of the rarest is looked up among the others. */
function intersect({ segment, files, shifts }: PlacedSegment, terms: readonly string[]): number[] {
  const lists: Uint32Array[] = [];
  for (const term of terms) {
    const list = segment.wordPlaces(term)?.fields[BODY];
    if (!list) return [];
    lists.push(list.chunks);
  }
  const [rarest = new Uint32Array(), ...others] = lists.sort((a, b) => a.length - b.length);
  const found: number[] = [];
  for (const chunk of rarest) {
    const owner = segment.files[chunk]!;
    if (files[owner]! >= 0 && others.every((list) => holds(list, chunk))) found.push(chunk + shifts[owner]!);
  }
  return found;
}

/** Whether an ascending list holds a number. */
export function holds(sorted: Uint32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    if (sorted[mid] === wanted) return true;
    if (sorted[mid]! < wanted) low = mid + 1;
    else high = mid - 1;
  }
  return false;
}
