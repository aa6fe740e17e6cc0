import type { ModelUsage } from '../ports.ts';
import type { Notice } from '../types.ts';
import type { Budget, Reservation } from './budget.ts';

/** A reply may be this many times as long as was asked for: some endpoints count their reasoning apart. */
const OVERRUN = 2;
/** Text is counted in blocks of this many UTF-16 units: counted delta by delta, small ones would count too much. */
const BLOCK_CHARS = 256;
/** No text of a reply has more UTF-16 units for a token, blanks apart. */
const MAX_CHARS_PER_TOKEN = 32;

/** What a call is expected to take. */
export interface CallSize {
  readonly tokensIn: number;
  readonly maxOutputTokens: number;
}

/**
 * Counts one call while it runs: text and reasoning together, as they arrive. The reply may go on to twice what was
 * asked for, as far as the budget gives it, and to no more; neither a retry nor the count of an endpoint can pass the
 * budget. Counting is linear in what is taken.
 */
export class CallMeter {
  readonly #budget: Budget;
  readonly #size: CallSize;
  readonly #countTokens: (text: string) => number;
  readonly #reservation: Reservation;
  /** Tokens that the reply may have by now. */
  #granted: number;
  #counted = 0;
  #block = '';
  #chars = 0;
  #isOver = false;
  #isSettled = false;
  /** What tries that failed have used. */
  #failed = 0;

  constructor(
    budget: Budget,
    reservation: Reservation,
    size: CallSize,
    countTokens: (text: string) => number,
  ) {
    this.#budget = budget;
    this.#reservation = reservation;
    this.#size = size;
    this.#countTokens = countTokens;
    this.#granted = size.maxOutputTokens;
  }

  /** True when the reply was stopped. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Tokens of what was taken. */
  tokensOut(): number {
    return this.#counted + (this.#block === '' ? 0 : this.#countTokens(this.#block));
  }

  /** What of the next words is taken: all of them, or those before the stop. */
  take(text: string): string {
    let at = 0;
    while (at < text.length && !this.#isOver) {
      const piece = text.slice(at, at + BLOCK_CHARS - this.#block.length);
      if (this.#fits(piece)) at += piece.length;
      else this.#isOver = true;
    }
    return text.slice(0, at);
  }

  #fits(piece: string): boolean {
    const block = this.#block + piece;
    const most = this.#size.maxOutputTokens * OVERRUN;
    if (this.#chars + piece.length > most * MAX_CHARS_PER_TOKEN) return false;
    const isFull = block.length >= BLOCK_CHARS;
    // A token has at least one byte, and a unit at most three: far from the limit nothing needs to be counted.
    if (isFull || this.#counted + block.length * 3 > this.#granted) {
      const tokens = this.#counted + this.#countTokens(block);
      if (tokens > this.#granted && !this.#grant(tokens, most)) return false;
      if (isFull) this.#counted = tokens;
    }
    this.#block = isFull ? '' : block;
    this.#chars += piece.length;
    return true;
  }

  #grant(tokens: number, most: number): boolean {
    if (tokens > most || !this.#budget.extend(this.#reservation, tokens - this.#granted)) return false;
    this.#granted = tokens;
    return true;
  }

  /** Makes room for another try beside what the failed ones have used; a notice when there is none. */
  retry({ tokensIn, tokensOut }: ModelUsage): Notice | undefined {
    const failed = tokensIn + tokensOut;
    const left = this.#budget.left();
    if (this.#budget.extend(this.#reservation, failed - this.#failed)) {
      this.#failed = failed;
      return undefined;
    }
    const needs = this.#size.tokensIn + this.#size.maxOutputTokens;
    const limit = this.#budget.limitTokens;
    return { kind: 'overBudget', needs, left, limit, unit: 'tokens' };
  }

  /**
   * Books what the call has used; of a reply that was stopped, what was taken of it. A count that passes what the budget
   * has left is not believed, and ours is booked in its place. Gives what was booked.
   */
  settle(usage: ModelUsage): ModelUsage {
    this.#isSettled = true;
    const booked = this.#believed(this.#isOver ? this.#within(usage, usage.tokensIn) : usage);
    this.#budget.settle(this.#reservation, booked);
    return booked;
  }

  #believed(usage: ModelUsage): ModelUsage {
    const beyond = usage.tokensIn + usage.tokensOut - this.#reservation.tokens();
    if (beyond <= 0 || this.#budget.extend(this.#reservation, beyond)) return usage;
    return { ...this.#within(usage, this.#size.tokensIn + this.#failed), isDoubted: true };
  }

  /** The usage with no more than so many tokens of input and the output that was taken. */
  #within(usage: ModelUsage, mostIn: number): ModelUsage {
    const tokensIn = Math.min(usage.tokensIn, mostIn);
    const tokensOut = Math.min(usage.tokensOut, this.tokensOut());
    const share = (tokensIn + tokensOut) / Math.max(1, usage.tokensIn + usage.tokensOut);
    const cost = usage.cost === undefined ? {} : { cost: usage.cost * share };
    return { ...usage, tokensIn, tokensOut, ...cost, counted: false };
  }

  /** Books a call that was given up in the middle as if all that it was given had been used. Does nothing after `settle`. */
  giveUp(): void {
    if (this.#isSettled) return;
    const tokensOut = Math.max(this.#granted, this.tokensOut());
    this.settle({ calls: 1, tokensIn: this.#size.tokensIn, tokensOut, counted: false });
  }
}
