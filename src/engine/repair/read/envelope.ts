/** `*** Begin Patch` … `*** End Patch`: files added, updated, moved and deleted, with hunks that carry no numbers. */
import type { FileEdit, LineEdit } from '../../types.ts';
import { isBlank, type MessageLines, UnreadableEdits } from './lines.ts';

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const FILE = /^\*\*\* (Add|Update|Delete) File: (.+)$/;
const MOVE = /^\*\*\* Move to: (.+)$/;
const AT_END = '*** End of File';

/** Reads the one envelope of a message. @throws UnreadableEdits */
export function readEnvelope({ lines }: MessageLines): FileEdit[] {
  const begin = lines.findIndex((line) => line.trimEnd() === BEGIN);
  const end = lines.findLastIndex((line) => line.trimEnd() === END);
  if (end < begin) throw new UnreadableEdits('truncated', lines.length - 1);
  const inner = lines
    .slice(0, end)
    .findIndex((line, at) => at > begin && [BEGIN, END].includes(line.trimEnd()));
  if (inner >= 0) throw new UnreadableEdits('marks', inner);
  const files: FileEdit[] = [];
  let at = begin + 1;
  while (at < end) {
    if (isBlank(lines[at]!)) {
      at++;
      continue;
    }
    const [, verb, path] = FILE.exec(lines[at]!) ?? [];
    if (verb === undefined || path === undefined) throw new UnreadableEdits('malformed', at);
    let next = at + 1;
    while (next < end && !FILE.test(lines[next]!)) next++;
    files.push(fileOf({ verb, path: path.trim() }, lines.slice(at + 1, next), at + 1));
    at = next;
  }
  return files;
}

function fileOf(
  { verb, path }: { readonly verb: string; readonly path: string },
  body: readonly string[],
  at: number,
): FileEdit {
  if (verb === 'Delete') {
    if (body.some((line) => !isBlank(line))) throw new UnreadableEdits('malformed', at);
    return { kind: 'delete', path };
  }
  if (verb === 'Add') {
    const content = body.findLastIndex((line) => !isBlank(line)) + 1;
    const stray = body.slice(0, content).findIndex((line) => !line.startsWith('+'));
    if (stray >= 0) throw new UnreadableEdits('malformed', at + stray);
    const text = body.slice(0, content).map((line) => `${line.slice(1)}\n`);
    return { kind: 'create', path, text: text.join('') };
  }
  const to = MOVE.exec(body[0] ?? '')?.[1]?.trim();
  const edits = hunksOf(to === undefined ? body : body.slice(1), to === undefined ? at : at + 1);
  if (edits.length === 0 && to === undefined) throw new UnreadableEdits('malformed', at);
  return { kind: 'edit', path, edits, ...(to === undefined ? {} : { to }) };
}

function hunksOf(body: readonly string[], at: number): LineEdit[] {
  const edits: LineEdit[] = [];
  let within: string[] = [];
  let hunk: { before: string[]; after: string[] } | undefined;
  const finish = (isAtEnd: boolean, line: number): void => {
    if (!hunk) {
      if (isAtEnd || within.length > 0) throw new UnreadableEdits('malformed', line);
      return;
    }
    edits.push({ kind: 'lines', ...hunk, within, ...(isAtEnd ? { isAtEnd } : {}) });
    hunk = undefined;
    within = [];
  };
  const lines = body.slice(0, body.findLastIndex((line) => !isBlank(line)) + 1);
  for (const [k, line] of lines.entries()) {
    if (line === AT_END) finish(true, at + k);
    else if (/^@@(?:\s|$)/.test(line)) {
      if (hunk) finish(false, at + k);
      const head = line
        .slice(2)
        .replace(/\s*@@$/, '')
        .trim();
      if (head !== '' && !/^-\d/.test(head)) within.push(head);
    } else {
      const tag = line[0] ?? ' ';
      if (!' +-'.includes(tag)) throw new UnreadableEdits('malformed', at + k);
      hunk ??= { before: [], after: [] };
      if (tag !== '+') hunk.before.push(line.slice(1));
      if (tag !== '-') hunk.after.push(line.slice(1));
    }
  }
  finish(false, at + lines.length);
  return edits;
}
