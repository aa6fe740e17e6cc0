import { type ChangedLines, diffLines } from './lineDiff.ts';

/** A file before and after; null where there is none. */
export interface FileTexts {
  readonly path: string;
  /** Its new path. */
  readonly to?: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether it can be executed afterwards; absent where that stays as it is. */
  readonly isExecutable?: boolean;
}

/** Lines around a change that are the same. */
const CONTEXT = 3;

/**
 * What becomes of files as one diff that `git apply` takes: new, deleted and moved files, permissions to execute, line
 * breaks of any kind, and ends without one. Its lines are those of the texts, byte for byte in UTF-8. Nothing is written
 * of a file that does not change.
 * Spec: git-diff, "Generating patch text with -p".
 */
export function unifiedDiff(files: readonly FileTexts[]): string {
  return files.map(fileDiff).join('');
}

/** The name that git has for an empty file. */
const EMPTY = 'e69de29';

function fileDiff({ path, to = path, before, after, isExecutable }: FileTexts): string {
  const [from, onto] = [quoted(`a/${path}`), quoted(`b/${to}`)];
  const body = hunksOf(linesOf(before), linesOf(after));
  const head: string[] = [];
  if (before === null) head.push(`new file mode ${modeOf(isExecutable)}`);
  else if (after === null) head.push('deleted file mode 100644');
  else if (isExecutable !== undefined)
    head.push(`old mode ${modeOf(!isExecutable)}`, `new mode ${modeOf(isExecutable)}`);
  if (to !== path) {
    if (body === '') head.push('similarity index 100%');
    head.push(`rename from ${quoted(path)}`, `rename to ${quoted(to)}`);
  }
  if (body !== '')
    head.push(
      `--- ${before === null ? '/dev/null' : tabbed(from)}`,
      `+++ ${after === null ? '/dev/null' : tabbed(onto)}`,
    );
  else if (before === null) head.push(`index 0000000..${EMPTY}`);
  else if (after === null) head.push(`index ${EMPTY}..0000000`);
  return head.length === 0 ? '' : `diff --git ${from} ${onto}\n${head.join('\n')}\n${body}`;
}

const modeOf = (isExecutable: boolean | undefined): string => (isExecutable ? '100755' : '100644');

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

/** Of no lines git names the line before them. */
const span = (start: number, end: number): string =>
  `${end === start ? start : start + 1}${end - start === 1 ? '' : `,${end - start}`}`;

const row = (mark: string, line: string): string =>
  line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;

/** A path as git writes it: in quotes where it has characters that would end it. */
function quoted(path: string): string {
  if (!/["\\\x00-\x1f\x7f]/.test(path)) return path;
  return `"${path.replace(/["\\]/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
}

/** Behind a name with blanks git wants a tab. */
const tabbed = (name: string): string => (name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name);
