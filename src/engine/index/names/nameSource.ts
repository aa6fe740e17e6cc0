import type { SymbolDef } from '../../types.ts';
import type { FileEntry } from '../fileEntry.ts';
import type { ImportResolver } from '../resolveImports.ts';

/** A definition by position, which is what it is known by: number of the file in index order, number of the symbol in it. */
export interface SymbolAt {
  readonly file: number;
  /** Number of the symbol among those of its file. */
  readonly number: number;
  /** Decodes the file of the definition when it is asked for. */
  readonly symbol: SymbolDef;
}

/** What a definition is known by, as a text. */
export const keyOf = ({ file, number }: SymbolAt): string => `${file} ${number}`;

/** How many definitions a name has, and how many chunks mention it, those of files without the definition as well. */
export interface NameCounts {
  readonly definitions: number;
  readonly mentions: number;
}

/** Chunks that mention a name, in index order, how often each does, and the file of each. */
export interface Mentions {
  readonly chunks: Uint32Array;
  readonly counts: Uint32Array;
  readonly files: Uint32Array;
}

/** Where the graph finds names: the files of a view and the tables of its segments. */
export interface NameSource {
  readonly files: readonly FileEntry[];
  readonly starts: Uint32Array;
  fileOf(chunk: number): number;
  definitions(name: string): readonly SymbolAt[];
  definitionsFolded(folded: string): readonly SymbolAt[];
  mentions(name: string): Mentions;
  /** How many of both, for less than the places themselves cost. */
  counts(name: string): NameCounts;
  defined(): ReadonlyMap<string, NameCounts>;
  readonly imports: ImportResolver;
  /** The number of the file at a path. */
  numberOf(path: string): number | undefined;
}
