import assert from 'node:assert/strict';
import { chmod, cp, mkdir, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { acquireLock } from '../../src/node/storage/lock.ts';
import { createPlaces, PlaceError } from '../../src/node/storage/places.ts';
import { createDiskStore } from '../../src/node/storage/store.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const version = { schema: 1, grammarHash: 'g' };
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

test('the directories of each system', {
  skip: process.platform === 'win32' && 'paths of POSIX systems',
}, () => {
  const of = (platform: NodeJS.Platform, env: Record<string, string> = {}) => {
    const { cacheDir, stateDir } = createPlaces({ platform, env, home: '/home/u' });
    return [cacheDir, stateDir];
  };
  assert.deepEqual(of('linux'), ['/home/u/.cache/sightline', '/home/u/.local/state/sightline']);
  assert.deepEqual(of('linux', { XDG_CACHE_HOME: '/c', XDG_STATE_HOME: '/s' }), [
    '/c/sightline',
    '/s/sightline',
  ]);
  assert.deepEqual(of('linux', { XDG_CACHE_HOME: 'c', XDG_STATE_HOME: '' }), of('linux'));
  const library = '/home/u/Library';
  assert.deepEqual(of('darwin'), [`${library}/Caches/sightline`, `${library}/Application Support/sightline`]);
  assert.deepEqual(of('win32', { LOCALAPPDATA: '/L' }), ['/L/sightline/cache', '/L/sightline/state']);
});

test('an index has a private folder for its root, schema and grammars', async () => {
  await withTempTree({ 'ws/one/': '', 'ws/two/one/': '', 'cache/sightline/': '' }, async (base) => {
    await chmod(join(base, 'cache', 'sightline'), 0o755);
    const home = { XDG_CACHE_HOME: join(base, 'cache'), XDG_STATE_HOME: join(base, 'state') };
    const places = createPlaces({ env: home, platform: 'linux' });
    const one = join(base, 'ws', 'one');
    const dir = await places.indexDirFor(one, version);
    assert.match(basename(dir), /^one-[0-9a-f]{16}-[0-9a-f]{16}$/);
    for (const folder of [dir, dirname(dir), places.cacheDir]) {
      if (process.platform !== 'win32') assert.equal((await stat(folder)).mode & 0o777, 0o700);
    }
    assert.equal(await places.indexDirFor(one, version), dir);
    await symlink(one, join(base, 'door'));
    assert.equal(await places.indexDirFor(join(base, 'door'), version), dir);
    const others = [
      await places.indexDirFor(one, { ...version, schema: 2 }),
      await places.indexDirFor(one, { ...version, grammarHash: 'h' }),
      await places.indexDirFor(join(base, 'ws', 'two', 'one'), version),
    ];
    assert.equal(new Set([dir, ...others]).size, 4);
    const state = await places.stateDirFor(one);
    assert.ok(state.startsWith(join(base, 'state', 'sightline')));
  });
});

test('a cache inside the workspace is refused unless the user set it', async () => {
  await withTempTree({ 'ws/a': '' }, async (base) => {
    const root = join(base, 'ws');
    const inside = { XDG_CACHE_HOME: join(root, '.cache'), XDG_STATE_HOME: join(root, '.state') };
    const places = createPlaces({ env: inside, platform: 'linux' });
    await assert.rejects(places.indexDirFor(root, version), PlaceError);
    await assert.rejects(places.stateDirFor(root), PlaceError);
    assert.equal(await exists(join(root, '.cache')), false);
    const chosen = createPlaces({ cacheDir: join(root, '.cache', 'sightline') });
    assert.ok((await chosen.indexDirFor(root, version)).startsWith(root));
    const near = createPlaces({ env: { XDG_CACHE_HOME: join(base, 'ws-cache') }, platform: 'linux' });
    assert.ok(await near.indexDirFor(root, version));
    await writeFile(join(base, 'file'), '');
    const blocked = createPlaces({ cacheDir: join(base, 'file', 'x') });
    await assert.rejects(blocked.indexDirFor(root, version), PlaceError);
  });
});

test('an index in the repository, of another root, or of a moved root is not seen (A49, A50)', async () => {
  await withTempTree({ 'a/x': '', 'b/x': '' }, async (base) => {
    const log = createTestLog();
    const places = createPlaces({ cacheDir: join(base, 'cache') });
    const dirA = await places.indexDirFor(join(base, 'a'), version);
    const dirB = await places.indexDirFor(join(base, 'b'), version);
    await createDiskStore(dirA, { log }).write('manifest', Buffer.from('of a'));
    await cp(dirA, dirB, { recursive: true });
    assert.equal(await createDiskStore(dirB, { log }).read('manifest'), undefined);
    assert.match(log.lines.join('\n'), /foreign/);
    await cp(dirA, join(base, 'b', basename(dirB)), { recursive: true });
    assert.equal(
      await createDiskStore(await places.indexDirFor(join(base, 'b'), version), { log }).read('manifest'),
      undefined,
    );
    await rename(join(base, 'a'), join(base, 'moved'));
    assert.notEqual(await places.indexDirFor(join(base, 'moved'), version), dirA);
  });
});

async function threeIndexes(base: string) {
  const places = createPlaces({ cacheDir: join(base, 'cache'), stateDir: join(base, 'state') });
  const dirs: Record<string, string> = {};
  for (const [at, name] of ['old', 'mid', 'new'].entries()) {
    await mkdir(join(base, name));
    const dir = await places.indexDirFor(join(base, name), version);
    await writeFile(join(dir, 'blob'), 'x'.repeat(1000));
    await utimes(join(dir, '.used'), 1000 + at, 1000 + at);
    dirs[name] = dir;
  }
  return { places, dirs };
}

test('eviction takes the least recently used first, and none that is kept or being written', async () => {
  await withTempTree({}, async (base) => {
    const { places, dirs } = await threeIndexes(base);
    assert.equal(await places.indexBytes(), 3000);
    assert.deepEqual(await places.evictIndexes(), []);
    assert.deepEqual(await places.evictIndexes({ limitBytes: 2500 }), [dirs.old]);
    assert.equal(await exists(dirs.old ?? ''), false);
    const lock = await acquireLock(dirs.mid ?? '');
    assert.deepEqual(await places.evictIndexes({ limitBytes: 0, keep: [dirs.new ?? ''] }), []);
    await lock?.release();
    assert.deepEqual(await places.evictIndexes({ limitBytes: 0, keep: [dirs.new ?? ''] }), [dirs.mid]);
    await places.indexDirFor(join(base, 'new'), version);
    assert.ok((await stat(join(dirs.new ?? '', '.used'))).mtimeMs > 2_000_000);
  });
});

test('clearing removes our folders only', async () => {
  await withTempTree({ 'precious/file': 'x' }, async (base) => {
    const { places, dirs } = await threeIndexes(base);
    const indexes = dirname(dirs.old ?? '');
    await mkdir(join(indexes, 'something else'));
    await symlink(join(base, 'precious'), join(indexes, `a-${'0'.repeat(16)}-${'0'.repeat(16)}`));
    assert.equal(await places.clearIndexes(join(base, 'mid')), 1000);
    assert.deepEqual([await exists(dirs.mid ?? ''), await exists(dirs.new ?? '')], [false, true]);
    await writeFile(join(await places.stateDirFor(join(base, 'new')), 'journal'), 'xx');
    assert.equal(await places.clearAllIndexes(), 2000);
    assert.equal(await places.indexBytes(), 0);
    assert.ok(await exists(join(base, 'precious', 'file')));
    assert.ok(await exists(join(indexes, 'something else')));
    assert.equal(await places.clearState(join(base, 'new')), 2);
    assert.equal(await createPlaces({ cacheDir: join(base, 'none') }).clearAllIndexes(), 0);
  });
});
