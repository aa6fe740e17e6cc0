/** The files that a patch names, as they are: their bytes, and their text where they are text. */
import type { BaseFile, Encoding, Files } from '../../engine/engine.ts';
import { readText, textBytes } from '../../node/encoding/text.ts';
import { fullHash } from '../../node/patches/images.ts';

/** A file that was read. */
export interface ReadBase {
  readonly base: BaseFile;
  /** Hash of all its bytes; null where there is no file. */
  readonly hash: string | null;
  readonly encoding?: Encoding;
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
  const decoded = await readText(bytes);
  if (decoded.binary) return { ...known, base: { type: 'unreadable', why: 'binary' } };
  return { ...known, base: { type: 'text', text: decoded.text }, encoding: decoded.encoding };
}

/**
 * The bytes of a new text in the encoding of the old one; undefined where it has none for a character, where the old text
 * lost a byte, or where no encoding fits the old one and the new one adds letters beyond ASCII.
 */
export async function encodeAs(
  text: string,
  { base, encoding = 'utf8' }: ReadBase,
): Promise<Uint8Array | undefined> {
  const before = base.type === 'text' ? base.text : '';
  if (encoding === 'latin1' && hasMore(before, text)) return undefined;
  try {
    return await textBytes(text, encoding);
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
