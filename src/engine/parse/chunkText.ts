import type { ChunkRange } from '../types.ts';
import type { Lines } from './lines.ts';

/** Lines a chunk aims for, and the most one may have. */
export const TARGET_LINES = 60;
const MIN_CUT = 30;

/**
 * Cuts `startLine..endLine` into ranges of at most `target` lines. Cuts fall before the line that looks most like a
 * beginning: after a blank line, else at the least indentation, the later the better.
 */
export function cutRange(
  lines: Lines,
  startLine: number,
  endLine: number,
  target = TARGET_LINES,
): [number, number][] {
  const pieces: [number, number][] = [];
  let from = startLine;
  while (endLine - from + 1 > target) {
    // Leave a last piece of useful size rather than a few stray lines.
    const latest = Math.min(from + target, Math.max(from + MIN_CUT, endLine - 5));
    let best = latest;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let line = from + Math.max(1, Math.min(MIN_CUT, target - 1)); line <= latest; line++) {
      const cost = cutCost(lines, line) - (line - from) * 0.05;
      if (cost <= bestCost) {
        bestCost = cost;
        best = line;
      }
    }
    pieces.push([from, best - 1]);
    from = best;
  }
  if (from <= endLine) pieces.push([from, endLine]);
  return pieces;
}

/** How badly a cut before `line` would read: its indentation, much less after a blank line. */
function cutCost(lines: Lines, line: number): number {
  const text = lines.text(line);
  const trimmed = text.trimStart();
  if (trimmed === '') return 40;
  const indent = Math.min(text.length - trimmed.length, 24);
  const closing = /^[)\]}]|^end\b|^else\b/.test(trimmed) ? 8 : 0;
  const afterBlank = lines.text(line - 1).trim() === '' ? -12 : 0;
  return indent + closing + afterBlank;
}

/** Chunks any text by blank-line blocks: neighbours are joined up to the target, long ones are cut. */
export function chunkPlainText(lines: Lines): ChunkRange[] {
  if (lines.count === 0) return [];
  return cutRange(lines, 1, lines.count).map(([startLine, endLine]) => ({
    startLine,
    endLine,
    kind: 'block',
    symbolPath: '',
  }));
}
