/** Schemas of what is measured of a model, and the request for it. */
import * as z from 'zod';
import type { Measured as EngineMeasured, MeasuredCell } from '../../engine/engine.ts';
import { count, text } from '../cited.ts';
import { usage } from '../data.ts';
import { held, type Plain, type Same } from '../equal.ts';
import { failure } from '../failures.ts';

const cell = z.object({ length: count, depth: count, isFound: z.boolean() });

export const measured = z.object({
  ...{ host: text, model: text, how: z.enum(['done', 'declined', 'stopped', 'failed']) },
  plan: z.object({
    ...{ lengths: z.array(count), depths: z.array(count), calls: count, tokensIn: count, tokensOut: count },
    cost: z.number().min(0).exactOptional(),
  }),
  cells: z.array(cell),
  effectiveTokens: count.exactOptional(),
  usage,
  failure: failure.exactOptional(),
});

// A schema and its type are the same in both directions; this compiles only then.
held<[Same<z.output<typeof measured>, EngineMeasured>, Same<z.output<typeof cell>, MeasuredCell>]>();

export const MEASURE_REQUESTS = {
  /**
   * Measures up to which length a model finds what it is sent, and keeps that. Nothing is sent when it may take more
   * tokens than were agreed to: then the plan comes back as `declined`. A cancelled one gives what was measured by then.
   * Null where there is no text to measure with.
   */
  'sightline/measure': {
    params: z.object({
      role: z.enum(['reader', 'author']),
      /** The longest length in model tokens; absent: 128,000. */
      upTo: count.exactOptional(),
      agreedTokens: count,
    }),
    result: z.object({ measured: measured.nullable() }),
  },
} as const;

export const MEASURE_NOTIFICATIONS = {
  /** Server to editor: one prompt more was measured. */
  'sightline/measuring': { params: cell },
} as const;

export type Measured = Plain<z.output<typeof measured>>;
