import type { IndexField } from '../types.ts';
import { eachWordRange, termsOf } from './tokenize.ts';
import { WordTable } from './wordTable.ts';

/** Fields in the order of their numbers inside the index. */
export const FIELDS: readonly IndexField[] = ['path', 'symbol', 'doc', 'body'];

const TF_BITS = 6;
const TF_MAX = (1 << TF_BITS) - 1;

/** Numbers for the terms of the files that go into one segment. Grows only. */
export class Vocabulary {
  readonly #terms: string[] = [];
  readonly #ids = new Map<string, number>();
  /** Words as written -> their term, or terms: identifiers repeat, so splitting and stemming are done once. */
  readonly #words = new WordTable<number | readonly number[]>();

  get size(): number {
    return this.#terms.length;
  }

  term(id: number): string {
    return this.#terms[id]!;
  }

  find(term: string): number | undefined {
    return this.#ids.get(term);
  }

  add(term: string): number {
    let id = this.#ids.get(term);
    if (id === undefined) {
      id = this.#terms.length;
      this.#terms.push(term);
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
      into.push(entryOf(id, this.#counts[id]!));
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

export const entryOf = (term: number, count: number): number => ((term << TF_BITS) | count) >>> 0;
export const entryTerm = (entry: number): number => entry >>> TF_BITS;
export const entryCount = (entry: number): number => entry & TF_MAX;

/** Estimated model tokens of a text: characters over 3.6, at least 1. */
export function estimateTokens(characters: number): number {
  return Math.max(1, Math.ceil(characters / 3.6));
}
