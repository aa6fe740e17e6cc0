/** Queries and checks of syntax, which run where the trees are: facts as plain data, whole or not at all. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Language, Parser } from 'web-tree-sitter';
import type { SyntaxFault, SyntaxMatches } from '../../src/engine/ports.ts';
import type { SyntaxFlaw } from '../../src/engine/types.ts';
import { MAX_QUERY_CHARS, type ParserPool, type PoolOptions } from '../../src/node/parser/pool.ts';
import { type LanguageFile, readGrammar, readWasm } from '../engine/grammarFile.ts';
import { hashText, never, runs, startPool } from '../fakes/memory.ts';

const pools: ParserPool[] = [];
after(() => Promise.all(pools.map((one) => one.dispose())));

function open(options: Partial<PoolOptions> = {}) {
  const one = startPool(options);
  pools.push(one);
  return one;
}

const pool = open();
const file = (path: string, text: string) => ({ path, text, hash: hashText(text) });
const signal = never;

async function flawsIn(path: string, text: string): Promise<readonly SyntaxFlaw[]> {
  const checked = await pool.check(file(path, text), { signal });
  assert.ok(checked.type === 'checked', JSON.stringify(checked));
  return checked.flaws;
}

describe('checking syntax', () => {
  const LANGUAGES = {
    'a.ts': 'typescript',
    'a.py': 'python',
    'a.go': 'go',
    'a.json': 'json',
    'a.rs': 'rust',
  };
  const parsers = new Map<string, Parser>();
  before(async () => {
    await Parser.init();
    for (const [path, id] of Object.entries(LANGUAGES)) {
      const spec = JSON.parse(readGrammar(id, 'language.json')) as LanguageFile;
      const parser = new Parser();
      parser.setLanguage(await Language.load(readWasm(spec)));
      parsers.set(path, parser);
    }
  });
  after(() => {
    for (const parser of parsers.values()) parser.delete();
  });

  /** Looks at each node of a tree. */
  function flawsByWalking(path: string, text: string): string[] {
    const tree = parsers.get(path)!.parse(text)!;
    const found = new Set<string>();
    const cursor = tree.walk();
    for (;;) {
      const node = cursor.currentNode;
      if (node.isError || node.isMissing)
        found.add(`${node.isError ? 'error' : 'missing'} ${node.startIndex} ${node.endIndex}`);
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling())
        if (!cursor.gotoParent()) {
          cursor.delete();
          tree.delete();
          return [...found].sort();
        }
    }
  }

  const piece = fc.constantFrom(
    ...[
      'function f(',
      ') {',
      '}',
      'return',
      ' x = ',
      '1',
      '(',
      '[',
      ']',
      '"a',
      '"',
      ';\n',
      '\n',
      ':',
      'if',
      'ü',
      '@@',
    ],
    ...[
      'fn',
      'def g():\n',
      '  pass\n',
      'func',
      'package a\n',
      '{"a": 1,',
      'let y',
      '=>',
      '<',
      '&&',
      'class A',
      '😀',
    ],
  );

  it('finds each node that a walk over the whole tree finds, in every language', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(LANGUAGES)),
        fc.array(piece, { maxLength: 40 }),
        async (path, pieces) => {
          const text = pieces.join('');
          const flaws = await flawsIn(path, text);
          assert.deepEqual(
            flaws.map(({ kind, span }) => `${kind} ${span.start} ${span.end}`).sort(),
            flawsByWalking(path, text),
          );
        },
      ),
      { numRuns: runs(150, 3_000) },
    );
  });

  it('finds what is missing at the start of an error', async () => {
    const flaws = await flawsIn('a.ts', '&&');
    assert.deepEqual(
      flaws.map(({ kind, span }) => [kind, span.start, span.end]),
      [
        ['error', 0, 2],
        ['missing', 0, 0],
      ],
    );
  });

  it('tells all of many, and parsing tells the same', async () => {
    const text = 'let a = ;\n'.repeat(5_000);
    const flaws = await flawsIn('a.ts', text);
    assert.equal(new Set(flaws.map(({ span }) => span.startLine)).size, 5_000);
    const parsed = await pool.parse(file('a.ts', text), { signal });
    assert.deepEqual(parsed.flaws, flaws);
  });

  it('says where, in lines and in units of the text', async () => {
    const text = 'const ü = "😀";\nlet b = (1;\n';
    const [flaw, ...others] = await flawsIn('a.ts', text);
    assert.deepEqual(others, []);
    assert.deepEqual(flaw, { kind: 'missing', span: { startLine: 2, endLine: 2, start: 26, end: 26 } });
    assert.equal(text.slice(0, 26).endsWith('(1'), true);
  });

  it('finds nothing in sound code, nor in an empty file', async () => {
    assert.deepEqual(await flawsIn('a.ts', 'export const a = 1;\n'), []);
    assert.deepEqual(await flawsIn('a.py', ''), []);
  });

  it('looks into the code of other languages inside a file', async () => {
    const page = (script: string): string => `<html>\n<script>\n${script}\n</script>\n</html>\n`;
    assert.deepEqual(await flawsIn('a.html', page('let a = 1;')), []);
    const flaws = await flawsIn('a.html', page('let a = (1;'));
    assert.deepEqual([...new Set(flaws.map(({ span }) => span.startLine))], [3]);
  });

  it('says why a file cannot be checked', async () => {
    const faultOf = async (path: string, text: string, using: ParserPool = pool) => {
      const checked = await using.check(file(path, text), { signal });
      return checked.type === 'fault' && checked.fault.kind;
    };
    assert.equal(await faultOf('a.txt', 'words'), 'noGrammar');
    assert.equal(await faultOf('a.md', '# words'), 'noGrammar');
    assert.equal(await faultOf('a.ts', `x = "${'y'.repeat(20_001)}"`), 'longLines');
    assert.equal(await faultOf('a.ts', 'x = 1;\n'.repeat(300_000)), 'tooLarge');
    assert.equal(await faultOf('a.ts', 'f(x);\n'.repeat(20_000), open({ softLimitMs: 0 })), 'parserTimeout');
  });
});

describe('matching a query', () => {
  const matchesIn = async (
    path: string,
    text: string,
    query: { readonly language: string; readonly text: string },
  ): Promise<Extract<SyntaxMatches, { type: 'matched' }>['matches']> => {
    const found = await pool.match(file(path, text), query, { signal });
    assert.ok(found.type === 'matched', JSON.stringify(found));
    return found.matches;
  };
  const faultOf = async (
    path: string,
    text: string,
    query: { readonly language: string; readonly text: string },
    using: ParserPool = pool,
  ): Promise<SyntaxFault> => {
    const found = await using.match(file(path, text), query, { signal });
    assert.ok(found.type === 'fault', JSON.stringify(found));
    return found.fault;
  };
  const CALLS = '(call_expression function: (identifier) @name arguments: (arguments) @args)';

  it('gives what it captured, match by match, as places in the text', async () => {
    const text = 'f(1);\nü();\ng(f(\n2));\n';
    const matches = await matchesIn('a.js', text, { language: 'javascript', text: CALLS });
    const shown = matches.map(({ captures }) =>
      captures.map(({ name, span }) => [
        name,
        text.slice(span.start, span.end),
        span.startLine,
        span.endLine,
      ]),
    );
    assert.deepEqual(shown, [
      [
        ['name', 'f', 1, 1],
        ['args', '(1)', 1, 1],
      ],
      [
        ['name', 'ü', 2, 2],
        ['args', '()', 2, 2],
      ],
      [
        ['name', 'g', 3, 3],
        ['args', '(f(\n2))', 3, 4],
      ],
      [
        ['name', 'f', 3, 3],
        ['args', '(\n2)', 3, 4],
      ],
    ]);
  });

  it('tells patterns apart, and holds to predicates', async () => {
    const query = '(identifier) @a\n((number) @b (#match? @b "^1"))\n((identifier) @c (#any-of? @c "x" "z"))';
    const matches = await matchesIn('a.js', 'x + y + 12 + 21;', { language: 'javascript', text: query });
    assert.deepEqual(matches.map(({ pattern }) => pattern).sort(), [0, 0, 1, 2]);
  });

  it('counts all of many', async () => {
    const matches = await matchesIn('a.js', 'f(1);\n'.repeat(20_000), {
      language: 'javascript',
      text: CALLS,
    });
    assert.equal(matches.length, 20_000);
  });

  it('runs over the code of its language inside a file of another one', async () => {
    const text = '<script>\nf(1);\n</script>\n<p onclick="g()">x</p>\n<script>h();</script>\n';
    const matches = await matchesIn('a.html', text, { language: 'javascript', text: CALLS });
    const names = matches.map(({ captures }) => text.slice(captures[0]!.span.start, captures[0]!.span.end));
    assert.deepEqual(names.filter((name) => name !== 'g').sort(), ['f', 'h']);
    assert.deepEqual(await matchesIn('a.js', 'f(1);', { language: 'python', text: '(identifier) @a' }), []);
  });

  it('gives the same with the same query on other files, and after many other queries', async () => {
    const first = await matchesIn('a.js', 'f(1);', { language: 'javascript', text: CALLS });
    for (let i = 0; i < 40; i++)
      await matchesIn('b.js', 'f(1);', { language: 'javascript', text: `(identifier) @n${i}` });
    assert.deepEqual(await matchesIn('a.js', 'f(1);', { language: 'javascript', text: CALLS }), first);
  });

  const BAD: readonly (readonly [query: string, fault: Omit<SyntaxFault & { kind: 'badQuery' }, 'kind'>])[] =
    [
      ['(identifier', { problem: 'syntax', offset: 11 }],
      ['; ü\n(nonsense) @a', { problem: 'node', offset: 5 }],
      ['(call_expression nonsense: (_) @a)', { problem: 'field', offset: 17 }],
      ['((identifier) @a (#eq? @b "x"))', { problem: 'capture', offset: 24 }],
      ['(identifier (number)) @a', { problem: 'structure', offset: 12 }],
      ['((identifier) @a (#match? @a "("))', { problem: 'predicate' }],
      ['((identifier) @a (#match? @a))', { problem: 'predicate' }],
      ['((identifier) @a (#made-up? @a "x"))', { problem: 'predicate' }],
      ['((identifier) @a (#is? local))', { problem: 'predicate' }],
      [`(identifier) @a ;${'x'.repeat(MAX_QUERY_CHARS)}`, { problem: 'tooLong' }],
    ];
  for (const [text, expected] of BAD)
    it(`says what is wrong with ${JSON.stringify(text.slice(0, 40))}`, async () => {
      const fault = await faultOf('a.js', 'f(1);', { language: 'javascript', text });
      assert.deepEqual(fault, { kind: 'badQuery', ...expected });
      assert.equal(pool.counts().killed, 0);
    });

  it('refuses hostile texts of queries by what they are, and costs no worker', async () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '(',
            ')',
            '[',
            ']',
            '_',
            '@a',
            '#eq?',
            '"x"',
            'identifier',
            '*',
            '+',
            '.',
            '!',
            ' ',
          ),
          {
            maxLength: 30,
          },
        )
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(noise, async (text) => {
        const found = await pool.match(file('a.js', 'f(1);'), { language: 'javascript', text }, { signal });
        if (found.type === 'fault') assert.equal(found.fault.kind, 'badQuery');
      }),
      { numRuns: runs(200, 5_000) },
    );
    assert.equal(pool.counts().killed, 0);
  });

  it('says why there is no result: never half of one', async () => {
    const names = { language: 'javascript', text: '(identifier) @a' };
    assert.deepEqual(await faultOf('a.txt', 'words', names), { kind: 'noGrammar' });
    assert.deepEqual(await faultOf('a.js', 'f();', { ...names, language: 'klingon' }), { kind: 'noGrammar' });
    assert.deepEqual(await faultOf('a.js', `x = "${'y'.repeat(20_001)}"`, names), { kind: 'longLines' });
    const pairs = '(program (expression_statement) @a (expression_statement) @b)';
    const many = await faultOf('a.js', 'f();\n'.repeat(700), { language: 'javascript', text: pairs });
    assert.ok(many.kind === 'tooManyMatches' || many.kind === 'parserTimeout', many.kind);
  });

  it('kills a worker on a query that has no end, remembers both, and still parses the file', async () => {
    const guarded = open({ hardLimitMs: 100 });
    const text = `x = '${'a'.repeat(60)}';\n`;
    const endless = { language: 'javascript', text: '((string) @a (#match? @a "^\'(a+)+$"))' };
    assert.deepEqual(await faultOf('a.js', text, endless, guarded), { kind: 'parserTimeout' });
    const { killed } = guarded.counts();
    // Once more unless the machine was quiet: then the file had its chance.
    assert.ok(killed === 1 || killed === 2, String(killed));
    assert.deepEqual(await faultOf('a.js', text, endless, guarded), { kind: 'parserTimeout' });
    assert.equal(guarded.counts().killed, killed, 'it is not tried again');
    assert.equal((await guarded.parse(file('a.js', text), { signal })).mode, 'tree');
    const other = await guarded.match(file('a.js', text), { ...endless, text: '(string) @a' }, { signal });
    assert.equal(other.type, 'matched');
    assert.equal(guarded.log.lines.length, 1);
  });

  it('rejects with the reason when aborted', async () => {
    const controller = new AbortController();
    const query = { language: 'javascript', text: '(identifier) @a' };
    const job = pool.match(file('a.js', 'f();\n'.repeat(5_000)), query, { signal: controller.signal });
    const check = pool.check(file('a.js', 'f();\n'), { signal: controller.signal });
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    for (const one of await Promise.allSettled([job, check]))
      assert.ok(one.status === 'rejected' && one.reason === reason);
    await assert.rejects(pool.check(file('a.js', 'f();\n'), { signal: controller.signal }), reason);
  });
});
