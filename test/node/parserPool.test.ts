/** The parser pool with hostile files (A53, A54 of the threat model): every file ends as tree or text, none is lost. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { countLines } from '../../src/engine/parse/lines.ts';
import { MAX_PARSE_CHARS } from '../../src/engine/parse/parseSource.ts';
import type { ParsedFile } from '../../src/engine/types.ts';
import type { ParserPool, PoolOptions } from '../../src/node/parser/pool.ts';
import { hashText, isSoak, never, readSpecs, runs, startPool } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const pools: ParserPool[] = [];
after(() => Promise.all(pools.map((pool) => pool.dispose())));

function open(options: Partial<PoolOptions> = {}) {
  const pool = startPool(options);
  pools.push(pool);
  return pool;
}

const parse = (pool: ParserPool, path: string, text: string, signal = never) =>
  pool.parse({ path, text, hash: hashText(text) }, { signal });

const GOOD: readonly (readonly [path: string, text: string, name: string])[] = [
  ['good.ts', 'export function alpha() {\n  return beta();\n}\n', 'alpha'],
  ['good.py', 'def gamma():\n    return delta()\n', 'gamma'],
  ['good.go', 'package main\n\nfunc epsilon() int {\n\treturn zeta()\n}\n', 'epsilon'],
];

function assertCovers(parsed: ParsedFile, text: string, what: string): void {
  assert.equal(parsed.lines, countLines(text), what);
  let next = 1;
  for (const { startLine, endLine } of parsed.chunks) {
    assert.equal(startLine, next, what);
    next = endLine + 1;
  }
  assert.equal(next, parsed.lines + 1, what);
}

/** Bad files by name: the unit is repeated, broken into lines below the limit that would make it text at once. */
const UNITS: Readonly<Record<string, string>> = {
  parens: '(',
  braces: '{',
  brackets: '[',
  generics: 'a<',
  ternaries: 'a?b:',
  conditions: 'if(1)',
  templates: '`${',
  closers: ')]}',
  sums: '1+',
  calls: 'f(',
  blockComments: '/*',
  strings: '"',
  tags: '<a>',
  arrows: '=>',
  stars: '*',
  colons: 'a:\n ',
  headers: '#',
  quotes: "'''\n",
};
const SIZES = isSoak ? [1_000, 20_000, 200_000] : [1_000, 30_000];
const SUFFIXES = isSoak
  ? readSpecs().flatMap(({ suffixes }) => suffixes.slice(0, 1).map((suffix) => suffix.replace(/^\./, '')))
  : ['ts', 'py', 'cpp', 'go', 'json'];

function bomb(unit: string, count: number): string {
  const perLine = Math.floor(4_000 / unit.length);
  const times = Math.min(count, Math.floor((MAX_PARSE_CHARS - 1_000) / (unit.length + 1)));
  const rows: string[] = [];
  for (let left = times; left > 0; left -= perLine) rows.push(unit.repeat(Math.min(left, perLine)));
  return rows.join('\n');
}

function hostileFiles(): (readonly [name: string, suffix: string, text: string])[] {
  const table = Object.entries(UNITS).flatMap(([name, unit]) =>
    SIZES.flatMap((size) => {
      const text = bomb(unit, size);
      return SUFFIXES.map((suffix) => [`${name} ${size}`, suffix, text] as const);
    }),
  );
  if (isSoak) return table;
  return fc
    .sample(fc.shuffledSubarray(table, { minLength: 16, maxLength: 16 }), { numRuns: 1, seed: 53 })
    .flat();
}

/** A worker of a test's own, written out as a file. */
function withWorker(source: string, use: (workerFile: string) => Promise<void>): Promise<void> {
  return withTempTree({ 'worker.mjs': source }, (root) => use(join(root, 'worker.mjs')));
}

describe('the parser pool', () => {
  it('ends every hostile file as tree or text, and parses the good ones beside them', async () => {
    const pool = open();
    const bad = hostileFiles();
    const jobs = bad.flatMap(([name, suffix, text], i) => {
      const [path, good, symbol] = GOOD[i % GOOD.length]!;
      const unique = `${good}${path.endsWith('py') ? '#' : '//'} ${i}\n`;
      return [
        parse(pool, `bad.${suffix}`, text).then((parsed) => assertCovers(parsed, text, `${name} ${suffix}`)),
        parse(pool, path, unique).then((parsed) => {
          assert.equal(parsed.mode, 'tree', `${path} beside ${name} ${suffix}`);
          assert.deepEqual(
            parsed.symbols.map((one) => one.name),
            [symbol],
          );
        }),
      ];
    });
    await Promise.all(jobs);
  });

  it('ends comments without end, bytes without sense and lone surrogates', async () => {
    const pool = open();
    const noise = fc.sample(fc.string({ unit: 'binary', minLength: 2_000, maxLength: 9_000 }), {
      numRuns: runs(4, 200),
      seed: 9,
    });
    const long = Array.from({ length: 30_000 }, (_, i) => ` * line ${i} of a comment that has no end`);
    const texts = [
      `/*\n${long.join('\n')}`,
      `/*\n${'x'.repeat(79)}\n`.repeat(40_000),
      '\ud800'.repeat(10_000),
      `"${'\ud800\n'.repeat(50_000)}`,
      '\0'.repeat(10_000),
      '\0\n'.repeat(10_000),
      ...noise,
    ];
    for (const text of texts) {
      for (const suffix of isSoak ? SUFFIXES : ['ts', 'py'])
        assertCovers(
          await parse(pool, `a.${suffix}`, text),
          text,
          `${suffix} ${JSON.stringify(text.slice(0, 20))}`,
        );
    }
    assert.equal((await parse(pool, 'good.ts', GOOD[0]![1])).mode, 'tree');
  });

  it('keeps what is too large, or has too long lines, as text without parsing', async () => {
    const pool = open();
    const large = 'const a = 1;\n'.repeat(MAX_PARSE_CHARS / 10);
    assert.equal((await parse(pool, 'a.ts', large)).textReason, 'tooLarge');
    assert.equal((await parse(pool, 'b.ts', `x = "${'y'.repeat(20_001)}"`)).textReason, 'longLines');
    assert.equal(pool.counts().started, 0);
  });

  it('gives each file its own result, whatever grammar it has to wait for', async () => {
    const specs = readSpecs().filter(({ suffixes }) => suffixes.length > 0);
    const pool = open();
    const jobs = specs.flatMap(({ suffixes }, i) =>
      [suffixes[0]!, '.md'].map((suffix) => {
        const text = `${'\n'.repeat(i)}x`;
        return [suffix, i + 1, parse(pool, `a${suffix}`, text)] as const;
      }),
    );
    for (const [suffix, lines, job] of jobs) {
      const parsed = await job;
      assert.equal(parsed.lines, lines, suffix);
      assert.equal(parsed.language, pool.languageOf(`a${suffix}`, ''), suffix);
    }
    assert.equal(pool.counts().killed, 0);
  });

  it('tries a file once more on a fresh worker, then keeps it as text and remembers it', async () => {
    // A worker that dies on one kind of file, and answers all others as the real one does.
    await withWorker(
      `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (job) => {
  parentPort.postMessage({ type: 'begun', id: job.id, cpuMs: 0 });
  if (job.text.includes('crash')) process.exit(9);
  if (job.text.includes('throw')) throw new Error('broken');
  if (job.text.includes('trap')) return parentPort.postMessage({ type: 'broken', id: job.id, message: 'trap' });
  const file = { language: job.language, mode: 'tree', lines: 1, chunks: [{ startLine: 1, endLine: 1, kind: 'block', symbolPath: job.text.trim() }], symbols: [], references: [], imports: [], inherits: [], flaws: [] };
  parentPort.postMessage({ type: 'parsed', id: job.id, file, wasmBytes: 1, cpuMs: 1 });
});
`,
      async (workerFile) => {
        const pool = open({ workerFile });
        const texts = ['crash', 'good1', 'trap', 'good2', 'throw', 'good3', 'good4'];
        const parsed = await Promise.all(texts.map((text, i) => parse(pool, `f${i}.ts`, `${text}\n`)));
        for (const [i, text] of texts.entries()) {
          if (text.startsWith('good')) assert.equal(parsed[i]!.chunks[0]!.symbolPath, text);
          else assert.deepEqual([parsed[i]!.mode, parsed[i]!.textReason], ['text', 'parserCrash'], text);
        }
        const before = pool.counts();
        // Twice for each bad file; once more where a worker ended before its answer for a good one had left it.
        assert.ok(before.killed >= 6 && before.killed <= 10, `${before.killed} were killed`);
        assert.equal((await parse(pool, 'again.ts', 'crash\n')).textReason, 'parserCrash');
        assert.deepEqual(pool.counts(), before);
        assert.equal(pool.log.lines.length, 3);
      },
    );
  });

  it('gives up no file whose answer was lost with a worker that died of the next one', async () => {
    // Answers are on their way for a while, in which the worker takes the next file.
    await withWorker(
      `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (job) => {
  parentPort.postMessage({ type: 'begun', id: job.id, cpuMs: 0 });
  if (job.text.includes('crash')) process.exit(9);
  const file = { language: job.language, mode: 'tree', lines: 1, chunks: [], symbols: [], references: [], imports: [], inherits: [], flaws: [] };
  setTimeout(() => parentPort.postMessage({ type: 'parsed', id: job.id, file, wasmBytes: 1, cpuMs: 1 }), 50);
});
`,
      async (workerFile) => {
        const pool = open({ workerFile });
        const texts = ['good1', 'good2', 'crash1', 'good3', 'crash2', 'crash3', 'good4'];
        const parsed = await Promise.all(texts.map((text, i) => parse(pool, `f${i}.ts`, `${text}\n`)));
        assert.deepEqual(
          texts.filter((_, i) => parsed[i]!.mode === 'text'),
          ['crash1', 'crash2', 'crash3'],
        );
      },
    );
  });

  it('kills a worker that never comes back, once on a machine that had time for it', async () => {
    await withWorker(
      `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (job) => {
  parentPort.postMessage({ type: 'begun', id: job.id, cpuMs: 0 });
  for (;;);
});
`,
      async (workerFile) => {
        for (const [isQuiet, tries] of [
          [true, 1],
          [false, 2],
        ] as const) {
          const pool = open({ workerFile, hardLimitMs: 50, isQuiet: () => isQuiet });
          const parsed = await parse(pool, 'a.ts', 'const a = 1;\n');
          assert.deepEqual([parsed.mode, parsed.textReason], ['text', 'parserTimeout']);
          assert.equal(pool.counts().killed, tries, 'a file is tried again only when the machine was busy');
        }
      },
    );
  });

  it('gives the same results when workers are replaced all the time', async () => {
    const texts = Array.from({ length: 20 }, (_, i) => `export function f${i}() {\n  return g${i}();\n}\n`);
    const recycling = open({ recycleFiles: 3 });
    const steady = open();
    const all = (pool: ParserPool) => Promise.all(texts.map((text, i) => parse(pool, `f${i}.ts`, text)));
    assert.deepEqual(await all(recycling), await all(steady));
    assert.equal(recycling.counts().recycled, 6);
    assert.equal(recycling.counts().killed, 0);
    assert.equal(steady.counts().started, 1);
  });

  it('replaces a worker by its memory', async () => {
    const pool = open({ recycleBytes: 1 });
    for (const [path, text] of GOOD) assert.equal((await parse(pool, path, text)).mode, 'tree');
    assert.equal(pool.counts().recycled, 3);
  });

  it('rejects with the reason when aborted, before and while it works, and goes on afterwards', async () => {
    const pool = open();
    const controller = new AbortController();
    const texts = Array.from(
      { length: 12 },
      (_, i) => `const a${i} = ${'(1+'.repeat(500)}1${')'.repeat(500)};\n`,
    );
    const jobs = texts.map((text, i) => parse(pool, `a${i}.ts`, text, controller.signal));
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    for (const job of await Promise.allSettled(jobs))
      assert.ok(job.status === 'rejected' && job.reason === reason);
    await assert.rejects(parse(pool, 'b.ts', 'x', controller.signal), reason);
    assert.equal((await parse(pool, 'good.ts', GOOD[0]![1])).symbols[0]!.name, 'alpha');
  });

  it('does not let memory grow with the number of files', async () => {
    const files = runs(500, 10_000);
    // A grown memory would pass this limit and cost the worker; the runtime starts with 32 MB.
    const pool = open({ recycleBytes: 96 * 1024 * 1024, recycleFiles: files * 2 });
    const text = (i: number) =>
      Array.from(
        { length: 40 },
        (_, k) => `export function f${i}_${k}(a: number) {\n  return g(a, ${k});\n}\n`,
      ).join('\n');
    let next = 0;
    const lane = async () => {
      while (next < files) {
        const i = next++;
        const parsed = await parse(pool, 'a.ts', text(i));
        assert.equal(parsed.symbols.length, 40);
      }
    };
    await Promise.all(Array.from({ length: 4 }, lane));
    const { started, killed, recycled, spared } = pool.counts();
    assert.deepEqual(
      { started, killed, recycled, spared },
      { started: 1, killed: 0, recycled: 0, spared: 0 },
    );
  });
});
