import type { NumberedEvent, RunEvent } from '../events.ts';
import type { Log } from '../ports.ts';
import { english, type Say } from '../say.ts';

/**
 * Numbers the events of a run and makes sure that it ends with exactly one of `done`, `failed`, `aborted`, whatever
 * happens inside: an abort becomes `aborted`, a bug becomes `failed` and is logged with its stack.
 */
export async function* runEvents(
  runId: string,
  events: AsyncIterable<RunEvent>,
  { signal, log, say = english }: { signal: AbortSignal; log: Log; say?: Say },
): AsyncGenerator<NumberedEvent> {
  let seq = 0;
  const number = (event: RunEvent): NumberedEvent => ({ runId, seq: seq++, event });
  try {
    for await (const event of events) {
      yield number(event);
      if (event.type === 'done' || event.type === 'failed' || event.type === 'aborted') return;
    }
    yield number({
      type: 'failed',
      kind: 'internal',
      message: say('The run ended without a result. This is a bug in Sightline.'),
    });
  } catch (error) {
    if (signal.aborted) {
      yield number({ type: 'aborted' });
      return;
    }
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    yield number({
      type: 'failed',
      kind: 'internal',
      message: say('Sightline failed: {0}', error instanceof Error ? error.message : String(error)),
    });
  }
}
