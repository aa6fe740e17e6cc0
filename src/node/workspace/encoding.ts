/**
 * Bytes to text and back, without loss: for every file that `decodeBytes` calls text,
 * `encodeText(text, encoding)` gives the same bytes again. Line breaks are never touched.
 */
import { createHash } from 'node:crypto';
import type { Encoding } from '../../engine/types.ts';

/**
 * The engine's encodings, and UTF-16 without a byte order mark. The engine's contract has no word for the latter
 * yet; `utf16le` and `utf16be` always carry the mark, since a file that loses it breaks the tools that wrote it.
 */
export type TextEncoding = Encoding | 'utf16le-bare' | 'utf16be-bare';

export type Decoded =
  | { readonly text: string; readonly encoding: TextEncoding; readonly binary?: false }
  /** `encoding` is set when the bytes look like text in an encoding that is not read, for example UTF-32. */
  | { readonly binary: true; readonly encoding?: string };

/** Bytes looked at to tell text from binary, as git does. */
const SNIFF_BYTES = 8192;
/** A text may hold a few stray control characters; binary formats without a NUL hold many. */
const MAX_CONTROL_SHARE = 0.05;

const BOM_UTF8 = Uint8Array.of(0xef, 0xbb, 0xbf);
const BOM_UTF16LE = Uint8Array.of(0xff, 0xfe);
const BOM_UTF16BE = Uint8Array.of(0xfe, 0xff);
const BOMS: Partial<Record<TextEncoding, Uint8Array>> = {
  'utf8-bom': BOM_UTF8,
  utf16le: BOM_UTF16LE,
  utf16be: BOM_UTF16BE,
};

/**
 * Decides the encoding of a whole file and decodes it. Pure.
 *
 * UTF-8 is tried first and strictly; bytes that are not UTF-8 but look like text are Latin-1, which maps each byte
 * to one character and so cannot lose anything. A NUL or many control characters in the first 8 KB mean binary.
 * Lone surrogates of UTF-16 are kept.
 */
export function decodeBytes(bytes: Uint8Array): Decoded {
  if (
    startsWith(bytes, Uint8Array.of(0xff, 0xfe, 0, 0)) ||
    startsWith(bytes, Uint8Array.of(0, 0, 0xfe, 0xff))
  ) {
    return { binary: true, encoding: 'UTF-32' };
  }
  if (startsWith(bytes, BOM_UTF16LE)) return decodeUtf16(bytes, 'utf16le');
  if (startsWith(bytes, BOM_UTF16BE)) return decodeUtf16(bytes, 'utf16be');
  const head = bytes.subarray(0, SNIFF_BYTES);
  if (head.includes(0)) {
    const bare = guessBareUtf16(head, bytes.length);
    return bare === undefined ? { binary: true } : decodeUtf16(bytes, bare);
  }
  if (controlShare(head) > MAX_CONTROL_SHARE) return { binary: true };
  const marked = startsWith(bytes, BOM_UTF8);
  const utf8 = strictUtf8(marked ? bytes.subarray(BOM_UTF8.length) : bytes);
  if (utf8 !== undefined) return { text: utf8, encoding: marked ? 'utf8-bom' : 'utf8' };
  return { text: asBuffer(bytes).toString('latin1'), encoding: 'latin1' };
}

/**
 * The bytes of a text in an encoding; the byte order mark comes back for the encodings that carry one.
 * @throws RangeError when the encoding has no bytes for a character of the text (a lone surrogate in UTF-8, a
 *   character above U+00FF in Latin-1): writing a substitute would corrupt the file.
 */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  const bom = BOMS[encoding];
  const body = encodeBody(text, encoding);
  return bom === undefined ? body : Buffer.concat([bom, body]);
}

/** The content hash of the workspace: the first 32 hex characters of the SHA-256 of the bytes. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

function encodeBody(text: string, encoding: TextEncoding): Uint8Array {
  switch (encoding) {
    case 'utf8':
    case 'utf8-bom':
      if (!text.isWellFormed()) throw new RangeError('UTF-8 has no bytes for a lone surrogate');
      return Buffer.from(text, 'utf8');
    case 'latin1':
      if (/[^\x00-\xff]/.test(text))
        throw new RangeError('Latin-1 has no bytes for a character above U+00FF');
      return Buffer.from(text, 'latin1');
    case 'utf16le':
    case 'utf16le-bare':
      return Buffer.from(text, 'utf16le');
    case 'utf16be':
    case 'utf16be-bare':
      return Buffer.from(text, 'utf16le').swap16();
  }
}

type Utf16 = Extract<TextEncoding, `utf16${string}`>;

function decodeUtf16(bytes: Uint8Array, encoding: Utf16): Decoded {
  const body = bytes.subarray(BOMS[encoding]?.length ?? 0);
  if (body.length % 2 !== 0) return { binary: true, encoding: 'UTF-16 with half a character at the end' };
  const littleEndian = encoding.startsWith('utf16le') ? asBuffer(body) : Buffer.from(body).swap16();
  const text = littleEndian.toString('utf16le');
  const head = text.slice(0, SNIFF_BYTES / 2);
  return head.includes('\0') || controlShareOfText(head) > MAX_CONTROL_SHARE
    ? { binary: true }
    : { text, encoding };
}

/** UTF-16 without a mark shows as NULs at every other place, since most text is made of characters below U+0100. */
function guessBareUtf16(head: Uint8Array, length: number): Utf16 | undefined {
  if (length % 2 !== 0) return undefined;
  let evenNuls = 0;
  let oddNuls = 0;
  for (let at = 0; at < head.length; at++) {
    if (head[at] !== 0) continue;
    if (at % 2 === 0) evenNuls++;
    else oddNuls++;
  }
  const enough = (head.length / 2) * 0.7;
  if (evenNuls === 0 && oddNuls >= enough) return 'utf16le-bare';
  if (oddNuls === 0 && evenNuls >= enough) return 'utf16be-bare';
  return undefined;
}

/** Tab, line breaks, form feed, backspace and escape are common in texts (man pages, terminal logs). */
function isOddControl(code: number): boolean {
  return code < 32 ? !(code >= 8 && code <= 13) && code !== 27 : code === 127;
}

const ODD_CONTROL = Uint8Array.from({ length: 256 }, (_, code) => (isOddControl(code) ? 1 : 0));

function controlShare(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) count += ODD_CONTROL[bytes[at]!]!;
  return bytes.length === 0 ? 0 : count / bytes.length;
}

function controlShareOfText(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (isOddControl(text.charCodeAt(at))) count++;
  return text.length === 0 ? 0 : count / text.length;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, at) => bytes[at] === byte);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
