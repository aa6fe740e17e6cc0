/** Turns the parts of a reply into events: keys removed, none cut in the middle. */
import type { ModelEvent } from '../../../engine/ports.ts';
import { createStreamScrubber } from '../scrub.ts';
import type { Part } from './reasoning.ts';

/** The text of one reply on its way to the caller. */
export interface ReplyText {
  push(part: Part): ModelEvent[];
  flush(): ModelEvent[];
  /** True once any event was made: from then on a retry would say things twice. */
  started(): boolean;
}

/** Prepares a reply. */
export function createReplyText(keys: readonly string[]): ReplyText {
  const lanes = { text: createStreamScrubber(keys), reasoning: createStreamScrubber(keys) };
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
