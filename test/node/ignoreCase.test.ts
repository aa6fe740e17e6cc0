/** Ignore rules where git takes names that differ only in letter case for one, compared with what git itself lists. */
import assert from 'node:assert/strict';
import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { createGit } from '../../src/node/workspace/git.ts';
import { createTestLog, runGit, withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;
const log = createTestLog();

const SPEC = {
  '.gitignore': 'Build/\n*.LOG\n!KEEP.log\n/Src/[G-H]en\nDocs/**/Draft?.md\n',
  'build/a.ts': '',
  'sub/BUILD/b.ts': '',
  'a.Log': '',
  'keep.LOG': '',
  'src/gen': '',
  'src/Gen2': '',
  'docs/x/draft1.md': '',
  'docs/final.md': '',
  'src/Main.ts': '',
};

/** The files of a folder; git is asked for what is tracked only where `isTrusted`. */
async function listed(root: string, more: { isTrusted?: boolean; excludes?: string[] } = {}) {
  const git = more.isTrusted ? { git: createGit({ root, log }) } : {};
  const workspace = createDiskWorkspace({ root, log, excludes: more.excludes ?? [], ...git });
  const { files, problems } = await workspace.list({ signal });
  assert.deepEqual(problems, []);
  return { paths: files.map(({ path }) => path), workspace };
}

function gitLists(root: string): string[] {
  const names = runGit(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  return names.filter((name) => name !== '').sort();
}

function initialise(root: string, ignoresCase: boolean): void {
  runGit(root, 'init', '-q');
  runGit(root, 'config', 'core.ignorecase', String(ignoresCase));
}

for (const ignoresCase of [true, false])
  test(`the rules of git with core.ignorecase ${ignoresCase}, with and without starting git`, async () => {
    await withTempTree(SPEC, async (root) => {
      initialise(root, ignoresCase);
      const expected = gitLists(root);
      assert.equal(expected.includes('build/a.ts'), !ignoresCase);
      assert.equal(expected.includes('keep.LOG'), ignoresCase);
      for (const isTrusted of [true, false])
        assert.deepEqual((await listed(root, { isTrusted })).paths, expected);
    });
  });

test('what git tracks under another spelling is in, and may be read', async () => {
  await withTempTree({ 'Out/Kept.ts': 'x', 'a.ts': '' }, async (root) => {
    initialise(root, true);
    runGit(root, 'add', '-A');
    await writeFile(join(root, '.gitignore'), 'OUT/\n');
    await rename(join(root, 'Out'), join(root, 'out'));
    const { paths, workspace } = await listed(root, { isTrusted: true });
    assert.deepEqual(paths, ['.gitignore', 'a.ts', 'out/Kept.ts']);
    assert.equal('text' in (await workspace.read('out/Kept.ts', { signal })), true);
    const fresh = createDiskWorkspace({ root, log, git: createGit({ root, log }) });
    assert.equal('text' in (await fresh.read('out/Kept.ts', { signal })), true);
    assert.deepEqual((await listed(root)).paths, ['.gitignore', 'a.ts']);
  });
});

test("Sightline's own rules and the excludes follow, and a read outside of the listing", async () => {
  const spec = {
    '.sightlineignore': 'SECRET/\n',
    '.ignore': '*.PEM\n',
    'secret/a': '',
    'k.pem': '',
    'old/b': '',
  };
  await withTempTree(spec, async (root) => {
    const files = ['.ignore', '.sightlineignore'];
    initialise(root, true);
    const own = await listed(root, { excludes: ['/Old'] });
    assert.deepEqual(own.paths, files);
    for (const path of ['secret/a', 'k.pem', 'old/b'])
      assert.equal('reason' in (await own.workspace.read(path, { signal })), true, path);
    runGit(root, 'config', 'core.ignorecase', 'false');
    assert.deepEqual((await listed(root, { excludes: ['/Old'] })).paths, [
      ...files,
      'k.pem',
      'old/b',
      'secret/a',
    ]);
  });
});

test('a repository inside the repository goes by its own setting', async () => {
  const spec = {
    '.gitignore': 'A.txt\n',
    'a.txt': '',
    'in/.gitignore': 'A.txt\n',
    'in/a.txt': '',
    'in/b.txt': '',
  };
  await withTempTree(spec, async (root) => {
    initialise(root, true);
    initialise(join(root, 'in'), false);
    assert.deepEqual((await listed(root)).paths, ['.gitignore', 'in/.gitignore', 'in/a.txt', 'in/b.txt']);
    runGit(root, 'config', 'core.ignorecase', 'false');
    runGit(join(root, 'in'), 'config', 'core.ignorecase', 'true');
    assert.deepEqual((await listed(root)).paths, ['.gitignore', 'a.txt', 'in/.gitignore', 'in/b.txt']);
    assert.deepEqual((await listed(join(root, 'in'))).paths, ['.gitignore', 'b.txt']);
  });
});

test('the setting is read as git reads it', async () => {
  const forms = [
    ...[
      '[core]\nignorecase',
      '[CORE] IgnoreCase = Yes ; here',
      '[core]\n\tignoreCase = "on"',
      '[core]\nignorecase=1',
    ],
    ...[
      '[core]\nignorecase = false',
      '[other]\nignorecase = true',
      '[core]\n#ignorecase = true',
      '[core "x"]\nignorecase',
    ],
    ...['[core]\nignorecase = true\n[a]\nb = c\n[core]\nignorecase = off', '[core]\nignorecase = 0'],
  ];
  await withTempTree({ '.gitignore': 'A\n', a: '' }, async (root) => {
    runGit(root, 'init', '-q');
    const config = join(root, '.git', 'config');
    for (const form of forms) {
      await writeFile(config, `[core]\n\trepositoryformatversion = 0\n${form}\n`);
      assert.deepEqual((await listed(root)).paths, gitLists(root), form);
    }
    // Far more branches than people have: the setting behind them counts, and one beyond the limit does not.
    const branches = '[branch "some-long-name"]\n\tremote = origin\n';
    await writeFile(config, branches.repeat(10_000));
    await appendFile(config, '[core]\n\tignorecase = true\n');
    assert.deepEqual((await listed(root)).paths, ['.gitignore']);
    await writeFile(config, branches.repeat(30_000));
    await appendFile(config, '[core]\n\tignorecase = true\n');
    assert.deepEqual((await listed(root)).paths, ['.gitignore', 'a']);
    await rm(config);
    assert.deepEqual((await listed(root)).paths, ['.gitignore', 'a']);
  });
});

test('any line matches without case what git matches', async () => {
  const names = ['a', 'A', 'b', 'aB', 'Ab', 'bA.C', 'é', 'É', 'a-b'];
  const parts = ['a', 'A', 'B', '*', '?', '[A-B]', '[a]', '[!B]', '[[:upper:]]', '.c', 'É', '-', '\\a'];
  const spec = Object.fromEntries(
    names.flatMap((name) => [
      [`f/${name}`, ''],
      [`D/${name}/x`, ''],
    ]),
  );
  await withTempTree(spec, async (root) => {
    initialise(root, true);
    const line = fc.array(fc.constantFrom(...parts, '/', '**/'), { minLength: 1, maxLength: 5 });
    const property = fc.asyncProperty(line, async (pieces) => {
      const rule = pieces.join('');
      await writeFile(join(root, '.gitignore'), `${rule}\n!.gitignore\n`);
      assert.deepEqual((await listed(root)).paths, gitLists(root), rule);
    });
    await fc.assert(property, { seed: 15, numRuns: process.env.SOAK === '1' ? 2000 : 30 });
  });
});
