/** Words fed back from the first results: they find files that share no word with the question. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import { FEEDBACK } from '../../src/engine/retrieve/score.ts';
import { indexOf, MemoryWorkspace, memoryPorts, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

/** Two files answer to `currency` and `convert`, and both speak of a ledger; the ledger itself knows neither word. */
const FILES: Readonly<Record<string, string>> = {
  'src/convert.py': 'def convert_currency(amount):\n    return ledger_rate(amount) * fxtable(amount)\n',
  'src/report.py':
    'def currency_report(rows):\n    """Convert rows."""\n    return ledger_rate(fxtable(rows))\n',
  'src/books.py': 'class Books:\n    def post(self):\n        return ledger_rate(fxtable(self))\n',
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [
      `src/filler${i}.py`,
      `def filler${i}(value):\n    return value + ${i}\n`,
    ]),
  ),
};

async function search(question: string) {
  const view = await (await indexOf(memoryPorts(pool, new MemoryWorkspace(FILES)))).view();
  return rank(view, analyseQuery(question), 20);
}

describe('feedback', () => {
  it('finds a file by words that the best files share, behind those that hold the question', async () => {
    const paths = (await search('how do we convert a currency')).hits.map(({ path }) => path);
    assert.deepEqual(new Set(paths.slice(0, 2)), new Set(['src/convert.py', 'src/report.py']));
    assert.ok(paths.includes('src/books.py'));
    assert.ok(!paths.some((path) => path.includes('filler')));
  });

  it('needs the words: without them the file is not lexically found', async () => {
    const { terms } = FEEDBACK;
    FEEDBACK.terms = 0;
    try {
      const { hits } = await search('how do we convert a currency');
      const books = hits.find(({ path }) => path === 'src/books.py');
      // What is left is the symbol graph alone.
      assert.ok(!books || books.why.graph > 0.99);
    } finally {
      FEEDBACK.terms = terms;
    }
  });

  it('never counts as words of the question', async () => {
    const { known, hits } = await search('how do we convert a currency');
    assert.deepEqual(known.map(({ word }) => word).sort(), ['convert', 'currency']);
    for (const { why } of hits)
      assert.deepEqual(
        why.terms.filter((term) => /ledger|fxtable/.test(term)),
        [],
      );
  });

  it('adds nothing when no word of the question is known', async () => {
    assert.deepEqual((await search('zebra crossing')).hits, []);
  });
});
