/**
 * A scripted OpenAI-compatible endpoint over real HTTP on 127.0.0.1. It answers by rule (the evidence oracle) or from
 * a script, records each request, and misbehaves on demand.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createOracle, type OracleEntry, type OracleFaults } from './oracle.ts';

export type { OracleEntry, OracleFaults } from './oracle.ts';

/** A request as it came in. `body` is the parsed JSON, or the text where it is none. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatBody;
  /** All message contents, joined by blank lines. */
  readonly prompt: string;
}

/** The fields of a chat request that tests look at. */
export interface ChatBody {
  readonly model?: string;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly temperature?: number;
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly response_format?: { readonly type: string };
  readonly stream_options?: unknown;
}

/** One scripted reply. `sse` is a whole event stream as bytes; `events` are sent as JSON, with `[DONE]`. */
export type ScriptedReply =
  | { readonly text: string; readonly finish?: string }
  | { readonly events: readonly unknown[] }
  | { readonly sse: string | Uint8Array; readonly contentType?: string }
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

/** Everything the endpoint can do wrong. Each stays on until it is switched off; `endpoint.faults` is mutable. */
export interface EndpointFaults extends OracleFaults {
  /** Answer with this status. `times` limits it to the first so many requests from when it is set. */
  status?: {
    readonly code: number;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
    times?: number;
  };
  /** Answer 429 with this Retry-After. `times` as above. */
  http429?: { readonly retryAfter?: string; times?: number };
  /** Redirect to this address with 307. */
  redirect?: string;
  /** Answer with a web page and status 200. */
  html?: boolean;
  /** Send this many bytes of the stream, then nothing more. The connection stays open. */
  stall?: number;
  /** Send this many bytes of the stream, then reset the connection. */
  cutAt?: number;
  /** Never send a byte of the body. */
  slowFirstToken?: boolean;
  /** Send half the text and finish with `length`. */
  truncate?: boolean;
  /** Leave out finish_reason and `[DONE]`. */
  noDone?: boolean;
  /** Report half the prompt's tokens. */
  halfUsage?: boolean;
  /** Refuse requests that hold a response_format. */
  noResponseFormat?: boolean;
  /** Begin the reply with a `<think>` block. */
  think?: boolean;
}

export interface EndpointOptions {
  readonly oracle?: readonly OracleEntry[];
  /** Replies in order; the last one repeats. A function is asked for each request. */
  readonly script?:
    | readonly ScriptedReply[]
    | ((request: RecordedRequest, index: number) => ScriptedReply | Promise<ScriptedReply>);
  readonly faults?: EndpointFaults;
  /** What it lists at `/models`; without it there is no such address. */
  readonly models?: readonly string[];
  /** Without it a free one; one that is taken makes the start fail. */
  readonly port?: number;
  /** Serve TLS with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface Endpoint {
  /** For example `http://127.0.0.1:4711/v1`. */
  readonly baseUrl: string;
  /** Requests in the order in which they came. */
  readonly requests: readonly RecordedRequest[];
  /** Requests for the list of models. */
  readonly listings: readonly RecordedRequest[];
  /** Change these at any time. */
  readonly faults: { -readonly [K in keyof EndpointFaults]: EndpointFaults[K] };
  /** Resolves when request number `count` (from 1) has been received. */
  received(count: number): Promise<void>;
  /** Resolves when no connection is open any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an endpoint on a free port. Close it, or the process does not end. */
export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const faults: Endpoint['faults'] = { ...options.faults };
  const requests: RecordedRequest[] = [];
  const listings: RecordedRequest[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const oracle = createOracle(options.oracle ?? [], () => faults);

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message);
    if (request.method === 'GET') {
      listings.push(request);
      sendModels(options.models, request, { faults, response });
      return;
    }
    requests.push(request);
    for (const one of waiting) if (requests.length >= one.count) one.resolve();
    if (failEarly(faults, request, response)) return;
    const reply = await nextReply(options, oracle, request, requests.length - 1);
    sendReply(reply, faults, request, response);
  };
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    handle(message, response).catch(() => response.destroy());
  };
  const server = options.tls ? createSecureServer(options.tls, listener) : createServer(listener);
  const port = await listen(server, options.port);
  return {
    baseUrl: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
    requests,
    listings,
    faults,
    received: (count) =>
      requests.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ count, resolve })),
    idle: () => whenIdle(server),
    close: () => closeServer(server),
  };
}

/** A server that only counts who comes by: nothing may ever reach it. */
export interface Sink {
  readonly url: string;
  readonly hits: readonly RecordedRequest[];
  /** Connections, also those that sent no request. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts a sink on a free port. It answers 200 and an empty object. */
export async function startSink(): Promise<Sink> {
  const hits: RecordedRequest[] = [];
  let connections = 0;
  const server = createServer((message, response) => {
    readRequest(message)
      .then((request) => {
        hits.push(request);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      })
      .catch(() => response.destroy());
  });
  server.on('connection', () => connections++);
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/`,
    hits,
    connections: () => connections,
    close: () => closeServer(server),
  };
}

/** A whole stream of one reply as an endpoint sends it. */
export function streamOf(
  text: string,
  options: {
    readonly finish?: string | null;
    readonly done?: boolean;
    readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
    /** Characters in one delta; 7 by default. */
    readonly step?: number;
  } = {},
): string {
  const { finish = 'stop', done = true, usage, step = 7 } = options;
  const events: unknown[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at += step)
    events.push(delta({ content: characters.slice(at, at + step).join('') }));
  if (finish !== null) events.push(delta({}, finish));
  if (usage) events.push({ ...ENVELOPE, choices: [], usage });
  const data = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return data.join('') + (done ? 'data: [DONE]\n\n' : '');
}

const ENVELOPE = { id: 'fake', object: 'chat.completion.chunk' };

/** One event of a stream. */
export function delta(
  fields: Record<string, unknown>,
  finish: string | null = null,
): Record<string, unknown> {
  return { ...ENVELOPE, choices: [{ index: 0, delta: fields, finish_reason: finish }] };
}

async function nextReply(
  options: EndpointOptions,
  oracle: (prompt: string) => string,
  request: RecordedRequest,
  index: number,
): Promise<ScriptedReply> {
  const { script } = options;
  if (typeof script === 'function') return script(request, index);
  const scripted = script?.[Math.min(index, script.length - 1)];
  return scripted ?? { text: oracle(request.prompt) };
}

/** Faults that decide the reply before there is one. True when the response is taken care of. */
function failEarly(faults: Endpoint['faults'], request: RecordedRequest, response: ServerResponse): boolean {
  const json = { 'content-type': 'application/json' };
  if (faults.redirect !== undefined) {
    response.writeHead(307, { location: faults.redirect }).end();
    return true;
  }
  if (faults.http429 && spend(faults.http429)) {
    const after = faults.http429.retryAfter;
    response.writeHead(429, { ...json, ...(after === undefined ? {} : { 'retry-after': after }) });
    response.end(
      JSON.stringify({
        error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' },
      }),
    );
    return true;
  }
  if (faults.status && spend(faults.status)) {
    const { code, body, headers } = faults.status;
    response
      .writeHead(code, { ...json, ...headers })
      .end(body ?? JSON.stringify({ error: { message: `status ${code}` } }));
    return true;
  }
  if (faults.noResponseFormat && request.body.response_format) {
    const message = "Unknown parameter: 'response_format' is not supported by this server.";
    response.writeHead(400, json).end(JSON.stringify({ error: { message, param: 'response_format' } }));
    return true;
  }
  if (faults.html) {
    const page =
      '<!DOCTYPE html><html><head><title>Welcome to the hotel</title></head><body>Log in</body></html>';
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return true;
  }
  return false;
}

function spend(fault: { times?: number }): boolean {
  if (fault.times === undefined) return true;
  fault.times--;
  return fault.times >= 0;
}

function sendReply(
  reply: ScriptedReply,
  faults: Endpoint['faults'],
  request: RecordedRequest,
  response: ServerResponse,
): void {
  if ('status' in reply) {
    const { status, body, headers } = reply;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body ?? '');
    return;
  }
  const type = 'sse' in reply && reply.contentType !== undefined ? reply.contentType : 'text/event-stream';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  response.flushHeaders();
  const bytes = Buffer.from(streamBytes(reply, faults, request));
  if (faults.slowFirstToken) return;
  if (faults.stall !== undefined) {
    response.write(bytes.subarray(0, faults.stall));
    return;
  }
  if (faults.cutAt !== undefined) {
    // The bytes before the cut must arrive: the socket is reset only after they were handed over.
    response.write(bytes.subarray(0, faults.cutAt), () => setImmediate(() => response.destroy()));
    return;
  }
  response.end(bytes);
}

function streamBytes(
  reply: Exclude<ScriptedReply, { status: number }>,
  faults: Endpoint['faults'],
  request: RecordedRequest,
): string | Uint8Array {
  if ('sse' in reply) return reply.sse;
  if ('events' in reply) {
    const events = reply.events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    return faults.noDone ? events : `${events}data: [DONE]\n\n`;
  }
  const thought = faults.think ? '<think>Let me look at the passages.</think>\n\n' : '';
  const whole = thought + reply.text;
  const text = faults.truncate ? whole.slice(0, Math.ceil(whole.length / 2)) : whole;
  const counted = Math.ceil(request.prompt.length / 4);
  return streamOf(text, {
    finish: faults.noDone ? null : faults.truncate ? 'length' : (reply.finish ?? 'stop'),
    done: !faults.noDone,
    usage: {
      prompt_tokens: Math.max(1, faults.halfUsage ? Math.floor(counted / 2) : counted),
      completion_tokens: Math.ceil(text.length / 4),
    },
  });
}

async function readRequest(message: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  let body: ChatBody = {};
  try {
    body = JSON.parse(text) as ChatBody;
  } catch {
    // A request that is not JSON is recorded with an empty body.
  }
  const prompt = (body.messages ?? []).map(({ content }) => content).join('\n\n');
  return { method: message.method ?? '', url: message.url ?? '', headers: message.headers, body, prompt };
}

function listen(server: Server, wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function whenIdle(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      server.closeIdleConnections();
      server.getConnections((_, count) => (count === 0 ? resolve() : setImmediate(look)));
    };
    look();
  });
}

/** Answers the request for a list of models. */
function sendModels(
  models: readonly string[] | undefined,
  request: RecordedRequest,
  { faults, response }: { readonly faults: Endpoint['faults']; readonly response: ServerResponse },
): void {
  if (failEarly(faults, request, response)) return;
  response.writeHead(models ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(models ? { data: models.map((id) => ({ id, object: 'model' })) } : {}));
}
