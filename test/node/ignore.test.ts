import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Problem } from '../../src/engine/types.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { createGit } from '../../src/node/workspace/git.ts';
import { problemText } from '../../src/present/problems.ts';
import { english } from '../../src/present/say.ts';
import { createTestLog, fillTree, runGit, type TempSpec, withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;
const log = createTestLog();

const inWords = (problem: Problem): string => problemText(problem, { say: english, door: 'cli' });

async function listed(root: string, more: { excludes?: string[]; git?: boolean } = {}) {
  const git = more.git ? { git: createGit({ root, log }) } : {};
  const workspace = createDiskWorkspace({ root, log, excludes: more.excludes ?? [], ...git });
  const listing = await workspace.list({ signal });
  return {
    paths: listing.files.map((file) => file.path),
    problems: listing.problems.map(inWords),
    workspace,
  };
}

/** The listing without the ignore files themselves. */
async function kept(spec: TempSpec, more: { excludes?: string[] } = {}): Promise<string[]> {
  return withTempTree(spec, async (root) => {
    const { paths, problems } = await listed(root, more);
    assert.deepEqual(problems, []);
    return paths.filter((path) => !/ignore$/.test(path));
  });
}

test('nested rules: the deeper file and the later line win', async () => {
  const spec = {
    '.gitignore': '*.log\n/build\n!keep.log\n',
    'a.log': '',
    'keep.log': '',
    'build/x': '',
    'sub/build/x': '',
    'sub/.gitignore': '!a.log\nkeep.log\n',
    'sub/a.log': '',
    'sub/keep.log': '',
    'sub/deep/a.log': '',
  };
  assert.deepEqual(await kept(spec), ['keep.log', 'sub/a.log', 'sub/build/x', 'sub/deep/a.log']);
});

test('a file under an excluded folder cannot be let in again, a folder can', async () => {
  const spec = {
    '.gitignore': 'out/\n!out/x\n',
    'out/x': '',
    'a/.gitignore': '!out/\n*.tmp\n',
    'a/out/x': '',
  };
  assert.deepEqual(await kept({ ...spec, 'a/out/y.tmp': '' }), ['a/out/x']);
});

test('.ignore beats .gitignore, .sightlineignore beats both, excludes beat all', async () => {
  const spec = {
    '.gitignore': 'a\nb\n',
    '.ignore': '!a\nc\n!d',
    '.sightlineignore': '!c\nd\n',
    'deep/.gitignore': '!b\nd\na\n',
    ...Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].flatMap((n) => [
        [n, ''],
        [`deep/${n}`, ''],
      ]),
    ),
  };
  assert.deepEqual(await kept(spec), ['a', 'c', 'deep/a', 'deep/b', 'deep/c', 'deep/e', 'e']);
  assert.deepEqual(await kept(spec, { excludes: ['e', 'deep/a'] }), ['a', 'c', 'deep/b', 'deep/c']);
});

test('letter case counts, CRLF and a mark do not', async () => {
  const spec = { '.gitignore': '\ufeffBuild\r\n*.TMP\r\n', Build: '', build: '', 'a.TMP': '', 'a.tmp': '' };
  assert.deepEqual(await kept(spec), ['a.tmp', 'build']);
});

test('node_modules is out by default, and a rule lets it in', async () => {
  assert.deepEqual(await kept({ 'node_modules/a': '', 'p/node_modules/b': '', 'p/c': '' }), ['p/c']);
  const asked = { '.sightlineignore': '!node_modules/\n', 'node_modules/a/b': '', 'p/c': '' };
  assert.deepEqual(await kept(asked), ['node_modules/a/b', 'p/c']);
});

test('version control data is out whatever the rules say', async () => {
  const spec = {
    '.sightlineignore': '!.git\n!.hg\n',
    '.git/config': '',
    '.hg/x': '',
    'a/.svn/x': '',
    '.jj/x': '',
    b: '',
  };
  assert.deepEqual(await kept(spec), ['b']);
});

test('read refuses what list leaves out, also for files that came later', async () => {
  const spec = {
    '.gitignore': 'secret\nout/\n',
    'sub/.ignore': '*.pem\n',
    secret: 'x',
    'out/a': 'x',
    'sub/k.pem': 'x',
    ok: 'x',
  };
  await withTempTree(spec, async (root) => {
    for (const before of [false, true]) {
      const workspace = createDiskWorkspace({ root, log });
      if (before) await workspace.list({ signal });
      await writeFile(join(root, 'new'), 'x');
      for (const path of ['secret', 'out/a', 'sub/k.pem', 'out/none', '.git/config']) {
        assert.equal('reason' in (await workspace.read(path, { signal })), true, path);
      }
      for (const path of ['ok', 'new'])
        assert.equal('text' in (await workspace.read(path, { signal })), true, path);
    }
  });
});

// A45: an ignore file that cannot be used closes its folder.
const BROKEN: [string, TempSpec, RegExp][] = [
  ['too large', { 'sub/.gitignore': `${'x\n'.repeat(600_000)}` }, /larger than 1 MB/],
  ['a folder', { 'sub/.gitignore/': '' }, /is a folder/],
  ['binary', { 'sub/.ignore': Buffer.from([1, 0, 2, 0, 0, 0]) }, /not a text/],
  ['a link to outside', { 'sub/.sightlineignore': { link: '/etc/hostname' } }, /leaves the folder/],
  ['a dangling link', { 'sub/.gitignore': { link: 'nowhere' } }, /link/],
  ['a loop of links', { 'sub/.gitignore': { link: '.gitignore' } }, /link/],
];
for (const [name, spec, why] of BROKEN) {
  test(`an ignore file that is ${name} closes its folder and says so`, async () => {
    await withTempTree({ 'a.ts': '', 'sub/b.ts': '', 'sub/deep/c.ts': '', ...spec }, async (root) => {
      const { paths, problems, workspace } = await listed(root);
      assert.deepEqual(paths, ['a.ts']);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', why);
      assert.match(problems[0] ?? '', /^sub\/\.\w+ .*nothing in sub is indexed/);
      assert.equal('reason' in (await workspace.read('sub/deep/c.ts', { signal })), true);
    });
  });
}

test('a broken info/exclude closes its repository', async () => {
  const nested = { a: '', 'sub/.git/info/exclude/': '', 'sub/b': '' };
  await withTempTree(nested, async (root) => {
    const { paths, problems } = await listed(root);
    assert.deepEqual(paths, ['a']);
    assert.match(problems.join(), /^sub\/\.git\/info\/exclude is a folder.*nothing in sub is indexed/);
    assert.deepEqual((await listed(join(root, 'sub'))).paths, []);
  });
});

test('the node_modules left out by default are told once', async () => {
  await withTempTree({ 'node_modules/a': '', 'p/node_modules/b': '' }, async (root) => {
    const own = createTestLog();
    const workspace = createDiskWorkspace({ root, log: own });
    for (let round = 0; round < 2; round++) await workspace.list({ signal });
    assert.deepEqual(own.lines, ['not walked by default: 2 node_modules folder(s)']);
  });
});

test('a broken ignore file at the root closes everything', async () => {
  await withTempTree({ '.gitignore/': '', a: '', 'b/c': '' }, async (root) => {
    const { paths, problems } = await listed(root);
    assert.deepEqual(paths, []);
    assert.match(problems[0] ?? '', /^\.gitignore is a folder.*nothing in the workspace is indexed/);
  });
});

test('!include with a path outside is a plain pattern, and a UTF-16 ignore file counts', async () => {
  const wide = Buffer.from('\ufeffsecret\r\n', 'utf16le');
  const spec = {
    '.gitignore': '!include ../../x\n../y\n/..\nz\n',
    'sub/.ignore': wide,
    'sub/secret': '',
    a: '',
    z: '',
  };
  assert.deepEqual(await kept(spec), ['a']);
});

test('tracked files are in although ignored, but not against .sightlineignore', async () => {
  const spec = {
    '.gitignore': 'out/\n*.log\n',
    'out/tracked': '',
    'out/loose': '',
    'out/deep/tracked': '',
    'a.log': '',
    'b.log': '',
    'node_modules/m/tracked': '',
    'node_modules/n/loose': '',
    'secret.env': '',
  };
  await withTempTree(spec, async (root) => {
    runGit(root, 'init', '-q');
    runGit(
      root,
      'add',
      '-f',
      'out/tracked',
      'out/deep/tracked',
      'a.log',
      'node_modules/m/tracked',
      'secret.env',
    );
    const with_ = (await listed(root, { git: true })).paths;
    const expected = [
      '.gitignore',
      'a.log',
      'node_modules/m/tracked',
      'out/deep/tracked',
      'out/tracked',
      'secret.env',
    ];
    assert.deepEqual(with_, expected);
    assert.deepEqual((await listed(root)).paths, ['.gitignore', 'secret.env']);
    await writeFile(join(root, '.sightlineignore'), 'secret.env\nout/deep\n');
    const strict = await listed(root, { git: true });
    assert.deepEqual(strict.paths, [
      '.gitignore',
      '.sightlineignore',
      'a.log',
      'node_modules/m/tracked',
      'out/tracked',
    ]);
    const fresh = createDiskWorkspace({ root, log, git: createGit({ root, log }) });
    assert.equal('text' in (await fresh.read('out/tracked', { signal })), true);
    assert.equal('text' in (await fresh.read('out/loose', { signal })), false);
    assert.equal('text' in (await fresh.read('secret.env', { signal })), false);
  });
});

test('info/exclude counts, and rules above a root inside a repository', async () => {
  const spec = {
    '.git/info/exclude': 'private\n/pkg/local\n',
    '.gitignore': 'dist\n',
    'pkg/.gitignore': '*.o\n',
    'pkg/private': '',
    'pkg/local': '',
    'pkg/dist/x': '',
    'pkg/a.o': '',
    'pkg/a.c': '',
    'dist/inner/a.c': '',
    private: '',
  };
  await withTempTree(spec, async (root) => {
    assert.deepEqual((await listed(root)).paths, ['.gitignore', 'pkg/.gitignore', 'pkg/a.c']);
    assert.deepEqual((await listed(join(root, 'pkg'))).paths, ['.gitignore', 'a.c']);
    // The user opened an excluded folder on purpose.
    assert.deepEqual((await listed(join(root, 'dist', 'inner'))).paths, ['a.c']);
  });
});

test('a repository inside the repository has its own rules; its .git file may point inside', async () => {
  const spec = {
    '.gitignore': '*.log\n',
    'vendor/.git': 'gitdir: ../.git/modules/vendor\n',
    '.git/modules/vendor/info/exclude': 'mine\n',
    'vendor/a.log': '',
    'vendor/mine': '',
    'vendor/sub/b.log': '',
    'odd/.git': 'no pointer',
    'odd/a.log': '',
    'a.log': '',
  };
  assert.deepEqual(await kept(spec), ['vendor/a.log', 'vendor/sub/b.log']);
});

// Names and patterns are few so that they meet often.
const name = fc.constantFrom('a', 'b', 'ab', 'a.x', 'b.x', 'c d', 'é', 'B');
const piece = fc.constantFrom(
  'a',
  'b',
  '*',
  'a*',
  '*.x',
  '?',
  '[ab]',
  '[!a]*',
  '**',
  'c\\ d',
  'B',
  'ab',
  'é',
  '*b*',
  'a*b*x',
  '***',
  '[a-c]?x',
  '[]a]',
  '[!b]',
  '[^b]*',
  '[[:alpha:]]*',
  '[[:digit:][:upper:]]',
  '[a',
  'a\\',
  '\\a',
  '[\\a-b]b',
  'c d ',
  'c d\\ ',
  '{a,b}',
  'a.[x-]',
  '[b-a]',
  '#a',
  '',
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!', '\\!', '!!'),
    fc.constantFrom('', '', '/'),
    fc.array(piece, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '/'),
  )
  .map(([not, start, parts, end]) => `${not}${start}${parts.join('/')}${end}`);
const tree = fc.record({
  files: fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    {
      minLength: 5,
      maxLength: 40,
    },
  ),
  rules: fc.array(
    fc.tuple(fc.array(name, { maxLength: 2 }), fc.array(pattern, { minLength: 1, maxLength: 5 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  tracked: fc.boolean(),
});

test('the listing equals git ls-files on generated trees', async () => {
  const runs = process.env.SOAK ? 1000 : 40;
  await withTempTree({}, async (base) => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(tree, async ({ files, rules, tracked }) => {
        const root = join(base, String(run++));
        await mkdir(root);
        // A path that is a folder of another one cannot be a file as well.
        const usable = files.filter((path) => !files.some((other) => other.startsWith(`${path}/`)));
        await fillTree(root, Object.fromEntries(usable.map((path) => [path, path])));
        runGit(root, 'init', '-q');
        if (tracked) runGit(root, 'add', '-f', '--', usable[0] ?? '.');
        for (const [folder, lines] of rules) {
          const place = join(root, ...folder);
          if (isFolder(place)) await writeFile(join(place, '.gitignore'), `${lines.join('\n')}\n`);
        }
        const expected = runGit(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split(
          '\0',
        );
        const { paths } = await listed(root, { git: true });
        assert.deepEqual(paths, [...new Set(expected.slice(0, -1))].sort());
        await rm(root, { recursive: true });
      }),
      { seed: 11, numRuns: runs, endOnFailure: true },
    );
  });
});

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}
