/** Numbers and texts as bytes: LEB128 for whole numbers, UTF-8 for text. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes that grow as they are written. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A whole number from 0 to 2^53 - 1, in groups of 7 bits, the lowest first. */
  uint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Any number, in 8 bytes. */
  double(value: number): void {
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A text in UTF-8, without its length. Half a surrogate pair becomes U+FFFD, which is as long. */
  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** The end of a text in UTF-8, with its length before it. Plain text is written without the encoder, which is slow to start. */
  counted(text: string, from: number): void {
    const length = text.length - from;
    this.#reserve(8 + length);
    const begin = this.#length;
    if (length < 128) {
      this.#bytes[this.#length++] = length;
      for (let at = from; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        if (unit >= 128) break;
        this.#bytes[this.#length++] = unit;
      }
      if (this.#length === begin + 1 + length) return;
      this.#length = begin;
    }
    const bytes = encoder.encode(text.slice(from));
    this.uint(bytes.length);
    this.raw(bytes);
  }

  /** What was written, as a copy. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** What was written, until the next call: no copy. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins anew, in the same memory. */
  clear(): void {
    this.#length = 0;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Reads what a `ByteWriter` wrote. Throws a RangeError where the bytes end too soon. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  moveTo(at: number): void {
    this.#at = at;
  }

  uint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++];
    if (byte === undefined) throw new RangeError('the bytes end too soon');
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    do {
      byte = bytes[this.#at++];
      if (byte === undefined) throw new RangeError('the bytes end too soon');
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    return value;
  }

  double(): number {
    const { buffer, byteOffset } = this.#bytes;
    const value = new DataView(buffer, byteOffset, this.#bytes.length).getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  raw(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError('the bytes end too soon');
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  /** The text in so many bytes. Names are short and plain: those are read without the decoder, which is slow to start. */
  text(length: number): string {
    if (length > 24) return decoder.decode(this.raw(length));
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the bytes end too soon');
    for (let at = this.#at; at < end; at++)
      if (this.#bytes[at]! >= 128) return decoder.decode(this.raw(length));
    const text = plainText(this.#bytes, this.#at, end);
    this.#at = end;
    return text;
  }
}

/** Bytes of ASCII as text, four at a time: each call of the runtime costs more than a byte. */
function plainText(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  let at = from;
  for (; at + 4 <= end; at += 4)
    text += String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
  for (; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/**
 * One record: numbers, and texts that stand in it once each. Reading decodes all its texts in one go. Layout: count of
 * texts, their lengths in UTF-16 units, bytes of the texts, the texts, then the numbers.
 */
export class RecordWriter {
  readonly #numbers = new ByteWriter();
  readonly #bytes = new ByteWriter();
  readonly #texts = new Map<string, number>();

  uint(value: number): void {
    this.#numbers.uint(value);
  }

  double(value: number): void {
    this.#numbers.double(value);
  }

  raw(bytes: Uint8Array): void {
    this.#numbers.raw(bytes);
  }

  text(text: string): void {
    let number = this.#texts.get(text);
    if (number === undefined) {
      number = this.#texts.size;
      this.#texts.set(text, number);
    }
    this.#numbers.uint(number);
  }

  list<T>(items: readonly T[], write: (item: T, i: number) => void): void {
    this.#numbers.uint(items.length);
    for (const [i, item] of items.entries()) write(item, i);
  }

  bytes(): Uint8Array {
    const into = new ByteWriter();
    this.moveTo(into);
    return into.bytes();
  }

  /** Writes the record behind what is there, and begins another one in the same memory. */
  moveTo(into: ByteWriter): void {
    into.uint(this.#texts.size);
    for (const text of this.#texts.keys()) into.uint(text.length);
    this.#bytes.clear();
    this.#bytes.text([...this.#texts.keys()].join(''));
    into.uint(this.#bytes.length);
    into.raw(this.#bytes.view());
    into.raw(this.#numbers.view());
    this.#numbers.clear();
    this.#texts.clear();
  }
}

/** Reads a record in the order in which it was written. */
export class RecordReader {
  readonly #texts: string[] = [];
  readonly #numbers: ByteReader;

  constructor(bytes: Uint8Array) {
    this.#numbers = new ByteReader(bytes);
    const lengths = Array.from({ length: this.#numbers.uint() }, () => this.#numbers.uint());
    const all = decoder.decode(this.#numbers.raw(this.#numbers.uint()));
    let at = 0;
    for (const length of lengths) {
      this.#texts.push(all.slice(at, at + length));
      at += length;
    }
  }

  uint(): number {
    return this.#numbers.uint();
  }

  double(): number {
    return this.#numbers.double();
  }

  raw(length: number): Uint8Array {
    return this.#numbers.raw(length);
  }

  text(): string {
    const text = this.#texts[this.#numbers.uint()];
    if (text === undefined) throw new RangeError('a text is missing');
    return text;
  }

  list<T>(read: (i: number) => T): T[] {
    const items: T[] = [];
    const count = this.#numbers.uint();
    for (let i = 0; i < count; i++) items.push(read(i));
    return items;
  }
}
