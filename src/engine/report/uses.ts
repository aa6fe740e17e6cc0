import { keyOf, type SymbolAt } from '../index/names/nameSource.ts';
import { HEADER } from '../index/names/places.ts';
import { termsOf } from '../index/tokenize.ts';
import type { IndexView } from '../index/view.ts';
import { splitLines } from '../parse/lines.ts';
import type { ConcealedFile } from '../types.ts';
import { definitionsNamed, reportOf, type SymbolReport, type SymbolUse } from './outline.ts';

/** A use with the line of code that holds it; empty when its file was not read. */
export interface UseLine extends SymbolUse {
  readonly text: string;
}

/** One definition with its uses: the surest file first, in a file by kind, the surest first. */
export interface DefinitionUses extends Pick<SymbolReport, 'path' | 'root' | 'symbol'> {
  readonly uses: readonly UseLine[];
  /**
   * Where else it stands: overloads, the declaration in a header of what has its body elsewhere, parts of a partial class.
   * They have the same uses. Absent when there are none.
   */
  readonly also?: readonly { readonly path: string; readonly root?: string; readonly line: number }[];
}

/** A line that names something in a way that the syntax tree does not tie to a definition. */
export interface NamedLine {
  readonly path: string;
  readonly root?: string;
  readonly line: number;
  readonly text: string;
}

/** Where a name is used: what the syntax tree shows, and apart from it what the text shows. */
export interface UsesReport {
  readonly definitions: readonly DefinitionUses[];
  /**
   * Lines that hold the name and are neither definition nor use: fields, imports, strings, comments, names made at run
   * time. In the order of paths.
   */
  readonly named: readonly NamedLine[];
  /** Files that may hold the name and were not read: they are too many, or were gone. */
  readonly unread: number;
  /** False for a name so common that the index keeps no list of it: then only files with uses were read. */
  readonly isSearched: boolean;
}

/** Files read for one report at most, those with uses first. */
const MOST_READ = 400;
/** Chunks that are looked up for a name at most. */
const MOST_CHUNKS = 20_000;
const MAX_LINE = 240;

/**
 * Uses of all definitions of a name, plain or qualified, with their lines of code as the files are now. Without a
 * definition the lines that name it are told all the same. Cost: the files that mention the name, at most 400 are read.
 */
export async function reportUses(
  view: IndexView,
  name: string,
  read: (path: string) => Promise<ConcealedFile | undefined>,
): Promise<UsesReport> {
  const all = definitionsNamed(view, name);
  const things = thingsOf(view, all);
  const reports = things.map(([first]) => reportOf(view, first!));
  const bare = reports[0]?.symbol.name ?? name.split(/\.|(?<=[^.])#|::/).pop()!;
  const [term] = termsOf(bare);
  const searched = term === undefined ? [] : filesHolding(view, term);
  const wanted = new Set([
    ...reports
      .flatMap(({ callers }) => callers)
      .sort((a, b) => b.confidence - a.confidence)
      .map(({ path }) => path),
    ...reports.map(({ path }) => path),
    ...searched,
  ]);
  const lines = new Map<string, readonly string[]>();
  for (const path of [...wanted].slice(0, MOST_READ)) {
    const file = await read(path);
    if (file) lines.set(path, linesOf(file.text));
  }
  return {
    definitions: reports.map(({ path, root, symbol, callers }, i) => ({
      path,
      ...(root === undefined ? {} : { root }),
      symbol,
      ...alsoAt(view, things[i]!.slice(1)),
      uses: callers.map((use) => ({ ...use, text: lines.get(use.path)?.[use.line - 1] ?? '' })),
    })),
    named: namedLines(bare, lines, placesOf(view, reports, bare)),
    unread: wanted.size - lines.size,
    isSearched: term !== undefined,
  };
}

const TYPE = /^(?:struct|enum|trait|type)$/;

/**
 * Definitions by what they define, the most telling first: a body stands before its declaration in a header. A block of
 * functions for a type of Rust (`impl`) is none where that type is defined.
 */
function thingsOf(view: IndexView, all: readonly SymbolAt[]): SymbolAt[][] {
  const isHeader = ({ file }: SymbolAt): boolean => HEADER.test(view.files[file]!.path);
  const types = new Set(all.flatMap(({ symbol }) => (TYPE.test(symbol.kind) ? [symbol.name] : [])));
  const isBlock = ({ file, symbol }: SymbolAt): boolean =>
    symbol.kind === 'namespace' && view.files[file]!.row.language === 'rust' && types.has(symbol.name);
  const waiting = new Map(all.filter((at) => !isBlock(at)).map((at) => [keyOf(at), at]));
  const things: SymbolAt[][] = [];
  for (const [key, at] of waiting) {
    waiting.delete(key);
    const thing = [at];
    for (const place of view.graph.placesOf(at)) if (waiting.delete(keyOf(place))) thing.push(place);
    things.push([...thing.filter((one) => !isHeader(one)), ...thing.filter(isHeader)]);
  }
  return things;
}

function alsoAt(view: IndexView, others: readonly SymbolAt[]): Pick<DefinitionUses, 'also'> {
  const also = others.map(({ file, symbol }) => ({ path: view.files[file]!.path, line: symbol.line }));
  return also.length > 0 ? { also } : {};
}

/** Paths of the files whose text holds a term, in the order of the index. */
function filesHolding(view: IndexView, term: string): string[] {
  const files = new Set(view.text.chunksWithAll([term], MOST_CHUNKS).map((chunk) => view.fileOf(chunk)));
  return [...files].map((file) => view.files[file]!.path);
}

/** Lines of a file without the blanks around them, each cut where nobody reads on. */
function linesOf(text: string): string[] {
  const lines = splitLines(text);
  return Array.from({ length: lines.count }, (_, i) => {
    const line = lines.text(i + 1).trim();
    return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line;
  });
}

function namedLines(
  name: string,
  files: ReadonlyMap<string, readonly string[]>,
  told: ReadonlyMap<string, number>,
): NamedLine[] {
  const found: NamedLine[] = [];
  const word = /[\p{L}\p{N}_$]/u;
  const timesNamed = (text: string): number => {
    let times = 0;
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
      if (!word.test(text[at - 1] ?? '') && !word.test(text[at + name.length] ?? '')) times++;
    return times;
  };
  for (const [path, lines] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const [i, text] of lines.entries())
      if (timesNamed(text) > (told.get(`${path}:${i + 1}`) ?? 0)) found.push({ path, line: i + 1, text });
  return found;
}

/** How often a line names what is told of it: a use tells all of it, a definition once. By `path:line`. */
function placesOf(view: IndexView, reports: readonly SymbolReport[], name: string): Map<string, number> {
  const places = new Map<string, number>();
  for (const { file, symbol } of view.graph.definitions(name)) {
    const place = `${view.files[file]!.path}:${symbol.line}`;
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  for (const { callers } of reports)
    for (const { path, line } of callers) places.set(`${path}:${line}`, Number.POSITIVE_INFINITY);
  return places;
}

/** The files that use what others define, by path and without those; names of very many places are not followed. */
export function filesUsing(view: IndexView, paths: readonly string[]): string[] {
  const own = new Set(paths.flatMap((path) => view.numberOf(path) ?? []));
  const users = new Set([...own].flatMap((file) => [...view.graph.usersOf(file)]));
  return [...users]
    .filter((file) => !own.has(file))
    .map((file) => view.files[file]!.path)
    .sort();
}
