import type { BrokenEnd, Numbered } from '../events.ts';
import type { Log } from '../ports.ts';
import type { Failure } from '../types.ts';

/**
 * Numbers the events of a run and makes sure that it ends with exactly one of `done`, `failed`, `aborted`, whatever
 * happens inside: an abort becomes `aborted`, a bug becomes `failed` and is logged with its stack.
 */
export async function* numberEvents<Event extends { readonly type: string }>(
  runId: string,
  events: AsyncIterable<Event>,
  { signal, log }: { signal: AbortSignal; log: Log },
): AsyncGenerator<Numbered<Event | BrokenEnd>> {
  let seq = 0;
  const number = <E>(event: E): Numbered<E> => ({ runId, seq: seq++, event });
  const failed = (failure: Failure): Numbered<BrokenEnd> => number({ type: 'failed', failure });
  try {
    for await (const event of events) {
      yield number(event);
      if (event.type === 'done' || event.type === 'failed' || event.type === 'aborted') return;
    }
    yield failed({ kind: 'internal', cause: 'noEnd' });
  } catch (error) {
    if (signal.aborted) {
      yield number({ type: 'aborted' });
      return;
    }
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const detail = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    yield failed({ kind: 'internal', cause: 'crashed', detail });
  }
}
