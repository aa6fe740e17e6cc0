import type { FileEntry } from '../../index/fileEntry.ts';
import { type Lines, splitLines } from '../../parse/lines.ts';
import { renderPassage } from '../../prompts/passage.ts';
import type { ConcealedFile, NotRead, Passage, Span } from '../../types.ts';
import { plainPassage } from './wholeFiles.ts';

/** What one reader reads: passages that lie in one prompt, ids apart from those of every other segment. */
export interface Segment {
  readonly passages: readonly Passage[];
  /** Model tokens of the passages as they stand in the prompt. */
  readonly tokens: number;
}

/** A scope cut into segments. Each line of each file is in exactly one of them, or in `leftOut`. */
export interface Segments {
  readonly segments: readonly Segment[];
  readonly leftOut: readonly NotRead[];
}

export interface SegmentTools {
  /** Model tokens that the passages of one prompt may take. */
  readonly room: number;
  read(path: string): Promise<ConcealedFile | undefined>;
  countTokens(text: string): number;
}

/** A run of whole lines that is not parted: a definition, or what lies between two. */
interface Unit extends Span {
  readonly tokens: number;
}

/** What a header takes beside the lines of a passage, at most, with room for a long path. */
const HEADER_TOKENS = 40;

/**
 * Cuts files into segments, in the order given: whole definitions are packed until a prompt is full. A definition that
 * no prompt can hold is parted between lines; a single line that none can hold is left out, and told. Reads each file
 * once. Costs no model calls.
 * Source: Chain-of-Agents (Zhang et al. 2024); the units are those of the syntax tree.
 */
export async function cutIntoSegments(entries: readonly FileEntry[], tools: SegmentTools): Promise<Segments> {
  const segments: Segment[] = [];
  const leftOut: NotRead[] = [];
  let open: Passage[] = [];
  let spent = 0;
  const close = (): void => {
    if (open.length > 0) segments.push({ passages: open, tokens: spent });
    open = [];
    spent = 0;
  };
  for (const entry of entries) {
    const file = await tools.read(entry.path);
    if (!file) {
      leftOut.push({ path: entry.path, why: 'gone' });
      continue;
    }
    const lines = splitLines(file.text);
    let shown: Span | undefined;
    const flush = (): void => {
      if (shown)
        open.push(
          plainPassage(file, lines, shown, {
            id: `s${segments.length + 1}p${open.length + 1}`,
            countTokens: tools.countTokens,
          }),
        );
      shown = undefined;
    };
    for (const unit of unitsOf(entry, file, lines, tools)) {
      if (unit.tokens > tools.room - HEADER_TOKENS) {
        flush();
        leftOut.push({ path: file.path, startLine: unit.startLine, endLine: unit.endLine, why: 'tooLong' });
        continue;
      }
      const header = shown && shown.endLine + 1 === unit.startLine ? 0 : HEADER_TOKENS;
      if (spent + header + unit.tokens > tools.room) {
        flush();
        close();
      }
      const isNext = shown !== undefined && shown.endLine + 1 === unit.startLine;
      if (!isNext) flush();
      spent += unit.tokens + (isNext ? 0 : HEADER_TOKENS);
      shown = { startLine: isNext ? shown!.startLine : unit.startLine, endLine: unit.endLine };
    }
    flush();
  }
  close();
  return { segments, leftOut };
}

/** The units of a file as it is now: its chunks where the index saw the same bytes, else runs of lines. */
function* unitsOf(
  entry: FileEntry,
  file: ConcealedFile,
  lines: Lines,
  { room, countTokens }: SegmentTools,
): Generator<Unit> {
  const whole = { startLine: 1, endLine: lines.count };
  const spans = file.hash === entry.hash ? entry.parsed.chunks : lines.count > 0 ? [whole] : [];
  const cost = ({ startLine, endLine }: Span): number =>
    countTokens(renderBody(lines.slice(startLine, endLine), startLine));
  for (const { startLine, endLine } of spans)
    yield* parted({ startLine, endLine }, room - HEADER_TOKENS, cost);
}

/** A span, or the fewest halves of it that fit; each line is measured O(log n) times. */
function* parted(span: Span, room: number, cost: (span: Span) => number): Generator<Unit> {
  const tokens = cost(span);
  const { startLine, endLine } = span;
  if (tokens <= room || startLine === endLine) {
    yield { startLine, endLine, tokens };
    return;
  }
  const middle = (startLine + endLine) >> 1;
  yield* parted({ startLine, endLine: middle }, room, cost);
  yield* parted({ startLine: middle + 1, endLine }, room, cost);
}

/** Lines as a passage shows them, without its header. */
function renderBody(text: string, startLine: number): string {
  const whole = renderPassage({ id: '', path: '', startLine, endLine: startLine, text });
  return whole.slice(whole.indexOf('\n') + 1);
}
