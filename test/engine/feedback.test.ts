/** Words fed back from the first results: among files that hold little of the question, they find the right ones. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import { WEIGHTS, type Weights } from '../../src/engine/retrieve/score.ts';
import { indexOf, MemoryWorkspace, memoryPorts, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

/** `books` and `album` hold one word of the question each; only `books` speaks as the best files do. */
const FILES: Readonly<Record<string, string>> = {
  'src/convert.py':
    'def convert_currency(amount):\n    """Convert a currency."""\n    return ledgerRate(fxtable(amount))\n',
  'src/report.py':
    'def report(rows):\n    """Convert the currency of rows."""\n    return ledgerRate(fxtable(rows))\n',
  'src/album.py': 'def album(self):\n    """One currency stamp."""\n    return paperKind(glueleaf(self))\n',
  'src/books.py': 'def books(self):\n    """One currency entry."""\n    return ledgerRate(fxtable(self))\n',
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`src/filler${i}.py`, `def filler${i}(x):\n    return x + ${i}\n`]),
  ),
};

const QUESTION = 'how do we convert a currency';

async function search(question: string, weights: Weights = WEIGHTS) {
  const view = await (await indexOf(memoryPorts(pool, new MemoryWorkspace(FILES)))).view();
  return rank(view, analyseQuery(question, view), { limit: 20, weights });
}

const WITHOUT_FEEDBACK: Weights = { ...WEIGHTS, feedback: { ...WEIGHTS.feedback, terms: 0 } };

describe('feedback', () => {
  it('puts the file that speaks like the best files before one that does not', async () => {
    const paths = (await search(QUESTION)).hits.map(({ path }) => path);
    assert.deepEqual(paths, ['src/convert.py', 'src/report.py', 'src/books.py', 'src/album.py']);
  });

  it('is what decides between them', async () => {
    const { hits } = await search(QUESTION, WITHOUT_FEEDBACK);
    const scores = new Map(hits.map(({ path, score, why }) => [path, score * (1 - why.graph)]));
    assert.equal(scores.get('src/books.py')!.toFixed(6), scores.get('src/album.py')!.toFixed(6));
  });

  it('never counts as words of the question', async () => {
    const { known, hits } = await search(QUESTION);
    assert.deepEqual(known.map(({ word }) => word).sort(), ['convert', 'currency']);
    for (const { why } of hits) assert.ok(why.terms.every((term) => ['convert', 'currency'].includes(term)));
  });

  it('adds nothing when no word of the question is known', async () => {
    assert.deepEqual((await search('zebra crossing')).hits, []);
  });
});
