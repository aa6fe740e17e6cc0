import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { occurrences } from '../../src/engine/repair/place/occurrences.ts';
import { resolveEdits } from '../../src/engine/repair/place/resolve.ts';
import type { LineEdit, SymbolDef, TextEdit } from '../../src/engine/types.ts';

const lines = (before: string, after: string, more: Partial<LineEdit> = {}): LineEdit => ({
  kind: 'lines',
  before: before === '' ? [] : before.split('\n'),
  after: after === '' ? [] : after.split('\n'),
  within: [],
  ...more,
});
const text = (before: string, after: string): TextEdit => ({ kind: 'text', before, after, within: [] });

/** The state of each edit, and the new text. */
function apply(base: string, ...edits: TextEdit[]): readonly [states: string, text: string | undefined] {
  const { places, text: made } = resolveEdits(base, edits);
  return [places.map((place) => (place.state === 'refused' ? place.reason : place.state)).join(' '), made];
}

function check(base: string, edits: TextEdit | readonly TextEdit[], state: string, made?: string): void {
  const list = 'kind' in edits ? [edits] : edits;
  assert.deepEqual(apply(base, ...list), [state, made]);
}

describe('an edit in its place', () => {
  it('is made where it stands exactly and once', () => {
    check('a\nb\nc\n', lines('b', 'B\nB2'), 'exact', 'a\nB\nB2\nc\n');
    check('a\nb\nc\n', lines('b', ''), 'exact', 'a\nc\n');
    check('f(x, 1);\n', text('x, 1', 'x, 2'), 'exact', 'f(x, 2);\n');
    check('a\nb\nc\n', text('a\nb\n', 'z\n'), 'exact', 'z\nc\n');
    check('a\nb\nc\n', text('b\n', ''), 'exact', 'a\nc\n');
    check('', lines('', 'first'), 'exact', 'first\n');
  });

  it('takes replacements as they are', () => {
    for (const special of ['$&', '$1', '$$', '$`', "$'", '\\1', '%s', '\u2028'])
      check('a\nb\n', lines('b', special), 'exact', `a\n${special}\n`);
    check('f(a)\n', text('(a)', "('$&', `$1`)"), 'exact', "f('$&', `$1`)\n");
  });

  it('is not put where only blank lines around it, and other white space, tell it from other places', () => {
    const [inner, outer] = ['    if (no) {\n      set(it);\n    }', '  if (no) {\n    set(it);\n  }'];
    const base = `a;\n${inner}\nb;\n\n${outer}\n\nc;\n`;
    check(base, lines(`\n${inner}\n`, '\n    it ??= 1;\n'), 'ambiguous');
    check(base, lines(inner, '    it ??= 1;'), 'exact', `a;\n    it ??= 1;\nb;\n\n${outer}\n\nc;\n`);
    check(
      `a;\n\n${outer}\n\nc;\n`,
      lines(`\n${inner}\n`, '\n    it ??= 1;\n'),
      'whitespace',
      'a;\n\n  it ??= 1;\n\nc;\n',
    );
  });

  it('keeps blanks at the end of new lines, less what all quoted lines have there by habit', () => {
    check(
      '  a one\n  b two \n',
      lines('  a one  \n  b two   ', '  a one  \n  new    \n  b two   '),
      'whitespace',
      '  a one\n  new  \n  b two \n',
    );
    check(
      '  a one\n  b two\n',
      lines('  a one  \n  b two', '  a one  \n  new \n  b two'),
      'whitespace',
      '  a one\n  new\n  b two\n',
    );
    check('  a one\n', lines('    a one', '    a one\n    new '), 'whitespace', '  a one\n  new \n');
  });

  it('keeps the blanks of a new line that holds nothing else, and is refused where they can be told in two ways', () => {
    const file = 'if a:\n    one\n    two\n';
    // Indented as the file is, whatever else differs.
    check(
      'if a:\n    one  \n    two\n',
      lines('    one\n    two', '    one\n    \n    two'),
      'whitespace',
      'if a:\n    one  \n    \n    two\n',
    );
    // Other characters than the file's are not meant as they are.
    check(file, lines('\tone\n\ttwo', '\tone\n\t\n\ttwo'), 'whitespace', 'if a:\n    one\n    \n    two\n');
    check(file, lines('\tone\n\ttwo', '\tone\n\n\ttwo'), 'whitespace', 'if a:\n    one\n\n    two\n');
    // Moved with the others, or left as it was.
    check(file, lines('  one\n  two', '  one\n  \n  two'), 'indentation');
  });

  it('changes the blanks at the end of a line that stays where they were quoted as they are', () => {
    const file = '  # told\n  first one\n';
    check(file, lines('# told\nfirst one', '# told \nfirst one'), 'whitespace', '  # told \n  first one\n');
    check(
      file,
      lines('  # told  \n  first one  ', '  # told   \n  first one  '),
      'whitespace',
      '  # told \n  first one\n',
    );
    // The file's own blanks were not quoted: nobody wanted them gfirst one.
    check(
      '  # told \n  first one\n',
      lines('# told\nfirst one', '# told\na second'),
      'whitespace',
      '  # told \n  a second\n',
    );
  });

  it('is refused where the indentation of new lines can be told in two ways', () => {
    // The first line was cut, and the new one does not close what it closes.
    check(
      '\tit(() => {\n\t\tfirst();\n\t});\n\n\tit(two);\n',
      lines('});\n\n\tit(two);', 'up();\n\t});\n\n\tit(two);'),
      'indentation',
    );
    // A line that goes on with another one stands further in than what follows.
    check(
      "var a = 1\n  , test = need('b');\n\nrun();\n",
      lines(", test = need('b');\n", ", test = need('b');\nvar c = 2;\n"),
      'indentation',
    );
    // The one quoted line was cut, and a definition at the margin follows it; or all were moved.
    check(
      'class A:\n    def clear(self):\n        super().clear()\n',
      lines('super().clear()', 'super().clear()\n\n\ndef guess(name):\n    return name'),
      'indentation',
    );
    // Tabs of four blanks in a file that goes in by two.
    check(
      '  if a\n    if b\n        call(one,\n             two)\n',
      lines('\t\tcall(one,', '\t\tcall(one,\n\t\t\t\tmore,'),
      'indentation',
    );
  });

  it('is refused where it fits several places, however many', () => {
    check('x\nif a:\n  b\nx\nif a:\n  b\n', lines('if a:\n  b', 'c'), 'ambiguous');
    check('a a\n', text('a', 'b'), 'ambiguous');
    check('same\n'.repeat(1000), lines('same\nsame', 'other'), 'ambiguous');
    check('aaaa\n', text('aa', 'b'), 'ambiguous');
    const { places } = resolveEdits('same\n'.repeat(1000), [lines('same', 'other')]);
    assert.deepEqual(places, [
      {
        state: 'refused',
        reason: 'ambiguous',
        startLine: 1,
        endLine: 1,
        near: [1, 2, 3].map((line) => ({ startLine: line, endLine: line })),
        places: 1000,
      },
    ]);
  });

  it('is refused where too little is quoted, or nothing', () => {
    check('a\n', lines('', 'b'), 'emptyAnchor');
    check('a\n\nb\n', lines('', 'b'), 'emptyAnchor');
    check('a\n\nb\n', lines('\n', 'b\n'), 'emptyAnchor');
    check('\n', lines('\n', 'b'), 'emptyAnchor');
    check('\n\n', text('\n', 'b'), 'emptyAnchor');
    check('a\n', text('  ', 'b'), 'emptyAnchor');
    check('a\n  }\n', lines('}', '};'), 'weakAnchor');
  });

  it('is refused inside of a word, and where a line break would be lost', () => {
    check('discount = 1\n', text('count = 1', 'count = 2'), 'partOfWord');
    check('a.count = 1\n', text('count = 1', 'count = 2'), 'exact', 'a.count = 2\n');
    check('foo\nbar\n', text('foo\n', 'baz'), 'joinsLines');
  });

  it('is refused when it changes nothing or stands there already', () => {
    check('a\nb\n', lines('b', 'b'), 'noChange');
    check('const limit = 20;\n', lines('const limit = 10;', 'const limit = 20;'), 'alreadyThere');
    check('a\nb\n', lines('gone()', 'here()'), 'notFound');
  });

  it('tells the nearest places', () => {
    const base = 'one()\ntwo()\nthree()\nfour()\nfive()\n';
    const { places } = resolveEdits(base, [lines('two()\nTHREE()\nfour()', 'x')]);
    assert.deepEqual(places[0], {
      state: 'refused',
      reason: 'notFound',
      startLine: 2,
      endLine: 4,
      near: [{ startLine: 2, endLine: 4 }],
    });
  });

  it('shares a file with others that are looked for in the same text', () => {
    const base = 'a\nb\nc\nd\n';
    check(base, [lines('d', 'D'), lines('a', 'A\nA')], 'exact exact', 'A\nA\nb\nc\nD\n');
    check(base, [lines('a\nb', 'a\nB'), lines('b\nc', 'b\nC')], 'exact exact', 'a\nB\nC\nd\n');
    check(base, [lines('a\nb', 'a\nB'), lines('b\nc', 'X\nc')], 'overlap overlap');
    check(base, [lines('a', 'a\nnew'), lines('b', 'other\nb')], 'overlap overlap');
    check(base, [lines('a', 'A'), lines('A', 'AA')], 'exact notFound');
  });
});

describe('line breaks and the end of a file', () => {
  it('stay as they are, also where they are mixed', () => {
    check('a\r\nb\r\nc\r\n', lines('b', 'B\nB2'), 'exact', 'a\r\nB\r\nB2\r\nc\r\n');
    check('a\nb\r\nc\nd\r\n', lines('a\nb\nc\nd', 'a\nb\nX\nc\nd'), 'exact', 'a\nb\r\nX\r\nc\nd\r\n');
    check('a\r\nb\r\n', text('a\nb', 'a\nx\nb'), 'exact', 'a\r\nx\r\nb\r\n');
    check('a\r\nb\r\n', text('a\r\nb', 'c'), 'exact', 'c\r\n');
    check('a\r\nb', lines('b', 'b\nc'), 'exact', 'a\r\nb\r\nc');
    check('a\rb\rc', text('b', 'B'), 'exact', 'a\rB\rc');
  });

  it('keep a last line without a break, unless the edit says otherwise', () => {
    check('a\nb', lines('b', 'B\nC'), 'exact', 'a\nB\nC');
    check('a\nb', lines('a', 'A'), 'exact', 'A\nb');
    check('a\nb\n', lines('b', 'B', { isBareAfter: true }), 'exact', 'a\nB');
    check('a\nb', lines('b', 'b', { isBareBefore: true }), 'exact', 'a\nb\n');
    check('a\nb\n', lines('b', 'B', { isBareBefore: true }), 'stale');
    check('a\nb\nc\n', lines('b', 'B', { isBareAfter: true }), 'stale');
  });
});

describe('an edit of which the white space differs', () => {
  const nested = 'class A:\n    def f(self):\n        x = 1\n        return x\n';

  it('takes the indentation of the file, line by line', () => {
    const moved = lines(
      'def f(self):\n    x = 1\n    return x',
      'def f(self):\n    x = 1\n    if x:\n        x = 2\n    return x',
    );
    const made =
      'class A:\n    def f(self):\n        x = 1\n        if x:\n            x = 2\n        return x\n';
    check(nested, moved, 'whitespace', made);
    // The first line alone was cut.
    const cut = lines('x = 1\n        return x', 'y = 1\n        return y');
    check(nested, cut, 'whitespace', 'class A:\n    def f(self):\n        y = 1\n        return y\n');
    const cutMore = lines('def f(self):\n        x = 1', 'def f(self):\n        x = 1\n        y = 2');
    check(nested, cutMore, 'whitespace', nested.replace('x = 1\n', 'x = 1\n        y = 2\n'));
  });

  it('takes tabs for blanks, blanks for tabs, and steps of another width', () => {
    const tabs = 'if (a) {\n\tif (b) {\n\t\tgo();\n\t}\n}\n';
    check(
      tabs,
      lines(
        '    if (b) {\n        go();\n    }',
        '    if (b) {\n        go();\n        if (c) {\n            stop();\n        }\n    }',
      ),
      'whitespace',
      tabs.replace('go();\n', 'go();\n\t\tif (c) {\n\t\t\tstop();\n\t\t}\n'),
    );
    const four = 'a {\n    b {\n        call();\n    }\n}\n';
    check(
      four,
      lines('  b {\n    call();\n  }', '  b {\n    call();\n    d {\n      e();\n    }\n  }'),
      'whitespace',
      four.replace('call();\n', 'call();\n        d {\n            e();\n        }\n'),
    );
  });

  it('takes tabs that stand for so many blanks beside blanks, whatever the step of the file', () => {
    const two = 'a {\n  b {\n    c {\n      go();\n    }\n  }\n}\n';
    check(
      two,
      lines('  b {\n\tc {\n\t  go();\n\t}', '  b {\n\tc {\n\t  go();\n\t  d {\n\t\tstop();\n\t  }\n\t}'),
      'whitespace',
      two.replace('go();\n', 'go();\n      d {\n        stop();\n      }\n'),
    );
    // Nothing tells how wide the new tab is.
    check(two, lines('  b {', '  b {\n\tx();'), 'exact', two.replace('  b {\n', '  b {\n\tx();\n'));
  });

  it('keeps what the file has where a line stays', () => {
    check(
      'foo( a,b );\nbar();\n',
      lines('foo(a, b);\nbar();', 'foo(a, b);\nbaz();'),
      'whitespace',
      'foo( a,b );\nbaz();\n',
    );
    check(
      'foo();\t\nbar();\n',
      lines('foo();\nbar();  ', 'foo();\nbaz();  '),
      'whitespace',
      'foo();\t\nbaz();\n',
    );
  });

  it('is refused where the indentation tells two ways, or none', () => {
    check('if a:\n    xx()\n  yy()\n', lines('xx()\nyy()', 'xx()\nzz()\nyy()'), 'indentation');
    check('    foo(a)\n', lines('foo(a)', 'foo(a)\n    bar(b)'), 'indentation');
    // Blanks behind tabs go on with a line: four more are no step.
    check('\tcall(a,\n\t    b);\n\tdone(x);\n', lines('done(x);', 'done(x,\n    y);'), 'indentation');
    // What closes a block does not stand where its last line stood.
    check(
      '    {\n      alpha();\n      beta();\n    }\n',
      lines('alpha();\n      beta();', '}\n      beta();'),
      'indentation',
    );
  });

  it('is known where the first line alone was cut, among lines at the margin', () => {
    check(
      'from x import (\n    one,\n)\nfrom y import two\n',
      lines('one,\n)\nfrom y import two', 'one,\n)\nfrom w import three\nfrom y import two'),
      'whitespace',
      'from x import (\n    one,\n)\nfrom w import three\nfrom y import two\n',
    );
  });

  it('is known where a new first line was cut as well, by what can only stand inside of it', () => {
    const go = 'func f() {\n\trun(a)\n\treturn\n}\n';
    check(
      go,
      lines('run(a)\n\treturn\n}', 'if a {\n\t\tstop()\n\t}\n\trun(a)\n\treturn\n}'),
      'whitespace',
      'func f() {\n\tif a {\n\t\tstop()\n\t}\n\trun(a)\n\treturn\n}\n',
    );
    // A line beside the next may have stood at the end of a block before it.
    check(go, lines('run(a)\n\treturn\n}', 'b := a\n\trun(b)\n\treturn\n}'), 'indentation');
    // An open bracket may begin a list at the margin.
    check(go, lines('run(a)\n\treturn\n}', 'x(\n\trun(b)\n\treturn\n}'), 'indentation');
  });

  it('is refused where several places are alike but for white space', () => {
    check('  total = 1\nx\n    total = 1\n', lines('total = 1', 'total = 2'), 'ambiguous');
    // Code at the margin is what authors make of any code: it fits the margin by chance.
    check('total = 1\nx\n    total = 1\n', lines('total = 1', 'total = 2'), 'ambiguous');
    // Brackets fit by chance at any depth.
    check('f {\n  }\ng {\n    }\n', lines('    }', '    }\n    x()'), 'ambiguous');
    check(
      '  total = 1\nx\n    total = 1\n',
      lines('  total = 1', '  total = 2'),
      'exact',
      '  total = 2\nx\n    total = 1\n',
    );
  });
});

describe('what was left in a quoted text', () => {
  const base = 'def f():\n    say("a")\n    return 1\n';

  it('is taken off when the rest is found', () => {
    const made = base.replace('return 1', 'return 2');
    check(
      base,
      lines('2|     say("a") \n3|     return 1 ', '2|     say("a") \n3|     return 2 '),
      'whitespace',
      made,
    );
    check(base, lines('2|    say("a")\n3|    return 1', '2|    say("a")\n3|    return 2'), 'exact', made);
    check(base, lines('2|     say("a")\n3|     return 1', '    say("a")\n    return 2'), 'exact', made);
    check(
      base,
      lines('    say(\\"a\\")\n    return 1', '    say(\\"b\\")\n    return 1'),
      'exact',
      base.replace('"a"', '"b"'),
    );
    check(base, lines('```python\n    return 1\n```', '```python\n    return 2\n```'), 'exact', made);
    check(base, lines('\n    return 1\n', '\n    return 2\n'), 'exact', made);
  });

  it('is refused where it may be meant', () => {
    check(base, lines('    say(\\"a\\")', '    say(\\"b\\" + "c")'), 'notFound');
    check(base, lines('2|    say("a")\n4|    return 1', '2|    say("b")\n4|    return 1'), 'notFound');
    check(base, lines('    return 1', '    return 2\n```'), 'fenced');
    check(base, lines('    return 1', '    return f(\\"x\\")'), 'escaped');
  });

  it('is refused where a blank line may be meant', () => {
    check(base, lines('\n    return 1\n\n', '\n    return 2\n'), 'notFound');
    check(base, lines('    return 1\n\n', '    return 2'), 'notFound');
  });

  it('is taken off on either side alike, and more of it in the new lines is new', () => {
    check(
      base,
      lines('\n    return 1\n', '\n    return 2\n\n'),
      'exact',
      base.replace('return 1\n', 'return 2\n\n'),
    );
  });

  it('is never taken off what stands in the file like that', () => {
    check('1: a\n2: b\n', lines('1: a\n2: b', '1: a\n2: c'), 'exact', '1: a\n2: c\n');
    check('s = \\"a\\"\n', lines('s = \\"a\\"', 's = \\"b\\"'), 'exact', 's = \\"b\\"\n');
  });

  it('is refused where text was left out', () => {
    for (const mark of [
      '...',
      '…',
      '// ...',
      '# ... existing code ...',
      '/* ... */',
      '// ... rest of the method',
    ])
      check(
        base,
        lines(`def f():\n    ${mark}\n    return 1`, `def f():\n    ${mark}\n    return 2`),
        'elided',
      );
    check(base, lines('    return 1', '    return 1\n    // ... rest of the code unchanged'), 'elided');
    check(
      base,
      lines('    return 1', '    return 1\ndef g():\n    ...'),
      'exact',
      `${base}def g():\n    ...\n`,
    );
  });

  it('is refused where a secret was left out', () => {
    check('key = "a"\n', text('key = "a"', 'key = "«secret:password»"'), 'secretMark');
  });
});

describe('several places of the same text', () => {
  const base = 'def a():\n    go()\n    stop()\n\ndef b():\n    go()\n    stop()\n';
  const symbols = ['a', 'b'].map(
    (name, at): SymbolDef => ({
      ...{ name, kind: 'function', container: [], signature: `def ${name}():`, doc: '' },
      ...{ line: at * 4 + 1, startLine: at * 4 + 1, endLine: at * 4 + 3 },
    }),
  );
  const within = (head: string) =>
    resolveEdits(base, [lines('    stop()', '    end()', { within: [head] })], { symbols });

  it('are told apart by the one definition that is named', () => {
    for (const head of ['b', 'def b', 'def b():']) {
      const { places, text: made } = within(head);
      assert.deepEqual(places, [{ state: 'symbol', startLine: 7, endLine: 7 }]);
      assert.equal(made, 'def a():\n    go()\n    stop()\n\ndef b():\n    go()\n    end()\n');
    }
    assert.equal(within('c').text, undefined);
    assert.equal(resolveEdits(base, [lines('    stop()', 'x', { within: ['b'] })]).text, undefined);
  });

  it('are told apart by a stated line where all that can be checked is stated rightly', () => {
    const at = (line: number, other?: number) =>
      apply(
        base,
        lines('    stop()', '    end()', { line }),
        ...(other ? [lines('def a():', 'def aa():', { line: other })] : []),
      )[0];
    assert.equal(at(7), 'exact');
    assert.equal(at(7, 1), 'exact exact');
    assert.equal(at(7, 2), 'ambiguous exact');
    assert.equal(at(6), 'ambiguous');
  });
});

describe('applying edits', () => {
  it('finds all occurrences, as looking everywhere does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 }),
        fc.array(fc.constantFrom('a', 'b'), { maxLength: 40 }),
        (sought, inside) => {
          const naive = inside.flatMap((_, at) =>
            sought.length > 0 && sought.every((one, k) => inside[at + k] === one) ? [at] : [],
          );
          assert.deepEqual(occurrences(sought, inside), naive);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it('leaves everything outside of the replaced lines as it was', () => {
    const line = fc.tuple(fc.constantFrom('', 'x', '\t y ', 'z"', 'ü'), fc.constantFrom('\n', '\r\n'));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.array(line, { maxLength: 8 }),
        fc.boolean(),
        (head, tail, isBare) => {
          const joined = (parts: readonly (readonly [string, string])[]): string => parts.flat().join('');
          const end = isBare && tail.length > 0 ? joined(tail).replace(/\r?\n$/, '') : joined(tail);
          const base = `${joined(head)}anchor here\r\n${end}`;
          const [state, made] = apply(base, lines('anchor here', 'one\ntwo'));
          assert.deepEqual([state, made], ['exact', `${joined(head)}one\r\ntwo\r\n${end}`]);
          const back = apply(made!, lines('one\ntwo', 'anchor here'));
          assert.deepEqual(back, ['exact', base]);
        },
      ),
      { seed: 2, numRuns: 500 },
    );
  });
});
