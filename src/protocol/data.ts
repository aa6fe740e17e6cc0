/**
 * Schemas of the plain data that crosses a process: answers, events, index status. One source of types for both
 * sides; the tests of the protocol do not compile when the engine's own do not fit.
 */
import * as z from 'zod';

const count = z.number().int().min(0);
const line = z.number().int().min(1);
const text = z.string();
const span = { startLine: line, endLine: count };
/** Which folder of a workspace of several; absent in a workspace of one. */
const root = text.optional();

export const hitReason = z.object({
  terms: z.array(text),
  fields: z.array(z.enum(['path', 'symbol', 'doc', 'body'])),
  exact: z.array(text),
  graph: z.number(),
  role: z.enum(['source', 'test', 'docs', 'example', 'vendored', 'generated', 'config']),
});

export const hit = z.object({
  ...span,
  path: text,
  root,
  score: z.number(),
  symbolPath: text,
  kind: z.enum(['symbol', 'part', 'block', 'section', 'gap']),
  why: hitReason,
});

export const passage = z.object({
  ...span,
  path: text,
  root,
  id: text,
  text,
  hash: text,
  symbolPath: text,
  tokens: count,
  score: z.number(),
  why: hitReason,
});

export const claimState = z.enum(['verified', 'reanchored', 'unproved', 'stale']);

export const citation = z.object({
  ...span,
  path: text,
  root,
  quote: text,
  hash: text,
  state: claimState,
  problem: text.optional(),
  symbol: text.optional(),
});

export const claim = z.object({ text, state: claimState, citations: z.array(citation) });

export const usage = z.object({
  calls: count,
  tokensIn: count,
  tokensOut: count,
  cost: z.number().min(0).optional(),
});

export const routeName = z.enum([
  'extractive',
  'lookup',
  'retrieval',
  'widened',
  'fullContext',
  'chain',
  'aggregate',
  'walk',
]);

export const route = z.object({
  name: routeName,
  reason: text,
  estimate: z.object({ calls: count, tokensIn: count }),
  alternatives: z.array(z.object({ name: routeName, why: text })),
});

export const coverage = z.object({
  read: count,
  total: count,
  notRead: z.array(z.object({ what: text, why: text })),
});

export const answer = z.object({
  schema: z.literal(1),
  runId: text,
  status: z.enum(['complete', 'partial', 'stopped', 'notFound']),
  question: text,
  route,
  text,
  claims: z.array(claim),
  passages: z.array(passage),
  notFound: z
    .object({
      kind: z.enum(['noMatch', 'declined']),
      searched: z.array(text),
      terms: z.array(text),
      missing: z.array(text),
    })
    .optional(),
  coverage,
  usage,
  notices: z.array(text),
  commit: text.optional(),
});

export const runEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), question: text }),
  z.object({ type: z.literal('searching'), terms: z.array(text) }),
  z.object({ type: z.literal('passages'), passages: z.array(passage) }),
  z.object({ type: z.literal('routed'), route }),
  z.object({ type: z.literal('call'), call: count, tokensIn: count }),
  z.object({ type: z.literal('retry'), afterMs: z.number().min(0), reason: text }),
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.literal('widening'), missing: z.array(text) }),
  z.object({ type: z.literal('usage'), usage }),
  z.object({ type: z.literal('notice'), message: text }),
  z.object({ type: z.literal('done'), answer }),
  z.object({ type: z.literal('failed'), kind: text, message: text, answer: answer.optional() }),
  z.object({ type: z.literal('aborted'), answer: answer.optional() }),
]);

export const numberedEvent = z.object({ runId: text, seq: count, event: runEvent });

const skipReason = z.enum(['binary', 'tooLarge', 'unreadable', 'vanished', 'notRegular', 'encoding']);
const textReason = z.enum(['tooLarge', 'longLines', 'parserTimeout', 'parserCrash']);

/** How the index of one folder stands. */
export const rootStatus = z.object({
  /** Name of the folder as the user sees it; the key of `root` in ranges. */
  root: text,
  uri: text,
  state: z.enum(['waiting', 'indexing', 'ready', 'failed', 'unavailable']),
  progress: z.object({ phase: z.enum(['walk', 'read', 'save']), done: count, total: count }).optional(),
  files: z.object({
    seen: count,
    indexed: count,
    skipped: z.array(z.object({ path: text, reason: skipReason, detail: text.optional() })),
  }),
  lines: z.object({ total: count, covered: count }),
  chunks: count,
  symbols: count,
  languages: z.record(text, count),
  keptAsText: z.array(z.object({ path: text, reason: textReason })),
  /** What made the walk read less than it could, or why it failed. */
  problems: z.array(text),
  savedAtMs: z.number().optional(),
});

export const indexStatus = z.object({ roots: z.array(rootStatus) });

/** Where the model of a role is and what it costs to ask; keys never cross in this direction. */
export const modelInfo = z.object({
  role: z.enum(['reader', 'author']),
  id: text,
  host: text,
  contextTokens: count,
});

export type HitReason = z.infer<typeof hitReason>;
export type Hit = z.infer<typeof hit>;
export type Passage = z.infer<typeof passage>;
export type ClaimState = z.infer<typeof claimState>;
export type Citation = z.infer<typeof citation>;
export type Claim = z.infer<typeof claim>;
export type Usage = z.infer<typeof usage>;
export type Route = z.infer<typeof route>;
export type Coverage = z.infer<typeof coverage>;
export type Answer = z.infer<typeof answer>;
export type RunEvent = z.infer<typeof runEvent>;
export type NumberedEvent = z.infer<typeof numberedEvent>;
export type RootStatus = z.infer<typeof rootStatus>;
export type IndexStatus = z.infer<typeof indexStatus>;
export type ModelInfo = z.infer<typeof modelInfo>;
