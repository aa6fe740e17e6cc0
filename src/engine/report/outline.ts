import type { SymbolAt } from '../index/names/nameSource.ts';
import type { IndexView } from '../index/repository.ts';
import { type Edge, foldName, isSame } from '../index/symbolGraph.ts';
import { roleIn } from '../retrieve/roles.ts';
import type { Damage, FileRole, SymbolDef, SymbolKind } from '../types.ts';

export interface OutlineSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly startLine: number;
  readonly endLine: number;
  readonly signature: string;
  readonly doc: string;
  readonly depth: number;
}

export interface OutlineFile {
  readonly path: string;
  readonly language: string;
  readonly lines: number;
  /** All definitions for one file; the most used ones for a folder. */
  readonly symbols: readonly OutlineSymbol[];
  readonly symbolCount: number;
  readonly damage?: Damage;
}

export interface OutlineFolder {
  readonly path: string;
  readonly files: number;
  readonly lines: number;
  readonly languages: Readonly<Record<string, number>>;
}

/** The outline of a file, a folder, or (for the empty path) the repository. Complete and deterministic. */
export interface Outline {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'repository';
  readonly folders: readonly OutlineFolder[];
  readonly files: readonly OutlineFile[];
}

const TOP_SYMBOLS = 6;

/** Gives undefined for a path that is neither an indexed file nor a folder that holds one. No model calls. */
export function outlineOf(view: IndexView, path: string): Outline | undefined {
  const clean = path.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, '');
  const file = view.numberOf(clean);
  if (file !== undefined) return { path: clean, kind: 'file', folders: [], files: [outlineFile(view, file)] };
  const prefix = clean === '' ? '' : `${clean}/`;
  const inside = [...view.files.keys()].filter((i) => view.files[i]!.path.startsWith(prefix));
  if (inside.length === 0 && clean !== '') return undefined;
  const folders = new Map<string, number[]>();
  const direct: number[] = [];
  for (const i of inside) {
    const rest = view.files[i]!.path.slice(prefix.length);
    const slash = rest.indexOf('/');
    if (slash < 0) direct.push(i);
    else folders.set(rest.slice(0, slash), [...(folders.get(rest.slice(0, slash)) ?? []), i]);
  }
  const ordered = [...folders].map(([name, files]) => ({ name, files, rank: rankOf(view, name, files) }));
  return {
    path: clean,
    kind: clean === '' ? 'repository' : 'folder',
    folders: ordered
      .sort((a, b) => a.rank - b.rank)
      .map(({ name, files }) => outlineFolder(view, `${prefix}${name}`, files)),
    files: direct
      .map((i) => ({ i, rank: rankOf(view, view.files[i]!.path.slice(prefix.length), [i]) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ i }) => outlineFile(view, i, TOP_SYMBOLS)),
  };
}

/** What people look for comes first: the source, then what goes with it; what is hidden by a dot comes last. */
const ROLES: readonly FileRole[] = ['source', 'test', 'example', 'docs', 'config', 'data'];

/** The place of what most lines of a folder, or of a file, are for. */
function rankOf(view: IndexView, name: string, files: readonly number[]): number {
  if (name.startsWith('.')) return ROLES.length + 1;
  const lines = new Map<FileRole, number>();
  for (const i of files) {
    const { path, row } = view.files[i]!;
    const role = roleIn(view, path);
    lines.set(role, (lines.get(role) ?? 0) + row.lines);
  }
  // A folder that holds source is source, however much else lies beside it.
  if ((lines.get('source') ?? 0) > 0) return 0;
  const [most] = [...lines].sort((a, b) => b[1] - a[1]);
  const at = most ? ROLES.indexOf(most[0]) : -1;
  return at < 0 ? ROLES.length : at;
}

function outlineFolder(view: IndexView, path: string, files: readonly number[]): OutlineFolder {
  const languages: Record<string, number> = {};
  let lines = 0;
  for (const i of files) {
    const { language, lines: own } = view.files[i]!.row;
    languages[language] = (languages[language] ?? 0) + 1;
    lines += own;
  }
  return { path, files: files.length, lines, languages };
}

function outlineFile(view: IndexView, file: number, most?: number): OutlineFile {
  const { path, row, parsed } = view.files[file]!;
  const shown = most === undefined ? parsed.symbols : mostUsed(view, file, most);
  return {
    path,
    language: row.language,
    lines: row.lines,
    symbolCount: row.symbols,
    ...(row.damage ? { damage: row.damage } : {}),
    symbols: shown.map((symbol) => toOutline(symbol)),
  };
}

function toOutline({ name, kind, startLine, endLine, signature, doc, container }: SymbolDef): OutlineSymbol {
  return { name, kind, startLine, endLine, signature, doc, depth: container.length };
}

/** The definitions of a file's top level whose names most chunks mention, in the order of the file. */
function mostUsed(view: IndexView, file: number, most: number): SymbolDef[] {
  return view.files[file]!.parsed.symbols.filter((symbol) => symbol.container.length === 0)
    .map((symbol) => ({ symbol, uses: symbol.kind === 'section' ? 0 : view.graph.mentions(symbol.name) }))
    .sort((a, b) => b.uses - a.uses || a.symbol.line - b.symbol.line)
    .slice(0, most)
    .map(({ symbol }) => symbol)
    .sort((a, b) => a.line - b.line);
}

export interface SymbolUse {
  readonly path: string;
  readonly root?: string;
  readonly line: number;
  readonly kind: Edge['kind'];
  /** How sure the link is, 0 to 1. */
  readonly confidence: number;
  /** The enclosing definition, empty at file level. */
  readonly inside: string;
}

export interface SymbolReport {
  readonly path: string;
  readonly root?: string;
  readonly symbol: SymbolDef;
  readonly callers: readonly SymbolUse[];
  readonly callees: readonly (SymbolUse & { readonly name: string })[];
}

/** All definitions of a name with who uses them and what they use. Falls back to the name without regard to case. */
export function reportSymbol(view: IndexView, name: string): SymbolReport[] {
  return definitionsNamed(view, name).map((at) => reportOf(view, at));
}

/** All definitions of a name, plain or qualified; where there are none, those without regard to case. */
export function definitionsNamed(view: IndexView, name: string): readonly SymbolAt[] {
  const whole = view.graph.definitions(name);
  // `Shop.Order` may be all of a name.
  if (whole.length > 0) return whole;
  // `Store#save` is a member; `#save` is a name of its own.
  const parts = name.split(/\.|(?<=[^.])#|::/);
  const bare = parts.pop() ?? name;
  const container = parts.pop();
  const exact = view.graph.definitions(bare);
  const found = exact.length > 0 ? exact : view.graph.definitionsFolded(foldName(bare));
  const wanted = container ? found.filter(({ symbol }) => symbol.container.includes(container)) : found;
  return wanted.length > 0 ? wanted : found;
}

/** One definition with who uses it and what it uses. */
export function reportOf(view: IndexView, at: SymbolAt): SymbolReport {
  return {
    path: view.files[at.file]!.path,
    symbol: at.symbol,
    callers: inOrder(view.graph.usesOf(at).map((edge) => useAt(view, edge.fromFile, edge.fromLine, edge))),
    callees: distinct(view.graph.usedBy(at)).map((edge) => ({
      ...useAt(view, edge.to.file, edge.to.symbol.line, edge),
      name: edge.to.symbol.name,
    })),
  };
}

const KINDS: readonly Edge['kind'][] = ['call', 'type', 'inherit', 'name'];

/** The surest file first, in a file by kind, of a kind the surest first. */
function inOrder(uses: readonly SymbolUse[]): SymbolUse[] {
  const best = new Map<string, number>();
  for (const { path, confidence } of uses) best.set(path, Math.max(confidence, best.get(path) ?? 0));
  return [...uses].sort(
    (a, b) =>
      best.get(b.path)! - best.get(a.path)! ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      b.confidence - a.confidence ||
      a.line - b.line,
  );
}

function useAt(view: IndexView, file: number, line: number, { kind, confidence }: Edge): SymbolUse {
  const { path, parsed } = view.files[file]!;
  const around = parsed.symbols.filter(
    (symbol) => symbol.startLine <= line && symbol.endLine >= line && symbol.kind !== 'section',
  );
  const inner = around.sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine))[0];
  return { path, line, kind, confidence, inside: inner ? [...inner.container, inner.name].join('.') : '' };
}

function distinct(edges: readonly Edge[]): Edge[] {
  const kept: { edge: Edge; to: SymbolAt }[] = [];
  for (const edge of edges) if (!kept.some(({ to }) => isSame(to, edge.to))) kept.push({ edge, to: edge.to });
  return kept.map(({ edge }) => edge);
}
