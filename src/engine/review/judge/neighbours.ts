import type { SymbolAt } from '../../index/names/nameSource.ts';
import { type Edge, SURE } from '../../index/symbolGraph.ts';
import type { IndexView } from '../../index/view.ts';
import { innermost } from '../../parse/innermost.ts';
import { splitLines } from '../../parse/lines.ts';
import { renderPassage } from '../../prompts/passage.ts';
import type { ConcealedFile, Span } from '../../types.ts';
import type { Neighbour, Piece } from './piece.ts';

/** A definition of at most so many lines is shown whole; of a longer one its head, or what lies around a use. */
const MOST_LINES = 60;
const HEAD_LINES = 30;
const AROUND_USE = 15;

export interface NeighbourTools {
  readonly view: IndexView;
  /** Model tokens that the neighbours of one piece may take. */
  readonly room: number;
  /** A file as it is reviewed; undefined when it cannot be read. */
  read(path: string): Promise<ConcealedFile | undefined>;
  countTokens(text: string): number;
}

/** What a piece is tied to, and how much of that had no room. */
export interface Ties {
  readonly neighbours: readonly Neighbour[];
  readonly leftOut: number;
}

/** A place that a piece is tied to, by how sure and how near that is. */
interface Tie extends Span {
  readonly file: number;
  weight: number;
}

/**
 * The definitions that each piece of one file uses, and those that use what it defines, as the graph of the working files
 * says: the surest first, as many as have room. A file that changed since it was indexed is shown for none of them, and
 * counts as left out. Cost: the uses of one file once, and those of each definition.
 */
export async function tiePieces(pieces: readonly Piece[], tools: NeighbourTools): Promise<readonly Ties[]> {
  const [first] = pieces;
  const number = first && tools.view.numberOf(first.file.path);
  if (!first || number === undefined) return pieces.map(() => ({ neighbours: [], leftOut: 0 }));
  const isIndexed = first.file.hash === first.entry.hash;
  const used = isIndexed ? tools.view.graph.usedIn(number) : [];
  const ties: Ties[] = [];
  for (const piece of pieces) {
    const defined = definedIn(piece, number, isIndexed, tools.view);
    const down = isIndexed
      ? used.filter(({ fromLine }) => isInside(fromLine, piece))
      : defined.flatMap((symbol) => tools.view.graph.usedBy(symbol));
    const up = defined.flatMap((symbol) => tools.view.graph.usesOf(symbol));
    ties.push(await show(piece, tiesOf(piece, number, { down, up }, tools.view), tools));
  }
  return ties;
}

const isInside = (line: number, { startLine, endLine }: Span): boolean =>
  line >= startLine && line <= endLine;

/** The definitions of a piece as the graph has them; of a text that is not the indexed one, by name. */
function definedIn(
  { parsed, ...piece }: Piece,
  file: number,
  isIndexed: boolean,
  view: IndexView,
): SymbolAt[] {
  return parsed.symbols
    .filter(({ line, kind }) => kind !== 'section' && isInside(line, piece))
    .flatMap(({ name, line, kind }) =>
      view.graph
        .definitions(name)
        .filter(
          ({ file: at, symbol }) =>
            at === file && symbol.kind === kind && (!isIndexed || symbol.line === line),
        ),
    );
}

function tiesOf(
  piece: Piece,
  own: number,
  { down, up }: { readonly down: readonly Edge[]; readonly up: readonly Edge[] },
  view: IndexView,
): Tie[] {
  const ties = new Map<string, Tie>();
  const add = (file: number, { startLine, endLine }: Span, weight: number): void => {
    // What lies in the piece itself is shown anyway.
    if (file === own && startLine >= piece.startLine && endLine <= piece.endLine) return;
    const key = `${file}:${startLine}-${endLine}`;
    const known = ties.get(key);
    if (known) known.weight += weight;
    else ties.set(key, { file, startLine, endLine, weight });
  };
  for (const { to, confidence } of down)
    if (confidence >= SURE) add(to.file, headOf(to.symbol), confidence + (to.file === own ? 0 : 0.5));
  for (const { fromFile, fromLine, confidence } of up) {
    if (confidence < SURE) continue;
    add(fromFile, aroundUse(view, fromFile, fromLine), confidence + (fromFile === own ? 0 : 0.5));
  }
  return [...ties.values()].sort(
    (a, b) => b.weight - a.weight || a.file - b.file || a.startLine - b.startLine || a.endLine - b.endLine,
  );
}

function headOf({ startLine, endLine }: Span): Span {
  return endLine - startLine < MOST_LINES
    ? { startLine, endLine }
    : { startLine, endLine: startLine + HEAD_LINES - 1 };
}

/** The definition that holds a use, or the lines around it in a long one. */
function aroundUse(view: IndexView, file: number, line: number): Span {
  const { parsed } = view.files[file]!;
  const around = innermost(parsed.symbols, line) ?? { startLine: 1, endLine: Math.max(1, parsed.lines) };
  if (around.endLine - around.startLine < MOST_LINES)
    return { startLine: around.startLine, endLine: around.endLine };
  return {
    startLine: Math.max(around.startLine, line - AROUND_USE),
    endLine: Math.min(around.endLine, line + AROUND_USE),
  };
}

/** The lines of the ties that have room, without those that were taken before. */
async function show(
  piece: Piece,
  ties: readonly Tie[],
  { view, room, read, countTokens }: NeighbourTools,
): Promise<Ties> {
  const neighbours: Neighbour[] = [];
  let [left, leftOut] = [room, 0];
  for (const { file, startLine, endLine } of ties) {
    const entry = view.files[file]!;
    const { path } = entry;
    const isShown = ({ path: other, ...span }: Neighbour): boolean =>
      other === path && span.startLine <= startLine && span.endLine >= endLine;
    if (neighbours.some(isShown)) continue;
    const now = path === piece.file.path ? piece.file : await read(path);
    const text = now?.hash === entry.hash ? splitLines(now.text).slice(startLine, endLine) : undefined;
    const tokens =
      text === undefined
        ? Number.POSITIVE_INFINITY
        : countTokens(renderPassage({ id: 'b000', path, startLine, endLine, text }));
    if (text === undefined || tokens > left) {
      leftOut++;
      continue;
    }
    left -= tokens;
    neighbours.push({ path, startLine, endLine, text, tokens });
  }
  return { neighbours, leftOut };
}
