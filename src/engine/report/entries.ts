import type { IndexView } from '../index/repository.ts';
import { roleIn } from '../retrieve/roles.ts';
import type { FileRole, Span, SymbolDef } from '../types.ts';

/** A node before it is named: what it is made of. */
export type Entry =
  | { readonly type: 'folder'; readonly path: string; readonly files: readonly number[] }
  | { readonly type: 'file'; readonly file: number }
  | { readonly type: 'symbol'; readonly file: number; readonly symbol: SymbolDef }
  | { readonly type: 'lines'; readonly file: number; readonly span: Span }
  | { readonly type: 'group'; readonly path: string; readonly entries: readonly Entry[] };

/** Where nothing speaks for any place, code comes before what is about it. */
const ROLES: readonly FileRole[] = [
  ...(['source', 'docs', 'config', 'example', 'test', 'data', 'vendored', 'generated'] as const),
];

/** Lines between definitions that are too few to go to. */
const FEW_LINES = 3;

/** What is right inside a place, in the order of the index. */
export function entriesOf(view: IndexView, entry: Entry): readonly Entry[] {
  switch (entry.type) {
    case 'group':
      return entry.entries;
    case 'folder':
      return folderEntries(view, entry.path, entry.files);
    case 'file':
      return fileEntries(view, entry.file);
    case 'symbol':
      return partsOf(view, entry.file, membersOf(view, entry.file, entry.symbol), entry.symbol);
    case 'lines':
      return [];
  }
}

/** The folders and files right inside a folder. */
export function folderEntries(view: IndexView, path: string, files: readonly number[]): Entry[] {
  const prefix = path === '' ? 0 : path.length + 1;
  const folders = new Map<string, number[]>();
  const entries: Entry[] = [];
  for (const file of files) {
    const inside = view.files[file]!.path;
    const slash = inside.indexOf('/', prefix);
    if (slash < 0) entries.push({ type: 'file', file });
    else {
      const known = folders.get(inside.slice(0, slash));
      if (known) known.push(file);
      else folders.set(inside.slice(0, slash), [file]);
    }
  }
  for (const [folder, own] of folders) entries.push(shortened(view, folder, own));
  return entries;
}

/** A folder; one that holds nothing but another one is passed over. */
function shortened(view: IndexView, path: string, files: readonly number[]): Entry {
  const first = view.files[files[0]!]!.path;
  for (let at = path; ; ) {
    const slash = first.indexOf('/', at.length + 1);
    const next = slash < 0 ? undefined : first.slice(0, slash);
    if (next === undefined || !files.every((file) => view.files[file]!.path.startsWith(`${next}/`)))
      return { type: 'folder', path: at, files };
    at = next;
  }
}

/** The definitions at the top of a file, and the lines between them. */
function fileEntries(view: IndexView, file: number): Entry[] {
  const { parsed } = view.files[file]!;
  const symbols = parsed.symbols.filter(({ container }) => container.length === 0);
  return partsOf(view, file, symbols, { startLine: 1, endLine: parsed.lines });
}

/** Definitions within some lines, and what lies between them; none where there is nothing to tell apart. */
function partsOf(view: IndexView, file: number, symbols: readonly SymbolDef[], within: Span): Entry[] {
  const between = view.files[file]!.parsed.chunks.filter(
    ({ startLine, endLine }) =>
      startLine >= within.startLine &&
      endLine <= within.endLine &&
      endLine - startLine >= FEW_LINES &&
      !symbols.some((symbol) => symbol.startLine <= endLine && startLine <= symbol.endLine),
  );
  if (symbols.length === 0 && between.length < 2) return [];
  return [
    ...symbols.map((symbol): Entry => ({ type: 'symbol', file, symbol })),
    ...between.map(
      ({ startLine, endLine }): Entry => ({ type: 'lines', file, span: { startLine, endLine } }),
    ),
  ];
}

/** The definitions right inside another one. */
export function membersOf(
  view: IndexView,
  file: number,
  { name, container, startLine, endLine }: SymbolDef,
): SymbolDef[] {
  const depth = container.length + 1;
  return view.files[file]!.parsed.symbols.filter(
    (inner) =>
      inner.container.length === depth &&
      inner.container[depth - 1] === name &&
      inner.startLine >= startLine &&
      inner.endLine <= endLine,
  );
}

/** The order of places for which nothing speaks. */
export function order(view: IndexView, a: Entry, b: Entry): number {
  return roleRank(view, a) - roleRank(view, b) || tokensOf(view, b) - tokensOf(view, a) || byName(view, a, b);
}

function roleRank(view: IndexView, entry: Entry): number {
  if (entry.type === 'folder') {
    const roles = entry.files.map((file) => ROLES.indexOf(roleIn(view, view.files[file]!.path)));
    return roles.reduce((least, role) => Math.min(least, role), ROLES.length);
  }
  return entry.type === 'file' ? ROLES.indexOf(roleIn(view, view.files[entry.file]!.path)) : 0;
}

/** By path, and by line within a file. */
export function byName(view: IndexView, a: Entry, b: Entry): number {
  const [one, other] = [placeOf(view, a), placeOf(view, b)];
  return one < other ? -1 : one > other ? 1 : firstLine(a) - firstLine(b);
}

/** Where a place begins in its file; 0 for a whole one. */
export const firstLine = (entry: Entry): number =>
  entry.type === 'symbol' ? entry.symbol.startLine : entry.type === 'lines' ? entry.span.startLine : 0;

/** The path of a place; of a group, where its entries lie. */
export function placeOf(view: IndexView, entry: Entry): string {
  return entry.type === 'folder' || entry.type === 'group' ? entry.path : view.files[entry.file]!.path;
}

/** Estimated model tokens of all lines of a place. */
export function tokensOf(view: IndexView, entry: Entry): number {
  if (entry.type === 'group') return entry.entries.reduce((sum, one) => sum + tokensOf(view, one), 0);
  if (entry.type === 'folder')
    return entry.files.reduce((sum, file) => sum + view.files[file]!.row.tokens, 0);
  const { row } = view.files[entry.file]!;
  if (entry.type === 'file') return row.tokens;
  const { startLine, endLine } = entry.type === 'symbol' ? entry.symbol : entry.span;
  return Math.ceil((row.tokens * (endLine - startLine + 1)) / Math.max(1, row.lines));
}
