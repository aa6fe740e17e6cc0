import { ByteReader, ByteWriter } from './bytes.ts';

/** How many entries stand in one block. */
export const BLOCK = 32;

/** Gives bytes of a stored part, from start to end. */
export type ReadBytes = (start: number, end: number) => Uint8Array;

/**
 * Many short byte strings by number, in blocks of 32. Layout: bytes of the head; the head: count of entries, length of
 * each block; then the blocks, each with the lengths of its entries first.
 */
export function encodeTable(count: number, write: (entry: number, into: ByteWriter) => void): Uint8Array {
  const [head, body, lengths, bytes] = [
    new ByteWriter(),
    new ByteWriter(),
    new ByteWriter(),
    new ByteWriter(),
  ];
  head.uint(count);
  for (let first = 0; first < count; first += BLOCK) {
    lengths.clear();
    bytes.clear();
    for (let i = first; i < Math.min(first + BLOCK, count); i++) {
      const before = bytes.length;
      write(i, bytes);
      lengths.uint(bytes.length - before);
    }
    head.uint(lengths.length + bytes.length);
    body.raw(lengths.view());
    body.raw(bytes.view());
  }
  const all = new ByteWriter();
  all.uint(head.length);
  all.raw(head.view());
  all.raw(body.view());
  return all.bytes();
}

/** Reads a table. What is read of the stored part is the head, when first asked, and the blocks that are asked for. */
export class BlockTable {
  readonly #read: ReadBytes;
  readonly #length: number;
  #head: { readonly count: number; readonly starts: Uint32Array } | undefined;

  constructor(read: ReadBytes, length: number) {
    this.#read = read;
    this.#length = length;
  }

  get count(): number {
    return this.#opened().count;
  }

  /** The bytes of one block, and where in them its entries end: the first number is where the first one begins. */
  block(block: number): { readonly bytes: Uint8Array; readonly ends: Uint32Array } {
    const { count, starts } = this.#opened();
    const bytes = this.#read(starts[block]!, starts[block + 1]!);
    const reader = new ByteReader(bytes);
    const ends = new Uint32Array(Math.min(BLOCK, count - block * BLOCK) + 1);
    for (let i = 1; i < ends.length; i++) ends[i] = ends[i - 1]! + reader.uint();
    for (let i = 0; i < ends.length; i++) ends[i]! += reader.at;
    if (ends.at(-1)! > bytes.length) throw new RangeError('the bytes end too soon');
    return { bytes, ends };
  }

  /** The bytes of one entry. */
  entry(number: number): Uint8Array {
    const { count, starts } = this.#opened();
    const block = Math.floor(number / BLOCK);
    const reader = new ByteReader(this.#read(starts[block]!, starts[block + 1]!));
    const inBlock = number % BLOCK;
    let before = 0;
    let length = 0;
    for (let i = 0; i < Math.min(BLOCK, count - block * BLOCK); i++) {
      const next = reader.uint();
      if (i < inBlock) before += next;
      else if (i === inBlock) length = next;
    }
    reader.raw(before);
    return reader.raw(length);
  }

  #opened(): { readonly count: number; readonly starts: Uint32Array } {
    if (this.#head) return this.#head;
    const size = new ByteReader(this.#read(0, Math.min(8, this.#length)));
    const headBytes = size.uint();
    const reader = new ByteReader(this.#read(size.at, size.at + headBytes));
    const count = reader.uint();
    const starts = new Uint32Array(Math.ceil(count / BLOCK) + 1);
    starts[0] = size.at + headBytes;
    for (let i = 0; i + 1 < starts.length; i++) starts[i + 1] = starts[i]! + reader.uint();
    if (starts[starts.length - 1] !== this.#length) throw new RangeError('a table is of another length');
    this.#head = { count, starts };
    return this.#head;
  }
}
