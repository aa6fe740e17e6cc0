/** Text files of any encoding: what they say, and the bytes of what they shall say. */
import type { Encoding } from '../../engine/types.ts';
import { type Decoded, decodeBytes, encodeText, needsTables } from './encoding.ts';
import type { LegacyHint } from './legacy.ts';

const legacy = (): Promise<typeof import('./legacy.ts')> => import('./legacy.ts');

/** Reads a whole file. What is no Unicode is guessed; the same bytes and hint give the same text. */
export async function readText(bytes: Uint8Array, hint?: LegacyHint): Promise<Decoded> {
  const decoded = decodeBytes(bytes);
  if (decoded.binary) return decoded;
  if (decoded.encoding === 'utf8' && bytes.includes(ESCAPE))
    return (await legacy()).decodeSwitched(bytes) ?? decoded;
  return decoded.encoding === 'latin1' ? (await legacy()).decodeLegacy(bytes, hint) : decoded;
}

const ESCAPE = 0x1b;

/**
 * The bytes of a text in the encoding that it was read with.
 * @throws RangeError when the encoding has no bytes for a character of the text
 */
export async function textBytes(text: string, encoding: Encoding): Promise<Uint8Array> {
  return needsTables(encoding) ? (await legacy()).encodeLegacy(text, encoding) : encodeText(text, encoding);
}

/**
 * A text with a line feed for each carriage return that stands alone: editors break a line there too, so lines are counted
 * alike. Each character keeps its place; only what is read for an index is changed, never what is written.
 */
export const withLineFeeds = (text: string): string => text.replace(/\r(?!\n)/g, '\n');
