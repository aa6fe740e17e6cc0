import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Workspace } from '../../src/engine/ports.ts';
import type { SkippedFile, SourceFile } from '../../src/engine/types.ts';
import { hashBytes } from '../../src/node/encoding/encoding.ts';
import { type DiskFs, nodeDiskFs } from '../../src/node/workspace/diskFs.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { problemText } from '../../src/present/problems.ts';
import { english } from '../../src/present/say.ts';
import { createTestLog, fillTree, withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;
const log = createTestLog();
const SOAK = Boolean(process.env.SOAK);
const posixOnly = { skip: process.platform === 'win32' && 'needs POSIX files' };

const open = (root: string, more: { fs?: DiskFs; maxFileBytes?: number } = {}) =>
  createDiskWorkspace({ root, log, ...more });
const reasonOf = (file: SourceFile | SkippedFile) => ('reason' in file ? file.reason : 'text');
const systemError = (code: string) => Object.assign(new Error(code), { code });

async function see(workspace: Workspace) {
  const { files, skipped, problems } = await workspace.list({ signal });
  return {
    files: files.map((file) => file.path),
    skipped: Object.fromEntries(skipped.map((file) => [file.path, file.reason])),
    problems: problems.map((problem) => problemText(problem, { say: english, door: 'cli' })),
  };
}

test('lists sorted by code unit with size and time, and reads the same facts', async () => {
  const spec = { 'b.ts': 'bb', 'B.ts': 'B', 'a/z.ts': '', 'a-b': 'x', 'é.ts': 'é\r\n', 𝒳: '', '\uff5e': '' };
  await withTempTree(spec, async (root) => {
    await utimes(join(root, 'b.ts'), 1000, 1_700_000_000.25);
    const workspace = open(root);
    const listing = await workspace.list({ signal });
    assert.deepEqual(
      listing.files.map((file) => file.path),
      Object.keys(spec).sort(),
    );
    for (const stat of listing.files) {
      const file = await workspace.read(stat.path, { signal });
      assert.ok('text' in file);
      assert.deepEqual({ path: file.path, size: file.size, mtimeMs: file.mtimeMs }, stat);
      assert.equal(file.hash, hashBytes(Buffer.from(file.text)));
    }
    assert.equal(listing.files.find((file) => file.path === 'b.ts')?.mtimeMs, 1_700_000_000_250);
  });
});

test('a file over the limit is listed as skipped and not read', async () => {
  await withTempTree({ big: 'x'.repeat(1001), fits: 'x'.repeat(1000) }, async (root) => {
    const opened: string[] = [];
    const fs = {
      ...nodeDiskFs,
      open: (path: string, flags: number) => {
        opened.push(path);
        return nodeDiskFs.open(path, flags);
      },
    };
    const workspace = open(root, { maxFileBytes: 1000, fs });
    assert.deepEqual(await see(workspace), { files: ['fits'], skipped: { big: 'tooLarge' }, problems: [] });
    assert.equal(reasonOf(await workspace.read('big', { signal })), 'tooLarge');
    assert.deepEqual(opened, []);
    assert.equal(reasonOf(await workspace.read('fits', { signal })), 'text');
  });
});

test('a sparse file of 2 GB costs no memory', posixOnly, async () => {
  await withTempTree({ huge: '' }, async (root) => {
    await truncate(join(root, 'huge'), 2_000_000_000);
    const before = process.memoryUsage().rss;
    assert.deepEqual((await see(open(root))).skipped, { huge: 'tooLarge' });
    assert.equal(reasonOf(await open(root).read('huge', { signal })), 'tooLarge');
    assert.ok(process.memoryUsage().rss - before < 200e6);
  });
});

test('links are never followed (A12 to A15)', posixOnly, async () => {
  const spec = {
    'out/secret': 'SECRET',
    'ws/real/a.ts': 'a',
    'ws/b.ts': 'b',
    'ws/.gitignore': 'hidden/\n',
    'ws/hidden/h': 'h',
  };
  await withTempTree(spec, async (base) => {
    const root = join(base, 'ws');
    await fillTree(root, {
      'notes.md': { link: '../out/secret' },
      outdir: { link: '../out' },
      'alias.ts': { link: 'b.ts' },
      aliasdir: { link: 'real' },
      byway: { link: 'hidden' },
      dangling: { link: '/nowhere/x' },
      self: { link: 'self' },
      'real/up': { link: '..' },
      zero: { link: '/dev/zero' },
    });
    const workspace = open(root);
    const links = [
      'notes.md',
      'outdir',
      'alias.ts',
      'aliasdir',
      'byway',
      'dangling',
      'self',
      'real/up',
      'zero',
    ];
    const { files, skipped } = await workspace.list({ signal });
    assert.deepEqual(
      files.map((file) => file.path),
      ['.gitignore', 'b.ts', 'real/a.ts'],
    );
    assert.deepEqual(
      skipped.map((file) => file.path),
      [...links].sort(),
    );
    for (const link of skipped) assert.deepEqual([link.reason, link.detail], ['notRegular', 'symbolic link']);
    for (const link of links)
      assert.equal(reasonOf(await workspace.read(link, { signal })), 'notRegular', link);
    for (const path of ['outdir/secret', 'aliasdir/a.ts', 'byway/h', 'real/up/b.ts', 'real/up/real/a.ts']) {
      assert.notEqual(reasonOf(await open(root).read(path, { signal })), 'text', path);
    }
    // The root itself may be a link: it is what the user opened.
    await symlink(root, join(base, 'door'));
    assert.deepEqual((await see(open(join(base, 'door')))).files, ['.gitignore', 'b.ts', 'real/a.ts']);
  });
});

test('FIFO, socket, device link and folder named x.ts are never opened (A55)', posixOnly, async () => {
  await withTempTree({ 'x.ts/inner.ts': '', 'a.ts': 'a' }, async (root) => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    try {
      const workspace = open(root);
      const { files, skipped } = await workspace.list({ signal });
      assert.deepEqual(
        files.map((file) => file.path),
        ['a.ts', 'x.ts/inner.ts'],
      );
      assert.deepEqual(skipped, [
        { path: 'pipe', reason: 'notRegular', detail: 'FIFO' },
        { path: 'socket', reason: 'notRegular', detail: 'socket' },
      ]);
      for (const path of ['pipe', 'socket', 'x.ts']) {
        assert.equal(reasonOf(await workspace.read(path, { signal })), 'notRegular', path);
      }
    } finally {
      server.close();
    }
  });
});

test('a file and a folder without permission', {
  skip: process.getuid?.() === 0 && 'root reads everything',
}, async () => {
  await withTempTree({ closed: 'x', 'dir/x': '', open: 'x' }, async (root) => {
    await chmod(join(root, 'closed'), 0);
    await chmod(join(root, 'dir'), 0);
    const workspace = open(root);
    const { files, problems } = await see(workspace);
    await chmod(join(root, 'dir'), 0o700);
    assert.deepEqual(files, ['closed', 'open']);
    assert.deepEqual(problems, ['dir: not walked (EACCES)']);
    assert.equal(reasonOf(await workspace.read('closed', { signal })), 'unreadable');
  });
});

test('errors of single calls become records, never exceptions', async () => {
  await withTempTree({ 'a/x': '', 'b/y': '', c: 'c', d: 'd' }, async (root) => {
    const at = (name: string, path: string) => path === join(root, name);
    const fs: DiskFs = {
      ...nodeDiskFs,
      readdir: async (path) =>
        at('a', path) ? Promise.reject(systemError('EACCES')) : nodeDiskFs.readdir(path),
      lstat: async (path) => {
        if (at('c', path)) throw systemError('ENOENT');
        if (at('d', path)) throw systemError('EIO');
        return nodeDiskFs.lstat(path);
      },
    };
    assert.deepEqual(await see(open(root, { fs })), {
      files: ['b/y'],
      skipped: { c: 'vanished', d: 'unreadable' },
      problems: ['a: not walked (EACCES)'],
    });
    for (const code of ['EACCES', 'EIO', 'EMFILE', 'ENOENT', 'ELOOP', 'ENXIO']) {
      const failing: DiskFs = { ...nodeDiskFs, open: async () => Promise.reject(systemError(code)) };
      assert.notEqual(reasonOf(await open(root, { fs: failing }).read('d', { signal })), 'text');
    }
  });
  const gone = await see(open('/nowhere/at/all'));
  assert.deepEqual(gone, { files: [], skipped: {}, problems: ['the workspace folder: not walked (ENOENT)'] });
  assert.equal(reasonOf(await open('/nowhere/at/all').read('x', { signal })), 'vanished');
});

test('a folder that is gone or replaced by a link during the walk', posixOnly, async () => {
  await withTempTree({ 'ws/a/x': '', 'ws/b/y': '', 'ws/c': '', 'out/z': 'OUT' }, async (base) => {
    const root = join(base, 'ws');
    const fs: DiskFs = {
      ...nodeDiskFs,
      async lstatBig(path) {
        if (path === join(root, 'a')) await rm(path, { recursive: true });
        if (path === join(root, 'b')) {
          await rm(path, { recursive: true });
          await symlink(join(base, 'out'), path);
        }
        return nodeDiskFs.lstatBig(path);
      },
    };
    const { files, problems } = await see(open(root, { fs }));
    assert.deepEqual(files, ['c']);
    assert.deepEqual(problems, ['b: not walked (it became a symbolic link)']);
  });
});

test('odd names keep their bytes (A57, A58)', posixOnly, async () => {
  const names = [
    'new\nline',
    'per%20cent',
    'rtl\u202etxt',
    'tab\t',
    ' ',
    '  x ',
    '-rf',
    '#a',
    '!b',
    '*',
    '[a]',
    '\ufffd',
    '__proto__',
  ];
  const twins = ['A.ts', 'a.ts', 'é.ts'.normalize('NFC'), 'é.ts'.normalize('NFD')];
  const all = [...names, ...twins];
  await withTempTree(
    { '.gitignore': 'none\n', ...Object.fromEntries(all.map((n) => [n, n])) },
    async (root) => {
      const onDisk = readdirSync(root).filter((name) => name !== '.gitignore');
      const workspace = open(root);
      const { files, skipped } = await see(workspace);
      assert.deepEqual(
        files.filter((path) => path !== '.gitignore'),
        onDisk.sort(),
      );
      assert.deepEqual(skipped, {});
      for (const name of onDisk) {
        const file = await workspace.read(name, { signal });
        assert.equal('text' in file && file.text, name);
      }
    },
  );
});

test('names that are not UTF-8 or hold a backslash are told, not lost', {
  skip: process.platform !== 'linux',
}, async () => {
  await withTempTree({ 'ok\ufffd': '', 'back\\slash': '' }, async (root) => {
    const raw = (name: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);
    await writeFile(raw('caf\xe9.ts'), '');
    await mkdir(raw('dir\xff'));
    const { files, skipped, problems } = await see(open(root));
    assert.deepEqual(files, ['ok\ufffd']);
    assert.deepEqual(skipped, { 'back\\slash': 'unreadable', 'caf\\xe9.ts': 'unreadable' });
    assert.deepEqual(problems, ['dir\\xff: not walked (its name is not valid UTF-8)']);
  });
});

test('200 folders deep and many files in one folder (A57)', async () => {
  const deep = `${'d/'.repeat(250)}file.ts`;
  const count = SOAK ? 100_000 : 5_000;
  const many = Object.fromEntries(Array.from({ length: count }, (_, at) => [`many/${at}`, '']));
  await withTempTree({ ...many, [deep]: 'deep' }, async (root) => {
    const workspace = open(root);
    const { files, problems } = await see(workspace);
    assert.equal(files.length, count + 1);
    assert.deepEqual(problems, []);
    assert.equal(reasonOf(await workspace.read(deep, { signal })), 'text');
  });
});

test('a folder mounted inside itself ends the walk there', async () => {
  await withTempTree({ 'a/b/x': '', y: '' }, async (root) => {
    const fs: DiskFs = {
      ...nodeDiskFs,
      lstatBig: (path) => nodeDiskFs.lstatBig(path === join(root, 'a', 'b') ? root : path),
    };
    const { files, problems } = await see(open(root, { fs }));
    assert.deepEqual(files, ['y']);
    assert.deepEqual(problems, ['a/b: not walked (it is a folder above itself)']);
  });
});

/** All entries that are not folders, found another way than the walk finds them. */
async function countEntries(root: string): Promise<number> {
  const all = await readdir(root, { withFileTypes: true, recursive: true });
  const ours = all.filter((entry) => !relative(root, entry.parentPath).split('/').includes('.git'));
  return ours.filter((entry) => !entry.isDirectory()).length;
}

test('files and skipped are disjoint and together all that is there', async () => {
  const part = fc.constantFrom('a', 'b', 'c.ts', 'd e', '.git', 'é');
  const entry = fc.constantFrom('', 'text', 'x'.repeat(600), 'LINK');
  const spec = fc.array(fc.tuple(fc.array(part, { minLength: 1, maxLength: 5 }), entry), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(spec, (entries) =>
      withTempTree({}, async (root) => {
        for (const [parts, content] of entries) {
          const made = content === 'LINK' ? ({ link: 'a' } as const) : content;
          // A path may be a folder already, or lie below a file: the tree is what could be made.
          await fillTree(root, { [parts.join('/')]: made }).catch(() => {});
        }
        await rm(join(root, '.git'), { recursive: true, force: true });
        const { files, skipped, problems } = await open(root, { maxFileBytes: 500 }).list({ signal });
        const paths = [...files, ...skipped].map((file) => file.path);
        assert.equal(new Set(paths).size, paths.length);
        const git = (await readdir(root, { recursive: true })).filter((path) =>
          /(^|\/)\.git$/.test(path),
        ).length;
        if (git === 0) assert.equal(paths.length, await countEntries(root));
        assert.deepEqual(problems, []);
      }),
    ),
    { seed: 5, numRuns: SOAK ? 2_000 : 100 },
  );
});

test('an abort rejects with its reason, before and during the walk and the reading', async () => {
  await withTempTree({ 'a/b/c': 'x', 'd/e': 'x', f: 'x' }, async (root) => {
    const reason = new Error('stop');
    const steps = ['readdir', 'lstat', 'lstatBig', 'open', 'realpath'] as const;
    for (const step of steps) {
      const controller = new AbortController();
      const call = nodeDiskFs[step] as (...args: unknown[]) => Promise<unknown>;
      const stopping = (...args: unknown[]) => {
        controller.abort(reason);
        return call(...args);
      };
      const workspace = open(root, { fs: { ...nodeDiskFs, [step]: stopping } as DiskFs });
      const options = { signal: controller.signal };
      if (step !== 'open') await assert.rejects(workspace.list(options), reason, step);
      if (step === 'open') await assert.rejects(workspace.read('f', options), reason, step);
      await assert.rejects(workspace.list(options), reason);
      await assert.rejects(workspace.read('f', options), reason);
    }
  });
});
