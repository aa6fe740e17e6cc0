import type { IndexField } from '../types.ts';
import { eachWordRange, termsOf } from './tokenize.ts';
import { longer, WordTable } from './wordTable.ts';

/** Fields in the order of their numbers inside the index. */
export const FIELDS: readonly IndexField[] = ['path', 'symbol', 'doc', 'body'];

const TF_BITS = 6;
const TF_MAX = (1 << TF_BITS) - 1;

/** Numbers for the terms of the files that go into one segment. Grows only. */
export class Vocabulary {
  readonly #terms: string[] = [];
  readonly #ids = new Map<string, number>();
  /** Words as written, by number: identifiers repeat, so splitting and stemming are done once. */
  readonly #words = new WordTable();
  /** The term of each word; below 0 for one that has none or several: the number of its list, turned round. */
  #termOf = new Int32Array(1 << 11);
  readonly #lists: (readonly number[])[] = [];

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
  idsOf(units: Uint16Array, start: number, end: number, hash: number): number | readonly number[] {
    const before = this.#words.size;
    const word = this.#words.numberOf(units, start, end, hash);
    if (word === before) this.#enter(word, String.fromCharCode(...units.subarray(start, end)));
    const term = this.#termOf[word]!;
    return term >= 0 ? term : this.#lists[-1 - term]!;
  }

  #enter(number: number, word: string): void {
    if (number >= this.#termOf.length) this.#termOf = longer(this.#termOf, number + 1);
    const terms = termsOf(word).map((term) => this.add(term));
    this.#termOf[number] = terms.length === 1 ? terms[0]! : -this.#lists.length - 1;
    if (terms.length !== 1) this.#lists.push(terms);
  }
}

/**
 * What one file adds to the text index: for each chunk and field, terms with their counts. Added and removed as a
 * unit. `bounds[chunk * 4 + field]` is where the entries of a field start; an entry is `term << 6 | count`.
 */
export interface TextSegment {
  readonly bounds: Uint32Array;
  readonly entries: Uint32Array;
}

/** The texts of the chunks of a file. The bodies are parts of the text of the file. */
export interface ChunkTexts {
  readonly heads: Readonly<Record<Exclude<IndexField, 'body'>, readonly string[]>>;
  readonly text: string;
  /** Where the body of each chunk starts and ends, end to end. */
  readonly bodies: Uint32Array;
}

/** Builds the segment of one file. The entries of a field are in no order: sealing gives them other numbers. */
export function buildSegment(
  { heads, text, bodies }: ChunkTexts,
  vocabulary: Vocabulary,
  counter: TermCounter,
): TextSegment {
  const chunks = bodies.length / 2;
  const bounds = new Uint32Array(chunks * FIELDS.length + 1);
  const fileUnits = counter.load(text);
  counter.begin();
  for (let chunk = 0; chunk < chunks; chunk++) {
    for (const [field, name] of FIELDS.entries()) {
      bounds[chunk * FIELDS.length + field] = counter.entries;
      if (name === 'body') counter.count(fileUnits, bodies.subarray(2 * chunk, 2 * chunk + 2), vocabulary);
      else counter.countText(heads[name][chunk] ?? '', vocabulary);
    }
  }
  bounds[chunks * FIELDS.length] = counter.entries;
  return { bounds, entries: counter.taken() };
}

/** Counts terms of one text at a time into scratch arrays that are reused. */
export class TermCounter {
  #counts = new Uint16Array(1 << 16);
  #touched = new Int32Array(1 << 12);
  #units = new Uint16Array(1 << 16);
  #headUnits = new Uint16Array(1 << 10);
  #entries = new Uint32Array(1 << 12);
  #length = 0;

  /** The units of a text, until the next one is loaded. */
  load(text: string): Uint16Array {
    if (text.length > this.#units.length) this.#units = longer(this.#units, text.length);
    return fill(this.#units, text);
  }

  /** Begins the entries of another file. */
  begin(): void {
    this.#length = 0;
  }

  /** Entries that were counted since it began. */
  get entries(): number {
    return this.#length;
  }

  /** A copy of the entries. */
  taken(): Uint32Array {
    return this.#entries.slice(0, this.#length);
  }

  /** Adds an entry for each term of a short text. */
  countText(text: string, vocabulary: Vocabulary): void {
    if (text === '') return;
    if (text.length > this.#headUnits.length) this.#headUnits = longer(this.#headUnits, text.length);
    this.count(fill(this.#headUnits, text), [0, text.length], vocabulary);
  }

  /** Adds an entry for each term of a part of a text, from its first place to its last. */
  count(units: Uint16Array, part: ArrayLike<number>, vocabulary: Vocabulary): void {
    let touched = 0;
    const note = (id: number): void => {
      if (id >= this.#counts.length) this.#counts = longer(this.#counts, id + 1);
      const count = this.#counts[id]!;
      if (count === 0) {
        if (touched === this.#touched.length) this.#touched = longer(this.#touched, touched + 1);
        this.#touched[touched++] = id;
      }
      if (count < TF_MAX) this.#counts[id] = count + 1;
    };
    eachWordRange(units, part[0]!, part[1]!, (start, end, hash) => {
      const ids = vocabulary.idsOf(units, start, end, hash);
      if (typeof ids === 'number') note(ids);
      else for (let i = 0; i < ids.length; i++) note(ids[i]!);
    });
    if (this.#length + touched > this.#entries.length)
      this.#entries = longer(this.#entries, this.#length + touched);
    for (let i = 0; i < touched; i++) {
      const id = this.#touched[i]!;
      this.#entries[this.#length++] = entryOf(id, this.#counts[id]!);
      this.#counts[id] = 0;
    }
  }
}

function fill(units: Uint16Array, text: string): Uint16Array {
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
  return units;
}

export const entryOf = (term: number, count: number): number => ((term << TF_BITS) | count) >>> 0;
export const entryTerm = (entry: number): number => entry >>> TF_BITS;
export const entryCount = (entry: number): number => entry & TF_MAX;

/** The different terms of some entries, in ascending order. */
export function distinctTerms(entries: Uint32Array): Uint32Array {
  const sorted = entries.map(entryTerm).sort();
  return sorted.filter((term, i) => i === 0 || term !== sorted[i - 1]);
}

/** Estimated model tokens of a text: characters over 3.6, at least 1. */
export function estimateTokens(characters: number): number {
  return Math.max(1, Math.ceil(characters / 3.6));
}
