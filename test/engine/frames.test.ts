/** Places that a question names by file and line, as programs and people write them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findFrames } from '../../src/engine/retrieve/frames.ts';
import { runs } from '../fakes/memory.ts';

const FORMS: readonly (readonly [name: string, text: string, path: string, line: number])[] = [
  ['Python', 'File "/srv/app/worker.py", line 130, in run', '/srv/app/worker.py', 130],
  ['Node', 'at Object.<anonymous> (/srv/lib/a.js:10:5)', '/srv/lib/a.js', 10],
  ['Java', 'at com.shop.cart.Cart.total(Cart.java:12)', 'com/shop/cart/Cart.java', 12],
  ['Java in a module', 'at app//com.shop.Cart.total(Cart.java:12)', 'com/shop/Cart.java', 12],
  ['Kotlin', 'at shop.CartKt.total(Cart.kt:7)', 'shop/Cart.kt', 7],
  ['Go', '\t/srv/shop/cart.go:33 +0x1d', '/srv/shop/cart.go', 33],
  ['Rust', '  --> src/main.rs:14:9', 'src/main.rs', 14],
  ['gcc', 'src/list.c:88:3: error: expected expression', 'src/list.c', 88],
  ['Elixir', '(shop 0.1.0) lib/shop/cart.ex:21: Shop.Cart.total/1', 'lib/shop/cart.ex', 21],
  ['Lua', 'lua: cart.lua:5: attempt to index a nil value', 'cart.lua', 5],
  ['Swift', 'Sources/Cart.swift:18:7: error: cannot find', 'Sources/Cart.swift', 18],
  ['Ruby', "app/models/cart.rb:15:in `total'", 'app/models/cart.rb', 15],
  ['.NET', 'at Shop.Cart.Total() in C:\\src\\Shop\\Cart.cs:line 15', 'C:/src/Shop/Cart.cs', 15],
  ['PHP, a warning', 'Warning: undefined index in /var/www/cart.php on line 15', '/var/www/cart.php', 15],
  ['PHP, a trace', '#0 /var/www/cart.php(15): total()', '/var/www/cart.php', 15],
  ['tsc', "src/cart.ts(5,9): error TS2304: Cannot find name 'x'.", 'src/cart.ts', 5],
  ['MSVC', 'C:\\src\\cart.cpp(42): error C2065: undeclared', 'C:/src/cart.cpp', 42],
  ['Windows', 'at total (C:\\shop\\lib\\cart.js:1:2)', 'C:/shop/lib/cart.js', 1],
  ['file address', 'at file:///srv/shop/cart.mjs:9:3', 'srv/shop/cart.mjs', 9],
  ['file address on Windows', 'at file:///C:/shop/cart.mjs:9:3', 'C:/shop/cart.mjs', 9],
  ['webpack', 'at total (webpack://shop/./src/cart.ts?3f2a:10:5)', 'shop/./src/cart.ts', 10],
  ['webpack inside', 'at eval (webpack-internal:///./src/cart.js:12:3)', 'src/cart.js', 12],
  ['Next', 'at Page (webpack-internal:///(rsc)/./app/cart/page.tsx:20:11)', 'app/cart/page.tsx', 20],
  ['Next, a group', 'at Page (app/(shop)/cart/page.tsx:4:2)', 'app/(shop)/cart/page.tsx', 4],
  ['brackets', './app/[slug]/page.tsx:31:8', 'app/[slug]/page.tsx', 31],
  ['a leading bracket', '[slug]/page.tsx:31:8', '[slug]/page.tsx', 31],
  ['browser', 'total@http://localhost:3000/src/cart.js:102:13', 'src/cart.js', 102],
  ['browser, Chrome', 'at total (https://shop.example/assets/cart.js:7:1)', 'assets/cart.js', 7],
  ['permalink', 'https://github.com/a/b/blob/0f3c2d1/src/cart.py#L10-L20', 'src/cart.py', 10],
  ['range', 'see cart.py:10-20 for it', 'cart.py', 10],
  ['anchor', 'src/cart.py#L10-L20', 'src/cart.py', 10],
  ['words before', 'what happens on line 130 of app/worker.py?', 'app/worker.py', 130],
  ['words after', 'in app/worker.py line 130 it waits', 'app/worker.py', 130],
  ['words after a comma', 'in `app/worker.py`, line 130', 'app/worker.py', 130],
  ['letters beyond ASCII', 'src/größe.py:12: error', 'src/größe.py', 12],
  ['Perl', 'Died at lib/Cart.pm line 12.', 'lib/Cart.pm', 12],
  ['Dart', '#1 total (package:shop/src/cart.dart:10:5)', 'shop/src/cart.dart', 10],
  ['Dart, tests', 'package:shop/src/cart.dart 10:5  total', 'shop/src/cart.dart', 10],
  ['Bash', './deploy.sh: line 12: unbound variable', 'deploy.sh', 12],
  ['javac', 'src/Cart.java:12: error: cannot find symbol', 'src/Cart.java', 12],
  ['kotlinc', 'e: file:///srv/Cart.kt:12:5 Unresolved reference', 'srv/Cart.kt', 12],
  ['kotlinc, older', 'e: /srv/Cart.kt: (12, 5): Unresolved reference', '/srv/Cart.kt', 12],
  ['Haskell', 'src/Cart.hs:12:5: error: Variable not in scope', 'src/Cart.hs', 12],
  ['Haskell, a range', 'src/Cart.hs:(12,5)-(14,9)', 'src/Cart.hs', 12],
  ['R', '3: total(x) at R/cart.R#12', 'R/cart.R', 12],
];

describe('places in a question', () => {
  for (const [name, text, path, line] of FORMS)
    it(`are seen: ${name}`, () => {
      assert.deepEqual(findFrames(`It fails.\n${text}\nWhy?`), [{ path, line }]);
    });

  it('come in the order of the text, each once', () => {
    const text = 'at f (a.js:3:1)\n    at g (b.js:2:1)\n    at f (a.js:3:1)';
    assert.deepEqual(findFrames(text), [
      { path: 'a.js', line: 3 },
      { path: 'b.js', line: 2 },
    ]);
  });

  it('are none in versions, times, addresses and prose', () => {
    for (const text of [
      'Node.js 20 is used since v1.2.3, at 10:30.',
      'see https://example.com:8080/docs and e.g. 3.5:1',
      'set a.b to 1 (see above). Line 3 is long.',
    ])
      assert.deepEqual(findFrames(text), [], text);
  });

  it('are found in any text, in time that grows with its length', () => {
    const part = fc.constantFrom(
      '(',
      '[',
      'a.b',
      ':',
      '12',
      ' line ',
      '\\',
      '/',
      '#L',
      '://',
      '\n',
      '?',
      '.',
      'é',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
        for (const { line } of findFrames(parts.join(''))) assert.ok(line > 0);
      }),
      { numRuns: runs(200, 20_000) },
    );
  });
});
