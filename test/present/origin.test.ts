/** Where the words of an answer come from: only lines that hold them, and the words that none of them holds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Citation } from '../../src/engine/types.ts';
import { originOf } from '../../src/present/lines/origin.ts';

const QUOTE =
  'export function upload(file: File) {\n  const retries = MAX_RETRIES;\n\n  return send(file, { retries, timeoutMs: 500 });\r\n}';

function cited(changed: Partial<Citation> = {}): Citation {
  return {
    ...{ path: 'src/up.ts', startLine: 10, endLine: 14, quote: QUOTE, hash: 'h', state: 'verified' },
    ...changed,
  };
}

describe('the origin of words', () => {
  it('shows the lines that hold them, by their parts and forms, and tells the words that stand nowhere', () => {
    const origin = originOf('It retried with a timeout of 500 ms and a jitter', [{ citations: [cited()] }]);
    assert.deepEqual(
      origin.lines.map(({ line, text, citation, marks }) => ({
        line,
        words: marks.map(({ start, end }) => text.slice(start, end)),
        at: [citation.startLine, citation.endLine, citation.quote === text],
      })),
      [{ line: 13, words: ['retries', 'timeout', '500'], at: [13, 13, true] }],
    );
    assert.equal(origin.more, 1, 'the other line that holds one of them');
    assert.deepEqual(origin.absent, ['jitter']);
    assert.equal(origin.looked, 5);
  });

  it('knows nothing of words where nothing is proved', () => {
    const citations = [cited({ state: 'unproved' }), cited({ state: 'stale' })];
    assert.deepEqual(originOf('retries', [{ citations }]), {
      lines: [],
      more: 0,
      absent: ['retries'],
      looked: 0,
    });
  });

  it('looks at each line once, however often it is cited, and tells lines of two folders apart', () => {
    const twice = [{ citations: [cited(), cited()] }, { citations: [cited({ root: 'other' })] }];
    const { looked, lines, more } = originOf('MAX_RETRIES', twice);
    assert.deepEqual([looked, lines.length + more], [10, 2]);
  });

  it('marks only words that were selected, in lines that were cited, for any text', () => {
    const lines = QUOTE.split(/\r?\n/);
    const word = fc.oneof(fc.constantFrom(...(QUOTE.match(/\w+/g) ?? [])), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const origin = originOf(words.join(' '), [{ citations: [cited()] }]);
        for (const { line, text, marks } of origin.lines) {
          assert.equal(text, lines[line - 10]);
          assert.ok(marks.length > 0);
        }
        assert.ok(origin.lines.length <= 6);
      }),
    );
  });
});
