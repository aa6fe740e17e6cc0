/** What may pile up in a process that lives long, counted after a collection. */
import { queryObjects } from 'node:v8';

export interface Census {
  readonly marks: number;
  readonly listeners: number;
  readonly timers: number;
  readonly signals: number;
  readonly maps: number;
  readonly sets: number;
}

/** Counts in this process. Each count collects garbage, so that only what is reachable is left. */
export function census(): Census {
  const timers = process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate/.test(kind)).length;
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const count = (kind: abstract new (...args: never[]) => unknown): number =>
    queryObjects(kind as never, { format: 'count' }) as unknown as number;
  return {
    marks: performance.getEntries().length,
    ...{ listeners, timers },
    signals: count(AbortSignal),
    maps: count(Map),
    sets: count(Set),
  };
}
