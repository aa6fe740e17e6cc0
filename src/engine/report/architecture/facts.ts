/** What an architecture report says: facts of the index, each with the places that show it. No model is asked. */
import type { FileRole, SkippedFile, SymbolKind } from '../../types.ts';

/** A place that a reader can open; lines are 1-based, a whole file has none. */
export interface ReportPlace {
  readonly path: string;
  readonly line?: number;
}

export interface SizeRow {
  readonly name: string;
  readonly files: number;
  readonly lines: number;
}

/** A folder of the map (`./` for what lies right at the root), with all below it that is in no other one. */
export interface MapFolder extends SizeRow {
  readonly languages: readonly string[];
  /** The first sentence of its README, where it has one. */
  readonly about?: { readonly text: string; readonly place: ReportPlace };
  /** Folders of the map that its files import, with the number of imports, the most first. */
  readonly uses: readonly { readonly name: string; readonly imports: number }[];
}

/** Why a file counts as a place where the program begins. */
export type EntryKind =
  /** A definition that its language starts with. */
  | 'main'
  /** A manifest names it. */
  | 'manifest'
  /** It imports other files, and none imports it. */
  | 'root';

export interface EntryPoint extends ReportPlace {
  readonly kind: EntryKind;
  /** The name of the definition, or what the manifest calls it. */
  readonly name?: string;
  /** Modules that are reached from it by imports. */
  readonly reaches: number;
}

export interface CentralModule extends ReportPlace {
  /** Modules that import it. */
  readonly importedBy: number;
  readonly imports: number;
}

/** A definition whose name is defined once. */
export interface UsedName extends ReportPlace {
  readonly name: string;
  readonly kind: SymbolKind;
  /** Pieces of code (chunks) that mention the name. */
  readonly mentions: number;
}

/** An import that names one file or folder (with a slash at its end) of the repository. `line` is where it stands. */
export interface ImportEdge {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  /** It declares a part of its module, as Rust's `mod`, and is in no circle. */
  readonly isPart?: true;
}

/** Modules that import each other in a circle. */
export interface ImportCycle {
  /** How many modules are bound together: each is reached from each. */
  readonly modules: number;
  /** A shortest circle among them, each import after the other. */
  readonly circle: readonly ImportEdge[];
}

export interface HotSpot extends ReportPlace {
  readonly lines: number;
  /** Commits of the history that was looked at which changed it. */
  readonly commits: number;
}

/** A list that is cut has the number of all. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export interface ArchitectureReport {
  readonly files: number;
  readonly lines: number;
  readonly languages: readonly SizeRow[];
  readonly roles: readonly (SizeRow & { readonly name: FileRole })[];
  readonly map: readonly MapFolder[];
  readonly entryPoints: Listed<EntryPoint>;
  readonly central: Listed<CentralModule>;
  readonly used: Listed<UsedName>;
  readonly cycles: Listed<ImportCycle>;
  /** Undefined without git. */
  readonly hotSpots?: Listed<HotSpot> & { readonly commits: number };
  /** What the graph stands on, and what it does not know. */
  readonly basis: {
    /** Source files whose imports were read. */
    readonly modules: number;
    /** Imports that surely name one module of the repository. */
    readonly proved: number;
    /** Imports that may name one of several modules, or something outside: no part of any figure. */
    readonly unsure: number;
    /** Imports that name nothing in the repository: libraries, or what was not found. */
    readonly outside: number;
    /** Source files in a language without a grammar: their imports are unknown. */
    readonly withoutGrammar: number;
    /** Source files that their grammar could not read in full. */
    readonly damaged: readonly string[];
    readonly skipped: readonly SkippedFile[];
  };
}
