/** Turns the parts of a reply into events: keys removed, placeholders mapped back, nothing cut in the middle of one. */
import type { ModelEvent } from '../../../engine/ports.ts';
import type { SecretFilter } from '../../secrets/filter.ts';
import { createStreamScrubber } from '../scrub.ts';
import type { Part } from './reasoning.ts';

/** The text of one reply on its way to the caller. */
export interface ReplyText {
  push(part: Part): ModelEvent[];
  flush(): ModelEvent[];
  /** True once any event was made: from then on a retry would say things twice. */
  started(): boolean;
}

/** Prepares a reply. With `json`, secrets are put back the way they stand inside a JSON string. */
export function createReplyText(secrets: SecretFilter, keys: readonly string[], json: boolean): ReplyText {
  const lanes = { text: createLane(secrets, keys, json), reasoning: createLane(secrets, keys, false) };
  let started = false;
  const event = (type: Part['type'], text: string): ModelEvent[] => {
    if (text === '') return [];
    started = true;
    return [{ type, text }];
  };
  return {
    push: ({ type, text }) => event(type, lanes[type].push(text)),
    flush: () => [...event('reasoning', lanes.reasoning.flush()), ...event('text', lanes.text.flush())],
    started: () => started,
  };
}

function createLane(secrets: SecretFilter, keys: readonly string[], json: boolean) {
  const scrubber = createStreamScrubber(keys);
  const restorer = secrets.restorer({ json });
  return {
    push: (text: string): string => restorer.push(scrubber.push(text)),
    flush: (): string => restorer.push(scrubber.flush()) + restorer.flush(),
  };
}
