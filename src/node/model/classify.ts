/** What an endpoint's refusal means, by its status and its words. One table; the first row that fits wins. */
import type { FailureCause, ModelFailureKind } from '../../engine/types.ts';

/**
 * How to go on after a failure. `now`: this call may try again by itself. `later`: it gives up, but a person who asks
 * again may have more luck. `never`: something has to be changed first.
 */
export type Retry = 'now' | 'later' | 'never';

/** What a refusal means. */
export interface Meaning {
  readonly kind: ModelFailureKind;
  readonly cause: FailureCause;
  readonly retry: Retry;
}

interface Row extends Meaning {
  /** `status` is undefined for an error inside a successful response that names none. */
  readonly when: (status: number | undefined, body: string) => boolean;
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

const isOneOf =
  (...statuses: readonly (number | undefined)[]) =>
  (status: number | undefined): boolean =>
    statuses.includes(status);

const isClientFault = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500;

/** Words of rate limits veto: they too speak of prompts that are too large. */
const saysTooLong = (body: string): boolean =>
  !RATE_LIMIT.test(body) && TOO_LONG.some((pattern) => pattern.test(body));

const ROWS: readonly Row[] = [
  { when: isOneOf(401, 403), kind: 'auth', cause: 'refusedKey', retry: 'never' },
  {
    when: (status, body) => isOneOf(undefined, 402, 429)(status) && NO_MONEY.test(body),
    ...{ kind: 'rateLimit', cause: 'noQuota', retry: 'never' },
  },
  {
    when: (status, body) => !isOneOf(404, 429)(status) && saysTooLong(body),
    ...{ kind: 'contextLength', cause: 'tooLong', retry: 'never' },
  },
  { when: isOneOf(429), kind: 'rateLimit', cause: 'rateLimited', retry: 'now' },
  {
    when: (status, body) => (status === undefined || isClientFault(status)) && RATE_LIMIT.test(body),
    ...{ kind: 'rateLimit', cause: 'rateLimited', retry: 'now' },
  },
  { when: isOneOf(503, 529), kind: 'overloaded', cause: 'overloaded', retry: 'now' },
  {
    when: (status, body) => status === undefined && OVERLOADED.test(body),
    ...{ kind: 'overloaded', cause: 'overloaded', retry: 'now' },
  },
  { when: isOneOf(404), kind: 'badRequest', cause: 'unknownModel', retry: 'never' },
  { when: isOneOf(408), kind: 'timeout', cause: 'slowRequest', retry: 'now' },
  { when: isOneOf(undefined), kind: 'badResponse', cause: 'reportedError', retry: 'later' },
  { when: isOneOf(409), kind: 'server', cause: 'serverFault', retry: 'now' },
  {
    when: (status) => status !== undefined && status >= 500,
    kind: 'server',
    cause: 'serverFault',
    retry: 'now',
  },
];

const REFUSED: Meaning = { kind: 'badRequest', cause: 'refusedRequest', retry: 'never' };

/**
 * What an answer that is no success means. `body`: the words that came with it; `status`: undefined for an error
 * inside a successful response that names none. Pure; linear in the length of the body.
 */
export function classify(status: number | undefined, body: string): Meaning {
  const { kind, cause, retry } = ROWS.find(({ when }) => when(status, body)) ?? REFUSED;
  return { kind, cause, retry };
}
