/** SEARCH and REPLACE blocks with the path above them, in fences or not. */
import type { FileEdit, LineEdit } from '../../types.ts';
import { fenceOf, isBlank, type MessageLines, pathOnLine, UnreadableEdits } from './lines.ts';

const OPEN = /^(<{5,9}) SEARCH>?\s*$/;

export const isBlockStart = (line: string): boolean => OPEN.test(line);

/** Reads all blocks of a message. @throws UnreadableEdits */
export function readBlocks({ lines }: MessageLines): FileEdit[] {
  const files = new Map<string, LineEdit[]>();
  let path: string | undefined;
  let behind = 0;
  for (let at = 0; at < lines.length; at++) {
    const open = OPEN.exec(lines[at]!);
    if (!open) {
      if (/^(?:={7}|>{5,9} REPLACE)\s*$/.test(lines[at]!)) throw new UnreadableEdits('marks', at);
      continue;
    }
    path = pathAbove(lines, { from: behind, at }, path);
    if (path === undefined) throw new UnreadableEdits('noPath', at);
    const block = readBlock(lines, at, open[1]!.length);
    const own = files.get(path);
    if (own) own.push(block.edit);
    else files.set(path, [block.edit]);
    at = block.end;
    behind = block.end + 1;
  }
  return [...files].map(([of, edits]) => ({ kind: 'edit', path: of, edits }));
}

function readBlock(lines: readonly string[], start: number, width: number): { edit: LineEdit; end: number } {
  const middle = '='.repeat(width);
  const close = new RegExp(`^>{${width}} REPLACE\\s*$`);
  let split = -1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at]!;
    if (OPEN.test(line)) throw new UnreadableEdits('marks', at);
    if (line.trimEnd() === middle) {
      if (split >= 0) throw new UnreadableEdits('marks', at);
      split = at;
    } else if (close.test(line)) {
      if (split < 0) throw new UnreadableEdits('malformed', at);
      const before = lines.slice(start + 1, split);
      return { edit: { kind: 'lines', before, after: lines.slice(split + 1, at), within: [] }, end: at };
    }
  }
  throw new UnreadableEdits('truncated', lines.length - 1);
}

/** The path on the line above, a fence between them passed over; else that of the block right before. */
function pathAbove(
  lines: readonly string[],
  { from, at }: { readonly from: number; readonly at: number },
  last: string | undefined,
): string | undefined {
  for (let above = at - 1; above >= from; above--) {
    const line = lines[above]!;
    const fence = fenceOf(line);
    if (isBlank(line) || fence) {
      const named = fence && pathOnLine(fence.info.split(/\s/).at(-1) ?? '');
      if (named !== undefined) return named;
      continue;
    }
    return pathOnLine(line);
  }
  return last;
}
