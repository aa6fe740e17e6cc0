/** Colours of code: the text stays as it is, whatever it holds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { highlightLines } from '../../src/webview/elements/highlight.ts';

const plain = (code: string, path: string): string =>
  highlightLines(code, path)
    .map((tokens) => tokens.map(({ text }) => text).join(''))
    .join('\n');

const kindOf = (code: string, path: string, word: string) =>
  highlightLines(code, path)
    .flat()
    .find(({ text }) => text.includes(word))?.kind;

describe('highlighted code', () => {
  it('gives words their kinds, by the language of the file', () => {
    const code = 'const limit = 12; // not more\nconst name = "x";';
    assert.equal(kindOf(code, 'src/a.ts', 'const'), 'keyword');
    assert.equal(kindOf(code, 'src/a.ts', '12'), 'number');
    assert.equal(kindOf(code, 'src/a.ts', 'not more'), 'comment');
    assert.equal(kindOf(code, 'src/a.ts', '"x"'), 'string');
    assert.equal(kindOf('def end_run(id):', 'a.py', 'end_run'), 'defined');
    assert.equal(kindOf('key = "value"', 'Cargo.toml', 'value'), 'string');
    assert.equal(kindOf(code, 'notes.unknown', 'const'), undefined);
  });

  it('keeps a comment of several lines in its colour on each of them', () => {
    const lines = highlightLines('/* one\n   two */\nx = y;', 'a.js');
    assert.deepEqual(
      lines.map(([first]) => first?.kind),
      ['comment', 'comment', undefined],
    );
  });

  it('changes no letter of any text, in any language', () => {
    const paths = [
      'a.ts',
      'a.py',
      'a.html',
      'a.md',
      'a.sh',
      'a.php',
      'a.json',
      'a',
      'constructor',
      'a.__proto__',
    ];
    const bits = fc.constantFrom(
      '<',
      '&amp;',
      '</span>',
      '"',
      '`',
      '${',
      '\n',
      '/*',
      '😀',
      '\ud83d',
      '<?php',
      'x',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(bits, fc.string()), { maxLength: 30 }),
        fc.constantFrom(...paths),
        (parts, path) => {
          const code = parts.join('');
          assert.equal(plain(code, path), code);
        },
      ),
      { seed: 9, numRuns: 300 },
    );
  });

  it('leaves a very long text without colours', () => {
    const code = `const a = 1;\n${'x = 2;\n'.repeat(5_000)}`;
    assert.equal(plain(code, 'a.ts'), code);
    assert.ok(highlightLines(code, 'a.ts').every(([first]) => first?.kind === undefined));
  });
});
