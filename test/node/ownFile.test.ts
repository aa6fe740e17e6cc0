/** What may stand in the place of a file of ours: none of it is followed, read, waited for or written to. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as nodeFs from 'node:fs/promises';
import { chown, link, lstat, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createCapabilityFile } from '../../src/node/model/settings/capabilityFile.ts';
import { loadConfig } from '../../src/node/model/settings/config.ts';
import { createFetch } from '../../src/node/model/transport.ts';
import { openCrashGuard } from '../../src/node/storage/crashGuard.ts';
import { acquireLock, lockIsHeld } from '../../src/node/storage/lock.ts';
import { OddFileError, openOwnFile, readOwnText } from '../../src/node/storage/ownFile.ts';
import { createPlaces } from '../../src/node/storage/places.ts';
import { createDiskStore } from '../../src/node/storage/store.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const isPosix = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;
const SECRET = 'a text that is none of ours\n';
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

type Plant = (file: string, outside: string) => Promise<unknown> | unknown;

/** Ways in which a name of ours can be taken. `outside` is a file that must neither be read nor changed. */
const PLANTS: Readonly<Record<string, Plant>> = {
  'a link to a file': (file, outside) => symlink(outside, file),
  'a dangling link': (file, outside) => symlink(`${outside}.gone`, file),
  'a link to itself': (file) => symlink(file, file),
  'a link to a folder': (file, outside) => symlink(join(outside, '..'), file),
  'a link to a device': (file) => symlink('/dev/zero', file),
  'a link to the terminal': (file) => symlink('/dev/tty', file),
  'a folder': (file) => mkdir(file),
  'a folder that is not empty': async (file) => {
    await mkdir(file);
    await writeFile(join(file, 'x'), 'x');
  },
  'a FIFO': (file) => execFileSync('mkfifo', [file]),
  'a socket': (file) =>
    new Promise<void>((resolve) => {
      servers.push(createServer().listen(file, resolve).unref());
    }),
  'an empty file': (file) => writeFile(file, ''),
  noise: (file) => writeFile(file, Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256))),
  'a file of 100 GB': async (file) => {
    await writeFile(file, '');
    await truncate(file, 100_000_000_000);
  },
  'JSON of another shape': (file) => writeFile(file, '{"__proto__":{"hash":1},"a":null,"b":[[[]]]}'),
  'JSON that is nested deeply': (file) => writeFile(file, '['.repeat(200_000)),
  ...(isRoot
    ? {
        'a file of another user': async (file: string) => {
          await writeFile(file, SECRET);
          await chown(file, 12_345, 12_345);
        },
        'a device': (file: string) => execFileSync('mknod', [file, 'c', '1', '5']),
      }
    : {}),
};

/** Plants each thing at a name in a folder, does the work, and sees that nothing outside was touched. */
async function withPlants(name: string, work: (dir: string, what: string) => Promise<void>): Promise<void> {
  for (const [what, plant] of Object.entries(PLANTS)) {
    await withTempTree({ 'dir/': '', 'outside/secret': SECRET }, async (base) => {
      const outside = join(base, 'outside', 'secret');
      const before = await lstat(outside);
      const planted = await Promise.resolve(plant(join(base, 'dir', name), outside)).then(
        () => true,
        () => false,
      );
      // A machine that does not let this user make a device has none to fear.
      if (!planted) return assert.ok(what.includes('device'), what);
      await work(join(base, 'dir'), what);
      assert.equal(await readFile(outside, 'utf8'), SECRET, what);
      const now = await lstat(outside);
      assert.deepEqual([now.mtimeMs, now.mode, now.ino], [before.mtimeMs, before.mode, before.ino], what);
      assert.deepEqual(await readdir(join(base, 'outside')), ['secret'], what);
    });
  }
}

describe('a name of ours that something else has taken', {
  skip: !isPosix && 'files of POSIX systems',
}, () => {
  it('gives no text but that of a regular file of this user', () =>
    withPlants('f', async (dir, what) => {
      const read = await readOwnText(nodeFs, join(dir, 'f'), { maxBytes: 1_000_000 }).catch((error) => error);
      if (/^(an empty|noise|JSON)/.test(what)) assert.equal(typeof read, 'string', what);
      else assert.ok(read instanceof OddFileError, `${what}: ${String(read)}`);
    }));

  it('is told apart by what it is', async () => {
    await withTempTree({ a: 'abc', 'b/': '' }, async (dir) => {
      const oddOf = (name: string, maxBytes: number) =>
        openOwnFile(nodeFs, join(dir, name), { maxBytes }).then(
          ({ handle }) => handle.close(),
          (error: OddFileError) => error.odd ?? error,
        );
      await symlink(join(dir, 'a'), join(dir, 'c'));
      await link(join(dir, 'a'), join(dir, 'd'));
      assert.deepEqual(
        [
          await oddOf('a', 3),
          await oddOf('a', 2),
          await oddOf('b', 9),
          await oddOf('c', 9),
          await oddOf('d', 9),
        ],
        [undefined, 'tooLarge', 'notRegular', 'link', undefined],
      );
      await assert.rejects(openOwnFile(nodeFs, join(dir, 'e'), { maxBytes: 9 }), { code: 'ENOENT' });
    });
  });

  it('is a missing blob, and a blob can be stored there', () =>
    withTempTree({}, async (probe) => {
      await createDiskStore(probe, { log: createTestLog(), owner: 'o' }).write('key', Buffer.from('x'));
      const [blob] = await readdir(probe);
      for (const reads of [true, false])
        await withPlants(blob!, async (dir, what) => {
          const log = createTestLog();
          const store = createDiskStore(dir, { log, owner: 'o' });
          if (reads) assert.equal(await store.read('key'), undefined, what);
          await store.write('key', Buffer.from('mine'));
          assert.equal(Buffer.from((await store.read('key')) ?? []).toString(), 'mine', what);
          assert.ok((await lstat(join(dir, blob!))).isFile(), what);
        });
    }));

  it('is nobody’s lock: it is taken over in time, or refused, and never waited for', () =>
    withPlants('lock', async (dir, what) => {
      assert.equal(typeof (await lockIsHeld(dir)), 'boolean', what);
      // What is older than a holder could be is followed at once; a folder cannot be.
      if (!/link|FIFO|socket|device/.test(what))
        await nodeFs.utimes(join(dir, 'lock'), 1_000, 1_000).catch(() => {});
      else await nodeFs.lutimes(join(dir, 'lock'), 1_000, 1_000);
      const lock = await acquireLock(dir).catch((error: NodeJS.ErrnoException) => error);
      if (what.startsWith('a folder')) assert.ok(lock instanceof Error, what);
      else {
        assert.ok(lock && !(lock instanceof Error), `${what}: ${String(lock)}`);
        assert.ok(await lock.isHeld(), what);
        await lock.release();
      }
    }));

  it('costs the crash guard nothing but what it knew', async () => {
    for (const name of ['set-aside.json', `in-progress.${process.pid}`, 'in-progress.1'])
      await withPlants(name, async (dir) => {
        const log = createTestLog();
        const guard = await openCrashGuard(dir, { log, isRunning: () => false });
        assert.deepEqual(guard.setAside(), []);
        const parser = guard.parser({
          ...{ width: 1, suffixes: [], suffixByName: new Map(), languageOf: () => undefined },
          ...{ check: () => assert.fail(), match: () => assert.fail(), inspect: () => assert.fail() },
          parse: () => Promise.resolve('parsed' as never),
        });
        const file = { path: 'a', text: '', hash: 'h' };
        assert.equal(await parser.parse(file, { signal: new AbortController().signal }), 'parsed');
        await guard.close();
      });
  });

  it('is no knowledge of an endpoint, and takes what is learned', () =>
    withPlants('endpoints.json', async (dir, what) => {
      const file = createCapabilityFile(dir);
      assert.equal(await file.read('host'), undefined, what);
      await file.write('host', { temperature: false } as never);
      const kept = await file.read('host');
      assert.equal(kept !== undefined, !what.startsWith('a folder'), what);
    }));

  it('gives no settings, and says why; settings may be behind a link', () =>
    withPlants('config.json', async (dir, what) => {
      const found = await loadConfig({ env: {}, path: join(dir, 'config.json') });
      assert.equal(found.ok, /^(a dangling link|an empty file)$/.test(what), what);
      if (!found.ok) assert.doesNotMatch(JSON.stringify(found.problem), /none of ours/, what);
      await writeFile(join(dir, 'mine.json'), '{"author":{"baseUrl":"http://127.0.0.1:9/v1","model":"m"}}');
      await symlink(join(dir, 'mine.json'), join(dir, 'linked.json'));
      assert.ok((await loadConfig({ env: {}, path: join(dir, 'linked.json') })).ok, what);
    }));

  it('is no certificate, and opens no connection', () =>
    withPlants('ca.pem', async (dir, what) => {
      const caFile = join(dir, 'ca.pem');
      if (/^(a link to (the|a d|i|a folder)|a dangling|a folder|a FIFO|a socket|a file of 100)/.test(what))
        assert.throws(() => createFetch({ caFile, proxy: {} }), what);
    }));

  it('is no mark of use, and no folder for an index', async () => {
    await withPlants('.used', async (dir) => {
      const places = createPlaces({ cacheDir: join(dir, 'cache') });
      const index = await places.indexDirFor(dir, { schema: 1, grammarHash: 'g' });
      await nodeFs.rename(join(dir, '.used'), join(index, '.used')).catch(() => {});
      assert.equal(await places.indexDirFor(dir, { schema: 1, grammarHash: 'g' }), index);
      assert.deepEqual(await places.evictIndexes({ limitBytes: 0, keep: [index] }), []);
    });
    await withPlants('indexes', async (dir, what) => {
      const places = createPlaces({ cacheDir: dir });
      const made = await places.indexDirFor('/', { schema: 1, grammarHash: 'g' }).catch((error) => error);
      if (what.startsWith('a folder')) assert.equal(typeof made, 'string', what);
      else assert.equal(made.name, 'PlaceError', `${what}: ${String(made)}`);
    });
  });
});
