/** This repository, reviewed by itself without a model: it is clean. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BARE } from '../fakes/environment.ts';
import { DIST } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the review of this repository', () => {
  it('reads every text file and finds nothing at the default threshold', () =>
    withTempTree({}, async (home) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(DIST, 'cli.js'), 'review'], {
        ...{ cwd: ROOT, encoding: 'utf8' },
        env: { ...BARE, HOME: home },
      });
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      assert.match(stdout, /^Complete\. /m);
    }));
});
