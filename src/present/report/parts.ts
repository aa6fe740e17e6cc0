/** What reports in Markdown are put together from. Everything that a repository says passes `cell` or `code`. */
import { untrusted } from '../untrusted.ts';

export const cell = (text: string): string => untrusted(text, 'markdown');
export const code = (text: string): string => untrusted(text, 'code');

/** Writes numbers as a language does. */
export const numbers =
  (locale: string) =>
  (value: number): string =>
    value.toLocaleString(locale);

/** A table; its cells are Markdown already. Without a line break at its end. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
