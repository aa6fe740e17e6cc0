/** `sightline review` as a process: findings with their lines, what was read, exit codes, baselines, shards, changes. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ReviewReport } from '../../src/engine/types.ts';
import type { TempSpec } from '../fakes/tempTree.ts';
import { type Run, withRepository } from './process.ts';

const BAD = 'export function isOdd(n: number): boolean {\n  return n === n;\n}\n';
const GOOD = 'export function isEven(n: number): boolean {\n  return n % 2 === 0;\n}\n';

const TREE: TempSpec = {
  'src/odd.ts': BAD,
  'src/even.ts': GOOD,
  'src/wörter und #/zwei.ts': BAD.replace('isOdd', 'zwei'),
  'docs/guide.md': '# Guide\n',
  'logo.bin': '\0\x01\x02',
};

const USER =
  "import { isOdd } from './odd.ts';\n\nexport function run(n: number): boolean {\n  return isOdd(n) || n < n;\n}\n";

const review = (run: Run, ...args: readonly string[]) => run(['review', '--width', '80', ...args]);

async function reportOf(run: Run, ...args: readonly string[]): Promise<ReviewReport> {
  const { out, err } = await review(run, ...args, '--json');
  assert.match(out, /^\{.*\}\n$/, err);
  return JSON.parse(out) as ReviewReport;
}

function git(root: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.email=a@example.org', '-c', 'user.name=A', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

describe('sightline review', () => {
  it('shows each finding with its line, says what was read, and writes SARIF and Markdown', () =>
    withRepository(TREE, async (run, home) => {
      const [sarif, markdown] = [join(home, 'out.sarif'), join(home, 'out.md')];
      const { code, out, err } = await review(run, '--sarif', sarif, '--markdown', markdown);
      assert.equal(code, 1, err);
      assert.match(out, /^Reviewed 4 of 4 files/);
      assert.match(
        out,
        /^src\/odd\.ts\n +2:10 +error +`n` is compared with itself\. +\[self-comparison\]\n +2 │ return n === n;\n +│ +\^{7}\n/m,
      );
      assert.match(out, /\nSet aside 1 file: binary 1\.\n/);
      assert.match(out, /\nComplete\. Reviewed 4 of 4 files/);
      for (const line of out.split('\n')) assert.ok([...line].length <= 80, line);
      const log = JSON.parse(readFileSync(sarif, 'utf8'));
      const [, result] = log.runs[0].results;
      const { uri } = result.locations[0].physicalLocation.artifactLocation;
      assert.equal(uri, 'src/w%C3%B6rter%20und%20%23/zwei.ts');
      assert.match(readFileSync(markdown, 'utf8'), /^# Review\n\nReviewed 4 of 4 files/);
    }));

  it('puts right what rules can, as one change that undo takes back byte for byte', () => {
    const bad = '\ufeffdef f():\r\n    try:\r\n        g()\r\n    except:\r\n        log(f"done")\r\n';
    const tree = { 'a.py': bad, 'src/b.js': 'if (a === NaN) f();\n', 'setup.py': bad };
    return withRepository(tree, async (run, home, root) => {
      const at = (path: string): string => readFileSync(join(root, path), 'utf8');
      const diff = join(home, 'out.diff');
      const told = await review(run, '--patch', diff);
      assert.match(
        told.out,
        /\n5 of them can be put right without a model: --fix, or --patch for a file\.\n/,
      );
      assert.match(told.err, /Can be put right: 5 of 5 in 3 files\.\n/);
      assert.deepEqual([told.code, at('a.py')], [1, bad]);
      git(root, 'init', '-q', '.');
      git(root, 'apply', diff);
      const after = bad.replace('except:', 'except Exception:').replace('f"done"', '"done"');
      assert.deepEqual([at('a.py'), at('src/b.js')], [after, 'if (Number.isNaN(a)) f();\n']);
      git(root, 'apply', '--reverse', diff);
      const fixed = await review(run, '--fix');
      assert.match(fixed.err, /Put right: 5 of 5 in 3 files as \S+\. Take it back with: sightline undo\n/);
      assert.deepEqual([fixed.code, at('a.py')], [0, after], fixed.out);
      assert.match(fixed.out, /\nFound nothing\.\n/);
      assert.match((await review(run, '--fix')).err, /Nothing can be put right without a model/);
      assert.equal((await run(['undo'])).code, 0);
      assert.deepEqual([at('a.py'), at('src/b.js')], [bad, tree['src/b.js']]);
    });
  });

  it('ends with a code of its own for what was not read, and for what is wrong', () =>
    withRepository({ ...TREE, 'src/broken.ts': `${'x'.repeat(1_600_000)}\n${GOOD}` }, async (run) => {
      const { code, out } = await review(run, '--fail-on', 'never');
      assert.equal(code, 2);
      assert.match(out, /INCOMPLETE: this is no whole review\.\n +src\/broken\.ts +too large/);
      assert.doesNotMatch(out, /^Complete/m);
      assert.equal((await review(run, 'src/even.ts')).code, 0);
      for (const wrong of [['--fail-on', 'bad'], ['--no-such'], ['--changes', 'main']])
        assert.equal((await review(run, ...wrong)).code, 3, wrong.join(' '));
    }));

  it('fails with a baseline only for what is new, and not for what a person dismissed', () =>
    withRepository(TREE, async (run, home, root) => {
      const first = await reportOf(run);
      assert.deepEqual(await reportOf(run), first);
      const odd = first.findings.find(({ path }) => path === 'src/odd.ts')!;
      const because = ['--reason', 'wont-fix', '--note', 'so'];
      const said = await run(['review', 'dismiss', odd.fingerprint.slice(0, 10), ...because]);
      assert.equal(said.code, 0, said.err);
      assert.equal((await review(run, '--write-baseline')).code, 0);
      renameSync(join(root, 'src/odd.ts'), join(root, 'src/moved.ts'));
      writeFileSync(join(root, 'src/moved.ts'), `// A note.\n\n${BAD.replaceAll('  ', '\t')}`);
      writeFileSync(join(root, 'src/even.ts'), BAD.replace('isOdd', 'isEven'));
      const { code, out } = await review(run);
      assert.equal(code, 1, out);
      assert.match(out, /^src\/even\.ts$/m);
      assert.doesNotMatch(out, /^src\/moved\.ts$/m);
      assert.match(out, /Baseline: 0 reopened, 1 known, 1 dismissed/);
      rmSync(join(root, '.sightline'), { recursive: true });
      symlinkSync(home, join(root, '.sightline'));
      assert.equal((await review(run, '--write-baseline')).code, 3, 'nothing is written through a link');
      writeFileSync(join(home, 'bad.json'), '{"schema":9}');
      assert.equal((await review(run, '--baseline', join(home, 'bad.json'))).code, 3);
    }));

  it('gives shards that put together are one review, byte for byte', () =>
    withRepository(TREE, async (run, home) => {
      const whole = await review(run, '--json');
      const parts: string[] = [];
      for (const part of [2, 1]) {
        const { code, out } = await review(run, '--json', '--shard', `${part}/2`);
        assert.equal(code, 0);
        parts.push(join(home, `part${part}.json`));
        writeFileSync(parts.at(-1)!, out);
      }
      const merged = await run(['merge', ...parts, '--json']);
      assert.equal(merged.code, 1, merged.err);
      assert.equal(merged.out, whole.out);
      assert.equal((await run(['merge', parts[0]!])).code, 3);
    }));

  it('reviews changes: findings on changed lines, and in what the change touches', () =>
    withRepository({ ...TREE, 'src/run.ts': USER }, async (run, _home, root) => {
      git(root, 'init', '-q', '-b', 'main');
      git(root, 'add', '-A');
      git(root, 'commit', '-qm', 'one');
      writeFileSync(join(root, 'src/odd.ts'), BAD.replace('n === n', 'n == n'));
      git(root, 'add', '-A');
      // What is staged is reviewed as it is staged, whatever the file says by now.
      writeFileSync(join(root, 'src/odd.ts'), BAD.replace('n === n', 'n > 1'));
      const near = (report: ReviewReport) => report.findings.map(({ path, nearness }) => [path, nearness]);
      assert.deepEqual(near(await reportOf(run, '--staged')), [
        ['src/odd.ts', 'changed'],
        ['src/run.ts', 'touched'],
      ]);
      assert.deepEqual(near(await reportOf(run, '--changes', 'main')), [['src/run.ts', 'touched']]);
    }));
});
