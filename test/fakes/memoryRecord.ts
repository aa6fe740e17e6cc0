/** The record of a run in memory, as a process leaves it that is killed after so many lines. */
import type { RunLine, RunRecord } from '../../src/engine/ports.ts';

export interface MemoryRecord extends RunRecord {
  /** What a process that comes after would find. */
  readonly kept: readonly RunLine[];
  /** Settles when the process is killed: nothing of it goes on after that. */
  readonly killed: Promise<'killed'>;
}

/** A record that begins with `before`; its process is killed before it can write line `dies` of its own, from 0. */
export function memoryRecord(before: readonly RunLine[] = [], dies = Number.POSITIVE_INFINITY): MemoryRecord {
  // As on a disk: what is read is a copy, and no field that cannot be stored is in it.
  const lines = JSON.parse(JSON.stringify(before)) as RunLine[];
  const kept: RunLine[] = [...lines];
  let kill: (how: 'killed') => void;
  const killed = new Promise<'killed'>((resolve) => {
    kill = resolve;
  });
  return {
    ...{ lines, kept, killed },
    failure: () => undefined,
    append(line) {
      if (kept.length - lines.length < dies) {
        kept.push(line);
        return Promise.resolve();
      }
      kill('killed');
      return new Promise(() => {});
    },
  };
}
