/** A model measured through the language server: nothing unasked, told by prompt, kept when it is stopped, used after. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { parseNotification, parseResult } from '../../src/protocol/requests.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { configurationOf, withServer } from './client.ts';

const LINE = 'export const somethingOfThisRepository = "words that stand here";\n';

describe('measuring a model of a window', () => {
  it('sends nothing above what was agreed to, tells each prompt, and keeps what was found', () =>
    withServer({ 'src/a.ts': LINE.repeat(200) }, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({
        script: ({ prompt }) => {
          const name = /does the function (\w+) return/.exec(prompt)?.[1];
          const at = prompt.indexOf(`function ${name}() {`);
          return { text: JSON.stringify({ value: Number(/return (\d+);/.exec(prompt.slice(at))![1]) }) };
        },
      });
      try {
        const client = await start();
        const author = { baseUrl: endpoint.baseUrl, model: 'small', contextTokens: 20_000 };
        const configuration = configurationOf(home, { repo: root }, { model: { kind: 'endpoint', author } });
        const none = configurationOf(home, { repo: root });
        await client.request('sightline/configure', none);
        const role = 'author' as const;
        await assert.rejects(client.request('sightline/measure', { role, agreedTokens: 0 }), /noModel/);
        await client.request('sightline/configure', configuration);
        const { measured: asked } = await client.request('sightline/measure', {
          ...{ role, upTo: 8_000, agreedTokens: 0 },
        });
        assert.deepEqual(
          [asked?.how, asked?.plan.lengths, asked?.plan.calls],
          ['declined', [4_000, 8_000], 10],
        );
        assert.equal(endpoint.requests.length, 0);

        const agreedTokens = asked!.plan.tokensIn + asked!.plan.tokensOut;
        const told: unknown[] = [];
        const stopping = new CancellationTokenSource();
        client.connection.onNotification('sightline/measuring', (params: unknown) => {
          told.push(parseNotification('sightline/measuring', params));
          if (told.length === 6) stopping.cancel();
        });
        const params = { role, upTo: 8_000, agreedTokens };
        const { measured: part } = parseResult(
          'sightline/measure',
          await client.connection.sendRequest('sightline/measure', params, stopping.token),
        );
        assert.equal(part?.how, 'stopped');
        assert.ok(part!.cells.length >= 6 && part!.cells.length < 10, String(part?.cells.length));

        told.length = 100;
        const { measured } = await client.request('sightline/measure', params);
        assert.deepEqual(
          [measured?.failure, measured?.how, measured?.effectiveTokens],
          [undefined, 'done', 8_000],
        );
        const { models } = await client.request('sightline/configure', configuration);
        assert.equal(models.find((model) => model.role === role)?.effectiveTokens, 8_000);
        assert.equal(await client.stop(), 0);
      } finally {
        await endpoint.close();
      }
    }));
});
