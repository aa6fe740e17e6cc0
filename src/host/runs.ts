import type { BrokenEnd, Log, Numbered } from '../engine/engine.ts';
import { failureFrom, RefusedError } from './refusals.ts';

interface Run {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** The runs under way. Each ends with exactly one of `done`, `failed`, `aborted`, whatever happens. */
export class Runs<Event> {
  readonly #send: (step: Numbered<Event | BrokenEnd>) => void;
  readonly #log: Log;
  readonly #active = new Map<string, Run>();

  constructor(send: (step: Numbered<Event | BrokenEnd>) => void, log: Log) {
    this.#send = send;
    this.#log = log;
  }

  /**
   * Begins a run; its events go out from the next turn on, after the answer to the request that began it.
   * @throws RefusedError when a run of this name is under way
   */
  start(runId: string, events: (signal: AbortSignal) => AsyncIterable<Numbered<Event | BrokenEnd>>): void {
    if (this.#active.has(runId))
      throw new RefusedError({ kind: 'refused', cause: 'runUnderWay', target: runId });
    const controller = new AbortController();
    const ended = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#follow(runId, events(controller.signal), controller.signal))
      .finally(() => this.#active.delete(runId));
    this.#active.set(runId, { controller, ended });
  }

  /** Stops a run; nothing happens when it has ended. Its last event still follows. */
  stop(runId: string): void {
    this.#active.get(runId)?.controller.abort(new Error('stopped'));
  }

  /** Stops all runs and waits until each has said how it ended. */
  async stopAll(): Promise<void> {
    const runs = [...this.#active.values()];
    for (const { controller } of runs) controller.abort(new Error('stopped'));
    await Promise.all(runs.map(({ ended }) => ended));
  }

  async #follow(
    runId: string,
    events: AsyncIterable<Numbered<Event | BrokenEnd>>,
    signal: AbortSignal,
  ): Promise<void> {
    let seq = 0;
    try {
      for await (const step of events) {
        seq = step.seq + 1;
        this.#send(step);
      }
    } catch (error) {
      // The engine turns its own troubles into events: this is what went wrong before it began.
      const event: BrokenEnd = signal.aborted
        ? { type: 'aborted' }
        : { type: 'failed', failure: failureFrom(error, runId, this.#log) };
      this.#send({ runId, seq, event });
    }
  }
}
