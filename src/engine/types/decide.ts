/** Model tokens, input and output together, between which a run ends up nineteen times out of twenty. */
export interface TokenRange {
  readonly least: number;
  readonly most: number;
}

/** What a person is asked while a run waits. */
export type Decision =
  /** The route may take more than is taken unasked. `go` raises the stop to the end of the range where it is lower. */
  | {
      readonly kind: 'confirm';
      readonly route: string;
      readonly tokens: TokenRange;
      readonly confirmTokens: number;
      readonly choices: readonly ('go' | 'stop')[];
    }
  /** The next step passes 80 % of the stop. `go` raises the stop by `addTokens`; `stop` answers from what is there. */
  | {
      readonly kind: 'budget';
      readonly usedTokens: number;
      readonly limitTokens: number;
      readonly addTokens: number;
      readonly choices: readonly ('go' | 'stop')[];
    };

export type Choice = Decision['choices'][number];

/** Asks a person. Settles when they chose, and rejects with the signal's reason. */
export type Decide = (decision: Decision, signal: AbortSignal) => Promise<Choice>;
