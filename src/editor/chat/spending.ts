import { addUsage, NO_USAGE } from '../../present/run/usage.ts';
import type { Usage } from '../../protocol/data.ts';
import type { Spending } from '../../protocol/page.ts';

/** What was spent on one day, by local date `YYYY-MM-DD`. */
export type SpendingBook = Readonly<Record<string, Usage>>;

/** Days older than this are dropped: the book shows a day and a month. */
const KEEP_DAYS = 62;

/** What was used beyond `before`, which was booked already; nothing where a resumed run ended before it used more. */
export function usageBeyond(before: Usage, all: Usage): Usage {
  const beyond = (key: 'calls' | 'tokensIn' | 'tokensOut'): number => Math.max(0, all[key] - before[key]);
  const cost = all.cost === undefined ? {} : { cost: Math.max(0, all.cost - (before.cost ?? 0)) };
  return {
    ...{ calls: beyond('calls'), tokensIn: beyond('tokensIn'), tokensOut: beyond('tokensOut') },
    ...cost,
  };
}

/** The local date of a moment. */
export function dayOf(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The book with one more run in it. */
export function bookUsage(book: SpendingBook, usage: Usage, atMs: number): SpendingBook {
  const oldest = dayOf(atMs - KEEP_DAYS * 86_400_000);
  const kept = Object.entries(book).filter(([day]) => day >= oldest);
  const today = dayOf(atMs);
  return { ...Object.fromEntries(kept), [today]: addUsage(book[today] ?? NO_USAGE, usage) };
}

/** What the page shows: this conversation, this day, this month. */
export function spendingAt(book: SpendingBook, conversation: Usage, atMs: number): Spending {
  const today = dayOf(atMs);
  const month = Object.entries(book)
    .filter(([day]) => day.slice(0, 7) === today.slice(0, 7))
    .reduce((sum, [, usage]) => addUsage(sum, usage), NO_USAGE);
  return { conversation, day: book[today] ?? NO_USAGE, month };
}
