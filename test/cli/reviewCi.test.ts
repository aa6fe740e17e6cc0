/** The files for builds in `docs/ci`: they are YAML, and their commands do what they say. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { BARE } from '../fakes/environment.ts';
import { DIST, hashText, never, startPool } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const FOLDER = join(import.meta.dirname, '../../docs/ci');
const pool = startPool();
after(() => pool.dispose());

const TREE = { 'src/a.ts': 'export const a = 1;\n', 'src/b.ts': 'export const b = 2;\n' };
const BAD = 'export function isOdd(n: number): boolean {\n  return n === n;\n}\n';

/** The commands of a file that start the program. */
const commandsOf = (text: string): string[] =>
  [...text.matchAll(/^ +(?:run:|-) (\$SIGHTLINE .+)$/gm)].map(([, command]) => command!);

function git(root: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.email=a@example.org', '-c', 'user.name=A', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: root, stdio: 'ignore' });
}

describe('the files for builds', () => {
  for (const name of ['github-actions.yml', 'gitlab-ci.yml'])
    it(`of ${name} review changes, and the whole in parts that are put together`, () =>
      withTempTree({}, (home) => withTempTree(TREE, (root) => tryOut(name, root, home))));
});

async function tryOut(name: string, root: string, home: string): Promise<void> {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const checked = await pool.check({ path: name, text, hash: hashText(text) }, { signal: never });
  assert.deepEqual(checked, { type: 'checked', flaws: [] });
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'one');
  writeFileSync(join(root, 'src/b.ts'), BAD);
  const [changes, part, whole, ...more] = commandsOf(text);
  assert.ok(changes && part && whole && more.length === 0);
  const run = (command: string, env: Readonly<Record<string, string>>): number | null => {
    const SIGHTLINE = `${process.execPath} ${join(DIST, 'cli.js')}`;
    const own = { ...BARE, HOME: home, OUT: home, SIGHTLINE };
    return spawnSync('sh', ['-c', command], { cwd: root, env: { ...own, ...env }, stdio: 'ignore' }).status;
  };
  assert.equal(run(changes, { BASE: 'main' }), 1);
  const log = JSON.parse(readFileSync(join(root, 'review.sarif'), 'utf8'));
  assert.equal(log.runs[0].results.length, 1);
  for (const number of ['1', '2', '3', '4'])
    assert.equal(run(part, { PART: number, CI_NODE_INDEX: number, CI_NODE_TOTAL: '4' }), 0);
  assert.equal(run(whole, {}), 1);
  assert.match(readFileSync(join(root, 'review.md'), 'utf8'), /src\/b\.ts/);
}
