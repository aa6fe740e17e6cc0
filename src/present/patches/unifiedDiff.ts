import { type ChangedLines, diffLines } from './lineDiff.ts';

/** A file before and after; null where there is none. */
export interface FileTexts {
  readonly path: string;
  /** Its new path. */
  readonly to?: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly isExecutable?: boolean;
}

/** Lines around a change that are the same. */
const CONTEXT = 3;

/** A patch file that `git apply` takes. Nothing is written of a file that does not change. */
export function unifiedDiff(files: readonly FileTexts[]): string {
  return files.map(fileDiff).join('');
}

function fileDiff({ path, to = path, before, after, isExecutable }: FileTexts): string {
  const mode = isExecutable ? '100755' : '100644';
  const head = [`diff --git ${quoted(`a/${path}`)} ${quoted(`b/${to}`)}\n`];
  if (before === null) head.push(`new file mode ${mode}\n`);
  if (after === null) head.push('deleted file mode 100644\n');
  if (to !== path) head.push(`rename from ${quoted(path)}\nrename to ${quoted(to)}\n`);
  const hunks = hunksOf(linesOf(before), linesOf(after));
  if (hunks === '') return head.length > 1 ? head.join('') : '';
  const from = before === null ? '/dev/null' : quoted(`a/${path}`);
  const onto = after === null ? '/dev/null' : quoted(`b/${to}`);
  return `${head.join('')}--- ${from}\n+++ ${onto}\n${hunks}`;
}

/** In a patch file a lone return is no line break. */
const linesOf = (text: string | null): string[] => text?.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function hunksOf(before: readonly string[], after: readonly string[]): string {
  const groups: ChangedLines[][] = [];
  for (const change of diffLines(before, after)) {
    const last = groups.at(-1);
    if (last && change.beforeStart - last.at(-1)!.beforeEnd <= 2 * CONTEXT) last.push(change);
    else groups.push([change]);
  }
  return groups.map((group) => hunk(group, before, after)).join('');
}

function hunk(group: readonly ChangedLines[], before: readonly string[], after: readonly string[]): string {
  const [first, last] = [group[0]!, group.at(-1)!];
  const start = Math.max(0, first.beforeStart - CONTEXT);
  const end = Math.min(before.length, last.beforeEnd + CONTEXT);
  const rows: string[] = [];
  let at = start;
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of group) {
    rows.push(...before.slice(at, beforeStart).map((line) => row(' ', line)));
    rows.push(...before.slice(beforeStart, beforeEnd).map((line) => row('-', line)));
    rows.push(...after.slice(afterStart, afterEnd).map((line) => row('+', line)));
    at = beforeEnd;
  }
  rows.push(...before.slice(at, end).map((line) => row(' ', line)));
  const afterStart = first.afterStart - (first.beforeStart - start);
  const afterEnd = last.afterEnd + (end - last.beforeEnd);
  return `@@ -${span(start, end)} +${span(afterStart, afterEnd)} @@\n${rows.join('')}`;
}

const span = (start: number, end: number): string =>
  `${end === start ? start : start + 1}${end - start === 1 ? '' : `,${end - start}`}`;

const row = (mark: string, line: string): string =>
  line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;

/** A path as git writes it: in quotes where it has characters that would end it. */
function quoted(path: string): string {
  if (!/["\\\x00-\x1f\x7f]/.test(path)) return path;
  return `"${path.replace(/["\\]/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
}
