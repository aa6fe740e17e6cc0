/** The report of a review, as it is written by one process and read by another. */
import * as z from 'zod';
import type { ReviewEstimate, ReviewPlan, ReviewReport, Rule } from '../../engine/engine.ts';
import { skippedFile, usage } from '../data.ts';
import { held, type Same } from '../equal.ts';
import { failure } from '../failures.ts';

const text = z.string();
const count = z.number().int().min(0);
const line = z.number().int().min(1);

const place = { startLine: line, endLine: line, startColumn: line, endColumn: line };
const severity = z.enum(['error', 'warning', 'note']);
export const dismissal = z.object({
  reason: z.enum(['false-positive', 'wont-fix', 'later']),
  note: text.exactOptional(),
});

const cited = z.object({ startLine: line, endLine: line, path: text, quote: text, hash: text });

const judgedProof = z.object({
  claim: text,
  evidence: z.array(cited),
  verdict: z.enum(['kept', 'unsettled', 'refuted']),
  why: text,
  against: z.array(cited),
});

const fix = z.object({ was: text, text });

/** A finding, as far as it takes to put it right. */
export const fixable = z.object({
  ...place,
  ...{ path: text, rule: text, hash: text, fingerprint: text },
  fix: fix.exactOptional(),
});

const finding = z.object({
  ...place,
  ...{ path: text, rule: text, severity, symbol: text, quote: text, quoteEnd: count, hash: text },
  facts: z.record(text, text),
  related: z.array(z.object({ ...place, name: text })),
  identity: text,
  fingerprint: text,
  state: z.enum(['new', 'persisting', 'resolved', 'reopened', 'unknown', 'dismissed']).exactOptional(),
  dismissal: dismissal.exactOptional(),
  nearness: z.enum(['changed', 'sameFile', 'touched']).exactOptional(),
  judged: judgedProof.exactOptional(),
  fix: fix.exactOptional(),
});

export const known = z.object({
  ...{ fingerprint: text, rule: text, path: text, state: z.enum(['open', 'resolved', 'dismissed']) },
  dismissal: dismissal.exactOptional(),
});

const textReason = z.enum([
  ...(['noGrammar', 'tooLarge', 'longLines', 'parserTimeout'] as const),
  ...(['parserMemory', 'parserCrash', 'parserSpared'] as const),
]);

const notReviewed = z.object({
  path: text,
  why: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('skipped'),
      reason: z.enum(['binary', 'tooLarge', 'unreadable', 'vanished', 'notRegular', 'encoding']),
    }),
    z.object({ kind: z.literal('noTree'), reason: textReason }),
    z.object({ kind: z.literal('notOurs'), role: z.enum(['vendored', 'generated', 'data']) }),
    z.object({ kind: z.literal('ruleFailed'), rule: text, why: text }),
    z.object({ kind: z.literal('changed') }),
    z.object({ kind: z.literal('stopped') }),
    z.object({ kind: z.literal('unseen') }),
    z.object({ kind: z.literal('unknownPath') }),
    z.object({
      ...{ kind: z.literal('notJudged'), startLine: line, endLine: line },
      why: z.enum(['budget', 'badReply', 'cutReply', 'failed', 'stopped', 'tooLong']),
    }),
  ]),
});

const reportedRule = z.object({
  ...{ id: text, title: text, severity, path: text, message: text, looksFor: text, doesNotClaim: text },
  family: z.enum([
    ...(['correctness', 'error-handling', 'concurrency', 'resources', 'security', 'api-misuse'] as const),
    ...(['tests', 'documentation', 'dead-code', 'duplication', 'complexity'] as const),
  ]),
  origin: z.enum(['product', 'user']),
});

const judged = z.object({
  models: z.object({ reader: text, author: text }),
  ...{ files: count, lines: count, withoutRules: count, neighboursLeftOut: count },
  refuted: z.array(finding),
  dropped: z.object({ unproved: count, elsewhere: count, twice: count }),
  ...{ usage, redactions: count, askedAgain: count },
  failure: failure.exactOptional(),
  division: text.exactOptional(),
  elsewhere: z.array(z.object({ path: text, lines: count })).exactOptional(),
});

const stageEstimate = z.object({
  ...{ stage: z.enum(['find', 'refute']), calls: count, tokensIn: count, tokensOut: count },
  cost: z.number().exactOptional(),
});

/** What judging a scope would take. */
export const reviewEstimate = z.object({
  stages: z.array(stageEstimate),
  ...{ pieces: count, known: count, findings: count },
});

const example = z.object({ language: text, text });

/** A rule as it is shown to a person. */
export const shownRule = reportedRule.extend({
  languages: z.array(text),
  kind: z.enum(['syntactic', 'judged']),
  isOn: z.boolean(),
  like: z.array(text),
  bad: z.array(example),
  good: z.array(example),
  fixes: z.array(z.object({ language: text, find: text, put: text })),
});

export const reviewReport = z.object({
  schema: z.literal(1),
  status: z.enum(['complete', 'incomplete', 'stopped']),
  scope: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('repository') }),
    z.object({ kind: z.literal('paths'), paths: z.array(text) }),
    z.object({ kind: z.literal('lines'), path: text, startLine: line, endLine: line }),
    z.object({ kind: z.literal('changes'), base: text, commit: text.exactOptional() }),
    z.object({ kind: z.literal('staged') }),
    z.object({ kind: z.literal('commit'), commit: text }),
  ]),
  rules: z.array(reportedRule),
  findings: z.array(finding),
  resolved: z.array(known),
  unknown: z.array(known),
  coverage: z.object({
    reviewed: z.array(text),
    lines: count,
    partly: z.array(text),
    notReviewed: z.array(notReviewed),
    setAside: z.array(notReviewed),
    gone: z.array(text),
    withoutRules: z.array(z.object({ language: text, files: count })),
    damaged: z.array(z.object({ path: text, lines: count })),
    unsure: z.array(z.object({ path: text, places: count })),
    rulesNotRun: z.array(text),
    ruleFaults: z.array(z.object({ path: text, kind: text, at: text })),
  }),
  shard: z.object({ part: line, of: line }).exactOptional(),
  commit: text.exactOptional(),
  judged: judged.exactOptional(),
});

/** What a review would read, and what judging it would take. */
export const reviewPlan = z.object({
  scope: reviewReport.shape.scope,
  ...{ files: z.array(text), lines: count, rules: z.array(text), rulesNotRun: z.array(text) },
  ruleFaults: reviewReport.shape.coverage.shape.ruleFaults,
  skipped: z.array(skippedFile),
  unknownPaths: z.array(text),
  judged: reviewEstimate.exactOptional(),
});

held<
  [
    Same<z.output<typeof reviewReport>, ReviewReport>,
    Same<z.output<typeof reviewPlan>, ReviewPlan>,
    Same<z.output<typeof reviewEstimate>, ReviewEstimate>,
    Same<z.output<typeof shownRule>, Omit<Rule, 'isForTests' | 'files' | 'queries'>>,
  ]
>();
