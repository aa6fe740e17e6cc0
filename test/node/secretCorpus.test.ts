/**
 * The search for secrets against a corpus that was written without its rules. `report.ts` of the corpus prints what a
 * number stands for.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findSecrets } from '../../src/node/secrets/find.ts';
import { runs } from '../fakes/memory.ts';
import { CORPUS, FRESH, HALVES } from '../fakes/secretCorpus/corpus.ts';
import { leaksOf, rows, s, sampleOf } from '../fakes/secretCorpus/kind.ts';
import {
  type KindResult,
  measureKinds,
  measureNames,
  measureOrdinary,
  recallOf,
} from '../fakes/secretCorpus/measure.ts';

const SEED = 13;
const LEAST_RECALL = { a: 0.99, b: 0.985, fresh: 0.95 } as const;
const LEAST_NAMES = { a: 0.99, b: 0.99 } as const;
const MOST_ORDINARY_NAMES = 0.01;

function assertFound(results: readonly KindResult[], least: number): void {
  const recall = recallOf(results);
  const missed = results.filter(({ caught, tried }) => caught < tried).map(({ kind }) => kind);
  assert.ok(recall >= least, `recall ${recall}\n${missed.join('\n')}`);
}

for (const half of HALVES)
  describe(`secrets of half ${half} of the corpus`, () => {
    const { themes, ordinary, secretNames, ordinaryNames } = CORPUS[half];

    it('is large enough to tell', () => {
      const kinds = Object.values(themes).flatMap((theme) => Object.keys(theme));
      assert.ok(kinds.length > 250, `${kinds.length} kinds`);
      assert.ok(Object.keys(ordinary).length > 35);
      assert.ok(secretNames.length > 280 && ordinaryNames.length > 150);
    });

    it('are found, whatever their values', async () => {
      const results = await measureKinds(themes, SEED, runs(2, 40));
      assertFound(results, LEAST_RECALL[half]);
      const long = results.filter(({ lines, tried, leakingLines }) => lines / tried >= 3 && leakingLines > 0);
      assert.deepEqual(
        long.map(({ kind }) => kind),
        [],
      );
    });

    it('are told from ordinary lines', async () => {
      const { lines, changed } = await measureOrdinary(half, SEED);
      assert.ok(lines > 350, `${lines} lines`);
      assert.deepEqual(changed, []);
    });

    it('are withheld by the names of their files, and ordinary files are not', () => {
      const { shown, withheld } = measureNames(half);
      assert.ok(1 - shown.length / secretNames.length >= LEAST_NAMES[half], shown.join('\n'));
      assert.ok(withheld.length / ordinaryNames.length <= MOST_ORDINARY_NAMES, withheld.join('\n'));
    });
  });

describe('secrets of kinds that are younger than the rules', () => {
  it('are found as well', async () =>
    assertFound(await measureKinds(FRESH, SEED, runs(2, 40)), LEAST_RECALL.fresh));
});

describe('a list of codes that are used once', () => {
  it('is taken as a whole, also the one that looks like a number or a name', async () => {
    for (const odd of ['95100-0158d', 'ab895-20675', 'f7545-41282', '00584-354fe']) {
      const list = ['f8d81-dfc56', odd, '4cc0e-7d430', 'fc824-8b808'];
      const text = `GitHub recovery codes\n${list.join('\n')}\n`;
      assert.deepEqual(
        (await findSecrets(text)).map(({ start, end }) => text.slice(start, end)),
        list,
      );
    }
    // Three of a shape that are no codes make none of one that is.
    const words = 'The backup codes are in step-1, file-2, part-3 and room-4, of rule 20-11 and 20-12.\n';
    assert.deepEqual(await findSecrets(words), []);
  });
});

describe('the corpus', () => {
  const sample = sampleOf(['x', () => `user: ann\nkey: |\n${rows('abcdefghijklmnop', 8, ['  ', '!'])}\n`], 1);

  it('knows where its secrets are', () => {
    assert.equal(sample.text, 'user: ann\nkey: |\n  abcdefgh!\n  ijklmnop!\n');
    assert.deepEqual(
      sample.secrets.map(({ start, end }) => sample.text.slice(start, end)),
      ['abcdefgh', 'ijklmnop'],
    );
  });

  it('sees any part of a secret that is left, and none that is not', () => {
    assert.deepEqual(leaksOf(sample, sample.text), ['abcde', 'ijklm']);
    assert.deepEqual(leaksOf(sample, 'user: ann\nkey: |\n  abcd\n  mnop!\n'), []);
    assert.deepEqual(leaksOf(sample, '  ...\n  jklmn'), ['jklmn']);
    const long = sampleOf(['x', () => `k = ${s('0123456789abcdef')} # 89abcd`], 1);
    assert.deepEqual(leaksOf(long, 'k = * # 89abcd'), []);
    assert.deepEqual(leaksOf(long, 'k = *9abcde # 89abcd'), ['9abcde']);
  });

  it('gives the same texts for a seed, and others for another', () => {
    for (const half of HALVES)
      for (const kinds of Object.values(CORPUS[half].themes))
        for (const [kind, written] of Object.entries(kinds)) {
          assert.deepEqual(sampleOf(written, 5), sampleOf(written, 5), kind);
          assert.notEqual(sampleOf(written, 5).text, sampleOf(written, 6).text, kind);
        }
  });

  it('has each kind and name once', () => {
    const kinds = HALVES.flatMap((half) => Object.values(CORPUS[half].themes).flatMap(Object.keys));
    assert.equal(new Set(kinds).size, kinds.length);
    const names = HALVES.flatMap((half) => [...CORPUS[half].secretNames, ...CORPUS[half].ordinaryNames]);
    assert.equal(new Set(names).size, names.length);
  });
});
