import type { Encoding, ParsedFile } from '../../types.ts';
import type { FileEntry } from '../fileEntry.ts';
import type { Made } from '../madeBy.ts';
import type { TextSegment } from '../textIndex.ts';
import type { FileRecord } from './parsedCodec.ts';
import type { FileRow } from './rowCodec.ts';
import type { Segment } from './segment.ts';
import type { SharedWords } from './sharedWords.ts';

/** Decoded files that are held: those asked for last, up to so many. */
export class RecentFiles {
  readonly #records = new Map<StoredFile, FileRecord>();
  readonly #terms = new Map<StoredFile, TextSegment>();

  record(file: StoredFile, decode: () => FileRecord): FileRecord {
    return recent(this.#records, file, decode, 3_000);
  }

  terms(file: StoredFile, decode: () => TextSegment): TextSegment {
    return recent(this.#terms, file, decode, 600);
  }
}

function recent<V>(held: Map<StoredFile, V>, file: StoredFile, decode: () => V, most: number): V {
  let value = held.get(file);
  if (value === undefined) value = decode();
  else held.delete(file);
  held.set(file, value);
  if (held.size > most) held.delete(held.keys().next().value!);
  return value;
}

/** A file of a segment: its row at hand, the rest decoded when it is asked for. Never changes. */
export class StoredFile implements FileEntry {
  readonly row: FileRow;
  readonly #segment: Segment;
  readonly #number: number;
  readonly #recent: RecentFiles;
  readonly #words: SharedWords;

  constructor(
    segment: Segment,
    number: number,
    row: FileRow,
    { recent, words }: { readonly recent: RecentFiles; readonly words: SharedWords },
  ) {
    this.row = row;
    this.#segment = segment;
    this.#number = number;
    this.#recent = recent;
    this.#words = words;
  }

  get path(): string {
    return this.row.path;
  }
  get size(): number {
    return this.row.size;
  }
  get mtimeMs(): number {
    return this.row.mtimeMs;
  }
  get hash(): string {
    return this.row.hash;
  }
  get encoding(): Encoding {
    return this.row.encoding;
  }
  get readAtMs(): number {
    return this.row.readAtMs;
  }
  get made(): Made | undefined {
    return this.row.made;
  }
  get parsed(): ParsedFile {
    return this.#record().parsed;
  }
  get chunkHashes(): readonly string[] {
    return this.#record().chunkHashes;
  }
  get chunkTokens(): readonly number[] {
    return this.#record().chunkTokens;
  }
  get segment(): TextSegment {
    const decode = () => this.#segment.sharedTerms(this.#number, (word) => this.#words.find(word));
    return this.#recent.terms(this, decode);
  }

  #record(): FileRecord {
    return this.#recent.record(this, () => this.#segment.record(this.#number));
  }
}
