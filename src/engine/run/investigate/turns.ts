import type { NextStep } from '../../answer/steps/roundReply.ts';
import type { PastStep } from '../../prompts/investigate.ts';

/** A step that is asked for so often ends the investigation: it reads in a loop. */
const SAME_STEP = 3;
/** So many turns without a new proved claim end it as well. */
const IDLE_TURNS = 8;
/** The goal and the standing instructions are said again after so many turns. */
const REMIND_EVERY = 4;
/** Steps that stay lines of their own when the others are folded. */
const KEPT = 3;

/** Why an investigation was ended by its guard. */
export interface LoopStop {
  readonly why: 'same' | 'idle';
  readonly of: string;
  readonly times: number;
}

/**
 * What an investigation remembers of its turns: each step as one line, how often it was asked for, and how long nothing
 * was proved. Old lines can be folded to a count; what was read is never kept.
 * Source: observation masking (methods B8), read-loop breaker (E2), goal reminders (B14).
 */
export class TurnLog {
  readonly #steps: PastStep[] = [];
  readonly #asked = new Map<string, number>();
  #folded = 0;
  #idle = 0;
  #isReminderDue = true;
  #sinceReminder = 0;

  /** Steps that are still lines, the last of them last. */
  get steps(): readonly PastStep[] {
    return this.#steps.slice(this.#folded);
  }

  get folded(): number {
    return this.#folded;
  }

  add(step: PastStep): void {
    this.#steps.push(step);
  }

  /** Counts what a turn proved; the guard's word when there were too many without. */
  endTurn(proved: number): LoopStop | undefined {
    this.#idle = proved > 0 ? 0 : this.#idle + 1;
    return this.#idle >= IDLE_TURNS ? { why: 'idle', of: '', times: this.#idle } : undefined;
  }

  /** How often a step was asked for, this time counted; the guard's word when that is too often. */
  ask({ what, of }: NextStep): { readonly times: number; readonly stop?: LoopStop } {
    const key = `${what} ${of.toLowerCase().replace(/\s+/g, ' ')}`;
    const times = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, times);
    return times >= SAME_STEP ? { times, stop: { why: 'same', of, times } } : { times };
  }

  /** Folds all but the last steps to a count; false when there is nothing to fold. What is kept to is due again. */
  fold(): boolean {
    const next = Math.max(this.#folded, this.#steps.length - KEPT);
    if (next === this.#folded) return false;
    this.#folded = next;
    this.#isReminderDue = true;
    return true;
  }

  /** Whether what is to be kept to belongs into the prompt of this turn. Asked once for each turn. */
  remind(): boolean {
    const isDue = this.#isReminderDue || this.#sinceReminder >= REMIND_EVERY - 1;
    this.#isReminderDue = false;
    this.#sinceReminder = isDue ? 0 : this.#sinceReminder + 1;
    return isDue;
  }
}
