/** Files that their grammar cannot read in full: what is found all the same, and that the damage is told. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { renderOutline, renderStatus } from '../../src/cli/render.ts';
import { lineDefinition } from '../../src/engine/parse/damage/lineDefinitions.ts';
import { mendText } from '../../src/engine/parse/damage/mend.ts';
import { cutPieces } from '../../src/engine/parse/damage/pieces.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import type { ParsedFile } from '../../src/engine/types.ts';
import { english } from '../../src/present/say.ts';
import { damageText } from '../../src/present/skips.ts';
import { hashText, memoryEngine, never, readSpecs, runs, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const parse = (path: string, text: string): Promise<ParsedFile> =>
  pool.parse({ path, text, hash: hashText(text) }, { signal: never });
const namesOf = ({ symbols }: ParsedFile): string[] =>
  symbols.map(({ container, name }) => [...container, name].join('.'));

describe('mends', () => {
  it('read Kotlin with two bodies of one line each, without any damage', async () => {
    const parsed = await parse(
      'a.kt',
      'package a\n\ninterface UserRepo { fun find(id: Long): User? }\nclass Fake : UserRepo { override fun find(id: Long) = null }\n\nclass Service(private val repo: UserRepo) {\n    fun load(id: Long): User? {\n        return repo.find(id)\n    }\n}\n',
    );
    assert.deepEqual(namesOf(parsed), [
      ...['UserRepo', 'UserRepo.find', 'Fake', 'Fake.find'],
      ...['Service', 'Service.repo', 'Service.load'],
    ]);
    assert.deepEqual(parsed.flaws, []);
    assert.equal(parsed.recovery, undefined);
  });

  it('leave a line of C alone that goes on the one before it', () => {
    const { mends = [] } = readSpecs().find(({ id }) => id === 'c') ?? {};
    const mended = mendText('  int flags = SHOP_A |\n    SHOP_B;\n//-----\n  SHOP_END\n', mends);
    assert.equal(mended, '  int flags = SHOP_A |\n    SHOP_B;\n//-----\n          \n');
  });

  it('keep the length and the lines of every text', () => {
    const mends = readSpecs().flatMap((spec) => spec.mends ?? []);
    assert.ok(mends.length > 5);
    const pieces = fc.constantFrom(
      ...[
        'class A { fun f() {} }',
        'is B if x -> 1',
        'class API Foo : Bar {',
        'Q_OBJECT',
        '[a] ; b',
        '\n',
        '\r\n',
      ],
      ...['  ', '}', 'extension<T>(int x) {', `"$\{ a }"`, 'é😀', 'signals:'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const mended = mendText(text, mends);
        assert.equal(mended.length, text.length);
        assert.equal(mended.split('\n').length, text.split('\n').length);
      }),
      { numRuns: runs(200, 5_000) },
    );
  });
});

describe('damaged files', () => {
  it('are read in pieces where the grammar gives up, and say so', async () => {
    const parsed = await parse(
      'a.rb',
      'out =\n  <<~ABC\n    Top\n    #{\n      <<~DEF\n        Mid\n      DEF\n    }\n  ABC\n\ndef after_nested\n  1\nend\n\nclass Foo\n  def bar; end\nend\n',
    );
    assert.deepEqual(namesOf(parsed), ['after_nested', 'Foo', 'Foo.bar']);
    assert.equal(parsed.recovery, 'pieces');
    assert.ok(parsed.flaws.length > 0);
  });

  it('give what stands around and below the damage', async () => {
    const broken =
      'class A {\n  int one() { return 1; }\n  void two( { ??? ; \n  int three() { return 3; }\n}\n';
    const parsed = await parse('A.java', `${broken}\nclass B {\n  int four() { return 4; }\n}\n`);
    const names = namesOf(parsed).map((name) => name.split('.').pop());
    for (const name of ['A', 'one', 'three', 'B', 'four'])
      assert.ok(names.includes(name), `${name} of ${names}`);
    assert.ok(parsed.flaws.length > 0);
  });

  it('are read by the look of a line at last', () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['export async function load(path) {', 'function load'],
      ['    def self.find(id)', 'function find'],
      ['pub(crate) fn go<T>(x: T) {', 'function go'],
      ['func (s *Stack[T]) Push(v T) {', 'function Push'],
      ['  public static <R> R map(Function<T> f) {', 'method map'],
      ['internal sealed class Panel : Base', 'class Panel'],
      ['  if (ready(x)) {', undefined],
      ['  return make(x) {', undefined],
      ['x = call(y)', undefined],
      ['', undefined],
    ];
    for (const [line, expected] of cases) {
      const read = lineDefinition(line);
      assert.equal(read && `${read.kind} ${read.name}`, expected, line);
      if (read) assert.ok(line.startsWith(read.name, read.column), line);
    }
  });

  it('are cut into pieces that hold each line once', () => {
    const line = fc.constantFrom('', 'a', '  b', '    c {', '}', '  }', '@x', 'end', 'f(', ');', '\tt');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (content) => {
        const lines = splitLines(content.map((one) => `${one}\n`).join(''));
        const pieces = cutPieces(lines, { startLine: 1, endLine: lines.count });
        const held = pieces.flatMap(({ startLine, endLine }) =>
          Array.from({ length: endLine - startLine + 1 }, (_, i) => startLine + i),
        );
        assert.deepEqual(
          held,
          Array.from({ length: lines.count }, (_, i) => i + 1),
        );
      }),
      { numRuns: runs(200, 5_000) },
    );
  });

  it('are told in the status, in the outline, and in words', async () => {
    const { engine } = await memoryEngine(pool, {
      'a.go': 'package a\n\nfunc Broken(a ]] int {{{ ((\n\tx\n\nfunc After() {\n}\n',
      'b.go': 'package a\n\nfunc Fine() {}\n',
    });
    const status = await engine.status();
    assert.deepEqual(
      status.damaged.map(({ path }) => path),
      ['a.go'],
    );
    const terminal = { style: (_: string, text: string) => text, width: 200 } as never;
    assert.match(
      renderStatus({ ...status, problems: [] }, '/r', terminal),
      /damaged +1 that the grammar cannot read in full: a\.go:\d+/,
    );
    const outline = await engine.outline('a.go');
    assert.equal(outline!.files[0]!.damage!.firstLine, status.damaged[0]!.damage.firstLine);
    assert.match(renderOutline(outline!, terminal), /The grammar cannot read/);
    assert.equal((await engine.outline('b.go'))!.files[0]!.damage, undefined);
    assert.equal(
      damageText({ lines: 3, firstLine: 7, recovery: 'lines' }, english),
      'The grammar cannot read 3 lines, from line 7 on. What stands there was read in pieces, some of it by the look of lines.',
    );
  });
});

describe('long lines', () => {
  it('cost no definition of the file that holds them', async () => {
    const parsed = await parse(
      'a.py',
      `def before():\n    return 1\n\nDATA = "${'A'.repeat(100_000)}"\n\ndef after():\n    return 2\n`,
    );
    assert.deepEqual(namesOf(parsed), ['before', 'DATA', 'after']);
    assert.equal(parsed.mode, 'tree');
    assert.deepEqual(parsed.flaws, []);
  });

  it('make a file text when there is nothing else in it', async () => {
    const parsed = await parse('a.js', `/* made */\n${'var a=1;'.repeat(10_000)}\n`);
    assert.equal(parsed.textReason, 'longLines');
  });

  it('do not matter in the outputs of a notebook', async () => {
    const image = 'A'.repeat(200_000);
    const cells = [
      { cell_type: 'code', metadata: {}, source: ['def in_cell(a):\n', '    return a\n'] },
      {
        cell_type: 'code',
        metadata: {},
        outputs: [{ data: { 'image/png': image } }],
        source: ['class C:\n', '    pass'],
      },
    ];
    const text = JSON.stringify({ nbformat: 4, metadata: {}, cells }, null, 1);
    assert.deepEqual(namesOf(await parse('a.ipynb', text)), ['in_cell', 'C']);
  });
});

describe('headers', () => {
  const language = async (text: string): Promise<string> => (await parse('a.h', text)).language;

  it('are C++ by what they hold', async () => {
    for (const text of [
      'class InH { public: void m(); };\n',
      '#pragma once\n#include <string>\nnamespace ui {\nint f();\n}\n',
      'template<class T>\nstruct Node { T v; };\n',
      'struct V {\n  V operator+(const V& o) const;\n};\n',
    ])
      assert.equal(await language(text), 'cpp', text);
  });

  it('are C where nothing speaks against it', async () => {
    assert.equal(
      await language(
        '#ifdef __cplusplus\nextern "C" {\n#endif\nstruct plain { int a; };\nint f(struct plain *p);\n#ifdef __cplusplus\n}\n#endif\n',
      ),
      'c',
    );
  });
});

describe('translations of Qt', () => {
  it('are no TypeScript, though their names end as its do', async () => {
    const text =
      '<?xml version="1.0" ?>\n<!DOCTYPE TS><TS version="2.1" language="de">\n<context>\n</context>\n</TS>\n';
    assert.equal((await parse('app_de.ts', text)).language, 'html');
    const code = 'const page = `\n<!DOCTYPE html>\n`;\n';
    assert.equal((await parse('page.ts', code)).language, 'typescript');
  });
});

describe('pieces of a damaged file', () => {
  it('take no definition from the prose of a comment', async () => {
    const parsed = await parse(
      'a.c',
      'int a(void) {\n#if X\n  if (1) {\n#endif\n  g();\n}\n\n/* close() has the quirk that it fails\n * without closing the file descriptor when a thread is in the cancel state.\n * by making the system call directly.\n */\nint b(int fd) {\n#if X\n  extern int close$NOCANCEL(int);\n  return close$NOCANCEL(fd);\n#else\n  return 1 + ;\n#endif\n}\nint c(void);\n',
    );
    assert.ok(parsed.recovery);
    assert.deepEqual(namesOf(parsed), ['a', 'b', 'c']);
  });

  it('take no statement that a directive tears off for a function', async () => {
    const parsed = await parse(
      'a.c',
      'int a(int x) {\n  if(x) {\n    return 1;\n  }\n#ifndef Y\n  else if(x > 1) {\n    return 2;\n  }\n#endif\n  return 0;\n}\nint b(void) { return 1; }\n',
    );
    assert.deepEqual(namesOf(parsed), ['a', 'b']);
  });
});
