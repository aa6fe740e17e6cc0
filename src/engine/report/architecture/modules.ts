/** The modules of a repository and which imports which: the source files, or whole folders where imports name these. */
import type { IndexView } from '../../index/repository.ts';
import { roleIn } from '../../retrieve/roles.ts';
import type { FileRole } from '../../types.ts';
import type { ImportEdge } from './facts.ts';
import { type OwnPackages, prefixOf, sureModules } from './sure.ts';

export interface ModuleGraph {
  /** Numbers of the source files that are looked at, in the order of the index. */
  readonly files: readonly number[];
  /** One edge for each pair of modules: the first import of it. Sorted by place. */
  readonly edges: readonly ImportEdge[];
  /** How many imports lead from a module to another one. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Imports that surely name one module; that may; and that name nothing here. */
  readonly proved: number;
  readonly unsure: number;
  readonly outside: number;
}

/** The folder of a path, with a slash at its end; `./` for the root. */
export const folderOf = (path: string): string => prefixOf(path) || './';

/**
 * Reads the imports of all source files. Only those that surely name one file, or one folder as a package is named, make
 * an edge: what may be one of several proves nothing. Decodes every source file once.
 */
export function moduleGraph(view: IndexView, own: OwnPackages): ModuleGraph {
  const files = sourceFiles(view);
  const edges: ImportEdge[] = [];
  const counts = new Map<string, Map<string, number>>();
  const totals = { proved: 0, unsure: 0, outside: 0 };
  for (const file of files) {
    const { path, row } = view.files[file]!;
    const { language } = row;
    for (const { module, names, line, targets } of view.graph.importLines(file)) {
      const modules = sureModules({ from: path, language, module, names }, targets, view, own);
      if (modules.length > 0) totals.proved++;
      else totals[targets.length === 0 ? 'outside' : 'unsure']++;
      // What declares the parts of a Rust module is no import of them.
      const isPart = language === 'rust' && /^\w+$/.test(module);
      for (const to of modules) {
        if (to === path || to === folderOf(path)) continue;
        const known = counts.get(path) ?? new Map<string, number>();
        if (!known.has(to)) edges.push({ from: path, to, line, ...(isPart ? { isPart } : {}) });
        known.set(to, (known.get(to) ?? 0) + 1);
        counts.set(path, known);
      }
    }
  }
  return { files, edges, counts, ...totals };
}

/** Languages of what is shown or stored: they define names, and are no modules of a program. */
const LAYOUT: ReadonlySet<string> = new Set([
  ...['css', 'scss', 'less', 'html', 'markdown', 'text', 'json', 'yaml', 'toml', 'xml', 'sql', 'ini'],
]);

/** The source files; where there are none, as in a repository of samples, the examples. */
function sourceFiles(view: IndexView): number[] {
  const of = (role: FileRole): number[] =>
    [...view.files.keys()].filter((file) => {
      const { path, row } = view.files[file]!;
      return roleIn(view, path) === role && !LAYOUT.has(row.language);
    });
  const source = of('source');
  return source.length > 0 ? source : of('example');
}

/** For each module the modules that it imports, those of a package with the files in it. */
export function reachOf(graph: ModuleGraph, starts: readonly string[]): ReadonlyMap<string, number> {
  const inFolder = new Map<string, string[]>();
  const next = new Map<string, string[]>();
  const sources = new Set(graph.edges.map(({ from }) => from));
  for (const from of sources) push(inFolder, folderOf(from), from);
  for (const { from, to } of graph.edges) push(next, from, to);
  const reached = new Map<string, number>();
  for (const start of starts) {
    const seen = new Set([start]);
    for (const at of seen)
      for (const to of [...(next.get(at) ?? []), ...(at.endsWith('/') ? (inFolder.get(at) ?? []) : [])])
        seen.add(to);
    reached.set(start, seen.size - 1);
  }
  return reached;
}

/** Adds to the list of a key. */
export function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}
