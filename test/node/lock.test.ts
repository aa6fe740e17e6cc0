import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { test } from 'node:test';
import { acquireLock, lockIsHeld } from '../../src/node/storage/lock.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const SOAK = Boolean(process.env.SOAK);
const LOCK_MODULE = JSON.stringify(import.meta.resolve('../../src/node/storage/lock.ts'));

function start(program: string, ...args: string[]): ChildProcess & { lines: Interface } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  assert.ok(child.stdout);
  return Object.assign(child, { lines: createInterface({ input: child.stdout }) });
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGKILL');
  await ended;
}

const HOLDER = `
  import { acquireLock } from ${LOCK_MODULE};
  console.log((await acquireLock(process.argv[1])) ? 'mine' : 'held');
  setInterval(() => {}, 1000);`;

test('one holder at a time; released, the next one gets it', async () => {
  await withTempTree({}, async (base) => {
    const dir = join(base, 'index');
    assert.equal(await lockIsHeld(dir), false);
    const first = await acquireLock(dir);
    assert.ok(first);
    assert.equal(await acquireLock(dir), undefined);
    assert.equal(await lockIsHeld(dir), true);
    assert.equal(await first.isHeld(), true);
    await first.release();
    await first.release();
    assert.equal(await first.isHeld(), false);
    assert.equal(await lockIsHeld(dir), false);
    const second = await acquireLock(dir);
    assert.ok(second);
    await first.release();
    assert.equal(await second.isHeld(), true);
    await second.release();
    assert.deepEqual(await readdir(dir), []);
  });
});

test('of many that ask at once exactly one gets it', async () => {
  await withTempTree({}, async (dir) => {
    for (let round = 0; round < 10; round++) {
      const locks = await Promise.all(Array.from({ length: 20 }, () => acquireLock(dir)));
      assert.equal(locks.filter((lock) => lock !== undefined).length, 1);
      await locks.find((lock) => lock !== undefined)?.release();
    }
  });
});

test('another process holds it until it is killed, then it is free at once', async () => {
  await withTempTree({}, async (dir) => {
    const child = start(HOLDER, dir);
    assert.deepEqual(await once(child.lines, 'line'), ['mine']);
    assert.equal(await acquireLock(dir), undefined);
    assert.equal(await lockIsHeld(dir), true);
    await kill(child);
    assert.equal(await lockIsHeld(dir), false);
    const lock = await acquireLock(dir);
    assert.ok(lock);
    assert.equal(await lock.isHeld(), true);
    await lock.release();
    assert.deepEqual(await readdir(dir), []);
  });
});

/** A lock file as another process would leave it. */
async function leaveLock(dir: string, holder: Record<string, unknown>, name = 'lock', ageSeconds = 0) {
  const file = join(dir, name);
  await writeFile(
    file,
    JSON.stringify({ token: 'a'.repeat(24), pid: process.pid, host: 'else', start: '1', ...holder }),
  );
  const time = Date.now() / 1000 - ageSeconds;
  await utimes(file, time, time);
}

test('a holder on another machine lives as long as its file is touched', async () => {
  await withTempTree({}, async (dir) => {
    await leaveLock(dir, {}, 'lock', 2);
    assert.equal(await acquireLock(dir), undefined);
    await leaveLock(dir, {}, 'lock', 3600);
    const lock = await acquireLock(dir);
    assert.equal(await lock?.isHeld(), true);
    await lock?.release();
  });
});

test('a reused process id does not keep a lock', {
  skip: process.platform !== 'linux' && 'needs /proc',
}, async () => {
  await withTempTree({}, async (dir) => {
    const lock = await acquireLock(dir);
    const mine = JSON.parse(await readFile(join(dir, 'lock'), 'utf8'));
    await lock?.release();
    await leaveLock(dir, { ...mine, start: '1' });
    const taken = await acquireLock(dir);
    assert.ok(taken);
    await taken.release();
  });
});

test('an empty or damaged lock file counts by its age', async () => {
  await withTempTree({}, async (dir) => {
    for (const content of ['', '{', 'null', '{"token":"x"}', '\0\0']) {
      await writeFile(join(dir, 'lock'), content);
      assert.equal(await acquireLock(dir), undefined, content);
      await utimes(join(dir, 'lock'), 1000, 1000);
      const lock = await acquireLock(dir);
      assert.ok(lock, content);
      await lock.release();
      assert.deepEqual(await readdir(dir), []);
    }
  });
});

test('a takeover that was itself killed half way is taken over', async () => {
  await withTempTree({}, async (dir) => {
    const [first, second, third] = ['a', 'b', 'c'].map((letter) => letter.repeat(24));
    await leaveLock(dir, { token: first }, 'lock', 3600);
    await leaveLock(dir, { token: second }, `lock.next-${first}`, 3600);
    await leaveLock(dir, { token: second }, `lock.draft-${second}`, 3600);
    await leaveLock(dir, { token: third }, `lock.next-${second}`, 3600);
    const lock = await acquireLock(dir);
    assert.ok(lock);
    assert.deepEqual(await readdir(dir), ['lock']);
    await lock.release();
    // A live process in the middle of its takeover bars the way.
    await leaveLock(dir, { token: first }, 'lock', 3600);
    await leaveLock(dir, { token: second }, `lock.next-${first}`);
    assert.equal(await acquireLock(dir), undefined);
    assert.equal(await lockIsHeld(dir), true);
  });
});

test('a holder that was taken over knows, and does not remove the new lock', async () => {
  await withTempTree({}, async (dir) => {
    const lost = await acquireLock(dir);
    await leaveLock(dir, { token: 'f'.repeat(24) });
    assert.equal(await lost?.isHeld(), false);
    await lost?.release();
    assert.deepEqual(await readdir(dir), ['lock']);
  });
});

test('an abort rejects, and leaves nothing behind', async () => {
  await withTempTree({ file: '' }, async (base) => {
    const reason = new Error('stop');
    await mkdir(join(base, 'd'));
    await assert.rejects(acquireLock(join(base, 'd'), { signal: AbortSignal.abort(reason) }), reason);
    assert.deepEqual(await readdir(join(base, 'd')), []);
    await assert.rejects(acquireLock(join(base, 'file', 'd')));
  });
});

/** The longest that a loaded machine may let the contenders stand still. */
const PATIENCE_MS = 120_000;

// Each contender marks its turn with an exclusive file that names it. A mark of another one that is still running
// means two holders at once. Killed contenders leave their mark, which the next one then removes.
const CONTENDER = `
  import { acquireLock } from ${LOCK_MODULE};
  import { openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
  const [dir, mark] = process.argv.slice(1);
  const runs = (pid) => {
    try { return !/\\) [ZX] /.test(readFileSync('/proc/' + pid + '/stat', 'utf8')); } catch {}
    return false;
  };
  for (;;) {
    const lock = await acquireLock(dir);
    if (lock === undefined) { await new Promise(setImmediate); continue; }
    try { writeFileSync(mark, String(process.pid), { flag: 'wx' }); } catch {
      const other = readFileSync(mark, 'utf8');
      if (other !== '' && Number(other) !== process.pid && runs(other)) console.log('VIOLATION', other);
      writeFileSync(mark, String(process.pid));
    }
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    if (!(await lock.isHeld())) console.log('VIOLATION lost');
    if (readFileSync(mark, 'utf8') !== String(process.pid)) console.log('VIOLATION mark');
    unlinkSync(mark);
    console.log('turn');
    await lock.release();
  }`;

test('contenders that are killed at random never hold it together (A59)', {
  skip: process.platform !== 'linux' && 'needs /proc',
}, async () => {
  const rounds = SOAK ? 200 : 10;
  await withTempTree({}, async (base) => {
    const [dir, mark] = [join(base, 'index'), join(base, 'mark')];
    const lines: string[] = [];
    const heard = new EventEmitter();
    const launch = () => {
      const child = start(CONTENDER, dir, mark);
      child.lines.on('line', (line) => {
        lines.push(line);
        heard.emit('line');
      });
      return child;
    };
    const children = [launch(), launch(), launch()];
    for (let round = 0; round < rounds; round++) {
      const before = lines.length;
      // Progress: after each kill the others go on to take turns.
      const signal = AbortSignal.timeout(PATIENCE_MS);
      while (lines.length < before + 5) await once(heard, 'line', { signal });
      for (let turn = 0; turn < (round * 37) % 50; turn++) await new Promise(setImmediate);
      await kill(children[round % 3]!);
      children[round % 3] = launch();
    }
    for (const child of children) await kill(child);
    assert.deepEqual(
      lines.filter((line) => line !== 'turn'),
      [],
    );
    const last = await acquireLock(dir);
    assert.ok(last);
    await last.release();
  });
});
