import type { RunEvent } from '../../events.ts';

/** How many works run at once, and what stops them. */
export interface ParallelOptions<T> {
  /** Works under way at once, at most. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /**
   * Whether there is room for this item beside those under way, for example in the budget; without room it waits for
   * one of them to end. Not asked when nothing is under way: then the work itself finds out.
   */
  readonly hasRoom?: (item: T, index: number) => boolean;
}

/**
 * Works on items side by side, begun in their order, and passes their events on as they come. A work that calls a model
 * reserves its budget before its first event, so that none is begun on tokens that another one holds. Gives what each
 * item came to, in the order of the items, and undefined for those that were not begun after the signal. A work that
 * throws ends all of them; one that fails tells so by what it gives, and the others go on. Costs nothing of its own.
 */
export async function* mapParallel<T, R, E = RunEvent>(
  items: readonly T[],
  { limit, signal, hasRoom = () => true }: ParallelOptions<T>,
  work: (item: T, index: number) => AsyncGenerator<E, R>,
): AsyncGenerator<E, readonly (R | undefined)[]> {
  if (!(limit >= 1)) throw new RangeError(`A limit of ${limit} works begins none`);
  const results: (R | undefined)[] = items.map(() => undefined);
  const open = new Map<number, Open<R, E>>();
  let begun = 0;
  const isFree = (): boolean => open.size === 0 || (open.size < limit && hasRoom(items[begun]!, begun));
  try {
    for (;;) {
      while (begun < items.length && !signal.aborted && isFree()) {
        const steps = work(items[begun]!, begun);
        open.set(begun, { steps, next: advance(begun, steps) });
        begun++;
      }
      if (open.size === 0) return results;
      const { index, step } = await Promise.race([...open.values()].map(({ next }) => next));
      const { steps } = open.get(index)!;
      if (step.done) {
        results[index] = step.value;
        open.delete(index);
      } else {
        // Asked to go on before its event is passed on: whoever takes the events slowly holds up no work.
        open.set(index, { steps, next: advance(index, steps) });
        yield step.value;
      }
    }
  } finally {
    await Promise.allSettled([...open.values()].map(({ steps }) => steps.return(undefined as never)));
  }
}

interface Moved<R, E> {
  readonly index: number;
  readonly step: IteratorResult<E, R>;
}

interface Open<R, E> {
  readonly steps: AsyncGenerator<E, R>;
  readonly next: Promise<Moved<R, E>>;
}

function advance<R, E>(index: number, steps: AsyncGenerator<E, R>): Promise<Moved<R, E>> {
  const next = steps.next().then((step) => ({ index, step }));
  // It may reject while an event is passed on, before it is waited for; unseen, that would end the process.
  next.catch(() => {});
  return next;
}
