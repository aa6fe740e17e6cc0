/** What a measurement of a model is, and what it came to. */
import type { Failure } from './failures.ts';

/** What is sent for it: a prompt for each depth of each length, until a length is not read well. */
export interface MeasurePlan {
  /** Model tokens of a prompt with its reply, growing. */
  readonly lengths: readonly number[];
  /** Where in the text a function is planted, in percent. */
  readonly depths: readonly number[];
  /** At most; it ends early where a length is not read well. */
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the price table; absent when the model has no price. */
  readonly cost?: number;
}

/** One prompt: whether the planted function was found. */
export interface MeasuredCell {
  readonly length: number;
  readonly depth: number;
  readonly isFound: boolean;
}

/** What was measured of one model at one host. */
export interface Measured {
  readonly host: string;
  readonly model: string;
  /**
   * `declined`: nobody agreed to the plan. `stopped` (by a person, or where the endpoint counted more than was agreed to),
   * `failed`: what was measured before stands in the cells.
   */
  readonly how: 'done' | 'declined' | 'stopped' | 'failed';
  readonly plan: MeasurePlan;
  readonly cells: readonly MeasuredCell[];
  /** The longest length that was read well, 0 for none; absent until a length was not, or all were. */
  readonly effectiveTokens?: number;
  readonly usage: {
    readonly calls: number;
    readonly tokensIn: number;
    readonly tokensOut: number;
    readonly cost?: number;
  };
  readonly failure?: Failure;
}

/** What model calls took together. */
export interface Usage {
  /** Requests that were sent, retries included. */
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the price table; absent when the model has no price. */
  readonly cost?: number;
}
