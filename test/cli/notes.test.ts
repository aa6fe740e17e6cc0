/** `sightline notes`, by the command line of the build: kept, listed, stale, edited, removed. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BARE } from '../fakes/environment.ts';
import { DIST } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

/** Put together at run time, so that this file holds no secret. */
const SECRET = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

const CODE =
  'export const LEASE_SECONDS = 90;\n\nexport function sweepSessions(): void {\n  expire(LEASE_SECONDS);\n}\n';

describe('sightline notes', () => {
  it('keeps proved claims of a run, marks them stale when their code changes, and forgets them when told', async () => {
    await withTempTree({ 'src/cleaner.ts': CODE }, (root) =>
      withTempTree({}, async (home) => {
        const env = {
          ...{ ...BARE, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
          ...{ XDG_STATE_HOME: join(home, 'state'), XDG_CONFIG_HOME: join(home, 'config') },
        };
        const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
          new Promise((resolve) => {
            execFile(
              process.execPath,
              [join(DIST, 'cli.js'), ...args],
              { cwd: root, env },
              (error, out, err) =>
                resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
            );
          });
        const { runId } = JSON.parse((await run('ask', 'How long is LEASE_SECONDS?', '--json')).out);
        assert.equal((await run('notes', '--json')).code, 1);
        const saved = JSON.parse((await run('notes', 'save', runId, '--json')).out);
        assert.ok(saved.claims >= 1);
        const [kept] = JSON.parse((await run('notes', '--json')).out);
        assert.deepEqual(
          [kept.id, kept.question, kept.isStale],
          [saved.id, 'How long is LEASE_SECONDS?', false],
        );
        await writeFile(join(root, 'src/cleaner.ts'), 'export const NOTHING = 1;\n');
        const stale = await run('notes');
        assert.match(stale.out, /\[stale: its code changed\]/);
        assert.match(stale.out, /src\/cleaner\.ts:\d+(?:-\d+)? {2}\[stale\]/);
        assert.equal((await run('notes', 'edit', saved.id, 'What is the lease?')).code, 0);
        assert.match((await run('notes')).out, /What is the lease\?/);
        const typed = await run('notes', 'edit', saved.id, `What is ${SECRET} for?`);
        assert.match(typed.out, /What is \S+ for\?/);
        for (const { out } of [typed, await run('notes', '--json')])
          assert.ok(!out.includes(SECRET), 'what is typed passes the secrets filter');
        assert.match((await run('notes', 'edit', 'none', 'x')).err, /There is no note none/);
        assert.equal((await run('notes', 'delete')).code, 2);
        assert.equal((await run('notes', 'delete', saved.id)).code, 0);
        assert.equal((await run('notes')).code, 1);
      }),
    );
  });
});
