/** Schemas of a repair: the problem, where it may lie, the plan, the edits, and the events of the run. */
import * as z from 'zod';
import type { FixProblem, Located } from '../engine/types/repair.ts';
import { count, placed, span, text } from './cited.ts';
import { hitReason } from './data.ts';
import { held, type Same } from './equal.ts';
import { symbolKind } from './uses.ts';

const lines = z.object(span);
const fixPlace = z.object({ ...placed, lines: lines.exactOptional() });

/** What shall be repaired. */
export const fixProblem = z.object({
  text: text.min(1).max(200_000),
  places: z.array(fixPlace),
  rejected: z.array(z.object({ ...placed, text, reason: text })),
});

const locatedFile = z.object({
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

// A schema and its type are the same in both directions; each line compiles only then.
held<[Same<z.output<typeof fixProblem>, FixProblem>, Same<z.output<typeof located>, Located>]>();

export type { FixProblem, Located } from '../engine/types/repair.ts';
