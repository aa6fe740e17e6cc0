/** What git says of changes, read whatever the names of the files and the settings of the repository are. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createGit } from '../../src/node/workspace/git.ts';
import { parseChanges } from '../../src/node/workspace/gitChanges.ts';
import { createTestLog, withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;
const ODD = 'a "quoted" ü\tname.txt';

function git(root: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.email=a@example.org', '-c', 'user.name=A', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: root, stdio: 'ignore' });
}

const withHistory = (work: (root: string) => Promise<void>): Promise<void> =>
  withTempTree(
    {
      'one.txt': 'a\nb\nc\n',
      'gone.txt': 'x\n',
      [ODD]: '1\n2\n',
      'long.txt': `${'line\n'.repeat(30)}`,
      'sub/in.txt': 'i\n',
    },
    async (root) => {
      git(root, 'init', '-q', '-b', 'main');
      git(root, 'add', '-A');
      git(root, 'commit', '-qm', 'one');
      await work(root);
    },
  );

describe('changes that git tells', () => {
  it('are lines of files, with what is new, gone, moved and not committed', () =>
    withHistory(async (root) => {
      writeFileSync(join(root, 'one.txt'), 'a\nB\nc\nd\n');
      writeFileSync(join(root, ODD), '2\n');
      writeFileSync(join(root, 'new.txt'), 'n\n');
      rmSync(join(root, 'gone.txt'));
      git(root, 'mv', 'long.txt', 'moved.txt');
      writeFileSync(join(root, 'moved.txt'), `${'line\n'.repeat(30)}more\n`);
      const changes = await createGit({ root, log: createTestLog() }).changes(
        { kind: 'since', base: 'main' },
        { signal },
      );
      assert.equal(changes.type, 'changes');
      const files = changes.type === 'changes' ? changes.files : [];
      assert.deepEqual(
        files.map(({ path, lines, isGone, from }) => [
          path,
          lines.map(({ startLine, endLine }) => [startLine, endLine]),
          isGone,
          from,
        ]),
        [
          [ODD, [[1, 1]], false, undefined],
          ['gone.txt', [], true, undefined],
          ['long.txt', [], true, undefined],
          ['moved.txt', [[31, 31]], false, 'long.txt'],
          ['new.txt', [[1, Number.MAX_SAFE_INTEGER]], false, undefined],
          [
            'one.txt',
            [
              [2, 2],
              [4, 4],
            ],
            false,
            undefined,
          ],
        ],
      );
    }));

  it('are those below the folder, and of what is staged what is staged', () =>
    withHistory(async (root) => {
      writeFileSync(join(root, 'sub/in.txt'), 'staged\n');
      git(root, 'add', '-A');
      writeFileSync(join(root, 'sub/in.txt'), 'later\n');
      writeFileSync(join(root, 'one.txt'), 'z\n');
      const below = createGit({ root: join(root, 'sub'), log: createTestLog() });
      const staged = await below.changes({ kind: 'staged' }, { signal });
      assert.deepEqual(staged.type === 'changes' && staged.files.map(({ path }) => path), ['in.txt']);
      const file = await below.fileAt('staged', 'in.txt', { signal });
      assert.equal(file && 'text' in file && file.text, 'staged\n');
      assert.equal(await below.fileAt('staged', '../one.txt', { signal }), undefined);
    }));

  it('start no program that the repository names', () =>
    withHistory(async (root) => {
      const trace = join(root, '.git', 'started');
      writeFileSync(join(root, '.gitattributes'), '*.txt filter=spy diff=spy\n');
      const program = `touch ${trace}; cat`;
      for (const key of [
        'filter.spy.clean',
        'filter.spy.smudge',
        'diff.spy.textconv',
        'diff.external',
        'diff.spy.command',
      ])
        git(root, 'config', key, program);
      writeFileSync(join(root, 'one.txt'), 'other\n');
      const reader = createGit({ root, log: createTestLog() });
      for (const wanted of [
        { kind: 'since', base: 'HEAD' },
        { kind: 'staged' },
        { kind: 'commit', commit: 'HEAD' },
      ] as const)
        assert.equal((await reader.changes(wanted, { signal })).type, 'changes');
      assert.equal(existsSync(trace), false);
    }));

  it('are a fault without a repository, and for a name that is no commit', () =>
    withHistory(async (root) => {
      const reader = createGit({ root, log: createTestLog() });
      for (const base of ['no-such', '--output=stolen', 'HEAD:one.txt'])
        assert.deepEqual(await reader.changes({ kind: 'since', base }, { signal }), {
          type: 'fault',
          kind: 'unknownRevision',
        });
      assert.equal(existsSync(join(root, 'stolen')), false);
      await withTempTree({}, async (bare) => {
        const none = await createGit({ root: bare, log: createTestLog() }).changes(
          { kind: 'staged' },
          { signal },
        );
        assert.deepEqual(none, { type: 'fault', kind: 'noRepository' });
      });
    }));

  it('are read as whole files where the text is not what was expected', () => {
    const read = parseChanges(
      ':100644 100644 a b M\0x\0:100644 100644 a b M\0y\0\0diff --git a/x b/x\n@@ -1 +1 @@\n',
    );
    assert.ok(read.every(({ lines }) => lines[0]?.endLine === Number.MAX_SAFE_INTEGER));
    assert.deepEqual(parseChanges(''), []);
  });
});
