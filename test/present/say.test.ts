/** Sentences from templates: in English, and from the texts of a bundle. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { english, sayFrom } from '../../src/present/say.ts';

describe('a sentence', () => {
  it('gets its values, each as it is', () => {
    assert.equal(english('In {0}: {1} of {0}', 'a.ts', 3), 'In a.ts: 3 of a.ts');
    assert.equal(english('Nothing to fill'), 'Nothing to fill');
    assert.equal(english('{0} {1}', '{1}', '$&'), '{1} $&');
    assert.equal(english('{0} and {2}', 'a'), 'a and {2}');
    assert.equal(english('{0} of {1}, {2} s', 5620, '5620', 0.5), '5,620 of 5620, 0.5 s');
  });

  it('comes from the texts of now, and is English where they have none', () => {
    let texts: Record<string, string> = {};
    const say = sayFrom(() => texts);
    assert.equal(say('{0} files', 2), '2 files');
    texts = { '{0} files': '{0} Dateien', empty: '' };
    assert.equal(say('{0} files', 2), '2 Dateien');
    assert.equal(say('empty'), 'empty');
    assert.equal(say('toString'), 'toString');
    assert.equal(sayFrom(() => texts, 'de')('{0} files', 12_345), '12.345 Dateien');
  });
});
