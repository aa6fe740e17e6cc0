/** The table of words that indexing asks, equal to a Map over any words; and what is counted with it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  buildSegment,
  entryCount,
  entryTerm,
  TermCounter,
  Vocabulary,
} from '../../src/engine/index/textIndex.ts';
import { eachWord, eachWordRange, splitIdentifier, termsOf } from '../../src/engine/index/tokenize.ts';
import { nextHash, WordTable } from '../../src/engine/index/wordTable.ts';
import { runs } from '../fakes/memory.ts';

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

/** Asks for a part of a text. */
function ask(table: WordTable, text: string, start = 0, end = text.length): number {
  const units = unitsOf(text);
  return table.numberOf(units, start, end, units.subarray(start, end).reduce(nextHash, 0));
}

describe('word table', () => {
  it('answers as a Map does, for words anywhere in a text', () => {
    const words = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), { maxLength: 200 });
    fc.assert(
      fc.property(words, (list) => {
        const table = new WordTable();
        const map = new Map<string, number>();
        const text = list.join('');
        let at = 0;
        for (const word of list) {
          if (!map.has(word)) map.set(word, map.size);
          assert.equal(ask(table, text, at, at + word.length), map.get(word));
          at += word.length;
        }
        assert.equal(table.size, map.size);
      }),
      { numRuns: runs(100, 3000) },
    );
  });

  it('keeps every word when it grows', () => {
    const table = new WordTable();
    for (let i = 0; i < 20_000; i++) assert.equal(ask(table, `w${i}`), i);
    for (let i = 0; i < 20_000; i++) assert.equal(ask(table, `w${i}`), i);
    assert.equal(table.size, 20_000);
  });

  it('tells words of one hash apart', () => {
    // 31 * 'A' + 'a' equals 31 * 'B' + 'B': the same hash for equal lengths.
    const table = new WordTable();
    assert.equal(ask(table, 'Aa'), 0);
    assert.equal(ask(table, 'BB'), 1);
    assert.equal(ask(table, 'Aa'), 0);
  });

  it('gets the ranges of the words that eachWord gives, with their hashes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.nat(5), (text, lead) => {
        const words: [string, number][] = [];
        const ranges: [string, number][] = [];
        eachWord(text, (word, start) => words.push([word, start]));
        const padded = `${'x'.repeat(lead)}${text}yy`;
        const units = unitsOf(padded);
        eachWordRange(units, lead, lead + text.length, (start, end, hash) => {
          ranges.push([padded.slice(start, end), start - lead]);
          assert.equal(hash, units.subarray(start, end).reduce(nextHash, 0));
        });
        assert.deepEqual(ranges, words);
      }),
    );
  });
});

describe('parts of a name', () => {
  const splitBefore = (word: string): string[] =>
    word
      .replace(/[_$]+/g, ' ')
      .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
      .replace(/(\p{L})(\d)/gu, '$1 $2')
      .replace(/(\d)(\p{L})/gu, '$1 $2')
      .toLowerCase()
      .split(' ')
      .filter((part) => part !== '');

  it('are those of the rules, one after the other', () => {
    const unit = fc.constantFrom(...'abcABC012_$éÉ');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (word) =>
        assert.deepEqual(splitIdentifier(word), splitBefore(word)),
      ),
      { numRuns: runs(2_000, 50_000) },
    );
    assert.deepEqual(splitIdentifier('HTTPServer2_retryCount'), ['http', 'server', '2', 'retry', 'count']);
  });
});

describe('terms of a file', () => {
  it('are those of its words, for each chunk and field', () => {
    const word = fc.constantFrom('readFile', 'read', 'the', 'of', '漢字仮', 'x', 'a1b2', '-', 'Zeile');
    const text = fc.array(word, { maxLength: 100 }).map((words) => words.join(' '));
    const vocabulary = new Vocabulary();
    const counter = new TermCounter();
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (chunks) => {
        const bodies = new Uint32Array(2 * chunks.length);
        let file = '';
        for (const [i, [, body]] of chunks.entries()) {
          bodies[2 * i] = file.length;
          file += body;
          bodies[2 * i + 1] = file.length;
          file += '\n';
        }
        const docs = chunks.map(([doc]) => doc);
        const heads = { path: docs.map(() => ''), symbol: [], doc: docs };
        const made = buildSegment({ heads, text: file, bodies }, vocabulary, counter);
        const found = chunks.flatMap((_, chunk) =>
          [0, 1, 2, 3].map((field) => {
            const slot = 4 * chunk + field;
            const entries = [...made.entries.subarray(made.bounds[slot], made.bounds[slot + 1])];
            return new Map(entries.map((one) => [vocabulary.term(entryTerm(one)), entryCount(one)]));
          }),
        );
        const expected = chunks.flatMap(([doc, body]) => ['', '', doc, body].map(countOf));
        assert.deepEqual(found, expected);
        assert.equal(made.bounds.length, 4 * chunks.length + 1);
      }),
      { numRuns: runs(200, 3000) },
    );
  });
});

/** How often each term of a text stands in it, up to 63 times. */
function countOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  eachWord(text, (word) => {
    for (const term of termsOf(word)) counts.set(term, Math.min(63, (counts.get(term) ?? 0) + 1));
  });
  return counts;
}
