/** What the runner says on a machine that lacks a program: one line, and never a green end. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BROWSER_VARIABLE } from './browser/find.ts';

const RUNNER = join(import.meta.dirname, 'run.ts');

/** Runs the files that match `filter`, as a run of its own and not as part of this one. */
function runTests(filter: string, changed: NodeJS.ProcessEnv): { code: number | null; lines: string[] } {
  const { NODE_TEST_CONTEXT: _outer, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [RUNNER, filter], {
    env: { ...env, ...changed },
    encoding: 'utf8',
  });
  return { code: status, lines: stdout.trimEnd().split('\n') };
}

describe('the test runner', () => {
  it('says in one line that git is missing', () => {
    assert.deepEqual(runTests('test/docs', { PATH: '/nowhere' }), {
      code: 1,
      lines: [
        'git is not installed, and the tests make repositories with it. Install it (Debian: apt-get install git).',
        '0 passed, 1 failed',
      ],
    });
  });

  it('fails the page that finds no browser, and says why', () => {
    const { code, lines } = runTests('webview/page', { [BROWSER_VARIABLE]: '/nowhere/chromium' });
    assert.equal(code, 1);
    assert.equal(lines.at(-1), '0 passed, 1 failed');
    assert.match(
      lines.slice(lines.indexOf('Failed:')).join('\n'),
      /^Failed:\n +test\/webview\/page\.test\.ts: /,
    );
    const told = lines.filter((line) => line.includes('/nowhere/chromium'));
    assert.deepEqual(
      told.map((line) => line.trim()),
      // Where it failed, and once more in the list at the end, since long output is often cut in its middle.
      Array(2).fill('SIGHTLINE_TEST_BROWSER names /nowhere/chromium, which cannot be run.'),
    );
  });
});
