/** The models that an endpoint lists, asked by the engine: one request under the rules of all others. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startEndpoint } from '../fakes/endpoint.ts';
import { configurationOf, withServer } from './client.ts';

const NAMES = ['small', 'large', 'small', 'vendor/other:free'];

describe('the models of an endpoint', () => {
  it('are listed by one request with the key of this address, and none where there is no trust', () =>
    withServer({ 'a.ts': 'let a;\n' }, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({ models: NAMES });
      try {
        const client = await start();
        const author = {
          baseUrl: endpoint.baseUrl,
          model: 'any',
          apiKey: 'key-of-the-test',
          headers: { 'x-team': 'a' },
        };
        const wanted = { kind: 'endpoint', author } as const;
        await client.request('sightline/configure', configurationOf(home, { repo: root }));
        const { models, failure } = await client.request('sightline/listModels', wanted);
        assert.deepEqual([models, failure], [['small', 'large', 'vendor/other:free'], undefined]);
        const [request] = endpoint.listings;
        assert.equal(request!.url, '/v1/models');
        assert.equal(request!.headers.authorization, 'Bearer key-of-the-test');
        assert.equal(request!.headers['x-team'], 'a');
        assert.equal(request!.headers['content-type'], undefined);
        assert.deepEqual([endpoint.listings.length, endpoint.requests.length], [1, 0]);
        const restricted = { ...configurationOf(home, { repo: root }), isTrusted: false };
        await client.request('sightline/configure', restricted);
        await assert.rejects(client.request('sightline/listModels', wanted), /discoveryRestricted/);
        assert.equal(endpoint.listings.length, 1);
      } finally {
        await endpoint.close();
      }
    }));

  it('are told as not known with the reason, whatever an endpoint answers', () =>
    withServer({ 'a.ts': 'let a;\n' }, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({ models: NAMES });
      const other = await startEndpoint({ models: NAMES });
      try {
        const client = await start();
        await client.request('sightline/configure', configurationOf(home, { repo: root }));
        const list = (baseUrl = endpoint.baseUrl) =>
          client.request('sightline/listModels', { kind: 'endpoint', author: { baseUrl, model: 'any' } });
        const faults = [
          [{ status: { code: 401, body: '{"error":{"message":"no"}}' } }, 'refusedKey'],
          [{ status: { code: 404 } }, 'unknownModel'],
          [{ status: { code: 500 } }, 'serverFault'],
          [{ redirect: `${other.baseUrl}/models` }, 'redirect'],
          [{ html: true }, undefined],
        ] as const;
        for (const [fault, cause] of faults) {
          Object.assign(endpoint.faults, fault);
          const { models, failure } = await list();
          assert.deepEqual(models, [], cause);
          assert.ok(failure, JSON.stringify(fault));
          if (cause) assert.equal(failure.cause, cause);
          for (const key of Object.keys(fault)) Reflect.deleteProperty(endpoint.faults, key);
        }
        assert.deepEqual(other.listings, [], 'a redirect is not followed');
        await other.close();
        assert.equal((await list(other.baseUrl)).failure?.cause, 'unreachable');
        assert.equal((await list('http://models.example.com/v1')).failure?.kind, 'settings');
        assert.deepEqual((await list()).models.length, 3);
      } finally {
        await endpoint.close();
      }
    }));
});
