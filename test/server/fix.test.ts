/** A repair through the language server: its events, its patch prepared and applied, stopped, and without trust. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { NumberedFixEvent } from '../../src/protocol/fix.ts';
import { type Configuration, parseNotification } from '../../src/protocol/requests.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { type Client, configurationOf, withServer } from './client.ts';

const PRICE = 'export function grossPrice(net, rate) {\n  return net + rate;\n}\n';
const FILES = { 'src/price.mjs': PRICE, 'src/other.mjs': 'export const other = 1;\n' };
/** What a model is shown has the name of the folder where there are several. */
const EDITS = {
  edits: [
    { step: 's1', path: 'one/src/price.mjs', symbol: '', search: 'net + rate', replace: 'net * (1 + rate)' },
  ],
  cannot: '',
};
const PROBLEM = {
  text: 'grossPrice adds the rate',
  places: [{ path: 'src/price.mjs', root: 'one' }],
  rejected: [],
};

const modelAt = (baseUrl: string): Configuration['model'] => ({
  kind: 'endpoint',
  author: { baseUrl, model: 'test-model', apiKey: 'key-of-the-test-0123456789' },
});

/** Repairs, and gives the events once it ended. */
async function fix(
  client: Client,
  runId: string,
  onEvent = (_: NumberedFixEvent): void => {},
): Promise<NumberedFixEvent[]> {
  const events: NumberedFixEvent[] = [];
  const ended = new Promise<void>((resolve) => {
    client.connection.onNotification('sightline/fixEvent', (params: unknown) => {
      const event = parseNotification('sightline/fixEvent', params);
      events.push(event);
      onEvent(event);
      if (['done', 'failed', 'aborted'].includes(event.event.type)) resolve();
    });
  });
  await client.request('sightline/fix', { runId, problem: PROBLEM });
  await ended;
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => i),
  );
  return events;
}

describe('a repair', () => {
  it('gives a patch with the paths of its folder, which is prepared and applied', async () => {
    const endpoint = await startEndpoint({ script: [{ text: JSON.stringify(EDITS) }] });
    try {
      await withServer(FILES, async ({ root, home, start }) => {
        const client = await start();
        // Two folders, so that paths have one; the second is a folder of the first.
        const folders = { one: root, two: join(root, 'src') };
        await client.request(
          'sightline/configure',
          configurationOf(home, folders, { model: modelAt(endpoint.baseUrl) }),
        );
        await client.settled();
        const events = await fix(client, 'fix-1');
        const last = events.at(-1)!.event;
        assert.ok(last.type === 'done', JSON.stringify(last));
        assert.equal(last.fix.status, 'patch');
        const [file] = last.fix.files;
        assert.deepEqual([file!.root, file!.path], ['one', 'src/price.mjs']);
        const located = events.find(({ event }) => event.type === 'located')!.event;
        assert.ok(located.type === 'located' && located.located.files[0]!.root === 'one');
        const { path, before, after } = file!;
        const files = [{ kind: 'exact' as const, path, before, after: after ?? null }];
        const confirmed = { root: 'one', allowed: [], areErrorsAllowed: false, dirty: [] };
        const prepared = await client.request('sightline/preparePatch', {
          ...confirmed,
          patch: { kind: 'files', files },
        });
        assert.ok(prepared.type === 'prepared' && prepared.hash !== undefined, JSON.stringify(prepared));
        await client.request('sightline/applyPatch', { ...confirmed, files, approved: prepared.hash });
        assert.equal(readFileSync(join(root, path), 'utf8'), PRICE.replace('net + rate', 'net * (1 + rate)'));
        const { days } = await client.request('sightline/spending', {});
        assert.equal(days[0]!.usage.calls, 1, 'what it used is told to the spending');
        assert.equal(await client.stop(), 0);
      });
    } finally {
      await endpoint.close();
    }
  });

  it('is stopped like a run, and asks no model without trust', async () => {
    const endpoint = await startEndpoint({ faults: { slowFirstToken: true } });
    try {
      await withServer(FILES, async ({ root, home, start }) => {
        const client = await start();
        const model = modelAt(endpoint.baseUrl);
        await client.request('sightline/configure', configurationOf(home, { one: root }, { model }));
        await client.settled();
        const stopped = await fix(client, 'fix-1', ({ event }) => {
          if (event.type === 'call') void client.request('sightline/stop', { runId: 'fix-1' });
        });
        assert.equal(stopped.at(-1)!.event.type, 'aborted');
        const asked = endpoint.requests.length;
        await client.request(
          'sightline/configure',
          configurationOf(home, { one: root }, { model, isTrusted: false }),
        );
        const last = (await fix(client, 'fix-2')).at(-1)!.event;
        assert.ok(last.type === 'failed' && last.failure.cause === 'noModel', JSON.stringify(last));
        assert.equal(endpoint.requests.length, asked);
        assert.equal(await client.stop(), 0);
      });
    } finally {
      await endpoint.close();
    }
  });

  it('has its patch checked by commands of the user, whose output is told; they end when they are cancelled', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { one: root }));
      let said = '';
      let onOutput = (): void => {};
      client.connection.onNotification('sightline/checkOutput', (params: unknown) => {
        said += parseNotification('sightline/checkOutput', params).text;
        onOutput();
      });
      const check = (...checks: string[][]) => client.request('sightline/check', { checkId: 'c', checks });
      const node = (code: string): string[] => [process.execPath, '-e', code];
      const passed = await check(node('console.log("first")'), node('console.log(process.cwd())'));
      assert.deepEqual(passed, { type: 'passed', argv: node('console.log(process.cwd())') });
      assert.match(said, /^first\n/);
      assert.ok(said.includes(root));
      const failed = await check(node('console.log("Error: no"); process.exit(4)'), node(''));
      assert.ok(failed.type === 'failed' && failed.code === 4 && failed.output.includes('Error: no'));
      const refused = await check(['./tool']);
      assert.ok(refused.type === 'refused' && refused.why === 'badName');
      said = '';
      const cancel = new CancellationTokenSource();
      const running = new Promise<void>((resolve) => {
        onOutput = resolve;
      });
      const params = { checkId: 'c', checks: [node('console.log(process.pid); setInterval(() => {}, 9)')] };
      const asked = client.connection.sendRequest('sightline/check', params, cancel.token);
      await running;
      cancel.cancel();
      await assert.rejects(asked, /cancelled/);
      assert.throws(() => process.kill(Number(said), 0), /ESRCH/);
      await client.request('sightline/configure', configurationOf(home, { one: root }, { isTrusted: false }));
      await assert.rejects(check(node('')), /patchesRestricted/);
      assert.equal(await client.stop(), 0);
    }));
});
