import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, truncateSync } from 'node:fs';
import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SkippedFile, SourceFile } from '../../src/engine/types.ts';
import { hashBytes } from '../../src/node/encoding/encoding.ts';
import { type DiskFs, nodeDiskFs } from '../../src/node/workspace/diskFs.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { createOverlayWorkspace } from '../../src/node/workspace/overlay.ts';
import { createTestLog, fillTree, withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;
const log = createTestLog();
const SOAK = Boolean(process.env.SOAK);
const posixOnly = { skip: process.platform === 'win32' && 'needs POSIX files' };

const open = (root: string, more: { fs?: DiskFs; maxFileBytes?: number } = {}) =>
  createDiskWorkspace({ root, log, ...more });
const reasonOf = (file: SourceFile | SkippedFile) => ('reason' in file ? file.reason : 'text');

test('content decides at reading: binary, encoding, text', async () => {
  const spec = {
    png: Buffer.from([0x89, 0x50, 0, 0]),
    wide: Buffer.from('\ufeffhi\ud800', 'utf16le'),
    bare: Buffer.from('hello', 'utf16le'),
    utf32: Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0]),
    cut: Buffer.from([0xff, 0xfe, 0, 0, 65, 0]),
    latin: Buffer.from([0xe9, 0x0a]),
    empty: '',
  };
  await withTempTree(spec, async (root) => {
    const workspace = open(root);
    const reasons: Record<string, string> = {};
    for (const path of Object.keys(spec)) reasons[path] = reasonOf(await workspace.read(path, { signal }));
    const expected = {
      png: 'binary',
      wide: 'text',
      bare: 'text',
      utf32: 'text',
      cut: 'encoding',
      latin: 'text',
      empty: 'text',
    };
    assert.deepEqual(reasons, expected);
  });
});

// A09, T3: spellings that leave the root, or could be taken for it on another system.
const REFUSED = [
  '',
  '.',
  '..',
  '../x',
  'a/../../x',
  'a/./b',
  'a//b',
  '/etc/hostname',
  '//host/x',
  'a\0b',
  'C:\\x',
];
const REFUSED_TOO = [
  '\\\\host\\s\\x',
  '..\\x',
  'a/..',
  'a/',
  '/',
  './a',
  '.git/config',
  'a/.GIT/config',
  '.hg/store',
];
test('read refuses paths that are not plainly below the root', async () => {
  await withTempTree(
    { 'ws/a/b': 'in', 'ws-evil/x': 'out', x: 'out', 'ws/.git/config': 'c' },
    async (base) => {
      const workspace = open(join(base, 'ws'));
      for (const path of [...REFUSED, ...REFUSED_TOO, '../ws-evil/x', `${base}/ws/a/b`]) {
        const file = await workspace.read(path, { signal });
        assert.equal(reasonOf(file), 'unreadable', path);
        assert.ok('detail' in file && file.detail, path);
      }
      for (const path of ['~/.bashrc', '$HOME/x', 'file:x', '..%2fx', 'none', 'a/b/c']) {
        assert.equal(reasonOf(await workspace.read(path, { signal })), 'vanished', path);
      }
      assert.notEqual(reasonOf(await workspace.read('x'.repeat(5000), { signal })), 'text');
    },
  );
});

test('whatever the path, nothing outside the root is read', async () => {
  await withTempTree({ 'ws/a/b.ts': 'inside', 'out/b.ts': 'OUTSIDE', 'b.ts': 'OUTSIDE' }, async (base) => {
    await symlink('../out', join(base, 'ws', 'link')).catch(() => {});
    const workspace = open(join(base, 'ws'));
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'b.ts',
      'link',
      'out',
      'ws',
      '%2e%2e',
      '..\\',
      '/',
      '\0',
      'A',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const file = await workspace.read(parts.join('/'), { signal });
        assert.ok(!('text' in file) || file.text === 'inside');
      }),
      { seed: 3, numRuns: SOAK ? 100_000 : 1_000 },
    );
  });
});

test('what is swapped in while a file is opened is read only when it is inside', posixOnly, async () => {
  await withTempTree({ 'ws/d/a': 'inside', 'out/a': 'OUTSIDE' }, async (base) => {
    const root = join(base, 'ws');
    const file = join(root, 'd', 'a');
    const swaps: [expected: string, swap: () => Promise<void>][] = [
      ['notRegular', () => rm(file).then(() => symlink(join(base, 'out', 'a'), file))],
      ['text', () => writeFile(join(root, 'fresh'), 'fresh').then(() => rename(join(root, 'fresh'), file))],
      [
        'unreadable',
        () =>
          rename(join(root, 'd'), join(root, 'e')).then(() => symlink(join(base, 'out'), join(root, 'd'))),
      ],
    ];
    for (const [expected, swap] of swaps) {
      await rm(join(root, 'd'), { recursive: true });
      await fillTree(root, { 'd/keep': '', 'd/a': 'inside' });
      let opened = 0;
      const fs: DiskFs = {
        ...nodeDiskFs,
        async open(path, flags) {
          if (opened++ === 0) await swap();
          return nodeDiskFs.open(path, flags);
        },
      };
      const read = await open(root, { fs }).read('d/a', { signal });
      assert.equal(reasonOf(read), expected);
      if ('text' in read) assert.equal(read.text, 'fresh');
      await rm(join(root, 'e'), { recursive: true, force: true });
    }
  });
});

test('a file that became a FIFO after it was seen does not block', posixOnly, async () => {
  await withTempTree({ a: 'x' }, async (root) => {
    const fs: DiskFs = {
      ...nodeDiskFs,
      async open(path, flags) {
        await rm(path);
        execFileSync('mkfifo', [path]);
        return nodeDiskFs.open(path, flags);
      },
    };
    assert.equal(reasonOf(await open(root, { fs }).read('a', { signal })), 'notRegular');
  });
});

test('a file that shrinks, grows or outgrows the limit while it is read', async () => {
  await withTempTree({ a: 'x'.repeat(100_000) }, async (root) => {
    const file = join(root, 'a');
    const during = async (change: () => void, maxFileBytes = 1_000_000) => {
      await writeFile(file, 'x'.repeat(100_000));
      const fs: DiskFs = {
        ...nodeDiskFs,
        async open(path, flags) {
          const handle = await nodeDiskFs.open(path, flags);
          const stat = handle.stat.bind(handle);
          handle.stat = (async () => {
            const stats = await stat();
            change();
            return stats;
          }) as typeof handle.stat;
          return handle;
        },
      };
      return open(root, { fs, maxFileBytes }).read('a', { signal });
    };
    const shrunk = await during(() => truncateSync(file, 10));
    assert.deepEqual('text' in shrunk && [shrunk.size, shrunk.text.length], [10, 10]);
    const grown = await during(() => appendFileSync(file, 'y'.repeat(300_000)));
    assert.deepEqual('text' in grown && [grown.size, grown.text.length], [400_000, 400_000]);
    assert.equal(reasonOf(await during(() => appendFileSync(file, 'y'.repeat(2_000_000)))), 'tooLarge');
    assert.equal(reasonOf(await during(() => truncateSync(file, 0))), 'text');
  });
});

test('an open buffer wins over the disk, a refusal wins over the buffer', async () => {
  const spec = {
    '.gitignore': '.env\n',
    '.env': 'KEY=1',
    'a.ts': 'disk',
    'same.ts': '\ufeffsame',
    'b.bin': 'a\0',
  };
  await withTempTree(spec, async (root) => {
    const buffers = new Map([
      ['a.ts', 'buffer'],
      ['same.ts', 'same'],
      ['.env', 'KEY=2'],
      ['new.ts', 'unsaved'],
      ['../x', 'x'],
    ]);
    const base = open(root);
    const overlay = createOverlayWorkspace(base, () => buffers);
    const { files, skipped } = await overlay.list({ signal });
    assert.deepEqual(
      files.map((file) => file.path),
      ['.gitignore', 'a.ts', 'b.bin', 'new.ts', 'same.ts'],
    );
    assert.deepEqual(skipped, []);
    for (const stat of files.filter((file) => file.path !== 'b.bin')) {
      const file = await overlay.read(stat.path, { signal });
      assert.ok('text' in file);
      assert.deepEqual([file.size, file.mtimeMs], [stat.size, stat.mtimeMs]);
    }
    const edited = await overlay.read('a.ts', { signal });
    assert.deepEqual('text' in edited && [edited.text, edited.hash], [
      'buffer',
      hashBytes(Buffer.from('buffer')),
    ]);
    assert.deepEqual(await overlay.read('same.ts', { signal }), await base.read('same.ts', { signal }));
    for (const path of ['.env', '../x', 'b.bin'])
      assert.notEqual(reasonOf(await overlay.read(path, { signal })), 'text');
    const before = files.find((file) => file.path === 'a.ts');
    buffers.set('a.ts', 'BUFFER');
    const after = (await overlay.list({ signal })).files.find((file) => file.path === 'a.ts');
    assert.equal(before?.size, after?.size);
    assert.notEqual(before?.mtimeMs, after?.mtimeMs);
  });
});
