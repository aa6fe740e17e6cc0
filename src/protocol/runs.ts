/** Schemas of the runs on disk, as a list shows them and as one is shown. */
import * as z from 'zod';
import type { Decision as EngineDecision } from '../engine/ports.ts';
import { citation, count, text } from './cited.ts';
import { answer, usage } from './data.ts';
import { held, type Plain, type Same } from './equal.ts';
import { failure } from './failures.ts';

export const choice = z.enum(['go', 'stop']);
const choices = z.array(choice);

/** What a run waits for a person to say. */
export const decision = z.discriminatedUnion('kind', [
  z.object({
    ...{ kind: z.literal('confirm'), route: text, tokens: z.object({ least: count, most: count }) },
    ...{ confirmTokens: count, choices },
  }),
  z.object({
    ...{ kind: z.literal('budget'), usedTokens: count, limitTokens: count, addTokens: count, choices },
  }),
]);

// A schema and its type are the same in both directions; this compiles only then.
held<[Same<z.output<typeof decision>, EngineDecision>]>();

export type Decision = EngineDecision;
export type Choice = z.output<typeof choice>;

const runSummary = z.object({
  id: text,
  atMs: z.number(),
  endedAtMs: z.number().exactOptional(),
  /** Without its secrets. */
  question: text,
  door: z.enum(['cli', 'editor']),
  /** Absent when it ended before a route was chosen. */
  route: text.exactOptional(),
  /** `broken`: its process ended in the middle. */
  status: z.enum(['running', 'complete', 'partial', 'notFound', 'stopped', 'failed', 'broken']),
  /** All parts of the run together. */
  usage,
  canResume: z.boolean(),
  bytes: count,
  /** Lines of its record that could not be read. */
  lostLines: count,
});

const runCall = z.object({
  role: z.enum(['reader', 'author']),
  model: text,
  host: text,
  /** `lost`: nobody saw its end, so it counts with all that it was given. */
  status: z.enum(['done', 'failed', 'aborted', 'lost']),
  tokensIn: count,
  tokensOut: count,
  ms: z.number(),
  cost: z.number().min(0).exactOptional(),
});

export const runDetails = z.object({
  run: runSummary,
  calls: z.array(runCall),
  /** Claims that were proved and recorded on the way. */
  claims: z.array(z.object({ id: text, text, segment: count, citations: z.array(citation) })),
  answer: answer.exactOptional(),
  /** Why it failed. */
  failure: failure.exactOptional(),
});

/** The runs of the open folders, the newest first; how long and how much is kept; folders of runs that cannot be read. */
export const runList = z.object({
  runs: z.array(runSummary),
  unreadable: count,
  keepDays: count,
  keepBytes: count,
});

const spentUnder = z.object({ key: text, usage });

/** What model calls have used over all folders: the newest day and month first, models by what they used. */
export const spendingTotals = z.object({
  days: z.array(spentUnder),
  months: z.array(spentUnder),
  models: z.array(spentUnder),
});

export type RunSummary = Plain<z.output<typeof runSummary>>;
export type RunCall = Plain<z.output<typeof runCall>>;
export type RunDetails = Plain<z.output<typeof runDetails>>;
export type SpendingTotals = Plain<z.output<typeof spendingTotals>>;

/** A run as it stands on disk; an answer or claims of another shape, as of an older version, are left out. */
export function readDetails(found: {
  readonly run: RunSummary;
  readonly calls: readonly RunCall[];
  readonly claims: readonly unknown[];
  readonly answer: unknown;
  readonly failure: unknown;
}): RunDetails {
  const { run, calls } = found;
  const why = failure.safeParse(found.failure);
  const read = answer.safeParse(found.answer);
  const claims = runDetails.shape.claims.safeParse(found.claims);
  return {
    ...{ run, calls, claims: claims.success ? claims.data : [] },
    ...(read.success ? { answer: read.data } : {}),
    ...(why.success ? { failure: why.data } : {}),
  };
}
