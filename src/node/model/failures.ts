/** What went wrong with a request, as facts: the doors make the sentences. */
import type { Failure, ModelFailureKind } from '../../engine/types.ts';
import { classify, type Retry } from './classify.ts';
import { MAX_TRIES } from './retry.ts';
import { excerpt } from './scrub.ts';
import { type Broken, meaningOf } from './thrown.ts';
import type { TimedOut } from './watch.ts';

/** One failure of one request, with what only this room needs to know of it. */
export interface Fault {
  readonly failure: Failure & { readonly kind: ModelFailureKind };
  readonly retry: Retry;
  /** The server's words and headers, for adapting the request to what the endpoint can take and for waits. */
  readonly body?: string;
  readonly header?: (name: string) => string | null;
}

/** Thrown inside the model room only; it carries a failure from where it is seen to where it is told. */
export class ModelFault extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.failure.cause);
    this.fault = fault;
  }
}

/** What is wrong with a reply. */
export interface BadReply {
  readonly code: ReplyProblem;
  /** A title, a type: words of the server. */
  readonly detail?: string;
  readonly limit?: number;
}

export type ReplyProblem =
  | 'empty'
  | 'page'
  | 'type'
  | 'json'
  | 'noMessage'
  | 'cutOff'
  | 'longBody'
  | 'longLine'
  | 'event'
  | 'choices'
  | 'severalChoices'
  | 'choice'
  | 'index'
  | 'finish'
  | 'noDelta'
  | 'delta'
  | 'content';

/** Makes failures of one endpoint: each names its host, and none holds a key. */
export interface FailureMaker {
  status(status: number, body: string, header: (name: string) => string | null): Fault;
  redirect(status: number, location: string | null): Fault;
  /** An error object that came inside a successful response. */
  inside(error: unknown): Fault;
  badReply(problem: BadReply): Fault;
  timeout(step: TimedOut, ms: number): Fault;
  thrown(error: unknown): Fault;
}

/** Longest text of a server or of the system that goes into a failure. */
const MAX_DETAIL = 120;

/** Failures of an endpoint; `scrub` removes keys from what the server says. */
export function createFailureMaker(
  about: Pick<Failure, 'host' | 'model' | 'role'>,
  scrub: (text: string) => string,
): FailureMaker {
  const make = (
    retry: Retry,
    facts: Fault['failure'],
    more: Omit<Fault, 'failure' | 'retry'> = {},
  ): Fault => ({
    failure: scrubbed({ ...about, ...facts }, scrub),
    retry,
    ...more,
  });

  const refusal = (
    status: number | undefined,
    body: string,
    more: Omit<Fault, 'failure' | 'retry'> = {},
  ): Fault => {
    const isPage = /^\s*(<!doctype html|<html)/i.test(body);
    const { kind, cause, retry } = classify(status, isPage ? '' : body);
    const said = excerpt(wordsOf(body), scrub);
    return make(
      retry,
      {
        kind,
        cause,
        ...(status === undefined ? {} : { status }),
        ...(said === '' ? {} : { said }),
        ...(isPage ? { isPage } : {}),
      },
      more,
    );
  };

  const broken = ({ retry, kind, cause, code, detail }: Broken): Fault =>
    make(retry, {
      kind,
      cause,
      ...(code === undefined ? {} : { code }),
      ...(detail === undefined ? {} : { detail: excerpt(detail, scrub, MAX_DETAIL) }),
    });

  return {
    status: (status, body, header) => refusal(status, body, { body, header }),
    redirect: (status, location) => {
      const target = redirectTarget(location);
      const to = target === '' ? {} : { target };
      return make('never', { kind: 'refusedAddress', cause: 'redirect', status, ...to });
    },
    inside: (error) =>
      refusal(statusInside(error), typeof error === 'string' ? error : (JSON.stringify(error) ?? '')),
    badReply: ({ detail, ...problem }) =>
      make('later', {
        kind: 'badResponse',
        cause: 'badReply',
        ...problem,
        ...(detail ? { detail: excerpt(detail, scrub, MAX_DETAIL) } : {}),
      }),
    timeout: (cause, ms) => make('later', { kind: 'timeout', cause, seconds: Math.round(ms / 100) / 10 }),
    thrown: (error) => {
      const chain = causes(error);
      // The `openai` package wraps what its fetch throws.
      const thrown = chain.find((cause) => cause instanceof ModelFault);
      return thrown?.fault ?? broken(meaningOf(chain));
    },
  };
}

/** The failure with no key in any of its texts. */
export function scrubbed<T extends Failure>(failure: T, scrub: (text: string) => string): T {
  // The codes are our own words, and hold none.
  const texts = ['host', 'model', 'said', 'target', 'detail'] as const;
  const clean = texts.flatMap((name) => {
    const text = failure[name];
    return text === undefined ? [] : [[name, scrub(text)] as const];
  });
  return { ...failure, ...Object.fromEntries(clean) };
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
export function afterTries({ failure, retry }: Fault, tries: number): Failure {
  return tries < MAX_TRIES || retry !== 'now' ? failure : { ...failure, tries };
}
