import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fullHash } from '../../src/node/patches/images.ts';
import {
  createTransactions,
  type FileTarget,
  type Transactions,
  type TransactionsOptions,
  type Written,
} from '../../src/node/patches/transactions.ts';
import { failingFs, fastFs } from '../fakes/failingFs.ts';
import { TWENTY, target, twentyTargets } from '../fakes/fileTargets.ts';
import { isSoak, never, runs } from '../fakes/memory.ts';
import { fillTree, type TempSpec, withTempTree } from '../fakes/tempTree.ts';

const isWindows = process.platform === 'win32';

/** Everything below a folder: bytes and permissions of files, targets of links, names of folders. */
async function treeOf(root: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(root.length + 1).replaceAll('\\', '/');
    if (entry.isSymbolicLink()) tree[path] = `-> ${await readlink(full)}`;
    else if (entry.isDirectory()) tree[path] = 'folder';
    else {
      const mode = isWindows ? 0 : (await lstat(full)).mode & 0o777;
      tree[path] = `${mode.toString(8)} ${(await readFile(full)).toString('latin1')}`;
    }
  }
  return tree;
}

interface Place {
  readonly root: string;
  readonly dir: string;
  open(fs?: TransactionsOptions['fs']): Transactions;
}

function withRoot(spec: TempSpec, work: (place: Place) => Promise<void>): Promise<void> {
  return withTempTree(spec, (root) =>
    withTempTree({}, (state) => {
      const dir = join(state, 'patches');
      let now = Date.UTC(2026, 0, 1);
      const open: Place['open'] = (fs = fastFs()) =>
        createTransactions({ realRoot: root, dir, clock: () => (now += 1000), fs });
      return work({ root, dir, open });
    }),
  );
}

const applyAll = (transactions: Transactions, targets: readonly FileTarget[]): Promise<Written> =>
  transactions.apply(targets, { approved: transactions.hashOf(targets), signal: never });

const undoLast = (
  transactions: Transactions,
  edited: 'refuse' | 'overwrite' | 'skip' = 'refuse',
): Promise<Written> => transactions.undo({ edited, signal: never });

const whyOf = (written: Written): string => (written.type === 'written' ? 'written' : written.refusal.kind);

const SPEC: TempSpec = {
  'a.txt': 'old a\r\n',
  'src/b.txt': 'old b',
  'src/gone.txt': 'gone',
  'other.bin': Buffer.from([0, 255]),
};

describe('a transaction', () => {
  it('writes, makes, moves and removes files, and takes it all back', () =>
    withRoot(SPEC, async ({ root, open }) => {
      if (!isWindows) await chmod(join(root, 'src/gone.txt'), 0o755);
      const before = await treeOf(root);
      const transactions = open();
      const moved = await readFile(join(root, 'src/gone.txt'));
      const done = await applyAll(transactions, [
        await target(root, 'a.txt', 'new a\n'),
        await target(root, 'deep/er/made.txt', 'made'),
        await target(root, 'src/gone.txt', null),
        { path: 'moved.txt', base: null, after: { bytes: moved, mode: 0o755 }, movedFrom: 'src/gone.txt' },
      ]);
      assert.equal(whyOf(done), 'written');
      const after = await treeOf(root);
      assert.match(after['a.txt']!, /new a\n$/);
      assert.match(after['deep/er/made.txt']!, /made$/);
      assert.equal(after['moved.txt'], before['src/gone.txt']);
      assert.equal(after['src/gone.txt'], undefined);
      const { patches } = await transactions.list();
      assert.deepEqual(
        patches.map(({ kind, state, files }) => [kind, state, ...files.map(({ change }) => change)]),
        [['apply', 'applied', 'edited', 'created', 'deleted', 'moved']],
      );
      assert.equal(whyOf(await undoLast(transactions)), 'written');
      assert.deepEqual(await treeOf(root), before);
      assert.equal(whyOf(await undoLast(transactions)), 'unknownId');
      // An undo is a transaction too.
      const { id } = (await transactions.list()).patches[0]!;
      assert.equal(whyOf(await transactions.undo({ id, edited: 'refuse', signal: never })), 'written');
      assert.deepEqual(await treeOf(root), after);
      assert.deepEqual(
        (await transactions.list()).patches.map(({ state }) => state),
        ['applied', 'undone', 'applied'],
      );
    }));

  it('changes permissions and gives them back', { skip: isWindows }, () =>
    withRoot(SPEC, async ({ root, open }) => {
      const before = await treeOf(root);
      const same = await readFile(join(root, 'a.txt'));
      const transactions = open();
      const run = { path: 'a.txt', base: fullHash(same), after: { bytes: same, mode: 0o755 } };
      assert.equal(whyOf(await applyAll(transactions, [run])), 'written');
      assert.match((await treeOf(root))['a.txt']!, /^755 /);
      assert.equal(whyOf(await undoLast(transactions)), 'written');
      assert.deepEqual(await treeOf(root), before);
    }),
  );

  it('is bound to what was approved, and to the files as they were looked at', () =>
    withRoot(SPEC, async ({ root, open }) => {
      const transactions = open();
      const targets = [await target(root, 'a.txt', 'new a'), await target(root, 'src/b.txt', 'new b')];
      const approved = transactions.hashOf(targets);
      const other = [targets[0]!, { ...targets[1]!, path: 'src/gone.txt' }];
      const before = await treeOf(root);
      assert.equal(whyOf(await transactions.apply(other, { approved, signal: never })), 'notApproved');
      const healed = [targets[0]!, { ...targets[1]!, after: { bytes: Buffer.from('newer b') } }];
      assert.equal(whyOf(await transactions.apply(healed, { approved, signal: never })), 'notApproved');
      assert.deepEqual(await treeOf(root), before);
      await writeFile(join(root, 'src/b.txt'), 'edited meanwhile');
      assert.deepEqual(await transactions.apply(targets, { approved, signal: never }), {
        type: 'refused',
        refusal: { kind: 'changed', paths: ['src/b.txt'] },
      });
      assert.match((await treeOf(root))['a.txt']!, /old a\r\n$/);
      await unlink(join(root, 'a.txt'));
      assert.equal(whyOf(await applyAll(transactions, targets)), 'changed');
    }));

  it('writes nothing once it is cancelled', () =>
    withRoot(SPEC, async ({ root, open }) => {
      const before = await treeOf(root);
      const transactions = open();
      const targets = [await target(root, 'a.txt', 'new a')];
      const signal = AbortSignal.abort();
      await assert.rejects(transactions.apply(targets, { approved: transactions.hashOf(targets), signal }), {
        name: 'AbortError',
      });
      assert.deepEqual(await treeOf(root), before);
      assert.equal(whyOf(await applyAll(transactions, targets)), 'written');
    }));

  it('refuses to undo over later edits, unless it is told what to do with them', () =>
    withRoot(SPEC, async ({ root, open }) => {
      const transactions = open();
      const before = await treeOf(root);
      const apply = async () =>
        applyAll(transactions, [
          await target(root, 'a.txt', 'new a'),
          await target(root, 'made.txt', 'made'),
        ]);
      await apply();
      await writeFile(join(root, 'a.txt'), 'later');
      const edited = await treeOf(root);
      assert.deepEqual(await undoLast(transactions), {
        type: 'refused',
        refusal: { kind: 'changed', paths: ['a.txt'] },
      });
      assert.deepEqual(await treeOf(root), edited);
      const skipped = await undoLast(transactions, 'skip');
      assert.ok(skipped.type === 'written' && skipped.skipped[0] === 'a.txt');
      const { 'made.txt': _, ...rest } = edited;
      assert.deepEqual(await treeOf(root), rest);
      await writeFile(join(root, 'a.txt'), 'old a\r\n');
      await apply();
      await writeFile(join(root, 'made.txt'), 'later');
      assert.equal(whyOf(await undoLast(transactions, 'overwrite')), 'written');
      assert.deepEqual(await treeOf(root), before);
      // What was overwritten is not lost either.
      const { id } = (await transactions.list()).patches[0]!;
      assert.equal(whyOf(await transactions.undo({ id, edited: 'refuse', signal: never })), 'written');
      assert.match((await treeOf(root))['made.txt']!, /later$/);
    }));

  it('keeps so many patches and bytes, the newest first, and tells what is gone', () =>
    withRoot(SPEC, async ({ root, dir }) => {
      let now = Date.UTC(2026, 0, 1);
      const open = (keep: { patches: number; bytes: number }) =>
        createTransactions({ realRoot: root, dir, clock: () => (now += 1000), fs: fastFs(), keep });
      const write = async (text: string, keep: { patches: number; bytes: number }): Promise<number> => {
        const done = await applyAll(open(keep), [await target(root, 'a.txt', text)]);
        assert.ok(done.type === 'written');
        return done.dropped;
      };
      const three = { patches: 3, bytes: 1_000 };
      const dropped: number[] = [];
      for (const text of ['1', '2', '3', '4', '5']) dropped.push(await write(text, three));
      assert.deepEqual(dropped, [0, 0, 0, 1, 1]);
      assert.equal((await open(three).list()).patches.length, 3);
      assert.equal(whyOf(await undoLast(open(three))), 'written');
      assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), '4');
      // What a file was before is counted; the newest one stays, however large it is.
      await write('x'.repeat(900), three);
      assert.equal(await write('y'.repeat(900), { patches: 9, bytes: 100 }), 3);
      assert.deepEqual(
        (await open(three).list()).patches.map(({ state }) => state),
        ['applied'],
      );
    }));

  it('refuses to put back bytes that are damaged', () =>
    withRoot(SPEC, async ({ root, dir, open }) => {
      const transactions = open();
      const done = await applyAll(transactions, [await target(root, 'a.txt', 'new a')]);
      assert.ok(done.type === 'written');
      await writeFile(join(dir, done.id, 'before-0'), 'forged');
      assert.deepEqual(await undoLast(transactions), {
        type: 'refused',
        refusal: { kind: 'damaged', path: 'a.txt' },
      });
      await writeFile(join(dir, done.id, 'journal.json'), '{"schema":1');
      assert.deepEqual(await transactions.list(), { patches: [], unreadable: 1 });
    }));

  it('keeps what it needs for the user alone', { skip: isWindows }, () =>
    withRoot(SPEC, async ({ root, dir, open }) => {
      await applyAll(open(), [await target(root, 'a.txt', 'new a')]);
      for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
        const { mode } = await lstat(join(entry.parentPath, entry.name));
        assert.equal(mode & 0o077, 0, entry.name);
      }
    }),
  );

  it('never follows a link, and never writes outside of the root', { skip: isWindows }, () =>
    withTempTree({ 'ws/src/a.txt': 'a', 'out/secret': 'outside' }, async (base) => {
      const root = join(base, 'ws');
      await symlink('../out', join(root, 'folder'));
      await symlink('../out/secret', join(root, 'file'));
      await symlink('../out/none', join(root, 'dangling'));
      await symlink('loop', join(root, 'loop'));
      const before = await treeOf(base);
      const transactions = createTransactions({ realRoot: root, dir: join(base, 'state'), clock: () => 0 });
      for (const path of [
        'folder/new',
        'folder/secret',
        'file',
        'dangling',
        'loop',
        'loop/x',
        '../out/x',
        '.git/config',
      ]) {
        const targets = [
          await target(root, 'src/a.txt', 'new'),
          { path, base: null, after: { bytes: Buffer.from('x') } },
        ];
        assert.equal(whyOf(await applyAll(transactions, targets)), 'fault', path);
        await rm(join(base, 'state'), { recursive: true, force: true });
        assert.deepEqual(await treeOf(base), before, path);
      }
    }),
  );

  it('never writes outside when folders become links meanwhile', { skip: isWindows }, () =>
    withTempTree({ 'ws/d/a.txt': 'a', 'out/a.txt': 'a' }, async (base) => {
      const root = join(base, 'ws');
      const rounds = runs(30, 10_000);
      for (let round = 0; round < rounds; round++) {
        const targets = [await target(root, 'd/a.txt', 'new')];
        let swapped = false;
        const at = 1 + (round % 30);
        const { fs } = failingFs(0, '', false, (_, call) => {
          if (call !== at) return;
          renameSync(join(root, 'd'), join(root, 'kept'));
          symlinkSync('../out', join(root, 'd'));
          swapped = true;
        });
        const transactions = createTransactions({
          realRoot: root,
          dir: join(base, 'state'),
          clock: () => 0,
          fs,
        });
        await applyAll(transactions, targets);
        assert.equal(await readFile(join(base, 'out/a.txt'), 'utf8'), 'a', `swapped before call ${at}`);
        assert.deepEqual(await readdir(join(base, 'out')), ['a.txt'], `swapped before call ${at}`);
        if (swapped) {
          unlinkIfLink(join(root, 'd'));
          renameSync(join(root, 'kept'), join(root, 'd'));
        }
        rmSync(join(base, 'state'), { recursive: true, force: true });
        await writeFile(join(root, 'd/a.txt'), 'a');
      }
    }),
  );
});

function unlinkIfLink(path: string): void {
  rmSync(path, { recursive: false, force: true });
}

const MUTATING = new Set([
  'rename',
  'unlink',
  'mkdir',
  'rmdir',
  'rm',
  'handle.writeFile',
  'handle.sync',
  'open',
]);

/** How a process ends: as Linux kills one, and as one that exits by itself. */
const HOWS = ['killed', 'ended'] as const;

describe('a transaction that is stopped at any moment', () => {
  /** The calls of a transaction that goes through, and of the undo behind it. */
  async function callsOf(work: 'apply' | 'undo'): Promise<string[]> {
    let calls: string[] = [];
    await withRoot(TWENTY, async ({ root, open }) => {
      const faults = failingFs(0, '', false);
      const targets = await twentyTargets(root);
      await applyAll(open(work === 'apply' ? faults.fs : undefined), targets);
      if (work === 'undo') await undoLast(open(faults.fs));
      calls = faults.calls;
    });
    return calls;
  }

  async function stopAt(
    work: 'apply' | 'undo',
    at: number,
    { code, isDead }: { code: string; isDead: boolean },
  ): Promise<void> {
    await withRoot(TWENTY, async ({ root, open }) => {
      const targets = await twentyTargets(root);
      const before = await treeOf(root);
      if (work === 'undo') await applyAll(open(), targets);
      const start = await treeOf(root);
      const { fs } = failingFs(at, code, isDead);
      const written = await (work === 'apply' ? applyAll(open(fs), targets) : undoLast(open(fs))).catch(
        () => undefined,
      );
      const recovered = await open().recover();
      assert.ok(recovered);
      assert.deepEqual(
        recovered.flatMap(({ left }) => left),
        [],
      );
      const end = await treeOf(root);
      const isDone = written?.type === 'written';
      if (isDone || !isDeep(filesOf(end), filesOf(start))) {
        const goal = work === 'undo' ? before : await finished(root, targets);
        // A folder without files may be left, where the disk would not remove it.
        assert.deepEqual(filesOf(end), filesOf(goal), `${work} stopped by ${code} at call ${at}`);
      }
    });
  }

  const filesOf = (tree: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(tree).filter(([, what]) => what !== 'folder'));

  const isDeep = (a: object, b: object): boolean => {
    try {
      assert.deepEqual(a, b);
      return true;
    } catch {
      return false;
    }
  };

  /** What all targets together make of the folder; the modes are those that are there. */
  async function finished(root: string, targets: readonly FileTarget[]): Promise<Record<string, string>> {
    const tree = await treeOf(root);
    for (const { path, after } of targets)
      if (after === null) assert.equal(tree[path], undefined, path);
      else assert.ok(tree[path]?.endsWith(` ${Buffer.from(after.bytes).toString('latin1')}`), path);
    return tree;
  }

  for (const work of ['apply', 'undo'] as const)
    for (const [name, how] of [
      ['killed', { code: 'EIO', isDead: true }],
      ['out of space', { code: 'ENOSPC', isDead: false }],
      ['denied', { code: 'EACCES', isDead: false }],
    ] as const)
      it(`leaves everything as it was, or as it shall be: ${work}, ${name}`, async () => {
        const calls = await callsOf(work);
        assert.ok(calls.length > 200, `${calls.length}`);
        // What is killed before a call that changes nothing leaves what it leaves before the next one that does.
        const isEach = isSoak && !how.isDead;
        const points = [...calls.keys()].filter((at) => isEach || MUTATING.has(calls[at]!));
        const step = isSoak ? 1 : Math.ceil(points.length / 6);
        for (let k = 0; k < points.length; k += step) await stopAt(work, points[k]! + 1, how);
      });

  for (const work of ['apply', 'undo'] as const)
    it(`leaves everything as it was, or as it shall be, when its process ends: ${work}`, async () => {
      const calls = await callsOf(work);
      const points = [...calls.keys()].filter((at) => MUTATING.has(calls[at]!));
      const step = isSoak ? 1 : Math.ceil(points.length / 4);
      const tally = { before: 0, after: 0 };
      for (let k = 0; k < points.length; k += step)
        // To the files both are the same: at full length every tenth process ends by itself as well.
        for (const how of isSoak && k % 10 === 0 ? HOWS : [HOWS[isSoak ? 0 : (k / step) % 2]!])
          tally[await endProcessAt(work, points[k]! + 1, how)]++;
      assert.ok(tally.before > 0);
      // The journal is done at the last writes: only the full length meets them.
      if (isSoak) assert.ok(tally.after > 0);
    });

  /** Ends a process before a call of its own; gives which side of the transaction the files are on after recovery. */
  async function endProcessAt(
    work: 'apply' | 'undo',
    at: number,
    how: (typeof HOWS)[number],
  ): Promise<'before' | 'after'> {
    let side: 'before' | 'after' = 'before';
    await withRoot(TWENTY, async ({ root, dir, open }) => {
      const targets = await twentyTargets(root);
      const before = await treeOf(root);
      if (work === 'undo') await applyAll(open(), targets);
      const start = await treeOf(root);
      const writer = join(import.meta.dirname, '../fakes/killedWriter.ts');
      const { status, signal } = spawnSync(process.execPath, [writer, root, dir, work, String(at), how]);
      const isKilled = how === 'killed' && !isWindows;
      assert.deepEqual(
        { status, signal },
        isKilled ? { status: null, signal: 'SIGKILL' } : { status: 1, signal: null },
      );
      const recovered = await open().recover();
      assert.deepEqual(
        recovered?.flatMap(({ left }) => left),
        [],
      );
      const end = await treeOf(root);
      if (isDeep(end, start)) return;
      side = 'after';
      assert.deepEqual(end, work === 'undo' ? before : await finished(root, targets), `call ${at}`);
    });
    return side;
  }

  it('is told to the next one who comes, and what was edited since is left', () =>
    withRoot({ 'a.txt': 'old a', 'b.txt': 'old b' }, async ({ root, open }) => {
      const targets = [await target(root, 'a.txt', 'new a'), await target(root, 'b.txt', 'new b')];
      const renames = { count: 0 };
      let at = 0;
      const counting = failingFs(0, '', false, (name, call) => {
        if (name === 'rename' && ++renames.count === 4) at = call;
      });
      await applyAll(open(counting.fs), targets);
      await undoLast(open());
      await applyAll(open(failingFs(at + 1, 'EIO', true).fs), targets).catch(() => undefined);
      await writeFile(join(root, 'a.txt'), 'edited since');
      const recovered = await open().recover();
      assert.deepEqual(
        recovered?.map(({ kind, left }) => [kind, left]),
        [['apply', ['a.txt']]],
      );
      assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'edited since');
      assert.equal(await readFile(join(root, 'b.txt'), 'utf8'), 'old b');
      assert.deepEqual(await open().recover(), []);
      assert.equal((await open().list()).patches[0]?.state, 'partly');
    }));
});

describe('undo', () => {
  const content = fc.oneof(
    fc.constantFrom('', 'x', 'a\r\nb\r\n', '\ufeffbom\n', 'no end', 'mixed\r\nlines\nhere\r'),
    fc.string({ maxLength: 40 }),
  );
  const bytes = fc.oneof(
    content.map((text) => Buffer.from(text)),
    content.map((text) => Buffer.from(text, 'utf16le')),
    fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
  );
  const name = fc.constantFrom('a', 'b.txt', 'c d', 'é', 'e.sh');
  const path = fc
    .tuple(fc.array(fc.constantFrom('x', 'y', 'deep'), { maxLength: 2 }), name)
    .map(([folders, last]) => [...folders, last].join('/'));
  const files = fc.uniqueArray(fc.tuple(path, bytes, fc.constantFrom(0o644, 0o755, 0o600)), {
    selector: ([of]) => of,
    minLength: 1,
    maxLength: 6,
  });
  const changes = fc.array(
    fc.record({ at: fc.nat(5), to: path, bytes, what: fc.constantFrom('edit', 'delete', 'create', 'move') }),
    { minLength: 1, maxLength: 6 },
  );

  it('gives back every byte after any transaction', async () => {
    await fc.assert(
      fc.asyncProperty(files, changes, (start, wanted) =>
        withRoot({}, async ({ root, open }) => {
          await fillTree(root, Object.fromEntries(start.map(([of, data]) => [of, data])));
          for (const [of, , mode] of start) if (!isWindows) await chmod(join(root, of), mode);
          await mkdir(join(root, 'real'));
          if (!isWindows) await symlink('real', join(root, 'linked'));
          const before = await treeOf(root);
          const targets = targetsOf(start, wanted);
          const transactions = open();
          const done = await applyAll(transactions, targets);
          // A file where a folder shall be, and the like, is refused as a whole.
          if (done.type === 'written') {
            for (const { path: of, after } of targets) {
              const now = await readFile(join(root, of)).catch(() => null);
              assert.deepEqual(now, after && Buffer.from(after.bytes));
            }
            assert.equal(whyOf(await undoLast(transactions)), 'written');
          }
          assert.deepEqual(await treeOf(root), before);
        }),
      ),
      { seed: 11, numRuns: runs(25, 10_000) },
    );
  });

  function targetsOf(
    start: readonly (readonly [string, Uint8Array, number])[],
    wanted: readonly { at: number; to: string; bytes: Uint8Array; what: string }[],
  ): FileTarget[] {
    const targets = new Map<string, FileTarget>();
    const baseOf = (of: string): string | null => {
      const found = start.find(([one]) => one === of);
      return found ? fullHash(found[1]) : null;
    };
    for (const { at, to, bytes: data, what } of wanted) {
      const from = start[at % start.length]!;
      const isFree = !targets.has(from[0]);
      if (what === 'create') {
        if (baseOf(to) === null) targets.set(to, { path: to, base: null, after: { bytes: data } });
      } else if (what === 'edit' && isFree)
        targets.set(from[0], { path: from[0], base: baseOf(from[0]), after: { bytes: data } });
      else if (what === 'delete' && isFree)
        targets.set(from[0], { path: from[0], base: baseOf(from[0]), after: null });
      else if (what === 'move' && isFree && baseOf(to) === null && !targets.has(to)) {
        targets.set(from[0], { path: from[0], base: baseOf(from[0]), after: null });
        targets.set(to, {
          path: to,
          base: null,
          after: { bytes: from[1], mode: from[2] },
          movedFrom: from[0],
        });
      }
    }
    return [...targets.values()];
  }
});
