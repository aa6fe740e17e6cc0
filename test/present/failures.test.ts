/** Every failure at every door: a sentence that names the host and a way out in the words of that door. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Failure, FailureCause } from '../../src/engine/types.ts';
import type { Door } from '../../src/present/failures.ts';
import { troubleAction } from '../../src/present/trouble.ts';
import { FAILURE_CAUSES, FAILURE_KINDS } from '../../src/protocol/failures.ts';
import { sentence } from '../fakes/sentences.ts';

const DOORS: readonly Door[] = ['editor', 'cli'];

/** Words that belong to the other door. */
const FOREIGN: Readonly<Record<Door, RegExp>> = {
  editor: /config\.json|SIGHTLINE_|XDG_|--root/,
  cli: /sightline\.(?:author|reader|model|caFile|timeouts|prices)|Set API Key|Choose Model|\bsettings?\b|http\.proxy/,
};

const HOST = 'models.example:8443';
const CODES = {
  address: [
    ...['empty', 'control', 'space', 'backSlash', 'query', 'fragment', 'scheme', 'user', 'noHost', 'percent'],
    ...['nonAscii', 'punycode', 'dot', 'invalid', 'ipv4InIpv6', 'unusual', 'plainHttp'],
  ],
  reply: [
    ...['empty', 'page', 'type', 'json', 'noMessage', 'cutOff', 'longBody', 'longLine', 'event', 'choices'],
    ...['severalChoices', 'choice', 'index', 'finish', 'noDelta', 'delta', 'content'],
  ],
  insecure: [
    ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT'],
    ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO'],
  ],
  unreachable: [
    ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ETIMEDOUT'],
    ...['UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ],
};

/** What each cause is told with, and what its sentence must hold beside the host. */
const FACTS: Readonly<Record<FailureCause, readonly Partial<Failure>[]>> = {
  noModel: [{}],
  noEditorModel: [{}],
  editorModelGone: [{ model: 'big' }],
  address: CODES.address.map((code) => ({ code, detail: '127.0.0.1' })),
  notSearched: [{}],
  caFile: [{ target: '/etc/ca.pem' }],
  refusedKey: [{ status: 401, model: 'big', said: 'no such key' }],
  noQuota: [{ status: 429, said: 'pay first' }],
  tooLong: [{ status: 400, model: 'big' }],
  rateLimited: [{ status: 429, tries: 3 }],
  overloaded: [{ status: 503 }, {}],
  unknownModel: [{ status: 404, model: 'big' }],
  slowRequest: [{ status: 408 }],
  serverFault: [{ status: 502, isPage: true, said: 'Bad Gateway' }],
  refusedRequest: [{ status: 422, model: 'big' }],
  reportedError: [{ said: 'boom' }],
  redirect: [{ status: 302 }, { status: 307, target: 'elsewhere.example' }],
  editorModel: [{ model: 'big', said: 'not allowed' }],
  insecure: CODES.insecure.map((code) => ({ code })),
  unreachable: CODES.unreachable.map((code) => ({ code })),
  proxy: [{}],
  brokeOff: [{}],
  requestFailed: [{ detail: 'out of luck' }],
  firstToken: [{ seconds: 120 }],
  total: [{ seconds: 600 }],
  overrun: [{}],
  idle: [{ seconds: 0.5 }],
  badReply: CODES.reply.map((code) => ({ code, detail: 'a title', limit: 1_048_576 })),
  notPacked: [{}],
  notJson: [{}],
  unreadableReply: [{ detail: 'it was odd' }],
  unusableReply: [
    { problem: { kind: 'noClaims' } },
    { problem: { kind: 'cut' } },
    { problem: { kind: 'shape', field: 'claims' } },
  ],
  noResult: [{}],
  callFailed: [{ detail: 'oh' }],
  badAddress: CODES.address.map((code) => ({ code, field: 'reader.baseUrl', detail: '127.0.0.1' })),
  badHeaderName: [{ field: 'author.headers.a b' }],
  badHeaderValue: [{ field: 'author.headers.a' }],
  badApiVersion: [{ field: 'author.apiVersion' }],
  ownRequestField: [{ field: 'author.request.model' }],
  badKey: [{ field: 'OPENAI_API_KEY' }],
  badAuthorization: [{ field: 'proxyAuthorization' }],
  badValue: [{ field: 'idleMs', detail: 'too big' }, { field: 'author.model' }],
  keyInFile: [{ field: 'author.apiKey' }],
  unknownField: [{ field: 'modle' }],
  notJsonFile: [{ target: '/home/me/conf', line: 7 }, {}],
  unreadableFile: [{ target: '/home/me/conf', code: 'EISDIR' }],
  cacheInside: [{ target: '/repo/cache' }],
  stateInside: [{ target: '/repo/state' }],
  otherUser: [{ target: '/tmp/x' }],
  notMade: [{ target: '/tmp/x', detail: 'EACCES' }],
  storeFull: [{ target: '/tmp/x', code: 'ENOSPC' }],
  storeReadOnly: [{ target: '/tmp/x', code: 'EROFS' }],
  storeNewer: [{ target: '/tmp/x' }],
  storeFault: [{ target: '/tmp/x', code: 'EIO' }, {}],
  unknownRoute: [{ detail: 'telepathy', names: ['retrieval', 'extractive'] }],
  routeDoesNotFit: [{ detail: 'retrieval', names: ['extractive'], reason: { kind: 'needsModel', of: [] } }],
  noFolder: [{ target: '/tmp/x' }],
  notOpened: [{ target: '/tmp/x', code: 'ENOENT' }, { target: '/tmp/x' }],
  notConfigured: [{}],
  noFolderOpen: [{}],
  sameName: [{ target: 'shop' }],
  runUnderWay: [{ target: 'run-1' }],
  noRun: [{ target: 'run-1' }],
  noNote: [{ target: 'note-1' }],
  nothingProved: [{}],
  notesHeld: [{}],
  notesFull: [{}],
  modelsRestricted: [{}],
  discoveryRestricted: [{}],
  patchesRestricted: [{}],
  baselineRestricted: [{}],
  baselineBad: [{ target: '.sightline/baseline.json' }],
  baselineLink: [{ target: '.sightline/baseline.json' }],
  notOnDisk: [{}],
  noIndex: [{ detail: 'no space left' }],
  rootUnread: [{ detail: 'EACCES' }],
  noEnd: [{}],
  crashed: [{ detail: 'it is no function' }],
};

/** Causes that are about an endpoint and name it. */
const OF_HOSTS = FAILURE_CAUSES.slice(
  FAILURE_CAUSES.indexOf('refusedKey'),
  FAILURE_CAUSES.indexOf('badAddress'),
).filter((cause) => !['editorModel', 'unusableReply'].includes(cause));

const failureOf = (cause: FailureCause, facts: Partial<Failure>): Failure => ({
  kind: 'badResponse',
  cause,
  host: HOST,
  ...facts,
});

/** Every failure of the table. */
const ALL = FAILURE_CAUSES.flatMap((cause) => FACTS[cause].map((facts) => failureOf(cause, facts)));

describe('the sentence of a failure', () => {
  for (const door of DOORS)
    it(`says in the ${door} what happened, whole, with nothing of the other door`, () => {
      for (const failure of ALL) {
        const text = sentence(failure, door);
        const about = `${JSON.stringify(failure)}: ${text}`;
        assert.ok(text.length > 15, about);
        assert.doesNotMatch(text, /undefined|\{\d\}|NaN|null| {2}|\.\.|\(\)/, about);
        assert.doesNotMatch(text, FOREIGN[door], about);
        for (const fact of [failure.said, failure.status, failure.seconds, failure.line])
          if (fact !== undefined && !['noQuota', 'tooLong', 'rateLimited'].includes(failure.cause))
            assert.ok(text.includes(String(fact)), about);
        if (OF_HOSTS.includes(failure.cause)) assert.ok(text.includes(HOST), about);
        if (failure.tries) assert.match(text, /\(3 tries\)$/);
      }
    });

  it('differs for each code, so that no two faults read the same', () => {
    for (const [cause, codes] of [
      ['address', CODES.address],
      ['badReply', CODES.reply],
      ['insecure', CODES.insecure],
      ['unreachable', CODES.unreachable.filter((code) => code !== 'UND_ERR_CONNECT_TIMEOUT')],
    ] as const)
      assert.equal(new Set(codes.map((code) => sentence(failureOf(cause, { code })))).size, codes.length);
  });

  it('names settings and commands that the editor has', () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      contributes: { configuration: { properties: Record<string, unknown> } };
    };
    const known = new Set(Object.keys(manifest.contributes.configuration.properties));
    // What is wrong with a setting is told by what was written, which may be no setting at all.
    const own = ALL.filter(({ field }) => field === undefined || ['idleMs', 'author.model'].includes(field));
    const texts = own.flatMap((failure) =>
      (['author', 'reader'] as const).map((role) => sentence({ ...failure, role }, 'editor')),
    );
    const named = texts.flatMap((text) => text.match(/sightline\.[A-Za-z]+(?:\.[A-Za-z]+)*/g) ?? []);
    assert.ok(new Set(named).size >= 8, [...new Set(named)].join());
    for (const name of named) assert.ok(known.has(name), name);
    assert.ok(named.some((name) => name === 'sightline.reader.baseUrl'));
  });

  const ways: readonly (readonly [FailureCause, Partial<Failure>, Record<Door, RegExp>])[] = [
    ['noModel', {}, { editor: /Sightline: Choose Model/, cli: /SIGHTLINE_MODEL.*config\.json/ }],
    ['refusedKey', { status: 401 }, { editor: /Sightline: Set API Key/, cli: /SIGHTLINE_API_KEY/ }],
    ['tooLong', {}, { editor: /sightline\.author\.contextTokens/, cli: /contextTokens \(config\.json\)/ }],
    ['firstToken', {}, { editor: /sightline\.timeouts\.firstToken/, cli: /firstTokenMs \(config\.json\)/ }],
    ['total', {}, { editor: /sightline\.timeouts\.total/, cli: /totalMs \(config\.json\)/ }],
    ['idle', {}, { editor: /sightline\.timeouts\.idle/, cli: /idleMs \(config\.json\)/ }],
    ['insecure', {}, { editor: /set sightline\.caFile to its CA/, cli: /set SIGHTLINE_CA_FILE to its CA/ }],
    [
      'caFile',
      { target: '/ca' },
      { editor: /Check the setting sightline\.caFile/, cli: /Check SIGHTLINE_CA_FILE/ },
    ],
    ['proxy', {}, { editor: /http\.proxy and http\.proxyAuthorization/, cli: /Check HTTPS_PROXY/ }],
    [
      'unknownModel',
      { model: 'big' },
      { editor: /\(big, setting sightline\.author\.model\)/, cli: /\(big\)/ },
    ],
    ['noFolder', { target: '/x' }, { editor: /Open another folder/, cli: /--root/ }],
    ['cacheInside', { target: '/x' }, { editor: /Set another one/, cli: /XDG_CACHE_HOME/ }],
    [
      'badValue',
      { field: 'firstTokenMs', target: '/c.json', detail: 'too big' },
      {
        editor: /^The setting sightline\.timeouts\.firstToken cannot be used: too big\.$/,
        cli: /^Configuration error in \/c\.json, field firstTokenMs: too big\.$/,
      },
    ],
    [
      'badAuthorization',
      { field: 'http.proxyAuthorization' },
      { editor: /^The setting http\.proxyAuthorization cannot be used/, cli: /in the environment, field/ },
    ],
    [
      'keyInFile',
      { field: 'author.apiKey' },
      { editor: /Sightline: Set API Key/, cli: /set SIGHTLINE_API_KEY in the environment/ },
    ],
  ];
  for (const [cause, facts, words] of ways)
    it(`names the way out of ${cause} in the words of each door`, () => {
      for (const door of DOORS) assert.match(sentence(failureOf(cause, facts), door), words[door]);
    });

  it('keeps what others said on one line and within bounds', () => {
    const long = `${'x\u2028\r\n\u001b[2J'.repeat(5_000)}`;
    const facts = { host: long, model: long, said: long, detail: long, target: long, field: long };
    for (const cause of FAILURE_CAUSES) {
      for (const door of DOORS) {
        const text = sentence(failureOf(cause, { status: 400, ...facts }), door);
        assert.doesNotMatch(text, /[\p{Cc}\u2028\u2029]/u, cause);
        assert.ok(text.length < 3_500, `${cause}: ${text.length}`);
      }
    }
  });
});

describe('the action for a trouble', () => {
  it('is one for each kind of failure, the same at every door, or none better than asking again', () => {
    const found = Object.fromEntries(FAILURE_KINDS.map((kind) => [kind, troubleAction({ kind })]));
    assert.deepEqual(found, {
      ...{ notConfigured: 'chooseModel', auth: 'setKey', refusedAddress: 'chooseModel' },
      ...{ contextLength: 'chooseModel', badResponse: 'chooseModel', badRequest: 'chooseModel' },
      ...{ settings: 'chooseModel', internal: 'showLogs', refused: 'showLogs', restricted: 'manageTrust' },
      ...{ rateLimit: undefined, overloaded: undefined, network: undefined, tls: undefined },
      ...{
        timeout: undefined,
        server: undefined,
        route: undefined,
        storage: undefined,
        folder: undefined,
        index: undefined,
      },
    });
    for (const kind of ['__proto__', 'toString', '']) assert.equal(troubleAction({ kind }), undefined, kind);
  });
});
