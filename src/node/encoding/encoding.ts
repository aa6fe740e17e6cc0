/**
 * Bytes to text and back, without loss: for every file that `decodeBytes` calls text, `encodeText` gives the same bytes
 * again. Line breaks are never touched.
 */
import { createHash } from 'node:crypto';
import type { Encoding, LegacyEncoding, UnicodeEncoding } from '../../engine/types.ts';

/** What is decided without knowing any language. */
export type KnownEncoding = UnicodeEncoding | 'utf8-damaged' | 'latin1';

export type Decoded<Of extends Encoding = Encoding> =
  | { readonly text: string; readonly encoding: Of; readonly binary?: false }
  /** `detail` is set when the bytes look like text all the same. */
  | { readonly binary: true; readonly detail?: string };

/** Bytes looked at to tell text from binary, as git does. */
const SNIFF_BYTES = 8192;
/** A text may hold a few stray control characters; binary formats without a NUL hold many. */
const MAX_CONTROL_SHARE = 0.05;

const BOMS: Partial<Record<Encoding, Uint8Array>> = {
  'utf8-bom': Uint8Array.of(0xef, 0xbb, 0xbf),
  utf16le: Uint8Array.of(0xff, 0xfe),
  utf16be: Uint8Array.of(0xfe, 0xff),
  utf32le: Uint8Array.of(0xff, 0xfe, 0, 0),
  utf32be: Uint8Array.of(0, 0, 0xfe, 0xff),
};
const BOM_UTF8 = BOMS['utf8-bom']!;

/**
 * Decides the encoding of a whole file as far as that can be done without knowing any language, and decodes it. Pure.
 *
 * UTF-8 is tried first and strictly; then as UTF-8 with some damaged bytes; other bytes that look like text are
 * Latin-1, which maps each byte to one character and so cannot lose anything. A NUL or many control characters in the
 * first 8 KB mean binary. Lone surrogates of UTF-16 are kept.
 */
export function decodeBytes(bytes: Uint8Array): Decoded<KnownEncoding> {
  for (const wide of ['utf32le', 'utf32be'] as const)
    if (startsWith(bytes, BOMS[wide]!)) return decodeUtf32(bytes, wide);
  for (const wide of ['utf16le', 'utf16be'] as const)
    if (startsWith(bytes, BOMS[wide]!)) return decodeUtf16(bytes, wide);
  const head = bytes.subarray(0, SNIFF_BYTES);
  if (head.includes(0)) {
    const bare = guessBareUtf16(head, bytes.length);
    return bare === undefined ? { binary: true } : decodeUtf16(bytes, bare);
  }
  if (controlShare(head) > MAX_CONTROL_SHARE) return { binary: true };
  const isMarked = startsWith(bytes, BOM_UTF8);
  const utf8 = strictUtf8(isMarked ? bytes.subarray(BOM_UTF8.length) : bytes);
  if (utf8 !== undefined) return { text: utf8, encoding: isMarked ? 'utf8-bom' : 'utf8' };
  const damaged = damagedUtf8(bytes);
  if (damaged !== undefined) return { text: damaged, encoding: 'utf8-damaged' };
  return { text: asBuffer(bytes).toString('latin1'), encoding: 'latin1' };
}

/**
 * The bytes of a text in an encoding; the byte order mark comes back for the encodings that carry one.
 * @throws RangeError when the encoding has no bytes for a character of the text (a lone surrogate in UTF-8, a
 *   character above U+00FF in Latin-1): writing a substitute would corrupt the file.
 */
export function encodeText(text: string, encoding: KnownEncoding): Uint8Array {
  const bom = BOMS[encoding];
  const body = encodeBody(text, encoding);
  return bom === undefined ? body : Buffer.concat([bom, body]);
}

/** Whether an encoding is one of those that need tables. */
export const needsTables = (encoding: Encoding): encoding is Exclude<LegacyEncoding, 'latin1'> =>
  !encoding.startsWith('utf') && encoding !== 'latin1';

/** The content hash of the workspace: the first 32 hex characters of the SHA-256 of the bytes. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

function encodeBody(text: string, encoding: KnownEncoding): Uint8Array {
  switch (encoding) {
    case 'utf8':
    case 'utf8-bom':
      if (!text.isWellFormed()) throw new RangeError('UTF-8 has no bytes for a lone surrogate');
      return Buffer.from(text, 'utf8');
    case 'utf8-damaged':
      return withBrokenBytes(text);
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
    case 'utf32le':
    case 'utf32be':
      return encodeUtf32(text, encoding);
  }
}

// ------------------------------------------------------------------------------------------------- damaged UTF-8

/** A damaged byte 0x80 to 0xFF is this much more in the text (PEP 383). */
const ESCAPE = 0xdc00;
/** Damaged bytes for each whole character beyond ASCII, at most: beyond that it is not UTF-8 at all. */
const MAX_BROKEN_SHARE = 0.34;

/** UTF-8 but for a few bytes, each of which becomes a surrogate of its own; undefined for what is no UTF-8. */
function damagedUtf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  let [from, broken, whole] = [0, 0, 0];
  const upTo = (end: number): void => {
    if (end > from) parts.push(asBuffer(bytes.subarray(from, end)).toString('utf8'));
  };
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at]! < 0x80) {
      at++;
      continue;
    }
    const length = characterLength(bytes, at);
    if (length > 0) {
      whole++;
      at += length;
      continue;
    }
    upTo(at);
    parts.push(String.fromCharCode(ESCAPE + bytes[at]!));
    broken++;
    from = ++at;
  }
  if (broken > whole * MAX_BROKEN_SHARE) return undefined;
  upTo(bytes.length);
  return parts.join('');
}

/** Bytes of the character beyond ASCII that begins here, or 0 where none does (Unicode, table 3-7). */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function withBrokenBytes(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(/[\udc80-\udcff]/gu)) {
    parts.push(encodeBody(text.slice(from, index), 'utf8'), Uint8Array.of(found.charCodeAt(0) - ESCAPE));
    from = index + 1;
  }
  parts.push(encodeBody(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

// ------------------------------------------------------------------------------------------------ UTF-16 and UTF-32

type Utf16 = Extract<UnicodeEncoding, `utf16${string}`>;
type Utf32 = Extract<UnicodeEncoding, `utf32${string}`>;

function decodeUtf16(bytes: Uint8Array, encoding: Utf16): Decoded<KnownEncoding> {
  const body = bytes.subarray(BOMS[encoding]?.length ?? 0);
  if (body.length % 2 !== 0) return { binary: true, detail: 'UTF-16 with half a character at the end' };
  const littleEndian = encoding.startsWith('utf16le') ? asBuffer(body) : Buffer.from(body).swap16();
  return wideText(littleEndian.toString('utf16le'), encoding);
}

/** What is no code point, or half of a pair, cannot be given back from a text. */
function decodeUtf32(bytes: Uint8Array, encoding: Utf32): Decoded<KnownEncoding> {
  if (bytes.length % 4 !== 0) return { binary: true, detail: 'UTF-32 with a part of a character at the end' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 4; at < bytes.length; at += 4) {
    const code = view.getUint32(at, encoding === 'utf32le');
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      return { binary: true, detail: 'UTF-32 with what is no character' };
    parts.push(String.fromCodePoint(code));
  }
  return wideText(parts.join(''), encoding);
}

function encodeUtf32(text: string, encoding: Utf32): Uint8Array {
  if (!text.isWellFormed()) throw new RangeError('UTF-32 has no bytes for a lone surrogate');
  const codes = [...text];
  const view = new DataView(new ArrayBuffer(codes.length * 4));
  for (const [at, character] of codes.entries())
    view.setUint32(at * 4, character.codePointAt(0)!, encoding === 'utf32le');
  return new Uint8Array(view.buffer);
}

function wideText(text: string, encoding: Utf16 | Utf32): Decoded<KnownEncoding> {
  const head = text.slice(0, SNIFF_BYTES / 2);
  return head.includes('\0') || controlShareOfText(head) > MAX_CONTROL_SHARE
    ? { binary: true }
    : { text, encoding };
}

/** Fewer bytes say nothing. */
const MIN_BARE_BYTES = 8;

/** UTF-16 without a mark shows as NULs at every other place, since most text is made of characters below U+0100. */
function guessBareUtf16(head: Uint8Array, length: number): Utf16 | undefined {
  if (length % 2 !== 0 || length < MIN_BARE_BYTES) return undefined;
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

// ---------------------------------------------------------------------------------------------------------- bytes

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

/** The same bytes, not a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
