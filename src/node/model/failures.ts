/** What went wrong with a request, in the caller's terms. */
import type { ModelFailureKind } from '../../engine/ports.ts';
import { MAX_TRIES } from './retry.ts';
import { excerpt } from './scrub.ts';

/** One classified failure. `retry` says whether this call may try again by itself. */
export interface Failure {
  readonly kind: ModelFailureKind;
  readonly retryable: boolean;
  readonly retry: boolean;
  readonly message: string;
  /** The server's status and own words, for adapting the request to what the endpoint can take. */
  readonly status?: number;
  readonly body?: string;
  readonly header?: (name: string) => string | null;
}

/** Thrown inside the model room only; it carries a failure from where it is seen to where it is told. */
export class ModelFault extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Makes failures of one host: each message names it, and none holds a key. */
export interface FailureMaker {
  status(status: number, body: string, header: (name: string) => string | null): Failure;
  redirect(status: number, location: string | null): Failure;
  /** An error object that came inside a successful response. */
  inside(error: unknown): Failure;
  badResponse(what: string): Failure;
  timeout(step: 'firstToken' | 'idle', ms: number): Failure;
  thrown(error: unknown): Failure;
}

/** How the providers say that a prompt is too long. */
const TOO_LONG: readonly RegExp[] = [
  /context[_ ]length[_ ]exceeded|exceed_context_size|context_window_exceeded|model_context_window/i,
  /(maximum|max|model'?s?|available|supported)[^.]{0,40}(context|prompt|sequence|input)[ _](length|size|window)/i,
  /(prompt|input|request|messages?)( text| length| is| are| was)* too (long|large)/i,
  /exceed(s|ed|ing)?[^.]{0,60}(context|token)[ _](length|size|window|limit)/i,
  /exceed(s|ed|ing)?[^.]{0,60}(maximum|max|allowed|limit)[^.]{0,40}tokens/i,
  /token(s| count)[^.]{0,80}exceed(s|ed)?[^.]{0,40}(limit|maximum|context|model)/i,
  /context (window|limit|size|length)[^.]{0,40}(exceed|overflow|too small|full)/i,
  /too many (input |prompt )?tokens|(prompt|input) exceeds max(imum)? length|longer than the (maximum )?(model|context)/i,
  /reduce the length of (the |your )?(messages|prompt|input)|when context the overflows/i,
  /total number of tokens[^.]{0,60}cannot exceed|tokens[^.]{0,40}must (be|have) (<=|less than|at most)/i,
  /input length and [`'"]?max_tokens[`'"]? exceed/i,
];

/** Wording of rate limits, which also speaks of tokens and limits. */
const RATE_LIMIT =
  /rate[ _-]?limit|too many requests|tokens[ _]per[ _](minute|day|hour)|requests[ _]per[ _](minute|day|second)|\b[TR]P[MD]\b|throttl|quota|resource[_ ]exhausted/i;
const NO_MONEY =
  /insufficient[_ ](quota|balance|funds|credits?)|billing|payment required|out of credits?|exceeded your current quota/i;
const OVERLOADED =
  /overloaded|no capacity|capacity (exceeded|constraints)|(model|server|service) (is )?(currently )?(loading|busy|unavailable)/i;

/** True when a server's words say that the prompt does not fit the model. Words of rate limits veto. */
export function saysTooLong(text: string): boolean {
  return !RATE_LIMIT.test(text) && TOO_LONG.some((pattern) => pattern.test(text));
}

/** Failures of `host` for `model`; `scrub` removes keys from what the server says. */
export function createFailureMaker(
  host: string,
  model: string,
  scrub: (text: string) => string,
): FailureMaker {
  const make = (
    kind: ModelFailureKind,
    retry: boolean,
    message: string,
    more: Partial<Failure> = {},
  ): Failure => ({ kind, retryable: retry, retry, message: scrub(message), ...more });

  const said = (body: string): string => {
    const words = excerpt(wordsOf(body), scrub);
    return words === '' ? '' : ` It said: "${words}"`;
  };

  function classify(status: number | undefined, body: string, more: Partial<Failure>): Failure {
    const quote = said(body);
    const answered = status === undefined ? `${host} reported an error.` : `${host} answered ${status}.`;
    if (status === 401 || status === 403)
      return make(
        'auth',
        false,
        `${host} refused the key (status ${status}). Check the key (SIGHTLINE_API_KEY, or Set API Key in the editor) and that it may use ${model}.${quote}`,
        more,
      );
    if (NO_MONEY.test(body) && (status === undefined || status === 402 || status === 429))
      return make(
        'rateLimit',
        false,
        `${host} has no quota left for this key. Check the account's plan and billing.${quote}`,
        more,
      );
    if (status !== 429 && status !== 404 && saysTooLong(body))
      return make(
        'contextLength',
        false,
        `The prompt is too long for ${model} at ${host}. Ask about a smaller scope, or set contextTokens in config.json.${quote}`,
        more,
      );
    if (
      status === 429 ||
      (status !== undefined && status >= 400 && status < 500 && RATE_LIMIT.test(body)) ||
      (status === undefined && RATE_LIMIT.test(body))
    )
      return make(
        'rateLimit',
        true,
        `${host} limits the rate of requests. Wait a little and ask again.${quote}`,
        more,
      );
    if (status === 529 || status === 503 || (status === undefined && OVERLOADED.test(body)))
      return make('overloaded', true, `${answered} It is overloaded. Try again later.${quote}`, more);
    if (status === 404)
      return make(
        'badRequest',
        false,
        `${answered} Check the model name (${model}) and the base URL, which usually ends in /v1.${quote}`,
        more,
      );
    if (status === 408) return make('timeout', true, `${answered} The request took too long.${quote}`, more);
    if (status === undefined)
      return make('badResponse', true, `${answered}${quote}`, { retry: false, ...more });
    if (status === 409 || status >= 500)
      return make('server', true, `${answered} The fault is on its side. Try again later.${quote}`, more);
    return make('badRequest', false, `${answered} It did not accept the request for ${model}.${quote}`, more);
  }

  return {
    status: (status, body, header) => {
      const html = /^\s*(<!doctype html|<html)/i.test(body);
      const failure = classify(status, html ? '' : body, { status, body, header });
      return html
        ? { ...failure, message: `${failure.message}${said(body)} (a web page, perhaps of a proxy)` }
        : failure;
    },
    redirect: (status, location) =>
      make(
        'refusedAddress',
        false,
        `${host} answered with a redirect (status ${status})${redirectTarget(location)}. Redirects are not followed, so that the key goes to no other host. Set the base URL to the final address.`,
      ),
    inside: (error) => {
      const body = typeof error === 'string' ? error : (JSON.stringify(error) ?? '');
      return classify(statusInside(error), body, {});
    },
    badResponse: (what) =>
      make(
        'badResponse',
        true,
        `${host} did not answer like an OpenAI-compatible endpoint: ${what}. Check the base URL, or ask again.`,
        { retry: false },
      ),
    timeout: (step, ms) =>
      make(
        'timeout',
        true,
        `${host} ${step === 'firstToken' ? 'sent no token' : 'stopped sending'} for ${Math.round(ms / 100) / 10} s. Ask again, or raise ${step === 'firstToken' ? 'firstTokenMs' : 'idleMs'} in config.json.`,
        { retry: false },
      ),
    thrown: (error) => thrownFailure(host, error, make),
  };
}

type Make = (kind: ModelFailureKind, retry: boolean, message: string, more?: Partial<Failure>) => Failure;

const TLS_CODES: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'its certificate chain holds a self-signed certificate, perhaps of a company proxy',
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate was issued by an unknown authority'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its certificate was issued by an unknown authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate was issued by an unknown authority'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid yet; check the clock of this machine'],
  ['CERT_REVOKED', 'its certificate was revoked'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host name'],
]);

const NETWORK_STEPS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'its name could not be found (DNS)'],
  ['EAI_AGAIN', 'its name could not be looked up just now (DNS)'],
  ['ECONNREFUSED', 'it refused the connection; is the server running?'],
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed while sending'],
  ['UND_ERR_SOCKET', 'the connection was closed'],
  ['ETIMEDOUT', 'the connection timed out'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the connection timed out'],
  ['EHOSTUNREACH', 'there is no way to it on this network'],
  ['ENETUNREACH', 'there is no network'],
]);

function thrownFailure(host: string, error: unknown, make: Make): Failure {
  const chain = causes(error);
  // The `openai` package wraps what its fetch throws.
  const fault = chain.find((cause) => cause instanceof ModelFault);
  if (fault !== undefined) return fault.failure;
  const codes = chain.map((cause) => String((cause as { code?: unknown }).code ?? ''));
  for (const code of codes) {
    const why =
      TLS_CODES.get(code) ??
      (/^ERR_(TLS|SSL)_|^EPROTO$/.test(code) ? `the secure connection failed (${code})` : undefined);
    if (why !== undefined)
      return make(
        'tls',
        false,
        `No secure connection to ${host}: ${why}. If this host is yours, set SIGHTLINE_CA_FILE to its CA certificate (PEM).`,
      );
  }
  const words = chain.map((cause) => cause.message).join(' ');
  if (
    /decompress|incorrect header check|unexpected end of file|invalid (block|stored|distance|code)|Z_(DATA|BUF)_ERROR|Decoding failed/i.test(
      words,
    ) ||
    codes.some((one) => one.startsWith('Z_'))
  )
    return make('badResponse', true, `${host} sent a body that cannot be unpacked.`, { retry: false });
  if (/proxy (response|authentication)|\b407\b/i.test(words))
    return make(
      'network',
      false,
      `The proxy did not connect to ${host}. Check HTTPS_PROXY and its user name and password.`,
    );
  const code = codes.find((one) => NETWORK_STEPS.has(one));
  const step = code === undefined ? undefined : NETWORK_STEPS.get(code);
  if (step !== undefined) return make('network', true, `Could not reach ${host}: ${step}.`);
  if (error instanceof SyntaxError)
    return make('badResponse', true, `${host} sent an event that is not JSON.`, { retry: false });
  if (/terminated|other side closed|socket hang up|fetch failed|aborted/i.test(words))
    return make('network', true, `The connection to ${host} broke off.`);
  const why = excerpt(words, (text) => text, 120);
  if (codes.some((one) => one !== '')) return make('network', false, `The request to ${host} failed: ${why}`);
  // No code of the system or of the transport: the reply confused its reader.
  return make('badResponse', true, `${host} sent a reply that cannot be read: ${why}`, { retry: false });
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  let next = error;
  while (next instanceof Error && chain.length < 6) {
    chain.push(next);
    if (next instanceof AggregateError)
      chain.push(...next.errors.filter((one) => one instanceof Error).slice(0, 4));
    next = next.cause;
  }
  return chain;
}

/** The message inside the usual error envelopes, else the text as it is. */
function wordsOf(body: string): string {
  try {
    const data: unknown = JSON.parse(body);
    const first = Array.isArray(data) ? data[0] : data;
    const error = (first as { error?: unknown })?.error ?? first;
    const message =
      (error as { message?: unknown })?.message ?? (first as { detail?: unknown })?.detail ?? error;
    return typeof message === 'string' ? message : (JSON.stringify(message) ?? '');
  } catch {
    return body;
  }
}

function statusInside(error: unknown): number | undefined {
  const { code, status, status_code: statusCode } = (error ?? {}) as Record<string, unknown>;
  for (const value of [code, status, statusCode]) {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 400 && number < 600) return number;
  }
  return undefined;
}

function redirectTarget(location: string | null): string {
  if (location === null || !URL.canParse(location)) return '';
  return ` to ${excerpt(new URL(location).host, (text) => text, 100)}`;
}

/** What a caller is told when all tries are used up. */
export function afterTries(failure: Failure, tries: number): Failure {
  if (tries < MAX_TRIES || !failure.retry) return failure;
  return { ...failure, message: `${failure.message} (${tries} tries)` };
}
