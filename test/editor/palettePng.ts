/** Makes pictures of the editor small enough to keep in the repository: at most 256 colours, each pixel one byte. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const MOST_COLOURS = 256;
/** The most frequent colours are kept as they are: the areas of a window stay flat. */
const EXACT_COLOURS = 128;

/** Width and height as the file says them. @throws Error when it is no PNG */
export function pngSize(file: Buffer): { width: number; height: number } {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new Error('This is not a PNG');
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

/** The same picture with a palette. Takes what a browser writes: 8 bits for each channel, not interlaced. */
export function withPalette(file: Buffer): Buffer {
  const { width, height } = pngSize(file);
  const pixels = readPixels(file, width, height);
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = choosePalette(counts);
  const index = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(pixels[y * width + x]!)!;
  const header = Buffer.from(file.subarray(16, 29));
  header[8] = 8;
  header[9] = 3;
  const colours = Buffer.from(palette.flatMap((colour) => channels(colour)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const channels = (colour: number): number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Each pixel as 0xRRGGBB, row by row. */
function readPixels(file: Buffer, width: number, height: number): Uint32Array {
  const [depth, kind, , , interlaced] = file.subarray(24, 29);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0)
    throw new Error('Only PNGs with 8 bits for each channel are read');
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const step = kind === 2 ? 3 : 4;
  const stride = width * step;
  const raw = inflateSync(Buffer.concat(data));
  const pixels = new Uint32Array(width * height);
  let before = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    const row = unfilter(raw[start]!, raw.subarray(start + 1, start + 1 + stride), before, step);
    for (let x = 0; x < width; x++)
      pixels[y * width + x] = (row[x * step]! << 16) | (row[x * step + 1]! << 8) | row[x * step + 2]!;
    before = row;
  }
  return pixels;
}

/** Undoes what a row was predicted from: nothing, left, above, their mean, or Paeth's choice. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const a = i < step ? 0 : plain[i - step]!;
    const b = above[i]!;
    const c = i < step ? 0 : above[i - step]!;
    const guess = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter];
    if (guess === undefined) throw new Error(`Row filter ${filter} does not exist`);
    plain[i] = row[i]! + guess;
  }
  return plain;
}

function paeth(a: number, b: number, c: number): number {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

/** The most frequent colours, and for the rest the means of boxes of nearly equal numbers of pixels (median cut). */
function choosePalette(counts: ReadonlyMap<number, number>): number[] {
  const byCount = [...counts].sort(([, a], [, b]) => b - a);
  if (byCount.length <= MOST_COLOURS) return byCount.map(([colour]) => colour);
  const boxes = [byCount.slice(EXACT_COLOURS)];
  while (boxes.length < MOST_COLOURS - EXACT_COLOURS) {
    const widest = boxes
      .map((box) => spread(box))
      .reduce((best, one, i, all) => (one.width > all[best]!.width ? i : best), 0);
    const [box] = boxes.splice(widest, 1);
    boxes.push(...halves(box!, spread(box!).channel));
  }
  return [...byCount.slice(0, EXACT_COLOURS).map(([colour]) => colour), ...boxes.map(mean)];
}

type Box = [colour: number, count: number][];

function spread(box: Box): { width: number; channel: number } {
  const widths = [16, 8, 0].map((shift) => {
    let [low, high] = [255, 0];
    for (const [colour] of box) {
      const value = (colour >> shift) & 255;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return high - low;
  });
  const width = Math.max(...widths);
  return { width: box.length < 2 ? -1 : width, channel: [16, 8, 0][widths.indexOf(width)]! };
}

function halves(box: Box, shift: number): [Box, Box] {
  const sorted = [...box].sort(([a], [b]) => ((a >> shift) & 255) - ((b >> shift) & 255));
  const half = sorted.reduce((sum, [, count]) => sum + count, 0) / 2;
  let [at, sum] = [0, 0];
  while (at < sorted.length - 1 && sum < half) sum += sorted[at++]![1];
  at = Math.max(1, at);
  return [sorted.slice(0, at), sorted.slice(at)];
}

function mean(box: Box): number {
  const total = box.reduce((sum, [, count]) => sum + count, 0);
  const of = (shift: number): number =>
    Math.round(box.reduce((sum, [colour, count]) => sum + ((colour >> shift) & 255) * count, 0) / total);
  return (of(16) << 16) | (of(8) << 8) | of(0);
}

function nearest(colour: number, palette: readonly number[]): number {
  const [r, g, b] = channels(colour) as [number, number, number];
  let [best, distance] = [0, Number.POSITIVE_INFINITY];
  for (const [i, candidate] of palette.entries()) {
    const [x, y, z] = [candidate >> 16, (candidate >> 8) & 255, candidate & 255];
    // Green counts most for the eye, blue least.
    const d = 3 * (r - x) ** 2 + 6 * (g - y) ** 2 + (b - z) ** 2;
    if (d < distance) [best, distance] = [i, d];
  }
  return best;
}
