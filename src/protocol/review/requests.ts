/** Requests about reviews: what rules find in files or changes, and what is known of it. Only judged ones call a model. */
import * as z from 'zod';
import type { FixableFinding, LeftFinding, ReadingGroup, ReviewFault } from '../../engine/engine.ts';
import { count, text } from '../cited.ts';
import { held, type Plain, type Same } from '../equal.ts';
import { exactEdit } from '../patches.ts';
import { dismissal, fixable, known, reviewEstimate, reviewReport, shownRule } from './report.ts';

const id = text.min(1).max(200);
const line = z.number().int().min(1);
const place = { root: text.exactOptional(), path: text };

/** What a person wants to have reviewed; no path is all. */
const wish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paths'), paths: z.array(z.object(place)) }),
  z.object({ kind: z.literal('lines'), ...place, startLine: line, endLine: line }),
  z.object({ kind: z.literal('since'), base: text.min(1).max(1_000) }),
  z.object({ kind: z.literal('staged') }),
  z.object({ kind: z.literal('commit'), commit: text.min(1).max(1_000) }),
]);

/**
 * Judged rules are asked as well. What they take is told by `sightline/reviewing`, and nothing is sent before a person
 * agreed (`sightline/decision`). `again`: the run of this name is gone on with; its wish is the one it was begun with.
 */
const judging = z.object({ title: text.max(1_000), again: z.boolean() });

const fault = z.object({
  kind: z.enum([
    ...(['noRepository', 'unknownRevision', 'failed', 'noRules', 'unknownRule'] as const),
    ...(['noModel', 'notConfirmed'] as const),
  ]),
  of: text.exactOptional(),
});

const readingGroup = z.object({
  files: z.array(z.object({ path: text, lines: count, isGone: z.boolean() })),
  usedBy: count,
});

const reviewed = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('reviewed'),
    report: reviewReport,
    /** Whether a baseline was there: without one the findings have no states. */
    hasBaseline: z.boolean(),
    /** Baselines that were not read: `bad` ones are none, of a `link` nothing is read or written. */
    notRead: z.array(z.object({ path: text, why: z.enum(['bad', 'link']) })),
    /** Findings of `before` whose places were not looked at, by fingerprint: nothing is said of them. */
    earlier: z.array(text),
    /** The files of a change in the order in which they are read; none where no change was reviewed. */
    reading: z.array(readingGroup),
  }),
  z.object({ type: z.literal('fault'), fault }),
  /** It was stopped before the first file. */
  z.object({ type: z.literal('stopped') }),
]);

const leftFinding = z.object({
  ...{ fingerprint: text, path: text, line },
  why: z.enum(['noFix', 'changed', 'overlap', 'stillFound']),
});

const reviewProgress = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['files', 'find', 'refute']), done: count, total: count }),
  z.object({ kind: z.literal('estimated'), estimate: reviewEstimate }),
  /** It waits, since the endpoint asked for that or was not there. */
  z.object({ kind: z.literal('waiting'), ms: z.number().min(0) }),
]);

/**
 * Paths of reports, findings and baselines are the engine's: relative to the folder, and, where several are open, with
 * the folder's name before them.
 */
export const REVIEW_REQUESTS = {
  /**
   * Reviews; `sightline/reviewing` tells how far it is. `sightline/stop` ends it, and what was done by then is the result.
   * `before`: findings that the window shows. What of them is gone is told as resolved.
   */
  'sightline/review': {
    params: z.object({ runId: id, wish, before: z.array(known), judged: judging.exactOptional() }),
    result: reviewed,
  },
  /** Keeps in the baseline why a finding is not to be shown; without a dismissal, takes what it says of it away. */
  'sightline/dismissFinding': {
    params: z.object({
      ...{ fingerprint: id, rule: text, path: text },
      dismissal: dismissal.exactOptional(),
    }),
    result: z.object({}),
  },
  /** Writes what a review found as what is known from now on. Gives the baselines that were written. */
  'sightline/writeBaseline': {
    params: z.object({ report: reviewReport }),
    result: z.object({ paths: z.array(text) }),
  },
  /**
   * What rules put right of what they found, as texts of files for a patch, by folder. Writes nothing.
   */
  'sightline/fixOwn': {
    params: z.object({ findings: z.array(fixable) }),
    result: z.object({
      folders: z.array(z.object({ root: text.exactOptional(), files: z.array(exactEdit) })),
      fixed: z.array(text),
      left: z.array(leftFinding),
    }),
  },
  /** A rule by its id, with its examples; null when there is none. */
  'sightline/rule': { params: z.object({ id }), result: z.object({ rule: shownRule.nullable() }) },
} as const;

/** Server to editor. */
export const REVIEW_NOTIFICATIONS = {
  'sightline/reviewing': { params: z.object({ runId: id, progress: reviewProgress }) },
} as const;

export type ReviewWanted = Plain<z.output<typeof wish>>;
export type ReviewResult = Plain<z.output<typeof reviewed>>;
export type ReviewProgress = Plain<z.output<typeof reviewProgress>>;
export type ReviewEstimated = Plain<z.output<typeof reviewEstimate>>;
export type ShownRule = Plain<z.output<typeof shownRule>>;

held<
  [
    Same<z.output<typeof fault>, ReviewFault>,
    Same<z.output<typeof readingGroup>, ReadingGroup>,
    Same<z.output<typeof fixable>, FixableFinding>,
    Same<z.output<typeof leftFinding>, LeftFinding>,
  ]
>();
