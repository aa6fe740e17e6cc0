import * as z from 'zod';
import type { Decoder } from './decoder.ts';
import { smallDecoder } from './smallReply.ts';

/** What a model says of one unit. */
export interface Verdict {
  readonly id: string;
  readonly isMatch: boolean;
  /** The line that shows it, as it was said; it may be none. */
  readonly line: number;
  readonly why: string;
}

const MAX_WHY = 200;

const verdictSchema = z.object({
  id: z.string(),
  match: z.boolean(),
  line: z.number().catch(0).default(0),
  why: z.string().catch('').default(''),
});

/**
 * Reads replies to the verdict prompt. A verdict on an id that was not asked for, or that is no verdict, is passed over; of
 * several on one id the first counts. A reply that was cut off keeps its whole verdicts. What is missing the caller asks
 * for again.
 */
export function verdictDecoder(ids: readonly string[]): Decoder<readonly Verdict[]> {
  return smallDecoder({
    name: 'verdicts',
    has: 'verdicts',
    schema: z.object({ verdicts: z.array(z.unknown()) }),
    json: z.object({ verdicts: z.array(verdictSchema) }),
    read({ verdicts }) {
      const first = new Map<string, Verdict>();
      for (const one of verdicts) {
        const { success, data } = verdictSchema.safeParse(one);
        if (!success) continue;
        const id = /^[\s["'`]*(\w{1,20})/.exec(data.id)?.[1]?.toLowerCase() ?? '';
        if (!ids.includes(id) || first.has(id)) continue;
        const why = data.why.replace(/\s+/g, ' ').trim().slice(0, MAX_WHY);
        first.set(id, { id, isMatch: data.match, line: data.line, why });
      }
      return { ok: true, value: [...first.values()] };
    },
  });
}
