/** The files that a patch names, as they are: their bytes, and their text where they are text. */
import type { BaseFile, Files } from '../../engine/engine.ts';
import { fullHash } from '../../node/patches/images.ts';
import { decodeBytes, encodeText, type TextEncoding } from '../../node/workspace/encoding.ts';

/** A file that was read. */
export interface ReadBase {
  readonly base: BaseFile;
  /** Hash of all its bytes; null where there is no file. */
  readonly hash: string | null;
  readonly encoding?: TextEncoding;
  readonly mode?: number;
  readonly bytes?: Uint8Array;
}

/** Reads a file. What cannot be read is said in the base. */
export async function readBase(files: Files, path: string, signal: AbortSignal): Promise<ReadBase> {
  const read = await files.read(path, { signal });
  if (read.type === 'fault') {
    if (read.fault.kind === 'missing') return { base: { type: 'missing' }, hash: null };
    return { base: { type: 'unreadable', why: read.fault.kind }, hash: null };
  }
  const { bytes, identity } = read;
  const known = { bytes, hash: fullHash(bytes), mode: identity.mode };
  const decoded = decodeBytes(bytes);
  if (decoded.binary) return { ...known, base: { type: 'unreadable', why: 'binary' } };
  return { ...known, base: { type: 'text', text: decoded.text }, encoding: decoded.encoding };
}

/** What shows that bytes which are no UTF-8 may be no Latin-1 either. */
const UNSURE = /[\x80-\x9f]|[\xc2-\xf4][\x80-\xbf]/;

/**
 * The bytes of a new text in the encoding of the old one; undefined where it has none for a character, or where it is
 * not sure and the new text adds letters beyond ASCII.
 */
export function encodeAs(text: string, { base, encoding = 'utf8' }: ReadBase): Uint8Array | undefined {
  const before = base.type === 'text' ? base.text : '';
  if (encoding === 'latin1' && UNSURE.test(before) && hasMore(before, text)) return undefined;
  try {
    return encodeText(text, encoding);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether a text has more of some character beyond ASCII than another one. */
function hasMore(before: string, after: string): boolean {
  const counts = new Map<string, number>();
  for (const [char] of before.matchAll(/[^\x00-\x7f]/g)) counts.set(char, (counts.get(char) ?? 0) + 1);
  for (const [char] of after.matchAll(/[^\x00-\x7f]/g)) {
    const left = (counts.get(char) ?? 0) - 1;
    if (left < 0) return true;
    counts.set(char, left);
  }
  return false;
}
