import MiniSearch from 'minisearch';
import type { IndexField } from '../types.ts';
import { eachWordRange, termsOf } from './tokenize.ts';
import { WordTable } from './wordTable.ts';

/** Fields in the order of their numbers inside the index. */
export const FIELDS: readonly IndexField[] = ['path', 'symbol', 'doc', 'body'];

const TF_BITS = 6;
const TF_MAX = (1 << TF_BITS) - 1;

/**
 * Term numbers of the whole index. Opened from a snapshot it answers `find` by binary search in the stored text; the
 * map from terms to numbers is made when the first term is added. Grows only; saving drops what no file uses.
 */
export class Vocabulary {
  readonly #stored: StoredTerms;
  #added: string[] = [];
  #ids: Map<string, number> | undefined;
  /** Words as written -> their term, or terms: identifiers repeat, so splitting and stemming are done once. */
  readonly #words = new WordTable<number | readonly number[]>();

  constructor(stored: StoredTerms = NO_TERMS) {
    this.#stored = stored;
  }

  get size(): number {
    return this.#stored.offsets.length - 1 + this.#added.length;
  }

  term(id: number): string {
    const stored = this.#stored.offsets.length - 1;
    return id < stored ? storedTerm(this.#stored, id) : this.#added[id - stored]!;
  }

  find(term: string): number | undefined {
    return this.#ids ? this.#ids.get(term) : findStored(this.#stored, term);
  }

  add(term: string): number {
    this.#ids ??= mapTerms(this.#stored);
    let id = this.#ids.get(term);
    if (id === undefined) {
      id = this.size;
      this.#added.push(term);
      this.#ids.set(term, id);
    }
    return id;
  }

  /** The term of one word of a text, or its terms where it has none or several; adds new ones. */
  idsOf(text: string, start: number, end: number): number | readonly number[] {
    const slot = this.#words.find(text, start, end);
    const known = this.#words.value(slot);
    if (known !== undefined) return known;
    const word = detach(text.slice(start, end));
    const terms = termsOf(word).map((term) => this.add(detach(term)));
    const ids = terms.length === 1 ? terms[0]! : terms;
    this.#words.put(slot, word, ids);
    return ids;
  }

  /** Frees what only indexing needs. */
  dropWordCache(): void {
    this.#words.clear();
  }
}

/** Sorted terms in one string, and where each starts; one more offset closes the last. */
export interface StoredTerms {
  readonly text: string;
  readonly offsets: Uint32Array;
}

const NO_TERMS: StoredTerms = { text: '', offsets: new Uint32Array(1) };

function storedTerm({ text, offsets }: StoredTerms, id: number): string {
  return text.slice(offsets[id], offsets[id + 1]);
}

function findStored(stored: StoredTerms, term: string): number | undefined {
  let low = 0;
  let high = stored.offsets.length - 2;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const here = storedTerm(stored, mid);
    if (here === term) return mid;
    if (here < term) low = mid + 1;
    else high = mid - 1;
  }
  return undefined;
}

function mapTerms(stored: StoredTerms): Map<string, number> {
  const ids = new Map<string, number>();
  for (let id = 0; id + 1 < stored.offsets.length; id++) ids.set(detach(storedTerm(stored, id)), id);
  return ids;
}

/** A copy that does not keep the file's whole text alive, as a slice of it would. */
function detach(text: string): string {
  return text.length < 13 ? text : JSON.parse(JSON.stringify(text));
}

/**
 * What one file adds to the text index: for each chunk and field, terms with their counts. Added and removed as a
 * unit. `bounds[chunk * 4 + field]` is where the entries of a field start; an entry is `term << 6 | count`.
 */
export interface TextSegment {
  readonly bounds: Uint32Array;
  readonly entries: Uint32Array;
}

/** Builds the segment of one file. `textOf` gives the fields of a chunk. */
export function buildSegment(
  chunkCount: number,
  textOf: (chunk: number, field: IndexField) => string,
  vocabulary: Vocabulary,
  counter: TermCounter,
): TextSegment {
  const bounds = new Uint32Array(chunkCount * FIELDS.length + 1);
  const entries: number[] = [];
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    for (const [field, name] of FIELDS.entries()) {
      bounds[chunk * FIELDS.length + field] = entries.length;
      counter.count(textOf(chunk, name), vocabulary, entries);
    }
  }
  bounds[chunkCount * FIELDS.length] = entries.length;
  return { bounds, entries: Uint32Array.from(entries) };
}

/** Counts terms of one text at a time into a scratch array that is reused. */
export class TermCounter {
  #counts = new Uint16Array(1 << 16);
  readonly #touched: number[] = [];

  /** Appends `term << 6 | count` for each term of the text, in term order. */
  count(text: string, vocabulary: Vocabulary, into: number[]): void {
    eachWordRange(text, (start, end) => {
      const ids = vocabulary.idsOf(text, start, end);
      if (typeof ids === 'number') this.#note(ids);
      else for (const id of ids) this.#note(id);
    });
    this.#touched.sort((a, b) => a - b);
    for (const id of this.#touched) {
      into.push(((id << TF_BITS) | this.#counts[id]!) >>> 0);
      this.#counts[id] = 0;
    }
    this.#touched.length = 0;
  }

  #note(id: number): void {
    if (id >= this.#counts.length) this.#grow(id);
    if (this.#counts[id]! === 0) this.#touched.push(id);
    if (this.#counts[id]! < TF_MAX) this.#counts[id]!++;
  }

  #grow(id: number): void {
    const larger = new Uint16Array(Math.max(id + 1, this.#counts.length * 2));
    larger.set(this.#counts);
    this.#counts = larger;
  }
}

export const entryTerm = (entry: number): number => entry >>> TF_BITS;
export const entryCount = (entry: number): number => entry & TF_MAX;

/** A lexical match of one chunk. */
export interface TextHit {
  /** Number of the chunk, in index order. */
  readonly chunk: number;
  readonly score: number;
  /** Terms that matched, with the fields they matched in. */
  readonly match: Readonly<Record<string, readonly string[]>>;
}

/**
 * A posting list in two typed arrays behind the `Map` that MiniSearch expects: 5 bytes a posting where a Map takes
 * about 45, and nothing to rebuild on opening. Read-only: MiniSearch only walks `keys()` and asks `get` in that order.
 */
class PackedPostings extends Map<number, number> {
  readonly #docs: Uint32Array;
  readonly #counts: Uint8Array;
  #cursor = 0;

  constructor(docs: Uint32Array, counts: Uint8Array) {
    super();
    this.#docs = docs;
    this.#counts = counts;
  }

  override get size(): number {
    // `super()` asks before the fields exist.
    return #docs in this ? this.#docs.length : 0;
  }

  override keys(): MapIterator<number> {
    this.#cursor = 0;
    return this.#docs.values() as MapIterator<number>;
  }

  override get(doc: number): number | undefined {
    const docs = this.#docs;
    if (docs[this.#cursor] !== doc) {
      this.#cursor = docs[this.#cursor + 1] === doc ? this.#cursor + 1 : docs.indexOf(doc);
    }
    return this.#cursor < 0 ? undefined : this.#counts[this.#cursor];
  }
}

/**
 * MiniSearch over chunks, filled from the segments instead of word by word: it scores and combines as always, while
 * the posting lists stay packed and a term enters its tree when a question first asks for it.
 */
class ChunkSearch extends MiniSearch<{ id: number }> {
  readonly #inverted: Inverted;

  constructor(inverted: Inverted) {
    super({
      fields: [...FIELDS],
      tokenize: (text) => text.split(' '),
      processTerm: (term) => term,
      autoVacuum: false,
    });
    this.#inverted = inverted;
    const { fieldLengths } = inverted;
    const sums = FIELDS.map(() => 0);
    for (const [doc, lengths] of fieldLengths.entries()) {
      this._documentIds.set(doc, doc);
      this._fieldLength.set(doc, lengths);
      for (const [field, length] of lengths.entries()) sums[field]! += length;
    }
    this._documentCount = fieldLengths.length;
    this._nextId = fieldLengths.length;
    // Computed afresh and not kept up to date: the same chunks always give the same scores.
    this._avgFieldLength = sums.map((sum) => (fieldLengths.length === 0 ? 0 : sum / fieldLengths.length));
  }

  /** Makes a term searchable. */
  enter(term: string, id: number): void {
    if (!this._index.has(term)) this._index.set(term, postingsOf(this.#inverted, id));
  }
}

export interface TextIndex {
  /** Chunks that match at least one term, best first. `weights` are per term. */
  search(terms: readonly string[], weights: readonly number[], options: TextSearchOptions): TextHit[];
  /** Number of files that hold a term. */
  frequency(term: string): number;
  /** The first chunks, in index order and at most `limit`, whose text holds every one of the terms. */
  chunksWithAll(terms: readonly string[], limit: number): number[];
}

export interface TextSearchOptions {
  readonly boost: Readonly<Record<IndexField, number>>;
  readonly bm25: { readonly k: number; readonly b: number; readonly d: number };
}

/** Builds the searchable index from the segments of all files, in order. */
export function buildTextIndex(segments: readonly TextSegment[], vocabulary: Vocabulary): TextIndex {
  const inverted = invert(segments, vocabulary.size);
  const search = new ChunkSearch(inverted);
  return {
    search(terms, weights, { boost, bm25 }) {
      for (const term of terms) {
        const id = vocabulary.find(term);
        if (id !== undefined) search.enter(term, id);
      }
      if (terms.length === 0) return [];
      const results = search.search(terms.join(' '), {
        boost: { ...boost },
        boostTerm: (_term, i) => weights[i] ?? 1,
        bm25: { ...bm25 },
      });
      return results.map((result) => ({
        chunk: result.id as number,
        score: result.score,
        match: result.match,
      }));
    },
    frequency(term) {
      const id = vocabulary.find(term);
      return id === undefined ? 0 : inverted.fileFrequency[id]!;
    },
    chunksWithAll(terms, limit) {
      const ids = terms.map((term) => vocabulary.find(term));
      return ids.includes(undefined) ? [] : intersect(inverted, ids as number[], limit);
    },
  };
}

/** Posting lists of all (term, field) pairs, end to end: `starts[term * 4 + field]` is where one begins. */
interface Inverted {
  readonly starts: Uint32Array;
  readonly docs: Uint32Array;
  readonly counts: Uint8Array;
  readonly fieldLengths: number[][];
  /** Number of files that hold each term. */
  readonly fileFrequency: Uint32Array;
}

/** Turns segments (chunk -> terms) into posting lists (term -> chunks) by counting sort over (term, field). */
function invert(segments: readonly TextSegment[], termCount: number): Inverted {
  const width = FIELDS.length;
  const starts = new Uint32Array(termCount * width + 1);
  for (const { bounds, entries } of segments) {
    for (let slot = 0; slot + 1 < bounds.length; slot++) {
      const field = slot % width;
      for (let i = bounds[slot]!; i < bounds[slot + 1]!; i++)
        starts[(entries[i]! >>> TF_BITS) * width + field + 1]!++;
    }
  }
  for (let i = 0; i < termCount * width; i++) starts[i + 1]! += starts[i]!;
  const docs = new Uint32Array(starts[termCount * width]!);
  const counts = new Uint8Array(docs.length);
  const next = starts.slice(0, -1);
  const fieldLengths: number[][] = [];
  const fileFrequency = new Uint32Array(termCount);
  const lastSeen = new Int32Array(termCount).fill(-1);
  for (const [file, { bounds, entries }] of segments.entries()) {
    for (let slot = 0; slot + 1 < bounds.length; slot++) {
      const field = slot % width;
      if (field === 0) fieldLengths.push(new Array<number>(width).fill(0));
      const doc = fieldLengths.length - 1;
      for (let i = bounds[slot]!; i < bounds[slot + 1]!; i++) {
        const term = entries[i]! >>> TF_BITS;
        const at = next[term * width + field]!++;
        docs[at] = doc;
        counts[at] = entries[i]! & TF_MAX;
        if (lastSeen[term] !== file) {
          lastSeen[term] = file;
          fileFrequency[term]!++;
        }
      }
      fieldLengths[doc]![field] = bounds[slot + 1]! - bounds[slot]!;
    }
  }
  return { starts, docs, counts, fieldLengths, fileFrequency };
}

/** The lists of one term by field number, as MiniSearch keeps them. */
function postingsOf({ starts, docs, counts }: Inverted, term: number): Map<number, PackedPostings> {
  const lists = new Map<number, PackedPostings>();
  for (const field of FIELDS.keys()) {
    const from = starts[term * FIELDS.length + field]!;
    const to = starts[term * FIELDS.length + field + 1]!;
    if (to > from) lists.set(field, new PackedPostings(docs.subarray(from, to), counts.subarray(from, to)));
  }
  return lists;
}

const BODY = FIELDS.indexOf('body');

/** Chunks whose body holds all terms: each of the rarest one is looked up among the others. */
function intersect({ starts, docs }: Inverted, terms: readonly number[], limit: number): number[] {
  const lists = terms
    .map((term) =>
      docs.subarray(starts[term * FIELDS.length + BODY], starts[term * FIELDS.length + BODY + 1]),
    )
    .sort((a, b) => a.length - b.length);
  const [rarest = new Uint32Array(), ...others] = lists;
  const found: number[] = [];
  for (const doc of rarest) {
    if (found.length >= limit) break;
    if (others.every((list) => holds(list, doc))) found.push(doc);
  }
  return found;
}

/** Whether a sorted list holds a number. */
function holds(sorted: Uint32Array, wanted: number): boolean {
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

/** Drops terms that no segment uses, sorts the rest and renumbers the segments to fit, for saving. */
export function compactVocabulary(
  segments: readonly TextSegment[],
  vocabulary: Vocabulary,
): { terms: StoredTerms; segments: TextSegment[] } {
  const used = new Uint8Array(vocabulary.size);
  for (const { entries } of segments) for (const entry of entries) used[entry >>> TF_BITS] = 1;
  const kept: { id: number; term: string }[] = [];
  for (const [id, isUsed] of used.entries()) if (isUsed === 1) kept.push({ id, term: vocabulary.term(id) });
  kept.sort((a, b) => (a.term < b.term ? -1 : 1));
  const numbers = new Uint32Array(used.length);
  const offsets = new Uint32Array(kept.length + 1);
  for (const [number, { id, term }] of kept.entries()) {
    numbers[id] = number;
    offsets[number + 1] = offsets[number]! + term.length;
  }
  return {
    terms: { text: kept.map(({ term }) => term).join(''), offsets },
    segments: segments.map(({ bounds, entries }) => ({
      bounds,
      entries: entries.map((entry) => ((numbers[entry >>> TF_BITS]! << TF_BITS) | (entry & TF_MAX)) >>> 0),
    })),
  };
}

/** Estimated model tokens of a text: characters over 3.6, at least 1. */
export function estimateTokens(characters: number): number {
  return Math.max(1, Math.ceil(characters / 3.6));
}
