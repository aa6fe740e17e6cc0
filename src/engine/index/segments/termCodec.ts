/** Terms of files and posting lists of terms, as bytes. */
import { entryCount, entryOf, entryTerm, FIELDS, type TextSegment } from '../textIndex.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

/** Counts up to here stand beside the term; greater ones follow it. */
const SMALL_COUNT = 3;

/** Writes what a file adds to the text index: for each chunk and field, the terms in ascending order with counts. */
export function writeTerms(into: ByteWriter, { bounds, entries }: TextSegment): void {
  for (let slot = 0; slot + 1 < bounds.length; slot++) {
    into.uint(bounds[slot + 1]! - bounds[slot]!);
    let before = 0;
    for (let i = bounds[slot]!; i < bounds[slot + 1]!; i++) {
      const term = entryTerm(entries[i]!);
      const count = entryCount(entries[i]!);
      const small = Math.min(count - 1, SMALL_COUNT);
      into.uint((term - before) * 4 + small);
      if (small === SMALL_COUNT) into.uint(count - 1 - SMALL_COUNT);
      before = term;
    }
  }
}

/** Reverses `writeTerms` for a file of so many chunks; `termOf` gives another number to each term. */
export function readTerms(bytes: Uint8Array, chunks: number, termOf: (term: number) => number): TextSegment {
  const from = new ByteReader(bytes);
  const bounds = new Uint32Array(chunks * FIELDS.length + 1);
  const entries: number[] = [];
  for (let slot = 0; slot + 1 < bounds.length; slot++) {
    let term = 0;
    for (let left = from.uint(); left > 0; left--) {
      const packed = from.uint();
      const small = packed % 4;
      term += (packed - small) / 4;
      const count = 1 + small + (small === SMALL_COUNT ? from.uint() : 0);
      entries.push(entryOf(termOf(term), count));
    }
    bounds[slot + 1] = entries.length;
  }
  return { bounds, entries: Uint32Array.from(entries) };
}

/** Where one term stands in one field: chunks in ascending order, and how often. */
export interface FieldPostings {
  readonly chunks: Uint32Array;
  readonly counts: Uint8Array;
}

/** Writes the lists of a term, by field; a field without any is undefined. */
export function writePostings(into: ByteWriter, fields: readonly (FieldPostings | undefined)[]): void {
  into.uint(fields.reduce((mask, field, i) => (field ? mask | (1 << i) : mask), 0));
  for (const field of fields) {
    if (!field) continue;
    into.uint(field.chunks.length);
    let before = 0;
    for (const [i, chunk] of field.chunks.entries()) {
      const count = field.counts[i]!;
      into.uint((chunk - before) * 2 + (count > 1 ? 1 : 0));
      if (count > 1) into.uint(count - 2);
      before = chunk;
    }
  }
}

export function readPostings(bytes: Uint8Array): (FieldPostings | undefined)[] {
  const from = new ByteReader(bytes);
  const mask = from.uint();
  return FIELDS.map((_, i) => {
    if ((mask & (1 << i)) === 0) return undefined;
    const length = from.uint();
    const chunks = new Uint32Array(length);
    const counts = new Uint8Array(length);
    let chunk = 0;
    for (let at = 0; at < length; at++) {
      const packed = from.uint();
      chunk += packed >>> 1;
      chunks[at] = chunk;
      counts[at] = packed % 2 === 1 ? from.uint() + 2 : 1;
    }
    return { chunks, counts };
  });
}

/** What a name means in a segment, as pairs of numbers, end to end. */
export interface NamePlaces {
  /** Files, and the number of the symbol in each that defines it. */
  readonly definitions: Uint32Array;
  /** How many chunks mention it. */
  readonly mentioned: number;
  /** Chunks that mention it, and how often. Decodes them anew: of most names they are not asked. */
  mentions(): Uint32Array;
}

export function writeNamePlaces(
  into: ByteWriter,
  definitions: readonly number[],
  mentions: readonly number[],
): void {
  writePairs(into, definitions);
  writePairs(into, mentions);
}

/** Reverses `writeNamePlaces`; holds the bytes. */
export function readNamePlaces(bytes: Uint8Array): NamePlaces {
  const from = new ByteReader(bytes);
  const definitions = readPairs(from);
  const { at } = from;
  return { definitions, mentioned: from.uint(), mentions: () => readPairs(new ByteReader(bytes, at)) };
}

/** Pairs of a number that never falls and one that is mostly small. */
function writePairs(into: ByteWriter, pairs: readonly number[]): void {
  into.uint(pairs.length / 2);
  let before = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    into.uint(pairs[i]! - before);
    into.uint(pairs[i + 1]!);
    before = pairs[i]!;
  }
}

function readPairs(from: ByteReader): Uint32Array {
  const pairs = new Uint32Array(2 * from.uint());
  let before = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    before += from.uint();
    pairs[i] = before;
    pairs[i + 1] = from.uint();
  }
  return pairs;
}
