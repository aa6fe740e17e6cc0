import type { ParsedFile, ReferenceKind, Span, SymbolDef } from '../types.ts';
import { chunkFinder, type FileEntry } from './fileEntry.ts';
import type { ImportResolver } from './resolveImports.ts';

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
  /** Number of the symbol among those of its file. */
  readonly number: number;
  /** Decodes the file of the definition when it is asked for. */
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

/** Links of one chunk to others, both ways, by chunk number in index order. */
export interface Neighbours {
  readonly chunks: readonly number[];
  readonly weights: readonly number[];
}

export interface SymbolGraph {
  /** All definitions of a name, in index order. */
  definitions(name: string): readonly SymbolAt[];
  /** Definitions whose lower-case name (separators dropped) is `folded`. */
  definitionsFolded(folded: string): readonly SymbolAt[];
  /** Uses that resolve to a definition, with confidence. Reads the files that mention its name. */
  usesOf(target: SymbolAt): Edge[];
  /** What the lines of a definition use. */
  usedBy(source: SymbolAt): Edge[];
  /** How many chunks mention a name. */
  mentions(name: string): number;
  /** All names that are defined. Reads the tables of all segments. */
  defined(): ReadonlyMap<string, NameCounts>;
  /** Files that mention, and so may use, what a file defines. Costs the mentions of its names. */
  usersOf(file: number): ReadonlySet<number>;
  /** How many uses a file or one of its chunks holds, and how many chunks mention what it defines. */
  degreesOf(file: number, chunk?: number): { readonly uses: number; readonly usedBy: number };
  /** What a chunk is linked to by the names that it mentions and defines. */
  neighbours(chunk: number): Neighbours;
}

/** How many definitions a name has, and how many chunks mention it, those of files without the definition as well. */
export interface NameCounts {
  readonly definitions: number;
  readonly mentions: number;
}

/** Chunks that mention a name, in index order, and how often each does. */
export interface Mentions {
  readonly chunks: readonly number[];
  readonly counts: readonly number[];
}

/** Where the graph finds names: the files of a view and the tables of its segments. */
export interface NameSource {
  readonly files: readonly FileEntry[];
  readonly starts: Uint32Array;
  fileOf(chunk: number): number;
  definitions(name: string): readonly SymbolAt[];
  definitionsFolded(folded: string): readonly SymbolAt[];
  mentions(name: string): Mentions;
  defined(): ReadonlyMap<string, NameCounts>;
  readonly imports: ImportResolver;
  /** The number of the file at a path. */
  numberOf(path: string): number | undefined;
}

/** The graph over the names of a view. Nothing is computed before it is asked for. */
export function createSymbolGraph(names: NameSource): SymbolGraph {
  const resolver = createNameResolver(names);
  const links = new NameLinks(names);
  return {
    definitions: names.definitions,
    definitionsFolded: names.definitionsFolded,
    usesOf(target) {
      const { name } = target.symbol;
      const mentioning = new Set(names.mentions(name).chunks.map((chunk) => names.fileOf(chunk)));
      return [...mentioning].flatMap((file) =>
        resolver.edgesOf(file, name).filter(({ to }) => isSame(to, target)),
      );
    },
    usedBy(source) {
      const { startLine, endLine } = source.symbol;
      return resolver
        .edgesOf(source.file)
        .filter(({ fromLine, to }) => fromLine >= startLine && fromLine <= endLine && !isSame(to, source));
    },
    mentions: (name) => names.mentions(name).chunks.length,
    defined: names.defined,
    usersOf: (file) => links.usersOf(file),
    degreesOf: (file, chunk) => degreesOf(names, file, chunk),
    neighbours: (chunk) => links.neighbours(chunk),
  };
}

export function isSame(a: SymbolAt, b: SymbolAt): boolean {
  return a.file === b.file && a.symbol.line === b.symbol.line && a.symbol.name === b.symbol.name;
}

/** `set_value`, `setValue` and `SetValue` fold to `setvalue`. */
export function foldName(name: string): string {
  return name.replace(/[_$\-\s]/g, '').toLowerCase();
}

interface NameResolver {
  /** Resolved uses in a file, of one name or of all. */
  edgesOf(file: number, name?: string): Edge[];
}

function createNameResolver({ files, definitions, imports, numberOf }: NameSource): NameResolver {
  const imported = new Map<number, ReadonlySet<number>>();
  const importsOf = (file: number): ReadonlySet<number> => {
    let targets = imported.get(file);
    if (!targets) {
      const { path, parsed } = files[file]!;
      targets = new Set(
        parsed.imports.flatMap((entry) => imports.resolve(path, entry)).map((target) => numberOf(target)!),
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
    const candidates = definitions(name);
    if (candidates.length === 0) return [];
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

/** A name that more chunks mention leads nowhere: each of them would get next to nothing of a walk. */
const MOST_MENTIONS = 200;

/** What mentions mean as far as the places of definitions tell; made once for a name, and once for a chunk. */
class NameLinks {
  readonly #names: NameSource;
  readonly #meanings = new Map<string, Meaning>();
  readonly #neighbours = new Map<number, Neighbours>();

  constructor(names: NameSource) {
    this.#names = names;
  }

  #meaningOf(name: string): Meaning {
    return held(this.#meanings, name, () => new Meaning(this.#names, this.#names.definitions(name)));
  }

  neighbours(chunk: number): Neighbours {
    return held(this.#neighbours, chunk, () => this.#neighboursOf(chunk));
  }

  /**
   * The links of a chunk: to the definitions of the names it mentions, and to the chunks that mention the names it
   * defines. A weight is how sure the name is, times the square root of how often it is used. Imports are not asked:
   * that would cost a look into every file that mentions a name.
   */
  #neighboursOf(chunk: number): Neighbours {
    const names = this.#names;
    const file = names.fileOf(chunk);
    const { parsed } = names.files[file]!;
    const range = parsed.chunks[chunk - names.starts[file]!]!;
    const links = new Map<number, number>();
    const add = (to: number, weight: number): void => {
      if (to !== chunk) links.set(to, (links.get(to) ?? 0) + weight);
    };
    for (const [name, uses] of usesInside(parsed, range)) {
      const meaning = this.#meaningOf(name);
      for (const { to, confidence } of meaning.targets(file))
        add(meaning.chunkOf(to), confidence * Math.sqrt(uses));
    }
    for (const symbol of parsed.symbols) {
      if (!isInside(range, symbol.line) || symbol.kind === 'section') continue;
      const { chunks, counts } = names.mentions(symbol.name);
      if (chunks.length > MOST_MENTIONS) continue;
      const meaning = this.#meaningOf(symbol.name);
      for (const [i, from] of chunks.entries())
        for (const { to, confidence } of meaning.targets(names.fileOf(from)))
          if (to.file === file && to.symbol.line === symbol.line)
            add(from, confidence * Math.sqrt(counts[i]!));
    }
    const sorted = [...links].sort(([a], [b]) => a - b);
    return { chunks: sorted.map(([to]) => to), weights: sorted.map(([, weight]) => weight) };
  }

  /** Files whose mentions of a name mean what a file defines. */
  usersOf(file: number): ReadonlySet<number> {
    const names = this.#names;
    const users = new Set<number>();
    const defined = new Set<string>();
    for (const { name, kind } of names.files[file]!.parsed.symbols) if (kind !== 'section') defined.add(name);
    for (const name of defined) {
      const { chunks } = names.mentions(name);
      if (chunks.length > MOST_MENTIONS) continue;
      const meaning = this.#meaningOf(name);
      let last = -1;
      for (const chunk of chunks) {
        const from = names.fileOf(chunk);
        if (from === last || from === file || users.has(from)) continue;
        last = from;
        if (meaning.targets(from).some(({ to }) => to.file === file)) users.add(from);
      }
    }
    return users;
  }
}

/** Values that are made when they are first asked for; held up to a limit, then all are let go. */
function held<K, V>(values: Map<K, V>, key: K, make: () => V): V {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    if (values.size >= MOST_HELD) values.clear();
    values.set(key, value);
  }
  return value;
}

const MOST_HELD = 20_000;

interface Target {
  readonly to: SymbolAt;
  readonly confidence: number;
}

/** The definitions of one name, by where they lie. */
class Meaning {
  readonly #names: NameSource;
  readonly #byFile: ReadonlyMap<number, readonly SymbolAt[]>;
  readonly #chunks = new Map<SymbolAt, number>();
  readonly #here = new Map<number, readonly Target[]>();
  #byFolder: Map<string, readonly Target[]> | undefined;
  /** What a file means that neither defines the name nor has a definition beside it. */
  readonly #elsewhere: readonly Target[];

  constructor(names: NameSource, definitions: readonly SymbolAt[]) {
    this.#names = names;
    this.#byFile = Map.groupBy(definitions, ({ file }) => file);
    const confidence = definitions.length === 1 ? CONFIDENCE.onlyOne : CONFIDENCE.oneOfFew;
    this.#elsewhere = definitions.length <= MAX_CANDIDATES ? share(definitions, confidence) : [];
  }

  /** Which of the definitions a file means, as far as their places tell. */
  targets(file: number): readonly Target[] {
    const here = this.#byFile.get(file);
    if (here) return held(this.#here, file, () => share(here, CONFIDENCE.sameFile));
    if (this.#byFile.size <= 1 && this.#elsewhere.length <= 1) return this.#elsewhere;
    this.#byFolder ??= this.#groupByFolder();
    return this.#byFolder.get(folderOf(this.#names.files[file]!.path)) ?? this.#elsewhere;
  }

  #groupByFolder(): Map<string, readonly Target[]> {
    const { files } = this.#names;
    const all = [...this.#byFile.values()].flat();
    const groups = Map.groupBy(all, ({ file }) => folderOf(files[file]!.path));
    const near = [...groups].filter(([, group]) => group.length <= MAX_CANDIDATES);
    return new Map(near.map(([folder, group]) => [folder, share(group, CONFIDENCE.sameFolder)]));
  }

  chunkOf(definition: SymbolAt): number {
    const { starts, files } = this.#names;
    const { file } = definition;
    return held(
      this.#chunks,
      definition,
      () => starts[file]! + chunkFinder(files[file]!.parsed.chunks)(definition.symbol.line),
    );
  }
}

function degreesOf(names: NameSource, file: number, chunk?: number): { uses: number; usedBy: number } {
  const { parsed, row } = names.files[file]!;
  const range = chunk === undefined ? undefined : parsed.chunks[chunk]!;
  let uses = row.references;
  if (range) {
    uses = 0;
    for (const { lines } of parsed.references) for (const line of lines) if (isInside(range, line)) uses++;
  }
  let usedBy = 0;
  for (const { name, kind, line } of parsed.symbols)
    if (kind !== 'section' && (!range || isInside(range, line)))
      usedBy += names.mentions(name).chunks.length / names.definitions(name).length;
  return { uses, usedBy };
}

const isInside = ({ startLine, endLine }: Span, line: number): boolean =>
  line >= startLine && line <= endLine;

/** The names that some lines of a file mention, and how often. */
function usesInside({ references, inherits, imports }: ParsedFile, range: Span): Map<string, number> {
  const uses = new Map<string, number>();
  const note = (name: string, line: number): void => {
    if (isInside(range, line)) uses.set(name, (uses.get(name) ?? 0) + 1);
  };
  for (const { name, lines } of references) for (const line of lines) note(name, line);
  for (const { base, line } of inherits) note(base, line);
  for (const { names, line } of imports) for (const name of names) note(name, line);
  return uses;
}

/** Every name by which a file may mean a definition elsewhere, with its line. */
export function* eachMention({
  references,
  inherits,
  imports,
}: ParsedFile): Generator<{ name: string; line: number }> {
  for (const { name, lines } of references) for (const line of lines) yield { name, line };
  for (const { base, line } of inherits) yield { name: base, line };
  for (const { names, line } of imports) for (const name of names) yield { name, line };
}
