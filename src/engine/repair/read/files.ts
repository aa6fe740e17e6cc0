/** Whole files in fences, with the path on the line above the fence or in its first line. */
import type { FileEdit } from '../../types.ts';
import {
  closes,
  type Fence,
  fenceOf,
  isBlank,
  type MessageLines,
  pathOnLine,
  UnreadableEdits,
} from './lines.ts';

/** The path that a fence is for; undefined where none is named. */
export function pathOfFence(lines: readonly string[], at: number, from = 0): string | undefined {
  const fence = fenceOf(lines[at] ?? '');
  return fence && (pathInInfo(fence) ?? pathAbove(lines, at, from));
}

/** Reads all files of a message: each fence must be one. @throws UnreadableEdits */
export function readFiles({ lines }: MessageLines): FileEdit[] {
  const files: FileEdit[] = [];
  let behind = 0;
  for (let at = 0; at < lines.length; at++) {
    const fence = fenceOf(lines[at]!);
    if (!fence) continue;
    const path = pathOfFence(lines, at, behind);
    if (path === undefined) throw new UnreadableEdits('noPath', at);
    const end = lines.findIndex((line, k) => k > at && closes(fence, line));
    if (end < 0) throw new UnreadableEdits('truncated', lines.length - 1);
    const inside = lines.slice(at + 1, end);
    // A fence inside of one that is as long ends it too early.
    if (inside.some((line) => isNested(fence, line))) throw new UnreadableEdits('marks', at);
    files.push({ kind: 'whole', path, lines: inside });
    at = end;
    behind = end + 1;
  }
  return files;
}

function isNested(fence: Fence, line: string): boolean {
  const inner = fenceOf(line);
  return inner !== undefined && inner.mark[0] === fence.mark[0] && inner.mark.length >= fence.mark.length;
}

/** `ts src/a.ts`, `ts:src/a.ts`, `ts title="src/a.ts"`. */
function pathInInfo({ info }: Fence): string | undefined {
  const named = /(?:title|file(?:name)?|path)\s*=\s*(?:"([^"]+)"|'([^']+)'|(\S+))/i.exec(info);
  if (named) return named[1] ?? named[2] ?? named[3];
  const after = /^[\w+#-]*[:\s]\s*(\S.*)$/.exec(info)?.[1];
  const whole = /[/.]/.test(info) && !/\s/.test(info) ? info : undefined;
  const found = after ?? whole;
  return found === undefined ? undefined : pathOnLine(found);
}

function pathAbove(lines: readonly string[], at: number, from: number): string | undefined {
  for (let above = at - 1; above >= from && at - above <= 2; above--)
    if (!isBlank(lines[above]!)) return pathOnLine(lines[above]!);
  return undefined;
}
