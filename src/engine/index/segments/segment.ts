import type { StoredBlob } from '../../ports.ts';
import { FIELDS, type TextSegment } from '../textIndex.ts';
import { ByteReader } from './bytes.ts';
import { Dictionary } from './dictionary.ts';
import { decodeRecord, type FileRecord } from './parsedCodec.ts';
import { type PartBounds, type PartName, partBounds } from './parts.ts';
import { decodeRows, type FileRow } from './rowCodec.ts';
import { type FieldPostings, type NamePlaces, readNamePlaces, readPostings, readTerms } from './termCodec.ts';

/** Lists of words that are held decoded, by how many entries they have together. */
const HELD_ENTRIES = 1_000_000;

/** Places of names that are held, by how many bytes they have together. */
const HELD_PLACES = 2_000_000;
/** About what a name takes that is held, beside its bytes. */
const NAME_BYTES = 100;

/** Where a word stands. */
export interface WordPlaces {
  /** By field; undefined for one that does not hold it. */
  readonly fields: readonly (FieldPostings | undefined)[];
  /** The files that hold it, in ascending order. */
  readonly files: Uint32Array;
}

const NOWHERE: NamePlaces = {
  definitions: new Uint32Array(),
  mentioned: 0,
  mentions: () => new Uint32Array(),
};

/**
 * Some files of an index, which never change: rows in memory, all else read from the stored bytes when it is asked
 * for. Files and chunks are numbered within the segment, in the order in which they came in. Every method may throw
 * what reading the bytes throws.
 */
export class Segment {
  readonly rows: readonly FileRow[];
  /** Number of the first chunk of each file; one more closes the last. */
  readonly starts: Uint32Array;
  #blob: StoredBlob;
  readonly #bounds: PartBounds;
  readonly #recordStarts: Float64Array;
  readonly #termStarts: Float64Array;
  readonly #words: Dictionary;
  readonly #names: Dictionary;
  readonly #folded: Dictionary;
  #files: Uint32Array | undefined;
  #lengths: Uint32Array | undefined;
  readonly #postings = new Map<string, WordPlaces>();
  #heldEntries = 0;
  readonly #places = new Map<string, NamePlaces>();
  #heldPlaces = 0;
  #shared: Int32Array | undefined;

  /** Reads the rows. Throws a RangeError on bytes that are no segment. */
  constructor(blob: StoredBlob) {
    this.#blob = blob;
    this.#bounds = partBounds(blob);
    const rows = decodeRows(this.#read('rows'));
    this.rows = rows.map(({ row }) => row);
    this.starts = Uint32Array.from(sums(this.rows.map(({ chunks }) => chunks)));
    this.#recordStarts = sums(rows.map(({ recordBytes }) => recordBytes));
    this.#termStarts = sums(rows.map(({ termBytes }) => termBytes));
    this.#words = this.#dictionary('words');
    this.#names = this.#dictionary('names', true);
    this.#folded = this.#dictionary('folded');
  }

  /** Reads from other bytes from now on, which are the same: those of the store in the place of those in memory. */
  moveTo(blob: StoredBlob): void {
    this.#blob = blob;
  }

  /** All bytes, for writing them again. */
  all(): Uint8Array {
    return this.#blob.read(0, this.#blob.length);
  }

  #read(part: PartName, start = 0, end?: number): Uint8Array {
    const [from, to] = this.#bounds[part];
    return this.#blob.read(from + start, end === undefined ? to : from + end);
  }

  #dictionary(part: PartName, isSearched = false): Dictionary {
    const [from, to] = this.#bounds[part];
    return new Dictionary((start, end) => this.#read(part, start, end), to - from, isSearched);
  }

  /** What the parser found in a file. Decodes it anew. */
  record(file: number): FileRecord {
    const bytes = this.#read('records', this.#recordStarts[file]!, this.#recordStarts[file + 1]!);
    return decodeRecord(bytes, this.rows[file]!);
  }

  /** The terms of a file, numbered by `termOf`. Decodes them anew. */
  terms(file: number, termOf: (word: number) => number): TextSegment {
    const bytes = this.#read('terms', this.#termStarts[file]!, this.#termStarts[file + 1]!);
    return readTerms(bytes, this.rows[file]!.chunks, termOf);
  }

  /** The same, with numbers that hold in all segments. */
  sharedTerms(file: number, numberOf: (word: string) => number): TextSegment {
    this.#shared ??= new Int32Array(this.#words.size).fill(-1);
    const shared = this.#shared;
    return this.terms(file, (word) => {
      // The words beside it are read with it, and are of use sooner or later.
      if (shared[word]! < 0) for (const [i, near] of this.#words.near(word)) shared[i] = numberOf(near);
      return shared[word]!;
    });
  }

  word(number: number): string {
    return this.#words.word(number);
  }

  numberOf(word: string): number {
    return this.#words.find(word);
  }

  get wordCount(): number {
    return this.#words.size;
  }

  /** Where a word stands; undefined when no chunk holds it. Decoded lists are held, up to a limit. */
  wordPlaces(word: string): WordPlaces | undefined {
    const known = this.#postings.get(word);
    if (known) return known;
    const number = this.#words.find(word);
    if (number < 0) return undefined;
    const fields = readPostings(this.#words.value(number));
    const places = { fields, files: this.#filesOf(fields) };
    if (this.#heldEntries > HELD_ENTRIES) {
      this.#postings.clear();
      this.#heldEntries = 0;
    }
    this.#postings.set(word, places);
    for (const field of fields) this.#heldEntries += field?.chunks.length ?? 0;
    return places;
  }

  #filesOf(fields: readonly (FieldPostings | undefined)[]): Uint32Array {
    const files = new Set<number>();
    for (const field of fields) {
      let last = -1;
      for (const chunk of field?.chunks ?? []) {
        const file = this.files[chunk]!;
        if (file !== last) files.add(file);
        last = file;
      }
    }
    return Uint32Array.from(files).sort();
  }

  /** The file of each chunk. */
  get files(): Uint32Array {
    if (this.#files) return this.#files;
    const files = new Uint32Array(this.starts[this.rows.length]!);
    for (const file of this.rows.keys()) files.fill(file, this.starts[file]!, this.starts[file + 1]!);
    this.#files = files;
    return files;
  }

  /** How many different terms each field of each chunk has: `lengths[chunk * 4 + field]`. */
  get lengths(): Uint32Array {
    if (this.#lengths) return this.#lengths;
    const from = new ByteReader(this.#read('lengths'));
    const lengths = new Uint32Array(this.starts[this.rows.length]! * FIELDS.length);
    for (let i = 0; i < lengths.length; i++) lengths[i] = from.uint();
    this.#lengths = lengths;
    return lengths;
  }

  /** Definitions of a name, and chunks that mention it. Held up to a limit: every new view of the index asks again. */
  places(name: string): NamePlaces {
    const known = this.#places.get(name);
    if (known) return known;
    const number = this.#names.find(name);
    if (number < 0) return NOWHERE;
    // A copy: what is read is a part of a page, which would be held whole.
    const bytes = this.#names.value(number).slice();
    const places = readNamePlaces(bytes);
    if (this.#heldPlaces > HELD_PLACES) {
      this.#places.clear();
      this.#heldPlaces = 0;
    }
    this.#places.set(name, places);
    this.#heldPlaces += NAME_BYTES + bytes.length;
    return places;
  }

  /** Names with definitions that fold to this one. */
  foldedNames(folded: string): string[] {
    const names: string[] = [];
    if (this.places(folded).definitions.length > 0) names.push(folded);
    const key = this.#folded.find(folded);
    if (key < 0) return names;
    const bytes = this.#folded.value(key);
    for (const from = new ByteReader(bytes); from.at < bytes.length; )
      names.push(this.#names.word(from.uint()));
    return names;
  }

  /** All names that are defined, with their places, in order. Reads the whole table of names. */
  *definedNames(): Generator<readonly [name: string, places: NamePlaces]> {
    for (const [name, value] of this.#names.entries()) {
      // The count of definitions comes first.
      if (value[0] !== 0) yield [name, readNamePlaces(value)];
    }
  }
}

/** Where each of them starts when they stand end to end; one more closes the last. */
function sums(lengths: readonly number[]): Float64Array {
  const starts = new Float64Array(lengths.length + 1);
  for (const [i, length] of lengths.entries()) starts[i + 1] = starts[i]! + length;
  return starts;
}
