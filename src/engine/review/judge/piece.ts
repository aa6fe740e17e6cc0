import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/view.ts';
import { splitLines } from '../../parse/lines.ts';
import { renderPassage } from '../../prompts/passage.ts';
import { roleIn, roleOfFile } from '../../retrieve/roles.ts';
import type { ConcealedFile, ParsedFile, Rule, Span } from '../../types.ts';
import { type FileTask, roleOfTask } from '../reviewFiles.ts';
import { rulesFor } from '../runRules.ts';

/** Lines of another place that are shown beside a piece: a caller, a callee, a type. */
export interface Neighbour extends Span {
  readonly path: string;
  readonly text: string;
  readonly tokens: number;
}

/**
 * Lines of one file that are judged together, and no others are: a definition, a few short ones, or what lies between.
 * What is known of a piece holds as long as its lines, its neighbours and the rules stay the same.
 */
export interface Piece extends Span {
  readonly file: ConcealedFile;
  readonly entry: FileEntry;
  /** What the parser finds in the file as it is judged. */
  readonly parsed: ParsedFile;
  readonly task: FileTask;
  readonly text: string;
  readonly tokens: number;
  readonly rules: readonly Rule[];
}

/** A piece with what it is tied to. */
export interface TiedPiece extends Piece {
  readonly key: string;
  readonly neighbours: readonly Neighbour[];
  /** Callers and callees for which there was no room. */
  readonly leftOut: number;
}

/** The judged rules that speak of a file, in its language. */
export function judgedRulesFor(
  task: FileTask,
  rules: readonly Rule[],
  view: Pick<IndexView, 'files'>,
): readonly Rule[] {
  const { path, language } = task.entry.row;
  const role = roleOfTask(task, (entry) => roleOfFile(entry, roleIn(view, entry.path)));
  return rulesFor({ path, role }, rules, 'judged').filter(
    ({ languages }) => languages.length === 0 || languages.includes(language),
  );
}

export interface CutTools {
  /** Model tokens that the lines of one piece may take. */
  readonly room: number;
  countTokens(text: string): number;
}

/**
 * Cuts a file into pieces: its chunks, or the halves of one that no prompt can hold. Every line is in exactly one piece, or
 * in `tooLong`; of changes, only pieces that hold some of their lines are given. Cost: each line is counted O(log n) times.
 */
export function cutPieces(
  from: Omit<Piece, 'startLine' | 'endLine' | 'text' | 'tokens'>,
  { room, countTokens }: CutTools,
): { readonly pieces: readonly Piece[]; readonly tooLong: readonly Span[] } {
  const lines = splitLines(from.file.text);
  const wanted = from.task.asked ? [from.task.asked] : (from.task.only ?? from.task.changed);
  const tooLong: Span[] = [];
  const cut = (startLine: number, endLine: number): Piece[] => {
    const text = lines.slice(startLine, endLine);
    const tokens = countTokens(renderPassage({ id: 'o000', path: from.file.path, startLine, endLine, text }));
    if (tokens <= room) return [{ ...from, startLine, endLine, text, tokens }];
    if (startLine === endLine) {
      tooLong.push({ startLine, endLine });
      return [];
    }
    const middle = (startLine + endLine) >> 1;
    return [...cut(startLine, middle), ...cut(middle + 1, endLine)];
  };
  const isWanted = (chunk: Span): boolean =>
    !wanted || wanted.some((span) => span.startLine <= chunk.endLine && span.endLine >= chunk.startLine);
  const pieces = spansOf(from.parsed, lines.count)
    .filter(isWanted)
    .flatMap(({ startLine, endLine }) => cut(startLine, endLine));
  return { pieces, tooLong };
}

/** The chunks of a file, which hold each of its lines once; where they do not fit its text, all of it. */
function spansOf({ chunks }: ParsedFile, count: number): readonly Span[] {
  if (count === 0) return [];
  const isFitting = (chunks.at(-1)?.endLine ?? 0) === count;
  return isFitting ? chunks : [{ startLine: 1, endLine: count }];
}
