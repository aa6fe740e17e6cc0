/** A repair between the paths of the engine and those of the window. */
import type { FixProblem, Located } from '../../protocol/fix.ts';
import { type PathMap, toInner, toOuter } from '../paths.ts';

/** A problem with the engine's paths. */
export function problemToInner(map: PathMap, { places, rejected, ...rest }: FixProblem): FixProblem {
  return {
    ...rest,
    places: places.map((place) => toInner(map, place)),
    rejected: rejected.map((one) => toInner(map, one)),
  };
}

/** What was located, with the window's paths. */
export function locatedToOuter(map: PathMap, { files, related, unknown, ...rest }: Located): Located {
  return {
    ...rest,
    files: files.map((file) => toOuter(map, file)),
    related: related.map((place) => toOuter(map, place)),
    unknown: unknown.map((place) => toOuter(map, place)),
  };
}
