import { wrap } from '../columns.ts';

/** Columns of a help text where none are known, as into a pipe. */
const USUAL = 80;

/**
 * A text of ours within a width. Lines that are not indented are one paragraph; what is longer goes on below the second
 * column of its line, and an example with a back slash, so that it can be copied.
 */
export function helpText(text: string, width = USUAL): string {
  const rows: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) rows.push(...wrap(paragraph.join(' '), width));
    paragraph = [];
  };
  for (const row of text.split('\n')) {
    if (/^\S/.test(row)) paragraph.push(row);
    if (/^\S.*[^:]$/.test(row)) continue;
    flush();
    if (!/^\S/.test(row)) rows.push(...fitted(row, width));
  }
  flush();
  return rows.join('\n');
}

function fitted(row: string, width: number): string[] {
  if (row.length <= width) return [row];
  const isExample = row.startsWith('  $ ');
  const [lead] = isExample ? ['  $ '] : (/^ +(?:.*?\S {2,})?/.exec(row) ?? ['']);
  const indent = isExample ? '      ' : ' '.repeat(lead.length);
  const room = Math.max(12, width - indent.length - (isExample ? 2 : 0));
  const parts = wrap(row.slice(lead.length), room);
  const last = parts.length - 1;
  return parts.map((part, i) => `${i === 0 ? lead : indent}${part}${isExample && i < last ? ' \\' : ''}`);
}
