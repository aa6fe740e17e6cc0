import type { ChunkKind, ChunkRange, SymbolDef } from '../types.ts';
import { cutRange, TARGET_LINES } from './chunkText.ts';
import type { Lines } from './lines.ts';

/** A definition with the lines that lead it (doc comment, attributes) counted in. */
export interface ChunkSymbol {
  readonly symbol: SymbolDef;
  readonly leadLine: number;
}

interface Node {
  readonly startLine: number;
  readonly endLine: number;
  readonly path: string;
  readonly children: Node[];
}

interface Piece {
  startLine: number;
  endLine: number;
  kind: ChunkKind;
  symbolPath: string;
}

/** Neighbouring pieces shorter than this are joined; a longer definition stands alone. */
const ALONE_LINES = 24;
/** Joined pieces stay below this. */
const JOINED_LINES = 40;

/**
 * Cuts a file along its definitions. A definition of up to 60 lines is one chunk, neighbours that are short are
 * joined, a longer one is cut along what it contains, and a long body without definitions at its least indented
 * lines. Every line is in exactly one chunk.
 */
export function chunkTree(lines: Lines, symbols: readonly ChunkSymbol[]): ChunkRange[] {
  if (lines.count === 0) return [];
  const root: Node = { startLine: 1, endLine: lines.count, path: '', children: [] };
  buildForest(root, symbols);
  const chunks: ChunkRange[] = [];
  const work: Node[] = [root];
  while (work.length > 0) {
    const node = work.pop()!;
    if (node.endLine - node.startLine + 1 <= TARGET_LINES && (node !== root || node.children.length === 0)) {
      chunks.push({
        startLine: node.startLine,
        endLine: node.endLine,
        kind: node === root ? 'block' : 'symbol',
        symbolPath: node.path,
      });
      continue;
    }
    splitNode(lines, node, chunks, work);
  }
  return chunks.sort((a, b) => a.startLine - b.startLine);
}

/** Nests definitions by their lines. One that overlaps another without nesting is cut to what is left. */
function buildForest(root: Node, symbols: readonly ChunkSymbol[]): void {
  const ordered = symbols
    .map(({ symbol, leadLine }) => ({
      start: leadLine,
      end: symbol.endLine,
      path: [...symbol.container, symbol.name].join('.'),
    }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const open: Node[] = [root];
  for (const { start, end, path } of ordered) {
    while (open.length > 1 && open[open.length - 1]!.endLine < start) open.pop();
    const parent = open[open.length - 1]!;
    const previous = parent.children[parent.children.length - 1];
    const from = Math.max(start, parent.startLine, previous ? previous.endLine + 1 : 1);
    const to = Math.min(end, parent.endLine);
    if (to < from) continue;
    const node: Node = { startLine: from, endLine: to, path, children: [] };
    parent.children.push(node);
    open.push(node);
  }
}

function splitNode(lines: Lines, node: Node, chunks: ChunkRange[], work: Node[]): void {
  let pending: Piece | undefined;
  const flush = (): void => {
    if (!pending) return;
    for (const [startLine, endLine] of cutRange(lines, pending.startLine, pending.endLine)) {
      chunks.push({ startLine, endLine, kind: pending.kind, symbolPath: pending.symbolPath });
    }
    pending = undefined;
  };
  const add = (piece: Piece): void => {
    if (pending && !canJoin(pending, piece)) flush();
    if (!pending) {
      pending = piece;
      return;
    }
    // Blank lines and closing marks take the name of the definition they stand beside.
    const named = isFiller(lines, piece) ? pending : isFiller(lines, pending) ? piece : undefined;
    pending = {
      startLine: pending.startLine,
      endLine: piece.endLine,
      kind: named?.kind ?? 'part',
      symbolPath: named?.symbolPath ?? node.path,
    };
  };
  // What stands between definitions belongs to the enclosing one.
  const between: ChunkKind = node.path === '' ? 'gap' : 'part';
  let at = node.startLine;
  for (const child of node.children) {
    if (child.startLine > at)
      add({ startLine: at, endLine: child.startLine - 1, kind: between, symbolPath: node.path });
    if (child.endLine - child.startLine + 1 > TARGET_LINES) {
      flush();
      work.push(child);
    } else {
      add({ startLine: child.startLine, endLine: child.endLine, kind: 'symbol', symbolPath: child.path });
    }
    at = child.endLine + 1;
  }
  if (at <= node.endLine) add({ startLine: at, endLine: node.endLine, kind: between, symbolPath: node.path });
  flush();
}

function canJoin(a: Piece, b: Piece): boolean {
  const sizeA = a.endLine - a.startLine + 1;
  const sizeB = b.endLine - b.startLine + 1;
  // A few lines of gap (blank lines, a closing brace) go with what stands before them.
  if (b.kind !== 'symbol' && sizeB <= 3) return sizeA + sizeB <= TARGET_LINES + 3;
  if (sizeA >= ALONE_LINES || sizeB >= ALONE_LINES) return false;
  return sizeA + sizeB <= JOINED_LINES;
}

function isFiller(lines: Lines, piece: Piece): boolean {
  if (piece.kind === 'symbol' || piece.endLine - piece.startLine > 8) return false;
  for (let line = piece.startLine; line <= piece.endLine; line++) {
    if (/[\p{L}\p{N}]/u.test(lines.text(line))) return false;
  }
  return true;
}
