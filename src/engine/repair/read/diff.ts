/** Unified diffs: those of git with all they can say of a file, and plain ones. Text around them is passed over. */
import type { FileEdit, LineEdit } from '../../types.ts';
import { pathsOfHeader, unquotePath } from './diffPaths.ts';
import { holdsStrayLines, isFileHeader, isHunkHeader, readHunk } from './hunk.ts';
import { fenceOf, type MessageLines, UnreadableEdits } from './lines.ts';

/** Reads all files of a diff. @throws UnreadableEdits */
export function readDiff(message: MessageLines): FileEdit[] {
  const { lines } = message;
  const files: FileEdit[] = [];
  const state: Around = { isFenced: false };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (fenceOf(line)) state.isFenced = !state.isFenced;
    if (!line.startsWith('diff --git ') && !isFileHeader(lines, at)) {
      if (isHunkHeader(line)) throw new UnreadableEdits('noPath', at);
      at++;
      continue;
    }
    const section = readSection(message, at, state);
    files.push(section.file);
    at = section.next;
  }
  if (state.isFenced) throw new UnreadableEdits('truncated', lines.length - 1);
  return files;
}

/** What is open around a section. */
interface Around {
  isFenced: boolean;
}

/** What the lines above the hunks say. */
interface Said {
  from?: string | null;
  to?: string | null;
  renamedFrom?: string;
  renamedTo?: string;
  mode?: string;
  isNew?: boolean;
  isDeleted?: boolean;
  /** Path of the first line, where it is the same on both sides. */
  both?: string;
}

function readSection(message: MessageLines, start: number, around: Around): { file: FileEdit; next: number } {
  const { lines } = message;
  const said: Said = {};
  let at = start;
  if (lines[at]!.startsWith('diff --git ')) {
    const both = pathsOfHeader(lines[at]!);
    if (both !== undefined) said.both = both;
    at++;
    while (at < lines.length && readExtended(lines, at, said)) at++;
  }
  if (isFileHeader(lines, at)) {
    said.from = sidePath(lines[at]!);
    said.to = sidePath(lines[at + 1]!);
    at += 2;
  }
  const edits: LineEdit[] = [];
  let isNumbered = true;
  while (isHunkHeader(lines[at] ?? '')) {
    const hunk = readHunk(message, at);
    edits.push(hunk.edit);
    isNumbered &&= hunk.isNumbered;
    at = hunk.next;
    while (lines[at] === '' && isHunkHeader(lines[at + 1] ?? '')) at++;
  }
  if (said.from !== undefined && edits.length === 0) throw new UnreadableEdits('truncated', at - 1);
  if (holdsStrayLines(lines, at)) throw new UnreadableEdits('malformed', at);
  const isWholeText = at >= lines.length;
  // Only a fence, or something behind, shows that lines without counts are all there. A new line may have lost its end;
  // one that stands in the file is not found then.
  if (isWholeText && (!isNumbered || (message.isBare && !/^[ -].*\S/.test(lines.at(-1)!))))
    throw new UnreadableEdits('truncated', lines.length - 1);
  if (isWholeText && around.isFenced) throw new UnreadableEdits('truncated', lines.length - 1);
  return { file: fileOf(said, edits, start), next: at };
}

/** Reads one of git's lines about a file; false for any other line. */
function readExtended(lines: readonly string[], at: number, said: Said): boolean {
  const line = lines[at]!;
  const [, key, value = ''] =
    /^(old mode|new mode|deleted file mode|new file mode|rename from|rename to|copy from|copy to|similarity index|dissimilarity index|index|Binary files|GIT binary patch)(?: (.*))?$/.exec(
      line,
    ) ?? [];
  if (key === undefined) return false;
  if (key === 'Binary files' || key === 'GIT binary patch') throw new UnreadableEdits('binary', at);
  if (key.startsWith('copy')) throw new UnreadableEdits('copy', at);
  if (/mode$/.test(key) || key === 'index') {
    const mode = key === 'index' ? /(?: |^)(\d{6})$/.exec(value)?.[1] : value;
    if (mode !== undefined && !/^100(?:644|755|664|600|775|700)$/.test(mode))
      throw new UnreadableEdits('link', at);
    if (key === 'new mode' || key === 'new file mode') said.mode = value;
  }
  if (key === 'new file mode') said.isNew = true;
  if (key === 'deleted file mode') said.isDeleted = true;
  if (key === 'rename from') said.renamedFrom = unquotePath(value);
  if (key === 'rename to') said.renamedTo = unquotePath(value);
  return true;
}

/** The path of one side, null for no file. */
function sidePath(line: string): string | null {
  const written = line.slice(4);
  const path = written.startsWith('"') ? unquotePath(written) : written.replace(/\t.*$/, '').trimEnd();
  return path === '/dev/null' ? null : path;
}

function fileOf(said: Said, edits: readonly LineEdit[], at: number): FileEdit {
  const { from, to } = sidesOf(said, at);
  const mode = said.mode === undefined ? {} : { isExecutable: /^100[0-7]?[1357]/.test(said.mode) };
  if (from === null && to === null) throw new UnreadableEdits('noPath', at);
  const [first] = edits;
  const isOnlyNew = edits.length <= 1 && (first?.before.length ?? 0) === 0;
  if (from === null || said.isNew) {
    if (!isOnlyNew || to === null) throw new UnreadableEdits('malformed', at);
    return { kind: 'create', path: to, text: textOf(first), ...mode };
  }
  if (to === null || said.isDeleted) {
    if (edits.length > 1 || (first?.after.length ?? 0) > 0) throw new UnreadableEdits('malformed', at);
    return { kind: 'delete', path: from, lines: first?.before ?? [] };
  }
  const renamed = from === to ? {} : { to };
  return { kind: 'edit', path: from, edits, ...renamed, ...mode };
}

function textOf(hunk: LineEdit | undefined): string {
  if (!hunk || hunk.after.length === 0) return '';
  return hunk.after.join('\n') + (hunk.isBareAfter ? '' : '\n');
}

/** The paths of both sides without the prefixes of git. */
function sidesOf(said: Said, at: number): { from: string | null; to: string | null } {
  if (said.renamedFrom !== undefined && said.renamedTo !== undefined)
    return { from: said.renamedFrom, to: said.renamedTo };
  if (said.renamedFrom !== undefined || said.renamedTo !== undefined)
    throw new UnreadableEdits('truncated', at);
  if (said.from === undefined || said.to === undefined) {
    if (said.both === undefined) throw new UnreadableEdits('noPath', at);
    return { from: said.both, to: said.both };
  }
  const [from, to] = withoutPrefixes(said.from, said.to);
  if (from === null || to === null || from === to) return { from, to };
  // Plain diff names a copy that was kept aside.
  if (/^\.(?:orig|old|bak)$/.test(from.slice(to.length)) && from.startsWith(to)) return { from: to, to };
  throw new UnreadableEdits('twoPaths', at);
}

/** Letters that git writes before the paths of the two sides; where a side is no file the other one has its letter. */
const PREFIXES = ['ab', 'iw', 'ci', 'cw', 'ow'];

function withoutPrefixes(from: string | null, to: string | null): [string | null, string | null] {
  const isPair = PREFIXES.some(
    ([a, b]) => (from?.startsWith(`${a}/`) ?? a === 'a') && (to?.startsWith(`${b}/`) ?? b === 'b'),
  );
  return isPair ? [from?.slice(2) ?? null, to?.slice(2) ?? null] : [from, to];
}
