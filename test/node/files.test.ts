import assert from 'node:assert/strict';
import { renameSync, symlinkSync } from 'node:fs';
import * as realFs from 'node:fs/promises';
import { chmod, link, lstat, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { FileIdentity, Files } from '../../src/engine/ports.ts';
import { createDiskFiles, type FilesFs } from '../../src/node/workspace/files.ts';
import { failingFs } from '../fakes/failingFs.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const signal = new AbortController().signal;
const OLD = Buffer.from('old\r\n\0bytes');
const NEW = Buffer.from('new \u00fc bytes that are longer');

const withFiles = (run: (root: string, files: Files) => Promise<void>, fs?: FilesFs) =>
  withTempTree({ 'src/a.ts': OLD.toString('latin1') }, async (base) => {
    const root = await realFs.realpath(base);
    await run(root, createDiskFiles({ realRoot: root, ...(fs ? { fs } : {}) }));
  });

async function identity(files: Files, path: string): Promise<FileIdentity> {
  const found = await files.stat(path, { signal });
  assert.ok('id' in found, JSON.stringify(found));
  return found;
}

async function faultOf(result: Promise<object>): Promise<string> {
  const found = await result;
  if ('fault' in found) return (found.fault as { kind: string }).kind;
  return 'kind' in found ? String(found.kind) : 'none';
}

/** All entries below a folder. */
async function tree(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true });
  return entries.map((entry) => entry.replaceAll('\\', '/')).sort();
}

describe('the files of the disk as bytes', () => {
  it('are read, replaced and made with the bytes and permissions they have', () =>
    withFiles(async (root, files) => {
      await chmod(join(root, 'src/a.ts'), 0o755);
      const read = await files.read('src/a.ts', { signal });
      assert.ok(read.type === 'read');
      assert.deepEqual(Buffer.from(read.bytes), OLD);
      const written = await files.write('src/a.ts', NEW, { replaces: read.identity, signal });
      assert.ok(written.type === 'written' && written.confirmed);
      assert.deepEqual(written.identity, await identity(files, 'src/a.ts'));
      assert.deepEqual(await readFile(join(root, 'src/a.ts')), NEW);
      if (process.platform !== 'win32')
        assert.equal((await lstat(join(root, 'src/a.ts'))).mode & 0o777, 0o755);
      const made = await files.write('deep/er/b.ts', OLD, { replaces: 'nothing', signal });
      assert.equal(made.type, 'written');
      assert.deepEqual(await tree(root), ['deep', 'deep/er', 'deep/er/b.ts', 'src', 'src/a.ts']);
    }));

  it('are not replaced when they are not what the caller saw', () =>
    withFiles(async (root, files) => {
      const before = await identity(files, 'src/a.ts');
      const write = (path: string, replaces: FileIdentity | 'nothing') =>
        faultOf(files.write(path, NEW, { replaces, signal }));
      assert.equal(await write('src/a.ts', 'nothing'), 'changed');
      assert.equal(await write('src/gone.ts', before), 'missing');
      assert.equal(await write('src/a.ts', { ...before, size: before.size + 1 }), 'changed');
      assert.equal(await write('src/a.ts', { ...before, mtimeMs: before.mtimeMs + 1 }), 'changed');
      // Another file with equal bytes in its place.
      await writeFile(join(root, 'src/b.ts'), OLD);
      await rename(join(root, 'src/b.ts'), join(root, 'src/a.ts'));
      assert.equal(await write('src/a.ts', before), 'changed');
      assert.deepEqual(await readFile(join(root, 'src/a.ts')), OLD);
      assert.deepEqual(await tree(root), ['src', 'src/a.ts']);
    }));

  it('lie below the root, and are regular files', () =>
    withFiles(async (root, files) => {
      for (const path of [
        '',
        '/etc/passwd',
        '../x',
        'src/../a',
        'src//a.ts',
        './a',
        'src\\a.ts',
        'a\0b',
        '.git/hooks/x',
        '.GIT/x',
      ])
        for (const result of [
          files.stat(path, { signal }),
          files.read(path, { signal }),
          files.write(path, NEW, { replaces: 'nothing', signal }),
        ])
          assert.equal(await faultOf(result), 'badPath', path);
      assert.equal(await faultOf(files.stat('src', { signal })), 'notRegular');
      assert.equal(await faultOf(files.read('src', { signal })), 'notRegular');
      assert.equal(await faultOf(files.read('none.ts', { signal })), 'missing');
      assert.equal(
        await faultOf(files.write('src/a.ts/b', NEW, { replaces: 'nothing', signal })),
        'notRegular',
      );
      assert.deepEqual(await tree(root), ['src', 'src/a.ts']);
    }));

  it('are never reached through a link', { skip: process.platform === 'win32' }, () =>
    withTempTree({ 'ws/src/a.ts': 'a', 'out/secret': 'outside' }, async (base) => {
      const real = await realFs.realpath(base);
      const root = join(real, 'ws');
      const files = createDiskFiles({ realRoot: root });
      await symlink('../out', join(root, 'folder'));
      await symlink('../out/secret', join(root, 'file'));
      await symlink('../out/new', join(root, 'dangling'));
      await symlink('src', join(root, 'inside'));
      for (const path of ['folder/secret', 'file', 'inside/a.ts']) {
        assert.equal(await faultOf(files.stat(path, { signal })), 'link', path);
        assert.equal(await faultOf(files.read(path, { signal })), 'link', path);
      }
      for (const path of ['folder/new', 'folder/deep/new', 'inside/new'])
        assert.equal(await faultOf(files.write(path, NEW, { replaces: 'nothing', signal })), 'link', path);
      for (const path of ['file', 'dangling'])
        assert.equal(await faultOf(files.write(path, NEW, { replaces: 'nothing', signal })), 'changed', path);
      assert.deepEqual(await tree(join(real, 'out')), ['secret']);
      // A second name of an outside file keeps the old bytes.
      await link(join(real, 'out/secret'), join(root, 'hard'));
      const written = await files.write('hard', NEW, { replaces: await identity(files, 'hard'), signal });
      assert.equal(written.type, 'written');
      assert.equal(await readFile(join(real, 'out/secret'), 'utf8'), 'outside');
    }),
  );

  it('stay when nobody may write to them, and when they are too large', () =>
    withFiles(async (root, files) => {
      await chmod(join(root, 'src/a.ts'), 0o444);
      const replaces = await identity(files, 'src/a.ts');
      assert.equal(await faultOf(files.write('src/a.ts', NEW, { replaces, signal })), 'denied');
      assert.deepEqual(await readFile(join(root, 'src/a.ts')), OLD);
      const small = createDiskFiles({ realRoot: root, maxFileBytes: 4 });
      assert.equal(await faultOf(small.read('src/a.ts', { signal })), 'tooLarge');
    }));

  it('are left alone once the signal has fired', () =>
    withFiles(async (root, files) => {
      const replaces = await identity(files, 'src/a.ts');
      const aborted = AbortSignal.abort(new Error('stop'));
      await assert.rejects(async () => files.write('src/a.ts', NEW, { replaces, signal: aborted }), /stop/);
      await assert.rejects(async () => files.read('src/a.ts', { signal: aborted }), /stop/);
      assert.deepEqual(await readFile(join(root, 'src/a.ts')), OLD);
    }));
});

const isTemporary = (path: string): boolean => /\.[0-9a-f]{8}-\d+-[0-9a-f]{12}\.tmp$/.test(path);

describe('a write that fails at any step', () => {
  for (const kind of ['replaces', 'makes'] as const)
    for (const isDead of [false, true])
      it(`leaves all old or all new bytes (${kind} a file${isDead ? ', and nothing runs afterwards' : ''})`, async () => {
        const path = kind === 'replaces' ? 'src/a.ts' : 'new/deep/b.ts';
        let steps = 0;
        let isThrough = false;
        while (!isThrough) {
          steps++;
          const { fs, calls } = failingFs(steps, 'EIO', isDead);
          await withFiles(async (root, plain) => {
            const replaces = kind === 'replaces' ? await identity(plain, path) : 'nothing';
            const files = createDiskFiles({ realRoot: root, fs });
            const result = await files.write(path, NEW, { replaces, signal });
            isThrough = calls.length < steps;
            const now = await readFile(join(root, path)).catch(() => undefined);
            const about = `${calls.join(' ')}: ${JSON.stringify(result)}`;
            if (result.type === 'written') {
              assert.deepEqual(now, NEW, about);
              assert.equal(result.confirmed, isThrough, about);
            } else {
              assert.equal(result.fault.kind, 'system', about);
              assert.deepEqual(now, kind === 'replaces' ? OLD : undefined, about);
            }
            const left = (await tree(root)).filter(isTemporary);
            if (!isDead) assert.deepEqual(left, [], about);
            assert.ok(left.length <= 1, about);
            const known = (await tree(root)).filter((entry) => !isTemporary(entry));
            if (result.type === 'fault' && !isDead) assert.deepEqual(known, ['src', 'src/a.ts'], about);
          });
        }
        assert.ok(steps > 12, `only ${steps} steps`);
      });

  it('names the kinds that a person can do something about', async () => {
    for (const [code, kind] of [
      ['ENOSPC', 'full'],
      ['EDQUOT', 'full'],
      ['EROFS', 'denied'],
      ['EACCES', 'denied'],
    ] as const)
      await withFiles(async (root, plain) => {
        const replaces = await identity(plain, 'src/a.ts');
        const at = 7;
        const { fs, calls } = failingFs(at, code, false);
        const files = createDiskFiles({ realRoot: root, fs });
        const result = await files.write('src/a.ts', NEW, { replaces, signal });
        assert.ok(result.type === 'fault', calls.join(' '));
        assert.deepEqual(result.fault, { kind, code });
      });
  });

  it('writes to no other place when a folder becomes a link at any step', {
    skip: process.platform === 'win32',
  }, async () => {
    let refused = 0;
    let isThrough = false;
    for (let at = 1; !isThrough; at++)
      await withTempTree({ 'ws/src/a.ts': 'inside', 'out/a.ts': 'outside' }, async (base) => {
        const real = await realFs.realpath(base);
        const root = join(real, 'ws');
        const replaces = await identity(createDiskFiles({ realRoot: root }), 'src/a.ts');
        const { fs, calls } = failingFs(-1, '', false, (_, call) => {
          if (call !== at) return;
          renameSync(join(root, 'src'), join(root, 'moved'));
          symlinkSync(join(real, 'out'), join(root, 'src'));
        });
        const files = createDiskFiles({ realRoot: root, fs });
        const result = await files.write('src/a.ts', NEW, { replaces, signal });
        isThrough = calls.length < at;
        const about = `${at}: ${calls.join(' ')}`;
        assert.equal(await readFile(join(real, 'out/a.ts'), 'utf8'), 'outside', about);
        assert.deepEqual(await tree(join(real, 'out')), ['a.ts'], about);
        if (result.type === 'fault') refused++;
      });
    assert.ok(refused > 10, `refused ${refused} times`);
  });
});
