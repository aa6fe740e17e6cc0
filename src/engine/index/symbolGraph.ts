import type { ImportRef, ParsedFile, ReferenceKind, Span } from '../types.ts';
import { chunkFinder } from './fileEntry.ts';
import { takenNames } from './names/fileNames.ts';
import { nameRules } from './names/languageRules.ts';
import type { NameCounts, NameSource, SymbolAt } from './names/nameSource.ts';
import { createNameResolver, type NameResolver } from './names/resolveNames.ts';

/** How sure a link is, by how far the place of a definition tells. */
const CONFIDENCE = {
  sameFile: 1,
  imported: 0.9,
  onlyOne: 0.8,
  sameFolder: 0.5,
  oneOfFew: 0.3,
} as const;
/** Uses that are less sure than this are not followed in a review: their name has other meanings as well. */
export const SURE = 0.5;
/** A name with more definitions than this elsewhere says nothing about which one is meant. */
const MAX_CANDIDATES = 6;

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

/** An import, and the numbers of the files that it may mean. */
interface ImportLine {
  readonly module: string;
  readonly names: readonly string[];
  readonly line: number;
  readonly targets: readonly number[];
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
  /** What all lines of a file use. */
  usedIn(file: number): Edge[];
  /** How many chunks mention a name. */
  mentions(name: string): number;
  /** Files that mention a name, in index order. */
  filesMentioning(name: string): ReadonlySet<number>;
  /** Files of the index that a file imports. */
  importsOf(file: number): ReadonlySet<number>;
  /** The imports of a file, each with its line and the files of the index that it may mean; none for a library. */
  importLines(file: number): ImportLine[];
  /** All names that are defined. Reads the tables of all segments. */
  defined(): ReadonlyMap<string, NameCounts>;
  /** Files that mention, and so may use, what a file defines. Costs the mentions of its names. */
  usersOf(file: number): ReadonlySet<number>;
  /** How many uses a file or one of its chunks holds, and how many chunks mention what it defines. */
  degreesOf(file: number, chunk?: number): { readonly uses: number; readonly usedBy: number };
  /** What a chunk is linked to by the names that it mentions and defines. */
  neighbours(chunk: number): Neighbours;
}

/** The graph over the names of a view. Nothing is computed before it is asked for. */
export function createSymbolGraph(names: NameSource): SymbolGraph {
  const resolver = createNameResolver(names);
  const links = new NameLinks(names);
  return {
    definitions: names.definitions,
    definitionsFolded: names.definitionsFolded,
    usesOf(target) {
      return [...mentioningFiles(names, target)].flatMap((file) =>
        surest(edgesOf(names, resolver, file, target.symbol.name).filter(({ to }) => isSame(to, target))),
      );
    },
    usedBy(source) {
      const { startLine, endLine } = source.symbol;
      return edgesOf(names, resolver, source.file).filter(
        ({ fromLine, to }) => fromLine >= startLine && fromLine <= endLine && !isSame(to, source),
      );
    },
    usedIn: (file) => edgesOf(names, resolver, file),
    mentions: (name) => names.mentions(name).chunks.length,
    filesMentioning: (name) => new Set(names.mentions(name).chunks.map((chunk) => names.fileOf(chunk))),
    importsOf: (file) => new Set(importLines(names, file).flatMap(({ targets }) => targets)),
    importLines: (file) => importLines(names, file),
    defined: names.defined,
    usersOf: (file) => links.usersOf(file),
    degreesOf: (file, chunk) => degreesOf(names, file, chunk),
    neighbours: (chunk) => links.neighbours(chunk),
  };
}

function importLines({ files, imports, numberOf }: NameSource, file: number): ImportLine[] {
  const { path, parsed } = files[file]!;
  return parsed.imports.map((entry) => ({
    module: entry.module,
    names: entry.names,
    line: entry.line,
    targets: imports.resolve(path, entry).flatMap((target) => numberOf(target) ?? []),
  }));
}

export function isSame(a: SymbolAt, b: SymbolAt): boolean {
  return a.file === b.file && a.symbol.line === b.symbol.line && a.symbol.name === b.symbol.name;
}

/** `set_value`, `setValue` and `SetValue` fold to `setvalue`. */
export function foldName(name: string): string {
  return name.replace(/[_$\-\s]/g, '').toLowerCase();
}

/** Resolved uses in a file, of one definition by all its names there, or of everything. */
function edgesOf({ files }: NameSource, resolver: NameResolver, file: number, only?: string): Edge[] {
  const edges: Edge[] = [];
  const { references, inherits } = files[file]!.parsed;
  const wanted = only === undefined ? undefined : new Set([only, ...resolver.otherNames(file, only)]);
  const bases = new Set(inherits.map(({ base, line }) => `${line} ${base}`));
  for (const use of references) {
    if (wanted && !wanted.has(use.name)) continue;
    for (const fromLine of use.lines) {
      // A base class is one use, told as such.
      if (bases.has(`${fromLine} ${use.name}`)) continue;
      for (const { to, confidence } of resolver.meaningsOf(file, use, fromLine))
        edges.push({ fromFile: file, fromLine, to, kind: use.kind, confidence });
    }
  }
  for (const { base, line } of inherits) {
    if (wanted && !wanted.has(base)) continue;
    for (const { to, confidence } of resolver.basesOf(file, base, line))
      edges.push({ fromFile: file, fromLine: line, to, kind: 'inherit', confidence });
  }
  return edges;
}

/** One use for each line and kind: the surest. */
function surest(edges: readonly Edge[]): Edge[] {
  const best = new Map<string, Edge>();
  for (const edge of edges) {
    const key = `${edge.fromLine} ${edge.kind}`;
    const known = best.get(key);
    if (!known || known.confidence < edge.confidence) best.set(key, edge);
  }
  return [...best.values()];
}

/** Files that may use a definition: those that mention its name, or one that its file gives it to others by. */
function mentioningFiles(names: NameSource, { file, symbol }: SymbolAt): Set<number> {
  const { parsed, path } = names.files[file]!;
  const given = (parsed.exports ?? []).filter(({ of }) => of === symbol.name).map(({ name }) => name);
  if (given.includes('default') || symbol.name === 'default') given.push(defaultOf(path));
  const found = [symbol.name, ...given].flatMap((name) => names.mentions(name).chunks);
  return new Set(found.map((chunk) => names.fileOf(chunk)));
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

  /** What a name means in the languages that can name each other with that of a file. */
  #meaningOf(name: string, family: string): Meaning {
    return held(this.#meanings, `${family} ${name}`, () => {
      const own = this.#names.definitions(name).filter(({ file }) => this.#familyOf(file) === family);
      return new Meaning(this.#names, own);
    });
  }

  #familyOf(file: number): string {
    return nameRules(this.#names.files[file]!.row.language).family;
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
    const family = this.#familyOf(file);
    const links = new Map<number, number>();
    const add = (to: number, weight: number): void => {
      if (to !== chunk) links.set(to, (links.get(to) ?? 0) + weight);
    };
    for (const [name, uses] of usesInside(parsed, range)) {
      const meaning = this.#meaningOf(name, family);
      for (const { to, confidence } of meaning.targets(file))
        add(meaning.chunkOf(to), confidence * Math.sqrt(uses));
    }
    for (const symbol of parsed.symbols) {
      if (!isInside(range, symbol.line) || symbol.kind === 'section') continue;
      const { chunks, counts } = names.mentions(symbol.name);
      if (chunks.length > MOST_MENTIONS) continue;
      const meaning = this.#meaningOf(symbol.name, family);
      for (const [i, from] of chunks.entries()) {
        if (this.#familyOf(names.fileOf(from)) !== family) continue;
        for (const { to, confidence } of meaning.targets(names.fileOf(from)))
          if (to.file === file && to.symbol.line === symbol.line)
            add(from, confidence * Math.sqrt(counts[i]!));
      }
    }
    const sorted = [...links].sort(([a], [b]) => a - b);
    return { chunks: sorted.map(([to]) => to), weights: sorted.map(([, weight]) => weight) };
  }

  /** Files whose mentions of a name mean what a file defines. */
  usersOf(file: number): ReadonlySet<number> {
    const names = this.#names;
    const family = this.#familyOf(file);
    const users = new Set<number>();
    const defined = new Set<string>();
    for (const { name, kind } of names.files[file]!.parsed.symbols) if (kind !== 'section') defined.add(name);
    for (const name of defined) {
      const { chunks } = names.mentions(name);
      if (chunks.length > MOST_MENTIONS) continue;
      const meaning = this.#meaningOf(name, family);
      let last = -1;
      for (const chunk of chunks) {
        const from = names.fileOf(chunk);
        if (from === last || from === file || users.has(from)) continue;
        last = from;
        if (this.#familyOf(from) !== family) continue;
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
  for (const one of imports) for (const name of broughtNames(one)) note(name, one.line);
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
  for (const one of imports) {
    for (const name of broughtNames(one)) yield { name, line: one.line };
    if (takenNames(one).some(([, original]) => original === 'default'))
      yield { name: defaultOf(one.module), line: one.line };
  }
}

/** The names that an import brings: as they are elsewhere, of what is given by default as it is called here. */
function broughtNames(one: ImportRef): string[] {
  return takenNames(one).flatMap(([local, original]) =>
    original === '*' ? [] : original === 'default' ? [local] : [original],
  );
}

/** Stands for what a module gives by default, by the name that imports write: of its file, or of its folder. */
function defaultOf(path: string): string {
  const parts = path.split('/').map((part) => part.replace(/(?<=.)\..*$/, ''));
  const last = parts.pop()!;
  return `default of ${last === 'index' && parts.length > 0 ? parts.pop() : last}`;
}
