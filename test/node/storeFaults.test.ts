import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as realFs from 'node:fs/promises';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createDiskStore, StoreError, type StoreFs } from '../../src/node/storage/store.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const SOAK = Boolean(process.env.SOAK);
const bytes = (text: string) => Buffer.from(text);
const textOf = (blob: Uint8Array | undefined) => blob && Buffer.from(blob).toString();
const storeAt = (dir: string, fs?: StoreFs) => {
  const log = createTestLog();
  return { log, store: createDiskStore(dir, { log, ...(fs ? { fs } : {}) }) };
};

/** A repeatable sequence of numbers below `limit`. */
function createDice(seed: number) {
  let state = seed;
  return (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

async function onlyBlob(dir: string): Promise<string> {
  const [name] = (await readdir(dir)).filter((file) => file.endsWith('.blob'));
  assert.ok(name);
  return join(dir, name);
}

test('no flipped bit, cut or addition ever gives wrong bytes (F7)', async () => {
  await withTempTree({}, async (dir) => {
    const { store } = storeAt(dir);
    const payload = Buffer.from(Array.from({ length: 400 }, (_, at) => at % 251));
    await store.write('key', payload);
    const file = await onlyBlob(dir);
    const whole = await readFile(file);
    const dice = createDice(42);
    for (let run = 0; run < (SOAK ? 5_000 : 300); run++) {
      let bad = Buffer.from(whole);
      const at = dice(whole.length);
      if (run % 10 === 8) bad = bad.subarray(0, at);
      else if (run % 10 === 9) bad = Buffer.concat([bad, Buffer.from([dice(256)])]);
      else bad[at] = (bad[at] ?? 0) ^ (1 << dice(8));
      await writeFile(file, bad);
      assert.equal(await store.read('key'), undefined, `run ${run}`);
    }
    await writeFile(file, whole);
    assert.deepEqual(await store.read('key'), payload);
  });
});

/** A file system whose `failAt`-th call fails with `code`; later calls fail as well when `stays`. */
function createFailingFs(failAt: number, code: string, stays: boolean) {
  let calls = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    calls++;
    if (calls === failAt || (stays && calls > failAt)) throw Object.assign(new Error(code), { code });
    return work();
  };
  const wrapHandle = (handle: realFs.FileHandle): realFs.FileHandle =>
    new Proxy(handle, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        // A close that fails has let go of the file all the same.
        if (name === 'close') return () => target.close().then(() => step(async () => {}));
        return (...args: unknown[]) => step(async () => value.apply(target, args));
      },
    });
  const fs = {
    mkdir: (...args: Parameters<typeof realFs.mkdir>) => step(() => realFs.mkdir(...args)),
    open: (...args: Parameters<typeof realFs.open>) =>
      step(async () => wrapHandle(await realFs.open(...args))),
    rename: (...args: Parameters<typeof realFs.rename>) => step(() => realFs.rename(...args)),
    unlink: (...args: Parameters<typeof realFs.unlink>) => step(() => realFs.unlink(...args)),
    lstat: (path: string) => step(() => realFs.lstat(path)),
    readdir: (path: string) => step(() => realFs.readdir(path)),
  } as unknown as StoreFs;
  return { fs, calls: () => calls };
}

for (const code of ['ENOSPC', 'EIO', 'EACCES']) {
  for (const stays of [false, true]) {
    test(`a write whose N-th call fails with ${code}${stays ? ', and all after it' : ''}, for all N (F5)`, async () => {
      let failAt = 1;
      for (let reached = true; reached; failAt++) {
        await withTempTree({}, async (dir) => {
          const { store: healthy } = storeAt(dir);
          await healthy.write('key', bytes('old'));
          const failing = createFailingFs(failAt, code, stays);
          const { store } = storeAt(dir, failing.fs);
          let failure: unknown;
          await store.write('key', bytes('new')).catch((error: unknown) => {
            failure = error;
          });
          reached = failing.calls() >= failAt;
          const now = textOf(await healthy.read('key'));
          if (failure === undefined) assert.equal(now, 'new');
          else {
            assert.ok(failure instanceof StoreError);
            assert.equal(now, failure.replaced ? 'new' : 'old', `call ${failAt}`);
            assert.match(failure.message, /Free|Check/);
          }
          if (!stays) assert.equal((await readdir(dir)).length, 1, `call ${failAt}`);
          // Once the disk works again, so does the store.
          await storeAt(dir).store.write('key', bytes('later'));
          assert.equal(textOf(await healthy.read('key')), 'later');
        });
      }
      assert.ok(failAt > 10);
    });
  }
}

test('a read or delete whose N-th call fails never rejects with anything but a StoreError', async () => {
  for (let failAt = 1; failAt < 12; failAt++) {
    for (const damaged of [false, true]) {
      await withTempTree({}, async (dir) => {
        await storeAt(dir).store.write('key', bytes('old'));
        if (damaged) await writeFile(await onlyBlob(dir), 'damaged');
        const { store } = storeAt(dir, createFailingFs(failAt, 'EIO', false).fs);
        const read = await store.read('key');
        assert.ok(read === undefined || textOf(read) === 'old');
        await store.delete('key').catch((error) => assert.ok(error instanceof StoreError));
      });
    }
  }
});

const WRITER = `
  import { createDiskStore } from ${JSON.stringify(import.meta.resolve('../../src/node/storage/store.ts'))};
  const say = () => {};
  const store = createDiskStore(process.argv[1], { log: { info: say, warn: say, error: say } });
  for (let n = 0; ; n++) {
    await store.write('key', Buffer.alloc(50_000 + (n % 7) * 10_000, String(n % 10)));
    console.log(n);
  }`;

/** Lets a child write in a loop and kills it after `writes` blobs and some more turns of the event loop. */
async function killWriter(child: ChildProcess, writes: number, turns: number): Promise<void> {
  let seen = 0;
  assert.ok(child.stdout);
  for await (const _ of createInterface({ input: child.stdout })) if (++seen > writes) break;
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

test('a killed writer leaves the old blob or the new one, whole (F6)', async () => {
  const dice = createDice(9);
  await withTempTree({}, async (dir) => {
    for (let round = 0; round < (SOAK ? 1_000 : 20); round++) {
      const args = ['--input-type=module', '-e', WRITER, dir];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      await killWriter(child, dice(20), dice(300));
      const { store, log } = storeAt(dir);
      const blob = await store.read('key');
      assert.ok(blob, log.lines.join('\n'));
      assert.ok(blob.length >= 50_000 && blob.length % 10_000 === 0 && new Set(blob).size === 1);
      assert.deepEqual(log.lines, []);
    }
    await storeAt(dir).store.write('key', bytes('x'));
    assert.equal((await readdir(dir)).length, 1, 'all temporary files are swept');
  });
});

test('a reader beside a writer sees whole blobs only', async () => {
  await withTempTree({}, async (dir) => {
    const args = ['--input-type=module', '-e', WRITER, dir];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(child.stdout);
    await once(child.stdout, 'data');
    child.stdout.resume();
    const { store, log } = storeAt(dir);
    for (let run = 0; run < 300; run++) {
      const blob = await store.read('key');
      assert.ok(blob && new Set(blob).size === 1, log.lines.join('\n'));
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual(log.lines, []);
  });
});
