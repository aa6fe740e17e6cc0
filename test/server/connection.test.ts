/** The ways a connection begins and ends. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { BARE } from '../fakes/environment.ts';
import { DIST } from '../fakes/memory.ts';
import { configurationOf, withServer } from './client.ts';

describe('a connection', () => {
  it('works over IPC, writes nothing to the standard streams, and ends the server when it is lost', () =>
    withServer({ 'a.ts': 'export function alpha() {}\n' }, async ({ root, home }) => {
      const child = fork(join(DIST, 'server.js'), ['--node-ipc'], {
        env: { ...BARE, HOME: '/nonexistent' },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      const streams: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (bytes: Buffer) => streams.push(bytes.toString('utf8')));
      const exited = new Promise((resolve) => child.once('exit', resolve));
      const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
      connection.listen();
      await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
      await connection.sendRequest('sightline/configure', configurationOf(home, { repo: root }));
      const { hits } = await connection.sendRequest<{ hits: unknown[] }>('sightline/search', {
        question: 'alpha',
        limit: 1,
      });
      assert.equal(hits.length, 1);
      connection.dispose();
      child.disconnect();
      await exited;
      assert.deepEqual(streams, []);
    }));

  it('carries nothing but messages on standard output', () =>
    withServer({ 'a.ts': 'export function alpha() {}\n' }, async ({ root, home, start }) => {
      const client = await start();
      // The reader of the protocol reports whatever is no message.
      const odd: unknown[] = [];
      client.connection.onError((error) => odd.push(error));
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      await client.settled();
      assert.equal(await client.stop(), 0);
      assert.deepEqual(odd, []);
    }));
});
