import type { ModelUsage } from '../ports.ts';
import type { Usage } from '../types.ts';

/** Tokens set aside for one request until it is settled. */
export interface Reservation {
  tokens(): number;
}

/** Counts what a run spends. A request reserves before it is sent, so that parallel ones cannot pass the stop together. */
export interface Budget {
  /** Sets aside a request with its whole output; undefined when that does not fit what is left. */
  reserve(tokensIn: number, maxOutputTokens: number): Reservation | undefined;
  /** Sets aside more for a request that is under way; false when that does not fit what is left. */
  extend(reservation: Reservation, tokens: number): boolean;
  /** Books what a reserved request has used, and frees the rest. Call once for each reservation. */
  settle(reservation: Reservation, usage: ModelUsage): void;
  /** Books what was used before, in another part of the run: it is spent, so it cannot be refused. */
  book(usage: ModelUsage): void;
  /** What was used so far; requests under way are not in it. */
  usage(): Usage;
  /** Tokens that may still be reserved. */
  left(): number;
  /** Tokens set aside for requests under way. */
  reserved(): number;
  /** The stop. */
  readonly limitTokens: number;
  /** Moves the stop, as a person agreed to. */
  raise(limitTokens: number): void;
}

/**
 * A budget of `firstLimit` model tokens, input and output together. `paidTokens`: what was paid before and is still to
 * be booked, as of now.
 */
export function createBudget(firstLimit: number, paidTokens: () => number = () => 0): Budget {
  let [limitTokens, calls, tokensIn, tokensOut] = [firstLimit, 0, 0, 0];
  let cost: number | undefined;
  const open = new Map<Reservation, number>();
  const reserved = (): number => [...open.values()].reduce((sum, tokens) => sum + tokens, 0);
  const left = (): number => Math.max(0, limitTokens - tokensIn - tokensOut - reserved() - paidTokens());
  const book = (usage: ModelUsage): void => {
    calls += usage.calls;
    tokensIn += usage.tokensIn;
    tokensOut += usage.tokensOut;
    if (usage.cost !== undefined) cost = (cost ?? 0) + usage.cost;
  };
  return {
    get limitTokens() {
      return limitTokens;
    },
    raise(limit) {
      limitTokens = limit;
    },
    left,
    reserved,
    book,
    reserve(input, output) {
      if (!(input + output <= left())) return undefined;
      const reservation: Reservation = { tokens: () => open.get(reservation) ?? 0 };
      open.set(reservation, input + output);
      return reservation;
    },
    extend(reservation, tokens) {
      if (!open.has(reservation) || !(tokens <= left())) return false;
      open.set(reservation, reservation.tokens() + tokens);
      return true;
    },
    settle(reservation, usage) {
      if (!open.delete(reservation)) throw new Error('A reservation was settled twice');
      book(usage);
    },
    usage: () => ({ calls, tokensIn, tokensOut, ...(cost === undefined ? {} : { cost }) }),
  };
}
