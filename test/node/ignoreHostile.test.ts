/** Ignore files that are made to cost much, and `.git` files that point where they have no business. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Problem } from '../../src/engine/types.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { matchesPath, parsePattern } from '../../src/node/workspace/rules/pattern.ts';
import type { RuleLimits } from '../../src/node/workspace/rules/ruleBudget.ts';
import { createTestLog, fillTree, runGit, type TempSpec, withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;

async function listed(
  root: string,
  ruleLimits: Partial<RuleLimits> = {},
): Promise<{ paths: string[]; problems: readonly Problem[] }> {
  const { files, problems } = await createDiskWorkspace({ root, log: createTestLog(), ruleLimits }).list({
    signal,
  });
  return { paths: files.map(({ path }) => path), problems };
}

/** Patterns on which a search that goes back takes for ever. */
const COSTLY: readonly string[] = [
  `${'*a'.repeat(100)}b`,
  `${'?*'.repeat(100)}b`,
  `${'*'.repeat(5_000)}b`,
  `${'[ab]*'.repeat(60)}c`,
  `${'*[!b]'.repeat(60)}c`,
  `${'**/'.repeat(200)}b`,
  `${'**/a/'.repeat(100)}b`,
  `${'**/*/'.repeat(100)}b`,
  `${'a/**/'.repeat(100)}b`,
  `${'*/'.repeat(400)}b`,
  `${'['.repeat(10_000)}`,
  `${'[a'.repeat(5_000)}`,
  `${'[[:alpha:]'.repeat(1_000)}]`,
  `${'{a,b}'.repeat(2_000)}`,
  `${'\\'.repeat(9_999)}`,
  `${'\\*'.repeat(5_000)}`,
  `${'(a|a)*'.repeat(500)}`,
  `${'!'.repeat(5_000)}a`,
  `${' '.repeat(20_000)}a`,
  `${'a/'.repeat(5_000)}b`,
];
const PATHS: readonly string[] = [
  'a'.repeat(255),
  `${'a'.repeat(254)}c`,
  'ab'.repeat(127),
  `${'a/'.repeat(1_000)}a`,
  `${'a/b/'.repeat(500)}c`,
  `${'aaaaaaaaaa/'.repeat(300)}aaaaaaaa`,
];

describe('a costly pattern', () => {
  it('takes no more steps than its length times that of the path', () => {
    for (const line of COSTLY) {
      const pattern = parsePattern(line);
      if (!pattern) continue;
      for (const path of PATHS) {
        const steps = { taken: 0 };
        matchesPath(pattern, path.split('/'), { isFolder: false, steps });
        const most = (line.length + 1) * (path.length + 1);
        assert.ok(steps.taken <= most, `${line.slice(0, 20)} on ${path.slice(0, 20)}: ${steps.taken}`);
      }
    }
  });

  it('leaves the files that it does not mean', () =>
    withTempTree(
      { '.gitignore': `${COSTLY.join('\n')}\n`, 'src/a.ts': '', [`${'a'.repeat(250)}`]: '' },
      async (root) => {
        const { paths, problems } = await listed(root);
        assert.deepEqual(paths, ['.gitignore', 'a'.repeat(250), 'src/a.ts']);
        assert.deepEqual(problems, []);
      },
    ));
});

describe('rules beyond what all together may cost', () => {
  const many = (name: string, count: number): string =>
    Array.from({ length: count }, (_, i) => `${name}${i}\n`).join('');
  const spec: TempSpec = {
    '.gitignore': '# a comment\n\nskipped\n',
    'a/.gitignore': many('a', 40),
    'a/x': '',
    'b/.ignore': many('b', 60),
    'b/x': '',
    'b/deep/x': '',
    'c/.sightlineignore': many('c', 70),
    'c/x': '',
    'd/x': '',
    skipped: '',
  };

  it('close their folders, and are counted', () =>
    withTempTree(spec, async (root) => {
      const { paths, problems } = await listed(root, { maxRules: 50 });
      assert.deepEqual(paths, ['.gitignore', 'a/.gitignore', 'a/x', 'd/x']);
      assert.deepEqual(problems, [{ kind: 'rulesCapped', files: 2, rules: 130 }]);
      const { problems: byBytes } = await listed(root, { maxBytes: 200 });
      assert.deepEqual(byBytes, [{ kind: 'rulesCapped', files: 2, rules: 130 }]);
      assert.deepEqual((await listed(root)).problems, []);
    }));

  it('close everything when they stand at the root', () =>
    withTempTree(spec, async (root) => {
      const { paths, problems } = await listed(root, { maxRules: 0 });
      assert.deepEqual([paths, problems], [[], [{ kind: 'rulesCapped', files: 1, rules: 1 }]]);
    }));

  it('leave out what was not decided when they take too long, and count it', () =>
    withTempTree(spec, async (root) => {
      const { paths, problems } = await listed(root, { maxSteps: 50, maxStepsPerPath: 0 });
      const [problem] = problems;
      assert.ok(problem?.kind === 'rulesTooSlow' && problems.length === 1);
      assert.ok(problem.paths > 0 && paths.length < 8, JSON.stringify([paths, problems]));
    }));
});

/** Repositories whose `.git` leads elsewhere. `opened` is the folder that is opened; `outside` is none of its business. */
const OUTSIDE = {
  'outside/info/exclude': '*.c\n',
  'outside/HEAD': 'ref: refs/heads/main\n',
  'opened/a.c': '',
};
const GIT_PLACES: Readonly<Record<string, TempSpec>> = {
  'without a word back': { 'opened/.git': 'gitdir: ../outside\n' },
  'with a word back to another folder': {
    'opened/.git': 'gitdir: ../outside/worktrees/x\n',
    'outside/worktrees/x/gitdir': '/somewhere/else/.git\n',
    'outside/worktrees/x/commondir': '../..\n',
  },
  'with a word back to no .git': {
    'opened/.git': 'gitdir: ../outside/worktrees/x\n',
    'outside/worktrees/x/gitdir': '../../../opened/.gut\n',
    'outside/worktrees/x/commondir': '../..\n',
  },
  'in a place that is no work tree of the repository': {
    'opened/.git': 'gitdir: ../outside/elsewhere/x\n',
    'outside/elsewhere/x/gitdir': '../../../opened/.git\n',
    'outside/elsewhere/x/commondir': '../..\n',
  },
  'with a configuration for another folder': {
    'opened/.git': 'gitdir: ../outside\n',
    'outside/config': '[core]\n\tworktree = ../other\n',
    'other/x': '',
  },
  'with a configuration in another section': {
    'opened/.git': 'gitdir: ../outside\n',
    'outside/config': '[core]\n[x]\n\tworktree = ../work\n',
  },
  'with a configuration that another one includes': {
    'opened/.git': 'gitdir: ../outside\n',
    'outside/config': '[include]\n\tpath = more\n',
    'outside/more': '[core]\n\tworktree = ../work\n',
  },
  'by a folder inside that leads out': {
    'opened/.git': 'gitdir: fake\n',
    'opened/fake/commondir': '../../outside\n',
  },
  'by a link inside': { 'opened/.git': 'gitdir: fake\n', 'opened/fake': { link: '../outside' } },
  'by a link for its rules': { 'opened/.git/HEAD': 'x', 'opened/.git/info': { link: '../../outside/info' } },
  'in a folder below': { 'opened/sub/.git': 'gitdir: ../../outside\n', 'opened/sub/b.c': '' },
};

describe('a .git that points outside', () => {
  for (const [how, spec] of Object.entries(GIT_PLACES))
    it(`is no source of rules, and that is told: ${how}`, () =>
      withTempTree({ ...OUTSIDE, ...spec }, async (base) => {
        const { paths, problems } = await listed(join(base, 'opened'));
        assert.ok(paths.includes('a.c'), how);
        const isBelow = how.includes('below');
        assert.equal(paths.includes('sub/b.c'), isBelow);
        assert.deepEqual(problems, [{ kind: 'gitUnproved', path: isBelow ? 'sub/.git' : '.git' }]);
      }));

  it('is none at all when it cannot be read', () =>
    withTempTree({ ...OUTSIDE }, async (base) => {
      const work = join(base, 'opened');
      const dotGit = join(work, '.git');
      const plants: readonly (() => unknown)[] = [
        () => execFileSync('mkfifo', [dotGit]),
        () => symlink('../outside', dotGit),
        () => symlink(dotGit, dotGit),
        () => writeFile(dotGit, 'gitdir: /dev/zero\n'),
        () => writeFile(dotGit, `gitdir: ${'x/'.repeat(5_000)}\n`),
        () => writeFile(dotGit, 'gitdir: \0\n'),
        () => writeFile(dotGit, `gitdir: ../outside\n${'x'.repeat(20_000)}`),
        () => writeFile(dotGit, Buffer.from([0, 1, 2])),
        () => writeFile(dotGit, ''),
      ];
      for (const plant of plants) {
        await plant();
        assert.ok((await listed(work)).paths.includes('a.c'));
        await rm(dotGit);
      }
    }));

  it('counts for a linked work tree and a submodule of git, wherever they were made or moved by it', () =>
    withTempTree({ 'main/a.c': '', 'lib/b.c': '' }, async (base) => {
      const [main, lib, linked] = [join(base, 'main'), join(base, 'lib'), join(base, 'linked')];
      for (const root of [main, lib]) {
        runGit(root, 'init', '-q');
        runGit(root, 'add', '.');
        runGit(root, 'commit', '-qm', 'x');
      }
      runGit(main, 'worktree', 'add', '-q', linked);
      runGit(main, 'submodule', '--quiet', 'add', lib, 'sub');
      await mkdir(join(main, '.git', 'info'), { recursive: true });
      await writeFile(join(main, '.git', 'info', 'exclude'), '*.c\n');
      await mkdir(join(main, '.git', 'modules', 'sub', 'info'), { recursive: true });
      await writeFile(join(main, '.git', 'modules', 'sub', 'info', 'exclude'), 'b.c\n');
      for (const [root, kept] of [
        [main, ['.gitmodules']],
        [linked, []],
        [join(main, 'sub'), []],
      ] as const)
        assert.deepEqual(await listed(root), { paths: [...kept], problems: [] });
      runGit(main, 'worktree', 'move', linked, join(base, 'moved'));
      assert.deepEqual(await listed(join(base, 'moved')), { paths: [], problems: [] });
      // A copy of it is another folder, and what it points to does not know of it.
      await cp(join(base, 'moved'), join(base, 'copy'), { recursive: true });
      await rename(join(main, 'sub'), join(base, 'taken'));
      for (const name of ['copy', 'taken']) {
        const { problems } = await listed(join(base, name));
        assert.deepEqual(problems, name === 'copy' ? [{ kind: 'gitUnproved', path: '.git' }] : []);
      }
    }));

  it('counts inside the folder that is opened', () =>
    withTempTree({}, async (base) => {
      await fillTree(base, {
        'sub/.git': 'gitdir: ../.git/modules/sub\n',
        '.git/modules/sub/info/exclude': '*.c\n',
        'sub/a.c': '',
        'sub/b': '',
      });
      assert.deepEqual(await listed(base), { paths: ['sub/b'], problems: [] });
    }));
});
