/** Where a repository is shown on the web, from what its remote is called; and which files its commit holds. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Citation, WebAddress } from '../../src/engine/types.ts';
import { createGit } from '../../src/node/workspace/git.ts';
import { siteOf } from '../../src/node/workspace/webAddress.ts';
import { anchored, permalink } from '../../src/present/answer/permalink.ts';
import { createTestLog, runGit, withTempTree } from '../fakes/tempTree.ts';

const COMMIT = 'c'.repeat(40);
const cited = (path: string, startLine = 3, endLine = 9): Citation => ({
  ...{ path, startLine, endLine, quote: 'x', hash: 'h', state: 'verified', commit: COMMIT },
});

describe('the web address of a remote', () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['https://github.com/owner/name.git', 'github https://github.com/owner/name'],
    ['https://user:secret-token@github.com/owner/name', 'github https://github.com/owner/name'],
    ['git@github.com:owner/name.git', 'github https://github.com/owner/name'],
    [
      'ssh://git@gitlab.example.org:2222/group/sub/name.git/',
      'gitlab https://gitlab.example.org/group/sub/name',
    ],
    ['git@bitbucket.org:team/name.git', 'bitbucket https://bitbucket.org/team/name'],
    ['https://codeberg.org/owner/name.git?token=secret#x', 'gitea https://codeberg.org/owner/name'],
    [
      'https://org@dev.azure.com/org/my%20project/_git/repo',
      'azure https://dev.azure.com/org/my%20project/_git/repo',
    ],
    ['git@ssh.dev.azure.com:v3/org/project/repo', 'azure https://dev.azure.com/org/project/_git/repo'],
    ['https://example.org/owner/name.git', undefined],
    ['https://github.com.evil.test/owner/name', undefined],
    ['/srv/git/name.git', undefined],
    ['ext::sh -c evil', undefined],
    ['https://github.com/only', undefined],
    ['javascript:alert(1)', undefined],
    [`https://github.com/${'a'.repeat(3_000)}/b`, undefined],
  ];
  for (const [remote, expected] of rows)
    it(`of ${remote.slice(0, 60)}`, () => {
      const site = siteOf(remote);
      assert.equal(site && `${site.forge} ${site.base}`, expected);
    });
});

describe('a permanent link', () => {
  const at = (forge: WebAddress['forge'], base: string) =>
    permalink({ forge, base, folder: 'sub/' }, cited('a b.ts'));

  it('has the form of its host', () => {
    assert.deepEqual(
      [
        at('github', 'https://github.com/o/n'),
        at('gitlab', 'https://gitlab.com/o/n'),
        at('bitbucket', 'https://bitbucket.org/o/n'),
        at('gitea', 'https://codeberg.org/o/n'),
        at('azure', 'https://dev.azure.com/o/p/_git/n'),
      ],
      [
        `https://github.com/o/n/blob/${COMMIT}/sub/a%20b.ts#L3-L9`,
        `https://gitlab.com/o/n/-/blob/${COMMIT}/sub/a%20b.ts#L3-9`,
        `https://bitbucket.org/o/n/src/${COMMIT}/sub/a%20b.ts#lines-3:9`,
        `https://codeberg.org/o/n/src/commit/${COMMIT}/sub/a%20b.ts#L3-L9`,
        `https://dev.azure.com/o/p/_git/n?path=/sub/a%20b.ts&version=GC${COMMIT}&line=3&lineEnd=10&lineStartColumn=1&lineEndColumn=1`,
      ],
    );
  });

  it('is none without a commit that holds the file; then the place has its lines as an anchor', () => {
    const { commit: _none, ...changed } = cited('src/(a)/ü.ts', 4, 4);
    assert.equal(
      permalink({ forge: 'github', base: 'https://github.com/o/n', folder: '' }, changed),
      undefined,
    );
    assert.equal(permalink(undefined, cited('a.ts')), undefined);
    assert.equal(anchored(changed), 'src/%28a%29/%C3%BC.ts#L4');
  });
});

describe('git', () => {
  it('says which files a commit holds as they are, and where the web shows them', () =>
    withTempTree({ 'sub/same.ts': 'one\n', 'sub/changed.ts': 'two\n', 'top.ts': 'three\n' }, async (root) => {
      runGit(root, 'init', '-q', '-b', 'main');
      runGit(root, 'add', '.');
      runGit(root, 'commit', '-q', '-m', 'One');
      runGit(root, 'remote', 'add', 'origin', 'https://me:secret@github.com/owner/name.git');
      await writeFile(join(root, 'sub/changed.ts'), 'other\n');
      await writeFile(join(root, 'sub/new.ts'), 'new\n');
      const git = createGit({ root: join(root, 'sub'), log: createTestLog() });
      const commit = (await git.head())!;
      const held = await git.unchanged(commit, ['same.ts', 'changed.ts', 'new.ts', 'gone.ts']);
      assert.deepEqual([...held], ['same.ts']);
      assert.deepEqual(await git.web(), {
        ...{ forge: 'github', base: 'https://github.com/owner/name', folder: 'sub/' },
      });
    }));
});
