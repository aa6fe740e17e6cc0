/** Fingerprints: the same for what is the same, whatever happens around it; another one for each of equal findings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { identityOf, numberFindings } from '../../../src/engine/review/identity.ts';
import { makeFindings } from '../../../src/engine/review/makeFindings.ts';
import { BUG_RULE, foundIn, hash, hitsOf } from './parts.ts';

const RUNS = process.env.SOAK ? 5_000 : 150;

/** A text of functions with bugs in them, some of them equal. */
const program = fc
  .array(
    fc.record({
      name: fc.constantFrom('alpha', 'beta', 'gamma'),
      bugs: fc.array(fc.constantFrom('BUG(a, b)', 'BUG(c)', 'BUG("x")'), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) =>
    parts.map(({ name, bugs }) => [`def ${name}`, ...bugs.map((bug) => `  ${bug};`)].join('\n')).join('\n'),
  );

const prints = (path: string, text: string): string[] =>
  numberFindings(foundIn(path, text)).map(({ fingerprint }) => fingerprint);

describe('the fingerprint of a finding', () => {
  it('is one for each finding, also of equal ones', () =>
    fc.assert(
      fc.property(program, (text) => {
        const all = prints('a.toy', text);
        assert.equal(all.length, hitsOf(text).length);
        assert.equal(new Set(all).size, all.length);
      }),
      { numRuns: RUNS },
    ));

  it('stays when lines are put before and between, and when the file is named anew', () =>
    fc.assert(
      fc.property(program, fc.array(fc.nat(60), { maxLength: 8 }), (text, places) => {
        const lines = text.split('\n');
        for (const at of places) lines.splice(at % (lines.length + 1), 0, '# a note');
        assert.deepEqual(prints('moved/b.toy', lines.join('\n')), prints('a.toy', text));
      }),
      { numRuns: RUNS },
    ));

  it('stays when the code is formatted anew', () =>
    fc.assert(
      fc.property(program, fc.constantFrom('    ', '\t\t'), (text, indent) => {
        const formatted = text
          .replace(/^ {2}/gm, indent)
          .replaceAll('BUG(a, b);', `BUG(\n${indent}${indent}a,\n${indent}b,\n${indent})`)
          .replaceAll('"x"', "'x'");
        assert.deepEqual(prints('a.toy', formatted), prints('a.toy', text));
      }),
      { numRuns: RUNS },
    ));

  it('differs by rule, by definition and by what was found', () => {
    const base = { rule: 'r', symbol: 'f', text: 'a == a' };
    const all = [base, { ...base, rule: 'q' }, { ...base, symbol: 'g' }, { ...base, text: 'a == b' }];
    assert.equal(new Set(all.map((parts) => identityOf(parts, hash))).size, 4);
  });

  it('tells the copy of a function from it, in another file and in the same one', () => {
    const text = 'def alpha\n  BUG(c)';
    const both = numberFindings([...foundIn('b.toy', text), ...foundIn('a.toy', text)]);
    assert.deepEqual(
      both.map(({ path }) => path),
      ['a.toy', 'b.toy'],
    );
    assert.equal(new Set(both.map(({ fingerprint }) => fingerprint)).size, 2);
    assert.equal(new Set(both.map(({ identity }) => identity)).size, 1);
    const [one, other] = prints('a.toy', `${text}\ndef beta\n  BUG(c)`);
    assert.equal(one, prints('a.toy', text)[0]);
    assert.notEqual(other?.slice(0, 16), one?.slice(0, 16));
  });

  it('counts what is found twice at one place once, with all that belongs to it', () => {
    const [found] = foundIn('a.toy', 'BUG(c)');
    const related = [{ name: 'first', startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }];
    const merged = numberFindings([found!, { ...found!, related }, { ...found!, rule: 'other' }]);
    assert.deepEqual(
      merged.map((finding) => [finding.rule, finding.related.length]),
      [
        ['bug', 1],
        ['other', 0],
      ],
    );
  });

  it('ends on a long token and on many blanks', () => {
    const text = `${'a'.repeat(1_000_000)}${' '.repeat(1_000_000)},${','.repeat(200_000)})`;
    assert.equal(identityOf({ rule: 'r', symbol: '', text }, hash).length, 16);
  });
});

describe('a finding in a file with secrets', () => {
  it('quotes and names none, and its identity does not depend on one', () => {
    const [identities, quotes] = [new Set<string>(), new Set<string>()];
    for (const secret of ['hunter2hunter2', 'correcthorse99']) {
      const text = `def alpha\n  BUG(${secret})`;
      const file = { path: 'a.toy', text, size: 0, mtimeMs: 0, encoding: 'utf8' as const, hash: hash(text) };
      const concealed = { ...file, text: 'def alpha\n  BUG(«secret:key»)', secretLines: [2] };
      const hits = hitsOf(text).map((hit) => ({ ...hit, facts: { what: secret.slice(0, 8), how: 'BUG' } }));
      const fixes = [{ language: 'toy', find: '^BUG', put: 'bug' }];
      const rules = new Map([['bug', { ...BUG_RULE, fixes }]]);
      for (const found of makeFindings(hits, {
        ...{ file, concealed, symbols: [], language: 'toy', rules, hash },
      })) {
        identities.add(found.identity);
        quotes.add(found.quote);
        assert.deepEqual(found.facts, { what: '«secret:secret»', how: 'BUG' });
        // What is put in its place would hold the secret as well.
        assert.equal(found.fix, undefined);
      }
    }
    assert.equal(identities.size, 1);
    assert.deepEqual([...quotes], ['  BUG(«secret:key»)']);
  });
});
