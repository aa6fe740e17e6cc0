/** What is offered while a person names something, and the definitions that are named after an answer. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RunEvent } from '../../src/engine/events.ts';
import { startEndpoint } from '../fakes/endpoint.ts';
import { asked, memoryEngine, never, startPool } from '../fakes/memory.ts';
import { configFor, createTestModel } from '../fakes/oracleModel.ts';

const pool = startPool();
after(() => pool.dispose());

describe('what is offered', () => {
  it('has lock files behind all others, and names of one letter behind longer ones', async () => {
    const { engine } = await memoryEngine(pool, {
      'a.lock': 'x\n',
      'package-lock.json': '{}\n',
      'package.json': '{}\n',
      'src/a.ts': 'export const p = 1;\nexport const port = 2;\nexport function parsePort() {}\n',
      'src/packageNames.ts': 'export const names = [];\n',
    });
    const labels = async (kind: 'file' | 'symbol', prefix: string) =>
      (await engine.complete(kind, prefix, 9)).items.map(({ label }) => label);
    assert.deepEqual(await labels('file', ''), [
      ...['src/a.ts', 'package.json', 'src/packageNames.ts'],
      ...['a.lock', 'package-lock.json'],
    ]);
    assert.deepEqual(await labels('file', 'package'), [
      'package.json',
      'src/packageNames.ts',
      'package-lock.json',
    ]);
    assert.deepEqual((await labels('symbol', '')).at(-1), 'p');
    assert.deepEqual(await labels('symbol', 'p'), ['p', 'port', 'parsePort'], 'what was typed');
  });
});

/** Where a cited line stands, and the name that the answer gives for it. */
const CITED: readonly [line: string, symbol: string | undefined][] = [
  ['const outside = 1;', 'outside'],
  ['return inner(rows, outside);', 'totalOf'],
  ['const sum = all.reduce((a, b) => a + b, first);', 'totalOf'],
  ['const rounded = Math.round(sum);', 'totalOf'],
  ['this.closed = true;', 'close'],
  ['closed = false;', 'closed'],
  ['Sums are rounded once, at the end.', undefined],
];

describe('the definition that a citation names', () => {
  const files = {
    'src/total.ts': `export const outside = 1;

/** The total of all rows. */
export function totalOf(rows: number[]): number {
  const inner = (all: number[], first: number): number => {
    const sum = all.reduce((a, b) => a + b, first);
    function round(): number {
      const rounded = Math.round(sum);
      return rounded;
    }
    return round();
  };
  return inner(rows, outside);
}

export class Total {
  closed = false;
  close(): void {
    this.closed = true;
  }
}
`,
    'docs/total.md': '# Total\n\n## Rounding\n\nSums are rounded once, at the end.\n',
  };
  for (const [line, symbol] of CITED)
    it(`of \`${line}\` is ${symbol ?? 'none'}`, async () => {
      const text = `How is \`${line}\` in the total of all rows rounded and closed?`;
      const endpoint = await startEndpoint({ oracle: [{ question: text, evidence: [line], answer: 'So.' }] });
      try {
        const { model } = createTestModel(configFor(endpoint.baseUrl));
        const { engine } = await memoryEngine(pool, files, { model });
        const ends: RunEvent[] = [];
        for await (const { event } of engine.ask(asked(text), { signal: never })) ends.push(event);
        const end = ends.at(-1);
        const [citation] = end?.type === 'done' ? end.answer.claims[0]!.citations : [];
        assert.equal(citation?.state, 'verified');
        assert.equal(citation.symbol, symbol);
      } finally {
        await endpoint.close();
      }
    });
});
