/**
 * The payload of a blob, cut into pages that are compressed and checked one by one, so that a piece of it can be read
 * and trusted without the rest.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

/** Bytes of a page before it is compressed. */
export const PAGE_BYTES = 32_768;
/** A page is unpacked into one piece of memory: a little longer than it, or the runtime takes a second piece to see its end. */
const INTO = { chunkSize: PAGE_BYTES + 64 };
/** Bytes of a page's line in the table: stored length, how it is packed, the beginning of its SHA-256. */
const LINE_BYTES = 4 + 1 + 16;
/** Pages that are compressed at once. */
const AT_ONCE = 8;

const PLAIN = 0;
const DEFLATE = 1;
const ZSTD = 2;

/** Where a page is stored, and what it must be. */
export interface Page {
  readonly start: number;
  readonly end: number;
  readonly packing: number;
  readonly hash: Buffer;
}

const deflate = promisify(zlib.deflateRaw);
/** Runtimes before 22.15 do not have it. */
const zstd = typeof zlib.zstdCompress === 'function' ? promisify(zlib.zstdCompress) : undefined;

/** Cuts and packs a payload; a page that does not shrink is kept as it is. */
export async function packPages(payload: Uint8Array): Promise<{ table: Buffer; pages: Uint8Array[] }> {
  const count = Math.ceil(payload.length / PAGE_BYTES);
  const table = Buffer.alloc(count * LINE_BYTES);
  const pages: Uint8Array[] = new Array(count);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const number = next++;
      const plain = payload.subarray(number * PAGE_BYTES, (number + 1) * PAGE_BYTES);
      const packed = zstd ? await zstd(plain) : await deflate(plain, { level: 1 });
      const isSmaller = packed.length < plain.length;
      const page = isSmaller ? packed : plain;
      pages[number] = page;
      const at = number * LINE_BYTES;
      table.writeUInt32LE(page.length, at);
      table.writeUInt8(isSmaller ? (zstd ? ZSTD : DEFLATE) : PLAIN, at + 4);
      pageHash(page).copy(table, at + 5);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, lane));
  return { table, pages };
}

/** Bytes of the table for a payload of so many bytes. */
export const tableBytes = (length: number): number => Math.ceil(length / PAGE_BYTES) * LINE_BYTES;

/** Reads a table; its pages begin at `start` of the file. */
export function readTable(table: Buffer, start: number): Page[] {
  const pages: Page[] = [];
  let from = start;
  for (let at = 0; at < table.length; at += LINE_BYTES) {
    const end = from + table.readUInt32LE(at);
    const hash = table.subarray(at + 5, at + LINE_BYTES);
    pages.push({ start: from, end, packing: table.readUInt8(at + 4), hash });
    from = end;
  }
  return pages;
}

/** The bytes of a page, or undefined when the stored ones are not those that were written. */
export function unpackPage(stored: Uint8Array, { packing, hash }: Page): Uint8Array | undefined {
  if (!pageHash(stored).equals(hash)) return undefined;
  if (packing === PLAIN) return stored;
  if (packing === DEFLATE) return zlib.inflateRawSync(stored, INTO);
  return packing === ZSTD && typeof zlib.zstdDecompressSync === 'function'
    ? zlib.zstdDecompressSync(stored, INTO)
    : undefined;
}

function pageHash(page: Uint8Array): Buffer {
  return createHash('sha256').update(page).digest().subarray(0, 16);
}

/** Pages that were read last, of all blobs of a store together. */
export class PageCache {
  readonly #numbers = new WeakMap<object, number>();
  readonly #pages = new Map<number, Uint8Array>();
  readonly #most: number;
  #blobs = 0;

  /** Holds up to so many pages. */
  constructor(most: number) {
    this.#most = most;
  }

  /** A page of a blob, read when it is not held. */
  get(blob: object, page: number, read: () => Uint8Array): Uint8Array {
    let number = this.#numbers.get(blob);
    if (number === undefined) {
      number = this.#blobs++;
      this.#numbers.set(blob, number);
    }
    const key = number * MOST_PAGES + page;
    let bytes = this.#pages.get(key);
    if (bytes) this.#pages.delete(key);
    else bytes = read();
    this.#pages.set(key, bytes);
    if (this.#pages.size > this.#most) this.#pages.delete(this.#pages.keys().next().value!);
    return bytes;
  }
}

/** More pages than a blob can have. */
const MOST_PAGES = 2 ** 20;
