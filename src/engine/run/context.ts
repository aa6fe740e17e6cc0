import type { Reply } from '../answer/reply.ts';
import type { IndexView } from '../index/repository.ts';
import type { Model } from '../ports.ts';
import type { Query } from '../retrieve/query.ts';
import type { Say } from '../say.ts';
import type { Focus, Hit, NotRead, Passage, Route, SourceFile } from '../types.ts';
import type { EarlierTurn } from './followUp.ts';

/** What one question is asked with. */
export interface AskParts {
  readonly view: IndexView;
  readonly model: Model | undefined;
  readonly runId: string;
  /** Random name of the delimiter around repository text. */
  readonly fence: string;
  readonly commit: string | undefined;
  /** Says what a person reads. */
  readonly say: Say;
  /** Searched first. */
  readonly focus?: readonly Focus[];
  /** The conversation before the question, oldest first. */
  readonly history?: readonly EarlierTurn[];
  read(path: string): Promise<SourceFile | undefined>;
}

/** What is known of a run so far; an answer can be made from it at any moment. */
export interface Progress {
  readonly question: string;
  readonly query: Query;
  route: Route;
  hits: readonly Hit[];
  known: readonly string[];
  passages: readonly Passage[];
  leftOut: readonly NotRead[];
  reply: Reply | undefined;
  readonly notices: string[];
  missing: string[];
}
