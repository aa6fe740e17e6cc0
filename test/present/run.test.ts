/** What is said of a run on its way: its steps, and where the question asks to look. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { limitsText } from '../../src/present/answer/coverage.ts';
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
