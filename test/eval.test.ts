/** The evaluation of routes: the oracle sees what it is sent and no more, and the numbers are counted, not said (T13). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openFiles } from '../bench/eval/ask.ts';
import { measureDepth } from '../bench/eval/depth.ts';
import { measureLedger } from '../bench/eval/ledger.ts';
import { linesSeen, oracleModel } from '../bench/eval/oracle.ts';
import { measurePadded, tokensOf } from '../bench/eval/padded.ts';
import { lookupsOf, questionsOf } from '../bench/eval/repository.ts';
import { askBoth, summarise } from '../bench/eval/routed.ts';
import { citationScores, filesIn, letterOf, rangesOfPatch, readTask } from '../bench/eval/sets.ts';
import { startPool } from './fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const SUBJECTS = ['anchor', 'beacon', 'carriage', 'dynamo', 'easel', 'flywheel', 'girder', 'hinge', 'inlet'];

/** Files with one documented function each, among others. */
function documented(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let at = 0; at < count; at++) {
    const word = SUBJECTS[at % SUBJECTS.length]!;
    const others = Array.from(
      { length: 8 },
      (_, i) => `function helper${at}_${i}(value: number): number {\n  return value * ${at * 8 + i};\n}\n`,
    );
    const doc = `/** Tells how far the ${word} of row ${at} may turn before the brake of its wagon takes hold. */`;
    const own = `${doc}\nexport function turn${at}(angle: number): number {\n  return Math.min(angle, ${1000 + at});\n}\n`;
    files[`src/part${at}.ts`] = [...others.slice(0, 4), own, ...others.slice(4)].join('\n');
  }
  return files;
}

const padding = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `lib/other${at}.ts`,
      Array.from({ length: 30 }, (_, i) => `export const plain${at}_${i} = ${at + i};\n`).join(''),
    ]),
  );

describe('the evidence oracle', () => {
  const gold = [{ path: 'a.ts', line: 7, text: 'const limit = 3;' }];
  const prompt = (path: string, line: number): string =>
    `before\n[p1] ${path}:${line - 1}-${line}\n${line - 1}| {\n${line}| const limit = 3;\nafter`;

  it('sees a line only in its own file and place', () => {
    assert.equal(linesSeen(prompt('a.ts', 7), gold).length, 1);
    assert.equal(linesSeen(prompt('b.ts', 7), gold).length, 0);
    assert.equal(linesSeen(prompt('a.ts', 9), gold).length, 0);
  });

  it('is blind where it is told to be', () => {
    const long = `${'x'.repeat(500)}\n${prompt('a.ts', 7)}\n${'x'.repeat(500)}`;
    assert.equal(linesSeen(long, gold, { between: [0.4, 0.6] }).length, 0);
    assert.equal(linesSeen(long, gold, { between: [0.7, 0.9] }).length, 1);
    assert.equal(linesSeen(long, gold, { beyondTokens: 50 }).length, 0);
  });
});

describe('routes under the oracle', () => {
  const files = documented(18);
  const cases = questionsOf(files, 6, 3);

  it('asks about lines that stand in the files', () => {
    assert.equal(cases.length, 6);
    for (const { gold } of cases)
      for (const { path, line, text } of gold) assert.equal(files[path]!.split('\n')[line - 1], text);
  });

  it('answers routed what full context answers, for less', async () => {
    const repository = await openFiles(pool, { ...files, ...padding(60) });
    const both = [];
    for (const one of cases) both.push(await askBoth(repository, one));
    const { answered, share, questions, decisions, routes } = summarise(both);
    assert.deepEqual(answered, { routed: questions, full: questions });
    assert.ok(share < 0.5, `${share}`);
    assert.equal(decisions.lackedAccepted, 0);
    assert.equal(decisions.heldDeclined, 0);
    assert.equal(
      routes.reduce((sum, route) => sum + route.questions, 0),
      questions,
    );
  });

  it('keeps the price of retrieval while the repository grows, and reads each line once in a chain', async () => {
    const sizes = await measurePadded({
      ...{ parser: pool, core: files, padding: padding(400) },
      ...{ named: lookupsOf(files, 6, 3), described: cases.slice(0, 3) },
      sizes: [tokensOf(files) + 20_000, tokensOf(files) + 60_000],
      say: () => undefined,
    });
    const [small, large] = sizes as [(typeof sizes)[0], (typeof sizes)[0]];
    assert.ok(large.tokens > 1.5 * small.tokens);
    for (const kind of ['named', 'described'] as const)
      assert.ok(Math.abs(large[kind].firstTokens / small[kind].firstTokens - 1) <= 0.1);
    for (const { chain, named, described } of sizes) {
      assert.deepEqual([named.inFirstPrompt, named.questions], [6, 6]);
      assert.ok(described.inFirstPrompt >= described.questions - 1, JSON.stringify(described));
      assert.equal(chain.once, chain.lines);
      assert.ok(chain.segments > 1 && chain.longestPrompt <= 16_000 && chain.answered);
    }
  });

  it('loses nothing to readers who forget, which would lose most by themselves', async () => {
    const three = [
      {
        id: 'three',
        question: cases.map(({ question }) => question).join(' '),
        gold: cases.flatMap((one) => one.gold),
      },
    ];
    const losses = await measureLedger(pool, { ...files, ...padding(120) }, three);
    assert.ok(losses.every(({ gold, withLedger }) => withLedger === gold));
    assert.ok(losses.at(-1)!.without < losses.at(-1)!.gold);
    assert.equal(losses[0]!.without, losses[0]!.gold);
  });

  it('draws the dip of a model that is blind in the middle', async () => {
    const points = await measureDepth(pool, files, questionsOf(files, 9, 5), { between: [0.3, 0.7] });
    const sum = (of: (point: (typeof points)[0]) => number): number =>
      points.reduce((all, point) => all + of(point), 0);
    const middle = points.filter(({ tenth }) => tenth > 3 && tenth < 6);
    assert.ok(middle.length > 0, JSON.stringify(points));
    assert.ok(middle.every(({ byPath }) => byPath === 0));
    assert.ok(sum(({ byPath }) => byPath) < sum(({ routed }) => routed));
    assert.equal(
      sum(({ routed }) => routed),
      sum(({ questions }) => questions),
    );
  });

  it('declines when a line is nowhere', async () => {
    const repository = await openFiles(pool, files);
    const gold = [{ path: 'src/part1.ts', line: 9_999, text: 'nowhere' }];
    const outcome = await repository.ask(
      { id: 'none', question: cases[0]!.question, gold },
      oracleModel({ gold, contextTokens: 128_000 }),
    );
    assert.equal(outcome.answered, false);
    assert.equal(outcome.firstHeld, false);
  });
});

describe('public sets', () => {
  it('reads repositories that were written into one text', () => {
    const text =
      '[start of a/b.py]\nx = 1\n[end of c.py]\n[end of a/b.py]\nnoise\n[start of c.py]\n[end of c.py]';
    assert.deepEqual(filesIn(text), { 'a/b.py': 'x = 1\n[end of c.py]', 'c.py': '' });
  });

  it('finds the letter of an answer', () => {
    const answers: [string, string | undefined][] = [
      ['It is so. Final Answer: B', 'B'],
      ['**Final answer: c**', 'C'],
      ['Final Answer: A. No: Final Answer: D.', 'D'],
      ['The second one.\n\nB', 'B'],
      ['It is (C).', 'C'],
      ['It returns a value', undefined],
      ['', undefined],
    ];
    for (const [text, letter] of answers) assert.equal(letterOf(text), letter, text);
  });

  it('takes the old lines of a patch', () => {
    const patch =
      'diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -3,2 +3,4 @@ def f\n a\n+b\n@@ -20 +22 @@\n-c\n--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+d\n';
    assert.deepEqual(rangesOfPatch(patch), [
      { path: 'x.py', start: 3, end: 4 },
      { path: 'x.py', start: 20, end: 20 },
    ]);
  });

  it('says what a row lacks', () => {
    assert.throws(() => readTask('longcodeqa', { id: 'q' }, 0), /row q: no question/);
    assert.throws(() => readTask('sweqa', { question: 'x' }, 4), /row 5: neither repo_text/);
    assert.throws(
      () => readTask('longcodeqa', { question: 'x', repo_text: '', repo: 'a/b', commit: 'c' }, 0),
      /correct_letter/,
    );
  });

  it('counts citations on both sides', () => {
    const claim = (path: string, startLine: number, endLine: number, state: 'verified' | 'unproved') => ({
      ...{ text: '', state },
      citations: [{ path, startLine, endLine, state, quote: '', hash: '' }],
    });
    const gold = [
      { path: 'a', start: 1, end: 5 },
      { path: 'b', start: 1, end: 5 },
    ];
    const claims = [claim('a', 5, 9, 'verified'), claim('c', 1, 2, 'verified'), claim('b', 1, 5, 'unproved')];
    assert.deepEqual(citationScores({ claims }, gold), { precision: 0.5, recall: 0.5 });
    assert.equal(citationScores({ claims }, undefined), undefined);
  });
});
