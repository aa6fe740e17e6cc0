import type { Span } from '../../types.ts';
import { keyOf } from './keys.ts';

/** Places that are told of at most. */
const MAX_PLACES = 3;
/** A line that stands more often says little about a place, and is not counted. */
const MAX_REPEATS = 50;

/**
 * Where most of the quoted lines stand in the order they are quoted, the best place first, at most three. Each line votes
 * for where the whole would begin; white space is ignored.
 */
export function nearestPlaces(sought: readonly string[], keys: readonly string[]): Span[] {
  const places = new Map<string, number[]>();
  for (const [at, key] of keys.entries()) {
    const own = places.get(key);
    if (own) own.push(at);
    else places.set(key, [at]);
  }
  const votes = new Map<number, number>();
  for (const [at, line] of sought.entries()) {
    const key = keyOf(line);
    const standing = key.length > 1 ? (places.get(key) ?? []) : [];
    if (standing.length > MAX_REPEATS) continue;
    for (const place of standing) votes.set(place - at, (votes.get(place - at) ?? 0) + 1);
  }
  return [...votes]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, MAX_PLACES)
    .map(([start]) => spanAt(Math.max(0, start), sought.length, keys.length));
}

/** Places by their first lines (0-based), as many as are told of. */
export const spansOf = (starts: readonly number[], length: number, lines: number): Span[] =>
  starts.slice(0, MAX_PLACES).map((start) => spanAt(start, length, lines));

export const spanAt = (start: number, length: number, lines: number): Span => ({
  startLine: start + 1,
  endLine: Math.min(lines, start + length),
});
