/** The parts of a segment, end to end, behind a head that says where each lies. */

/** In the order in which they are stored. */
const NAMES = ['rows', 'records', 'terms', 'lengths', 'words', 'names', 'folded'] as const;
export type PartName = (typeof NAMES)[number];

const MARK = 0x534c5347;
const HEAD_BYTES = 4 * (1 + NAMES.length);

/** Head: a mark and the length of each part, in 32 bits, low byte first. */
export function joinParts(parts: Readonly<Record<PartName, Uint8Array>>): Uint8Array {
  const all = new Uint8Array(NAMES.reduce((sum, name) => sum + parts[name].length, HEAD_BYTES));
  const head = new DataView(all.buffer);
  head.setUint32(0, MARK, true);
  let at = HEAD_BYTES;
  for (const [i, name] of NAMES.entries()) {
    head.setUint32(4 * (i + 1), parts[name].length, true);
    all.set(parts[name], at);
    at += parts[name].length;
  }
  return all;
}

export type PartBounds = Readonly<Record<PartName, readonly [start: number, end: number]>>;

/** Where each part lies in bytes that can be read in pieces. Throws a RangeError on other bytes. */
export function partBounds(from: {
  readonly length: number;
  read(start: number, end: number): Uint8Array;
}): PartBounds {
  if (from.length < HEAD_BYTES) throw new RangeError('a segment is cut short');
  const head = from.read(0, HEAD_BYTES);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint32(0, true) !== MARK) throw new RangeError('this is no segment');
  let at = HEAD_BYTES;
  const bounds = NAMES.map((name, i) => {
    const start = at;
    at += view.getUint32(4 * (i + 1), true);
    return [name, [start, at]] as const;
  });
  if (at !== from.length) throw new RangeError('a segment is of another length');
  return Object.fromEntries(bounds) as unknown as PartBounds;
}
