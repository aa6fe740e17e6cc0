/** The table of words that indexing asks: equal to a Map, over any words and any sizes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { eachWord, eachWordRange } from '../../src/engine/index/tokenize.ts';
import { WordTable } from '../../src/engine/index/wordTable.ts';
import { runs } from '../fakes/memory.ts';

function ask(table: WordTable<number>, text: string, start: number, end: number, fresh: number): number {
  const slot = table.find(text, start, end);
  const known = table.value(slot);
  if (known !== undefined) return known;
  table.put(slot, text.slice(start, end), fresh);
  return fresh;
}

describe('word table', () => {
  it('answers as a Map does, for words anywhere in a text', () => {
    const words = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), { maxLength: 200 });
    fc.assert(
      fc.property(words, (list) => {
        const table = new WordTable<number>();
        const map = new Map<string, number>();
        const text = list.join('');
        let at = 0;
        for (const [i, word] of list.entries()) {
          if (!map.has(word)) map.set(word, i);
          assert.equal(ask(table, text, at, at + word.length, i), map.get(word));
          at += word.length;
        }
      }),
      { numRuns: runs(100, 3000) },
    );
  });

  it('keeps every word when it grows, and none after clearing', () => {
    const table = new WordTable<number>();
    for (let i = 0; i < 20_000; i++) ask(table, `w${i}`, 0, `w${i}`.length, i);
    for (let i = 0; i < 20_000; i++) assert.equal(ask(table, `w${i}`, 0, `w${i}`.length, -1), i);
    table.clear();
    assert.equal(table.value(table.find('w7', 0, 2)), undefined);
  });

  it('tells words of one hash apart', () => {
    // 31 * 'A' + 'a' equals 31 * 'B' + 'B': the same hash for equal lengths.
    const table = new WordTable<number>();
    assert.equal(ask(table, 'Aa', 0, 2, 1), 1);
    assert.equal(ask(table, 'BB', 0, 2, 2), 2);
    assert.equal(ask(table, 'Aa', 0, 2, 3), 1);
  });

  it('gets the ranges of the words that eachWord gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const words: [string, number][] = [];
        const ranges: [string, number][] = [];
        eachWord(text, (word, start) => words.push([word, start]));
        eachWordRange(text, (start, end) => ranges.push([text.slice(start, end), start]));
        assert.deepEqual(ranges, words);
      }),
    );
  });
});
