import type { SegmentState } from '../answer/turn.ts';

/** How many parts of a text are in each state. */
export function countSegments(segments: readonly SegmentState[]): Readonly<Record<SegmentState, number>> {
  const counts = { waiting: 0, reading: 0, read: 0, lost: 0 };
  for (const state of segments) counts[state]++;
  return counts;
}
