import type { IndexView } from '../index/repository.ts';
import { roleOf } from '../retrieve/roles.ts';
import { english, type Say } from '../say.ts';
import type { SymbolDef } from '../types.ts';

export type CompletionKind = 'file' | 'folder' | 'symbol';

/** Something a person can name in a question. */
export interface Completion {
  readonly label: string;
  readonly detail: string;
  readonly path: string;
  /** Of a symbol: its name and the line of its definition. */
  readonly name?: string;
  readonly line?: number;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** How many fit, those beyond the limit counted in. */
  readonly total: number;
}

/** What fits a beginning that a person typed, best first: names that start with it, then names that hold it. */
export function complete(
  view: IndexView,
  kind: CompletionKind,
  prefix: string,
  limit: number,
  say: Say = english,
): Completions {
  const wanted = prefix.toLowerCase();
  const found: { item: Completion; place: number }[] = [];
  for (const item of candidates(view, kind, say)) {
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

function* candidates(view: IndexView, kind: CompletionKind, say: Say): Generator<Completion> {
  if (kind === 'folder') yield* folders(view, say);
  else
    for (const { path, parsed } of view.files) {
      if (kind === 'file') yield { label: path, detail: parsed.language, path };
      else for (const symbol of parsed.symbols) if (symbol.kind !== 'section') yield symbolItem(path, symbol);
    }
}

function symbolItem(path: string, { name, kind, line }: SymbolDef): Completion {
  return { label: name, detail: `${kind}, ${path}:${line}`, path, name, line };
}

function* folders(view: IndexView, say: Say): Generator<Completion> {
  const counts = new Map<string, number>();
  for (const { path } of view.files) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  for (const [path, files] of counts)
    yield { label: path, detail: files === 1 ? say('{0} file', files) : say('{0} files', files), path };
}

const ASKABLE = new Set(['class', 'function', 'method', 'interface', 'struct', 'trait']);

/**
 * Up to three example questions about what the repository itself uses most: its most used callable, its most used
 * type, and the source file that others depend on most. Deterministic; costs no model calls.
 */
export function suggestQuestions(view: IndexView, say: Say = english): string[] {
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
    ...(callable ? [say('How does `{0}` work?', callable.name)] : []),
    ...(type ? [say('What is `{0}` for, and who uses it?', type.name)] : []),
    ...(file ? [say('What is `{0}` responsible for?', file.name)] : []),
  ].slice(0, 3);
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
