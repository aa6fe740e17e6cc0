/** What can stand next in a query: keys, kinds and names, and nothing in a question that is none. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { completeQuery } from '../../src/engine/query/completeQuery.ts';
import { isFault, parseQuery } from '../../src/engine/query/parse.ts';
import { memoryEngine, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const { engine } = await memoryEngine(pool, {
  'src/price.ts': 'export function totalPrice(): number {\n  return 1;\n}\nexport class Till {}\n',
  'src/my files/tax.py': 'def total_tax():\n    return 2\n',
});
const written = async (before: string, limit = 50) => {
  const { items, ...rest } = await engine.completeQuery(before, limit);
  return { ...rest, items: items.map(({ write }) => write) };
};

describe('the completion of a query', () => {
  it('offers keys and flags, then the values of a key, without what stands there', async () => {
    assert.deepEqual((await written('kind:function pa')).items, ['path:', 'params:']);
    assert.deepEqual((await written('kind:function !te')).items, ['tests:', 'text:', 'tested']);
    assert.deepEqual(await written('kind:fu'), { items: ['function'], total: 1, replaces: 2 });
    assert.deepEqual((await written('kind:function')).items, []);
    assert.deepEqual((await written('kind:class,fu')).items, ['function']);
    assert.deepEqual((await written('(role:source or role:te')).items, ['test']);
    assert.deepEqual((await written('kind:function sort:pa')).items, ['path', 'params']);
    assert.deepEqual((await written('language:')).items, ['python', 'typescript']);
  });

  it('offers names and paths of the index, those with blanks in quotes', async () => {
    assert.deepEqual((await written('name:tot')).items, ['total_tax', 'totalPrice']);
    assert.deepEqual((await written('calledby:Ti')).items, ['Till']);
    assert.deepEqual((await written('path:my')).items, ['"src/my files/"', '"src/my files/tax.py"']);
    const capped = await written('name:tot', 1);
    assert.deepEqual([capped.items.length, capped.total], [1, 2]);
  });

  it('offers nothing in a question, in a text, and for a number', async () => {
    for (const text of ['How is kind:fu used?', 'kind', 'note: see pa', 'text:"fu', 'params>1', 'params:1'])
      assert.deepEqual((await written(text)).items, [], text);
  });

  it('offers what the language takes', async () => {
    for (const before of [
      'kind:',
      'role:',
      'kind:function sort:',
      'kind:function has:',
      'kind:function group:',
    ])
      for (const write of (await written(before)).items)
        assert.ok(!isFault(parseQuery(before + write)), before + write);
  });

  it('looks at no more than a query may have', () => {
    const view = { files: [] } as never;
    assert.ok(completeQuery(view, `kind:fu ${'!'.repeat(1_900)}`, 5).items.length > 0);
    assert.deepEqual(completeQuery(view, `kind:fu ${'!'.repeat(2_000)}`, 5).items, []);
  });
});
