import assert from 'node:assert/strict';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Workspace } from '../../src/engine/ports.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { createRecentListing } from '../../src/node/workspace/recentListing.ts';
import { never } from '../fakes/memory.ts';
import { createTestLog, fillTree, type TempSpec, withTempTree } from '../fakes/tempTree.ts';

/** A listing over a real folder that counts its walks. */
function withListing(
  spec: TempSpec,
  work: (parts: {
    root: string;
    walks: () => number;
    /** Notes the paths; the listing must then equal a fresh walk. */
    check: (...paths: string[]) => Promise<void>;
    listing: ReturnType<typeof createRecentListing>;
  }) => Promise<void>,
): Promise<void> {
  return withTempTree(spec, async (root) => {
    let walks = 0;
    const disk = createDiskWorkspace({ root, log: createTestLog(), maxFileBytes: 1_000 });
    const counted: Workspace = {
      read: (path, options) => disk.read(path, options),
      list: (options) => {
        walks++;
        return disk.list(options);
      },
    };
    const listing = createRecentListing(counted, (path) => lstat(join(root, path)));
    await listing.list({ signal: never });
    await work({
      root,
      listing,
      walks: () => walks,
      async check(...paths) {
        listing.noteChanged(paths);
        const recent = await listing.list({ signal: never });
        const fresh = createDiskWorkspace({ root, log: createTestLog(), maxFileBytes: 1_000 });
        assert.deepEqual(recent, await fresh.list({ signal: never }));
      },
    });
  });
}

const TREE: TempSpec = { 'a.ts': 'a', 'src/b.ts': 'b', 'src/deep/c.ts': 'c', '.gitignore': 'out/\n' };

describe('a recent listing', () => {
  it('follows changed, new, deleted, grown and binary files without a walk', () =>
    withListing(TREE, async ({ root, check, walks }) => {
      await writeFile(join(root, 'a.ts'), 'changed');
      await check('a.ts');
      await fillTree(root, { 'src/new.ts': 'n', 'other/new.ts': 'n' });
      await check('src/new.ts', 'other/new.ts');
      await rm(join(root, 'src/b.ts'));
      await check('src/b.ts');
      await writeFile(join(root, 'a.ts'), 'x'.repeat(2_000));
      await check('a.ts');
      await writeFile(join(root, 'a.ts'), Buffer.from([0, 1, 2, 0]));
      await check('a.ts');
      await writeFile(join(root, 'a.ts'), 'text again');
      await check('a.ts');
      assert.equal(walks(), 1);
    }));

  it('leaves out what the ignore rules leave out, and paths that are none', () =>
    withListing(TREE, async ({ root, check, walks }) => {
      await fillTree(root, { 'out/made.ts': 'x', '.git/HEAD': 'x' });
      await check('out/made.ts', '.git/HEAD', '../x', '', 'never/was.ts');
      assert.equal(walks(), 1);
    }));

  it('walks when an ignore file changed, a folder came or went, or very many paths did', () =>
    withListing(TREE, async ({ root, check, walks }) => {
      await writeFile(join(root, '.gitignore'), 'src/deep/\n');
      await check('.gitignore');
      assert.equal(walks(), 2);
      await rename(join(root, 'src'), join(root, 'lib'));
      await check('src', 'lib');
      assert.equal(walks(), 3);
      await rm(join(root, 'a.ts'));
      await mkdir(join(root, 'a.ts'));
      await fillTree(root, { 'a.ts/inner.ts': 'x' });
      await check('a.ts');
      assert.equal(walks(), 4);
      await check(...Array.from({ length: 30 }, (_, i) => `many${i}.ts`));
      assert.equal(walks(), 5);
    }));

  it('walks again after a walk or a look that was cut short', () =>
    withListing(TREE, async ({ root, listing, check, walks }) => {
      await fillTree(root, { 'late.ts': 'x' });
      listing.noteChanged(['late.ts']);
      await assert.rejects(listing.list({ signal: AbortSignal.abort() }));
      await check();
      assert.equal(walks(), 1);
      listing.noteAll();
      await assert.rejects(listing.list({ signal: AbortSignal.abort() }));
      await fillTree(root, { 'later.ts': 'x' });
      await check();
      assert.equal(walks(), 3);
    }));
});
