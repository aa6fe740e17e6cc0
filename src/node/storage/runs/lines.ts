/** The record of a run as text: one JSON document a line. What cannot be read of it is counted, and never guessed. */
import * as z from 'zod';
import type { RunLine } from '../../../engine/ports.ts';
import type { Usage } from '../../../engine/types.ts';

const text = z.string();
const count = z.number().int().min(0);

const usage = z.looseObject({
  calls: count,
  tokensIn: count,
  tokensOut: count,
  cost: z.number().min(0).optional(),
});

const earlierClaim = z.looseObject({
  text,
  places: z.array(z.looseObject({ path: text, startLine: z.number(), endLine: z.number() })),
});

const reviewWish = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('paths'), paths: z.array(text) }),
  z.looseObject({ kind: z.literal('lines'), path: text, startLine: z.number(), endLine: z.number() }),
  z.looseObject({ kind: z.literal('since'), base: text }),
  z.looseObject({ kind: z.literal('staged') }),
  z.looseObject({ kind: z.literal('commit'), commit: text }),
]);

/** As far as a run that goes on reads its record; whatever else a line has is kept as it is. */
const line = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('begun'),
    schema: z.literal(1),
    id: text,
    atMs: z.number(),
    question: z.looseObject({
      text,
      focus: z.array(z.looseObject({ kind: text })),
      history: z.array(z.looseObject({ question: text, claims: z.array(earlierClaim).default([]) })),
      report: z
        .looseObject({
          kind: z.enum(['architecture', 'guide']),
          titles: z.record(text, text),
          section: text.optional(),
        })
        .optional(),
    }),
    wished: text.optional(),
    review: z
      .looseObject({
        ...{ wish: reviewWish, rules: z.array(text).optional() },
        shard: z.looseObject({ part: count, of: count }).optional(),
      })
      .optional(),
    settings: z.record(text, z.number()),
    fence: text,
  }),
  z.looseObject({ type: z.literal('resumed'), atMs: z.number() }),
  z.looseObject({ type: z.literal('routed'), route: text }),
  z.looseObject({ type: z.literal('packed'), units: z.array(z.array(text)) }),
  z.looseObject({ type: z.literal('files'), hashes: z.record(text, text) }),
  z.looseObject({
    ...{ type: z.literal('sent'), call: count, key: text, role: z.enum(['reader', 'author']) },
    ...{ model: text, host: text, tokensIn: count, maxOutputTokens: count },
  }),
  z.looseObject({
    ...{ type: z.literal('reply'), call: count, status: z.enum(['done', 'failed', 'aborted']), text, usage },
    ...{ redactions: count, ms: z.number() },
  }),
  z.looseObject({ type: z.literal('ledger'), claims: z.array(z.looseObject({ id: text, text })) }),
  z.looseObject({ type: z.literal('answer'), answer: z.looseObject({ schema: z.number() }) }),
  z.looseObject({
    ...{ type: z.literal('ended'), atMs: z.number(), usage, route: text.optional() },
    how: z.enum(['complete', 'partial', 'stopped', 'notFound', 'failed']),
  }),
]);

/** A record that was read. */
export interface ReadLines {
  readonly lines: readonly RunLine[];
  /** Lines that are no line of a record: the last one half written, or a disk that lost something. */
  readonly lost: number;
  /** Bytes up to the end of the last whole line. */
  readonly wholeBytes: number;
}

/** Reads a record. Linear in its bytes. */
export function readLines(bytes: Buffer): ReadLines {
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines: RunLine[] = [];
  let lost = wholeBytes < bytes.length ? 1 : 0;
  for (let at = 0; at < wholeBytes; ) {
    const end = bytes.indexOf(0x0a, at);
    const read = readLine(bytes.toString('utf8', at, end));
    if (read) lines.push(read);
    else lost++;
    at = end + 1;
  }
  return { lines, lost, wholeBytes };
}

/** One line; undefined when it is none. */
export function readLine(written: string): RunLine | undefined {
  try {
    const parsed = line.safeParse(JSON.parse(written));
    return parsed.success ? (parsed.data as RunLine) : undefined;
  } catch {
    return undefined;
  }
}

/** What all requests of a record have used: those whose end nobody saw count with all that they were given. */
export function usageOf(lines: readonly RunLine[]): Usage {
  const replies = new Map(lines.flatMap((one) => (one.type === 'reply' ? [[one.call, one.usage]] : [])));
  let sum: Usage = { calls: 0, tokensIn: 0, tokensOut: 0 };
  for (const one of lines) {
    if (one.type !== 'sent') continue;
    const used = replies.get(one.call) ?? {
      calls: 1,
      tokensIn: one.tokensIn,
      tokensOut: one.maxOutputTokens,
    };
    const cost = (sum.cost ?? 0) + ('cost' in used ? (used.cost ?? 0) : 0);
    sum = {
      calls: sum.calls + used.calls,
      tokensIn: sum.tokensIn + used.tokensIn,
      tokensOut: sum.tokensOut + used.tokensOut,
      ...(sum.cost !== undefined || 'cost' in used ? { cost } : {}),
    };
  }
  return sum;
}
