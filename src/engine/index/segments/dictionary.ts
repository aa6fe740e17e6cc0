import { BLOCK, BlockTable, encodeTable, type ReadBytes } from './blockTable.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

/** Words whose numbers are remembered, and blocks that are held decoded. */
const REMEMBERED = 20_000;
const HELD_BLOCKS = 512;

/**
 * Sorted words, each with bytes that belong to it. Within a block of 32 a word is stored as how much it shares with
 * the one before it, and the rest.
 */
export function encodeDictionary(
  words: readonly string[],
  write: (word: number, into: ByteWriter) => void,
): Uint8Array {
  return encodeTable(words.length, (i, into) => {
    const word = words[i]!;
    const shared = i % BLOCK === 0 ? 0 : sharedLength(words[i - 1]!, word);
    into.uint(shared);
    into.counted(word, shared);
    write(i, into);
  });
}

/** Units that two words share from the left; never half of a surrogate pair. */
function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a.charCodeAt(shared) === b.charCodeAt(shared)) shared++;
  const last = shared > 0 ? b.charCodeAt(shared - 1) : 0;
  return last >= 0xd800 && last <= 0xdbff ? shared - 1 : shared;
}

interface Block {
  readonly words: readonly string[];
  readonly bytes: Uint8Array;
  /** Where in the bytes that begins and ends what belongs to each. */
  readonly bounds: Uint32Array;
}

/** Looks words up by halving over the first words of blocks, which are held, and in one block. */
export class Dictionary {
  readonly #table: BlockTable;
  readonly #numbers = new Map<string, number>();
  readonly #blocks = new Map<number, Block>();
  /** First words of the blocks that were looked at: one word in 32. */
  readonly #firsts: (string | undefined)[] = [];
  readonly #isSearched: boolean;
  #looks = 0;
  #filter: WordFilter | undefined;

  /** `isSearched`: most of what is looked up in it is not there, and that is told without reading. */
  constructor(read: ReadBytes, length: number, isSearched = false) {
    this.#table = new BlockTable(read, length);
    this.#isSearched = isSearched;
  }

  get size(): number {
    return this.#table.count;
  }

  /** The number of a word in sorted order, or -1. */
  find(word: string): number {
    if (this.#isSearched && ++this.#looks === FILTER_AFTER) this.#filter = this.#makeFilter();
    if (this.#filter?.lacks(word)) return -1;
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    if (this.#numbers.size >= REMEMBERED) this.#numbers.clear();
    const number = this.#search(word);
    this.#numbers.set(word, number);
    return number;
  }

  word(number: number): string {
    return this.#block(Math.floor(number / BLOCK)).words[number % BLOCK]!;
  }

  /** A word and those that are stored with it, each with its number. */
  near(number: number): (readonly [number: number, word: string])[] {
    const block = Math.floor(number / BLOCK);
    return this.#block(block).words.map((word, i) => [block * BLOCK + i, word] as const);
  }

  /** The bytes that belong to a word. */
  value(number: number): Uint8Array {
    return valueIn(this.#block(Math.floor(number / BLOCK)), number % BLOCK);
  }

  /** All words with their bytes, in order; holds nothing. */
  *entries(): Generator<readonly [word: string, value: Uint8Array]> {
    const blocks = Math.ceil(this.size / BLOCK);
    for (let block = 0; block < blocks; block++) {
      const decoded = this.#decode(block);
      for (const [i, word] of decoded.words.entries()) yield [word, valueIn(decoded, i)];
    }
  }

  #search(word: string): number {
    let low = 0;
    let high = Math.ceil(this.size / BLOCK) - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.#first(mid) <= word) low = mid;
      else high = mid - 1;
    }
    if (high < 0) return -1;
    const at = this.#block(low).words.indexOf(word);
    return at < 0 ? -1 : low * BLOCK + at;
  }

  #first(block: number): string {
    this.#firsts[block] ??= this.#block(block).words[0]!;
    return this.#firsts[block];
  }

  #block(block: number): Block {
    const known = this.#blocks.get(block);
    if (known) return known;
    if (this.#blocks.size >= HELD_BLOCKS) this.#blocks.clear();
    const decoded = this.#decode(block);
    this.#blocks.set(block, decoded);
    return decoded;
  }

  #decode(block: number): Block {
    const { bytes, ends } = this.#table.block(block);
    const words: string[] = [];
    const bounds = new Uint32Array(2 * (ends.length - 1));
    const reader = new ByteReader(bytes);
    let before = '';
    for (let i = 0; i + 1 < ends.length; i++) {
      reader.moveTo(ends[i]!);
      const shared = reader.uint();
      const word = before.slice(0, shared) + reader.text(reader.uint());
      words.push(word);
      bounds[2 * i] = reader.at;
      bounds[2 * i + 1] = ends[i + 1]!;
      before = word;
    }
    return { words, bytes, bounds };
  }

  #makeFilter(): WordFilter {
    const filter = new WordFilter(this.size);
    for (const [word] of this.entries()) filter.add(word);
    return filter;
  }
}

const valueIn = ({ bytes, bounds }: Block, i: number): Uint8Array =>
  bytes.subarray(bounds[2 * i], bounds[2 * i + 1]);

/** So many looks are worth reading all words once, after which most looks for what is not there read nothing. */
const FILTER_AFTER = 400;
const BITS_OF_WORD = 12;
const PROBES = 4;

/** Tells of most words that are not among some others that they are not: a Bloom filter, wrong in one of 200. */
class WordFilter {
  readonly #bits: Uint32Array;
  readonly #mask: number;

  constructor(words: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(1, words) * BITS_OF_WORD + 64));
    this.#bits = new Uint32Array(size / 32);
    this.#mask = size - 1;
  }

  add(word: string): void {
    const [first, step] = hashesOf(word);
    for (let i = 0; i < PROBES; i++) {
      const bit = (first + Math.imul(i, step)) & this.#mask;
      this.#bits[bit >>> 5]! |= 1 << (bit & 31);
    }
  }

  /** True for a word that is surely not there. */
  lacks(word: string): boolean {
    const [first, step] = hashesOf(word);
    for (let i = 0; i < PROBES; i++) {
      const bit = (first + Math.imul(i, step)) & this.#mask;
      if ((this.#bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return true;
    }
    return false;
  }
}

/** Two hashes of a word; the second one is odd. */
function hashesOf(word: string): [first: number, step: number] {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  const first = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const step = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return [first ^ (first >>> 13), (step ^ (step >>> 16)) | 1];
}
