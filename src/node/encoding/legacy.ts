/**
 * Encodings from before Unicode: guessed by the statistics of languages (jschardet, after Mozilla's detector) and read
 * by tables (iconv-lite). Both are large, and loaded when the first such file is met.
 */
import iconv from 'iconv-lite';
import { detectAll } from 'jschardet';
import type { LegacyEncoding } from '../../engine/types.ts';
import { asBuffer } from './encoding.ts';

type Guessable = Exclude<LegacyEncoding, 'latin1'>;

/** The encodings that are read, by the table of each. */
const TABLES: Readonly<Record<Exclude<Guessable, 'iso-2022-jp'>, string>> = {
  'iso-8859-2': 'iso-8859-2',
  'iso-8859-5': 'iso-8859-5',
  'iso-8859-7': 'iso-8859-7',
  'iso-8859-9': 'iso-8859-9',
  'iso-8859-15': 'iso-8859-15',
  'windows-874': 'windows-874',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  'windows-1257': 'windows-1257',
  'windows-1258': 'windows-1258',
  'koi8-r': 'koi8-r',
  'koi8-u': 'koi8-u',
  ibm866: 'cp866',
  shift_jis: 'cp932',
  'euc-jp': 'euc-jp',
  gb18030: 'gb18030',
  big5: 'big5hkscs',
  'euc-kr': 'cp949',
};

/** Other names of the same, without marks between their letters: those of the detector and of editors. */
const NAMES: Readonly<Record<string, Guessable>> = {
  ...Object.fromEntries([...(Object.keys(TABLES) as Guessable[])].map((name) => [plain(name), name])),
  iso2022jp: 'iso-2022-jp',
  iso88591: 'windows-1252',
  latin1: 'windows-1252',
  cp932: 'shift_jis',
  windows31j: 'shift_jis',
  eucjis2004: 'euc-jp',
  shiftjis2004: 'shift_jis',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  cp950: 'big5',
  big5hkscs: 'big5',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  cp866: 'ibm866',
  tis620: 'windows-874',
  iso885911: 'windows-874',
  koi8ru: 'koi8-u',
};

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Bytes of the lines beyond ASCII that are looked at: the time of the detector grows with them. */
const SAMPLE_BYTES = 3_000;
/** Bytes of a text that may be damaged, for each byte beyond ASCII. */
const MAX_LOST_SHARE = 0.02;

export interface LegacyText {
  readonly text: string;
  readonly encoding: LegacyEncoding;
}

export interface LegacyHint {
  /** The encoding that an editor would read the file with, by its name there (`shiftjis`). */
  readonly encoding?: string;
  /** Whether what is seen in the file counts before it. */
  readonly isGuessedFirst?: boolean;
}

/**
 * Reads bytes that are no Unicode. The likeliest encoding that gives all of them back is taken, unless another one is
 * far likelier and loses a few (they stand as U+FFFD in the text); else Latin-1, which loses none and may be wrong.
 */
export function decodeLegacy(bytes: Uint8Array, hint: LegacyHint = {}): LegacyText {
  const beyond = bytes.reduce((count, byte) => count + (byte >> 7), 0);
  const wished = NAMES[plain(hint.encoding ?? '')];
  const order = new Map(guess(bytes));
  if (wished && !(hint.isGuessedFirst && order.has(wished))) order.set(wished, hint.isGuessedFirst ? 0 : 2);
  let most: Read | undefined;
  for (const [encoding, likely] of [...order].sort((a, b) => b[1] - a[1])) {
    const text = decodeTable(bytes, encoding);
    if (CONTROLS.test(text)) continue;
    if (isWhole(bytes, text, encoding))
      return most && most.likely > FAR_LIKELIER * likely ? textOf(most) : { text, encoding };
    const lost = lostIn(text);
    if (!most && lost > 0 && lost <= beyond * MAX_LOST_SHARE) most = { text, encoding, likely };
  }
  return most ? textOf(most) : { text: asBuffer(bytes).toString('latin1'), encoding: 'latin1' };
}

interface Read extends LegacyText {
  readonly likely: number;
}

const textOf = ({ text, encoding }: Read): LegacyText => ({ text, encoding });

/** Control characters beyond ASCII, which no text holds: the sign of a table that is the wrong one. */
const CONTROLS = /[\x80-\x84\x86-\x9f]/;
const FAR_LIKELIER = 2;
/** Below this the detector knows no more than a part of it. */
const UNSURE = 0.2;

/** How likely each encoding is, 0 to 1. A broken byte rules out what is right: then parts without it are looked at. */
function guess(bytes: Uint8Array): Map<Guessable, number> {
  const lines = sampleOf(bytes);
  const likely = new Map<Guessable, number>();
  const look = (sample: readonly Uint8Array[]): void => {
    for (const { encoding, confidence } of detectAll(Buffer.concat(sample))) {
      const name = NAMES[plain(encoding ?? '')];
      if (name) likely.set(name, Math.max(confidence, likely.get(name) ?? 0));
    }
  };
  if (isSparse(lines)) return new Map([['windows-1252', 1]]);
  look(lines);
  if (lines.length > 1 && Math.max(0, ...likely.values()) < UNSURE)
    for (const part of [0, 1]) look(lines.filter((_, at) => at % 2 === part));
  return likely;
}

/** The text of bytes that switch between character sets, or undefined where they do not. */
export function decodeSwitched(bytes: Uint8Array): LegacyText | undefined {
  if (!/\x1b\$[@B]/.test(asBuffer(bytes).toString('latin1'))) return undefined;
  const text = decodeTable(bytes, 'iso-2022-jp');
  return isWhole(bytes, text, 'iso-2022-jp') ? { text, encoding: 'iso-2022-jp' } : undefined;
}

/**
 * The bytes of a text in an encoding.
 * @throws RangeError when the encoding has no bytes for a character of the text, or the text has lost a byte
 */
export function encodeLegacy(text: string, encoding: Guessable): Uint8Array {
  if (text.includes('\ufffd'))
    throw new RangeError(`${encoding}: the text does not hold all bytes of its file`);
  const bytes = encodeTable(text, encoding);
  if (encoding !== 'iso-2022-jp' && decodeTable(bytes, encoding) !== text)
    throw new RangeError(`${encoding} has no bytes for a character of the text`);
  return bytes;
}

/** The bytes of a text. A table has a substitute for what it lacks; @throws RangeError where there is no table */
function encodeTable(text: string, encoding: Guessable): Uint8Array {
  return encoding === 'iso-2022-jp' ? encodeSwitched(text) : iconv.encode(text, TABLES[encoding]);
}

function decodeTable(bytes: Uint8Array, encoding: Guessable): string {
  if (encoding === 'iso-2022-jp') return new TextDecoder('iso-2022-jp').decode(bytes);
  return iconv.decode(asBuffer(bytes), TABLES[encoding], { stripBOM: false });
}

function isWhole(bytes: Uint8Array, text: string, encoding: Guessable): boolean {
  if (text.includes('\ufffd')) return false;
  try {
    return asBuffer(encodeTable(text, encoding)).equals(bytes);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const lostIn = (text: string): number => text.split('\ufffd').length - 1;

/**
 * Whether there are at most two bytes beyond ASCII, apart from each other (`café`, `25 °C`): no language can be told by
 * them, and such are mostly Western.
 */
function isSparse(lines: readonly Uint8Array[]): boolean {
  let count = 0;
  for (const line of lines)
    for (const [at, byte] of line.entries()) {
      if (byte < 128) continue;
      if (++count > 2 || (line[at + 1] ?? 0) > 127) return false;
    }
  return true;
}

/** The first lines that hold bytes beyond ASCII. */
function sampleOf(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let from = 0; from < bytes.length && size < SAMPLE_BYTES; ) {
    const end = bytes.indexOf(10, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end + 1);
    if (line.some((byte) => byte > 127)) {
      const part = line.subarray(0, SAMPLE_BYTES - size);
      parts.push(part);
      size += part.length;
    }
    from += line.length;
  }
  return parts;
}

const TO_ASCII = Uint8Array.of(0x1b, 0x28, 0x42);
const TO_JIS = Uint8Array.of(0x1b, 0x24, 0x42);

/** ISO-2022-JP (RFC 1468) by way of EUC-JP, which has the same characters with their high bits set. */
function encodeSwitched(text: string): Uint8Array {
  const euc = encodeLegacy(text, 'euc-jp');
  const parts: Uint8Array[] = [];
  let isJis = false;
  for (let at = 0; at < euc.length; ) {
    const isWide = euc[at]! > 0x7f;
    if (isWide && (euc[at]! < 0xa1 || (euc[at + 1] ?? 0) < 0xa1))
      throw new RangeError('iso-2022-jp has no bytes for a character of the text');
    if (isWide !== isJis) parts.push(isWide ? TO_JIS : TO_ASCII);
    isJis = isWide;
    const width = isWide ? 2 : 1;
    parts.push(euc.subarray(at, at + width).map((byte) => byte & 0x7f));
    at += width;
  }
  if (isJis) parts.push(TO_ASCII);
  return Buffer.concat(parts);
}
