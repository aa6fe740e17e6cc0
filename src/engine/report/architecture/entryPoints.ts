/** Where a program begins: what its language starts with, what a manifest names, and what nothing imports. */
import type { IndexView } from '../../index/repository.ts';
import type { EntryPoint } from './facts.ts';
import { type ModuleGraph, reachOf } from './modules.ts';
import { isImportedByFile, prefixOf } from './sure.ts';

/** A file that imports fewer others is a helper that nobody uses, or a script. */
const LEAST_IMPORTS = 2;
/** Languages whose programs begin with a function of this name. */
const MAIN_OF: Readonly<Record<string, string>> = {
  ...{ c: 'main', cpp: 'main', go: 'main', rust: 'main', java: 'main', kotlin: 'main', scala: 'main' },
  ...{ csharp: 'Main', dart: 'main', swift: 'main', zig: 'main', haskell: 'main' },
};
/** A file that its language runs for a folder, or a framework by its name. */
const STARTED = /(^|\/)(__main__|manage|wsgi|asgi)\.py$|(^|\/)config\.ru$|(^|\/)artisan$/;

/** What a manifest says, as far as it names a file of the index: the file, and what it is called there. */
export interface NamedEntry {
  readonly path: string;
  readonly name: string;
}

/**
 * All entry points once: those of languages first, then those of manifests, then the roots of the import graph; within
 * a kind the one first that reaches most. Costs one walk along the imports for each.
 */
export function entryPoints(view: IndexView, graph: ModuleGraph, named: readonly NamedEntry[]): EntryPoint[] {
  const found = new Map<string, Omit<EntryPoint, 'reaches'>>();
  const add = (one: Omit<EntryPoint, 'reaches'>): void => {
    if (!found.has(one.path)) found.set(one.path, one);
  };
  for (const file of graph.files) {
    const { path, row, parsed } = view.files[file]!;
    const wanted = MAIN_OF[row.language];
    const main =
      wanted === undefined
        ? undefined
        : parsed.symbols.find(
            ({ name, kind }) => name === wanted && (kind === 'function' || kind === 'method'),
          );
    if (main) add({ path, line: main.line, kind: 'main', name: main.name });
    else if (STARTED.test(path)) add({ path, kind: 'main' });
  }
  for (const { path, name } of named) add({ path, kind: 'manifest', name });
  const imported = new Set(graph.edges.map(({ to }) => to));
  for (const [from, targets] of graph.counts) {
    const { language } = view.files[view.numberOf(from)!]!.row;
    if (targets.size >= LEAST_IMPORTS && !imported.has(from) && isImportedByFile(language))
      add({ path: from, kind: 'root' });
  }
  const reaches = reachOf(graph, [...found.keys()]);
  const kinds = ['main', 'manifest', 'root'];
  return [...found.values()]
    .map((one) => ({ ...one, reaches: reaches.get(one.path)! }))
    .sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.reaches - a.reaches || (a.path < b.path ? -1 : 1),
    );
}

/**
 * Files that a `package.json` names as what is run or imported (`bin`, `main`, `module`, `exports`), as far as they are
 * in the index themselves or stand under `src` with the same name: what is built is rarely kept. Never throws.
 */
export function namedInPackage(view: IndexView, path: string, text: string): NamedEntry[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return [];
  }
  if (typeof manifest !== 'object' || manifest === null) return [];
  const folder = prefixOf(path);
  const fields = manifest as Readonly<Record<string, unknown>>;
  return ['bin', 'main', 'module', 'exports'].flatMap((field) =>
    stringsIn(fields[field], 0).flatMap((given) => {
      const file = fileOf(view, folder, given);
      return file === undefined ? [] : [{ path: file, name: `${field} of ${path}` }];
    }),
  );
}

/** Strings of a value, a few levels deep: `exports` nests conditions in paths. */
function stringsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  return Object.values(value).flatMap((inner) => stringsIn(inner, depth + 1));
}

function fileOf(view: IndexView, folder: string, given: string): string | undefined {
  const clean = given.replace(/^\.\//, '');
  const exact = `${folder}${clean}`;
  if (view.numberOf(exact) !== undefined) return exact;
  const stem = clean.replace(/^(?:dist|build|lib|out)\/(?:(?:cjs|esm|es)\/)?/, '').replace(/\.[cm]?js$/, '');
  for (const base of ['src/', ''])
    for (const suffix of ['.ts', '.tsx', '.mts', '.js', '.mjs', '/index.ts', '/index.js']) {
      const path = `${folder}${base}${stem}${suffix}`;
      if (view.numberOf(path) !== undefined) return path;
    }
  return undefined;
}
