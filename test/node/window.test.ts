/** What a window's ports are made of: several folders as one, the editor's globs, model servers of this computer. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { discoverLocalServers } from '../../src/node/model/discover.ts';
import { createCompositeWorkspace } from '../../src/node/workspace/composite.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { ignorePatterns } from '../../src/node/workspace/rules/editorGlobs.ts';
import { MemoryWorkspace, never } from '../fakes/memory.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

describe('a workspace of several folders', () => {
  it('keeps equal paths apart and names the folder of each problem', async () => {
    const one = new MemoryWorkspace({ 'a.ts': 'first', 'only.ts': 'x' });
    const two = new MemoryWorkspace({ 'a.ts': 'second' });
    two.problems.push({ kind: 'notWalked', path: 'sub', why: 'aboveItself' });
    const both = createCompositeWorkspace([
      { name: 'two', workspace: two },
      { name: 'one', workspace: one },
    ]);
    const listing = await both.list({ signal: never });
    assert.deepEqual(
      listing.files.map(({ path }) => path),
      ['one/a.ts', 'one/only.ts', 'two/a.ts'],
    );
    assert.deepEqual(listing.problems, [{ kind: 'notWalked', root: 'two', path: 'sub', why: 'aboveItself' }]);
    const file = await both.read('two/a.ts', { signal: never });
    assert.ok('text' in file && file.text === 'second' && file.path === 'two/a.ts');
    const none = await both.read('three/a.ts', { signal: never });
    assert.ok('reason' in none && none.reason === 'vanished');
  });
});

describe("an editor's exclude patterns", () => {
  const FILES = [
    'a.log',
    'src/a.log',
    'out/x.ts',
    'src/out/x.ts',
    'src/deep/b.ts',
    '!odd.ts',
    '#odd.ts',
    'k.map',
  ];

  const cases: readonly (readonly [glob: string, left: readonly string[]])[] = [
    ['**/*.log', ['!odd.ts', '#odd.ts', 'k.map', 'out/x.ts', 'src/deep/b.ts', 'src/out/x.ts']],
    ['*.log', ['!odd.ts', '#odd.ts', 'k.map', 'out/x.ts', 'src/a.log', 'src/deep/b.ts', 'src/out/x.ts']],
    ['out', ['!odd.ts', '#odd.ts', 'a.log', 'k.map', 'src/a.log', 'src/deep/b.ts', 'src/out/x.ts']],
    ['**/out', ['!odd.ts', '#odd.ts', 'a.log', 'k.map', 'src/a.log', 'src/deep/b.ts']],
    ['src/{out,deep}/**', ['!odd.ts', '#odd.ts', 'a.log', 'k.map', 'out/x.ts', 'src/a.log']],
    ['**/*.{log,map}', ['!odd.ts', '#odd.ts', 'out/x.ts', 'src/deep/b.ts', 'src/out/x.ts']],
    ['!odd.ts', ['#odd.ts', 'a.log', 'k.map', 'out/x.ts', 'src/a.log', 'src/deep/b.ts', 'src/out/x.ts']],
    ['#odd.ts', ['!odd.ts', 'a.log', 'k.map', 'out/x.ts', 'src/a.log', 'src/deep/b.ts', 'src/out/x.ts']],
  ];
  for (const [glob, left] of cases) {
    it(`leave out what the editor hides: ${glob}`, () =>
      withTempTree(Object.fromEntries(FILES.map((path) => [path, 'x'])), async (root) => {
        const { patterns, unknown } = ignorePatterns([glob]);
        assert.deepEqual(unknown, []);
        const workspace = createDiskWorkspace({ root, log: createTestLog(), excludes: patterns });
        const { files } = await workspace.list({ signal: never });
        assert.deepEqual(
          files.map(({ path }) => path),
          left,
        );
      }));
  }

  it('that have no counterpart are given back', () => {
    const odd = ['{a,{b,c}}', '{open', `{${'a,'.repeat(300)}b}`];
    assert.deepEqual(ignorePatterns(odd), { patterns: [], unknown: odd });
  });
});

describe('model servers of this computer', () => {
  it('are those that answer with a list of models', async () => {
    const asked: string[] = [];
    const replies = [
      '{"data": [{"id": "small"}, {"id": "large"}]}',
      '<html>a router</html>',
      '{"data": "none"}',
      'x'.repeat(2_000_000),
    ];
    const servers = await Promise.all(
      replies.map(
        (reply) =>
          new Promise<ReturnType<typeof createServer>>((resolve) => {
            const server = createServer((request, response) => {
              asked.push(`${request.method} ${request.url}`);
              response.end(reply);
            });
            server.listen(0, '127.0.0.1', () => resolve(server));
          }),
      ),
    );
    const ports = servers.map((server) => (server.address() as AddressInfo).port);
    // A port that nothing listens on any more.
    const closed = servers.pop()!;
    const last = ports.pop()!;
    await new Promise((resolve) => closed.close(resolve));
    try {
      const places = [...ports, last].map((port, i) => ({ name: `server ${i}`, port }));
      const found = await discoverLocalServers(never, places);
      assert.deepEqual(found, [
        { name: 'server 0', baseUrl: `http://127.0.0.1:${ports[0]}/v1`, models: ['small', 'large'] },
      ]);
      assert.deepEqual(new Set(asked), new Set(['GET /v1/models']));
      assert.deepEqual(await discoverLocalServers(AbortSignal.abort(), places), []);
    } finally {
      for (const server of servers) server.close();
    }
  });
});
