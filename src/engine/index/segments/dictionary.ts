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
    const rest = new TextEncoder().encode(word.slice(shared));
    into.uint(rest.length);
    into.raw(rest);
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
  /** What belongs to each. */
  readonly values: readonly Uint8Array[];
}

/** Looks words up by halving over blocks: a look reads about log2(words / 32) blocks the first time. */
export class Dictionary {
  readonly #table: BlockTable;
  readonly #numbers = new Map<string, number>();
  readonly #blocks = new Map<number, Block>();

  constructor(read: ReadBytes, length: number) {
    this.#table = new BlockTable(read, length);
  }

  get size(): number {
    return this.#table.count;
  }

  /** The number of a word in sorted order, or -1. */
  find(word: string): number {
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

  /** The bytes that belong to a word. */
  value(number: number): Uint8Array {
    return this.#block(Math.floor(number / BLOCK)).values[number % BLOCK]!;
  }

  /** All words with their bytes, in order; holds nothing. */
  *entries(): Generator<readonly [word: string, value: Uint8Array]> {
    const blocks = Math.ceil(this.size / BLOCK);
    for (let block = 0; block < blocks; block++) {
      const { words, values } = this.#decode(block);
      for (const [i, word] of words.entries()) yield [word, values[i]!];
    }
  }

  #search(word: string): number {
    let low = 0;
    let high = Math.ceil(this.size / BLOCK) - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.#block(mid).words[0]! <= word) low = mid;
      else high = mid - 1;
    }
    if (high < 0) return -1;
    const at = this.#block(low).words.indexOf(word);
    return at < 0 ? -1 : low * BLOCK + at;
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
    const words: string[] = [];
    const values: Uint8Array[] = [];
    let before = '';
    for (const bytes of this.#table.block(block)) {
      const reader = new ByteReader(bytes);
      const shared = reader.uint();
      const word = before.slice(0, shared) + reader.text(reader.uint());
      words.push(word);
      values.push(bytes.subarray(reader.at));
      before = word;
    }
    return { words, values };
  }
}
