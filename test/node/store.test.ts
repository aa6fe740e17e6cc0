import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as realFs from 'node:fs/promises';
import { chmod, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { DamagedError } from '../../src/engine/ports.ts';
import { createDiskStore, StoreError, type StoreFs } from '../../src/node/storage/store.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const bytes = (text: string) => Buffer.from(text);
const textOf = (blob: Uint8Array | undefined) => blob && Buffer.from(blob).toString();
const storeAt = (dir: string, fs?: StoreFs) => {
  const log = createTestLog();
  return { log, store: createDiskStore(dir, { log, ...(fs ? { fs } : {}) }) };
};

test('what was written is read, replaced and deleted', async () => {
  await withTempTree({}, async (base) => {
    const dir = join(base, 'deep', 'index');
    const { store, log } = storeAt(dir);
    assert.equal(await store.read('a'), undefined);
    await store.retain([]);
    await store.write('a', bytes('one'));
    await store.write('b', new Uint8Array());
    assert.equal(textOf(await store.read('a')), 'one');
    assert.equal(textOf(await store.read('b')), '');
    await store.write('a', bytes('two'));
    assert.equal(textOf(await store.read('a')), 'two');
    await store.retain(['b']);
    assert.equal(await store.read('a'), undefined);
    assert.equal(textOf(await store.read('b')), '');
    assert.equal((await readdir(dir)).length, 1);
    assert.deepEqual(log.lines, []);
    if (process.platform === 'win32') return;
    const [name] = await readdir(dir);
    assert.equal((await stat(dir)).mode & 0o777, 0o700);
    assert.equal((await stat(join(dir, name ?? ''))).mode & 0o777, 0o600);
  });
});

test('any key is a file of its own inside the folder', async () => {
  await withTempTree({}, async (base) => {
    const dir = join(base, 'index');
    const { store } = storeAt(dir);
    const keys = [
      '',
      'a',
      'A',
      '../a',
      '/etc/x',
      'a/b',
      'a\\b',
      'a\0b',
      'CON',
      '.',
      '..',
      'é'.normalize('NFC'),
      'é'.normalize('NFD'),
    ];
    keys.push('x'.repeat(5000), 'a:b', 'a.', 'a ', 'lock');
    for (const key of keys) await store.write(key, bytes(`of ${key}`));
    for (const key of keys) assert.equal(textOf(await store.read(key)), `of ${key}`);
    assert.equal((await readdir(dir)).length, keys.length);
    assert.deepEqual(await readdir(base), ['index']);
  });
});

async function onlyBlob(dir: string): Promise<string> {
  const [name] = (await readdir(dir)).filter((file) => file.endsWith('.blob'));
  assert.ok(name);
  return join(dir, name);
}

test('a damaged blob is missing, and kept aside once', async () => {
  await withTempTree({}, async (dir) => {
    for (const damage of ['', 'x', 'SIGHTLN\0', 'not ours at all, whatever it may be, and long enough']) {
      const { store, log } = storeAt(dir);
      await store.write('key', bytes('payload'));
      await writeFile(await onlyBlob(dir), damage);
      assert.equal(await store.read('key'), undefined);
      assert.equal(log.lines.length, 1, log.lines.join('\n'));
      assert.match(log.lines[0] ?? '', /moved aside/);
      assert.equal(await store.read('key'), undefined);
      assert.equal(log.lines.length, 1);
      assert.deepEqual(
        (await readdir(dir)).filter((name) => !name.endsWith('.broken')),
        [],
      );
      assert.equal((await readdir(dir)).length, 1);
    }
  });
});

test('a blob of another key or owner is foreign', async () => {
  await withTempTree({ 'a/': '', 'b/': '' }, async (base) => {
    const { store } = storeAt(join(base, 'a'));
    await store.write('one', bytes('1'));
    const one = await onlyBlob(join(base, 'a'));
    await realFs.copyFile(one, join(base, 'b', basename(one)));
    assert.equal(await storeAt(join(base, 'b')).store.read('one'), undefined);
    await store.write('two', bytes('2'));
    const two = (await readdir(join(base, 'a'))).find((name) => name.startsWith('two')) ?? '';
    await rename(one, join(base, 'a', two));
    assert.equal(await store.read('two'), undefined);
  });
});

/** The same blob as a later Sightline would mark it: a higher format number, under a right header digest. */
async function makeNewer(file: string): Promise<Buffer> {
  const blob = await readFile(file);
  blob.writeUInt32BE(3, 8);
  const headerEnd = 16 + blob.readUInt32BE(12);
  createHash('sha256').update(blob.subarray(0, headerEnd)).digest().copy(blob, headerEnd);
  await writeFile(file, blob);
  return blob;
}

test('a newer format is left alone, and not overwritten', async () => {
  await withTempTree({}, async (dir) => {
    const { store } = storeAt(dir);
    await store.write('key', bytes('payload'));
    const file = await onlyBlob(dir);
    const newer = await makeNewer(file);
    assert.equal(await store.read('key'), undefined);
    await assert.rejects(
      store.write('key', bytes('old')),
      (error) => error instanceof StoreError && error.failure.cause === 'storeNewer',
    );
    assert.deepEqual(await readFile(file), newer);
    assert.deepEqual(await readdir(dir), [basename(file)]);
    await store.retain([]);
    await store.write('key', bytes('again'));
    assert.equal(textOf(await store.read('key')), 'again');
  });
});

test('a piece is read and checked without the rest, also after its blob is replaced or removed', async () => {
  await withTempTree({}, async (dir) => {
    const { store } = storeAt(dir);
    const payload = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7 + (at >> 8)) % 251));
    await store.write('key', payload);
    const blob = await store.open('key');
    assert.ok(blob);
    assert.equal(blob.length, payload.length);
    const pieces = [
      [0, 1],
      [32_767, 32_769],
      [65_536, 65_536],
      [40_000, 160_001],
      [199_999, 200_000],
    ] as const;
    const look = () => {
      for (const [start, end] of pieces)
        assert.deepEqual(Buffer.from(blob.read(start, end)), payload.subarray(start, end));
    };
    look();
    await store.write('key', bytes('other'));
    look();
    await store.retain([]);
    look();
    assert.equal(await store.open('key'), undefined);
    assert.throws(() => blob.read(199_999, 300_000), DamagedError);
  });
});

test('a damaged page is found when it is read, and no other is lost by it', async () => {
  await withTempTree({}, async (dir) => {
    const { store } = storeAt(dir);
    const payload = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at) % 253));
    await store.write('key', payload);
    const file = await onlyBlob(dir);
    const whole = await readFile(file);
    whole[whole.length - 1]! ^= 1;
    await writeFile(file, whole);
    const blob = await store.open('key');
    assert.ok(blob);
    assert.deepEqual(Buffer.from(blob.read(0, 100_000)), payload.subarray(0, 100_000));
    assert.throws(() => blob.read(199_000, 199_001), DamagedError);
    assert.equal(await store.read('key'), undefined);
    assert.equal(await store.open('key'), undefined, 'it is moved aside');
  });
});

test('a folder that cannot be made gives a StoreError with advice', async () => {
  await withTempTree({ file: '' }, async (base) => {
    const { store } = storeAt(join(base, 'file', 'index'));
    await assert.rejects(store.write('a', bytes('x')), StoreError);
    await assert.rejects(
      store.exclusive(async () => 1),
      StoreError,
    );
    assert.equal(await store.read('a'), undefined);
  });
});

test('temporary files of killed processes are removed, those of running ones are not', async () => {
  await withTempTree({}, async (dir) => {
    const seen: string[] = [];
    const spying = {
      ...realFs,
      open: (...args: Parameters<typeof realFs.open>) => {
        seen.push(String(args[0]));
        return realFs.open(...args);
      },
    };
    await storeAt(dir, spying).store.write('key', bytes('x'));
    const temporary = basename(seen.find((path) => path.endsWith('.tmp')) ?? '');
    assert.match(temporary, new RegExp(`-${process.pid}-`));
    const dead = temporary.replace(`-${process.pid}-`, '-999999999-');
    for (const name of [temporary, dead]) await writeFile(join(dir, name), 'half');
    await storeAt(dir).store.write('key', bytes('y'));
    const left = (await readdir(dir)).filter((name) => name.endsWith('.tmp'));
    assert.deepEqual(left, [temporary]);
  });
});

test('exclusive runs one at a time, gives the result, and gives up on a patient wait', async () => {
  await withTempTree({}, async (dir) => {
    const log = createTestLog();
    const [one, two] = [createDiskStore(dir, { log }), createDiskStore(dir, { log })];
    let inside = 0;
    const work = async () => {
      assert.equal(++inside, 1);
      await readdir(dir);
      inside--;
      return 'done';
    };
    const all = Array.from({ length: 10 }, (_, at) => (at % 2 ? one : two).exclusive(work));
    assert.deepEqual(await Promise.all(all), Array(10).fill('done'));
    const failure = new Error('work failed');
    await assert.rejects(
      one.exclusive(async () => Promise.reject(failure)),
      failure,
    );
    const hasty = createDiskStore(dir, { log, patienceMs: 0 });
    assert.equal(await one.exclusive(() => hasty.exclusive(async () => 'never')), undefined);
    assert.equal(await hasty.exclusive(async () => 'free'), 'free');
  });
});

test('a read-only folder gives readOnly', {
  skip: process.getuid?.() === 0 && 'root writes everywhere',
}, async () => {
  await withTempTree({ 'index/': '' }, async (base) => {
    await mkdir(join(base, 'index', 'x'));
    await chmod(join(base, 'index'), 0o500);
    const { store } = storeAt(join(base, 'index'));
    await assert.rejects(
      store.write('a', bytes('x')),
      (error) => error instanceof StoreError && error.failure.cause === 'storeReadOnly',
    );
    await chmod(join(base, 'index'), 0o700);
  });
});
