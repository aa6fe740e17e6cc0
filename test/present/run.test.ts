/** What is said of a run on its way: its steps, and where the question asks to look. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { limitsText } from '../../src/present/answer/coverage.ts';
import { measuredMarkdown } from '../../src/present/run/measured.ts';
import { recipes } from '../../src/present/run/recipes.ts';
import { stepProgress, stepText } from '../../src/present/run/steps.ts';
import { english } from '../../src/present/say.ts';

describe('the steps of a run', () => {
  it('all have words', () => {
    const sources = globSync('src/engine/**/*.ts').map((name) => readFileSync(name, 'utf8'));
    const kinds = new Set(
      sources.flatMap((source) =>
        [...source.matchAll(/(?:label: |begin\('\w+', )\{ kind: '(\w+)'/g)].map(([, kind]) => kind!),
      ),
    );
    assert.ok(kinds.size >= 6, [...kinds].join());
    for (const kind of kinds) assert.notEqual(stepText({ kind }, english), kind);
  });

  it('are counted where they have several parts', () => {
    const step = {
      id: 'read',
      label: { kind: 'readSegments' },
      state: 'running',
      done: 3,
      total: 12,
    } as const;
    assert.equal(stepProgress(step, english), 'Reading part after part: 3 of 12');
    assert.equal(stepProgress({ ...step, total: 1 }, english), 'Reading part after part');
  });
});

describe('the recipes', () => {
  it('are six, which the user replaces, takes away and adds to', () => {
    assert.equal(recipes({}, english).length, 6);
    const own = recipes({ compare: 'How do … and … differ?', where: '', review: 'Is … safe?' }, english);
    assert.equal(own.length, 6);
    assert.deepEqual(own.slice(-2), ['How do … and … differ?', 'Is … safe?']);
    assert.ok(!own.includes('Where does … happen?'));
  });
});

describe('what a question says about where to look', () => {
  it('is told in words', () => {
    const limits = [
      { kind: 'only', path: 'src/net' },
      { kind: 'without', role: 'test' },
      { kind: 'only', path: '' },
    ] as const;
    assert.equal(limitsText(limits, english), 'only src/net; without tests; only the repository');
    assert.equal(limitsText(undefined, english), '');
  });
});

describe('what was measured of a model', () => {
  it('is a row for each length with a bar, and a dash where nothing was measured', () => {
    const plan = { lengths: [4_000, 8_000], depths: [0, 50], calls: 4, tokensIn: 24_000, tokensOut: 800 };
    const cells = [
      { length: 4_000, depth: 0, isFound: true },
      { length: 4_000, depth: 50, isFound: false },
      { length: 8_000, depth: 0, isFound: true },
    ];
    const usage = { calls: 3, tokensIn: 16_000, tokensOut: 30 };
    const measured = { ...{ host: 'h', model: 'a|b', how: 'stopped' as const, plan, cells, usage } };
    const text = measuredMarkdown(measured, { say: english, locale: 'en', currency: '' });
    assert.match(text, /^# How much a\\\|b @ h reads well$/m);
    assert.match(text, /^\| 4,000 \| 1 of 2 \| █████░░░░░ \| ● \| ○ \|$/m);
    assert.match(text, /^\| 8,000 \| 1 of 1 \| █████░░░░░ \| ● \| – \|$/m);
    assert.match(text, /It was measured in part\./);
    assert.match(text, /Took 3 calls, up to 16,030 tokens\./);
  });
});
