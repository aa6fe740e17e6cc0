/** Schemas of a repair: the problem, where it may lie, the plan, the edits, and the events of the run. */
import * as z from 'zod';
import type { FixEvent } from '../engine/events.ts';
import type { Fix, FixProblem, Located } from '../engine/types/repair.ts';
import { count, line, placed, root, span, text } from './cited.ts';
import { hitReason, step, usage } from './data.ts';
import { held, type Same } from './equal.ts';
import { failure, notice } from './failures.ts';
import { plannedFile, refusal } from './patches.ts';
import { symbolKind } from './uses.ts';

const lines = z.object(span);
const fixPlace = z.object({ ...placed, lines: lines.exactOptional() });

/** What shall be repaired. */
export const fixProblem = z.object({
  text: text.min(1).max(200_000),
  places: z.array(fixPlace),
  rejected: z.array(z.object({ ...placed, text, reason: text })),
});

export const locatedFile = z.object({
  ...placed,
  why: hitReason,
  symbols: z.array(z.object({ name: text, kind: symbolKind, container: z.array(text), ...span })),
  lines: z.array(lines),
  isNamed: z.boolean(),
});

const relatedPlace = z.object({ kind: z.enum(['caller', 'test', 'docs']), ...placed, ...span, of: text });

export const located = z.object({
  files: z.array(locatedFile),
  related: z.array(relatedPlace),
  more: count,
  moreRelated: count,
  unknown: z.array(fixPlace),
});

const near = text.exactOptional();
const fixPlan = z.object({
  made: z.enum(['model', 'one']),
  steps: z.array(
    z.object({
      ...{ id: text, what: text, check: text },
      files: z.array(z.object({ ...placed, exists: z.boolean(), nearest: near })),
      symbols: z.array(
        z.object({
          ...{ name: text, uses: count, nearest: near },
          definitions: z.array(z.object({ ...placed, line })),
        }),
      ),
    }),
  ),
});

const lineSpan = { startLine: count, endLine: count };
export const fix = z.object({
  status: z.enum(['patch', 'refused', 'nothing', 'stopped']),
  problem: text,
  located,
  plan: fixPlan.exactOptional(),
  files: z.array(plannedFile.extend({ root, steps: z.array(text) })),
  changed: z.array(
    z.object({ ...placed, name: text, kind: z.enum(['signature', 'gone']), before: text, after: text }),
  ),
  related: z.array(relatedPlace),
  attempts: z.array(
    z.object({
      round: line,
      kind: z.enum(['refused', 'syntax', 'check']),
      edits: z.array(z.object({ ...placed, ...lineSpan, reason: refusal })),
    }),
  ),
  said: text,
  notRead: z.array(z.object({ ...placed, lines })),
  notices: z.array(notice),
  usage,
});

/** What the run of a repair tells. */
const fixEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), question: text }),
  z.object({ type: z.literal('located'), located }),
  z.object({ type: z.literal('planned'), plan: fixPlan }),
  z.object({ type: z.literal('step'), step }),
  z.object({ type: z.literal('call'), call: count, tokensIn: count }),
  z.object({ type: z.literal('retry'), afterMs: z.number().min(0), reason: failure }),
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.literal('usage'), usage }),
  z.object({ type: z.literal('done'), fix }),
  z.object({ type: z.literal('failed'), failure, fix: fix.exactOptional() }),
  z.object({ type: z.literal('aborted'), fix: fix.exactOptional() }),
]);

export const numberedFixEvent = z.object({ runId: text, seq: count, event: fixEvent });

// A schema and its type are the same in both directions; each line compiles only then.
held<
  [
    Same<z.output<typeof fixProblem>, FixProblem>,
    Same<z.output<typeof located>, Located>,
    Same<z.output<typeof fix>, Fix>,
    Same<z.output<typeof fixEvent>, FixEvent>,
  ]
>();

export type { FixEvent, NumberedFixEvent } from '../engine/events.ts';
export type { Fix, FixProblem, Located } from '../engine/types/repair.ts';
