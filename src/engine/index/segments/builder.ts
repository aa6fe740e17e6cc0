import type { ParsedFile } from '../../types.ts';
import { chunkFinder, type NewFile } from '../fileEntry.ts';
import { eachMention } from '../names/mentions.ts';
import { foldName } from '../symbolGraph.ts';
import {
  entryCount,
  entryOf,
  entryTerm,
  FIELDS,
  TermCounter,
  type TextSegment,
  Vocabulary,
} from '../textIndex.ts';
import { ByteWriter, RecordWriter } from './bytes.ts';
import { encodeDictionary } from './dictionary.ts';
import { encodeRecord } from './parsedCodec.ts';
import { joinParts } from './parts.ts';
import { encodeRows, type StoredRow } from './rowCodec.ts';
import { type FieldPostings, writeNamePlaces, writePostings, writeTerms } from './termCodec.ts';

interface Names {
  /** Pairs of a file and the number of a symbol in it. */
  readonly definitions: number[];
  /** Pairs of a chunk and how often it mentions the name. */
  readonly mentions: number[];
}

/**
 * Collects files until they are sealed into the bytes of one segment. What the parser found is packed at once, so
 * that no object of it stays; words and names get numbers.
 */
export class SegmentBuilder {
  readonly vocabulary = new Vocabulary();
  readonly counter = new TermCounter();
  readonly #rows: Omit<StoredRow, 'termBytes'>[] = [];
  readonly #records = new ByteWriter();
  readonly #writer = new RecordWriter();
  readonly #terms: TextSegment[] = [];
  readonly #names = new Map<string, Names>();
  #entries = 0;
  #chunks = 0;

  get files(): number {
    return this.#rows.length;
  }

  /** Entries of the text index: what the size of a segment is measured in. */
  get entries(): number {
    return this.#entries;
  }

  add({ row, record, terms }: NewFile): void {
    const file = this.#rows.length;
    const before = this.#records.length;
    encodeRecord(record, this.#writer);
    this.#writer.moveTo(this.#records);
    this.#rows.push({ row, recordBytes: this.#records.length - before });
    this.#terms.push(terms);
    this.#entries += terms.entries.length;
    for (const [i, symbol] of record.parsed.symbols.entries())
      if (symbol.kind !== 'section') this.#namesOf(symbol.name).definitions.push(file, i);
    this.#addMentions(record.parsed);
    this.#chunks += record.parsed.chunks.length;
  }

  /** Notes each name in each chunk that mentions it, with how often. */
  #addMentions(parsed: ParsedFile): void {
    const chunkAt = chunkFinder(parsed.chunks);
    const chunksOf = new Map<string, number[]>();
    eachMention(parsed, (name, line) => {
      const chunk = this.#chunks + Math.max(0, chunkAt(line));
      const chunks = chunksOf.get(name);
      if (chunks) chunks.push(chunk);
      else chunksOf.set(name, [chunk]);
    });
    for (const [name, chunks] of chunksOf) {
      const { mentions } = this.#namesOf(name);
      if (chunks.length > 1) chunks.sort((a, b) => a - b);
      for (const chunk of chunks) {
        if (mentions[mentions.length - 2] === chunk) mentions[mentions.length - 1]!++;
        else mentions.push(chunk, 1);
      }
    }
  }

  #namesOf(name: string): Names {
    let names = this.#names.get(name);
    if (!names) {
      names = { definitions: [], mentions: [] };
      this.#names.set(name, names);
    }
    return names;
  }

  /** The bytes of the segment. Costs a sort of its words and names, and one pass over its entries. */
  seal(): Uint8Array {
    const { words, segments } = sortTerms(this.#terms, this.vocabulary);
    const terms = new ByteWriter();
    const rows = this.#rows.map((row, i): StoredRow => {
      const before = terms.length;
      writeTerms(terms, segments[i]!);
      return { ...row, termBytes: terms.length - before };
    });
    const names = [...this.#names].sort(([a], [b]) => (a < b ? -1 : 1));
    return joinParts({
      rows: encodeRows(rows),
      records: this.#records.view(),
      terms: terms.view(),
      lengths: encodeLengths(segments),
      words: encodeWords(words, segments),
      names: encodeDictionary(
        names.map(([name]) => name),
        (i, into) => writeNamePlaces(into, names[i]![1].definitions, names[i]![1].mentions),
      ),
      folded: encodeFolded(names),
    });
  }
}

/** Folded names that differ from the names they stand for, each with the numbers of those. */
function encodeFolded(names: readonly (readonly [string, Names])[]): Uint8Array {
  const folded = new Map<string, number[]>();
  for (const [number, [name, { definitions }]] of names.entries()) {
    const key = foldName(name);
    if (key === name || definitions.length === 0) continue;
    const numbers = folded.get(key);
    if (numbers) numbers.push(number);
    else folded.set(key, [number]);
  }
  const sorted = [...folded].sort(([a], [b]) => (a < b ? -1 : 1));
  return encodeDictionary(
    sorted.map(([key]) => key),
    (i, into) => {
      for (const number of sorted[i]![1]) into.uint(number);
    },
  );
}

/** The words that are used, sorted, and the segments of the files renumbered to fit. */
function sortTerms(
  files: readonly TextSegment[],
  vocabulary: Vocabulary,
): { words: string[]; segments: TextSegment[] } {
  const used = new Uint8Array(vocabulary.size);
  for (const { entries } of files) for (const entry of entries) used[entryTerm(entry)] = 1;
  const kept: { id: number; word: string }[] = [];
  for (const [id, isUsed] of used.entries()) if (isUsed === 1) kept.push({ id, word: vocabulary.term(id) });
  kept.sort((a, b) => (a.word < b.word ? -1 : 1));
  const numbers = new Uint32Array(used.length);
  for (const [number, { id }] of kept.entries()) numbers[id] = number;
  return {
    words: kept.map(({ word }) => word),
    segments: files.map(({ bounds, entries }) => ({ bounds, entries: renumber(bounds, entries, numbers) })),
  };
}

/** Entries with other numbers, each field again in ascending order. */
function renumber(bounds: Uint32Array, entries: Uint32Array, numbers: Uint32Array): Uint32Array {
  const renumbered = entries.map((entry) => entryOf(numbers[entryTerm(entry)]!, entryCount(entry)));
  for (let slot = 0; slot + 1 < bounds.length; slot++)
    renumbered.subarray(bounds[slot], bounds[slot + 1]).sort();
  return renumbered;
}

/** How many different terms each field of each chunk has. */
function encodeLengths(segments: readonly TextSegment[]): Uint8Array {
  const into = new ByteWriter();
  for (const { bounds } of segments)
    for (let slot = 0; slot + 1 < bounds.length; slot++) into.uint(bounds[slot + 1]! - bounds[slot]!);
  return into.bytes();
}

/** Turns segments (chunk to terms) into lists (term to chunks) by a counting sort over terms and fields. */
function encodeWords(words: readonly string[], segments: readonly TextSegment[]): Uint8Array {
  const width = FIELDS.length;
  const starts = new Uint32Array(words.length * width + 1);
  eachEntry(segments, (place) => {
    starts[place + 1]!++;
  });
  for (let i = 0; i < words.length * width; i++) starts[i + 1]! += starts[i]!;
  const chunks = new Uint32Array(starts[words.length * width]!);
  const counts = new Uint8Array(chunks.length);
  const next = starts.slice(0, -1);
  eachEntry(segments, (place, chunk, count) => {
    const at = next[place]!++;
    chunks[at] = chunk;
    counts[at] = count;
  });
  const listAt = (place: number): FieldPostings | undefined => {
    const [from, to] = [starts[place]!, starts[place + 1]!];
    return from === to ? undefined : { chunks: chunks.subarray(from, to), counts: counts.subarray(from, to) };
  };
  return encodeDictionary(words, (word, into) =>
    writePostings(
      into,
      FIELDS.map((_, field) => listAt(word * width + field)),
    ),
  );
}

/** Calls back with the place (term times 4 plus field), the chunk and the count of each entry, chunk by chunk. */
function eachEntry(
  segments: readonly TextSegment[],
  call: (place: number, chunk: number, count: number) => void,
): void {
  const width = FIELDS.length;
  let chunk = 0;
  for (const { bounds, entries } of segments) {
    for (let slot = 0; slot + 1 < bounds.length; slot++) {
      const field = slot % width;
      for (let i = bounds[slot]!; i < bounds[slot + 1]!; i++)
        call(entryTerm(entries[i]!) * width + field, chunk, entryCount(entries[i]!));
      if (field === width - 1) chunk++;
    }
  }
}
