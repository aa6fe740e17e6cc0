/** The user's own key: found in what leaves and in what comes back, however it is spelled, and never put back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createScrubber, createStreamScrubber } from '../../src/node/model/scrub.ts';
import { createSecretFilter } from '../../src/node/secrets/filter.ts';

const KEY = ['zq', 'Vx+81', '/mK', '"w_', 'Tt-30==', 'rB'].join('');

const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** How a key may be spelled as a whole: what a server echoes, too. */
const SPELLED: Readonly<Record<string, (key: string) => string>> = {
  plain: (key) => key,
  'in capital letters': (key) => key.toUpperCase(),
  'in small letters': (key) => key.toLowerCase(),
  'as JSON': (key) => JSON.stringify(key).slice(1, -1),
  'percent-encoded where it must be': encodeURIComponent,
  'percent-encoded as a whole': percent,
  'percent-encoded in capital letters': (key) => percent(key).toUpperCase(),
  'in hex': (key) => Buffer.from(key).toString('hex'),
  'in capital hex': (key) => Buffer.from(key).toString('hex').toUpperCase(),
  'as escapes of bytes': (key) => percent(key).replaceAll('%', '\\x'),
  'in base64': base64,
  'in base64url': (key) => Buffer.from(key).toString('base64url'),
  'as `:key` in base64': (key) => base64(`:${key}`),
  'as `u:key` in base64': (key) => base64(`u:${key}`),
  'as `user:key` in base64': (key) => base64(`user:${key}`),
};

/** Spellings in which each character has a choice. */
const MIXED: Readonly<Record<string, (key: string) => string>> = {
  'percent-encoded here and there': (key) =>
    [...key].map((char, i) => (i % 3 === 0 ? percent(char) : char)).join(''),
  'in mixed case': (key) =>
    [...key].map((char, i) => (i % 2 === 0 ? char.toUpperCase() : char.toLowerCase())).join(''),
  'as escapes of JavaScript': (key) =>
    [...key].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'as references of HTML': (key) => [...key].map((char) => `&#${char.charCodeAt(0)};`).join(''),
  'as hexadecimal references of HTML': (key) =>
    [...key].map((char) => `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`).join(''),
  'with some escaped bytes': (key) =>
    [...key].map((char, i) => (i % 2 === 0 ? percent(char).replaceAll('%', '\\x') : char)).join(''),
};

/** What remains of a spelling when what decides it is gone: the ends of base64 hold parts of other text. */
const REMAINS = 4;

function remains(text: string, spelled: string): boolean {
  for (let at = 0; at + REMAINS + 4 <= spelled.length; at++)
    if (text.includes(spelled.slice(at, at + REMAINS + 4))) return true;
  return false;
}

describe('a key in a request', () => {
  for (const [how, spell] of Object.entries({ ...SPELLED, ...MIXED }))
    it(`is replaced ${how}, and not put back`, async () => {
      const filter = createSecretFilter({ nonce: '7f3a' });
      filter.learn(KEY, 'configured-key');
      const spelled = spell(KEY);
      const text = `It said <${spelled}> there.`;
      const { texts, count } = await filter.redactMessages(['rules', text]);
      assert.ok(!remains(texts[1]!, spelled), texts[1]);
      assert.ok(texts[1]!.startsWith('It said <') && texts[1]!.endsWith('> there.'), texts[1]);
      assert.ok(count >= 1);
      assert.equal(filter.restore(texts[1]!), texts[1]);
    });

  it('is replaced in the middle of base64, and the rest stays', async () => {
    const filter = createSecretFilter({ nonce: '7f3a' });
    filter.learn(KEY, 'configured-key');
    for (const before of ['', 'a', 'ab', 'abc']) {
      const { text } = await filter.redact(base64(`${before}${KEY} and more`));
      assert.ok(!remains(text, base64(before + KEY).slice(0, -4)), text);
      assert.match(text, /BtYW5kIG1vcmU=|BhbmQgbW9yZQ==|IGFuZCBtb3Jl|gYW5kIG1vcm|bW9yZ/);
    }
  });

  it('is nothing to look for when it is a word', async () => {
    const filter = createSecretFilter();
    filter.learn('ollama', 'configured-key');
    assert.equal((await filter.redact('an ollama server')).text, 'an ollama server');
  });
});

describe('a key in a reply', () => {
  for (const [how, spell] of Object.entries(SPELLED))
    it(`is removed ${how}, however the reply is cut`, () => {
      const spelled = spell(KEY);
      const text = `It said <${spelled}> there.`;
      const whole = createScrubber([KEY])(text);
      assert.ok(!remains(whole, spelled), whole);
      fc.assert(
        fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
          const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), text.length];
          const scrubber = createStreamScrubber([KEY]);
          const parts = at.slice(1).map((end, i) => scrubber.push(text.slice(at[i], end)));
          assert.equal(parts.join('') + scrubber.flush(), whole);
        }),
        { numRuns: 50, seed: 11 },
      );
    });
});
