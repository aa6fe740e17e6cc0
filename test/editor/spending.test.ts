/** What was spent, by day: the sums of a day and a month, and days that are too old. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bookUsage, dayOf, type SpendingBook, spendingAt } from '../../src/editor/chat/spending.ts';
import { addUsage, NO_USAGE } from '../../src/present/run/usage.ts';

const usage = (calls: number, cost?: number) => ({
  calls,
  tokensIn: 10 * calls,
  tokensOut: calls,
  ...(cost === undefined ? {} : { cost }),
});
const at = (day: string): number => new Date(`${day}T12:00:00`).getTime();

describe('the book of spending', () => {
  it('adds up a day and a month, and begins anew with the next', () => {
    let book: SpendingBook = {};
    for (const [day, calls] of [
      ['2026-10-31', 5],
      ['2026-11-01', 1],
      ['2026-11-20', 2],
      ['2026-11-20', 3],
      ['2026-11-21', 4],
    ] as const)
      book = bookUsage(book, usage(calls), at(day));
    assert.deepEqual(spendingAt(book, usage(9), at('2026-11-20')), {
      conversation: usage(9),
      day: usage(5),
      month: usage(10),
    });
    assert.deepEqual(spendingAt(book, NO_USAGE, at('2026-12-01')), {
      conversation: NO_USAGE,
      day: NO_USAGE,
      month: NO_USAGE,
    });
    assert.deepEqual(spendingAt(book, NO_USAGE, at('2026-10-31')).month, usage(5));
  });

  it('knows money as soon as one part has a price, and does not make it up', () => {
    assert.deepEqual(addUsage(usage(1), usage(2)), usage(3));
    assert.deepEqual(addUsage(usage(1, 0.5), usage(2)), usage(3, 0.5));
    assert.deepEqual(addUsage(usage(1, 0.5), usage(2, 0.25)), usage(3, 0.75));
  });

  it('drops days that are shown no more', () => {
    const book = bookUsage(bookUsage({}, usage(1), at('2026-01-01')), usage(1), at('2026-11-21'));
    assert.deepEqual(Object.keys(book), ['2026-11-21']);
    assert.equal(dayOf(at('2026-03-09')), '2026-03-09');
  });
});
