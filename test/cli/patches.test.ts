import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TempSpec } from '../fakes/tempTree.ts';
import { type Run, withRepository } from './process.ts';

const SPEC: TempSpec = {
  'src/a.py': 'def f():\n    return 1\n\n\ndef g():\n    go()\n    return 2\n',
  'src/c.py': 'same\nsame\n',
  'src/b.txt': 'one\r\ntwo\r\nthree',
  'latin.txt': Buffer.from('caf\xe9 = 1\n', 'latin1'),
  'wide.txt': Buffer.from('\ufeffeins\r\nzwei', 'utf16le'),
  'data.bin': Buffer.from([0, 1, 2]),
};

/** The bytes of all files, by a program that is not ours. */
const tree = (root: string): string =>
  spawnSync('sh', ['-c', 'find . -type f -exec sha256sum {} + | sort'], { cwd: root, encoding: 'utf8' })
    .stdout;

/** Runs with the folder's path and what is in it. */
const within = (work: (run: Run, root: string) => Promise<void>, spec: TempSpec = SPEC): Promise<void> =>
  withRepository(spec, (run, _, root) => work(run, root));

interface Printed {
  readonly applied: boolean;
  readonly files: readonly {
    readonly path: string;
    readonly hunks: readonly { state: string; startLine: number; endLine: number; reason?: string }[];
  }[];
}

async function apply(
  run: Run,
  input: string,
  ...args: string[]
): Promise<{ code: number | null; printed: Printed }> {
  const { code, out, err } = await run(['apply', '--json', ...args], {}, input);
  assert.equal(out.split('\n').length, 2, err);
  return { code, printed: JSON.parse(out) as Printed };
}

const json = (...edits: object[]): string => JSON.stringify({ edits });

describe('sightline apply', () => {
  it('applies a patch, says where, and takes it back byte for byte', () =>
    within(async (run, root) => {
      const start = tree(root);
      const diff =
        '--- a/src/a.py\n+++ b/src/a.py\n@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 3\n';
      const { code, printed } = await apply(run, diff);
      assert.equal(code, 0);
      assert.equal(printed.applied, true);
      assert.deepEqual(printed.files[0]?.hunks, [{ state: 'exact', startLine: 1, endLine: 2 }]);
      assert.notEqual(tree(root), start);
      assert.equal((await run(['undo'])).code, 0);
      assert.equal(tree(root), start);
      const { out } = await run(['patches', '--json']);
      const { patches } = JSON.parse(out) as { patches: { state: string; kind: string }[] };
      assert.deepEqual(
        patches.map(({ kind, state }) => `${kind} ${state}`),
        ['undo applied', 'apply undone'],
      );
    }));

  it('keeps encodings, marks, line breaks and ends', () =>
    within(async (run, root) => {
      const start = tree(root);
      const edits = json(
        { path: 'src/b.txt', old: 'two\nthree', new: 'two\n2.5\nthree' },
        { path: 'latin.txt', old: 'café = 1', new: 'café = 2' },
        { path: 'wide.txt', old: 'zwei', new: 'zwei\ndreißig' },
      );
      assert.equal((await apply(run, edits)).code, 0);
      const read = (path: string): Buffer => Buffer.from(spawnSync('cat', [path], { cwd: root }).stdout);
      assert.equal(read('src/b.txt').toString(), 'one\r\ntwo\r\n2.5\r\nthree');
      assert.deepEqual(read('latin.txt'), Buffer.from('caf\xe9 = 2\n', 'latin1'));
      assert.deepEqual(read('wide.txt'), Buffer.from('\ufeffeins\r\nzwei\r\ndreißig', 'utf16le'));
      await run(['undo']);
      assert.equal(tree(root), start);
    }));

  it('writes nothing when one part is refused, and says why', () =>
    within(async (run, root) => {
      const start = tree(root);
      const good = { path: 'src/a.py', old: 'return 1', new: 'return 3' };
      const refusals: readonly (readonly [reason: string, edit: object])[] = [
        ['ambiguous', { path: 'src/c.py', old: 'same', new: 'other' }],
        ['notFound', { path: 'src/b.txt', old: 'four', new: 'five' }],
        ['missing', { path: 'none.txt', old: 'a', new: 'b' }],
        ['badPath', { path: '../out.txt', old: '', new: 'b' }],
        ['protected', { path: '.vscode/settings.json', old: '', new: '{}' }],
        ['protected', { path: '.github/workflows/x.yml', old: '', new: 'on: push' }],
        ['alarming', { path: 'x.json', old: '', new: '{"$schema": "https://sink/x"}' }],
        ['unreadable', { path: 'data.bin', old: 'a', new: 'b' }],
        ['encoding', { path: 'latin.txt', old: 'café', new: 'caf→' }],
        ['syntax', { path: 'new.py', old: '', new: 'def f(:\n' }],
      ];
      const { code, printed } = await apply(run, json(good, ...refusals.map(([, edit]) => edit)));
      assert.equal(code, 1);
      assert.equal(printed.applied, false);
      const reasons = printed.files.flatMap(({ hunks }) => hunks.flatMap(({ reason }) => reason ?? []));
      assert.deepEqual(
        reasons,
        refusals.map(([reason]) => reason),
      );
      assert.equal(tree(root), start);
      // Each is confirmed by its own name.
      const protectedEdit = json(good, { path: '.npmrc', old: '', new: 'a=b\n' });
      assert.equal((await apply(run, protectedEdit, '--allow', 'src/a.py')).code, 1);
      assert.equal((await apply(run, protectedEdit, '--allow', '.npmrc')).code, 0);
      await run(['undo']);
      assert.equal(
        (await apply(run, json({ path: 'new.py', old: '', new: 'def f(:\n' }), '--allow-errors')).code,
        0,
      );
      await run(['undo']);
      assert.equal(tree(root), start);
    }));

  it('never lets git or a hook be touched, whatever is allowed', () =>
    within(async (run, root) => {
      const start = tree(root);
      const paths = ['.git/config', '.git/hooks/pre-commit', '.GIT/x', 'sub/.git/config'];
      const edits = json(...paths.map((path) => ({ path, old: '', new: 'x' })));
      assert.equal((await apply(run, edits, ...paths.flatMap((path) => ['--allow', path]))).code, 1);
      assert.equal(tree(root), start);
    }));

  it('takes the definition that a hunk names', () =>
    within(
      async (run) => {
        const hunk =
          '*** Begin Patch\n*** Update File: a.py\n@@ def g():\n-    return x\n+    return y\n*** End Patch\n';
        const { code, printed } = await apply(run, hunk);
        assert.equal(code, 0, JSON.stringify(printed));
        assert.deepEqual(printed.files[0]?.hunks[0], { state: 'symbol', startLine: 6, endLine: 6 });
      },
      { 'a.py': 'def f():\n    return x\n\n\ndef g():\n    return x\n' },
    ));

  it('is understood by people in 80 columns', () =>
    within(async (run) => {
      const long = `${'deep/'.repeat(30)}file.txt`;
      const all: string[] = [];
      const show = async (args: string[], input = ''): Promise<string> => {
        const { out, err } = await run([...args, '--width', '80'], {}, input);
        all.push(...out.split('\n'), ...err.split('\n'));
        return out;
      };
      assert.match(
        await show(['apply', '--dry-run'], json({ path: long, old: '', new: 'x' })),
        /can be applied/,
      );
      assert.match(await show(['apply'], json({ path: long, old: 'b', new: 'x' })), /no such file/);
      assert.match(await show(['apply'], json({ path: 'src/a.py', old: 'return', new: 'x' })), /quote more/);
      assert.match(await show(['apply'], 'no patch at all'), /This is no patch/);
      assert.match(await show(['undo']), /no patch to take back/);
      assert.match(await show(['patches']), /No patch was applied/);
      assert.deepEqual(
        all.filter((line) => line.length > 80),
        [],
      );
    }));

  it('asks what to do with what was edited since', () =>
    within(async (run, root) => {
      const start = tree(root);
      await apply(run, json({ path: 'src/a.py', old: 'return 1', new: 'return 3' }));
      spawnSync('sh', ['-c', 'echo "# later" >> src/a.py'], { cwd: root });
      const refused = await run(['undo']);
      assert.equal(refused.code, 1);
      assert.match(refused.out, /--overwrite/);
      assert.equal((await run(['undo', '--overwrite'])).code, 0);
      assert.equal(tree(root), start);
      assert.equal((await run(['undo', '--overwrite', '--skip-edited'])).code, 2);
      assert.equal((await run(['apply', '--format', 'xml'])).code, 2);
    }));
});

describe('sightline move', () => {
  const MOVED: TempSpec = {
    'src/price.ts': "import './rate';\r\nexport const price = 1;\r\n",
    'src/rate.ts': 'export {};\n',
    'src/cart.ts': "\ufeffimport { price } from './price';\nimport('./price');",
    'src/odd.js': "const price = require('./price'); // './price'\n",
  };

  it('moves a file with its imports as one patch, tells what it leaves, and is taken back', () =>
    within(async (run, root) => {
      const start = tree(root);
      const dry = await run(['move', 'src/price.ts', 'src/money/price.ts', '--dry-run']);
      assert.equal(dry.code, 0, dry.err);
      assert.match(dry.out, /src\/cart\.ts:1 {2}\.\/price -> \.\/money\/price/);
      assert.match(
        dry.out,
        /Left as they are\n {2}src\/odd\.js:1 {2}\.\/price: does not stand once in its line/,
      );
      assert.equal(tree(root), start);
      const { code, out, err } = await run(['move', 'src/price.ts', 'src/money/price.ts', '--json']);
      assert.equal(code, 0, err);
      const { applied, changed, left } = JSON.parse(out) as Record<string, unknown> & { left: unknown[] };
      assert.deepEqual([applied, (changed as unknown[]).length, left.length], [true, 3, 1]);
      const read = (path: string): string => readFileSync(join(root, path), 'utf8');
      assert.equal(read('src/money/price.ts'), "import '../rate';\r\nexport const price = 1;\r\n");
      assert.equal(
        read('src/cart.ts'),
        "\ufeffimport { price } from './money/price';\nimport('./money/price');",
      );
      assert.equal((await run(['undo'])).code, 0);
      assert.equal(tree(root), start);
      assert.equal((await run(['move', 'src/none.ts', 'src/x.ts'])).code, 2);
      assert.equal((await run(['move', 'src/price.ts', 'src/cart.ts'])).code, 1, 'there is a file');
      assert.equal((await run(['move', 'src/price.ts', '../out.ts'])).code, 1, 'outside');
      assert.equal(tree(root), start);
    }, MOVED));
});
