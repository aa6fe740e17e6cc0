import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { createGit, findGit } from '../../src/node/workspace/git.ts';
import { createTestLog, fillTree, runGit, withTempTree } from '../fakes/tempTree.ts';

const log = createTestLog();
const posixOnly = { skip: process.platform === 'win32' && 'needs a shell script as a program' };

test('head and tracked files, from the top and from a folder below', async () => {
  const odd = 'new\nline "é".ts';
  await withTempTree({ 'a.ts': 'a', 'pkg/b.ts': 'b', [`pkg/${odd}`]: '', loose: '' }, async (root) => {
    const git = createGit({ root, log });
    assert.equal(await git.head(), undefined);
    runGit(root, 'init', '-q');
    assert.equal(await git.head(), undefined);
    assert.deepEqual(await git.trackedFiles(), new Set());
    runGit(root, 'add', 'a.ts', 'pkg');
    runGit(root, 'commit', '-qm', 'one');
    assert.equal(await git.head(), runGit(root, 'rev-parse', 'HEAD').trim());
    assert.deepEqual(await git.trackedFiles(), new Set(['a.ts', 'pkg/b.ts', `pkg/${odd}`]));
    const below = createGit({ root: join(root, 'pkg'), log });
    assert.deepEqual(await below.trackedFiles(), new Set(['b.ts', odd]));
    assert.equal(await below.head(), await git.head());
  });
});

test(
  'git is asked for the commit when another one may be checked out, and not before',
  posixOnly,
  async () => {
    const script = '#!/bin/sh\nfor last; do :; done\necho "$last" >> "$HOME/asked"\nexec git "$@"\n';
    await withTempTree({ 'ws/a': '', 'bin/git': script }, async (base) => {
      const root = join(base, 'ws');
      const gitPath = join(base, 'bin', 'git');
      await chmod(gitPath, 0o755);
      const env = { PATH: process.env.PATH, HOME: base };
      const asked = async (): Promise<number> =>
        (await readFile(join(base, 'asked'), 'utf8').catch(() => '')).split('\n').length - 1;
      runGit(root, 'init', '-q', '-b', 'main');
      runGit(root, 'add', '.');
      runGit(root, 'commit', '-qm', 'zero');
      const git = createGit({ root, log, gitPath, env });
      const tree = join(base, 'tree');
      let commits = 0;
      const commit = (at = root): string =>
        runGit(at, 'commit', '-q', '--allow-empty', '-m', `commit ${commits++}`);
      const steps: Record<string, () => unknown> = {
        nothing: () => undefined,
        commit: () => commit(),
        amend: () => runGit(root, 'commit', '-q', '--amend', '--allow-empty', '-m', 'another'),
        'pack-refs': () => runGit(root, 'pack-refs', '--all'),
        'commit over packed': () => commit(),
        'packed again': () => runGit(root, 'pack-refs', '--all'),
        branch: () => runGit(root, 'checkout', '-q', '-b', 'feature/one'),
        'commit on it': () => commit(),
        detach: () => runGit(root, 'checkout', '-q', '--detach', 'HEAD~1'),
        'commit detached': () => commit(),
        back: () => runGit(root, 'checkout', '-q', 'main'),
        reset: () => runGit(root, 'reset', '-q', '--hard', 'HEAD~1'),
        'update-ref': () => runGit(root, 'update-ref', 'refs/heads/main', 'feature/one'),
        unborn: () => runGit(root, 'checkout', '-q', '--orphan', 'new'),
        born: () => commit(),
      };
      for (const [name, step] of Object.entries(steps)) {
        step();
        const truth = name === 'unborn' ? undefined : runGit(root, 'rev-parse', 'HEAD').trim();
        assert.equal(await git.head(), truth, name);
        const before = await asked();
        assert.equal(await git.head(), truth, name);
        assert.equal(await asked(), name === 'unborn' ? before + 1 : before, name);
      }
      runGit(root, 'worktree', 'add', '-q', '-b', 'beside', tree);
      const beside = createGit({ root: tree, log, gitPath, env });
      for (const step of [() => undefined, () => commit(tree), () => runGit(root, 'pack-refs', '--all')]) {
        step();
        assert.equal(await beside.head(), runGit(tree, 'rev-parse', 'HEAD').trim());
        const before = await asked();
        assert.equal(await beside.head(), runGit(tree, 'rev-parse', 'HEAD').trim());
        assert.equal(await asked(), before);
      }
    });
  },
);

test('the history is that below the folder, newest first, without wide commits', async () => {
  const odd = 'new\nline "é".ts';
  await withTempTree({ 'a.ts': 'a', 'pkg/b.ts': 'b', [`pkg/${odd}`]: '' }, async (root) => {
    const git = createGit({ root, log });
    const signal = new AbortController().signal;
    assert.equal(await git.history({ signal }), undefined);
    runGit(root, 'init', '-q');
    runGit(root, 'add', 'a.ts');
    runGit(root, 'commit', '-qm', 'one\n\nWith a body.');
    runGit(root, 'add', '.');
    runGit(root, 'commit', '-qm', 'two');
    await fillTree(root, Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`wide/${i}.ts`, ''])));
    runGit(root, 'add', '.');
    runGit(root, 'commit', '-qm', 'wide');
    const told = async (folder: string) =>
      (await createGit({ root: folder, log }).history({ signal }))!.map(({ message, paths }) => [
        message,
        [...paths].sort(),
      ]);
    assert.deepEqual(await told(root), [
      ['two', ['pkg/b.ts', `pkg/${odd}`]],
      ['one\n\nWith a body.', ['a.ts']],
    ]);
    assert.deepEqual(await told(join(root, 'pkg')), [['two', ['b.ts', odd]]]);
  });
});

test('the files of a submodule are tracked', async () => {
  await withTempTree({ 'lib/in.ts': '', 'app/a.ts': '' }, async (base) => {
    for (const name of ['lib', 'app']) {
      runGit(join(base, name), 'init', '-q');
      runGit(join(base, name), 'add', '.');
      runGit(join(base, name), 'commit', '-qm', 'one');
    }
    const app = join(base, 'app');
    runGit(app, 'submodule', '--quiet', 'add', join(base, 'lib'), 'sub');
    assert.deepEqual(
      await createGit({ root: app, log }).trackedFiles(),
      new Set(['.gitmodules', 'a.ts', 'sub/in.ts']),
    );
  });
});

test('nothing a repository configures is started', posixOnly, async () => {
  await withTempTree({ 'ws/a.ts': '' }, async (base) => {
    const root = join(base, 'ws');
    const canary = join(base, 'canary');
    const script = join(base, 'evil');
    await writeFile(script, `#!/bin/sh\necho "$0 $*" >> ${canary}\n`);
    await chmod(script, 0o700);
    runGit(root, 'init', '-q');
    runGit(root, 'add', '.');
    runGit(root, 'commit', '-qm', 'one');
    for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external', 'core.editor']) {
      runGit(root, 'config', name, script);
    }
    runGit(root, 'config', 'alias.ls-files', `!${script}`);
    await fillTree(root, { '.git/hooks/post-index-change': `#!/bin/sh\n${script}\n` });
    await chmod(join(root, '.git', 'hooks', 'post-index-change'), 0o700);
    const hostile = {
      ...process.env,
      GIT_DIR: '/nowhere',
      GIT_EXTERNAL_DIFF: script,
      GIT_PAGER: script,
      PAGER: script,
    };
    const git = createGit({ root, log, env: { ...hostile, GIT_EXEC_PATH: base } });
    assert.match((await git.head()) ?? '', /^[0-9a-f]{40}/);
    assert.deepEqual(await git.trackedFiles(), new Set(['a.ts']));
    await assert.rejects(realpath(canary));
  });
});

test('git is found by absolute path and never inside the root (A48)', posixOnly, async () => {
  const program = '#!/bin/sh\nexit 0\n';
  const spec = {
    'ws/bin/git': program,
    'good/git': program,
    'plain/git': 'not executable',
    'folder/git/': '',
  };
  await withTempTree(spec, async (base) => {
    for (const name of ['ws/bin/git', 'good/git']) await chmod(join(base, name), 0o755);
    await fillTree(base, { 'byway/git': { link: '../ws/bin/git' }, door: { link: 'ws' } });
    const root = join(base, 'ws');
    const look = (...folders: string[]) => findGit({ root, env: { PATH: folders.join(delimiter) } });
    const at = (name: string) => join(base, name);
    assert.equal(await look(at('ws/bin'), at('good')), at('good/git'));
    assert.equal(await look(at('ws/bin'), at('byway'), at('door/bin')), undefined);
    assert.equal(await look('', '.', 'bin', 'good', at('plain'), at('folder'), at('none')), undefined);
    assert.equal(await findGit({ root, env: {} }), undefined);
    // The root may itself be reached through a link.
    assert.equal(await findGit({ root: at('door'), env: { PATH: at('ws/bin') } }), undefined);
    await symlink(at('good'), at('ws/link'));
    assert.equal(await look(at('ws/link')), undefined);
  });
});

test('only the listed variables reach git, and no failure is an exception', posixOnly, async () => {
  await withTempTree(
    {
      '.git/': '',
      'ws/a': '',
      'bin/git': '#!/bin/sh\nenv > "$HOME/env"\nprintf "%s\\n" "$@" > "$HOME/args"\nexit 3\n',
    },
    async (base) => {
      const gitPath = join(base, 'bin', 'git');
      await chmod(gitPath, 0o755);
      const env = {
        PATH: process.env.PATH,
        HOME: base,
        LANG: 'C',
        SIGHTLINE_API_KEY: 'k',
        GIT_DIR: '/x',
        NODE_OPTIONS: '-r x',
      };
      const git = createGit({ root: join(base, 'ws'), log, gitPath, env });
      assert.equal(await git.head(), undefined);
      assert.equal(await git.trackedFiles(), undefined);
      const seen = await readFile(join(base, 'env'), 'utf8');
      assert.doesNotMatch(seen, /API_KEY|GIT_DIR|NODE_OPTIONS/);
      assert.match(seen, /^GIT_OPTIONAL_LOCKS=0$/m);
      assert.match(seen, /^GIT_TERMINAL_PROMPT=0$/m);
      const args = await readFile(join(base, 'args'), 'utf8');
      assert.match(args, /^core\.fsmonitor=false$/m);
      assert.match(args, /^protocol\.allow=never$/m);

      await writeFile(gitPath, '#!/bin/sh\nexec sleep 1000\n');
      assert.equal(await createGit({ root: base, log, gitPath, timeoutMs: 50 }).trackedFiles(), undefined);
      const controller = new AbortController();
      const reason = new Error('stop');
      const waiting = createGit({ root: base, log, gitPath }).trackedFiles({ signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(waiting, reason);
      for (const bad of [{ root: join(base, 'none') }, { gitPath: join(base, 'none') }]) {
        assert.equal(await createGit({ root: base, log, gitPath, ...bad }).head(), undefined);
      }
      assert.equal(await createGit({ root: base, log, env: { PATH: '' } }).trackedFiles(), undefined);
    },
  );
});

test(
  'outside a repository no program is started but for what the user ignores everywhere',
  posixOnly,
  async () => {
    await withTempTree(
      { 'ws/in/a': '', 'bin/git': '#!/bin/sh\necho "$@" >> "$HOME/args"\n' },
      async (base) => {
        const gitPath = join(base, 'bin', 'git');
        await chmod(gitPath, 0o755);
        const git = createGit({ root: join(base, 'ws', 'in'), log, gitPath, env: { HOME: base } });
        assert.deepEqual(
          [await git.head(), await git.trackedFiles(), await git.web()],
          [undefined, undefined, undefined],
        );
        assert.equal(existsSync(join(base, 'args')), false);
        await git.userIgnoreFile();
        assert.match(await readFile(join(base, 'args'), 'utf8'), /core\.excludesFile$/m);
        // A repository that is made later is seen, in a folder above as well; of a worktree `.git` is a file.
        await writeFile(join(base, 'ws', '.git'), 'gitdir: elsewhere');
        assert.deepEqual(await git.trackedFiles(), new Set());
      },
    );
  },
);
