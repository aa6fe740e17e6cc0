/** The two tables of the model room: what a refusal and what a thrown error mean. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classify, type Meaning } from '../../src/node/model/classify.ts';
import { meaningOf } from '../../src/node/model/thrown.ts';

type Row = readonly [status: number | undefined, body: string, meaning: string];

const REFUSALS: readonly Row[] = [
  [401, '', 'auth refusedKey never'],
  [403, 'quota exceeded', 'auth refusedKey never'],
  [402, 'payment required', 'rateLimit noQuota never'],
  [402, '', 'badRequest refusedRequest never'],
  [429, 'You exceeded your current quota', 'rateLimit noQuota never'],
  [undefined, 'insufficient_quota', 'rateLimit noQuota never'],
  [500, 'billing is down', 'server serverFault now'],
  [400, 'prompt is too long: 9 > 8', 'contextLength tooLong never'],
  [500, 'context window exceeded', 'contextLength tooLong never'],
  [undefined, 'context_length_exceeded', 'contextLength tooLong never'],
  [413, 'Request too large: tokens per minute (TPM)', 'rateLimit rateLimited now'],
  [429, 'maximum context length', 'rateLimit rateLimited now'],
  [404, 'prompt is too long', 'badRequest unknownModel never'],
  [429, '', 'rateLimit rateLimited now'],
  [400, 'Rate limit reached', 'rateLimit rateLimited now'],
  [404, 'rate limit', 'rateLimit rateLimited now'],
  [undefined, 'slow down, too many requests', 'rateLimit rateLimited now'],
  [503, '', 'overloaded overloaded now'],
  [529, '', 'overloaded overloaded now'],
  [503, 'rate limit', 'overloaded overloaded now'],
  [undefined, 'overloaded_error', 'overloaded overloaded now'],
  [400, 'overloaded', 'badRequest refusedRequest never'],
  [404, '', 'badRequest unknownModel never'],
  [408, '', 'timeout slowRequest now'],
  [undefined, 'boom', 'badResponse reportedError later'],
  [409, '', 'server serverFault now'],
  [500, '', 'server serverFault now'],
  [599, '', 'server serverFault now'],
  [418, '', 'badRequest refusedRequest never'],
  [100, '', 'badRequest refusedRequest never'],
];

const told = ({ kind, cause, retry }: Meaning): string => `${kind} ${cause} ${retry}`;

describe('a refusal', () => {
  for (const [status, body, meaning] of REFUSALS)
    it(`${status ?? 'inside'} with "${body}" is ${meaning}`, () =>
      assert.equal(told(classify(status, body)), meaning));
});

const failing = (message: string, code?: string, cause?: Error): Error =>
  Object.assign(new Error(message, { cause }), code === undefined ? {} : { code });

describe('a thrown error', () => {
  const rows: readonly (readonly [Error[], string, string | undefined])[] = [
    [[failing('x', 'CERT_HAS_EXPIRED')], 'tls insecure never', 'CERT_HAS_EXPIRED'],
    [[failing('x', 'ERR_SSL_WRONG_VERSION_NUMBER')], 'tls insecure never', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [[failing('a', 'ECONNRESET'), failing('b', 'EPROTO')], 'tls insecure never', 'EPROTO'],
    [[failing('incorrect header check', 'Z_DATA_ERROR')], 'badResponse notPacked later', undefined],
    [[failing('Proxy response (407)', 'UND_ERR_ABORTED')], 'network proxy never', undefined],
    [[failing('fetch failed'), failing('x', 'ENOTFOUND')], 'network unreachable now', 'ENOTFOUND'],
    [[failing('x', 'constructor')], 'network requestFailed never', undefined],
    [[new SyntaxError('Unexpected token')], 'badResponse notJson later', undefined],
    [[failing('terminated')], 'network brokeOff now', undefined],
    [[failing('out of luck', 'EWHATEVER')], 'network requestFailed never', undefined],
    [[failing('odd')], 'badResponse unreadableReply later', undefined],
    [[], 'badResponse unreadableReply later', undefined],
  ];
  for (const [chain, meaning, code] of rows)
    it(`"${chain.map((one) => `${one.message} ${(one as { code?: string }).code ?? ''}`).join(', ')}" is ${meaning}`, () => {
      const found = meaningOf(chain);
      assert.equal(told(found), meaning);
      assert.equal(found.code, code);
    });
});
