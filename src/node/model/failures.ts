/** What went wrong with a request, in the caller's terms. */
import type { ModelFailureKind } from '../../engine/ports.ts';
import { english, type Say } from '../../engine/say.ts';
import { networkText, tlsText } from './networkTexts.ts';
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
  /** Says what is wrong with a reply, for `badResponse`. */
  readonly say: Say;
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
  say: Say = english,
): FailureMaker {
  const make = (
    kind: ModelFailureKind,
    retry: boolean,
    message: string,
    more: Partial<Failure> = {},
  ): Failure => ({ kind, retryable: retry, retry, message: scrub(message), ...more });

  const said = (body: string): string => {
    const words = excerpt(wordsOf(body), scrub);
    return words === '' ? '' : ` ${say('It said: "{0}"', words)}`;
  };

  function classify(status: number | undefined, body: string, more: Partial<Failure>): Failure {
    const quote = said(body);
    const answered =
      status === undefined ? say('{0} reported an error.', host) : say('{0} answered {1}.', host, status);
    if (status === 401 || status === 403)
      return make(
        'auth',
        false,
        say(
          '{0} refused the key (status {1}). Check the key (SIGHTLINE_API_KEY, or Set API Key in the editor) and that it may use {2}.',
          host,
          status,
          model,
        ) + quote,
        more,
      );
    if (NO_MONEY.test(body) && (status === undefined || status === 402 || status === 429))
      return make(
        'rateLimit',
        false,
        say("{0} has no quota left for this key. Check the account's plan and billing.", host) + quote,
        more,
      );
    if (status !== 429 && status !== 404 && saysTooLong(body))
      return make(
        'contextLength',
        false,
        say(
          'The prompt is too long for {0} at {1}. Ask about a smaller scope, or set contextTokens in config.json.',
          model,
          host,
        ) + quote,
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
        say('{0} limits the rate of requests. Wait a little and ask again.', host) + quote,
        more,
      );
    if (status === 529 || status === 503 || (status === undefined && OVERLOADED.test(body)))
      return make(
        'overloaded',
        true,
        `${answered} ${say('It is overloaded. Try again later.')}${quote}`,
        more,
      );
    if (status === 404)
      return make(
        'badRequest',
        false,
        `${answered} ${say('Check the model name ({0}) and the base URL, which usually ends in /v1.', model)}${quote}`,
        more,
      );
    if (status === 408)
      return make('timeout', true, `${answered} ${say('The request took too long.')}${quote}`, more);
    if (status === undefined)
      return make('badResponse', true, `${answered}${quote}`, { retry: false, ...more });
    if (status === 409 || status >= 500)
      return make(
        'server',
        true,
        `${answered} ${say('The fault is on its side. Try again later.')}${quote}`,
        more,
      );
    return make(
      'badRequest',
      false,
      `${answered} ${say('It did not accept the request for {0}.', model)}${quote}`,
      more,
    );
  }

  const redirectText = (status: number, target: string): string => {
    const head =
      target === ''
        ? say('{0} answered with a redirect (status {1}).', host, status)
        : say('{0} answered with a redirect (status {1}) to {2}.', host, status, target);
    return `${head} ${say('Redirects are not followed, so that the key goes to no other host. Set the base URL to the final address.')}`;
  };

  const timeoutText = (step: 'firstToken' | 'idle', seconds: number): string =>
    step === 'firstToken'
      ? say('{0} sent no token for {1} s. Ask again, or raise firstTokenMs in config.json.', host, seconds)
      : say('{0} stopped sending for {1} s. Ask again, or raise idleMs in config.json.', host, seconds);

  return {
    say,
    status: (status, body, header) => {
      const html = /^\s*(<!doctype html|<html)/i.test(body);
      const failure = classify(status, html ? '' : body, { status, body, header });
      return html
        ? {
            ...failure,
            message: `${failure.message}${said(body)} ${say('(a web page, perhaps of a proxy)')}`,
          }
        : failure;
    },
    redirect: (status, location) =>
      make('refusedAddress', false, redirectText(status, redirectTarget(location))),
    inside: (error) => {
      const body = typeof error === 'string' ? error : (JSON.stringify(error) ?? '');
      return classify(statusInside(error), body, {});
    },
    badResponse: (what) =>
      make(
        'badResponse',
        true,
        say(
          '{0} did not answer like an OpenAI-compatible endpoint: {1}. Check the base URL, or ask again.',
          host,
          what,
        ),
        { retry: false },
      ),
    timeout: (step, ms) =>
      make('timeout', true, timeoutText(step, Math.round(ms / 100) / 10), { retry: false }),
    thrown: (error) => thrownFailure(host, error, make, say),
  };
}

type Make = (kind: ModelFailureKind, retry: boolean, message: string, more?: Partial<Failure>) => Failure;

function thrownFailure(host: string, error: unknown, make: Make, say: Say): Failure {
  const chain = causes(error);
  // The `openai` package wraps what its fetch throws.
  const fault = chain.find((cause) => cause instanceof ModelFault);
  if (fault !== undefined) return fault.failure;
  const codes = chain.map((cause) => String((cause as { code?: unknown }).code ?? ''));
  for (const code of codes) {
    const why =
      tlsText(code, say) ??
      (/^ERR_(TLS|SSL)_|^EPROTO$/.test(code) ? say('the secure connection failed ({0})', code) : undefined);
    if (why !== undefined)
      return make(
        'tls',
        false,
        say(
          'No secure connection to {0}: {1}. If this host is yours, set SIGHTLINE_CA_FILE to its CA certificate (PEM).',
          host,
          why,
        ),
      );
  }
  const words = chain.map((cause) => cause.message).join(' ');
  if (
    /decompress|incorrect header check|unexpected end of file|invalid (block|stored|distance|code)|Z_(DATA|BUF)_ERROR|Decoding failed/i.test(
      words,
    ) ||
    codes.some((one) => one.startsWith('Z_'))
  )
    return make('badResponse', true, say('{0} sent a body that cannot be unpacked.', host), { retry: false });
  if (/proxy (response|authentication)|\b407\b/i.test(words))
    return make(
      'network',
      false,
      say('The proxy did not connect to {0}. Check HTTPS_PROXY and its user name and password.', host),
    );
  const step = codes.map((one) => networkText(one, say)).find((text) => text !== undefined);
  if (step !== undefined) return make('network', true, say('Could not reach {0}: {1}.', host, step));
  if (error instanceof SyntaxError)
    return make('badResponse', true, say('{0} sent an event that is not JSON.', host), { retry: false });
  if (/terminated|other side closed|socket hang up|fetch failed|aborted/i.test(words))
    return make('network', true, say('The connection to {0} broke off.', host));
  const why = excerpt(words, (text) => text, 120);
  if (codes.some((one) => one !== ''))
    return make('network', false, say('The request to {0} failed: {1}', host, why));
  // No code of the system or of the transport: the reply confused its reader.
  return make('badResponse', true, say('{0} sent a reply that cannot be read: {1}', host, why), {
    retry: false,
  });
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
  return excerpt(new URL(location).host, (text) => text, 100);
}

/** What a caller is told when all tries are used up. */
export function afterTries(failure: Failure, tries: number, say: Say): Failure {
  if (tries < MAX_TRIES || !failure.retry) return failure;
  return { ...failure, message: say('{0} ({1} tries)', failure.message, tries) };
}
