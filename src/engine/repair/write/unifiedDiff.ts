import type { PlannedFile } from '../../types/edits.ts';
import { alignLines } from '../place/align.ts';

/** One file of a diff: its text before and after; null where there is none. */
export type DiffFile = Pick<PlannedFile, 'path' | 'to' | 'isExecutable'> & {
  readonly before: string | null;
  readonly after: string | null;
};

/** Lines around a change that are shown with it. */
const AROUND = 3;

/**
 * What becomes of files as one diff that `git apply` takes: new, deleted and moved files, permissions to execute, line
 * breaks of any kind, and ends without one. Its lines are those of the texts, byte for byte in UTF-8. Linear but for the
 * alignment of lines.
 * Spec: git-diff, "Generating patch text with -p".
 */
export function unifiedDiff(files: readonly DiffFile[]): string {
  return files.map(fileDiff).join('');
}

function fileDiff({ path, to, before, after, isExecutable }: DiffFile): string {
  const [from, target] = [named('a', path), named('b', to ?? path)];
  const head = [`diff --git ${from} ${target}`];
  const mode = isExecutable ? '100755' : '100644';
  if (before === null) head.push(`new file mode ${mode}`);
  else if (after === null) head.push('deleted file mode 100644');
  else if (isExecutable !== undefined)
    head.push(`old mode ${isExecutable ? '100644' : '100755'}`, `new mode ${mode}`);
  if (to !== undefined) {
    if (before === after) head.push('similarity index 100%');
    head.push(`rename from ${quoted(path)}`, `rename to ${quoted(to)}`);
  }
  const body = hunks(before ?? '', after ?? '');
  if (body === '' && before === null) head.push(`index 0000000..${EMPTY}`);
  if (body === '' && after === null) head.push(`index ${EMPTY}..0000000`);
  if (body !== '')
    head.push(
      `--- ${before === null ? '/dev/null' : tabbed(from)}`,
      `+++ ${after === null ? '/dev/null' : tabbed(target)}`,
    );
  return `${head.join('\n')}\n${body}`;
}

/** The name that git has for an empty file. */
const EMPTY = 'e69de29';

const named = (side: string, path: string): string => quoted(`${side}/${path}`);

/** A path as git writes it: in quotes where a character would be read otherwise. */
function quoted(path: string): string {
  if (!/[\u0000-\u001f"\\\u007f]/.test(path)) return path;
  const inside = path.replace(/[\u0000-\u001f"\\\u007f]/g, (char) =>
    char === '"' || char === '\\' ? `\\${char}` : `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${inside}"`;
}

/** Behind a name with blanks git wants a tab. */
const tabbed = (name: string): string => (name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name);

type Row = readonly [mark: ' ' | '-' | '+', line: string];

function hunks(before: string, after: string): string {
  if (before === after) return '';
  const rows = rowsOf(linesOf(before), linesOf(after));
  const parts: string[] = [];
  let [at, old, now] = [0, 1, 1];
  while (at < rows.length) {
    if (rows[at]![0] === ' ') {
      [at, old, now] = [at + 1, old + 1, now + 1];
      continue;
    }
    const start = Math.max(0, at - AROUND);
    const end = endOfHunk(rows, at);
    const own = rows.slice(start, end);
    const lead = at - start;
    const [removed, added] = [countOf(own, '+'), countOf(own, '-')];
    parts.push(
      `@@ -${rangeOf(old - lead, removed)} +${rangeOf(now - lead, added)} @@\n`,
      ...own.map(
        ([mark, line]) => `${mark}${line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`}`,
      ),
    );
    [old, now] = [old - lead + removed, now - lead + added];
    at = end;
  }
  return parts.join('');
}

/** Where a hunk that begins with a change ends: behind the lines around its last change that is near the one before. */
function endOfHunk(rows: readonly Row[], from: number): number {
  let last = from;
  for (let at = from; at < rows.length && at - last <= 2 * AROUND; at++) if (rows[at]![0] !== ' ') last = at;
  return Math.min(rows.length, last + AROUND + 1);
}

/** Rows of a hunk that are on one side: all but those of the other. */
const countOf = (rows: readonly Row[], other: '+' | '-'): number =>
  rows.reduce((sum, [mark]) => sum + (mark === other ? 0 : 1), 0);

/** Of no lines git names the line before them. */
const rangeOf = (start: number, count: number): string => `${count === 0 ? start - 1 : start},${count}`;

/** All lines of both texts: those that stay, those that go, those that come. */
function rowsOf(before: readonly string[], after: readonly string[]): Row[] {
  const rows: Row[] = [];
  let taken = 0;
  for (const [at, of] of alignLines(before, after).entries()) {
    if (of < 0) rows.push(['+', after[at]!]);
    else {
      const moved = rows.length;
      let first = moved;
      while (first > 0 && rows[first - 1]![0] === '+') first--;
      // What goes stands before what comes.
      const gone = before.slice(taken, of).map((line): Row => ['-', line]);
      rows.splice(first, 0, ...gone);
      rows.push([' ', after[at]!]);
      taken = of + 1;
    }
  }
  let first = rows.length;
  while (first > 0 && rows[first - 1]![0] === '+') first--;
  rows.splice(first, 0, ...before.slice(taken).map((line): Row => ['-', line]));
  return rows;
}

/** Lines with their breaks. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
