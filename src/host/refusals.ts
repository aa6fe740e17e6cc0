import type { Failure, Log } from '../engine/engine.ts';
import { StoreError } from '../node/storage/store.ts';

/**
 * Something a person can act on, as facts: each door has the words for it. The message is for logs, and never what a
 * person reads.
 */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`refused: ${failure.cause}`);
    this.failure = failure;
  }
}

/** Characters of a bug's message that leave the process. */
const MAX_DETAIL = 1_000;

/** Why something was not done. Anything but a refusal is a bug: its stack goes to the log, with what was asked. */
export function failureFrom(error: unknown, asked: string, log: Log): Failure {
  if (error instanceof RefusedError || error instanceof StoreError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  log.error(`${asked}: ${error instanceof Error ? (error.stack ?? message) : message}`);
  return { kind: 'internal', cause: 'crashed', detail: message.slice(0, MAX_DETAIL) };
}
