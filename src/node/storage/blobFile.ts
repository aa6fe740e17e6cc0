/**
 * The file of one blob.
 *
 * Layout: 8 bytes of magic, format version and header length (32-bit, big endian), the header as JSON, the SHA-256 of
 * all that, then the table of the pages and the pages (`pages.ts`). These first fields keep their place in every later format, so that an old Sightline
 * can tell a newer file from a damaged one. A blob is given out only when everything in it agrees: a damaged index
 * must show as missing, never as a wrong answer.
 */
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type * as nodeFs from 'node:fs/promises';
import { DamagedError, type StoredBlob } from '../../engine/ports.ts';
import { OddFileError, type OwnFileFs, openOwnFile, readSpan } from './ownFile.ts';
import {
  PAGE_BYTES,
  type Page,
  type PageCache,
  packPages,
  readTable,
  tableBytes,
  unpackPage,
} from './pages.ts';

const MAGIC = Buffer.from('SIGHTLN\0', 'latin1');
const FORMAT = 2;
const PREFIX_BYTES = MAGIC.length + 8;
const DIGEST_BYTES = 32;
const MAX_HEADER_BYTES = 65_536;
export const HEAD_BYTES = PREFIX_BYTES + MAX_HEADER_BYTES + DIGEST_BYTES;
/** Bytes of the largest file that can be a blob; an index of a million files stays far below. */
const MAX_BLOB_BYTES = 1_000_000_000;

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The parts of a blob's file, to be written one after the other. */
export async function sealBlob(payload: Uint8Array, { key, owner }: Label): Promise<Uint8Array[]> {
  const { table, pages } = await packPages(payload);
  const facts = { key, owner, length: payload.length, table: sha256(table).toString('hex') };
  const header = Buffer.from(JSON.stringify(facts), 'utf8');
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32BE(FORMAT, MAGIC.length);
  prefix.writeUInt32BE(header.length, MAGIC.length + 4);
  return [prefix, header, sha256(prefix, header), table, ...pages];
}

/** Whose blob it must be. */
export interface Label {
  readonly key: string;
  readonly owner: string;
}

/** Why a file gives no blob. Without `ino` it was not opened: it is no file of ours. */
export interface BadBlob {
  readonly problem: string;
  readonly ino?: number;
}

/** What the first bytes of a blob's file say of the rest. */
export interface Head {
  readonly tableAt: number;
  readonly length: number;
  readonly table: string;
}

/** Checks the first bytes of a blob's file, as many as `HEAD_BYTES` if it has them. */
export function openHead(file: Buffer, { key, owner }: Label): Head | BadBlob {
  const prefix = file.subarray(0, PREFIX_BYTES);
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC))
    return { problem: 'foreign' };
  const headerEnd = PREFIX_BYTES + Math.min(prefix.readUInt32BE(MAGIC.length + 4), MAX_HEADER_BYTES);
  const header = file.subarray(PREFIX_BYTES, headerEnd);
  const tableAt = headerEnd + DIGEST_BYTES;
  if (!file.subarray(headerEnd, tableAt).equals(sha256(prefix, header))) return { problem: 'damaged' };
  const format = prefix.readUInt32BE(MAGIC.length);
  if (format !== FORMAT) return { problem: format > FORMAT ? 'newer' : 'of an older format' };
  const facts = parseHeader(header);
  if (facts?.key !== key || facts.owner !== owner) return { problem: 'foreign' };
  return { tableAt, length: Number(facts.length), table: String(facts.table) };
}

function parseHeader(header: Buffer): Record<string, unknown> | undefined {
  try {
    const facts: unknown = JSON.parse(header.toString('utf8'));
    return typeof facts === 'object' && facts !== null ? { ...facts } : undefined;
  } catch {
    return undefined;
  }
}

export function asBadBlob(error: unknown): BadBlob {
  if (error instanceof OddFileError) return { problem: `no file of ours (${error.odd})` };
  throw error;
}

/** An open file of a blob. Its head and its table are right; its pages are checked as they are read. */
export class OpenBlob implements StoredBlob {
  readonly length: number;
  readonly handle: nodeFs.FileHandle;
  readonly ino: number;
  readonly #key: string;
  readonly #pages: readonly Page[];
  readonly #cache: PageCache;

  constructor(
    key: string,
    { length, handle, ino }: { length: number; handle: nodeFs.FileHandle; ino: number },
    { pages, cache }: { pages: readonly Page[]; cache: PageCache },
  ) {
    this.#key = key;
    this.length = length;
    this.handle = handle;
    this.ino = ino;
    this.#pages = pages;
    this.#cache = cache;
  }

  read(start: number, end: number): Uint8Array {
    const first = Math.floor(start / PAGE_BYTES);
    const last = Math.floor((end - 1) / PAGE_BYTES);
    if (end <= start) return new Uint8Array();
    if (first === last)
      return this.#page(first).subarray(start - first * PAGE_BYTES, end - first * PAGE_BYTES);
    const bytes = new Uint8Array(end - start);
    for (let number = first; number <= last; number++) {
      const from = number * PAGE_BYTES;
      const page = this.#page(number);
      bytes.set(page.subarray(Math.max(0, start - from), end - from), Math.max(0, from - start));
    }
    return bytes;
  }

  #page(number: number): Uint8Array {
    return this.#cache.get(this, number, () => {
      const page = this.#pages[number];
      if (!page) throw new DamagedError(this.#key, 'it ends too soon');
      const stored = readWhole(this.handle.fd, page, this.#key);
      const length = Math.min(PAGE_BYTES, this.length - number * PAGE_BYTES);
      const bytes = unpackPage(stored, page);
      if (bytes?.length !== length) throw new DamagedError(this.#key, `page ${number} is damaged`);
      return bytes;
    });
  }
}

function readWhole(fd: number, { start, end }: Page, key: string): Uint8Array {
  const stored = new Uint8Array(end - start);
  let filled = 0;
  try {
    while (filled < stored.length) {
      const count = readSync(fd, stored, filled, stored.length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
  } catch (error) {
    throw new DamagedError(key, String(error));
  }
  return stored.subarray(0, filled);
}

/** Opens a blob's file and checks its head, its table and its length. The caller closes the handle. */
export async function openBlob(
  fs: OwnFileFs,
  file: string,
  label: Label,
  cache: PageCache,
): Promise<OpenBlob | BadBlob> {
  const opened = await openOwnFile(fs, file, { maxBytes: MAX_BLOB_BYTES }).catch(asBadBlob);
  if ('problem' in opened) return opened;
  const { handle, stats } = opened;
  const { ino, size } = stats;
  let blob: OpenBlob | undefined;
  try {
    const head = openHead(await readSpan(handle, 0, Math.min(size, HEAD_BYTES)), label);
    if ('problem' in head) return { ...head, ino };
    const pagesAt = head.tableAt + tableBytes(head.length);
    if (pagesAt > size) return { problem: 'cut short', ino };
    const table = await readSpan(handle, head.tableAt, pagesAt - head.tableAt);
    if (sha256(table).toString('hex') !== head.table) return { problem: 'damaged', ino };
    const pages = readTable(table, pagesAt);
    if ((pages.at(-1)?.end ?? pagesAt) !== size) return { problem: 'cut short or too long', ino };
    blob = new OpenBlob(label.key, { length: head.length, handle, ino }, { pages, cache });
    return blob;
  } finally {
    if (!blob) await handle.close();
  }
}
