import type { EditFormat, EditsFault, FileEdit } from '../../types.ts';
import { isBlockStart, readBlocks } from './blocks.ts';
import { readDiff } from './diff.ts';
import { readEnvelope } from './envelope.ts';
import { pathOfFence, readFiles } from './files.ts';
import { isFileHeader } from './hunk.ts';
import { readJson } from './json.ts';
import { fenceOf, isBlank, type MessageLines, messageLines, UnreadableEdits } from './lines.ts';

export type ReadEdits =
  | { readonly type: 'edits'; readonly format: EditFormat; readonly files: readonly FileEdit[] }
  | { readonly type: 'fault'; readonly fault: EditsFault };

/** Longest text that is read as edits, in UTF-16 units. */
const MAX_CHARS = 20_000_000;
/** Most edits of one patch. */
const MAX_EDITS = 5_000;

/**
 * Reads a patch in any of the forms, which is told by what stands first in it or given. A text that is cut off, not well
 * formed, or can be read in two ways gives a fault and never a part of its edits. Linear in the text.
 */
export function readEdits(text: string, wanted?: EditFormat): ReadEdits {
  try {
    if (text.length > MAX_CHARS) throw new UnreadableEdits('tooLarge');
    if (isBlank(text)) throw new UnreadableEdits('empty');
    const message = messageLines(text);
    const format = wanted ?? formatOf(message);
    if (format === undefined) throw new UnreadableEdits('unknownFormat');
    const files = joined(READERS[format](message, text));
    if (files.length === 0) throw new UnreadableEdits('empty');
    const edits = files.reduce((sum, file) => sum + (file.kind === 'edit' ? file.edits.length : 1), 0);
    if (edits > MAX_EDITS) throw new UnreadableEdits('tooMany');
    return { type: 'edits', format, files };
  } catch (error) {
    if (error instanceof UnreadableEdits) return { type: 'fault', fault: error.fault };
    throw error;
  }
}

const READERS: Readonly<Record<EditFormat, (message: MessageLines, text: string) => FileEdit[]>> = {
  diff: (message) => readDiff(message),
  envelope: (message) => readEnvelope(message),
  blocks: (message) => readBlocks(message),
  files: (message) => readFiles(message),
  json: (_, text) => readJson(text),
};

/** What the first mark of a message says that it is. A fence that names no file is only around something else. */
function formatOf({ lines }: MessageLines): EditFormat | undefined {
  let hasFence = false;
  for (const [at, line] of lines.entries()) {
    if (isBlank(line)) continue;
    if (/^\ufeff?\s*\{/.test(line)) return 'json';
    if (line.trimEnd() === '*** Begin Patch') return 'envelope';
    if (isBlockStart(line)) return 'blocks';
    if (line.startsWith('diff --git ') || isFileHeader(lines, at)) return 'diff';
    if (!fenceOf(line)) continue;
    hasFence = true;
    const inside = lines.slice(at + 1, at + 4);
    const isAround = inside.some((next, k) => isBlockStart(next) || isFileHeader(lines, at + 1 + k));
    if (!isAround && pathOfFence(lines, at) !== undefined) return 'files';
  }
  return hasFence ? 'files' : undefined;
}

/** Edits of one file as one. A file of which two things are wanted that exclude each other stays two, and is refused. */
function joined(files: readonly FileEdit[]): FileEdit[] {
  const byPath = new Map<string, FileEdit>();
  const others: FileEdit[] = [];
  for (const file of files) {
    const before = byPath.get(file.path);
    if (before?.kind === 'edit' && file.kind === 'edit' && file.to === before.to)
      byPath.set(file.path, { ...before, ...file, edits: [...before.edits, ...file.edits] });
    else if (before) others.push(file);
    else byPath.set(file.path, file);
  }
  return [...byPath.values(), ...others];
}
