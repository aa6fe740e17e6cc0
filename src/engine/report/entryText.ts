import type { IndexView } from '../index/repository.ts';
import { roleIn } from '../retrieve/roles.ts';
import type { SymbolDef } from '../types.ts';
import { byName, type Entry, folderEntries, membersOf, placeOf } from './entries.ts';

/** Names that an outline tells, files of a folder that it looks into for them, and its length in characters. */
const NAMES = 12;
const LOOKED_INTO = 12;
const SIGNATURES = 6;
const SIGNATURE_CHARS = 90;
const DOC_CHARS = 160;
const OUTLINE_CHARS = 420;

/**
 * What the outline says of a place, on one line: how large it is, what it holds, the names in it that are used most, and
 * signatures. All of it from the index; nothing is summarised. Decodes up to a dozen files.
 */
export function outlineText(view: IndexView, entry: Entry): string {
  const text = textOf(view, entry);
  return text.length <= OUTLINE_CHARS ? text : `${text.slice(0, OUTLINE_CHARS - 1)}…`;
}

function textOf(view: IndexView, entry: Entry): string {
  switch (entry.type) {
    case 'group':
      return groupOutline(view, entry.entries);
    case 'folder':
      return folderOutline(view, entry.path, entry.files);
    case 'file':
      return fileOutline(view, entry.file);
    case 'symbol':
      return symbolOutline(entry.symbol, membersOf(view, entry.file, entry.symbol));
    case 'lines':
      return shortName(view, entry, '');
  }
}

function folderOutline(view: IndexView, path: string, files: readonly number[]): string {
  const languages = new Map<string, number>();
  let lines = 0;
  for (const file of files) {
    const { row } = view.files[file]!;
    lines += row.lines;
    languages.set(row.language, (languages.get(row.language) ?? 0) + 1);
  }
  const most = [...languages].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 3);
  const inside = folderEntries(view, path, files).sort((a, b) => byName(view, a, b));
  const names = namesOf(view, files);
  return [
    `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${lines} lines, ${most.map(([name]) => name).join(', ')}`,
    `holds ${listed(inside.map((entry) => shortName(view, entry, path)))}`,
    ...(names.length > 0 ? [`most used: ${names.join(', ')}`] : []),
  ].join('; ');
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, NAMES).join(', ')}${names.length > NAMES ? ` and ${names.length - NAMES} more` : ''}`;

function shortName(view: IndexView, entry: Entry, parent: string): string {
  if (entry.type === 'symbol') return entry.symbol.name;
  if (entry.type === 'lines') return `lines ${entry.span.startLine}-${entry.span.endLine}`;
  const path = placeOf(view, entry);
  const name = parent === '' ? path : path.slice(parent.length + 1);
  return entry.type === 'folder' ? `${name}/` : name;
}

function groupOutline(view: IndexView, entries: readonly Entry[]): string {
  const path = placeOf(view, entries[0]!);
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const names = entries.map((entry) => shortName(view, entry, parent));
  return `${names.length} more, ${names[0]} to ${names.at(-1)}: ${listed(names.slice(1))}`;
}

/** The names at the top of files that most chunks mention; of many files the largest ones are looked into. */
function namesOf(view: IndexView, files: readonly number[]): string[] {
  const looked = [...files]
    .filter((file) => roleIn(view, view.files[file]!.path) === 'source')
    .sort((a, b) => view.files[b]!.row.symbols - view.files[a]!.row.symbols || a - b)
    .slice(0, LOOKED_INTO);
  const uses = new Map<string, number>();
  for (const file of looked)
    for (const { name, kind, container } of view.files[file]!.parsed.symbols)
      if (container.length === 0 && kind !== 'section') uses.set(name, view.graph.mentions(name));
  return [...uses]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, NAMES)
    .map(([name]) => name);
}

function fileOutline(view: IndexView, file: number): string {
  const { row, parsed } = view.files[file]!;
  const top = parsed.symbols
    .filter(({ container }) => container.length === 0)
    .map((symbol) => ({ symbol, uses: symbol.kind === 'section' ? 0 : view.graph.mentions(symbol.name) }))
    .sort((a, b) => b.uses - a.uses || a.symbol.line - b.symbol.line);
  const shown = top.slice(0, SIGNATURES).map(({ symbol }) => symbol.signature.slice(0, SIGNATURE_CHARS));
  const more = top.length > shown.length ? ` and ${top.length - shown.length} more` : '';
  return `${row.lines} lines, ${row.language}${shown.length > 0 ? `; ${shown.join('; ')}${more}` : ''}`;
}

function symbolOutline({ signature, kind, doc }: SymbolDef, members: readonly SymbolDef[]): string {
  const inside = members.length > 0 ? `; holds ${listed(members.map(({ name }) => name))}` : '';
  return `${kind} ${signature}${doc === '' ? '' : `: ${doc.replace(/\s+/g, ' ').slice(0, DOC_CHARS)}`}${inside}`;
}
