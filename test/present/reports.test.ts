/** What stands first in a report about the index. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statusMarkdown } from '../../src/present/reports.ts';
import { english } from '../../src/present/say.ts';

describe('the state of the index', () => {
  it('lists files that a dot hides behind the others', () => {
    const skipped = ['.cache/a.bin', 'lib/.b/c.bin', 'lib/d.bin'].map((path) => ({
      path,
      reason: 'binary' as const,
    }));
    const text = statusMarkdown(
      {
        roots: [
          {
            ...{ root: 'shop', state: 'ready', problems: [], chunks: 1, symbols: 1, languages: {} },
            ...{ keptAsText: [], guessed: [], damaged: [] },
            files: { seen: 4, indexed: 1, skipped },
            lines: { covered: 1, total: 1 },
          } as never,
        ],
      },
      { say: english, locale: 'en' },
    );
    const at = ['lib/d.bin', '.cache/a.bin', 'lib/.b/c.bin'].map((path) => text.indexOf(path));
    assert.ok(
      at.every((place) => place > 0),
      text,
    );
    assert.deepEqual(
      at,
      [...at].sort((a, b) => a - b),
    );
  });
});
