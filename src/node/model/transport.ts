/** The fetch that the `openai` package is given: one address, our headers only, no redirects, checked responses. */
import { readFileSync, statSync } from 'node:fs';
import * as tls from 'node:tls';
import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';
import { MAX_SMALL_BYTES } from '../storage/ownFile.ts';
import { type BodyLimits, type BodyReport, cleanEvents, readText } from './body.ts';
import { type BadReply, type FailureMaker, ModelFault } from './failures.ts';
import type { ModelConfig } from './settings/config.ts';
import type { Target } from './target.ts';

/** The little of `fetch` that is used here. */
export type Fetch = (url: URL, init: FetchInit) => Promise<Response>;

export interface FetchInit {
  readonly method: 'POST' | 'GET';
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

const MAX_ERROR_BYTES = 64 * 1024;
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * A fetch over undici that trusts the system's and the user's certificate authorities and goes through the configured
 * proxies. Throws when the user's CA file cannot be read. Its own time-outs are off: the caller has them.
 */
export function createFetch(config: Pick<ModelConfig, 'caFile' | 'proxy'>): Fetch {
  // One context for all connections: reading some 300 certificates takes 30 ms.
  const secureContext = tls.createSecureContext({ ca: trustedAuthorities(config.caFile) });
  const secure = { secureContext, timeout: CONNECT_TIMEOUT_MS };
  const dispatcher = new EnvHttpProxyAgent({
    // An empty text, unlike undefined, keeps undici from reading the environment itself.
    httpProxy: config.proxy.http ?? '',
    httpsProxy: config.proxy.https ?? config.proxy.http ?? '',
    noProxy: config.proxy.none ?? '',
    // To the proxy only, when a tunnel is opened.
    ...(config.proxy.authorization === undefined ? {} : { token: config.proxy.authorization }),
    connect: secure,
    requestTls: secure,
    proxyTls: secure,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return async (url, init) => (await undiciFetch(url, { ...init, dispatcher })) as unknown as Response;
}

function trustedAuthorities(caFile: string | undefined): string[] {
  const read = (tls as { getCACertificates?: (type: 'bundled' | 'system' | 'extra') => string[] })
    .getCACertificates;
  const own = read ? [...read('bundled'), ...read('system'), ...read('extra')] : [...tls.rootCertificates];
  if (caFile !== undefined) {
    // A FIFO would never end, and a device never stop.
    const stats = statSync(caFile);
    if (!stats.isFile() || stats.size > MAX_SMALL_BYTES * 10) throw new Error('no certificate file');
    own.push(readFileSync(caFile, 'utf8'));
  }
  return [...new Set(own)];
}

/** What one request needs besides its body. */
export interface Exchange {
  readonly target: Target;
  readonly fetch: Fetch;
  readonly failures: FailureMaker;
  readonly report: BodyReport & { sent: boolean; answered: boolean };
  readonly signal: AbortSignal;
  readonly limits: BodyLimits;
}

/**
 * The fetch for one request of the `openai` package. The package's own address and headers are dropped for ours:
 * environment variables (OPENAI_CUSTOM_HEADERS, OPENAI_ORG_ID) reach it, and must not reach the wire. Throws
 * `ModelFault` for every response that is not an event stream.
 */
export function createExchangeFetch(exchange: Exchange) {
  return async (_input: unknown, init?: { body?: unknown }): Promise<Response> => {
    const { target, failures, report, signal } = exchange;
    report.sent = true;
    const response = await untilAborted(
      exchange.fetch(target.url, {
        method: 'POST',
        headers: { ...target.headers },
        body: String(init?.body ?? ''),
        redirect: 'manual',
        signal,
      }),
      signal,
    );
    const header = (name: string): string | null => response.headers.get(name);
    const chunks = abortableChunks(response.body, signal);
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel().catch(() => undefined);
      throw new ModelFault(failures.redirect(response.status, header('location')));
    }
    if (!response.ok) {
      const body = await readText(chunks, MAX_ERROR_BYTES).catch(() => '');
      throw new ModelFault(failures.status(response.status, body, header));
    }
    report.answered = true;
    return checkedResponse(header('content-type') ?? '', chunks, exchange);
  };
}

async function checkedResponse(
  contentType: string,
  chunks: AsyncIterable<Uint8Array> | null,
  exchange: Exchange,
): Promise<Response> {
  const { failures, report, limits } = exchange;
  const fault = (what: BadReply): ModelFault => new ModelFault(failures.badReply(what));
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (chunks === null) throw fault({ code: 'empty' });
  if (type === 'application/json')
    return fromPlainJson(await readText(chunks, limits.maxBodyBytes), exchange);
  if (/html/.test(type)) {
    const page = await readText(chunks, MAX_ERROR_BYTES);
    const title = /<title[^>]{0,200}>([^<]{1,100})/i.exec(page)?.[1]?.trim();
    throw fault({ code: 'page', ...(title === undefined ? {} : { detail: title }) });
  }
  // Some servers name no type, or plain text, and still send events.
  if (type !== 'text/event-stream' && type !== 'text/plain' && type !== '')
    throw fault({ code: 'type', detail: type.slice(0, 60) });
  const events = cleanEvents(chunks, report, fault, limits);
  return new Response(toStream(events), { headers: { 'content-type': 'text/event-stream' } });
}

/** A whole completion from a server that does not stream, as a stream of one event. */
function fromPlainJson(text: string, exchange: Exchange): Response {
  const { failures, report } = exchange;
  const fault = (what: BadReply): ModelFault => new ModelFault(failures.badReply(what));
  let data: { error?: unknown; choices?: unknown; usage?: unknown } | null;
  try {
    data = JSON.parse(text) as typeof data;
  } catch {
    throw fault({ code: 'json' });
  }
  if (data?.error !== undefined && data.error !== null) throw new ModelFault(failures.inside(data.error));
  const choice = Array.isArray(data?.choices) && data.choices.length === 1 ? data.choices[0] : undefined;
  const message = (choice as { message?: { content?: unknown; refusal?: unknown } | null } | undefined)
    ?.message;
  if (!message || (!isSaid(message.content) && !isSaid(message.refusal))) throw fault({ code: 'noMessage' });
  const event = { ...data, choices: [{ ...(choice as object), index: 0, delta: message }] };
  report.done = true;
  return new Response(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`, {
    headers: { 'content-type': 'text/event-stream' },
  });
}

/** Content of a reply comes as a text or as a list of parts. */
const isSaid = (content: unknown): boolean => typeof content === 'string' || Array.isArray(content);

/** Settles as the promise does, or rejects as soon as the signal aborts: a fetch that ignores it must not hang us. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The pieces of a body; waiting for one ends with the signal. */
export function abortableChunks(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> | null {
  if (body === null) return null;
  return (async function* () {
    const reader = body.getReader();
    try {
      while (true) {
        const { value, done } = await untilAborted(reader.read(), signal);
        if (done) return;
        if (value !== undefined) yield value;
      }
    } finally {
      // Whoever stops reading early closes the connection; nothing may wait for a server to agree.
      reader.cancel().catch(() => undefined);
    }
  })();
}

function toStream(chunks: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value, done } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
    async cancel() {
      await chunks.return();
    },
  });
}
