import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { chunkPlainText, cutRange } from '../../src/engine/parse/chunkText.ts';
import { chunkTree } from '../../src/engine/parse/chunkTree.ts';
import { countLines, longestLine, splitLines } from '../../src/engine/parse/lines.ts';
import { parseMarkdown } from '../../src/engine/parse/markdown.ts';
import { readNotebook } from '../../src/engine/parse/notebook.ts';
import type { ChunkRange, SymbolDef } from '../../src/engine/types.ts';
import { hashText, isSoak, never, runs, startPool } from '../fakes/memory.ts';

const ROOT = join(import.meta.dirname, '../..');
const pool = startPool();
after(() => pool.dispose());

const parse = (path: string, text: string) =>
  pool.parse({ path, text, hash: hashText(text) }, { signal: never });

/** Every line in exactly one chunk, in order. */
function assertCovers(chunks: readonly ChunkRange[], lines: number, what = ''): void {
  let next = 1;
  for (const { startLine, endLine } of chunks) {
    assert.equal(startLine, next, `${what}: a chunk starts at ${startLine}, not at ${next}`);
    assert.ok(endLine >= startLine, `${what}: ${startLine}-${endLine}`);
    next = endLine + 1;
  }
  assert.equal(next, lines + 1, `${what}: chunks end at ${next - 1} of ${lines}`);
}

const lineText = fc.oneof(
  fc.constantFrom('', ' ', '}', '# head', '  if (x) {', '\treturn 1', '```', '---', '===', '## sub'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const anyText = fc
  .array(fc.tuple(lineText, fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\u2028', '\n\r')), {
    maxLength: 160,
  })
  .chain((rows) => fc.constantFrom('', 'x', '\r').map((end) => rows.flat().join('') + end));

/** Definitions as a parser may report them: nested, overlapping, of one line, beyond each other's ends. */
const symbolsOf = (count: number) =>
  fc.array(
    fc
      .tuple(
        fc.integer({ min: 1, max: count }),
        fc.integer({ min: 1, max: count }),
        fc.integer({ min: 0, max: 5 }),
      )
      .map(([a, b, lead]) => {
        const symbol: SymbolDef = {
          name: `s${a}_${b}`,
          kind: 'function',
          line: Math.min(a, b),
          startLine: Math.min(a, b),
          endLine: Math.max(a, b),
          container: [],
          signature: '',
          doc: '',
        };
        return { symbol, leadLine: Math.max(1, symbol.startLine - lead) };
      }),
    { maxLength: 40 },
  );

describe('lines', () => {
  it('counts what git counts', () => {
    for (const [text, count] of [
      ['', 0],
      ['a', 1],
      ['a\n', 1],
      ['a\n\n', 2],
      ['\n', 1],
      ['a\r\nb', 2],
      ['a\rb', 1],
      ['a\u2028b', 1],
    ] as const) {
      assert.equal(splitLines(text).count, count, JSON.stringify(text));
      assert.equal(countLines(text), count, JSON.stringify(text));
    }
  });

  it('gives texts without breaks and slices with them', () => {
    const lines = splitLines('one\r\ntwo\nthree\n');
    assert.deepEqual([1, 2, 3].map(lines.text), ['one', 'two', 'three']);
    assert.equal(lines.slice(1, 2), 'one\r\ntwo');
    assert.equal(lines.slice(1, 3), 'one\r\ntwo\nthree');
  });

  it('finds the line of every offset, and loses no character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = splitLines(text);
        assert.equal(lines.count, countLines(text));
        let rebuilt = '';
        for (let line = 1; line <= lines.count; line++) {
          const raw = text.slice(lines.start(line), lines.start(line + 1));
          rebuilt += raw;
          const bare = raw.endsWith('\n') ? raw.slice(0, -1) : raw;
          assert.equal(lines.text(line), bare.endsWith('\r') ? bare.slice(0, -1) : bare);
          assert.equal(lines.lineAt(lines.start(line)), line);
        }
        assert.equal(rebuilt, text);
        const longest = Math.max(0, ...text.split('\n').map((part) => part.length));
        assert.equal(longestLine(text), longest);
      }),
      { numRuns: runs(200, 3000) },
    );
  });
});

describe('chunks', () => {
  it('cover generated text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const lines = splitLines(text);
        assertCovers(chunkPlainText(lines), lines.count);
        assertCovers(parseMarkdown(lines).chunks, lines.count);
        for (const chunk of chunkPlainText(lines)) assert.ok(chunk.endLine - chunk.startLine < 60);
      }),
      { numRuns: runs(200, 3000) },
    );
  });

  it('cover generated symbol trees, none above the limit', () => {
    fc.assert(
      fc.property(
        fc.array(
          lineText.map((line) => line.replace(/[\r\n]/g, ' ')),
          { minLength: 1, maxLength: 300 },
        ),
        fc.context(),
        fc.gen(),
        (rows, _context, gen) => {
          const lines = splitLines(`${rows.join('\n')}\n`);
          const symbols = gen(() => symbolsOf(lines.count));
          const chunks = chunkTree(lines, symbols);
          assertCovers(chunks, lines.count);
          for (const { startLine, endLine } of chunks) assert.ok(endLine - startLine + 1 <= 63);
        },
      ),
      { numRuns: runs(300, 5000) },
    );
  });

  it('cut at any target, in order and without gaps', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 80 }), (text, target) => {
        const lines = splitLines(text);
        if (lines.count === 0) return;
        const pieces = cutRange(lines, 1, lines.count, target);
        assertCovers(
          pieces.map(([startLine, endLine]) => ({ startLine, endLine, kind: 'block', symbolPath: '' })),
          lines.count,
        );
      }),
      { numRuns: runs(200, 2000) },
    );
  });

  it('follow definitions: a short one is whole, a long one is cut along its methods', () => {
    const method = (name: string, count: number) => `  ${name}() {\n${'    work();\n'.repeat(count)}  }\n`;
    const text = `class Big {\n${method('first', 40)}\n${method('second', 40)}}\nfunction small() {\n  return 1;\n}\n`;
    const symbol = (name: string, startLine: number, endLine: number, container: string[] = []) => ({
      leadLine: startLine,
      symbol: {
        name,
        kind: 'class',
        line: startLine,
        startLine,
        endLine,
        container,
        signature: '',
        doc: '',
      } as const,
    });
    const lines = splitLines(text);
    const chunks = chunkTree(lines, [
      symbol('Big', 1, 86),
      symbol('first', 2, 43, ['Big']),
      symbol('second', 45, 86, ['Big']),
      symbol('small', 87, 89),
    ]);
    assertCovers(chunks, lines.count);
    const holding = (line: number) => chunks.find((c) => c.startLine <= line && c.endLine >= line)!;
    assert.equal(holding(10).symbolPath, 'Big.first');
    assert.equal(holding(60).symbolPath, 'Big.second');
    assert.notEqual(holding(10), holding(60));
    assert.equal(holding(88).symbolPath, 'small');
  });

  it('cover real files, parsed by the pool, with symbols inside the file', async () => {
    const own = globSync('{src,grammars}/**/*.{ts,scm,json}', { cwd: ROOT });
    const others = globSync(
      'node_modules/{zod,commander,minisearch,fast-check}/**/*.{js,ts,mjs,cjs,md,json}',
      {
        cwd: ROOT,
      },
    );
    const paths = [...own, ...others.sort()]
      .filter((_, i) => isSoak || i % 5 === 0)
      .slice(0, runs(150, 4000));
    let trees = 0;
    await Promise.all(
      paths.map(async (path) => {
        const text = readFileSync(join(ROOT, path), 'utf8');
        const parsed = await parse(path, text);
        assert.equal(parsed.lines, countLines(text), path);
        assertCovers(parsed.chunks, parsed.lines, path);
        if (parsed.mode === 'tree') trees++;
        for (const symbol of parsed.symbols) {
          assert.ok(symbol.startLine >= 1 && symbol.endLine <= parsed.lines, `${path} ${symbol.name}`);
          assert.ok(
            symbol.startLine <= symbol.line && symbol.line <= symbol.endLine,
            `${path} ${symbol.name}`,
          );
          assert.ok(symbol.signature.length <= 200 && symbol.doc.length <= 300);
        }
        for (const { lines } of parsed.references)
          assert.deepEqual(
            lines,
            [...new Set(lines)].sort((a, b) => a - b),
            path,
          );
      }),
    );
    assert.ok(trees > paths.length / 3, `${trees} of ${paths.length}`);
  });

  it('cover the same lines whatever the line ends are', async () => {
    const unix = 'export class A {\n  run() {\n    return 1;\n  }\n}\n\nexport function b() {}\n';
    const [a, b] = await Promise.all([parse('a.ts', unix), parse('b.ts', unix.replaceAll('\n', '\r\n'))]);
    assert.deepEqual(b.chunks, a.chunks);
    assert.deepEqual(
      b.symbols.map(({ name, startLine, endLine }) => [name, startLine, endLine]),
      a.symbols.map(({ name, startLine, endLine }) => [name, startLine, endLine]),
    );
  });

  it('cover anything a grammar is given', async () => {
    const samples = fc.sample(
      fc.tuple(anyText, fc.constantFrom('ts', 'py', 'go', 'svelte', 'html', 'json')),
      {
        numRuns: runs(40, 600),
        seed: 7,
      },
    );
    for (const [text, suffix] of samples) {
      const parsed = await parse(`a.${suffix}`, text);
      assert.equal(parsed.lines, countLines(text));
      assertCovers(parsed.chunks, parsed.lines, JSON.stringify(text));
    }
  });
});

describe('markdown', () => {
  it('nests sections by heading and leaves fences alone', () => {
    const text =
      '# Top\n\ntext\n\n## Setup\n\n```sh\n# not a heading\n```\n\nUsage\n-----\n\nmore\n\n# Other\n\nend\n';
    const { symbols, chunks } = parseMarkdown(splitLines(text));
    assert.deepEqual(
      symbols.map(({ name, container, startLine, endLine }) => [
        [...container, name].join('.'),
        startLine,
        endLine,
      ]),
      [
        ['Top', 1, 15],
        ['Top.Setup', 5, 10],
        ['Top.Usage', 11, 15],
        ['Other', 16, 18],
      ],
    );
    assertCovers(chunks, 18);
  });
});

describe('notebooks', () => {
  const code = [
    'import math\n',
    '\n',
    'def area(r):\n',
    '    return math.pi * r * r\n',
    '%matplotlib inline',
  ];
  const notebook = JSON.stringify(
    {
      cells: [
        { cell_type: 'markdown', metadata: { source: ['never'] }, source: ['# "Circles" \\ {}\n', 'text'] },
        {
          cell_type: 'code',
          metadata: {},
          outputs: [{ text: ['source\n'], data: { source: 'x' } }],
          source: code,
        },
        { cell_type: 'code', metadata: {}, outputs: [], source: 'area(2)\nprint(1)' },
      ],
      metadata: { kernelspec: { language: 'python' }, source: 'not a cell' },
      nbformat: 4,
    },
    undefined,
    1,
  );
  const at = (text: string) => notebook.split('\n').findIndex((line) => line.includes(text)) + 1;

  it('know the line of the file on which each line of code stands', () => {
    const read = readNotebook(notebook)!;
    assert.equal(read.language, 'python');
    assert.deepEqual(
      read.cells.map(({ type }) => type),
      ['markdown', 'code', 'code'],
    );
    assert.equal(read.cells[1]!.text, code.join(''));
    assert.deepEqual(
      read.cells[1]!.fileLines,
      [0, 1, 2, 3, 4].map((offset) => at('import math') + offset),
    );
    assert.equal(read.cells[2]!.fileLines[0], at('area(2)'));
  });

  it('give symbols and references at real positions', async () => {
    const parsed = await parse('circles.ipynb', notebook);
    const area = parsed.symbols.find(({ name }) => name === 'area')!;
    assert.equal(area.line, at('def area'));
    assert.ok(notebook.split('\n')[area.line - 1]!.includes('def area(r)'));
    assert.deepEqual(parsed.references.find(({ name, kind }) => name === 'area' && kind === 'call')?.lines, [
      at('area(2)'),
    ]);
    assert.deepEqual(
      parsed.imports.map(({ module, line }) => [module, line]),
      [['math', at('import math')]],
    );
    assertCovers(parsed.chunks, parsed.lines);
  });

  it('that are broken stay text', async () => {
    for (const text of [
      '',
      '{',
      '{}',
      '[]',
      '{"cells": 3}',
      '{"cells":[{"source":{}}, null, 4]}',
      notebook.slice(0, 300),
    ]) {
      const parsed = await parse('x.ipynb', text);
      assertCovers(parsed.chunks, countLines(text), text);
    }
  });

  it('without any line break, and with cells of any content, are covered', async () => {
    const cells = fc.array(
      fc.record({
        cell_type: fc.constantFrom('code', 'markdown', 'raw', 7),
        source: fc.oneof(
          fc.string(),
          fc.array(fc.string()),
          fc.array(fc.constantFrom('def f():\n', '  "}]\\"\n')),
        ),
      }),
      { maxLength: 6 },
    );
    for (const [book, space] of fc.sample(fc.tuple(cells, fc.constantFrom(0, 1)), {
      numRuns: runs(30, 300),
      seed: 3,
    })) {
      const text = JSON.stringify({ cells: book }, undefined, space);
      const parsed = await parse('x.ipynb', text);
      assertCovers(parsed.chunks, parsed.lines, text);
      for (const symbol of parsed.symbols) assert.ok(symbol.endLine <= parsed.lines && symbol.startLine >= 1);
    }
  });
});
