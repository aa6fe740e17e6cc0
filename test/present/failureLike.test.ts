import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailureLike } from '../../src/present/run/failureLike.ts';

describe('what looks like a failure', () => {
  it('is what programs write when they fail', () => {
    for (const text of [
      'why?\nTypeError: x is not a function\n    at total (src/shop.ts:14:3)',
      '    at com.acme.Shop.total(Shop.java:14)',
      'Traceback (most recent call last):\n  File "shop.py", line 3, in total',
      "src/shop.ts(3,5): error TS2345: Argument of type 'string'",
      'src/shop.c:3:5: error: expected expression',
      'error[E0308]: mismatched types',
      "thread 'main' panicked at src/main.rs:2:5:",
      '--- FAIL: TestTotal (0.00s)',
      'FAIL test/shop.test.ts',
      'not ok 3 - adds',
      'java.lang.IllegalStateException: closed',
      'Exception in thread "main" java.lang.RuntimeException: no',
    ])
      assert.equal(isFailureLike(text), true, text);
  });

  it('is no question, even about errors', () => {
    for (const text of [
      '',
      'How are errors handled?',
      'Where is TypeError thrown, and what does "Error: no" mean?',
      'look at src/shop.ts:14 please',
      'What fails at 3:15?',
    ])
      assert.equal(isFailureLike(text), false, text);
  });

  it('is told in one pass over a bounded text', () => {
    for (const piece of ['at a', 'Error', '\u2716', 'a.', ' ', 'File "', 'x:1:'])
      assert.equal(typeof isFailureLike(piece.repeat(200_000)), 'boolean');
  });
});
