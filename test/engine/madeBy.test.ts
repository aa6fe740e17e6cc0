import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeBy } from '../../src/engine/index/madeBy.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import { plainFile } from '../../src/engine/parse/parseSource.ts';

const LINES = 200;

/** What is said of a file of so many lines, all of them alike. */
function madeOf(line: string, language = 'python'): string | undefined {
  const text = `${line}\n`.repeat(LINES);
  return madeBy(text, plainFile(language, splitLines(text), 'noGrammar'));
}

const ITEMS = [
  "  'de': 'Straße',",
  '  "a\\"b": 0x1, 0x1F, -2.5, "c"],',
  '[(1, 2),',
  'word',
  'low.level-name : yes',
  '{ "key" = 1e-5 },',
  "  , 'a', 'b' ])};",
  "a, 'odd\\'",
  '"x""y"',
  ']',
];

const OTHERS = [
  '  return value + 1;',
  '  "a": [1, 2],',
  'a b c',
  '# a note',
  '"open',
  'x 1.5.y',
  "f('a')",
  '"a"b.c',
  '0x1F-0xyz!',
];

test('lines of literals, pairs and single words are those of a table', () => {
  for (const line of ITEMS) assert.equal(madeOf(line), 'data', line);
  for (const line of OTHERS) assert.equal(madeOf(line), undefined, line);
});

test('a table may hold a few lines that are none', () => {
  const lines = Array.from({ length: LINES }, (_, i) =>
    i % 10 === 0 ? 'if (a) b(); else c();' : '1, 2, 3,',
  );
  const text = lines.join('\n');
  const file = plainFile('python', splitLines(text), 'noGrammar');
  assert.equal(madeBy(text, file), 'data');
  assert.equal(madeBy(text.replaceAll('2, 3,', '2 of 3!'), file), undefined);
});

test('lines that fit in very many ways until their last letter are read once', () => {
  const blanks = ' '.repeat(390);
  for (const line of [
    `${blanks}!`,
    `x${blanks}!`,
    `x,${blanks}!`,
    `${'a.'.repeat(190)}!`,
    `${'1,'.repeat(190)}!`,
  ])
    assert.equal(madeOf(line), undefined);
});
