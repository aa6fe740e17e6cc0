import type { Step, StepEvent, StepLabel } from '../events.ts';
import type { Usage } from '../types.ts';

/** A step of a run with what had been used when it began and when it ended. */
export interface JournalEntry extends Step {
  readonly before: Usage;
  readonly after?: Usage;
}

/** What a run did, step by step. Each call gives the event that tells of it. */
export interface Journal {
  /** Begins a step of `total` units. */
  begin(id: string, label: StepLabel, total?: number): StepEvent;
  /** `done` units of the step are over. */
  advance(id: string, done: number): StepEvent;
  /** Ends a step; all of its units are over unless it failed. */
  end(id: string, state?: 'done' | 'failed'): StepEvent;
  /** In the order in which they began. */
  entries(): readonly JournalEntry[];
}

/** A journal in memory. `usage` tells what the run has used so far. */
export function createJournal(usage: () => Usage): Journal {
  const steps = new Map<string, JournalEntry>();
  const known = (id: string): JournalEntry => {
    const entry = steps.get(id);
    if (!entry) throw new Error(`A run has no step ${id}`);
    return entry;
  };
  const note = (entry: JournalEntry): StepEvent => {
    steps.set(entry.id, entry);
    const { id, label, state, done, total } = entry;
    return { type: 'step', step: { id, label, state, done, total } };
  };
  return {
    begin: (id, label, total = 1) => note({ id, label, state: 'running', done: 0, total, before: usage() }),
    advance: (id, done) => note({ ...known(id), done }),
    end(id, state = 'done') {
      const entry = known(id);
      return note({ ...entry, state, done: state === 'done' ? entry.total : entry.done, after: usage() });
    },
    entries: () => [...steps.values()],
  };
}
