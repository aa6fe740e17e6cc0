/** Where a problem may lie, found without a model: files, definitions, lines, and what they reach. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { FixProblem, Located } from '../../src/engine/types/repair.ts';
import { memoryEngine, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const filler = (name: string): string =>
  Array.from({ length: 40 }, (_, i) => `const ${name}${i} = ${i};\n`).join('');

const FILES: Readonly<Record<string, string>> = {
  'src/price.ts': `${filler('before')}/** The price with its tax. */\nexport function grossPrice(net: number, rate: number): number {\n  return net + rate;\n}\n${filler('behind')}`,
  'src/cart.ts':
    "import { grossPrice } from './price.ts';\n\nexport function cartTotal(items: number[]): number {\n  return items.reduce((sum, net) => sum + grossPrice(net, 0.19), 0);\n}\n",
  'test/price.test.ts':
    "import { grossPrice } from '../src/price.ts';\n\nit('adds the tax', () => {\n  assert.equal(grossPrice(100, 0.19), 119);\n});\n",
  'docs/prices.md': '# Prices\n\nCall `grossPrice` with the net price and the rate.\n',
  'src/other.ts': 'export function unrelated(): void {}\n',
  'vendor/price.js': 'function grossPrice(net, rate) { return net * rate; }\n',
};

async function localise(text: string, more: Partial<FixProblem> = {}, files = FILES): Promise<Located> {
  const { engine } = await memoryEngine(pool, files);
  return engine.localise({ text, places: [], rejected: [], ...more });
}

const TRACE =
  'AssertionError: 100.19 !== 119\n    at grossPrice (/home/me/shop/src/price.ts:43:10)\n    at cartTotal (/home/me/shop/src/cart.ts:4:50)';

describe('localise', () => {
  it('finds the files of a stack trace, the definitions of its frames, and the lines around them', async () => {
    const { files } = await localise(TRACE);
    const price = files.find(({ path }) => path === 'src/price.ts')!;
    assert.ok(price.why.evidence.some(({ kind, line }) => kind === 'frame' && line === 43));
    assert.deepEqual(price.symbols[0], {
      ...{ name: 'grossPrice', kind: 'function', container: [], startLine: 42, endLine: 44 },
    });
    assert.ok(price.lines.some(({ startLine, endLine }) => startLine <= 33 && endLine >= 53));
    assert.deepEqual(
      new Set(files.slice(0, 2).map(({ path }) => path)),
      new Set(['src/price.ts', 'src/cart.ts']),
    );
  });

  it('tells what uses, tests and documents the definitions, outside of the files themselves', async () => {
    const { related } = await localise('wrong', {
      places: [{ path: 'src/price.ts', lines: { startLine: 43, endLine: 43 } }],
    });
    const told = related.map(({ kind, path, of }) => `${kind} ${path} ${of}`);
    assert.ok(told.includes('caller src/cart.ts grossPrice'), told.join('\n'));
    assert.ok(told.includes('test test/price.test.ts grossPrice'));
    assert.ok(told.includes('docs docs/prices.md grossPrice'), told.join('\n'));
    assert.ok(!related.some(({ path }) => path === 'src/price.ts'));
  });

  it('takes what a person names instead, and tells what is not there', async () => {
    const places = [{ path: 'src/other.ts' }, { path: 'src/gone.ts' }];
    const found = await localise('grossPrice is wrong', { places });
    assert.deepEqual(
      found.files.map(({ path, isNamed }) => [path, isNamed]),
      [['src/other.ts', true]],
    );
    assert.deepEqual(found.unknown, [{ path: 'src/gone.ts' }]);
    assert.deepEqual(found.files[0]!.why.evidence, [{ kind: 'file', of: 'src/other.ts' }]);
  });

  it('has at most five files, counts the others, and puts copies of other projects last', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [
        `src/part${i}.ts`,
        `/** The gross price of part ${i}. */\nexport const part${i} = price(${i});\n`,
      ]),
    );
    const found = await localise('the gross price of a part is wrong', {}, { ...FILES, ...many });
    assert.equal(found.files.length, 5);
    assert.ok(found.more >= 4, String(found.more));
    assert.ok(!found.files.some(({ path }) => path.startsWith('vendor/')));
  });

  it('keeps named lines inside of the file, and finds nothing where no word is known', async () => {
    const beyond = await localise('x', {
      places: [{ path: 'src/other.ts', lines: { startLine: 9_000, endLine: 2 } }],
    });
    assert.deepEqual(beyond.files[0]!.lines, [{ startLine: 1, endLine: 1 }]);
    const none = await localise('zzzqqq');
    assert.deepEqual([none.files, none.related, none.more], [[], [], 0]);
  });
});
