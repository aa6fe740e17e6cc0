import type { Node } from 'web-tree-sitter';
import type { SyntaxFlaw } from '../../types.ts';
import type { Lines } from '../lines.ts';

/** Lines that are read by themselves, since the grammar cannot read what they stand in. */
export interface Piece {
  readonly startLine: number;
  readonly endLine: number;
}

/** A line that goes on with what stands above it. */
const GOES_ON =
  /^\s*(?:[)}\]{|.,:?=&]|->|\/\/|\/\*|\*|--|(?:end|else|elsif|elif|except|finally|catch|rescue|ensure|then|begin|where|with)\b)/;
/** A line that belongs to what stands below it: a comment, a decorator, an attribute, or one that is not complete. */
const LEADS = /^\s*(?:@|#\[|\[|\/\/|\/\*|\*|--|template\b)|[,(=\\+&|]\s*$/;

/**
 * Cuts lines at those that are indented least and begin something. Blank lines and closing marks go with what stands
 * above them. Every line is in exactly one piece.
 */
export function cutPieces(lines: Lines, { startLine, endLine }: Piece): Piece[] {
  const base = leastIndent(lines, { startLine, endLine });
  const starts: number[] = [];
  let leads = false;
  for (let line = startLine; line <= endLine; line++) {
    const text = lines.text(line);
    if (text.trim() === '' || indentOf(text) !== base) continue;
    if (!leads && !GOES_ON.test(text)) starts.push(line);
    else if (!leads && starts.length > 0 && LEADS.test(text) && !/^\s*[)}\]]/.test(text)) starts.push(line);
    leads = LEADS.test(text) && !/[;}]\s*$/.test(text);
  }
  if (starts[0] !== startLine) starts.unshift(startLine);
  return starts.map((start, i) => ({ startLine: start, endLine: (starts[i + 1] ?? endLine + 1) - 1 }));
}

/** The lines inside of a piece: without its head, and without its last line when that only closes. */
export function insideOf(lines: Lines, { startLine, endLine }: Piece): Piece | undefined {
  let last = endLine;
  while (last > startLine && /^\s*(?:[)}\]]+[;,]?|end)?\s*$/.test(lines.text(last))) last--;
  return last > startLine ? { startLine: startLine + 1, endLine: last } : undefined;
}

function leastIndent(lines: Lines, { startLine, endLine }: Piece): number {
  let least = Number.POSITIVE_INFINITY;
  for (let line = startLine; line <= endLine; line++) {
    const text = lines.text(line);
    if (text.trim() !== '') least = Math.min(least, indentOf(text));
  }
  return least;
}

const indentOf = (text: string): number => text.length - text.trimStart().length;

/** The places of a tree that cost more than a line, outermost only. A root that is an error is all of the text. */
export function damagedRegions(root: Node, flaws: readonly SyntaxFlaw[], lines: Lines): Piece[] {
  if (root.isError) return lines.count > 0 ? [{ startLine: 1, endLine: lines.count }] : [];
  const regions: Piece[] = [];
  for (const { kind, span } of flaws) {
    const last = regions[regions.length - 1];
    if (kind !== 'error' || (last && span.startLine <= last.endLine)) continue;
    if (span.endLine > span.startLine) regions.push({ startLine: span.startLine, endLine: span.endLine });
  }
  return regions;
}
