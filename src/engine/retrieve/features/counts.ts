import type { FileEntry } from '../../index/fileEntry.ts';
import { entryCount, entryTerm, FIELDS } from '../../index/textIndex.ts';
import type { Asked } from './asked.ts';

/** How the terms of a question stand in one file, and in each of its chunks. */
export interface Counts {
  /** Uses of each term, by field. */
  readonly byField: readonly Float64Array[];
  /** Share of the question's worth that each chunk holds. */
  readonly covered: Float64Array;
  /** The same by field. */
  readonly coveredIn: readonly Float64Array[];
  /** Worth of the terms of each chunk, growing with their uses and levelling off, by field. */
  readonly weighed: readonly Float64Array[];
  /** Terms of the question in each chunk. */
  readonly matched: Uint16Array;
  /** Whether each chunk holds the term that tells most, and the share of the three that do. */
  readonly best: Uint8Array;
  readonly bestThree: Float64Array;
}

const BODY = FIELDS.indexOf('body');
/** BM25 within a chunk: how soon further uses stop to count, and how much a long body counts against them. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.5;

/** Counts the terms of a question in a file. Costs one pass over the terms of the file. */
export function countTerms(asked: Asked, { segment, parsed }: FileEntry, averageBody: number): Counts {
  const chunks = parsed.chunks.length;
  const perChunk = (): Float64Array => new Float64Array(chunks);
  const counts = {
    byField: FIELDS.map(() => new Float64Array(asked.values.length)),
    covered: perChunk(),
    coveredIn: FIELDS.map(perChunk),
    weighed: FIELDS.map(perChunk),
    matched: new Uint16Array(chunks),
    best: new Uint8Array(chunks),
    bestThree: perChunk(),
  };
  const { bounds, entries } = segment;
  const seenIn = new Int32Array(asked.values.length).fill(-1);
  for (let slot = 0; slot + 1 < bounds.length; slot++) {
    const field = slot % FIELDS.length;
    const chunk = (slot - field) / FIELDS.length;
    const from = bounds[slot]!;
    const to = bounds[slot + 1]!;
    const length = field === BODY ? 1 - LENGTH_SHARE + (LENGTH_SHARE * (to - from)) / averageBody : 1;
    for (let i = from; i < to; i++) {
      const number = asked.numbers.get(entryTerm(entries[i]!));
      if (number === undefined) continue;
      const uses = entryCount(entries[i]!);
      const value = asked.values[number]!;
      counts.byField[field]![number]! += uses;
      counts.coveredIn[field]![chunk]! += value;
      counts.weighed[field]![chunk]! += (value * uses * (SATURATION + 1)) / (uses + SATURATION * length);
      if (seenIn[number] === chunk) continue;
      seenIn[number] = chunk;
      counts.covered[chunk]! += value;
      counts.matched[chunk]!++;
      if (asked.places[number] === 0) counts.best[chunk] = 1;
      if (asked.places[number]! < 3) counts.bestThree[chunk]! += 1 / 3;
    }
  }
  return counts;
}
