import type { IndexView } from '../index/repository.ts';
import { roleOf } from '../retrieve/roles.ts';
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
  const found: { item: Completion; place: number }[] = [];
  for (const item of candidates(view, kind)) {
    const place = placeOf(item, wanted);
    if (place >= 0) found.push({ item, place });
  }
  found.sort(
    (a, b) =>
      a.place - b.place ||
      a.item.label.length - b.item.label.length ||
      (a.item.label < b.item.label ? -1 : a.item.label > b.item.label ? 1 : 0),
  );
  return { items: found.slice(0, limit).map(({ item }) => item), total: found.length };
}

/** 0 the last part starts with it, 1 the label does, 2 the last part holds it, 3 the label does; -1 not at all. */
function placeOf({ label }: Completion, wanted: string): number {
  const whole = label.toLowerCase();
  const last = whole.slice(whole.lastIndexOf('/') + 1);
  if (last.startsWith(wanted)) return 0;
  if (whole.startsWith(wanted)) return 1;
  if (last.includes(wanted)) return 2;
  return whole.includes(wanted) ? 3 : -1;
}

function* candidates(view: IndexView, kind: CompletionKind): Generator<Completion> {
  if (kind === 'folder') yield* folders(view);
  else
    for (const { path, parsed } of view.files) {
      if (kind === 'file') yield { kind, label: path, path, language: parsed.language };
      else for (const symbol of parsed.symbols) if (symbol.kind !== 'section') yield symbolItem(path, symbol);
    }
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

/**
 * Up to three example questions about what the repository itself uses most: its most used callable, its most used
 * type, and the source file that others depend on most. Deterministic; costs no model calls.
 */
export function suggestQuestions(view: IndexView): Suggestion[] {
  const uses = new Uint32Array(view.starts[view.files.length]!);
  for (const target of view.graph.edges.targets) uses[target]!++;
  let callable: Used | undefined;
  let type: Used | undefined;
  let file: Used | undefined;
  for (const [i, { path, parsed }] of view.files.entries()) {
    if (roleOf(path) !== 'source') continue;
    let sum = 0;
    for (const [chunk, range] of parsed.chunks.entries()) {
      const count = uses[view.starts[i]! + chunk]!;
      sum += count;
      if (count === 0) continue;
      const symbol = parsed.symbols.find(
        (candidate) =>
          ASKABLE.has(candidate.kind) && candidate.line >= range.startLine && candidate.line <= range.endLine,
      );
      if (!symbol || symbol.name.length < 4) continue;
      const used = { name: symbol.name, count };
      if (symbol.kind === 'function' || symbol.kind === 'method') callable = more(callable, used);
      else type = more(type, used);
    }
    file = more(file, { name: path, count: sum });
  }
  return [
    ...(callable ? [{ kind: 'howItWorks', of: callable.name } as const] : []),
    ...(type ? [{ kind: 'whatFor', of: type.name } as const] : []),
    ...(file ? [{ kind: 'responsible', of: file.name } as const] : []),
  ];
}

interface Used {
  readonly name: string;
  readonly count: number;
}

/** The one with more uses; of equals the first, so that the same index always gives the same questions. */
function more(best: Used | undefined, next: Used): Used | undefined {
  if (next.count === 0) return best;
  return !best || next.count > best.count ? next : best;
}
