import type { RunEvent } from '../events.ts';
import type { ModelInfo } from '../ports.ts';
import type { PromptBrief } from '../prompts/before/brief.ts';
import type { Query } from '../query/language.ts';
import type { AskSettings, Draft, FirstLook, RunContext } from '../run/context.ts';
import type { WalkSize } from '../run/walk/size.ts';
import type { Question, RouteEstimate, RouteName, RouteReason, RouteScope, ScopeLimit } from '../types.ts';

/** What a run may read, counted before anything is read. */
export interface ScopeSize {
  readonly files: number;
  /** Model tokens that all of it takes in prompts, line numbers and headers counted in: estimated from the index. */
  readonly tokens: number;
  /** The part that holds most of the rank of the question. */
  readonly ranked: { readonly files: number; readonly tokens: number };
  readonly limits: readonly ScopeLimit[];
}

/** What the choice of a route is made from: the question, sizes and limits; never a model's opinion. */
export interface RouteFacts {
  readonly question: Question;
  readonly look: FirstLook;
  readonly index: { readonly files: number; readonly chunks: number };
  readonly scope: ScopeSize;
  /** What would write the answer; undefined when no model is set. */
  readonly author: ModelInfo | undefined;
  /** What would read a long text in parts. */
  readonly reader: ModelInfo | undefined;
  readonly settings: AskSettings;
  /** Model tokens of the first prompt beside its passages. */
  readonly overheadTokens: number;
  /** What stands before the question in the prompts of readers. */
  readonly brief: PromptBrief;
  /** What a walk through the outline takes; made when it is first asked for. */
  outline(): WalkSize;
  /** How many units a query finds in the scope, and the tokens of their lines; made when it is asked for. */
  measure(query: Query): { readonly units: number; readonly tokens: number };
  /** Counts as the model does. */
  countTokens(text: string): number;
}

/**
 * By which rule a route answers a question unasked, in the order in which the rules are tried. `lookup`: the question
 * names places exactly. `direct`: all that may be read is small. `ask`: nothing else holds.
 */
export const RULES = ['aggregate', 'lookup', 'direct', 'walk', 'ask'] as const;
export type Rule = (typeof RULES)[number];

/**
 * What a route says to a question: that it fits, with what it would take, or that it does not, and why. Without a
 * `rule` it fits, but a person has to ask for it, or another route has to have declined.
 */
export type Offer =
  | {
      readonly fits: true;
      readonly reason: RouteReason;
      /** Without its cost: whoever chooses knows the prices. */
      readonly estimate: RouteEstimate;
      readonly scope?: RouteScope;
      readonly rule?: Rule;
    }
  | { readonly fits: false; readonly reason: RouteReason };

/** An offer that fits: what a route is run with. */
export type Accepted = Extract<Offer, { fits: true }>;

/** One way to answer a question. One file each; none knows of the others. */
export interface Route {
  readonly name: RouteName;
  /** It reads all of its scope, so it may answer what was declined from passages. */
  readonly readsAll?: boolean;
  /** Pure; makes no model call. */
  offer(facts: RouteFacts): Offer;
  /** Answers; yields what happens on the way. Checks nothing and throws only when aborted: `finish` makes the Answer. */
  run(context: RunContext, offer: Accepted): AsyncGenerator<RunEvent, Draft>;
}
