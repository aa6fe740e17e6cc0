import type { IndexView } from '../../index/view.ts';
import type { Decide, Hash, Model, Store } from '../../ports.ts';
import type { Budget } from '../../run/budget.ts';
import type { AskSettings, CallNotes } from '../../run/context.ts';
import type { Journal } from '../../run/journal.ts';
import type { Recorder } from '../../run/record/recorder.ts';
import { windowOf } from '../../run/scope/window.ts';
import type { ConcealedFile, Notice, ParsedFile, Rule } from '../../types.ts';

/** What judging takes of the settings of questions. */
export type JudgeSettings = Pick<AskSettings, 'budgetTokens' | 'confirmTokens' | 'readerTokens'>;

/** What the pieces of a scope are made and judged with. */
export interface JudgeTools {
  readonly view: IndexView;
  readonly model: Model;
  readonly rules: readonly Rule[];
  readonly settings: JudgeSettings;
  readonly store: Store;
  readonly hash: Hash;
  readonly signal: AbortSignal;
  /** A file as it is reviewed, without its secrets; undefined when it cannot be read. */
  read(path: string): Promise<ConcealedFile | undefined>;
  parse(file: ConcealedFile): Promise<ParsedFile>;
}

/** What the calls of a review run with. */
export interface JudgeContext extends JudgeTools {
  readonly budget: Budget;
  readonly journal: Journal;
  readonly notices: Notice[];
  readonly notes: CallNotes;
  readonly record: Recorder | undefined;
  /** Asks a person; absent where nobody can be asked. */
  readonly decide: Decide | undefined;
  readonly fence: string;
}

/** Tokens of a reply at most: for findings, and for verdicts on them. */
const REPLY_TOKENS = 2_000;

/** Tokens of a reply: as wished, at most a quarter of what the model takes. */
export const replyTokens = ({ model, settings }: JudgeTools, role: 'reader' | 'author'): number =>
  Math.min(REPLY_TOKENS, Math.floor(windowFor({ model, settings }, role) / 4));

/** Tokens that one request may take, its reply counted in. */
export function windowFor(
  { model, settings }: Pick<JudgeTools, 'model' | 'settings'>,
  role: 'reader' | 'author',
): number {
  return Math.min(windowOf(model.info(role)!), settings.readerTokens);
}
