/** From ranked hits to passages, and the walk over the graph. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Neighbours } from '../../src/engine/index/names/nameLinks.ts';
import type { IndexView } from '../../src/engine/index/repository.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import { renderPassage } from '../../src/engine/prompts/passage.ts';
import { personalisedPageRank } from '../../src/engine/retrieve/pagerank.ts';
import {
  buildPassages,
  inPromptOrder,
  layInPrompt,
  type PassageLimits,
} from '../../src/engine/retrieve/passages.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import type { Hit, Passage } from '../../src/engine/types.ts';
import { indexOf, MemoryWorkspace, memoryPorts, never, runs, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const body = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => `  ${name}.step${i}();`).join('\n');

const LONG_METHOD = `class Store {\n  flush() {\n${body('disk', 70)}\n  }\n\n  close() {\n${body('net', 30)}\n  }\n}\n`;
const FILES: Readonly<Record<string, string>> = {
  'src/store.ts': LONG_METHOD,
  'src/other.ts': `export function other() {\n${body('disk', 20)}\n}\n`,
  'notes.txt': Array.from({ length: 300 }, (_, i) => `line ${i + 1} about the disk`).join('\n'),
};

async function open(files = FILES) {
  const workspace = new MemoryWorkspace(files);
  const view = await (await indexOf(memoryPorts(pool, workspace))).view();
  return { workspace, view };
}

const countTokens = (text: string) => Math.ceil(text.length / 3.6);

function passagesOf(
  { workspace, view }: { workspace: MemoryWorkspace; view: IndexView },
  hits: readonly Hit[],
  limits: PassageLimits,
) {
  const read = async (path: string) => {
    const file = await workspace.read(path, { signal: never });
    return 'text' in file ? { ...file, secretLines: [] } : undefined;
  };
  return buildPassages(hits, view, limits, { read, countTokens });
}

const hitAt = (path: string, startLine: number, endLine: number, more: Partial<Hit> = {}): Hit => ({
  path,
  startLine,
  endLine,
  score: 1,
  symbolPath: '',
  kind: 'part',
  why: { terms: [], fields: [], evidence: [], groups: [], role: 'source' },
  ...more,
});

describe('passages', () => {
  it('make one range of two hits in one symbol', async () => {
    const opened = await open();
    const hits = [hitAt('src/store.ts', 10, 14), hitAt('src/store.ts', 50, 55, { score: 0.5 })];
    const { passages } = await passagesOf(opened, hits, { budgetTokens: 100_000, maxPassages: 9 });
    assert.equal(passages.length, 1);
    assert.ok(passages[0]!.startLine <= 2 && passages[0]!.endLine >= 73);
    assert.equal(passages[0]!.score, 1);
  });

  it('join close neighbours and keep distant ones apart', async () => {
    const opened = await open();
    const kind = 'block';
    const hits = [
      hitAt('notes.txt', 10, 20, { kind }),
      hitAt('notes.txt', 23, 30, { kind }),
      hitAt('notes.txt', 90, 99, { kind }),
    ];
    const { passages } = await passagesOf(opened, hits, { budgetTokens: 100_000, maxPassages: 9 });
    assert.deepEqual(
      passages.map(({ startLine, endLine }) => [startLine, endLine]).sort((a, b) => a[0]! - b[0]!),
      [
        [10, 30],
        [90, 99],
      ],
    );
  });

  it('hold for any hits: inside a file, apart, raw text, never over the budget, nothing lost silently', async () => {
    const opened = await open();
    const counts = Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [path, splitLines(text).count]),
    );
    const hit = fc
      .record({
        path: fc.constantFrom(...Object.keys(FILES)),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 0, max: 80 }),
        score: fc.double({ min: 0, max: 9, noNaN: true }),
        kind: fc.constantFrom('part' as const, 'symbol' as const, 'block' as const),
      })
      .map(({ path, at, length, score, kind }) => {
        const startLine = 1 + Math.floor(at * (counts[path]! - 1));
        return hitAt(path, startLine, Math.min(counts[path]!, startLine + length), { score, kind });
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(hit, { maxLength: 25 }),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(1, 0.5, 0.2, 0),
        async (hits, budgetTokens, maxPassages, fileShare) => {
          const sorted = [...hits].sort((a, b) => b.score - a.score);
          const limits = { budgetTokens, maxPassages, fileShare };
          const { passages, leftOut } = await passagesOf(opened, sorted, limits);
          assert.ok(passages.length <= maxPassages);
          const cost = passages.reduce((sum, p) => sum + countTokens(renderPassage({ ...p, id: 'p00' })), 0);
          assert.ok(cost <= budgetTokens, `${cost} > ${budgetTokens}`);
          for (const [i, passage] of passages.entries()) {
            assert.equal(passage.id, `p${i + 1}`);
            assert.ok(passage.startLine >= 1 && passage.endLine <= counts[passage.path]!);
            const lines = splitLines(FILES[passage.path]!);
            assert.equal(passage.text, lines.slice(passage.startLine, passage.endLine));
            for (const other of passages.slice(i + 1))
              assert.ok(
                other.path !== passage.path ||
                  other.endLine < passage.startLine ||
                  passage.endLine < other.startLine,
              );
          }
          const isIn = (one: Hit) =>
            passages.some(
              (p) => p.path === one.path && p.startLine <= one.startLine && p.endLine >= one.endLine,
            );
          assert.ok(leftOut.length > 0 || sorted.every(isIn));
        },
      ),
      { numRuns: runs(150, 3000) },
    );
  });

  it('come from several files: one that took its share waits, and gets what the others leave', async () => {
    const files = {
      'first.txt': FILES['notes.txt']!,
      'second.txt': FILES['notes.txt']!,
    };
    const opened = await open(files);
    const kind = 'block';
    const inFirst = [1, 41, 81, 121, 161].map((at, i) =>
      hitAt('first.txt', at, at + 29, { kind, score: 9 - i }),
    );
    const hits = [...inFirst, hitAt('second.txt', 1, 30, { kind, score: 1 })];
    const [one] = (await passagesOf(opened, hits.slice(0, 1), { budgetTokens: 9_999, maxPassages: 1 }))
      .passages;
    const room = { budgetTokens: one!.tokens * 4 + 60, maxPassages: 9 };
    const pathsOf = async (fileShare: number): Promise<string[]> =>
      (await passagesOf(opened, hits, { ...room, fileShare })).passages.map(({ path }) => path);
    assert.deepEqual(await pathsOf(1), Array(4).fill('first.txt'));
    assert.deepEqual(await pathsOf(0.5), [...Array(3).fill('first.txt'), 'second.txt']);
    // What waited and did not get in is told.
    const { leftOut } = await passagesOf(opened, hits, { ...room, fileShare: 0.5 });
    assert.deepEqual(
      leftOut.map((left) => ('startLine' in left ? [left.path, left.startLine] : left)),
      [
        ['first.txt', 121],
        ['first.txt', 161],
      ],
    );
  });

  it('say so when a file is gone', async () => {
    const opened = await open();
    opened.workspace.files.delete('src/other.ts');
    const { passages, leftOut } = await passagesOf(opened, [hitAt('src/other.ts', 1, 5)], {
      budgetTokens: 9_000,
      maxPassages: 9,
    });
    assert.equal(passages.length, 0);
    assert.equal(leftOut[0]!.path, 'src/other.ts');
  });

  it('end at the end of a file that became shorter', async () => {
    const opened = await open();
    opened.workspace.set('notes.txt', 'one\ntwo\n');
    const limits = { budgetTokens: 9_000, maxPassages: 9 };
    const { passages } = await passagesOf(opened, [hitAt('notes.txt', 1, 40, { kind: 'block' })], limits);
    assert.deepEqual(
      passages.map(({ text }) => text),
      ['one\ntwo'],
    );
    const gone = await passagesOf(opened, [hitAt('notes.txt', 90, 99, { kind: 'block' })], limits);
    assert.deepEqual(gone.passages, []);
  });

  it('stand with the best at both ends of a prompt', () => {
    const expected = [
      [1],
      [1, 2],
      [1, 3, 2],
      [1, 3, 4, 2],
      [1, 3, 5, 4, 2],
      [1, 3, 5, 6, 4, 2],
      [1, 3, 5, 7, 6, 4, 2],
      [1, 3, 5, 7, 8, 6, 4, 2],
      [1, 3, 5, 7, 9, 8, 6, 4, 2],
      [1, 3, 5, 7, 9, 10, 8, 6, 4, 2],
    ];
    for (const [i, order] of expected.entries()) {
      const ranked = order.toSorted((a, b) => a - b).map((score) => passageOf(score));
      const laid = layInPrompt(ranked);
      assert.deepEqual(
        laid.map(({ score }) => score),
        ranked.map(({ score }) => score),
      );
      assert.deepEqual(
        inPromptOrder(laid).map(({ score }) => score),
        order,
        `${i + 1} passages`,
      );
    }
  });
});

const passageOf = (score: number): Passage => ({
  ...{
    path: 'a',
    id: `p${score}`,
    startLine: 1,
    endLine: 1,
    text: 'x',
    hash: 'h',
    symbolPath: '',
    tokens: 1,
    score,
  },
  why: { terms: [], fields: [], evidence: [], groups: [], role: 'source' },
});

type Links = readonly (readonly [from: number, to: number, weight: number])[];

/** Links walked both ways, as the graph gives them. */
const graphOf =
  (links: Links) =>
  (chunk: number): Neighbours => {
    const out = links.filter(([from]) => from === chunk).map(([, to, weight]) => [to, weight] as const);
    const back = links.filter(([, to]) => to === chunk).map(([from, , weight]) => [from, weight] as const);
    return {
      chunks: [...out, ...back].map(([to]) => to),
      weights: [...out, ...back].map(([, weight]) => weight),
    };
  };

/** The same walk over all chunks at once, in so many rounds that nothing to speak of is left. */
function walkAll(links: Links, seeds: ReadonlyMap<number, number>, restart: number): Map<number, number> {
  const total = [...seeds.values()].reduce((a, b) => a + b, 0);
  let mass = new Map([...seeds].map(([chunk, score]) => [chunk, score / total]));
  const ranks = new Map<number, number>();
  const add = (to: Map<number, number>, chunk: number, value: number) =>
    to.set(chunk, (to.get(chunk) ?? 0) + value);
  for (let round = 0; round < 60; round++) {
    const next = new Map<number, number>();
    for (const [chunk, here] of mass) {
      const { chunks, weights } = graphOf(links)(chunk);
      const strength = weights.reduce((a, b) => a + b, 0);
      add(ranks, chunk, chunks.length === 0 ? here : restart * here);
      for (const [i, to] of chunks.entries()) add(next, to, ((1 - restart) * here * weights[i]!) / strength);
    }
    mass = next;
  }
  return ranks;
}

const anyGraph = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const chunk = fc.integer({ min: 0, max: count - 1 });
  const weight = fc.constantFrom(0.25, 0.5, 1, 3);
  return fc.record({
    count: fc.constant(count),
    links: fc.array(fc.tuple(chunk, chunk, weight), { maxLength: 40 }),
    seeds: fc.array(fc.tuple(chunk, fc.constantFrom(0.1, 1, 5)), { minLength: 1, maxLength: 5 }),
  });
});

describe('pagerank', () => {
  const settings = { restart: 0.5, least: 0.001 };

  it('comes as near to the whole walk as it is told to, the same each time', () => {
    fc.assert(
      fc.property(anyGraph, ({ count, links, seeds }) => {
        const start = new Map(seeds);
        const ranks = personalisedPageRank(graphOf(links), start, settings);
        const whole = walkAll(links, start, settings.restart);
        const missing = [...whole].map(([chunk, value]) => value - (ranks.get(chunk) ?? 0));
        assert.ok(
          missing.every((value) => value > -1e-9),
          'never above the true value',
        );
        const sum = missing.reduce((a, b) => a + b, 0);
        assert.ok(sum <= count * settings.least + 1e-9, `${sum}`);
        assert.deepEqual(personalisedPageRank(graphOf(links), start, settings), ranks);
        const near = personalisedPageRank(graphOf(links), start, { ...settings, least: 1e-9 });
        for (const [chunk, value] of whole) assert.ok(Math.abs(value - (near.get(chunk) ?? 0)) < 1e-6);
      }),
      { numRuns: runs(300, 5000) },
    );
  });

  it('looks at no chunk beyond its bound, however large the graph is', () => {
    const size = 100_000;
    let looked = 0;
    const ring = (chunk: number): Neighbours => {
      looked++;
      return { chunks: [(chunk + 1) % size, (chunk + size - 1) % size], weights: [1, 1] };
    };
    personalisedPageRank(ring, new Map([[7, 1]]), settings);
    assert.ok(looked <= 1 / (settings.restart * settings.least), `${looked}`);
  });

  it('is empty without seeds, and prefers what is linked', () => {
    const graph = graphOf([
      [0, 1, 1],
      [2, 3, 1],
    ]);
    assert.equal(personalisedPageRank(graph, new Map(), settings).size, 0);
    const ranks = personalisedPageRank(graph, new Map([[0, 1]]), settings);
    assert.deepEqual([...ranks.keys()], [0, 1]);
    assert.ok(ranks.get(0)! > ranks.get(1)!);
  });
});

describe('the order of files', () => {
  it('finds a linked callee without a shared word, and says why', async () => {
    const filler = (name: string) => `export function ${name}() {\n${body(name, 30)}\n}\n`;
    const { view } = await open({
      'src/checkout.ts': `import { zorp } from './zorp.ts';\n\nexport function settleInvoice(invoice) {\n  // settle the invoice of an overdue customer\n  return zorp(invoice);\n}\n`,
      'src/zorp.ts': `export function zorp(x) {\n  return x.a * x.b;\n}\n`,
      'src/stranger.ts': `${filler('alpha')}// a customer\n${filler('beta')}`,
      ...Object.fromEntries([...'cdefgh'].map((name) => [`src/${name}.ts`, filler(`fill${name}`)])),
    });
    const { hits } = rank(view, analyseQuery('settle the invoice of an overdue customer', view), {
      limit: 50,
    });
    const place = (path: string) => hits.findIndex((hit) => hit.path === path);
    assert.equal(hits[0]!.path, 'src/checkout.ts');
    assert.ok(place('src/zorp.ts') > 0, 'the callee is found');
    assert.deepEqual(hits[place('src/zorp.ts')]!.why.groups, ['structure']);
    assert.deepEqual(
      rank(view, analyseQuery('settle the invoice of an overdue customer', view), { limit: 50 }).hits,
      hits,
    );
  });

  it('ranks tests below source unless the question is about them', async () => {
    const text = `export function parseLedger(rows) {\n  return rows.ledger;\n}\n`;
    const { view } = await open({ 'src/ledger.ts': text, 'test/ledger.ts': text, 'vendor/ledger.ts': text });
    const first = (question: string) => rank(view, analyseQuery(question, view), { limit: 9 }).hits[0]!.path;
    assert.equal(first('how are ledger rows parsed'), 'src/ledger.ts');
    const asked = rank(view, analyseQuery('which tests cover ledger rows', view), { limit: 9 }).hits;
    assert.equal(asked[0]!.path, 'test/ledger.ts');
    const share = (path: string) => asked.find((hit) => hit.path === path)!.score;
    assert.ok(share('vendor/ledger.ts') < 0.9 * share('test/ledger.ts'));
  });
});
