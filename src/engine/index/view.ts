import type { Problem, SkippedFile, SymbolDef } from '../types.ts';
import type { FileEntry } from './fileEntry.ts';
import type { History } from './history/history.ts';
import { held } from './names/held.ts';
import { isManifest } from './names/moduleNames.ts';
import type { Mentions, NameCounts, NameSource, SymbolAt } from './names/nameSource.ts';
import { createImportResolver, type ImportResolver } from './resolveImports.ts';
import type { Layer, Layers, Slot } from './segments/layers.ts';
import type { SharedWords } from './segments/sharedWords.ts';
import { noteState } from './segments/states.ts';
import type { NamePlaces } from './segments/termCodec.ts';
import { createSymbolGraph, type SymbolGraph } from './symbolGraph.ts';
import { FIELDS } from './textIndex.ts';
import { createTextIndex, type PlacedSegment, type TextIndex } from './textSearch.ts';

/** Everything retrieval needs, consistent at one moment. Files are sorted by path. */
export interface IndexView {
  /** What the parser found in a file is decoded when it is asked for: to walk all files is slow. */
  readonly files: readonly FileEntry[];
  /** Number of the first chunk of each file; chunks are numbered in file order. */
  readonly starts: Uint32Array;
  /** The file that a chunk lies in. */
  fileOf(chunk: number): number;
  /** The number of the file at a path. */
  numberOf(path: string): number | undefined;
  /** Files of a name, without their folders. */
  filesNamed(name: string): readonly number[];
  readonly text: TextIndex;
  /** Numbers of the terms that the entries of files have. */
  readonly vocabulary: SharedWords;
  readonly graph: SymbolGraph;
  /** What the commits say of the files; undefined without git. */
  readonly history?: History | undefined;
  readonly skipped: readonly SkippedFile[];
  /** What made the walk see less than there is. */
  readonly problems: readonly Problem[];
  /** Files that were found and are not read yet, or not again: an index that is being made. */
  readonly unread: number;
  /** Suffixes of the languages that the parser knows: what a question may name a file by. */
  readonly suffixes: readonly string[];
}

/** Names whose places are held for one view. */
const HELD_NAMES = 30_000;

/** Makes a view of the layers as they are now: one pass over the rows, and no reading. */
export function createView(
  layers: Layers,
  facts: Pick<IndexView, 'vocabulary' | 'history' | 'skipped' | 'problems' | 'unread' | 'suffixes'> & {
    readonly imports: () => ImportResolver;
    /** The view of an earlier state, of which is kept what still holds. */
    readonly before?: IndexView | undefined;
  },
): IndexView {
  const slots = layers.sorted();
  const starts = new Uint32Array(slots.length + 1);
  const fileLengths = new Float64Array(slots.length);
  const totals = FIELDS.map(() => 0);
  for (const [i, { file }] of slots.entries()) {
    starts[i + 1] = starts[i]! + file.row.chunks;
    for (const [field, count] of file.row.terms.entries()) {
      totals[field]! += count;
      fileLengths[i]! += count;
    }
  }
  const placed = placeSegments(layers.all(), slots, starts);
  const files = slots.map(({ file }) => file);
  noteState(files, facts.before?.files);
  const fileOf = (chunk: number): number => lastStart(starts, chunk);
  const numberOf = (path: string): number | undefined => findPath(files, path);
  const names = nameSource({ files, starts, fileOf, numberOf }, placed, facts.imports);
  const { vocabulary, history, skipped, problems, unread, suffixes } = facts;
  return {
    ...{ files, starts, fileOf, numberOf, vocabulary, history, skipped, problems, unread, suffixes },
    filesNamed: fileNames(files),
    text: createTextIndex(placed, { chunks: starts[slots.length]!, totals, fileLengths }),
    graph: createSymbolGraph(names, facts.before?.graph),
  };
}

function placeSegments(
  layers: readonly Layer[],
  slots: readonly Slot[],
  starts: Uint32Array,
): PlacedSegment[] {
  const numbers = new Map<Layer, Int32Array>();
  for (const layer of layers) numbers.set(layer, new Int32Array(layer.files.length).fill(-1));
  for (const [i, { layer, number }] of slots.entries()) numbers.get(layer)![number] = i;
  return layers.map(({ segment }, at) => {
    const files = numbers.get(layers[at]!)!;
    const shifts = files.map((file, number) => (file < 0 ? 0 : starts[file]! - segment.starts[number]!));
    return { segment, files, shifts, isWhole: files.every((file) => file >= 0) };
  });
}

/** The last place whose start is not behind a chunk: files without chunks are passed over. */
function lastStart(starts: Uint32Array, chunk: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (starts[mid]! <= chunk) low = mid;
    else high = mid - 1;
  }
  return low;
}

function findPath(files: readonly FileEntry[], path: string): number | undefined {
  let low = 0;
  let high = files.length - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const here = files[mid]!.path;
    if (here === path) return mid;
    if (here < path) low = mid + 1;
    else high = mid - 1;
  }
  return undefined;
}

/** Finds files by their last segment; the table is made when it is first asked. */
function fileNames(files: readonly FileEntry[]): (name: string) => readonly number[] {
  let byName: Map<string, number[]> | undefined;
  return (name) => {
    byName ??= Map.groupBy(files.keys(), (file) => {
      const { path } = files[file]!;
      return path.slice(path.lastIndexOf('/') + 1);
    });
    return byName.get(name) ?? [];
  };
}

function nameSource(
  base: Pick<NameSource, 'files' | 'starts' | 'fileOf' | 'numberOf'>,
  placed: readonly PlacedSegment[],
  imports: () => ImportResolver,
): NameSource {
  const [defined, mentioned] = [new Map<string, readonly SymbolAt[]>(), new Map<string, Mentions>()];
  const counted = new Map<string, NameCounts>();
  const definitions = (name: string): readonly SymbolAt[] =>
    held(defined, name, () => gatherDefinitions(base, placed, name), HELD_NAMES);
  return {
    ...base,
    definitions,
    definitionsFolded: (folded) => {
      const names = new Set(placed.flatMap(({ segment }) => segment.foldedNames(folded)));
      return [...names].flatMap(definitions).sort(byPlace);
    },
    mentions: (name) => held(mentioned, name, () => gatherMentions(base, placed, name), HELD_NAMES),
    counts: (name) => held(counted, name, () => countPlaces(placed, name), HELD_NAMES),
    defined: () => definedNames(placed),
    imports: { resolve: (path, imported) => imports().resolve(path, imported) },
  };
}

/** All names that a file of the view defines, with how many definitions and mentions they have. */
function definedNames(placed: readonly PlacedSegment[]): ReadonlyMap<string, NameCounts> {
  const counts = new Map<string, { definitions: number; mentions: number }>();
  for (const one of placed) {
    for (const [name, places] of one.segment.definedNames()) {
      let known = counts.get(name);
      if (!known) {
        known = { definitions: 0, mentions: 0 };
        counts.set(name, known);
      }
      addCounts(known, one, places);
    }
  }
  return counts;
}

/** How many places a name has, without gathering them. */
function countPlaces(placed: readonly PlacedSegment[], name: string): NameCounts {
  const counts = { definitions: 0, mentions: 0 };
  for (const one of placed) addCounts(counts, one, one.segment.places(name));
  return counts;
}

function addCounts(
  counts: { definitions: number; mentions: number },
  { segment, files, isWhole }: PlacedSegment,
  places: NamePlaces,
): void {
  const { definitions } = places;
  if (isWhole) {
    counts.definitions += definitions.length / 2;
    counts.mentions += places.mentioned;
    return;
  }
  const mentions = places.mentions();
  for (let i = 0; i < definitions.length; i += 2) if (files[definitions[i]!]! >= 0) counts.definitions++;
  for (let i = 0; i < mentions.length; i += 2)
    if (files[segment.files[mentions[i]!]!]! >= 0) counts.mentions++;
}

function gatherDefinitions(
  { files }: Pick<NameSource, 'files'>,
  placed: readonly PlacedSegment[],
  name: string,
): readonly SymbolAt[] {
  const gathered: SymbolAt[] = [];
  for (const { segment, files: numbers } of placed) {
    const { definitions } = segment.places(name);
    for (let i = 0; i < definitions.length; i += 2) {
      const file = numbers[definitions[i]!]!;
      if (file >= 0) gathered.push(new LazySymbol(files, file, definitions[i + 1]!));
    }
  }
  return gathered.sort(byPlace);
}

function gatherMentions(
  base: Pick<NameSource, 'starts' | 'fileOf'>,
  placed: readonly PlacedSegment[],
  name: string,
): Mentions {
  const found = placed.map(({ segment }) => segment.places(name).mentions());
  const packed = new Float64Array(found.reduce((sum, { length }) => sum + length / 2, 0));
  let count = 0;
  for (const [at, mentions] of found.entries()) {
    const { segment, files: numbers, shifts } = placed[at]!;
    for (let i = 0; i < mentions.length; i += 2) {
      const chunk = mentions[i]!;
      const owner = segment.files[chunk]!;
      if (numbers[owner]! >= 0) packed[count++] = (chunk + shifts[owner]!) * MOST_COUNT + mentions[i + 1]!;
    }
  }
  return unpackMentions(packed.subarray(0, count).sort(), base);
}

/** A chunk mentions a name less often than this: a file that is longer is not parsed. Together with a chunk it is one number. */
const MOST_COUNT = 2 ** 21;

function unpackMentions(
  sorted: Float64Array,
  { starts, fileOf }: Pick<NameSource, 'starts' | 'fileOf'>,
): Mentions {
  const [chunks, counts, files] = [0, 1, 2].map(() => new Uint32Array(sorted.length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let file = -1;
  for (let i = 0; i < sorted.length; i++) {
    const chunk = Math.floor(sorted[i]! / MOST_COUNT);
    if (file < 0 || chunk >= starts[file + 1]!) file = fileOf(chunk);
    chunks[i] = chunk;
    counts[i] = sorted[i]! - chunk * MOST_COUNT;
    files[i] = file;
  }
  return { chunks, counts, files };
}

/** A definition whose file is decoded when more is asked than where it lies. */
class LazySymbol implements SymbolAt {
  readonly file: number;
  readonly number: number;
  readonly #files: readonly FileEntry[];

  constructor(files: readonly FileEntry[], file: number, number: number) {
    this.#files = files;
    this.file = file;
    this.number = number;
  }

  get symbol(): SymbolDef {
    return this.#files[this.file]!.parsed.symbols[this.number]!;
  }
}

function byPlace(a: SymbolAt, b: SymbolAt): number {
  return a.file - b.file || a.number - b.number;
}

/** The import resolver of the files as they are; made anew when a path came or went, or a manifest changed. */
export class ImportsOfPaths {
  #made: { readonly version: number; readonly resolver: ImportResolver } | undefined;

  of(layers: Layers): ImportResolver {
    if (this.#made?.version !== layers.pathsVersion) {
      const files = layers.sorted().map(({ file }) => file);
      const modules = files.flatMap((file) => (isManifest(file.path) ? file.modules : []));
      const resolver = createImportResolver(
        files.map(({ path }) => path),
        modules,
      );
      this.#made = { version: layers.pathsVersion, resolver };
    }
    return this.#made.resolver;
  }
}
