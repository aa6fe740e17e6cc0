import type { Neighbour, TiedPiece } from './piece.ts';

/** What one prompt reviews: pieces with the same rules. */
export interface Unit {
  readonly pieces: readonly TiedPiece[];
  /** Lines beside them, each once, and none that the unit reviews. */
  readonly beside: readonly Neighbour[];
}

/** Pieces of one prompt at most: a model loses count in more. */
const MOST_PIECES = 40;

/**
 * Packs pieces into units: each piece is in exactly one, with those that it is tied to as far as there is room, else
 * with what follows it in the order of the files. The same pieces give the same units. Cost: pieces times their ties.
 * @param roomOf model tokens that the lines of a prompt by these rules may take
 */
export function packPieces(
  pieces: readonly TiedPiece[],
  roomOf: (piece: TiedPiece) => number,
): readonly Unit[] {
  const alike = Map.groupBy(pieces, ({ rules }) => rules.map(({ id }) => id).join('\0'));
  return [...alike.values()].flatMap((group) => packAlike(group, roomOf(group[0]!)));
}

function packAlike(pieces: readonly TiedPiece[], room: number): Unit[] {
  const open = new Set(pieces);
  const tied = tiedTo(pieces);
  const units: Unit[] = [];
  for (const first of pieces) {
    if (!open.has(first)) continue;
    const packed = new Packing(room);
    const near: TiedPiece[] = [];
    const follow = (piece: TiedPiece): boolean => {
      if (!packed.add(piece)) return false;
      open.delete(piece);
      near.push(...(tied.get(piece) ?? []));
      return true;
    };
    follow(first);
    // What is tied to nothing goes with its neighbours in the text, as long as there is room for the next one.
    for (let next: TiedPiece | undefined = first; next; [next] = open) {
      if (next !== first && !follow(next)) break;
      for (let at = 0; at < near.length; at++) if (open.has(near[at]!)) follow(near[at]!);
      near.length = 0;
    }
    units.push(unitOf(packed.pieces));
  }
  return units;
}

/** The pieces of one prompt, and what they take with all that lies beside them. */
class Packing {
  readonly pieces: TiedPiece[] = [];
  readonly #beside = new Set<string>();
  readonly #room: number;
  #spent = 0;

  constructor(room: number) {
    this.#room = room;
  }

  /** Takes a piece if there is room; the first one has it. */
  add(piece: TiedPiece): boolean {
    const fresh = piece.neighbours.filter((one) => !this.#beside.has(keyOf(one)));
    const more = fresh.reduce((sum, { tokens }) => sum + tokens, piece.tokens);
    const isFull = this.pieces.length >= MOST_PIECES || this.#spent + more > this.#room;
    if (this.pieces.length > 0 && isFull) return false;
    this.pieces.push(piece);
    this.#spent += more;
    for (const one of fresh) this.#beside.add(keyOf(one));
    return true;
  }
}

const keyOf = ({ path, startLine, endLine }: Neighbour): string => `${path}\0${startLine}\0${endLine}`;

/** A unit of these pieces, in the order of the files, with what lies beside them. */
export function unitOf(pieces: readonly TiedPiece[]): Unit {
  const sorted = [...pieces].sort(byPlace);
  const own = Map.groupBy(sorted, ({ file }) => file.path);
  const beside = new Map<string, Neighbour>();
  for (const one of sorted.flatMap(({ neighbours }) => neighbours))
    if (!isCovered(one, own.get(one.path) ?? [])) beside.set(keyOf(one), one);
  const all = [...beside.values()];
  const shown = all.filter((one) => !isWithinOther(one, all));
  return {
    pieces: sorted,
    beside: shown.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.startLine - b.startLine)),
  };
}

function byPlace(a: TiedPiece, b: TiedPiece): number {
  return a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : a.startLine - b.startLine;
}

/** Whether all lines of a neighbour are lines of these pieces. */
function isCovered({ startLine, endLine }: Neighbour, pieces: readonly TiedPiece[]): boolean {
  let line = startLine;
  for (const piece of pieces) if (piece.startLine <= line && piece.endLine >= line) line = piece.endLine + 1;
  return line > endLine;
}

function isWithinOther(one: Neighbour, others: readonly Neighbour[]): boolean {
  return others.some(
    (other) =>
      other !== one &&
      other.path === one.path &&
      other.startLine <= one.startLine &&
      other.endLine >= one.endLine,
  );
}

/** The pieces that the neighbours of each piece lie in, and those whose neighbours lie in it. */
function tiedTo(pieces: readonly TiedPiece[]): Map<TiedPiece, readonly TiedPiece[]> {
  const byPath = Map.groupBy(pieces, ({ file }) => file.path);
  const tied = new Map<TiedPiece, Set<TiedPiece>>();
  const note = (from: TiedPiece, to: TiedPiece): void => {
    const known = tied.get(from);
    if (known) known.add(to);
    else tied.set(from, new Set([to]));
  };
  for (const piece of pieces)
    for (const { path, startLine, endLine } of piece.neighbours)
      for (const other of byPath.get(path) ?? []) {
        if (other === piece || other.startLine > endLine || other.endLine < startLine) continue;
        note(piece, other);
        note(other, piece);
      }
  return new Map([...tied].map(([piece, others]) => [piece, [...others]]));
}
