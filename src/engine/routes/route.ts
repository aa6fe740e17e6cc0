import type { RunEvent } from '../events.ts';
import type { ModelInfo } from '../ports.ts';
import type { AskSettings, Draft, FirstLook, RunContext } from '../run/context.ts';
import type { Question, RouteEstimate, RouteName, RouteReason } from '../types.ts';

/** What the choice of a route is made from: the question, sizes and limits; never a model's opinion. */
export interface RouteFacts {
  readonly question: Question;
  readonly look: FirstLook;
  readonly index: { readonly files: number; readonly chunks: number };
  /** What would write the answer; undefined when no model is set. */
  readonly author: ModelInfo | undefined;
  readonly settings: AskSettings;
  /** Model tokens of the first prompt beside its passages. */
  readonly overheadTokens: number;
}

/** What a route says to a question: that it fits, with what it would take, or that it does not, and why. */
export type Offer =
  | { readonly fits: true; readonly reason: RouteReason; readonly estimate: RouteEstimate }
  | { readonly fits: false; readonly reason: RouteReason };

/** An offer that fits: what a route is run with. */
export type Accepted = Extract<Offer, { fits: true }>;

/** One way to answer a question. One file each; none knows of the others. */
export interface Route {
  readonly name: RouteName;
  /** Pure; makes no model call. */
  offer(facts: RouteFacts): Offer;
  /** Answers; yields what happens on the way. Checks nothing and throws only when aborted: `finish` makes the Answer. */
  run(context: RunContext, offer: Accepted): AsyncGenerator<RunEvent, Draft>;
}
