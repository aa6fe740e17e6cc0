import type { IndexView } from '../index/repository.ts';
import { roleIn } from '../retrieve/roles.ts';
import type { SymbolDef, SymbolKind } from '../types.ts';

export type CompletionKind = 'file' | 'folder' | 'symbol';

/** Something a person can name in a question. */
export interface Completion {
  readonly kind: CompletionKind;
  readonly label: string;
  readonly path: string;
  readonly root?: string;
  /** Of a file: its language. */
  readonly language?: string;
  /** Of a folder: how many files are below it. */
  readonly files?: number;
  /** Of a symbol: its name, what it is, and the line of its definition. */
  readonly name?: string;
  readonly symbolKind?: SymbolKind;
  readonly line?: number;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** How many fit, those beyond the limit counted in. */
  readonly total: number;
}

/** What fits a beginning that a person typed, best first: names that start with it, then names that hold it. */
export function complete(view: IndexView, kind: CompletionKind, prefix: string, limit: number): Completions {
  const wanted = prefix.toLowerCase();
  if (kind === 'symbol') return completeSymbols(view, wanted, limit);
  const found: Completion[] = [];
  const places = new Map<Completion, number>();
  for (const item of kind === 'folder' ? folders(view) : filesOf(view)) {
    const place = placeOf(item.label, wanted);
    if (place < 0) continue;
    found.push(item);
    places.set(item, place);
  }
  found.sort(
    (a, b) =>
      places.get(a)! - places.get(b)! ||
      Number(LOCK_FILE.test(a.label)) - Number(LOCK_FILE.test(b.label)) ||
      byLabel(a.label, b.label),
  );
  return { items: found.slice(0, limit), total: found.length };
}

/** Definitions of the names that fit; only those that are shown are looked up. */
function completeSymbols(view: IndexView, wanted: string, limit: number): Completions {
  const found: { name: string; place: number }[] = [];
  let total = 0;
  for (const [name, { definitions }] of view.graph.defined()) {
    const place = placeOf(name, wanted);
    if (place < 0 || definitions === 0) continue;
    found.push({ name, place });
    total += definitions;
  }
  found.sort(
    (a, b) =>
      a.place - b.place ||
      Number(isOneLetter(a.name, wanted)) - Number(isOneLetter(b.name, wanted)) ||
      byLabel(a.name, b.name),
  );
  const items: Completion[] = [];
  for (const { name } of found) {
    if (items.length >= limit) break;
    for (const { file, symbol } of view.graph.definitions(name))
      items.push(symbolItem(view.files[file]!.path, symbol));
  }
  return { items: items.slice(0, limit), total };
}

/** Files that tools write: nobody asks about them first. */
const LOCK_FILE = /(?:^|[/\\])(?:[\w.-]+\.lock|[\w-]+-lock\.(?:json|ya?ml)|go\.sum|npm-shrinkwrap\.json)$/i;

/** One letter names something only where it is what was typed. */
const isOneLetter = (name: string, wanted: string): boolean =>
  name.length === 1 && name.toLowerCase() !== wanted;

function byLabel(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** 0 the last part starts with it, 1 the label does, 2 the last part holds it, 3 the label does; -1 not at all. */
function placeOf(label: string, wanted: string): number {
  const whole = label.toLowerCase();
  const last = whole.slice(whole.lastIndexOf('/') + 1);
  if (last.startsWith(wanted)) return 0;
  if (whole.startsWith(wanted)) return 1;
  if (last.includes(wanted)) return 2;
  return whole.includes(wanted) ? 3 : -1;
}

function* filesOf(view: IndexView): Generator<Completion> {
  for (const { path, row } of view.files) yield { kind: 'file', label: path, path, language: row.language };
}

function symbolItem(path: string, { name, kind: symbolKind, line }: SymbolDef): Completion {
  return { kind: 'symbol', label: name, path, name, symbolKind, line };
}

function* folders(view: IndexView): Generator<Completion> {
  const counts = new Map<string, number>();
  for (const { path } of view.files) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  for (const [path, files] of counts) yield { kind: 'folder', label: path, path, files };
}

/** An example question: how a callable works, what a type is for, what a file is responsible for. */
export interface Suggestion {
  readonly kind: 'howItWorks' | 'whatFor' | 'responsible';
  /** Name or path. */
  readonly of: string;
}

const ASKABLE = new Set(['class', 'function', 'method', 'interface', 'struct', 'trait']);

/** Names with the most mentions that are looked at for an example. */
const MOST_MENTIONED = 300;

/**
 * Up to three example questions about what the repository itself uses most: its most used callable and type, of
 * those that are defined once and documented, and the source file that others depend on most. Deterministic; costs no model calls.
 */
export function suggestQuestions(view: IndexView): Suggestion[] {
  let callable: string | undefined;
  let type: string | undefined;
  const files = new Map<string, number>();
  for (const { name, count } of mostMentioned(view).slice(0, MOST_MENTIONED)) {
    for (const { file, symbol } of view.graph.definitions(name)) {
      const { path } = view.files[file]!;
      if (roleIn(view, path) !== 'source') continue;
      files.set(path, (files.get(path) ?? 0) + count);
      if (!isAskable(view, symbol)) continue;
      if (symbol.kind === 'function' || symbol.kind === 'method') callable ??= name;
      else type ??= name;
    }
  }
  const [file] = [...files].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return [
    ...(callable ? [{ kind: 'howItWorks', of: callable } as const] : []),
    ...(type ? [{ kind: 'whatFor', of: type } as const] : []),
    ...(file ? [{ kind: 'responsible', of: file[0] } as const] : []),
  ];
}

/** A public name that is defined once and documented there: a question about it leads to one place. */
function isAskable({ graph }: IndexView, { kind, name, doc }: SymbolDef): boolean {
  return (
    ASKABLE.has(kind) &&
    doc !== '' &&
    name.length >= 4 &&
    !name.startsWith('_') &&
    graph.definitions(name).length === 1
  );
}

interface Used {
  readonly name: string;
  readonly definitions: number;
  /** Mentions for each definition. */
  readonly count: number;
}

/** Names that are defined and mentioned, by how often each of their definitions is meant, the most first. */
export function mostMentioned(view: IndexView): Used[] {
  const used: Used[] = [];
  for (const [name, { definitions, mentions }] of view.graph.defined())
    if (definitions > 0 && mentions > 0) used.push({ name, definitions, count: mentions / definitions });
  return used.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
