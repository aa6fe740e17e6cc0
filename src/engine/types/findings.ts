/** The plain data of what a review found, and of what it read. Units as in `types.ts`. */

import type { Failure } from './failures.ts';
import type { Usage } from './measure.ts';
import type { RuleFamily, RuleSeverity } from './review.ts';
import type { SkipReason, Span, TextReason } from './source.ts';

/** A range of a file by line and column: columns from 1, in UTF-16 units, the end exclusive. */
export interface Place extends Span {
  readonly startColumn: number;
  readonly endColumn: number;
}

/** Another place of the same file that belongs to a finding, with the name that the rule gives it. */
export interface RelatedPlace extends Place {
  readonly name: string;
}

/**
 * How a finding stands to a baseline. `unknown`: it was known, and its place was not reviewed, so that nobody can say
 * whether it is still there. `reopened`: it was resolved once. A review without a baseline gives no states.
 */
export type FindingState = 'new' | 'persisting' | 'resolved' | 'reopened' | 'unknown' | 'dismissed';

export type DismissReason = 'false-positive' | 'wont-fix' | 'later';

/** Why a person does not want to see a finding. */
export interface Dismissal {
  readonly reason: DismissReason;
  readonly note?: string;
}

/**
 * Where a finding stands to the changes that are reviewed: on a changed line, elsewhere in a changed file, or in code
 * that a change touches. Only the first can be blamed on the change.
 */
export type Nearness = 'changed' | 'sameFile' | 'touched';

/** Lines of a file that a model named, with their text. Only what was found to stand there is in a report. */
export interface CitedLines extends Span {
  readonly path: string;
  /** The text of the lines, marks in the place of secrets. */
  readonly quote: string;
  /** Hash of the file that they were read from. */
  readonly hash: string;
}

/**
 * What stands behind the finding of a judged rule. A second look may only keep it, refute it by lines, or leave it
 * unsettled.
 */
export interface JudgedProof {
  /** What is wrong, in the words of a model: shown as such, never as a fact. The fact `claim` is the same. */
  readonly claim: string;
  /** Each checked against the bytes, in any file; the first is the place of the finding. */
  readonly evidence: readonly CitedLines[];
  readonly verdict: 'kept' | 'unsettled' | 'refuted';
  /** Why, in the words of the second look; empty where it said nothing. */
  readonly why: string;
  /** The lines that refute it, checked as well; empty unless it is refuted. */
  readonly against: readonly CitedLines[];
}

/** What a rule itself puts in the place of what it found: the text of the place as it was, and as it is then. */
export interface FindingFix {
  readonly was: string;
  readonly text: string;
}

/** Something that a rule found, with the lines that show it. */
export interface Finding extends Place {
  readonly path: string;
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: RuleSeverity;
  /** What the sentence of the rule names, by name; marks in the place of secrets. */
  readonly facts: Readonly<Record<string, string>>;
  /** The innermost definition that it begins in, with those around it, joined by dots; empty outside of all. */
  readonly symbol: string;
  /** Its lines as they stand, marks in the place of secrets; of a long range the first ones. */
  readonly quote: string;
  /** The last line of `quote`. */
  readonly quoteEnd: number;
  /** Hash of the file that was reviewed. */
  readonly hash: string;
  readonly related: readonly RelatedPlace[];
  /** What it is, without its place: equal findings have equal ones. See `identityOf`. */
  readonly identity: string;
  /** The identity with a number that tells equal ones apart. No two findings of a report share it. */
  readonly fingerprint: string;
  readonly state?: FindingState;
  readonly dismissal?: Dismissal;
  /** Absent where no changes were asked for. */
  readonly nearness?: Nearness;
  /** Absent for what a query found. */
  readonly judged?: JudgedProof;
  /** Absent where the rule has none that fits, and where a secret stands in its lines. */
  readonly fix?: FindingFix;
}

/** A finding that a baseline knows. */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly path: string;
  readonly state: 'open' | 'resolved' | 'dismissed';
  readonly dismissal?: Dismissal;
}

/** Roles of files whose lines were not written here, or that hold no program. */
export type NotOurs = 'vendored' | 'generated' | 'data';

/** Why a file in scope was not reviewed, or not by all rules. */
export type NotReviewedWhy =
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  /** Its grammar gave up on it, so that rules which need its tree could not look. */
  | { readonly kind: 'noTree'; readonly reason: TextReason }
  /** Its lines were not written here, by what it is for: what is wrong in them is mended where they come from. */
  | { readonly kind: 'notOurs'; readonly role: NotOurs }
  /** A rule could not be run on it, by the rule's id. */
  | { readonly kind: 'ruleFailed'; readonly rule: string; readonly why: string }
  /** It was changed or removed while the review ran. */
  | { readonly kind: 'changed' }
  /** The review was stopped before it. */
  | { readonly kind: 'stopped' }
  /** A folder (the empty path is the root) that could not be looked into, or whose ignore rules could not be read. */
  | { readonly kind: 'unseen' }
  /** A path that was asked for is no file or folder that is indexed. */
  | { readonly kind: 'unknownPath' }
  /** Lines that the rules which need a model did not look at, though they were asked for. */
  | {
      readonly kind: 'notJudged';
      readonly startLine: number;
      readonly endLine: number;
      readonly why: NotJudgedWhy;
    };

/**
 * Why lines were not judged: the budget had no room, no reply could be used, a reply broke off, a call failed, the
 * review was stopped, or one line is longer than any prompt.
 */
export type NotJudgedWhy = 'budget' | 'badReply' | 'cutReply' | 'failed' | 'stopped' | 'tooLong';

export interface NotReviewed {
  readonly path: string;
  readonly why: NotReviewedWhy;
}

/** What a review read, of what. Each file in scope stands in exactly one of the three lists; not reviewed, once for each reason. */
export interface ReviewCoverage {
  /** Text files that every rule of their language looked at, sorted. */
  readonly reviewed: readonly string[];
  /** Their lines. */
  readonly lines: number;
  /** Of the reviewed files, those of which findings on some lines only were asked for. */
  readonly partly: readonly string[];
  /** Text files, or files that may be text, that were not reviewed: with one of them a review is incomplete. */
  readonly notReviewed: readonly NotReviewed[];
  /** What no person wrote here as text (binary, links, code without lines, copies): listed, and no part of what is to be read. */
  readonly setAside: readonly NotReviewed[];
  /** Files that are gone by the changes that were reviewed. */
  readonly gone: readonly string[];
  /** Of the reviewed files, how many are in a language that no rule claims. */
  readonly withoutRules: readonly { readonly language: string; readonly files: number }[];
  /** Reviewed files of which the grammar could not read some lines. */
  readonly damaged: readonly { readonly path: string; readonly lines: number }[];
  /** Places that are not told of in reviewed files, since the grammar could not read the code around them. */
  readonly unsure: readonly { readonly path: string; readonly places: number }[];
  /** Rules that need a model, which was not asked. */
  readonly rulesNotRun: readonly string[];
  /** What is wrong with files of rules: those did not run. */
  readonly ruleFaults: readonly BadRule[];
}

/** A file of a rule that could not be read: what kind of fault, and the key, section or language that it is about. */
export interface BadRule {
  readonly path: string;
  readonly kind: string;
  readonly at: string;
}

/** What was reviewed. */
export type ReviewScope =
  | { readonly kind: 'repository' }
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'lines'; readonly path: string; readonly startLine: number; readonly endLine: number }
  /** What differs from where this branch left `base`, what is not committed with it. */
  | { readonly kind: 'changes'; readonly base: string; readonly commit?: string }
  | { readonly kind: 'staged' }
  | { readonly kind: 'commit'; readonly commit: string };

/** Files of a change that belong together, in the order in which a person reads them. */
export interface ReadingGroup {
  readonly files: readonly {
    readonly path: string;
    /** Lines that are new, and those around a place where some were taken. */
    readonly lines: number;
    readonly isGone: boolean;
  }[];
  /** Files outside of the change that surely use a definition which it changes. */
  readonly usedBy: number;
}

/** What a report tells of a rule that ran. */
export interface ReportedRule {
  readonly id: string;
  readonly family: RuleFamily;
  readonly title: string;
  readonly severity: RuleSeverity;
  /** Path of its file. */
  readonly path: string;
  readonly origin: 'product' | 'user';
  /** The sentence of a finding; `{name}` stands for a fact. */
  readonly message: string;
  readonly looksFor: string;
  readonly doesNotClaim: string;
}

export const REVIEW_SCHEMA = 1;

/** What one stage of judging takes: looking for findings, or the second look at them. */
export interface StageEstimate {
  readonly stage: 'find' | 'refute';
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the price table; absent when the model has no price. */
  readonly cost?: number;
}

/**
 * What judging a scope would take. What goes in to find is counted from the prompts themselves; replies and the second look
 * are expected from the number of lines, until the findings are there.
 */
export interface ReviewEstimate {
  readonly stages: readonly StageEstimate[];
  /** Pieces of the scope, and those that are known from before: no model is asked about them. */
  readonly pieces: number;
  readonly known: number;
  /** Findings that are expected. */
  readonly findings: number;
}

/** What rules that need a model came to, where they were asked for. */
export interface JudgedReport {
  /** What was asked: for findings, and for the second look. */
  readonly models: { readonly reader: string; readonly author: string };
  /** Files of which lines were judged, their lines, and files that no rule of this kind speaks of. */
  readonly files: number;
  readonly lines: number;
  readonly withoutRules: number;
  /** Findings that a second look refuted: listed, and no part of `findings`. */
  readonly refuted: readonly Finding[];
  /** What was said and is not shown: quotes that are not in the files, places elsewhere, and what was found before. */
  readonly dropped: { readonly unproved: number; readonly elsewhere: number; readonly twice: number };
  /** Callers and callees for which a prompt had no room. */
  readonly neighboursLeftOut: number;
  /** What it cost. Nothing, when all was known from before. */
  readonly usage: Usage;
  /** Secrets that were left out of requests, and replies that could not be used at first. */
  readonly redactions: number;
  readonly askedAgain: number;
  /** Why a model could not be asked. */
  readonly failure?: Failure;
  /** Of a shard: names how all shards must have divided the lines, and the files of others of which it left lines unjudged. */
  readonly division?: string;
  readonly elsewhere?: readonly { readonly path: string; readonly lines: number }[];
}

/**
 * All that a review found and read. The same files and rules give the same report, byte for byte. What judged rules found
 * is taken as it was said before; how this run came to it (`judged.usage`, what was dropped or asked again) may differ.
 */
export interface ReviewReport {
  readonly schema: typeof REVIEW_SCHEMA;
  /** `complete`: no text file in scope was left out. `stopped`: a person ended it. */
  readonly status: 'complete' | 'incomplete' | 'stopped';
  readonly scope: ReviewScope;
  readonly rules: readonly ReportedRule[];
  /** By path, line, column and rule. */
  readonly findings: readonly Finding[];
  /** Findings of the baseline that are gone, and those whose places were not reviewed. */
  readonly resolved: readonly KnownFinding[];
  readonly unknown: readonly KnownFinding[];
  readonly coverage: ReviewCoverage;
  /** Which part of the files this is, where a review is shared among machines. */
  readonly shard?: { readonly part: number; readonly of: number };
  /** The commit that is checked out. */
  readonly commit?: string;
  /** Absent where judged rules were not asked for: then `coverage.rulesNotRun` lists them. */
  readonly judged?: JudgedReport;
}
