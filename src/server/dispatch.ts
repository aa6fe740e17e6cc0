/** Requests and notifications of the editor on their way to the handlers: checked, cancellable, answered once. */

import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver/node';
import { failureFrom } from '../host/refusals.ts';
import type { Log } from '../host/types.ts';
import {
  type NotificationMethod,
  type NotificationParams,
  type ParamsOf,
  ProtocolError,
  parseNotification,
  parseParams,
  REQUESTS,
  type RequestMethod,
  type ResultOf,
} from '../protocol/requests.ts';

export type Handlers = {
  readonly [M in RequestMethod]: (params: ParamsOf<M>, signal: AbortSignal) => Promise<ResultOf<M>>;
};

/**
 * Serves every request of the protocol. Malformed parameters are refused with `InvalidParams` and one line in the
 * log; a cancelled request ends with `RequestCancelled`; what a person can act on is sent as facts, in `data.failure`;
 * anything else is a bug, whose stack stays in the log.
 */
export function serveRequests(connection: Connection, handlers: Handlers, log: Log): void {
  for (const method of Object.keys(REQUESTS) as RequestMethod[]) serveOne(connection, method, handlers, log);
}

function serveOne<M extends RequestMethod>(
  connection: Connection,
  method: M,
  handlers: Handlers,
  log: Log,
): void {
  connection.onRequest(method, async (...args: unknown[]): Promise<unknown> => {
    // Parameters by position are not ours: they arrive as several arguments, and are refused as a whole.
    const params = args.length === 2 ? args[0] : undefined;
    const controller = new AbortController();
    const token = args.at(-1) as CancellationToken;
    const listener = token.onCancellationRequested(() => controller.abort(new Error('cancelled')));
    if (token.isCancellationRequested) controller.abort(new Error('cancelled'));
    try {
      return await handlers[method](parseParams(method, params), controller.signal);
    } catch (error) {
      return toResponseError(error, method, controller.signal, log);
    } finally {
      listener.dispose();
    }
  });
}

function toResponseError(
  error: unknown,
  method: string,
  signal: AbortSignal,
  log: Log,
): ResponseError<unknown> {
  if (error instanceof ProtocolError) {
    log.error(`Refused a malformed message. ${error.message}`);
    return new ResponseError(ErrorCodes.InvalidParams, error.message, { field: error.field });
  }
  if (signal.aborted) return new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled.`);
  const failure = failureFrom(error, method, log);
  return new ResponseError(LSPErrorCodes.RequestFailed, `${method}: ${failure.cause}`, { failure });
}

/** Serves a notification of the editor; a malformed one is one line in the log and nothing else. */
export function serveNotification<M extends NotificationMethod>(
  connection: Connection,
  method: M,
  handle: (params: NotificationParams<M>) => void,
  log: Log,
): void {
  connection.onNotification(method, (...args: unknown[]) => {
    try {
      handle(parseNotification(method, args.length === 1 ? args[0] : undefined));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      log.error(`Refused a malformed message. ${error.message}`);
    }
  });
}
