import type { Encoding, ParsedFile } from '../../types.ts';
import type { FileEntry, OwnTerms } from '../fileEntry.ts';
import type { Made } from '../madeBy.ts';
import type { ModuleName } from '../names/moduleNames.ts';
import { distinctTerms, type TextSegment } from '../textIndex.ts';
import type { FileRecord } from './parsedCodec.ts';
import type { FileRow } from './rowCodec.ts';
import type { Segment } from './segment.ts';
import type { SharedWords } from './sharedWords.ts';

/** Decoded files that are held: those asked for last. */
export class RecentFiles {
  readonly #records = new Recent<FileRecord>(2_000);
  readonly #terms = new Recent<TextSegment>(2_000);
  readonly #own = new Recent<OwnTerms>(2_000);

  record(file: StoredFile, decode: () => FileRecord): FileRecord {
    return this.#records.get(file, decode);
  }

  terms(file: StoredFile, decode: () => TextSegment): TextSegment {
    return this.#terms.get(file, decode);
  }

  own(file: StoredFile, decode: () => OwnTerms): OwnTerms {
    return this.#own.get(file, decode);
  }

  /** Lets go of a file that is replaced or gone: it would hold its whole segment. */
  forget(file: StoredFile): void {
    this.#records.delete(file);
    this.#terms.delete(file);
    this.#own.delete(file);
  }
}

/** Holds what was asked for last in two halves: a full one pushes the older one out, and asking again moves nothing. */
class Recent<V> {
  readonly #half: number;
  #young = new Map<StoredFile, V>();
  #old = new Map<StoredFile, V>();

  constructor(half: number) {
    this.#half = half;
  }

  get(file: StoredFile, decode: () => V): V {
    const young = this.#young.get(file);
    if (young !== undefined) return young;
    const value = this.#old.get(file) ?? decode();
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(file, value);
    return value;
  }

  delete(file: StoredFile): void {
    this.#young.delete(file);
    this.#old.delete(file);
  }
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
  decode(): ParsedFile {
    return this.#segment.record(this.#number).parsed;
  }
  get chunkHashes(): readonly string[] {
    return this.#record().chunkHashes;
  }
  get chunkTokens(): readonly number[] {
    return this.#record().chunkTokens;
  }
  get modules(): readonly ModuleName[] {
    return this.#record().modules;
  }
  get segment(): TextSegment {
    const decode = () => this.#segment.sharedTerms(this.#number, (word) => this.#words.find(word));
    return this.#recent.terms(this, decode);
  }

  get ownTerms(): OwnTerms {
    return this.#recent.own(this, () => {
      const { entries } = this.#segment.terms(this.#number, (word) => word);
      return { within: this.#segment, numbers: distinctTerms(entries) };
    });
  }

  #record(): FileRecord {
    return this.#recent.record(this, () => this.#segment.record(this.#number));
  }
}
