import { isTopLevel } from '../../index/names/paths/pythonTop.ts';
import type { IndexView } from '../../index/repository.ts';
import { createImportResolver, type ImportResolver } from '../../index/resolveImports.ts';
import type { ExactEdit } from '../../types/edits.ts';
import type { ImportRef } from '../../types.ts';
import { dottedModule, folderOf, joined, pathModule, wayTo } from './modulePath.ts';

/** A file that goes from one path to another. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** An import that may mean a moved file and is left as it is: where, what it says, and why. */
export interface LeftImport {
  readonly path: string;
  readonly line: number;
  readonly module: string;
  /**
   * `several`: it may mean several files, or a module outside of the repository. `form`: how it is written does not say how the new path is. `place`: it does
   * not stand once in its line. `changed`: the file is not as the index knows it.
   */
  readonly why: 'several' | 'form' | 'place' | 'changed';
}

/** What a move changes: the moved file and its importers as whole texts, and what is left. */
export interface MovedImports {
  readonly files: readonly ExactEdit[];
  readonly changed: readonly {
    readonly path: string;
    readonly line: number;
    readonly before: string;
    readonly after: string;
  }[];
  readonly left: readonly LeftImport[];
}

export interface MoveParts {
  readonly view: IndexView;
  /** The file stands at its new path already. */
  readonly isDone: boolean;
  /** The text of a file as it is on disk; undefined for what cannot be read. */
  read(path: string): Promise<string | undefined>;
  readonly signal: AbortSignal;
}

interface Import extends Pick<ImportRef, 'module' | 'line'> {
  readonly after: string;
}

/**
 * Names the new paths of files in the imports that can mean nothing else, and in the relative ones of the files
 * themselves. What is written is proved: the index resolves it to that one file, and its writing says how. All else that
 * may mean a moved file is told and left. A move whose file the index does not hold is one of a folder: all files below
 * it, which must stand at their new paths already. Undefined when the index holds nothing of any move. Costs a pass over
 * all imports, no model calls.
 */
export async function moveImports(
  moves: readonly FileMove[],
  parts: MoveParts,
): Promise<MovedImports | undefined> {
  const { view, isDone, read, signal } = parts;
  const places = placesOf(moves, view, isDone);
  if (places.after.size === 0) return undefined;
  // Paths as they were before the move: that is what imports still say.
  const paths = view.files.map(({ path }) => places.before.get(path) ?? path);
  const seen = {
    ...{ ...places, resolver: createImportResolver(paths), known: new Set(paths) },
    places: new Set(paths.map((path) => places.after.get(path) ?? path)),
  };
  const files: ExactEdit[] = [];
  const changed: MovedImports['changed'][number][] = [];
  const left: LeftImport[] = [];
  for (const [number, { path, parsed }] of view.files.entries()) {
    signal.throwIfAborted();
    const found = importsOf(parsed.imports, paths[number]!, seen);
    left.push(...found.left.map((one) => ({ ...one, path })));
    const to = isDone ? undefined : places.after.get(path);
    if (found.wanted.length === 0 && to === undefined) continue;
    const before = await read(path);
    if (before === undefined) {
      left.push(...found.wanted.map(({ module, line }) => ({ path, module, line, why: 'changed' as const })));
      continue;
    }
    const made = written(before, found.wanted);
    left.push(...made.left.map((one) => ({ ...one, path })));
    changed.push(...made.done.map(({ line, module, after }) => ({ path, line, before: module, after })));
    if (made.done.length > 0 || to !== undefined)
      files.push({
        ...{ kind: 'exact', path, before, after: made.text },
        ...(to === undefined ? {} : { to }),
      });
  }
  return { files, changed, left };
}

/** Where moved files were by where the index has them, and where they go to by where they were. */
interface Places {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** Folders that went as a whole, by where they were: what is not in the index went with them. */
  readonly folders: readonly string[];
}

/** The moves of files, a folder's as those of all files below it. */
function placesOf(moves: readonly FileMove[], view: IndexView, isDone: boolean): Places {
  const [before, after] = [new Map<string, string>(), new Map<string, string>()];
  const folders: string[] = [];
  const add = (from: string, to: string): void => {
    before.set(isDone ? to : from, from);
    after.set(from, to);
  };
  for (const { from, to } of moves) {
    if (view.numberOf(isDone ? to : from) !== undefined) add(from, to);
    else if (isDone) {
      folders.push(`${from}/`);
      for (const { path } of view.files)
        if (path.startsWith(`${to}/`)) add(`${from}${path.slice(to.length)}`, path);
    }
  }
  return { before, after, folders };
}

interface Found {
  readonly wanted: readonly Import[];
  readonly left: readonly Omit<LeftImport, 'path'>[];
}

interface Seen extends Places {
  readonly resolver: ImportResolver;
  readonly known: ReadonlySet<string>;
  /** Where files are after the move. */
  readonly places: ReadonlySet<string>;
}

/** What a file, by its path before the move, says of moved files, and of others by their place beside it. */
function importsOf(imports: readonly ImportRef[], path: string, seen: Seen): Found {
  const [wanted, left]: [Import[], Omit<LeftImport, 'path'>[]] = [[], []];
  const [folder, newFolder] = [folderOf(path), folderOf(seen.after.get(path) ?? path)];
  for (const imported of imports) {
    const { module, line } = imported;
    const targets = seen.resolver.resolve(path, imported);
    const moved = targets.find((target) => target !== path && seen.after.has(target));
    // What a moved file says of one that stays is about their places where it is written from its own.
    const isBeside = folder !== newFolder && (module.startsWith('.') || isPathLike(imported));
    const from = moved ?? (isBeside ? targets[0] : undefined);
    if (from === undefined) {
      if (isBeside && module.startsWith('.') && !isWithin(seen.folders, path, joined(folder, module)))
        left.push({ module, line, why: 'form' });
      continue;
    }
    const to = seen.after.get(from) ?? from;
    if (module.startsWith('.') && wayTo(folder, from) === wayTo(newFolder, to)) continue;
    const isPath = isPathLike(imported) && joined(folder, module) === from;
    const isOne = targets.length === 1 || (moved !== undefined && isPath);
    if (!isOne || isElsewhere(path, module, from, seen.known)) {
      left.push({ module, line, why: 'several' });
      continue;
    }
    const after = renamed(path, imported, { folder, from, to, newFolder });
    if (
      after === undefined ||
      isAbovePackage(path, { module, folder }, { module: after, folder: newFolder }, seen)
    )
      left.push({ module, line, why: 'form' });
    else if (after !== module) wanted.push({ module, line, after });
  }
  return { wanted, left };
}

interface Written {
  readonly module: string;
  readonly folder: string;
}

/**
 * Whether dots of Python would lead out of the outermost package, which is an error when the module is loaded: to a
 * folder that is no package where it was one, or to the repository itself.
 */
function isAbovePackage(path: string, before: Written, after: Written, { known, places }: Seen): boolean {
  if (!/\.pyi?$/.test(path) || !after.module.startsWith('.')) return false;
  const base = ({ module, folder }: Written): string =>
    folder
      .split('/')
      .slice(0, folder.split('/').length + 1 - /^\.+/.exec(module)![0].length)
      .join('/');
  const isPackage = (folder: string): boolean =>
    folder !== '' && (known.has(`${folder}/__init__.py`) || places.has(`${folder}/__init__.py`));
  return base(after) === '' || (isPackage(base(before)) && !isPackage(base(after)));
}

/** Whether a file and what it names went together with a folder. */
const isWithin = (folders: readonly string[], path: string, named: string | undefined): boolean =>
  named !== undefined && folders.some((folder) => path.startsWith(folder) && named.startsWith(folder));

/** Whether a name of Python may mean a module outside of the repository. */
const isElsewhere = (path: string, module: string, from: string, known: ReadonlySet<string>): boolean =>
  /\.pyi?$/.test(path) && !module.startsWith('.') && !isTopLevel(from, module, (one) => known.has(one));

/** Whether what is written may be a path from the file's own folder: it has a suffix. */
const isPathLike = ({ module }: Pick<ImportRef, 'module'>): boolean => /^[\w./-]+\.[a-z+]{1,4}$/.test(module);

/** A module as it is to be written; undefined where its form does not say how. */
function renamed(
  path: string,
  { module, as, names }: ImportRef,
  at: { readonly folder: string; readonly from: string; readonly to: string; readonly newFolder: string },
): string | undefined {
  if (/\.pyi?$/.test(path)) {
    // `import a.b` makes uses say `a.b` as well: only one under another name, or one that takes names, is the import alone.
    const isAlone = module.startsWith('.') || names.length > 0 || (as ?? []).some(([, of]) => of === '*');
    return isAlone ? dottedModule(module, at) : undefined;
  }
  return module.startsWith('.') || isPathLike({ module }) ? pathModule(module, at) : undefined;
}

/** Puts modules in the places of others; each must stand once in its line, in quotes or as a word of its own. */
function written(text: string, wanted: readonly Import[]) {
  const lines = text.split('\n');
  const done: Import[] = [];
  const left: Omit<LeftImport, 'path'>[] = [];
  for (const one of wanted) {
    const line = lines[one.line - 1] ?? '';
    const at = placeOf(line, one.module);
    if (at < 0)
      left.push({ module: one.module, line: one.line, why: line.includes(one.module) ? 'place' : 'changed' });
    else {
      lines[one.line - 1] = line.slice(0, at) + one.after + line.slice(at + one.module.length);
      done.push(one);
    }
  }
  return { text: lines.join('\n'), done, left };
}

/** Where a module stands in a line; -1 when it is not there, or more than once. */
function placeOf(line: string, module: string): number {
  const places: number[] = [];
  for (let at = line.indexOf(module); at >= 0; at = line.indexOf(module, at + 1))
    if (!isPart(line[at - 1]) && !isPart(line[at + module.length])) places.push(at);
  return places.length === 1 ? places[0]! : -1;
}

const isPart = (char: string | undefined): boolean => char !== undefined && /[\w./\\$@<>-]/.test(char);
