/** The host where no cache can be used: the index is in memory, that is told as a fact, and nothing ends. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chown, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createEngine } from '../../src/engine/engine.ts';
import type { Problem } from '../../src/engine/types.ts';
import { openHost } from '../../src/host/host.ts';
import { IndexKeeper } from '../../src/host/indexKeeper.ts';
import { openPlaces } from '../../src/host/stored.ts';
import { createPlaces, type Places } from '../../src/node/storage/places.ts';
import { createDiskStore } from '../../src/node/storage/store.ts';
import { failureText } from '../../src/present/failures.ts';
import { problemText } from '../../src/present/problems.ts';
import { english } from '../../src/present/say.ts';
import { failingFs } from '../fakes/failingFs.ts';
import {
  DIST,
  GRAMMARS,
  isSoak,
  MemoryWorkspace,
  memoryPorts,
  never,
  runs,
  secretsHere,
  startPool,
} from '../fakes/memory.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

/** No grammar takes part, so that no worker is started. */
const TREE = { 'a.txt': 'alpha goes first\n', 'b.txt': 'beta follows\n' };
const isRoot = process.getuid?.() === 0;
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function openOn(places: Places, roots: readonly string[]) {
  const log = createTestLog();
  const host = await openHost({
    ...{ places, log, isTrusted: false, workers: 1, distDir: DIST, model: () => undefined },
    folders: roots.map((path, i) => ({
      ...{ name: `repo${i}`, path, uri: pathToFileURL(path).href, exclude: [] },
    })),
  });
  return { host, log };
}

/** Opens, refreshes, searches and closes; gives what was told. */
async function useOnce(places: Places, roots: readonly string[]): Promise<readonly Problem[]> {
  const { host } = await openOn(places, roots);
  await host.refresh({ signal: never });
  const engine = await host.engine(never);
  assert.equal((await engine.search('alpha', { limit: 3 })).hits.length, roots.length);
  assert.ok((await engine.search('beta', { limit: 3 })).hits.length > 0);
  for (const { problems, state } of host.status()) {
    assert.equal(state, 'ready');
    assert.deepEqual(problems, host.status()[0]!.problems);
  }
  const told = host.status()[0]!.problems;
  await host.close();
  return told;
}

/** Ways in which a folder for the cache cannot be used; each is given the path that it should have. */
const BLOCKS: Readonly<Record<string, (cache: string, base: string) => unknown>> = {
  'a file': (cache) => writeFile(cache, 'mine'),
  'a link to a file': async (cache, base) => {
    await writeFile(join(base, 'other'), 'mine');
    await symlink(join(base, 'other'), cache);
  },
  'a dangling link': (cache, base) => symlink(join(base, 'gone', 'x'), cache),
  'a link to itself': (cache) => symlink(cache, cache),
  'a FIFO': (cache) => execFileSync('mkfifo', [cache]),
  'a socket': (cache) =>
    new Promise<void>((resolve) => {
      servers.push(createServer().listen(cache, resolve).unref());
    }),
  'a link to a device': (cache) => symlink('/dev/null', cache),
  'a link to a system without files': (cache) => symlink('/proc/self/none', cache),
  'its folder of indexes is a file': async (cache) => {
    await mkdir(cache);
    await writeFile(join(cache, 'indexes'), '');
  },
  'its folder of indexes is a link': async (cache, base) => {
    await mkdir(cache);
    await mkdir(join(base, 'elsewhere'));
    await symlink(join(base, 'elsewhere'), join(cache, 'indexes'));
  },
  ...(isRoot
    ? {
        'of another user': async (cache: string) => {
          await mkdir(cache);
          await chown(cache, 12_345, 12_345);
        },
        'its folder of indexes is of another user': async (cache: string) => {
          await mkdir(join(cache, 'indexes'), { recursive: true });
          await chown(join(cache, 'indexes'), 12_345, 12_345);
        },
      }
    : {}),
};

describe('a cache that cannot be used', {
  skip: process.platform === 'win32' && 'files of POSIX systems',
}, () => {
  for (const [what, block] of Object.entries(BLOCKS))
    it(`costs the keeping, and is told: ${what}`, () =>
      withTempTree(TREE, (root) =>
        withTempTree({}, async (base) => {
          const cacheDir = join(base, 'cache');
          await block(cacheDir, base);
          for (const roots of [[root], [root, root]]) {
            const told = await useOnce(openPlaces({ cacheDir }), roots);
            assert.deepEqual(
              told.map(({ kind }) => kind),
              ['notKept'],
            );
            const [problem] = told;
            assert.match(problemText(problem!, { say: english, door: 'cli' }), /in memory only\. \S/);
          }
          assert.deepEqual(await readdir(join(base, 'elsewhere')).catch(() => []), []);
        }),
      ));

  it('may have a name that no disk takes', () =>
    withTempTree(TREE, async (root) => {
      for (const cacheDir of [`/tmp/${'x'.repeat(300)}`, `/${'x/'.repeat(5_000)}`, '/tmp/\0', '/dev/null/x'])
        assert.deepEqual(
          (await useOnce(openPlaces({ cacheDir }), [root])).map(({ kind }) => kind),
          ['notKept'],
        );
    }));

  it('is not looked for in the repository where there is no home', () =>
    withTempTree({ ...TREE, '.cache/sightline/indexes/': '' }, async (root) => {
      const before = process.cwd();
      const home = process.env.HOME;
      try {
        process.chdir(root);
        process.env.HOME = '';
        const told = await useOnce(createPlaces({ env: {} }), [root]);
        assert.deepEqual(
          told.map(({ kind }) => kind),
          ['notKept'],
        );
        assert.deepEqual(await readdir(join(root, '.cache', 'sightline', 'indexes')), []);
      } finally {
        process.chdir(before);
        process.env.HOME = home;
      }
    }));

  it('is inside the folder: nothing is written there', () =>
    withTempTree(TREE, async (root) => {
      const places = createPlaces({ env: { XDG_CACHE_HOME: join(root, 'x') }, platform: 'linux' });
      const [problem] = await useOnce(places, [root]);
      assert.ok(problem?.kind === 'notKept' && problem.failure.cause === 'cacheInside');
      assert.deepEqual(await readdir(root), Object.keys(TREE));
    }));

  it('is kept in a home that is asked about, and is no part of what is read', () =>
    withTempTree(TREE, async (base) => {
      const places = createPlaces({ env: {}, platform: 'linux', home: base });
      for (let time = 0; time < 3; time++) assert.deepEqual(await useOnce(places, [base]), []);
      await places.stateDirFor(base);
      const { host } = await openOn(places, [base]);
      const { added, changed } = await (await host.engine(never)).update({ signal: never });
      assert.deepEqual({ added, changed }, { added: 0, changed: 0 });
      const { files } = host.status()[0]!;
      assert.deepEqual([files.seen, files.skipped], [Object.keys(TREE).length, []]);
      assert.ok(host.indexDir?.startsWith(join(base, '.cache')));
      await host.close();
    }));

  it('is used again once it can be, and told no more', () =>
    withTempTree(TREE, (root) =>
      withTempTree({}, async (base) => {
        const places = openPlaces({ cacheDir: join(base, 'cache') });
        const { host } = await openOn(places, [root]);
        const lock = join(host.indexDir!, 'lock');
        await mkdir(lock);
        await host.refresh({ signal: never });
        assert.deepEqual(
          host.status()[0]?.problems.map(({ kind }) => kind),
          ['notKept'],
        );
        assert.equal(host.status()[0]?.savedAtMs, undefined);
        execFileSync('rmdir', [lock]);
        await host.refresh({ signal: never });
        assert.deepEqual(host.status()[0]?.problems, []);
        assert.ok(host.status()[0]?.savedAtMs);
        await host.close();
      }),
    ));
});

const CODES = isSoak
  ? ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENAMETOOLONG', 'ESTALE', 'EFBIG', 'ETIMEDOUT', 'EACCES']
  : ['ENOSPC', 'EROFS', 'EIO'];

describe('a disk that fails', () => {
  for (const code of CODES)
    it(`never costs an update, at whichever call it says ${code}`, async () => {
      const pool = startPool();
      const workspace = new MemoryWorkspace(TREE);
      let isReached = true;
      const step = runs(3, 1);
      for (let at = 1; isReached; at += step)
        await withTempTree({}, async (dir) => {
          const { fs, calls } = failingFs(at, code, true);
          const log = createTestLog();
          const store = createDiskStore(dir, { log, fs });
          const ports = { ...memoryPorts(pool, workspace), store, log, secrets: secretsHere };
          const engine = await createEngine(ports, { grammars: GRAMMARS });
          const keeper = new IndexKeeper({ engine, log, label: 'repo', onChange: () => {} });
          const told = await keeper.refresh({ signal: never });
          isReached = calls.length >= at;
          assert.equal((await engine.search('alpha', { limit: 3 })).hits.length, 1);
          assert.deepEqual(
            told.map(({ kind }) => kind),
            engine.counts('').savedAtMs === undefined ? ['notKept'] : [],
            `call ${at}: ${calls[at - 1]}`,
          );
          for (const problem of told)
            if (problem.kind === 'notKept')
              assert.ok(
                failureText(problem.failure, { say: english, door: 'editor' }).includes(dirname(dir)),
              );
          await keeper.close();
        });
      await pool.dispose();
    });
});
