/** What many hostile files may cost: attempts are counted, not seconds, since a shared machine stalls as it likes. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Breaker, kindOf, shapesOf } from '../../src/node/parser/breaker.ts';
import { MAX_QUERY_CHARS, type ParserPool, type PoolOptions } from '../../src/node/parser/pool.ts';
import { wasQuiet } from '../../src/node/parser/workers.ts';
import { hashText, never, runs, startPool } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';

const pools: ParserPool[] = [];
after(() => Promise.all(pools.map((pool) => pool.dispose())));

function open(options: Partial<PoolOptions> = {}) {
  const pool = startPool(options);
  pools.push(pool);
  return pool;
}

/** A worker that answers at once, but for texts that name a way to fail. */
const WORKER = `import { parentPort } from 'node:worker_threads';
import { setFlagsFromString } from 'node:v8';
const kept = [];
parentPort.on('message', (job) => {
  parentPort.postMessage({ type: 'begun', id: job.id, cpuMs: 0 });
  const says = (word) => job.text.includes(word) || job.query?.text.includes(word);
  if (says('hang')) for (;;);
  if (says('exit 137')) process.exit(137);
  if (says('exit 0')) process.exit(0);
  if (says('throw')) throw new Error('broken');
  if (says('heap')) for (;;) kept.push(new Array(1e6).fill(kept.length));
  if (says('wasm')) {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 16384 });
    memory.grow(3000);
    new Uint8Array(memory.buffer).fill(1);
    kept.push(memory);
    for (;;);
  }
  if (says('buffers')) for (;;) { kept.push(Buffer.alloc(10e6, 1)); if (kept.length > 40) for (;;); }
  const isSlow = says('slow');
  const file = { language: job.language, mode: isSlow ? 'text' : 'tree', ...(isSlow ? { textReason: 'parserTimeout' } : {}), lines: 1, chunks: [], symbols: [], references: [], imports: [], inherits: [], flaws: [] };
  const fault = { type: 'fault', fault: { kind: 'parserTimeout' } };
  const result = { parse: { type: 'parsed', file }, search: { type: 'searched', secrets: [] },
    check: { type: 'checked', check: isSlow ? fault : { type: 'checked', flaws: [] } },
    match: { type: 'matched', matches: isSlow ? fault : { type: 'matched', matches: [] } } }[job.type];
  parentPort.postMessage({ ...result, id: job.id, wasmBytes: 1, cpuMs: isSlow ? 1000 : 1 });
});
`;

function withWorker(work: (options: Partial<PoolOptions>) => Promise<void>): Promise<void> {
  return withTempTree({}, async (root) => {
    const workerFile = join(root, 'worker.mjs');
    writeFileSync(workerFile, WORKER);
    await work({ workerFile, hardLimitMs: 40, isQuiet: () => true });
  });
}

const fileOf = (path: string, text: string) => ({ path, text, hash: hashText(path + text) });
const parse = (pool: ParserPool, path: string, text: string) =>
  pool.parse(fileOf(path, text), { signal: never });

describe('a worker that dies', () => {
  for (const [how, reason] of [
    ['exit 137', 'parserCrash'],
    ['exit 0', 'parserCrash'],
    ['throw', 'parserCrash'],
    ['heap', 'parserMemory'],
    ['wasm', 'parserMemory'],
    ['buffers', 'parserMemory'],
    ['hang', 'parserTimeout'],
  ] as const)
    it(`of ${how} is replaced, and that is told: ${reason}`, () =>
      withWorker(async (options) => {
        const hardLimitMs = reason === 'parserMemory' ? 1e9 : 40;
        const pool = open({ ...options, hardLimitMs, maxWorkerBytes: 150_000_000 });
        const [bad, good] = await Promise.all([parse(pool, 'bad.ts', how), parse(pool, 'good.ts', 'fine')]);
        assert.deepEqual([bad.mode, bad.textReason, good.mode], ['text', reason, 'tree']);
        assert.equal(pool.counts().killed, how === 'hang' ? 1 : 2);
        assert.equal(pool.log.lines.length, 1);
        assert.equal((await parse(pool, 'later.ts', 'fine too')).mode, 'tree');
      }));
});

describe('five hundred files that fail', () => {
  const HOSTILE = (i: number, word: string): string => `${word} ${'('.repeat(300 + (i % 7))} // ${i}`;

  for (const word of ['hang', 'slow', 'throw', 'exit 137'])
    it(`end after a few attempts, and the others are parsed: ${word}`, () =>
      withWorker(async (options) => {
        const pool = open(options);
        const bad = Array.from({ length: 500 }, (_, i) => parse(pool, `b${i}.ts`, HOSTILE(i, word)));
        const good = Array.from({ length: 200 }, (_, i) =>
          parse(pool, `g${i}.ts`, `export const a${i} = 1;`),
        );
        const parsed = await Promise.all(bad);
        assert.ok(parsed.every(({ mode }) => mode === 'text'));
        assert.deepEqual(
          (await Promise.all(good)).map(({ mode }) => mode),
          good.map(() => 'tree'),
        );
        const spared = parsed.filter(({ textReason }) => textReason === 'parserSpared').length;
        assert.equal(pool.counts().spared, spared);
        // Two that open the breaker, and two probes; twice each where a worker was lost, and what was under way with them.
        assert.ok(spared >= 500 - 10, `${spared} were spared`);
        assert.ok(pool.log.lines.some((line) => /fails on many files alike/.test(line)));
      }));

  it('of all sizes and languages are given up as a kind', () =>
    withWorker(async (options) => {
      const pool = open(options);
      const suffixes = ['ts', 'py', 'go', 'rs', 'java', 'cpp', 'c', 'rb', 'php', 'cs'];
      const bad = Array.from({ length: 500 }, (_, i) =>
        parse(pool, `b.${suffixes[i % 10]}`, `hang ${'('.repeat(300 * 2 ** (i % 9))} ${i}`),
      );
      const parsed = await Promise.all(bad);
      assert.ok(parsed.every(({ mode }) => mode === 'text'));
      const tried = parsed.filter(({ textReason }) => textReason === 'parserTimeout').length;
      assert.ok(tried <= 40, `${tried} were tried`);
    }));

  it('have the same budget when they are checked, matched and searched', () =>
    withWorker(async (options) => {
      const query = { language: 'typescript', text: '(x)' };
      const doneBy: Readonly<Record<string, (pool: ParserPool, i: number) => Promise<unknown>>> = {
        check: (pool, i) => pool.check(fileOf(`b${i}.ts`, HOSTILE(i, 'hang')), { signal: never }),
        match: (pool, i) => pool.match(fileOf(`b${i}.ts`, HOSTILE(i, 'hang')), query, { signal: never }),
        search: (pool, i) => pool.secrets.find(fileOf(`b${i}.ts`, HOSTILE(i, 'hang')), { signal: never }),
        query: (pool, i) =>
          pool.match(fileOf(`g${i}.ts`, `const a = ${i};`), { ...query, text: '(hang)' }, { signal: never }),
      };
      for (const [what, work] of Object.entries(doneBy)) {
        const pool = open(options);
        const ends = await Promise.all(Array.from({ length: 500 }, (_, i) => work(pool, i)));
        const { begun, spared } = pool.counts();
        assert.ok(spared >= 490 && begun <= 40, `${what}: ${begun} begun, ${spared} spared`);
        const kinds = new Set(ends.map((end) => JSON.stringify(end)));
        if (what === 'search') assert.deepEqual([...kinds], ['{"type":"all","why":"notSearched"}']);
        else
          assert.deepEqual(
            kinds,
            new Set(
              ['parserTimeout', 'parserSpared'].map((kind) =>
                JSON.stringify({ type: 'fault', fault: { kind } }),
              ),
            ),
            what,
          );
      }
    }));

  it('cost a repository that is mostly sound nothing but themselves', () => {
    const breaker = new Breaker();
    const shapes = shapesOf({ type: 'parse', language: 'python', text: 'def f(): pass\n' });
    for (let i = 0; i < 3_000; i++) {
      const hasFailed = i % 10 === 9;
      assert.ok(breaker.allows(shapes), `file ${i}`);
      breaker.note(shapes, { hasFailed, cpuMs: hasFailed ? 50 : 20 });
    }
    // Once they have cost too much, what is alike is spared, except for a probe now and then.
    for (let i = 0; i < 200; i++) breaker.note(shapes, { hasFailed: true, cpuMs: 3_000 });
    const tried = Array.from({ length: 3_000 }, () => breaker.allows(shapes)).filter(Boolean).length;
    assert.ok(tried >= 1 && tried <= 9, `${tried} probes`);
    breaker.note(shapes, { hasFailed: false, cpuMs: 20 });
    assert.ok(breaker.allows(shapes), 'a probe that went well');
  });
});

/** What costs a parser most, for each family of grammars: nesting, literals without end, and what can be read in two ways. */
const TRAPS: Readonly<Record<string, readonly string[]>> = {
  ts: ['(', '<T extends ', 'a<b>(', '(a,b)=>(', '`${', 'a?b:', '/a/b/', 'x as y<', '{a:[', 'async ('],
  js: ['((a)=>', '[...', '/*', '`${`', 'a=>b=>', 'new ', '{get a(){', '<a>{'],
  py: ['f"{', '(', 'lambda x:', 'if x:\n ', '[i for i in ', "'''", 'not ', 'a if b else '],
  cpp: ['a<b<', '(a)(b)', 'template<', '#if x\n', 'a*b(', 'x::y<', '((a)', 'operator '],
  c: ['(*', '(int)(', '#define a(\n', 'a b(', '{', 'struct {'],
  go: ['func(', '[]map[', '(((', '`', 'a{', 'chan '],
  rs: ['m!(', 'a<b::', '&mut ', '|x|', '#[', '{{', "r#'"],
  java: ['a<b<', '(A)(', '@a(', 'x->', '{{', 'new A(){'],
  rb: ['<<A\n', '#{', '%w[', 'a ? b : ', 'do |x|\n', '->(x){'],
  sh: ['$((', '$(', '${a:-', 'if [ ', '<<A\n', '`', 'case x in '],
  php: ['<?php ?>', '$a->', 'fn()=>', '[[', '"{$a[', '<<<A\n'],
  json: ['[', '{"a":', '1,', '"a', '-'],
  html: ['<a>', '<!--', '<a b="', '</', '<script>'],
  css: ['a{', ':not(', 'a>b', '/*', '@media('],
  yaml: ['a:\n ', '- ', '[', '{a: ', '&a *a ', '? '],
};

/** Hostile files without end: each a trap of its language, of a size of its own. */
function hostileFile(i: number): { readonly path: string; readonly text: string } {
  const suffixes = Object.keys(TRAPS);
  const suffix = suffixes[i % suffixes.length]!;
  const units = TRAPS[suffix]!;
  const unit = units[Math.floor(i / suffixes.length) % units.length]!;
  const times = Math.floor([2_000, 30_000, 120_000, 500_000][i % 4]! / unit.length);
  const perLine = Math.max(1, Math.floor(15_000 / unit.length));
  const rows = Array.from({ length: Math.ceil(times / perLine) }, () => unit.repeat(perLine));
  return { path: `bad${i}.${suffix}`, text: `${rows.join('\n')}\n${i}` };
}

describe('hostile files of real grammars', () => {
  it('end after a bounded number of attempts, and good files beside them are parsed', async () => {
    const pool = open();
    const count = runs(8, 500);
    const jobs = Array.from({ length: count }, async (_, i) => {
      const { path, text } = hostileFile(i * runs(53, 1));
      const bad = parse(pool, path, text);
      const good = await parse(pool, `good${i}.py`, `def good_${i}():\n    return helper_${i}()\n`);
      const names = good.symbols.map(({ name }) => name);
      assert.deepEqual(names, [`good_${i}`], `good${i}.py: ${good.textReason}, ${pool.log.lines.join('\n')}`);
      return bad;
    });
    const parsed = await Promise.all(jobs);
    const failed = parsed.filter(({ textReason }) => /^parser(Timeout|Memory|Crash)$/.test(textReason ?? ''));
    const spared = parsed.filter(({ textReason }) => textReason === 'parserSpared');
    // A file that fails costs at most some seconds of CPU time, so this is what bounds the whole.
    assert.ok(
      failed.length <= 45,
      `${failed.length} of ${count} were tried in vain, ${spared.length} spared`,
    );
    const { begun, killed } = pool.counts();
    assert.ok(begun <= 2 * count + 100 && killed <= 60, `${begun} begun, ${killed} killed`);
    assert.equal((await parse(pool, 'last.ts', 'export function last() {}\n')).mode, 'tree');
  });
});

describe('a file that damages the memory of the parser', () => {
  const deep = (unit: string, times: number): string => `${unit.repeat(times)}\n1\n`;
  const steps = (line: string, times: number): string =>
    Array.from({ length: times }, (_, at) => `${' '.repeat(at)}${line}\n`).join('');
  const TEXTS: readonly string[] = [
    ...[300, 500, 1_000, 3_000].map((times) => deep('- ', times)),
    ...[300, 1_000].map((times) => deep('? ', times)),
    ...['a:', '-', '? a'].map((line) => steps(line, 600)),
    `name: good\nlist:\n${'  - a\n'.repeat(200)}bad:\n  ${deep('- ', 700)}`,
    `- &a ${deep('- ', 400)}`,
    `${steps('key:', 300)}${' '.repeat(300)}${deep('- ', 300)}`,
  ];
  const GOOD: readonly (readonly [path: string, text: string])[] = [
    ['a.py', 'def good():\n    return helper()\n'],
    ['a.ts', 'export function good(): void {}\n'],
    ['a.yaml', 'good:\n  b: 1\nc: 2\n'],
    ['a.json', '{"good": 1}\n'],
  ];

  it('costs no other file a thing, is not believed itself, and is told', async () => {
    const sound = open();
    const expected = await Promise.all(GOOD.map(([path, text]) => parse(sound, path, text)));
    assert.ok(expected.every(({ mode, symbols }) => mode === 'tree' && symbols.length > 0));
    const pool = open();
    const failed = [];
    for (const [i, text] of TEXTS.entries()) {
      const bad = parse(pool, `bad${i}.yaml`, text);
      const beside = await Promise.all(GOOD.map(([path, good]) => parse(pool, path, good)));
      assert.deepEqual(beside, expected, `beside text ${i}`);
      const { mode, textReason } = await bad;
      if (mode === 'text') failed.push(textReason);
    }
    assert.ok(failed.includes('parserCrash'), failed.join());
    assert.ok(pool.log.lines.some((line) => /could not be parsed and is kept as text/.test(line)));
  });
});

describe('the shape of a text', () => {
  it('tells traps from what people write', () => {
    const traps = [
      '(',
      '{',
      '[',
      'a<',
      'a?b:',
      'if(1)',
      '`${',
      ')]}',
      '1+',
      'f(',
      '/*',
      '"',
      '<a>',
      '=>',
      '*',
      '#',
    ];
    for (const unit of traps) assert.notEqual(kindOf(unit.repeat(2_000)), 'ordinary', unit);
    for (const text of [
      'def area(width, height):\n    return width * height\n'.repeat(200),
      'export const table = { alpha: [1, 2], beta: (x: number) => x + 1 };\n'.repeat(200),
      '| the quick | brown fox | jumps over | a lazy dog |\n'.repeat(40),
      '',
      '((((((((((',
    ])
      assert.equal(kindOf(text), 'ordinary', text.slice(0, 20));
  });

  it('holds the query of a match, and is one pass over a large text', () => {
    const query = { language: 'python', text: 'x'.repeat(MAX_QUERY_CHARS) };
    const text = '(a'.repeat(700_000);
    const shapes = shapesOf({ type: 'match', language: 'python', text, query });
    assert.equal(shapes.length, 4);
  });
});

describe('a machine', () => {
  it('was quiet when the worker had its core and our own timer came in time', () => {
    const table: readonly (readonly [cpuMs: number, elapsedMs: number, lateMs: number, isQuiet: boolean])[] =
      [
        [3_000, 3_050, 0, true],
        [3_000, 3_900, 100, true],
        [3_000, 9_000, 0, false],
        [3_000, 3_200, 2_000, false],
        [3_000, 60_000, 50_000, false],
      ];
    for (const [cpuMs, elapsedMs, lateMs, isQuiet] of table)
      assert.equal(wasQuiet({ cpuMs, elapsedMs, lateMs }), isQuiet, String([cpuMs, elapsedMs, lateMs]));
  });
});
