import type { ReferenceGroup, ReferenceKind } from '../types.ts';
import type { FileEntry } from './fileEntry.ts';
import { nameRules } from './names/languageRules.ts';
import { defaultOf } from './names/mentions.ts';
import { NameLinks, type Neighbours } from './names/nameLinks.ts';
import { keyOf, type NameCounts, type NameSource, type SymbolAt } from './names/nameSource.ts';
import { placesOf } from './names/places.ts';
import { createNameResolver, type NameResolver } from './names/resolveNames.ts';

/** Uses that are less sure than this are not followed in a review: their name has other meanings as well. */
export const SURE = 0.5;
/** A resolved use: where, of what, how sure. */
export interface Edge {
  readonly fromFile: number;
  readonly fromLine: number;
  readonly to: SymbolAt;
  readonly kind: ReferenceKind | 'inherit';
  readonly confidence: number;
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
  /** Where else that stands which a definition surely defines: what uses one of them uses all. */
  placesOf(target: SymbolAt): readonly SymbolAt[];
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
  usersOf(file: number): Uint32Array;
  /** How many uses a file or one of its chunks holds, and how many chunks mention what it defines. */
  degreesOf(file: number, chunk?: number): { readonly uses: number; readonly usedBy: number };
  /** What a chunk is linked to by the names that it mentions and defines. */
  neighbours(chunk: number): Neighbours;
}

/** The links that a graph has made. */
const linksOf = new WeakMap<SymbolGraph, NameLinks>();

/** The graph over the names of a view. Nothing is computed before it is asked for; what holds of an earlier one is kept. */
export function createSymbolGraph(names: NameSource, before?: SymbolGraph): SymbolGraph {
  const resolver = createNameResolver(names);
  const links = new NameLinks(names, before && linksOf.get(before));
  const graph: SymbolGraph = {
    definitions: names.definitions,
    definitionsFolded: names.definitionsFolded,
    placesOf: (target) => placesOf(names, target).flatMap(({ at, of }) => (of === 1 ? [at] : [])),
    usesOf(target) {
      const { files, known } = mentioningFiles(names, target);
      const places = new Map(placesOf(names, target).map(({ at, of }) => [keyOf(at), of]));
      const own = keyOf(target);
      const meant = (edge: Edge): Edge[] => {
        const key = keyOf(edge.to);
        if (key === own) return [edge];
        const of = places.get(key);
        return of === undefined ? [] : [{ ...edge, to: target, confidence: edge.confidence / Math.sqrt(of) }];
      };
      return [...files].flatMap((file) => surest(edgesOf(names, resolver, file, known).flatMap(meant)));
    },
    usedBy(source) {
      const { startLine, endLine } = source.symbol;
      return edgesOf(names, resolver, source.file).filter(
        ({ fromLine, to }) => fromLine >= startLine && fromLine <= endLine && !isSame(to, source),
      );
    },
    usedIn: (file) => edgesOf(names, resolver, file),
    mentions: (name) => names.counts(name).mentions,
    filesMentioning: (name) => new Set(names.mentions(name).files),
    importsOf: (file) => new Set(importLines(names, file).flatMap(({ targets }) => targets)),
    importLines: (file) => importLines(names, file),
    defined: names.defined,
    usersOf: (file) => links.usersOf(file),
    degreesOf: (file, chunk) => links.degreesOf(file, chunk),
    neighbours: (chunk) => links.neighbours(chunk),
  };
  linksOf.set(graph, links);
  return graph;
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
function edgesOf(
  { files }: NameSource,
  resolver: NameResolver,
  file: number,
  only?: ReadonlySet<string>,
): Edge[] {
  const edges: Edge[] = [];
  const { references, inherits } = files[file]!.parsed;
  const wanted = only && new Set([...only, ...resolver.otherNames(file, only)]);
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
  edges.push(...ownerEdges(references, resolver, file, wanted));
  for (const { base, line } of inherits) {
    if (wanted && !wanted.has(base)) continue;
    for (const { to, confidence } of resolver.basesOf(file, base, line))
      edges.push({ fromFile: file, fromLine: line, to, kind: 'inherit', confidence });
  }
  return edges;
}

/** What members are taken from is used as well, where the line does not tell so by itself: `current` in `current.send()`. */
function ownerEdges(
  references: readonly ReferenceGroup[],
  resolver: NameResolver,
  file: number,
  wanted: ReadonlySet<string> | undefined,
): Edge[] {
  const owned = references.filter(({ on }) => on?.kind === 'name' && (!wanted || wanted.has(on.name!)));
  if (owned.length === 0) return [];
  const told = new Set(references.flatMap(({ name, lines }) => lines.map((line) => `${line} ${name}`)));
  return owned.flatMap(({ on, lines }) =>
    lines
      .filter((line) => !told.has(`${line} ${on!.name!}`))
      .flatMap((fromLine) =>
        resolver
          .ownersOf(file, on!.name!, fromLine)
          .map(({ to, confidence }): Edge => ({ fromFile: file, fromLine, to, kind: 'name', confidence })),
      ),
  );
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

/** Files that may use a definition, and the names by which they may know it: its own, and those that others pass it on by. */
function mentioningFiles(
  names: NameSource,
  { file: home, symbol }: SymbolAt,
): { readonly files: ReadonlySet<number>; readonly known: ReadonlySet<string> } {
  const files = new Set([home]);
  const known = new Set([symbol.name]);
  if (symbol.name === 'default') known.add(defaultOf(names.files[home]!.path));
  // A set hands out what is added to it on the way.
  for (const name of known)
    for (const file of [home, ...names.mentions(name).files]) {
      files.add(file);
      for (const passed of passedOn(names.files[file]!, name)) known.add(passed);
    }
  return { files, known };
}

/** The names under which a file gives on what it has by a name. */
function passedOn({ path, parsed: { language, imports, exports } }: FileEntry, name: string): string[] {
  const passed = (exports ?? []).flatMap((given) => (given.of === name ? [given.name] : []));
  const { passesOn } = nameRules(language);
  for (const { module, as, isExport } of imports)
    if (passesOn || isExport)
      for (const [local, original] of as ?? [])
        if (original === name || (original === 'default' && defaultOf(module) === name)) passed.push(local);
  return passed.map((given) => (given === 'default' ? defaultOf(path) : given));
}
