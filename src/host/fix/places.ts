/** A repair between the paths of the engine and those of the window. */
import type { Fix, FixEvent, FixProblem, Located } from '../../protocol/fix.ts';
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

/** An event of a repair with the window's paths. */
export function fixEventToOuter(map: PathMap, event: FixEvent): FixEvent {
  switch (event.type) {
    case 'located':
      return { ...event, located: locatedToOuter(map, event.located) };
    case 'planned':
      return { ...event, plan: planToOuter(map, event.plan) };
    case 'done':
      return { ...event, fix: fixToOuter(map, event.fix) };
    case 'failed':
    case 'aborted':
      return event.fix ? { ...event, fix: fixToOuter(map, event.fix) } : event;
    default:
      return event;
  }
}

type Plan = NonNullable<Fix['plan']>;

function planToOuter(map: PathMap, { steps, ...rest }: Plan): Plan {
  return {
    ...rest,
    steps: steps.map(({ files, symbols, ...step }) => ({
      ...step,
      files: files.map((file) => toOuter(map, file)),
      symbols: symbols.map((symbol) => ({
        ...symbol,
        definitions: symbol.definitions.map((at) => toOuter(map, at)),
      })),
    })),
  };
}

function fixToOuter(map: PathMap, { located, plan, ...fix }: Fix): Fix {
  return {
    ...fix,
    located: locatedToOuter(map, located),
    ...(plan ? { plan: planToOuter(map, plan) } : {}),
    files: fix.files.map(({ to, ...file }) => ({
      ...toOuter(map, file),
      ...(to === undefined ? {} : { to: map.outer(to).path }),
    })),
    changed: fix.changed.map((symbol) => toOuter(map, symbol)),
    related: fix.related.map((place) => toOuter(map, place)),
    attempts: fix.attempts.map((attempt) => ({
      ...attempt,
      edits: attempt.edits.map((edit) => toOuter(map, edit)),
    })),
    notRead: fix.notRead.map((one) => toOuter(map, one)),
  };
}
