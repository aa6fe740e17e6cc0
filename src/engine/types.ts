/**
 * The plain data of the engine. Everything here is readonly, holds no behaviour, and can cross a process.
 *
 * Units: lines are 1-based and inclusive everywhere; offsets are UTF-16 code units; sizes are bytes; durations are
 * milliseconds; money is in the currency of the user's price table; tokens are model tokens.
 */

import type { Failure, ReplyCaps, ReplyProblem, RouteReason } from './types/failures.ts';
import type { ClaimCode, Heading, ListPlace, ReportWish, WrittenReport } from './types/layout.ts';
import type { Usage } from './types/measure.ts';
import type { EarlierTurn, NotePlace, StandingInstructions } from './types/notes.ts';
import type { ChunkKind, NotParsedWhy, SkipReason, Span } from './types/source.ts';
import type { TrailStep } from './types/trail.ts';
import type { WebAddress } from './types/web.ts';

export type * from './types/edits.ts';
export type * from './types/failures.ts';
export type * from './types/findings.ts';
export type * from './types/layout.ts';
export type * from './types/measure.ts';
export type * from './types/notes.ts';
export type * from './types/problems.ts';
export type * from './types/review.ts';
export type * from './types/source.ts';
export type * from './types/trail.ts';
export type * from './types/web.ts';

/** Merged, ordered lines of one file chosen for a prompt or shown as a result. */
export interface Passage extends Span {
  readonly path: string;
  readonly root?: string;
  /** Identifies the passage inside one prompt, for example `p3`. */
  readonly id: string;
  /**
   * The text of the lines, line breaks included as in the file (a final one left out). Marks such as
   * `«secret:password»` stand in the place of secrets.
   */
  readonly text: string;
  /** Hash of the file the text was read from. */
  readonly hash: string;
  readonly symbolPath: string;
  readonly tokens: number;
  readonly score: number;
  readonly why: HitReason;
  /** The lines that fit best, when others were joined to them. */
  readonly best?: Span;
  /** Secrets that were left out of the text; absent for none. */
  readonly secrets?: number;
  /** Its place among the passages when they are laid out in a prompt, from 1. */
  readonly promptPlace?: number;
}

/**
 * What kind of exact evidence a question gives: the definition of a symbol it names, a name all of whose parts it
 * holds, a path, a stack frame, a quoted string, what a person points at (a file, a folder, lines, a symbol), or a note.
 */
export type EvidenceKind =
  | 'definition'
  | 'named'
  | 'path'
  | 'frame'
  | 'quoted'
  | 'file'
  | 'folder'
  | 'selection'
  | 'symbol'
  | 'note';

/** One piece of exact evidence. `of` is the name, path or string it is about; `line` belongs to frames and selections. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly of: string;
  readonly line?: number;
}

/**
 * What speaks for a file: the words in all of it, those of its best passages, what the question says exactly, its names,
 * the files around it (folder, uses, test), what it is for, its size, and the commits that touched it.
 */
export type ReasonGroup =
  | 'words'
  | 'passages'
  | 'exact'
  | 'names'
  | 'structure'
  | 'role'
  | 'size'
  | 'history';

/** Why a hit was found: what matched, where, and what else spoke for it. */
export interface HitReason {
  /** Words of the question that matched, as they were written. */
  readonly terms: readonly string[];
  readonly fields: readonly IndexField[];
  /** What the question says exactly and this place answers to. */
  readonly evidence: readonly Evidence[];
  /** The groups of features that put it here, the one that adds most first. */
  readonly groups: readonly ReasonGroup[];
  /** Prior applied to the file's role, for example `test`; empty for source. */
  readonly role: FileRole;
  /** Files that differ little from this one and are left out for it; absent for none. */
  readonly copies?: number;
}

/** What a person points at in a question: a file, a folder, lines of a file, or a symbol by its name. */
export type Focus =
  | { readonly kind: 'file' | 'folder'; readonly path: string; readonly root?: string }
  | ({ readonly kind: 'selection'; readonly path: string; readonly root?: string } & Span)
  | { readonly kind: 'symbol'; readonly name: string; readonly path?: string; readonly root?: string };

/** A question as it was asked: its words, what it points at, and the conversation before it, oldest first. */
export interface Question {
  readonly text: string;
  readonly focus: readonly Focus[];
  readonly history: readonly EarlierTurn[];
  /** The file that is open beside it: what `in this file` means. */
  readonly open?: { readonly path: string; readonly root?: string };
  /** Lines that notes on the same matter cite; found by the run, and kept with it. */
  readonly notes?: readonly NotePlace[];
  /** Standing instructions of the repository; found by the run where a person wants them, and kept with it. */
  readonly instructions?: StandingInstructions;
  /** It is no question: a report is wanted, and the text is what it is called. */
  readonly report?: ReportWish;
}

/**
 * What a question says about where it may be answered from: a file or a folder (the empty path is the root), or all
 * files of a role. Exactly one of `path` and `role` is there.
 */
export interface ScopeLimit {
  readonly kind: 'only' | 'without';
  readonly path?: string;
  readonly role?: FileRole;
}

export type IndexField = 'path' | 'symbol' | 'doc' | 'body';

export type FileRole = 'source' | 'test' | 'docs' | 'example' | 'vendored' | 'generated' | 'config' | 'data';

/** One ranked range. Scores are comparable within one query only. */
export interface Hit extends Span {
  readonly path: string;
  readonly root?: string;
  readonly score: number;
  readonly symbolPath: string;
  readonly kind: ChunkKind;
  readonly why: HitReason;
}

export type ClaimState = 'verified' | 'reanchored' | 'unproved' | 'stale';

/**
 * Why a citation proves nothing: it names a passage that was not sent; the file cannot be read; the file changed; the
 * quote is not in it, or neither that nor within the passage; it stands in several places; it says too little; or the
 * line numbers are none. `of` is what was named.
 */
export interface CitationProblem {
  readonly kind:
    | 'notSent'
    | 'unreadable'
    | 'changed'
    | 'nowhere'
    | 'outside'
    | 'several'
    | 'tooLittle'
    | 'badLines';
  readonly of?: string;
}

/** A range of a file that is offered as proof, and whether the quoted text stands there. */
export interface Citation extends Span {
  readonly path: string;
  readonly root?: string;
  /** The text of the cited lines at the time of the check, marks in the place of secrets. */
  readonly quote: string;
  /** Hash of the file at the time of the check; empty when the file could not be read. */
  readonly hash: string;
  readonly state: ClaimState;
  /** Why a citation is not verified. */
  readonly problem?: CitationProblem;
  /**
   * The innermost definition that the lines begin in and that code elsewhere can name, when there is one: a function, not
   * what is defined inside of it.
   */
  readonly symbol?: string;
  /** The commit that is checked out, where it holds the file byte for byte as it is. */
  readonly commit?: string;
}

/**
 * What a claim says and the lines it cites do not show: a `name` of code or a `number` that stands neither in them nor
 * around them, or the words of these lines with a negation more or less (`turned`, of nothing).
 */
export interface ClaimDoubt {
  readonly kind: 'name' | 'number' | 'turned';
  readonly of: string;
}

export interface Claim {
  readonly text: string;
  readonly state: ClaimState;
  readonly citations: readonly Citation[];
  /** Absent for none, and where nothing is proved: then the state says it. */
  readonly doubts?: readonly ClaimDoubt[];
  /** Id of the passage that the claim shows, in an answer made of passages. */
  readonly passage?: string;
  /** Its place in a list; absent for a paragraph. */
  readonly list?: ListPlace;
  /** Code that belongs to its text, in the order of its places there; absent for none. */
  readonly code?: readonly ClaimCode[];
}

/** Name of a route: one of those in the table of `engine/routes`, which is the only list of them. */
export type RouteName = string;

/** What a route is expected to take. `isSequential`: its calls wait for each other. */
export interface RouteEstimate {
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** What of it the readers take, where another model may read. */
  readonly readers?: { readonly tokensIn: number; readonly tokensOut: number };
  /** In the currency of the price table; absent when the model has no price. */
  readonly cost?: number;
  readonly isSequential?: boolean;
  /** What it comes to when the model declines each time; absent where it cannot come to more. */
  readonly atMost?: { readonly calls: number; readonly tokensIn: number; readonly tokensOut: number };
}

/** The files that a route reads, of those that it may read. */
export interface RouteScope {
  readonly files: number;
  readonly of: number;
  /** Share of the rank of the question that they hold, from 0 to 1. */
  readonly share: number;
  /** What it would take to read all of them; absent where it reads all. */
  readonly everything?: RouteEstimate;
}

/** Another way to answer the same question; `estimate` is absent where it does not fit. */
export interface RouteAlternative {
  readonly name: RouteName;
  readonly reason: RouteReason;
  readonly estimate?: RouteEstimate;
  readonly scope?: RouteScope;
}

/** How a question is answered, why, and how else it could be. */
export interface RouteChoice {
  readonly name: RouteName;
  readonly reason: RouteReason;
  readonly estimate: RouteEstimate;
  /** Absent where the route reads passages, or nothing. */
  readonly scope?: RouteScope;
  readonly alternatives: readonly RouteAlternative[];
}

/**
 * Why something was not read. `searched`: by the index only. `tokens`, `passages`: there was no room in the prompt.
 * `outside`: not in the scope that the question names. `folded`: the body of a definition that the question does not
 * lead to, of which only the head was read. `tooLong`: one line that no prompt can hold. `notReached`: the run ended
 * before, or the reply to it could not be used. `notNeeded`: the answer was found before. `damaged`: read as text, but
 * its definitions may not all be known. `asText`: read or searched as text, but no definition in it is known; `parsing` says why.
 */
export type NotReadWhy =
  | SkipReason
  | 'searched'
  | 'tokens'
  | 'passages'
  | 'gone'
  | 'outside'
  | 'folded'
  | 'tooLong'
  | 'notReached'
  | 'notNeeded'
  | 'damaged'
  | 'asText'
  /** A folder whose files are not seen, or one whose ignore rules are not known. */
  | 'notWalked'
  | 'rulesUnread'
  /** Folders whose ignore rules are too many, paths for which they take too long. */
  | 'rulesCapped'
  | 'rulesTooSlow';

/** Something that was not read: one file, lines of it, or a number of files or ranges. */
export interface NotRead {
  readonly path?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly files?: number;
  readonly ranges?: number;
  readonly why: NotReadWhy;
  /** Why it could not be parsed; with `asText` alone. */
  readonly parsing?: NotParsedWhy;
  /** What the machine said: an errno, a size. */
  readonly detail?: string;
}

/** What a run read, of how much, and what it did not read and why. Units are files. */
export interface Coverage {
  readonly read: number;
  readonly total: number;
  readonly notRead: readonly NotRead[];
  /** What narrowed the run; absent when it could read everything. */
  readonly limits?: readonly ScopeLimit[];
}

export interface NotFound {
  /** `noMatch`: no content word of the question is in the index. `declined`: a model declined after all rounds. */
  readonly kind: 'noMatch' | 'declined';
  /** Files and chunks of the index that was searched. */
  readonly files: number;
  readonly chunks: number;
  readonly terms: readonly string[];
  /** What the model said it was missing. */
  readonly missing: readonly string[];
}

/** What a person should know about an answer beside its claims. Worded by `present`. */
export type Notice =
  /** The question before was searched as well, since this one cannot be understood alone. */
  | { readonly kind: 'followUp'; readonly question: string }
  /** Standing instructions of the repository went along: so many characters of each, and so many files did not. */
  | {
      readonly kind: 'instructions';
      readonly files: readonly { readonly path: string; readonly chars: number; readonly of: number }[];
      readonly leftOut: number;
      readonly leftOutFirst: readonly string[];
    }
  /** The index was being made: the answer is from the files that were read, and so many were not yet, or not again. */
  | { readonly kind: 'indexing'; readonly read: number; readonly unread: number }
  /** So many of the oldest questions of the conversation did not go along. */
  | { readonly kind: 'earlierDropped'; readonly count: number }
  /** Secrets were replaced by placeholders before anything was sent. */
  | { readonly kind: 'redactions'; readonly count: number }
  /** The endpoint counted far fewer tokens than were sent. */
  | { readonly kind: 'cutPrompt'; readonly sent: number; readonly counted: number }
  /** Claims that could not be proved from the files. */
  | { readonly kind: 'unproved'; readonly count: number; readonly of: number }
  /** A request was not sent: it does not fit the budget of tokens (or of money, `unit` cost). */
  | {
      readonly kind: 'overBudget';
      readonly needs: number;
      readonly left: number;
      readonly limit: number;
      readonly unit: 'tokens' | 'cost';
    }
  /** A request was not sent: it does not fit what the model takes. */
  | { readonly kind: 'promptTooLong'; readonly needs: number; readonly limit: number }
  /** The first reply could not be used, and the model was asked once more. */
  | { readonly kind: 'askedAgain'; readonly problem: ReplyProblem }
  /** The model stopped at its output limit. */
  | { readonly kind: 'outputCut' }
  /**
   * A reply was not whole: a filter of the endpoint ended it, nothing said that it had ended, it ended for a reason that
   * is not known, or it was stopped here since it grew far longer than was asked for.
   */
  | { readonly kind: 'replyEnded'; readonly how: 'filtered' | 'unsaid' | 'other' | 'overrun' }
  /** Calls whose count of tokens by the endpoint cannot be right; ours stands in its place. */
  | { readonly kind: 'usageDoubted'; readonly calls: number }
  /** The replies to a segment could not be used: it counts as not read. */
  | { readonly kind: 'segmentLost'; readonly segment: number; readonly of: number }
  /** Claims of the readers that their quotes did not prove, and that were not recorded. */
  | { readonly kind: 'readerUnproved'; readonly count: number }
  /** Recorded claims for which the author's prompt had no room. */
  | { readonly kind: 'ledgerCut'; readonly count: number }
  /**
   * The passages did not settle it, and a route that reads all of it does not fit what is left: what it would take, of
   * the budget that one question may spend.
   */
  | {
      readonly kind: 'couldRead';
      readonly route: RouteName;
      readonly calls: number;
      readonly tokens: number;
      readonly left: number;
    }
  /** A walk ended after so many steps, as many as one may have, without an answer. */
  | { readonly kind: 'walkCapped'; readonly steps: number }
  /** The question was asked so many times, with the passages in other orders; so many of the answers say the same. */
  | { readonly kind: 'doubleChecked'; readonly runs: number; readonly alike: number }
  /** Of so many passages these were kept as of help; the files of `whole` of them were read whole. */
  | { readonly kind: 'filtered'; readonly kept: number; readonly of: number; readonly whole: number }
  /**
   * An investigation was ended by its guard: one step (`of`) was asked for again and again, or nothing was proved for so
   * many turns (`idle`).
   */
  | {
      readonly kind: 'loopStopped';
      readonly why: 'same' | 'idle';
      readonly of: string;
      readonly times: number;
    }
  /** A reply held more than is taken of one; what went beyond was left out. */
  | ({ readonly kind: 'replyCapped' } & ReplyCaps)
  /** The run went on from its record: these files have changed since, and so many recorded replies were of no use. */
  | { readonly kind: 'changedSince'; readonly files: readonly string[]; readonly calls: number }
  /** A person did not agree to a route that may take so many tokens, more than are taken unasked: `limit`. */
  | { readonly kind: 'notConfirmed'; readonly least: number; readonly most: number; readonly limit: number }
  /** Near its stop the run answered from what it had, since nobody agreed to more. */
  | { readonly kind: 'finishedEarly'; readonly used: number; readonly limit: number }
  /** The run could not be kept on disk, in whole or in part. */
  | { readonly kind: 'notRecorded'; readonly failure: Failure }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** A column of a table: its key, which `present` has words for, and whether its cells are numbers. */
export interface TableColumn {
  readonly key: string;
  readonly kind: 'text' | 'number';
}

/** One thing that was found: a cell for each column, and the place that shows it, checked as every citation is. */
export interface TableRow {
  readonly cells: readonly (string | number)[];
  readonly citation: Citation;
}

/** Symbols or files of a language of which a fact is not known: they are not among the rows, and count as unknown. */
export interface TableUnknown {
  /** The key of the query. */
  readonly key: string;
  readonly language: string;
  readonly count: number;
}

/** All that fits a question, counted and grouped by code. Texts in cells are of the repository or of a model. */
export interface Table {
  /** What was looked for, in the query language; what each unit was asked, where a model judged. */
  readonly query: string;
  readonly columns: readonly TableColumn[];
  /** In the order that was asked for: group after group, where there are groups. Empty where only the count was asked for. */
  readonly rows: readonly TableRow[];
  /** How many there are; more than `rows` where only the first are listed. */
  readonly total: number;
  /** What `total` counts, for example `function`; `symbol` for definitions of several kinds. */
  readonly unit: string;
  /** How many there are in each group, the largest first; they add up to `total`. */
  readonly groups?: readonly { readonly name: string; readonly count: number }[];
  /** Units that were judged one by one, of how many. */
  readonly judged?: { readonly done: number; readonly of: number };
  readonly unknown?: readonly TableUnknown[];
}

export const ANSWER_SCHEMA = 2;

/** What every door (sidebar, chat, command line, MCP) gives for a question. */
export interface Answer {
  readonly schema: typeof ANSWER_SCHEMA;
  readonly runId: string;
  readonly status: 'complete' | 'partial' | 'stopped' | 'notFound';
  /** The question as it was typed. */
  readonly question: string;
  /** Whether the claims are passages as they stand, or sentences of a model; a table has none. */
  readonly made: 'passages' | 'model' | 'table';
  readonly route: RouteChoice;
  /** The claims' texts with their headings and list marks, as Markdown; empty when nothing was found, and for a table. */
  readonly text: string;
  readonly claims: readonly Claim[];
  /** Headings of a long answer that a model wrote, in order; absent for none. */
  readonly headings?: readonly Heading[];
  readonly passages: readonly Passage[];
  readonly table?: Table;
  readonly notFound?: NotFound;
  readonly coverage: Coverage;
  readonly usage: Usage;
  readonly notices: readonly Notice[];
  /** The way through the outline, where the route was a walk. */
  readonly trail?: readonly TrailStep[];
  /** The sections of a report, and what none of them cites. */
  readonly report?: WrittenReport;
  readonly commit?: string;
  /** Absent where no remote is known. */
  readonly web?: WebAddress;
}

/** A change to one file. `null` before: the file must not exist. `null` after: the file is deleted. */
export interface FileChange {
  readonly path: string;
  readonly root?: string;
  /** Hash of the file's bytes that the change was made for; null for a new file. */
  readonly baseHash: string | null;
  readonly hunks: readonly Hunk[];
  readonly delete?: boolean;
}

/** Replaces the lines `startLine..endLine` (an insertion has endLine = startLine - 1) by `after`. */
export interface Hunk extends Span {
  readonly id: string;
  readonly before: string;
  readonly after: string;
}

/** Edits to several files, applied together or not at all. */
export interface Patch {
  readonly id: string;
  readonly title: string;
  readonly changes: readonly FileChange[];
}
