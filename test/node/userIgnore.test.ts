/** The ignore rules that a user has for all repositories, compared with what git itself makes of them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { createGit } from '../../src/node/workspace/git.ts';
import { createTestLog, runGit, withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;
const log = createTestLog();
const FILES = {
  ...{
    'a.log': '',
    'keep.log': '',
    'notes/secret.txt': '',
    'notes/a.txt': '',
    'tmp/x.ts': '',
    'src/tmp/y.ts': '',
  },
  ...{ 'src/a.log': '', 'src/a.ts': '', '.gitignore': '!keep.log\n', 'b.swp': '', 'src/.DS_Store': '' },
};
const RULES = '*.log\n/tmp/\nnotes/secret.txt\n*.swp\n.DS_Store\n';

interface Place {
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A repository, and a home with nothing in it but what `set` puts there. */
function withHome(
  set: (place: Place) => Promise<void>,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  return withTempTree(FILES, (root) =>
    withTempTree({}, async (home) => {
      runGit(root, 'init');
      const place = { root, home, env: { PATH: process.env.PATH, HOME: home } };
      await set(place);
      await work(place);
    }),
  );
}

async function listed(
  { root, env }: Place,
  more: { readonly folder?: string; readonly isTrusted?: boolean } = {},
) {
  const folder = join(root, more.folder ?? '');
  const git = more.isTrusted === false ? {} : { git: createGit({ root: folder, log, env }) };
  const workspace = createDiskWorkspace({ root: folder, log, ...git });
  const { files, problems } = await workspace.list({ signal });
  return { paths: files.map(({ path }) => path), problems, workspace };
}

/** What git lists of a folder with the same home. */
function gitLists({ root, env }: Place, folder = ''): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const options = { cwd: join(root, folder), env: { ...env, GIT_CONFIG_NOSYSTEM: '1' } };
  const names = execFileSync('git', args, options).toString('utf8').split('\0');
  return names.filter((name) => name !== '').sort();
}

const config = ({ home }: Place, text: string) => writeFile(join(home, '.gitconfig'), text);
const toFile = (path: string): string => `[core]\n\texcludesFile = ${path}\n`;

/** Ways in which people say where their rules are. */
const WAYS: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  'by default': async ({ home }) => {
    await mkdir(join(home, '.config/git'), { recursive: true });
    await writeFile(join(home, '.config/git/ignore'), RULES);
  },
  'below the home': async (place) => {
    await config(place, toFile('~/.gitignore_global'));
    await writeFile(join(place.home, '.gitignore_global'), RULES);
  },
  'by a name with blanks': async (place) => {
    await config(place, toFile('"~/my rules"'));
    await writeFile(join(place.home, 'my rules'), RULES);
  },
  'by an absolute path': async (place) => {
    await config(place, toFile(join(place.home, 'rules')));
    await writeFile(join(place.home, 'rules'), RULES);
  },
  'in an included file': async (place) => {
    await config(place, '[include]\n\tpath = more.config\n');
    await writeFile(join(place.home, 'more.config'), toFile('~/rules'));
    await writeFile(join(place.home, 'rules'), RULES);
  },
  'through a link, as managers of dot files make them': async (place) => {
    await mkdir(join(place.home, 'dotfiles'));
    await writeFile(join(place.home, 'dotfiles/rules'), RULES);
    await symlink(join(place.home, 'dotfiles/rules'), join(place.home, 'rules'));
    await config(place, toFile('~/rules'));
  },
};

describe("a user's own ignore rules", { skip: process.platform === 'win32' && 'a home of POSIX' }, () => {
  for (const [how, set] of Object.entries(WAYS))
    it(`hold as git has them: ${how}`, () =>
      withHome(set, async (place) => {
        const { paths, problems, workspace } = await listed(place);
        assert.deepEqual(problems, []);
        assert.deepEqual(paths, gitLists(place));
        assert.deepEqual(paths, ['.gitignore', 'keep.log', 'notes/a.txt', 'src/a.ts', 'src/tmp/y.ts']);
        assert.ok('reason' in (await workspace.read('notes/secret.txt', { signal })));
      }));

  it('are those of the whole repository where one folder of it is opened, and of a repository inside it', () =>
    withHome(WAYS['by default']!, async (place) => {
      assert.deepEqual((await listed(place, { folder: 'notes' })).paths, ['a.txt']);
      assert.deepEqual((await listed(place, { folder: 'src' })).paths, gitLists(place, 'src'));
      await mkdir(join(place.root, 'inner/tmp'), { recursive: true });
      runGit(join(place.root, 'inner'), 'init');
      await writeFile(join(place.root, 'inner/tmp/z.ts'), '');
      await writeFile(join(place.root, 'inner/z.ts'), '');
      const { paths } = await listed(place);
      assert.deepEqual(
        paths.filter((path) => path.startsWith('inner/')),
        ['inner/z.ts'],
      );
    }));

  it('do not keep a file out that git tracks', () =>
    withHome(WAYS['by default']!, async (place) => {
      runGit(place.root, 'add', '-f', 'a.log');
      assert.ok((await listed(place)).paths.includes('a.log'));
    }));

  it('are asked for again with each listing, and for a path that was in none', () =>
    withHome(WAYS['by default']!, async (place) => {
      const git = createGit({ root: place.root, log, env: place.env });
      const workspace = createDiskWorkspace({ root: place.root, log, git });
      assert.ok('reason' in (await workspace.read('a.log', { signal })));
      await writeFile(join(place.home, '.config/git/ignore'), '*.ts\n');
      const { files } = await workspace.list({ signal });
      assert.ok(files.some(({ path }) => path === 'a.log') && !files.some(({ path }) => path === 'src/a.ts'));
    }));

  it('are not named by a repository, nor asked for where git is not', () =>
    withHome(WAYS['by default']!, async (place) => {
      const all = Object.keys(FILES).sort();
      assert.deepEqual((await listed(place, { isTrusted: false })).paths, all);
      await config(place, toFile('/nonexistent/rules'));
      await writeFile(join(place.root, 'own'), '*\n');
      const of = join(place.root, '.git/config');
      await writeFile(of, `${await readFile(of, 'utf8')}${toFile(join(place.root, 'own'))}`);
      assert.deepEqual((await listed(place)).paths, [...all, 'own'].sort());
    }));

  it('that cannot be read are told, and close nothing', async () => {
    const broken: Readonly<Record<string, readonly [why: string, set: (file: string) => Promise<unknown>]>> =
      {
        folder: ['notFile', (file) => mkdir(file)],
        pipe: ['notFile', async (file) => execFileSync('mkfifo', [file])],
        device: ['notFile', (file) => symlink('/dev/zero', file)],
        large: ['tooLarge', (file) => writeFile(file, '*.log\n'.repeat(200_000))],
        binary: ['notText', (file) => writeFile(file, Buffer.from([0, 1, 2, 255, 0, 7]))],
        loop: ['system', (file) => symlink(file, file)],
      };
    for (const [what, [why, set]] of Object.entries(broken))
      await withHome(
        async (place) => {
          await config(place, toFile('~/rules'));
          await set(join(place.home, 'rules'));
        },
        async (place) => {
          const { paths, problems } = await listed(place);
          assert.deepEqual(paths, Object.keys(FILES).sort(), what);
          assert.deepEqual(
            problems.map((problem) => [problem.kind, 'why' in problem && problem.why]),
            [['userRulesUnread', why]],
            what,
          );
        },
      );
  });

  it('that are not there say nothing', () =>
    withHome(
      (place) => config(place, toFile('~/none/at/all')),
      async (place) => assert.deepEqual((await listed(place)).problems, []),
    ));
});
