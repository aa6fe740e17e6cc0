import type { LineEdit } from '../../types.ts';
import { fenceOf, type MessageLines, UnreadableEdits } from './lines.ts';

/** A hunk of a unified diff, and the line (0-based) behind it. */
export interface ReadHunk {
  readonly edit: LineEdit;
  readonly next: number;
  /** Whether its header says where it begins and how long it is. */
  readonly isNumbered: boolean;
}

interface Header {
  readonly start: number;
  readonly before: number;
  readonly after: number;
}

const HEADER = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@(.*)$/;

export const isHunkHeader = (line: string): boolean => /^@@(?:\s|$)/.test(line);

/** Whether a file begins at a line: `---` with `+++` below it. */
export const isFileHeader = (lines: readonly string[], at: number): boolean =>
  /^--- \S/.test(lines[at] ?? '') && /^\+\+\+ \S/.test(lines[at + 1] ?? '');

/**
 * Reads one hunk. Its counts say where it ends; where what follows shows that they are wrong, as those of models are,
 * its lines do, and then its line number is not believed. One that ends with the message before its counts are full
 * was cut off.
 */
export function readHunk(message: MessageLines, at: number): ReadHunk {
  const { lines } = message;
  const found = HEADER.exec(lines[at]!);
  const header: Header | undefined = found
    ? { start: Number(found[1]), before: Number(found[2] ?? 1), after: Number(found[3] ?? 1) }
    : undefined;
  const counted = header && takeCounted(lines, at + 1, header);
  const body = counted ?? takeAll(message, at + 1, header);
  const within = (
    found?.[4] ?? lines[at]!.replace(/^@@\s*/, '').replace(/^(?:-.*\+.*|\.\.\.)?\s*@@/, '')
  ).trim();
  const line = counted && header && header.start > 1 && header.before > 0 ? header.start : undefined;
  return {
    edit: { ...editOf(body.lines), within: within === '' ? [] : [within], ...(line ? { line } : {}) },
    next: body.next,
    isNumbered: header !== undefined,
  };
}

interface Body {
  readonly lines: readonly string[];
  readonly next: number;
}

/** The lines that the counts name; undefined when they do not fit what stands there. */
function takeCounted(lines: readonly string[], from: number, header: Header): Body | undefined {
  let [before, after] = [header.before, header.after];
  let at = from;
  while (before > 0 || after > 0) {
    const line = lines[at];
    if (line === undefined) return undefined;
    const tag = line[0] ?? ' ';
    if (!' +-\\'.includes(tag)) return undefined;
    if (tag === ' ' || tag === '-') before--;
    if (tag === ' ' || tag === '+') after--;
    if (before < 0 || after < 0) return undefined;
    at++;
  }
  while (lines[at]?.startsWith('\\')) at++;
  const next = lines[at];
  const isOver = next === undefined || !/^[ +-]/.test(next) || isFileHeader(lines, at) || next === '-- ';
  return isOver ? { lines: lines.slice(from, at), next: at } : undefined;
}

/** All lines that can belong to a hunk, without empty ones at its end. */
function takeAll({ lines, isBare }: MessageLines, from: number, header: Header | undefined): Body {
  let at = from;
  while (at < lines.length && /^(?:[ +\\-]|$)/.test(lines[at]!) && !isFileHeader(lines, at)) {
    if (/^(?:---|\+\+\+) /.test(lines[at]!)) throw new UnreadableEdits('marks', at);
    at++;
  }
  let end = at;
  while (end > from && lines[end - 1] === '') end--;
  const body = lines.slice(from, end);
  const isClosed = at < lines.length && (at > end || lines[at] !== '');
  if (!isClosed) {
    const { before, after } = editOf(body);
    const isShort = !header || before.length < header.before || after.length < header.after;
    if (isShort || isBare) throw new UnreadableEdits('truncated', lines.length - 1);
  }
  return { lines: body, next: at };
}

function editOf(body: readonly string[]): Omit<LineEdit, 'within'> {
  const before: string[] = [];
  const after: string[] = [];
  let isBareBefore = false;
  let isBareAfter = false;
  for (const [at, line] of body.entries()) {
    const tag = line[0] ?? ' ';
    if (tag === '\\') {
      const last = body[at - 1]?.[0] ?? ' ';
      if (last !== '+') isBareBefore = true;
      if (last !== '-') isBareAfter = true;
      continue;
    }
    if (tag !== '+') before.push(line.slice(1));
    if (tag !== '-') after.push(line.slice(1));
  }
  return {
    ...{ kind: 'lines', before, after },
    ...(isBareBefore ? { isBareBefore } : {}),
    ...(isBareAfter ? { isBareAfter } : {}),
  };
}

/** Whether what follows the last hunk of a file shows that lines of it were not read as such. */
export function holdsStrayLines(lines: readonly string[], from: number): boolean {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === '-- ' || fenceOf(line) || isFileHeader(lines, at) || line.startsWith('diff ')) return false;
    if (/^[+-]/.test(line) || isHunkHeader(line)) return true;
  }
  return false;
}
