/** Malformed messages: refused for every request of the table, with an error that names the field and one log line. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { z } from 'zod';
import type { RunEvent } from '../../src/engine/events.ts';
import type * as engine from '../../src/engine/types.ts';
import type * as wire from '../../src/protocol/data.ts';
import { runEvent } from '../../src/protocol/data.ts';
import {
  NOTIFICATIONS,
  ProtocolError,
  parseNotification,
  parseParams,
  parseResult,
  REQUESTS,
  type RequestMethod,
} from '../../src/protocol/requests.ts';
import { configurationOf, startClient, withServer } from './client.ts';

const CITATION = { path: 'a.ts', startLine: 1, endLine: 1, quote: 'x', hash: 'h', state: 'verified' };

const WHY = { text: 'why?', focus: [], history: [] };

/** Good parameters of every request; a request without an entry here fails the test. */
const GOOD: Readonly<Record<RequestMethod, Record<string, unknown>>> = {
  'sightline/configure': { ...configurationOf('/h', { repo: '/r' }) },
  'sightline/status': {},
  'sightline/rebuild': { root: 'repo' },
  'sightline/reconcile': { paths: [{ root: 'repo', path: 'a.ts' }], full: false },
  'sightline/ask': { runId: 'r', question: { ...WHY, focus: [{ kind: 'file', path: 'a.ts' }] } },
  'sightline/stop': { runId: 'r' },
  'sightline/preview': { question: WHY },
  'sightline/recheck': { citations: [CITATION] },
  'sightline/search': { question: 'why?', limit: 3 },
  'sightline/outline': { path: '' },
  'sightline/symbol': { name: 'alpha' },
  'sightline/complete': { kind: 'file', prefix: 'a', limit: 3 },
  'sightline/suggest': {},
  'sightline/testModel': { role: 'author' },
  'sightline/discover': {},
  'sightline/clear': { what: 'index' },
};

const METHODS = Object.keys(REQUESTS) as RequestMethod[];

/** Every way to spoil a message in one place: each field gone, or of another type. */
function spoiled(schema: z.ZodType, good: Record<string, unknown>): unknown[] {
  const bad: unknown[] = [[], [good], 'text', 7, true];
  for (const key of Object.keys(good)) {
    for (const value of [Symbol.for('gone'), null, 7.5, -1, { odd: true }, [[{}]], 'odd\0']) {
      const changed: Record<string, unknown> = { ...good, [key]: value };
      if (value === Symbol.for('gone')) delete changed[key];
      if (!schema.safeParse(changed).success) bad.push(changed);
    }
  }
  return bad;
}

type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;

/** What the engine makes fits the schemas of the wire: these do not compile otherwise. */
const ON_WIRE = {
  answer: (value: engine.Answer): Fixed<wire.Answer> => value,
  event: (value: RunEvent): Fixed<wire.RunEvent> => value,
  hit: (value: engine.Hit): Fixed<wire.Hit> => value,
  passage: (value: engine.Passage): Fixed<wire.Passage> => value,
  citation: (value: engine.Citation): Fixed<wire.Citation> => value,
  failure: (value: engine.Failure): Fixed<wire.Failure> => value,
  // The other way as well: a door that gets one from the wire puts it into words as the engine's own.
  failureBack: (value: wire.Failure): engine.Failure => value,
};

describe('the protocol', () => {
  it('takes what the engine makes as it is', () => {
    const event = ON_WIRE.event({
      type: 'failed',
      failure: { kind: 'index', cause: 'noIndex', detail: 'x' },
    });
    assert.deepEqual(runEvent.parse(event), event);
  });

  it('takes the good parameters of every request', () => {
    for (const method of METHODS) assert.deepEqual(parseParams(method, GOOD[method]), GOOD[method]);
  });

  it('refuses malformed parameters of every request, naming method and field, never the value', async () => {
    const client = await startClient();
    try {
      for (const method of METHODS) {
        const messages = spoiled(REQUESTS[method].params, GOOD[method]);
        assert.ok(messages.length > 4);
        // JSON-RPC allows objects and lists only; the rest is checked without a connection.
        for (const message of messages.filter((each) => typeof each === 'object')) {
          const before = client.logs.length;
          const error = await client.connection.sendRequest(method, message).then(
            () => assert.fail(`${method} took ${JSON.stringify(message)}`),
            (found: { code: number; message: string }) => found,
          );
          assert.equal(error.code, -32602, `${method} ${JSON.stringify(message)}: ${error.message}`);
          assert.ok(error.message.startsWith(`${method}: `));
          const lines = await client.until('a log line', () => {
            const fresh = client.logs.slice(before);
            return fresh.length > 0 && fresh;
          });
          assert.equal(lines.filter((line) => line.includes('malformed')).length, 1);
        }
        for (const message of messages) assert.throws(() => parseParams(method, message), ProtocolError);
      }
      const secret = await client.connection
        .sendRequest('sightline/configure', {
          ...GOOD['sightline/configure'],
          model: { kind: 'endpoint', author: { apiKey: 'key-in-a-bad-message' } },
        })
        .catch((error: Error) => error.message);
      assert.match(String(secret), /model\.author\.baseUrl/);
      assert.ok(!JSON.stringify([secret, client.logs]).includes('key-in-a-bad-message'));
      await assert.rejects(client.connection.sendRequest('sightline/nothing', {}), { code: -32601 });
      await client.request('sightline/status', {});
    } finally {
      await client.kill();
    }
  });

  it('drops malformed notifications with one log line each, and goes on', () =>
    withServer({ 'a.ts': 'export const alpha = 1;\n' }, async ({ root, home, start }) => {
      const client = await start();
      for (const bad of [{}, { callId: 7, text: 'x' }, ['x'], { callId: 'x', outcome: { kind: 'odd' } }])
        for (const method of ['sightline/modelDelta', 'sightline/modelEnd'])
          await client.connection.sendNotification(method, bad);
      await client.connection.sendNotification('sightline/modelEnd', {
        callId: 'none',
        outcome: { kind: 'done' },
      });
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      assert.equal(client.logs.filter((line) => line.includes('malformed')).length, 8);
    }));

  it('refuses two folders of one name, and names that are no part of a path', () =>
    withServer({}, async ({ root, home, start }) => {
      const client = await start();
      const configuration = configurationOf(home, { repo: root });
      const twice = { ...configuration, roots: [...configuration.roots, ...configuration.roots] };
      const failure = { kind: 'refused', cause: 'sameName', target: 'repo' };
      await assert.rejects(client.request('sightline/configure', twice), { data: { failure } });
      for (const name of ['', 'a/b', 'a\\b', '..', '.'])
        assert.throws(() => parseParams('sightline/configure', configurationOf(home, { [name]: root })));
    }));

  it('checks results and notifications as well', () => {
    assert.throws(() => parseResult('sightline/ask', { runId: 7 }), {
      name: 'ProtocolError',
      field: 'runId',
    });
    for (const method of Object.keys(NOTIFICATIONS) as (keyof typeof NOTIFICATIONS)[])
      assert.throws(() => parseNotification(method, { odd: true }), ProtocolError);
  });

  it('cancels a request that waits', () =>
    withServer({}, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const { CancellationTokenSource } = await import('vscode-jsonrpc/node');
      const source = new CancellationTokenSource();
      const asked = client.connection.sendRequest(
        'sightline/search',
        { question: 'x', limit: 1 },
        source.token,
      );
      source.cancel();
      // Either it was answered before the cancel came, or it ends with RequestCancelled.
      await asked.catch((error: { code: number }) => assert.equal(error.code, -32800));
    }));
});
