import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Evidence, Passage } from '../../src/engine/types.ts';
import { tellingLines } from '../../src/present/lines/telling.ts';

const CODE = `import { retry } from './retry.js';
import { expire } from './clock.js';

/** Keeps what belongs together. */
export class Store {
  purgeIdleSessions(now) {
    const limit = now - this.maxIdleMs;
    for (const one of this.all()) {
      if (one.lastSeen < limit) this.expireSession(one);
    }
  }
}`;

function told(terms: readonly string[], rest: Partial<Passage> & { evidence?: readonly Evidence[] } = {}) {
  const { evidence = [], ...passage } = rest;
  const why = { terms, fields: [], evidence, groups: [], role: 'source' } as const;
  return (max: number) => tellingLines({ text: CODE, startLine: 11, symbolPath: '', why, ...passage }, max);
}

describe('the lines that tell why a passage was found', () => {
  it('hold its matching words, in other forms and inside of names, and mark them', () => {
    const [line, ...more] = told(['sessions', 'expired'])(1);
    assert.deepEqual(more, []);
    assert.equal(line!.line, 19);
    assert.deepEqual(
      line!.marks.map(({ start, end }) => line!.text.slice(start, end)),
      ['expire', 'Session'],
    );
  });

  it('are those with names that the question says, not the imports at the top', () => {
    const evidence = [{ kind: 'named', of: 'purgeIdleSessions' }] as const;
    assert.deepEqual(
      told(['retry'], { evidence })(1).map(({ line }) => line),
      [16],
    );
    assert.deepEqual(
      told(['expire'])(1).map(({ line }) => line),
      [19],
    );
  });

  it('show different words before the same one again, in the order of the file', () => {
    assert.deepEqual(
      told(['limit', 'idle', 'seen'])(2).map(({ line }) => line),
      [17, 19],
    );
  });

  it('are the first that say something where no word matches', () => {
    assert.deepEqual(
      told([])(3).map(({ line }) => line),
      [15],
    );
    assert.deepEqual(
      told([], { symbolPath: 'Store.purgeIdleSessions' })(1).map(({ line }) => line),
      [16],
    );
    assert.equal(told([], { text: '' })(2).length, 1);
  });

  it('lose the carriage return, and take words without spaces between them', () => {
    const [line] = told(['重试'], { text: 'a\r\n// 最多重试三次\r\nb' })(1);
    assert.deepEqual([line!.line, line!.text], [12, '// 最多重试三次']);
  });

  it('are found at once in a line of a million characters', () => {
    const text = `${'x '.repeat(500_000)}\nretry\n`;
    assert.equal(told(['retry'], { text })(1)[0]!.line, 12);
  });

  it('keep words apart that only begin alike', () => {
    assert.equal(told(['port'], { text: 'portal\nports' })(1)[0]!.line, 12);
    assert.equal(told(['stop'], { text: 'store\nstopped' })(1)[0]!.line, 12);
  });
});
