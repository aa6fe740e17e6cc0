import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCommand } from '../bench/command.ts';
import { type Case, meanScores, percentile, type Result, scoreCase } from '../bench/metrics.ts';
import { checkOut } from '../bench/retrieval.ts';
import { compare, comparisonTable, pairsOf } from '../bench/rules/compare.ts';
import { LINTERS, nameIn } from '../bench/rules/linter.ts';
import { folderStore } from '../bench/train/snapshots.ts';
import { runGit, withTempTree } from './fakes/tempTree.ts';

function makeCase(ranges: Case['gold_ranges'], files = ['a.ts', 'b.ts']): Case {
  return {
    id: 'one',
    repo: 'owner/name',
    commit: '0',
    query: 'why',
    gold_files: files,
    ...(ranges ? { gold_ranges: ranges } : {}),
  };
}

const at = (path: string, startLine: number, endLine: number): Result => ({ path, startLine, endLine });

describe('the metrics of retrieval', () => {
  it('count each file once, at its first place', () => {
    const results = [at('x.ts', 1, 9), at('x.ts', 20, 29), at('a.ts', 1, 9), at('b.ts', 1, 9)];
    const scores = scoreCase(makeCase(undefined), results);
    assert.equal(scores['R@1'], 0);
    assert.equal(scores['R@5'], 1);
    assert.equal(scores.MRR, 1 / 2);
    assert.equal(scores['G@10'], undefined);
  });

  it('find a region where a result touches one of its lines', () => {
    const gold = makeCase({
      'a.ts': [
        [10, 12],
        [50, 50],
      ],
      'b.ts': [[1, 1]],
    });
    const scores = scoreCase(gold, [at('./a.ts', 12, 20), at('a.ts', 51, 60), at('b.ts', 2, 9)]);
    assert.equal(scores['G@5'], 1 / 3);
    assert.equal(scores['R@5'], 1);
  });

  it('read in order until the lines are spent, each line once', () => {
    const gold = makeCase({ 'a.ts': [[600, 600]], 'b.ts': [[100, 100]] });
    const spent = scoreCase(gold, [at('a.ts', 1, 400), at('a.ts', 1, 550), at('b.ts', 1, 100)]);
    assert.equal(spent['B@500'], 0);
    assert.equal(spent['B@2000'], 1 / 2);
    const cut = scoreCase(gold, [at('a.ts', 101, 599), at('a.ts', 1, 600)]);
    assert.equal(cut['B@500'], 0);
    const kept = scoreCase(gold, [at('a.ts', 101, 550), at('a.ts', 551, 600), at('b.ts', 1, 100)]);
    assert.equal(kept['B@500'], 1 / 2);
  });

  it('fill the gaps between what was read before', () => {
    const gold = makeCase({ 'a.ts': [[150, 150]] }, ['a.ts']);
    const read = scoreCase(gold, [at('a.ts', 1, 100), at('a.ts', 200, 500), at('a.ts', 50, 300)]);
    assert.equal(read['B@500'], 1);
  });

  it('take a result without lines for the whole file', () => {
    const gold = makeCase({ 'a.ts': [[400, 400]] }, ['a.ts']);
    assert.equal(scoreCase(gold, [{ path: 'a.ts' }])['B@500'], 1);
    assert.equal(scoreCase(gold, [{ path: 'a.ts' }])['G@5'], 1);
  });

  it('are all zero for an empty ranking', () => {
    const scores = scoreCase(makeCase({ 'a.ts': [[1, 2]] }), []);
    assert.deepEqual([...new Set(Object.values(scores))], [0]);
  });

  it('average over the cases that have them', () => {
    const means = meanScores([{ 'R@1': 1, 'G@10': 0.5 }, { 'R@1': 0 }]);
    assert.deepEqual(means, { 'R@1': 0.5, 'G@10': 0.5 });
  });

  it('give percentiles by nearest rank', () => {
    assert.equal(percentile([3, 1, 2], 0.5), 2);
    assert.equal(percentile([4, 1, 3, 2], 0.95), 4);
    assert.ok(Number.isNaN(percentile([], 0.5)));
  });
});

describe('a program that the bench needs', () => {
  it('is missed in one line that says what to install', async () => {
    const env = { PATH: '/nowhere' };
    for (const [command, packageName] of [
      ['git', 'git'],
      ['ctags', 'universal-ctags'],
    ] as const)
      await assert.rejects(runCommand(command, ['--version'], { env }), {
        message: `${command} is not installed. Install it (Debian: apt-get install ${packageName}).`,
      });
  });
});

describe('a checkout of a case', () => {
  it('leaves out what the repository lacks the content of, and tells it', () =>
    withTempTree({ 'from/a.ts': 'a', 'from/large file.bin': 'large' }, async (root) => {
      const from = join(root, 'from');
      runGit(from, 'init', '-q');
      runGit(from, 'add', '.');
      runGit(from, 'commit', '-qm', 'first');
      const lost = runGit(from, 'rev-parse', 'HEAD:large file.bin').trim();
      rmSync(join(from, '.git', 'objects', lost.slice(0, 2), lost.slice(2)), { force: true });
      const lacking = await checkOut(join(from, '.git'), 'HEAD', join(root, 'to'));
      assert.deepEqual(lacking, ['large file.bin']);
      assert.deepEqual(
        [existsSync(join(root, 'to', 'a.ts')), readdirSync(join(root, 'to'))],
        [true, ['a.ts']],
      );
    }));
});

describe('the comparison with a linter', () => {
  const pairs = [{ rules: ['shell'], theirs: ['S602', 'S605'] }];
  const at = (rule: string, path: string, line: number) => ({ rule, path, line });
  const isAsked = (_: string, path: string): boolean => path !== 'test.py';

  it('takes the same line of the same file as one, however often each told of it', () => {
    const [compared] = compare(
      pairs,
      {
        ours: [
          at('shell', 'a.py', 1),
          at('shell', 'a.py', 1),
          at('shell', 'a.py', 5),
          at('other', 'a.py', 7),
        ],
        theirs: [at('S602', 'a.py', 1), at('S605', 'a.py', 1), at('S605', 'b.py', 5), at('E722', 'a.py', 5)],
      },
      isAsked,
    );
    assert.deepEqual(compared, {
      ...pairs[0],
      ...{ ours: 2, theirCount: 2, both: 1, notAsked: 0 },
      oursOnly: [at('shell', 'a.py', 5)],
      theirsOnly: [at('S605', 'b.py', 5)],
    });
  });

  it('counts what the linter says where the rule is not asked apart', () => {
    const found = { ours: [], theirs: [at('S602', 'test.py', 1), at('S602', 'a.py', 1)] };
    const compared = compare(pairs, found, isAsked);
    assert.deepEqual(comparisonTable(compared).slice(2), ['| shell | S602, S605 | 0 | 1 | 0 | 0 | 1 | 1 |']);
  });

  it('pairs a rule with the names that the linter itself has', () => {
    const rules = [
      { id: 'literal', like: ['pyflakes IsLiteral (F632)', 'pylint literal-comparison'] },
      { id: 'shell', like: ['bandit B602', 'pylint', 'constructor toString'] },
      { id: 'own', like: [] },
    ];
    const pairsIn = (linter: string) => pairsOf(rules, (like) => nameIn(LINTERS[linter]!, like));
    assert.deepEqual(pairsIn('ruff'), [
      { rules: ['literal'], theirs: ['F632'] },
      { rules: ['shell'], theirs: ['S602'] },
    ]);
    assert.deepEqual(pairsIn('pylint'), [{ rules: ['literal'], theirs: ['literal-comparison'] }]);
  });

  it('puts rules together that name one of a linter', () => {
    const rules = [
      { id: 'operands', like: ['a X'] },
      { id: 'branches', like: ['a Y'] },
      { id: 'self', like: ['a X', 'a Z'] },
    ];
    const [branches, both] = pairsOf(rules, (like) => like.slice(2));
    assert.deepEqual(branches, { rules: ['branches'], theirs: ['Y'] });
    assert.deepEqual(both, { rules: ['operands', 'self'], theirs: ['X', 'Z'] });
    const found = { ours: [at('self', 'a.c', 1)], theirs: [at('X', 'a.c', 1), at('X', 'a.c', 2)] };
    const [compared] = compare([both!], found, isAsked);
    assert.deepEqual([compared!.both, compared!.theirsOnly], [1, [at('X', 'a.c', 2)]]);
  });
});

describe('the store of snapshots', () => {
  it('holds all that it keeps of the one before, and is whole without it', () =>
    withTempTree({}, async (root) => {
      const [before, after] = [join(root, 'before'), join(root, 'after')];
      for (const folder of [before, after]) mkdirSync(folder);
      const first = folderStore({ read: before, write: before });
      for (const key of ['manifest', 'segment-1', 'segment-2'])
        await first.write(key, Buffer.from(`old ${key}`));
      const second = folderStore({ read: before, write: after });
      await second.write('segment-3', Buffer.from('new'));
      await second.write('manifest', Buffer.from('new manifest'));
      await second.retain(['manifest', 'history', 'segment-1', 'segment-3']);
      assert.deepEqual(readdirSync(after).sort(), ['manifest', 'segment-1', 'segment-3']);
      const alone = folderStore({ read: after, write: after });
      assert.equal(Buffer.from((await alone.read('segment-1'))!).toString(), 'old segment-1');
      assert.equal((await alone.open('manifest'))!.length, 'new manifest'.length);
      assert.equal(await alone.read('segment-2'), undefined);
    }));
});
