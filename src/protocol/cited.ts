/** Schemas of what points at lines of a file: places, citations, and the rows of a table. `data.ts` holds them to types. */
import * as z from 'zod';

export const count = z.number().int().min(0);
export const line = z.number().int().min(1);
export const text = z.string();
export const span = { startLine: line, endLine: count };
/** Which folder of a workspace of several; absent in a workspace of one. */
export const root = text.exactOptional();
/** A place of a file, with or without its folder. */
export const placed = { path: text, root };

export const claimState = z.enum(['verified', 'reanchored', 'unproved', 'stale']);

const citationProblem = z.object({
  kind: z.enum([
    ...(['notSent', 'unreadable', 'changed', 'nowhere'] as const),
    ...(['outside', 'several', 'tooLittle', 'badLines'] as const),
  ]),
  of: text.exactOptional(),
});

export const citation = z.object({
  // What a model cites may be no line at all; the state says so.
  startLine: z.number(),
  endLine: z.number(),
  ...placed,
  quote: text,
  hash: text,
  state: claimState,
  problem: citationProblem.exactOptional(),
  symbol: text.exactOptional(),
  commit: text.exactOptional(),
});

export const webAddress = z.object({
  forge: z.enum(['github', 'gitlab', 'bitbucket', 'azure', 'gitea']),
  base: text,
  folder: text,
});

export const table = z.object({
  query: text,
  columns: z.array(z.object({ key: text, kind: z.enum(['text', 'number']) })),
  rows: z.array(z.object({ cells: z.array(z.union([text, z.number()])), citation })),
  total: count,
  unit: text,
  groups: z.array(z.object({ name: text, count })).exactOptional(),
  judged: z.object({ done: count, of: count }).exactOptional(),
  unknown: z.array(z.object({ key: text, language: text, count })).exactOptional(),
});
