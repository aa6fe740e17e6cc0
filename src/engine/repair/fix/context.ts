import type { IndexView } from '../../index/repository.ts';
import type { Hash, Model, Parser, Workspace } from '../../ports.ts';
import type { Budget } from '../../run/budget.ts';
import type { CallNotes } from '../../run/context.ts';
import type { Journal } from '../../run/journal.ts';
import type { Recorder } from '../../run/record/recorder.ts';
import type { FailedAttempt, FixProblem } from '../../types/repair.ts';
import type { ConcealedFile, Notice, SymbolDef } from '../../types.ts';

/** Sizes and limits of one repair, in model tokens. */
export interface FixSettings {
  /** Model tokens that all calls may take together, input and output (default 60,000). */
  readonly budgetTokens: number;
  /** Tokens of lines in one prompt (default 8,000). */
  readonly passageTokens: number;
  /** A file of at most so many tokens is shown whole (default 3,000). */
  readonly wholeFileTokens: number;
  readonly planOutputTokens: number;
  readonly editsOutputTokens: number;
  /** Times that edits are asked for at most (default 3). Source: Self-Refine (Madaan et al. 2023), methods D5. */
  readonly rounds: number;
  /** Edits may leave more syntax errors than there were (default 0: no). */
  readonly allowErrors: 0 | 1;
  /** By how many places the files of a prompt are turned (default 0), so that several repairs differ. */
  readonly turn: number;
}

export const FIX_DEFAULTS: FixSettings = {
  budgetTokens: 60_000,
  passageTokens: 8_000,
  wholeFileTokens: 3_000,
  planOutputTokens: 1_500,
  editsOutputTokens: 5_000,
  rounds: 3,
  allowErrors: 0,
  turn: 0,
};

/** What every phase of a repair runs with. */
export interface FixContext {
  /** Without its secrets. */
  readonly problem: FixProblem;
  /** Its words as they were typed, for requests alone: the filter on the way out takes the secrets out. */
  readonly typed: string;
  readonly view: IndexView;
  readonly settings: FixSettings;
  /** A file as it is now, without its secrets. */
  read(path: string): Promise<ConcealedFile | undefined>;
  /** A file as it is, for placing edits: what it holds is never sent. */
  source(path: string): ReturnType<Workspace['read']>;
  readonly parser: Parser;
  readonly hash: Hash;
  readonly model: Model;
  readonly budget: Budget;
  readonly journal: Journal;
  readonly notices: Notice[];
  readonly notes: CallNotes;
  /** Where its calls are kept; absent for a run that is not. */
  readonly record: Recorder | undefined;
  /** Tries before this run. */
  readonly earlier: readonly FailedAttempt[];
  readonly fence: string;
  readonly signal: AbortSignal;
}

/** The definitions of a text. Parses it. */
export async function symbolsOf(
  path: string,
  text: string,
  { parser, hash, signal }: FixContext,
): Promise<readonly SymbolDef[]> {
  return (await parser.parse({ path, text, hash: hash.text(text) }, { signal })).symbols;
}
