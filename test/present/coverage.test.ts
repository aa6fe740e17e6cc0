import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { NotParsedWhy } from '../../src/engine/types.ts';
import { notReadText, searchedText } from '../../src/present/answer/coverage.ts';
import { english, sayFrom } from '../../src/present/say.ts';

describe('what was looked at', () => {
  it('is counted in the number that it has', () => {
    assert.equal(notReadText({ files: 1, why: 'searched' }, english).what, '1 file');
    assert.equal(notReadText({ files: 2, why: 'searched' }, english).what, '2 files');
    assert.equal(notReadText({ ranges: 1, why: 'passages' }, english).what, '1 lower-ranked range');
    assert.equal(notReadText({ ranges: 3, why: 'passages' }, english).what, '3 lower-ranked ranges');
    const searched = { kind: 'noMatch', terms: [], missing: [] } as const;
    assert.equal(searchedText({ ...searched, files: 1, chunks: 1 }, english), '1 file, 1 chunk');
    assert.equal(searchedText({ ...searched, files: 7, chunks: 40 }, english), '7 files, 40 chunks');
  });

  it('says why a file was not parsed, in English and in German', () => {
    const bundle = new URL('../../l10n/bundle.l10n.de.json', import.meta.url);
    const texts = JSON.parse(readFileSync(bundle, 'utf8')) as Record<string, string>;
    const german = sayFrom(() => texts, 'de');
    const words: Readonly<Record<NotParsedWhy, readonly [RegExp, RegExp]>> = {
      tooLarge: [/: too large$/, /: zu groß$/],
      longLines: [/very long lines$/, /sehr langen? Zeilen/],
      parserTimeout: [/the parser too long$/, /Parser zu lange/],
      parserMemory: [/too much memory$/, /zu viel Speicher/],
      parserCrash: [/breaks the parser$/, /Parser/],
      parserSpared: [/like files that the parser failed on$/, /gleicht Dateien/],
    };
    for (const [parsing, [inEnglish, inGerman]] of Object.entries(words)) {
      const one = { path: 'a.ts', why: 'asText', parsing: parsing as NotParsedWhy } as const;
      assert.equal(notReadText(one, english).what, 'a.ts');
      assert.match(notReadText(one, english).why, /^kept as text, so .*not known: /);
      assert.match(notReadText(one, english).why, inEnglish);
      assert.match(notReadText(one, german).why, /^als Text behalten/);
      assert.match(notReadText(one, german).why, inGerman);
    }
  });
});
