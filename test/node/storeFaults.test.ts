import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createDiskStore, StoreError, type StoreFs } from '../../src/node/storage/store.ts';
import { failureText } from '../../src/present/failures.ts';
import { english } from '../../src/present/say.ts';
import { failingFs } from '../fakes/failingFs.ts';
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

for (const code of ['ENOSPC', 'EIO', 'EACCES']) {
  for (const stays of [false, true]) {
    test(`a write whose N-th call fails with ${code}${stays ? ', and all after it' : ''}, for all N (F5)`, async () => {
      let failAt = 1;
      for (let reached = true; reached; failAt++) {
        await withTempTree({}, async (dir) => {
          const { store: healthy } = storeAt(dir);
          await healthy.write('key', bytes('old'));
          const failing = failingFs(failAt, code, stays);
          const { store } = storeAt(dir, failing.fs);
          let failure: unknown;
          await store.write('key', bytes('new')).catch((error: unknown) => {
            failure = error;
          });
          reached = failing.calls.length >= failAt;
          const now = textOf(await healthy.read('key'));
          if (failure === undefined) assert.equal(now, 'new');
          else {
            assert.ok(failure instanceof StoreError);
            assert.equal(now, failure.replaced ? 'new' : 'old', `call ${failAt}`);
            assert.match(failureText(failure.failure, { say: english, door: 'cli' }), /Free|Check/);
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

test('a read or a removal whose N-th call fails never rejects with anything but a StoreError', async () => {
  for (let failAt = 1; failAt < 12; failAt++) {
    for (const damaged of [false, true]) {
      await withTempTree({}, async (dir) => {
        await storeAt(dir).store.write('key', bytes('old'));
        if (damaged) await writeFile(await onlyBlob(dir), 'damaged');
        const { store } = storeAt(dir, failingFs(failAt, 'EIO', false).fs);
        const read = await store.read('key');
        assert.ok(read === undefined || textOf(read) === 'old');
        await store.retain([]).catch((error) => assert.ok(error instanceof StoreError));
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
