import type { ReplyClaim } from '../answer/reply.ts';
import type { IndexView } from '../index/repository.ts';
import type { Decide, Model } from '../ports.ts';
import type { RowPlace } from '../query/tableRows.ts';
import type { Query } from '../retrieve/query.ts';
import type {
  ConcealedFile,
  Failure,
  Heading,
  Hit,
  Notice,
  NotRead,
  Passage,
  Question,
  RouteReason,
  Table,
  TrailStep,
  WrittenReport,
} from '../types.ts';
import type { Budget } from './budget.ts';
import type { Journal } from './journal.ts';
import type { Recorder } from './record/recorder.ts';
import type { Scope } from './scope/scope.ts';

/** Sizes and limits of one question, in model tokens. */
export interface AskSettings {
  /** Tokens of passages in one prompt of a walk, an investigation or a report, and in a first prompt at least (default 4,000). */
  readonly passageTokens: number;
  /** Tokens of passages in the first prompt; absent for what window, stop and price allow (`firstTokens`). */
  readonly firstTokens?: number;
  /** The wider round takes this many times the first prompt, as far as the stop leaves room for two (default 4). */
  readonly widerFactor: number;
  /** Model tokens one question may spend, input and output (default 60,000). */
  readonly budgetTokens: number;
  /** What may take more is asked for before it runs, where somebody can be asked (default 60,000). */
  readonly confirmTokens: number;
  readonly maxOutputTokens: number;
  /** One prompt with all of a scope has at most so many tokens, whatever the model takes (default: no limit of a person's). */
  readonly fullContextTokens: number;
  /** A scope of at most so many tokens is read whole, unasked (default 6,000). */
  readonly directTokens: number;
  /** Tokens of one prompt of a reader, its reply counted in, where the model takes as many (default 16,000). */
  readonly readerTokens: number;
  /** Tokens of what is handed from one reader to the next at most (default 1,000). */
  readonly handOverTokens: number;
  /** Share of the rank that a chain reads unless everything is wished for (default 0.9; 1 is everything). */
  readonly rankShare: number;
  /** Steps of a walk through the outline at most (default 16). */
  readonly walkSteps: number;
  /** Turns of an investigation at most (default 12). */
  readonly investigateTurns: number;
  /** Characters of standing instructions that go along at most (default 0: none). */
  readonly instructionChars: number;
  /** Rows of a table that are listed at most (default 1,000); what is counted is all. */
  readonly tableRows: number;
}

export const ASK_DEFAULTS: AskSettings = {
  passageTokens: 4_000,
  widerFactor: 4,
  budgetTokens: 60_000,
  confirmTokens: 60_000,
  maxOutputTokens: 1_500,
  fullContextTokens: Number.MAX_SAFE_INTEGER,
  directTokens: 6_000,
  readerTokens: 16_000,
  handOverTokens: 1_000,
  rankShare: 0.9,
  walkSteps: 16,
  investigateTurns: 12,
  instructionChars: 0,
  tableRows: 1_000,
};

/** What was found before a route was chosen: no model was asked for it. */
export interface FirstLook {
  readonly query: Query;
  /** Ranked ranges, what a person points at first. */
  readonly hits: readonly Hit[];
  /** The passages that fit the first prompt, best first. */
  readonly passages: readonly Passage[];
  readonly leftOut: readonly NotRead[];
  /** What was searched in the place of the question, of which the index knows no word; absent when it was not. */
  readonly clues?: readonly string[];
}

/** What requests of a run had replaced or lost, over all of them. */
export interface CallNotes {
  redactions: number;
  cutPrompt: { readonly sent: number; readonly counted: number } | undefined;
  /** Calls whose count of tokens was not believed. */
  doubted: number;
}

/** What every route runs with. */
export interface RunContext {
  /** Without its secrets. */
  readonly question: Question;
  /**
   * Its words as they were typed, for requests alone: the filter on the way out takes the secrets out, and knows them
   * then where nothing else gives them away.
   */
  readonly typed: string;
  readonly look: FirstLook;
  readonly view: IndexView;
  readonly scope: Scope;
  readonly settings: AskSettings;
  /** A file of the scope as it is now, without its secrets; undefined when it is outside or cannot be read. */
  read(path: string): Promise<ConcealedFile | undefined>;
  readonly model: Model | undefined;
  readonly budget: Budget;
  readonly journal: Journal;
  /** Asks a person; absent where nobody can be asked. */
  readonly decide?: Decide | undefined;
  /** Absent for a run that is not kept, such as a preview. */
  readonly record?: Recorder | undefined;
  /** Grows while the run goes on. */
  readonly notices: Notice[];
  readonly notes: CallNotes;
  /** What was not asked for may end as soon as it has an answer: the question has been asked before, of less. */
  readonly mayEndEarly?: boolean;
  /** Random name of the delimiter around untrusted text; stable within the run, so that caches hit. */
  readonly fence: string;
  readonly signal: AbortSignal;
}

/** A table before its rows are checked. */
export interface TableDraft extends Omit<Table, 'rows'> {
  readonly rows: readonly RowPlace[];
}

/** How a run ended, before anything of it is checked. `finish` alone makes an Answer of it. */
export interface Draft {
  readonly made: 'passages' | 'model' | 'table';
  /** Sentences of a model with what they cite; empty when the passages are the answer. */
  readonly claims: readonly ReplyClaim[];
  /** Headings over them; absent for none. */
  readonly headings?: readonly Heading[];
  readonly passages: readonly Passage[];
  /** All that fits, where that is the answer; its rows are cited by `finish`. */
  readonly table?: TableDraft;
  /** Paths of files that were read for it, in whole or in part. */
  readonly read: readonly string[];
  readonly leftOut: readonly NotRead[];
  readonly status: 'complete' | 'partial' | 'stopped' | 'noMatch' | 'declined';
  /** What a model that declined said it was missing. */
  readonly missing: readonly string[];
  /** Why the route went another way than it was chosen for. */
  readonly reason?: RouteReason;
  /** The way of a walk. */
  readonly trail?: readonly TrailStep[];
  /** Where a report was written: its sections, and what none of them cites, once it is known which citations are proved. */
  readonly report?: Omit<WrittenReport, 'missed'> & {
    missed(cited: ReadonlySet<string>): WrittenReport['missed'];
  };
  /** Set when the run ends as failed. */
  readonly failure?: Failure;
}

/** A draft with the passages as they stand: what is shown when no model answers, or none could. */
export function passagesDraft(
  { passages, leftOut }: Pick<Draft, 'passages' | 'leftOut'>,
  status: Draft['status'],
  more: Partial<Draft> = {},
): Draft {
  const read = [...new Set(passages.map(({ path }) => path))];
  return { made: 'passages', claims: [], missing: [], passages, leftOut, read, status, ...more };
}
