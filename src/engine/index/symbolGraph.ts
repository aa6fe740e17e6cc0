import type { ReferenceKind, SymbolDef } from '../types.ts';
import { chunkFinder, type FileEntry } from './fileEntry.ts';
import { createImportResolver } from './resolveImports.ts';

/** How sure an edge is, by how the name was resolved. */
const CONFIDENCE = {
  sameFile: 1,
  imported: 0.9,
  onlyOne: 0.8,
  sameFolder: 0.5,
  oneOfFew: 0.3,
} as const;
/** A name with more definitions than this elsewhere says nothing about which one is meant. */
const MAX_CANDIDATES = 6;

/** A definition by position: number of the file in index order, number of the symbol in it. */
export interface SymbolAt {
  readonly file: number;
  readonly symbol: SymbolDef;
}

/** A resolved use: where, of what, how sure. */
export interface Edge {
  readonly fromFile: number;
  readonly fromLine: number;
  readonly to: SymbolAt;
  readonly kind: ReferenceKind | 'inherit';
  readonly confidence: number;
}

/** Edges between chunks, both ends by chunk number in index order, in compressed rows by `from`. */
export interface ChunkEdges {
  readonly rowStarts: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float32Array;
}

export interface SymbolGraph {
  readonly edges: ChunkEdges;
  /** All definitions of a name, in index order. */
  definitions(name: string): readonly SymbolAt[];
  /** Definitions whose lower-case name (separators dropped) is `folded`. */
  definitionsFolded(folded: string): readonly SymbolAt[];
  /** Uses that resolve to a definition, with confidence. Computed on demand. */
  usesOf(target: SymbolAt): Edge[];
  /** What the lines of a definition use. */
  usedBy(source: SymbolAt): Edge[];
}

/** Number of the first chunk of each file, and after the last one the number of chunks. */
export function chunkStarts(files: readonly FileEntry[]): Uint32Array {
  const starts = new Uint32Array(files.length + 1);
  for (const [i, file] of files.entries()) starts[i + 1] = starts[i]! + file.parsed.chunks.length;
  return starts;
}

/** Builds the graph of all files. `stored` edges from a snapshot of the same files are taken as they are. */
export function buildSymbolGraph(files: readonly FileEntry[], stored?: ChunkEdges): SymbolGraph {
  const byName = new Map<string, SymbolAt[]>();
  for (const [file, entry] of files.entries()) {
    for (const symbol of entry.parsed.symbols) {
      if (symbol.kind === 'section') continue;
      const at = { file, symbol };
      const known = byName.get(symbol.name);
      if (known) known.push(at);
      else byName.set(symbol.name, [at]);
    }
  }
  const resolver = createNameResolver(files, byName);
  let folded: Map<string, SymbolAt[]> | undefined;
  return {
    edges: stored ?? buildEdges(files, resolver),
    definitions: (name) => byName.get(name) ?? [],
    definitionsFolded(name) {
      folded ??= foldNames(byName);
      return folded.get(name) ?? [];
    },
    usesOf(target) {
      return files.flatMap((_, file) =>
        resolver.edgesOf(file, target.symbol.name).filter(({ to }) => isSame(to, target)),
      );
    },
    usedBy(source) {
      const { startLine, endLine } = source.symbol;
      return resolver
        .edgesOf(source.file)
        .filter(({ fromLine, to }) => fromLine >= startLine && fromLine <= endLine && !isSame(to, source));
    },
  };
}

export function isSame(a: SymbolAt, b: SymbolAt): boolean {
  return a.file === b.file && a.symbol.line === b.symbol.line && a.symbol.name === b.symbol.name;
}

function foldNames(byName: ReadonlyMap<string, SymbolAt[]>): Map<string, SymbolAt[]> {
  const folded = new Map<string, SymbolAt[]>();
  for (const [name, at] of byName) {
    const key = foldName(name);
    folded.set(key, [...(folded.get(key) ?? []), ...at]);
  }
  return folded;
}

/** `set_value`, `setValue` and `SetValue` fold to `setvalue`. */
export function foldName(name: string): string {
  return name.replace(/[_$\-\s]/g, '').toLowerCase();
}

interface NameResolver {
  /** Resolved uses in a file, of one name or of all. */
  edgesOf(file: number, name?: string): Edge[];
}

function createNameResolver(
  files: readonly FileEntry[],
  byName: ReadonlyMap<string, readonly SymbolAt[]>,
): NameResolver {
  const numbers = new Map(files.map((entry, i) => [entry.path, i]));
  const resolver = createImportResolver(files.map((entry) => entry.path));
  const imported = new Map<number, ReadonlySet<number>>();
  const importsOf = (file: number): ReadonlySet<number> => {
    let targets = imported.get(file);
    if (!targets) {
      const { path, parsed } = files[file]!;
      targets = new Set(
        parsed.imports
          .flatMap((entry) => resolver.resolve(path, entry))
          .map((target) => numbers.get(target)!),
      );
      imported.set(file, targets);
    }
    return targets;
  };
  return {
    edgesOf(file, only) {
      const edges: Edge[] = [];
      const { references, inherits } = files[file]!.parsed;
      for (const { name, kind, lines } of references) {
        if (only !== undefined && name !== only) continue;
        const targets = resolveName(file, name);
        for (const { to, confidence } of targets) {
          for (const fromLine of lines) edges.push({ fromFile: file, fromLine, to, kind, confidence });
        }
      }
      for (const { base, line } of inherits) {
        if (only !== undefined && base !== only) continue;
        for (const { to, confidence } of resolveName(file, base))
          edges.push({ fromFile: file, fromLine: line, to, kind: 'inherit', confidence });
      }
      return edges;
    },
  };

  /** Same file first, then what the file imports, then the only one there is, the same folder, one of a few. */
  function resolveName(file: number, name: string): { to: SymbolAt; confidence: number }[] {
    const candidates = byName.get(name);
    if (!candidates) return [];
    const here = candidates.filter((candidate) => candidate.file === file);
    if (here.length > 0) return share(here, CONFIDENCE.sameFile);
    if (candidates.length === 1) {
      return share(
        candidates,
        importsOf(file).has(candidates[0]!.file) ? CONFIDENCE.imported : CONFIDENCE.onlyOne,
      );
    }
    const reachable = candidates.filter((candidate) => importsOf(file).has(candidate.file));
    if (reachable.length > 0) return share(reachable, CONFIDENCE.imported);
    const folder = folderOf(files[file]!.path);
    const near = candidates.filter((candidate) => folderOf(files[candidate.file]!.path) === folder);
    if (near.length > 0 && near.length <= MAX_CANDIDATES) return share(near, CONFIDENCE.sameFolder);
    return candidates.length <= MAX_CANDIDATES ? share(candidates, CONFIDENCE.oneOfFew) : [];
  }
}

function share(candidates: readonly SymbolAt[], confidence: number): { to: SymbolAt; confidence: number }[] {
  const kept = candidates.slice(0, MAX_CANDIDATES);
  return kept.map((to) => ({ to, confidence: confidence / Math.sqrt(kept.length) }));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Edges between chunks: the greatest confidence of each pair, times the square root of how often it is used. */
function buildEdges(files: readonly FileEntry[], resolver: NameResolver): ChunkEdges {
  const starts = chunkStarts(files);
  const finders = files.map((entry) => chunkFinder(entry.parsed.chunks));
  const rowStarts = new Uint32Array(starts[files.length]! + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  for (const file of files.keys()) {
    const rows = new Map<number, Map<number, { confidence: number; uses: number }>>();
    for (const { fromLine, to, confidence } of resolver.edgesOf(file)) {
      const from = starts[file]! + finders[file]!(fromLine);
      const target = starts[to.file]! + finders[to.file]!(to.symbol.line);
      if (from === target) continue;
      let row = rows.get(from);
      if (!row) {
        row = new Map();
        rows.set(from, row);
      }
      const known = row.get(target);
      if (known) {
        known.uses++;
        known.confidence = Math.max(known.confidence, confidence);
      } else row.set(target, { confidence, uses: 1 });
    }
    for (let chunk = starts[file]!; chunk < starts[file + 1]!; chunk++) {
      rowStarts[chunk] = targets.length;
      for (const [target, { confidence, uses }] of [...(rows.get(chunk) ?? [])].sort((a, b) => a[0] - b[0])) {
        targets.push(target);
        weights.push(confidence * Math.sqrt(uses));
      }
    }
  }
  rowStarts[rowStarts.length - 1] = targets.length;
  return { rowStarts, targets: Uint32Array.from(targets), weights: Float32Array.from(weights) };
}
