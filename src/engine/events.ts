/** The one union of run events. Every run ends with exactly one of `done`, `failed`, `aborted`. */

import type { Fix, FixPlan, Located } from './types/repair.ts';
import type { Answer, Claim, Failure, Passage, ReviewEstimate, RouteChoice, Usage } from './types.ts';

/** What a step does, for `present` to word; `of` is what it is about, for example the name of a folder. */
export interface StepLabel {
  readonly kind: string;
  readonly of?: string;
}

/** One part of a run that a person can watch. `done` and `total` count its units, for example claims or segments. */
export interface Step {
  /** Stable within the run. */
  readonly id: string;
  readonly label: StepLabel;
  readonly state: 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
}

export type RunEvent =
  | { readonly type: 'started'; readonly question: string }
  /** The run goes on from its record: so many replies stand there, with what they cost, and are not asked for again. */
  | { readonly type: 'resumed'; readonly calls: number; readonly usage: Usage }
  /** `followUp`: the question before, which is searched as well. */
  | { readonly type: 'searching'; readonly terms: readonly string[]; readonly followUp?: string }
  | { readonly type: 'passages'; readonly passages: readonly Passage[] }
  /** `budgetTokens`: what the run may spend at most. */
  | { readonly type: 'routed'; readonly route: RouteChoice; readonly budgetTokens: number }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'call'; readonly call: number; readonly tokensIn: number }
  | { readonly type: 'retry'; readonly afterMs: number; readonly reason: Failure }
  /** Words of the answer as they arrive; `text` is the whole answer text so far. */
  | { readonly type: 'text'; readonly text: string }
  /** A segment, from 1, is being read, or the replies to it could not be used. */
  | {
      readonly type: 'segment';
      readonly segment: number;
      readonly of: number;
      readonly state: 'reading' | 'lost';
    }
  /** A segment was read: `claims` are proved and new, and so many are recorded by now. */
  | {
      readonly type: 'ledger';
      readonly recorded: number;
      readonly segment: number;
      readonly of: number;
      readonly claims: readonly Claim[];
    }
  /** The model declined: what it lacks, and what is searched for beside it. */
  | { readonly type: 'widening'; readonly missing: readonly string[]; readonly clues: readonly string[] }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'done'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly failure: Failure; readonly answer?: Answer }
  | { readonly type: 'aborted'; readonly answer?: Answer };

/** A step began, went on or ended. */
export type StepEvent = Extract<RunEvent, { readonly type: 'step' }>;

/** What a call of a model tells while it goes on. */
export type CallEvent = Extract<RunEvent, { readonly type: 'call' | 'retry' | 'text' | 'usage' }>;

/** What the run of a repair tells. It ends as every run does, with the patch in the place of the answer. */
export type FixEvent =
  | CallEvent
  | StepEvent
  | Extract<RunEvent, { readonly type: 'started' }>
  | { readonly type: 'located'; readonly located: Located }
  | { readonly type: 'planned'; readonly plan: FixPlan }
  | { readonly type: 'done'; readonly fix: Fix }
  | { readonly type: 'failed'; readonly failure: Failure; readonly fix?: Fix }
  | { readonly type: 'aborted'; readonly fix?: Fix };

/**
 * What a review tells while a model judges: what it would take before anything is sent, and again for the second look
 * once the findings are there; then steps `find` and `refute`, and each call. It ends with the report of the review.
 */
export type JudgeEvent =
  | CallEvent
  | StepEvent
  | Extract<RunEvent, { readonly type: 'resumed' }>
  | { readonly type: 'estimated'; readonly estimate: ReviewEstimate };

/** An event as it crosses a process: in order, numbered from 0, tied to its run. */
export interface Numbered<Event> {
  readonly runId: string;
  readonly seq: number;
  readonly event: Event;
}

export type NumberedEvent = Numbered<RunEvent>;

export type NumberedFixEvent = Numbered<FixEvent>;

/** How any run ends that did not come to its own end. */
export type BrokenEnd = { readonly type: 'failed'; readonly failure: Failure } | { readonly type: 'aborted' };

export interface IndexProgress {
  readonly phase: 'walk' | 'read';
  readonly done: number;
  readonly total: number;
}
