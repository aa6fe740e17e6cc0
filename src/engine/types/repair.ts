/** The plain data of a repair: where a problem may lie, the plan, the edits, and what became of them. Units as in `types.ts`. */
import type { HitReason, Notice, Usage } from '../types.ts';
import type { EditRefusal, PlannedFile } from './edits.ts';
import type { Span, SymbolKind } from './source.ts';

/** A file, or lines of it, that a person names as the place to look at. */
export interface FixPlace {
  readonly path: string;
  readonly root?: string;
  /** Lines of it; absent for all. */
  readonly lines?: Span;
}

/** A change that a person turned down, and why. */
export interface FixRejection {
  readonly path: string;
  readonly root?: string;
  /** The lines as they were proposed. */
  readonly text: string;
  readonly reason: string;
}

/** What shall be repaired: a sentence, a diagnostic, the output of a test that fails, or all of it. */
export interface FixProblem {
  readonly text: string;
  /** Where to look; empty: that is found. */
  readonly places: readonly FixPlace[];
  /** What was turned down before; empty for none. */
  readonly rejected: readonly FixRejection[];
}

/** A definition that a problem leads to. */
export interface LocatedSymbol extends Span {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly container: readonly string[];
}

/** One file that a problem leads to: why, to which definitions, and to which lines. */
export interface LocatedFile {
  readonly path: string;
  readonly root?: string;
  readonly why: HitReason;
  readonly symbols: readonly LocatedSymbol[];
  /** In the order of the file; none overlaps another. */
  readonly lines: readonly Span[];
  /** A person named it. */
  readonly isNamed: boolean;
}

/** A place that a change of a definition may reach: it uses it, tests it, or tells of it. */
export interface ReachedPlace extends Span {
  readonly kind: 'caller' | 'test' | 'docs';
  readonly path: string;
  readonly root?: string;
  /** The definition that it is about. */
  readonly of: string;
}

/** Where a problem may lie. Made without a model. */
export interface Located {
  /** The likeliest first. */
  readonly files: readonly LocatedFile[];
  readonly related: readonly ReachedPlace[];
  /** Files that may hold it as well and were left out. */
  readonly more: number;
  /** Related places that were left out. */
  readonly moreRelated: number;
  /** Places that a person named and that the index does not hold. */
  readonly unknown: readonly FixPlace[];
}

/** A file that a step of a plan names: whether it is there, and the nearest one where it is not. */
export interface PlannedPath {
  readonly path: string;
  readonly root?: string;
  readonly exists: boolean;
  readonly nearest?: string;
}

/** A definition that a step names: where it is, how many lines use it, and the nearest name where it is not. */
export interface PlannedSymbol {
  readonly name: string;
  readonly definitions: readonly { readonly path: string; readonly root?: string; readonly line: number }[];
  readonly uses: number;
  readonly nearest?: string;
}

/** One step of a plan, held against the index. */
export interface FixStep {
  readonly id: string;
  readonly what: string;
  readonly files: readonly PlannedPath[];
  readonly symbols: readonly PlannedSymbol[];
  /** How to see that it is done; empty for none. */
  readonly check: string;
}

/** `one`: a single place was found, so that no plan was asked for. */
export interface FixPlan {
  readonly made: 'model' | 'one';
  readonly steps: readonly FixStep[];
}

/** What becomes of a file as it was when the patch was made, and for which steps: an id for each edit, or empty. */
export interface FixFile extends PlannedFile {
  readonly root?: string;
  readonly steps: readonly string[];
}

/** A definition that a patch changes for those who use it. */
export interface ChangedSymbol {
  readonly path: string;
  readonly root?: string;
  readonly name: string;
  readonly kind: 'signature' | 'gone';
  readonly before: string;
  /** Empty for one that is gone. */
  readonly after: string;
}

/** An edit that was not taken: where, and why. Its lines are 0 to 0 where no place comes near. */
export interface NotTaken extends Span {
  readonly path: string;
  readonly root?: string;
  readonly reason: EditRefusal;
}

/**
 * One try that gave no patch. `refused`: edits have no one place; `syntax`: the files could be read less well afterwards;
 * `check`: the command of a person failed on it.
 */
export interface FailedAttempt {
  /** From 1. */
  readonly round: number;
  readonly kind: 'refused' | 'syntax' | 'check';
  readonly edits: readonly NotTaken[];
}

/**
 * How a repair ended. `patch`: all edits have their place. `refused`: some have not, so nothing can be applied. `nothing`:
 * the model made no edit; `said` tells why. `stopped`: it ended before, by a person or by its budget.
 */
export interface Fix {
  readonly status: 'patch' | 'refused' | 'nothing' | 'stopped';
  /** Without its secrets. */
  readonly problem: string;
  readonly located: Located;
  /** Absent when it ended before. */
  readonly plan?: FixPlan;
  /** All of the patch, to be applied as exact edits; of one that is `refused`, what has its place and what has not. */
  readonly files: readonly FixFile[];
  readonly changed: readonly ChangedSymbol[];
  /** Places that changed definitions reach and that the patch leaves as they are. */
  readonly related: readonly ReachedPlace[];
  readonly attempts: readonly FailedAttempt[];
  /** Why a model made no edit. */
  readonly said: string;
  /** What of the located lines was in no prompt. */
  readonly notRead: readonly { readonly path: string; readonly root?: string; readonly lines: Span }[];
  readonly notices: readonly Notice[];
  readonly usage: Usage;
}
