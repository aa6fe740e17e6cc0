import type { Choice, Decide, Decision } from '../host/types.ts';

type Send = (asked: { readonly runId: string; readonly decision: Decision }) => void;

/** What runs ask a person in the editor: one question at a time for each run, until it is answered or the run stops. */
export class Decisions {
  readonly #send: Send;
  readonly #open = new Map<string, (choice: Choice) => void>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Asks for one run. Rejects with the signal's reason when the run is stopped first. */
  deciderFor(runId: string): Decide {
    let before: Promise<unknown> = Promise.resolve();
    return (decision, signal) => {
      const asked = before.then(() => this.#ask(runId, decision, signal));
      before = asked.catch(() => {});
      return asked;
    };
  }

  /** Answers a run; nothing happens when it asks nothing. */
  answer(runId: string, choice: Choice): void {
    this.#open.get(runId)?.(choice);
  }

  #ask(runId: string, decision: Decision, signal: AbortSignal): Promise<Choice> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const onStop = (): void => {
        this.#open.delete(runId);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onStop, { once: true });
      this.#open.set(runId, (choice) => {
        signal.removeEventListener('abort', onStop);
        this.#open.delete(runId);
        resolve(choice);
      });
      this.#send({ runId, decision });
    });
  }
}
