import { isTopLevel } from '../../index/names/pythonTop.ts';
import type { IndexView } from '../../index/repository.ts';
import { createImportResolver, type ImportResolver } from '../../index/resolveImports.ts';
import type { ExactEdit } from '../../types/edits.ts';
import type { ImportRef } from '../../types.ts';
import { dottedModule, folderOf, joined, pathModule } from './modulePath.ts';

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
 * Names the new path of a file in the imports of others that can mean nothing else, and in its own relative ones. What is
 * written is proved: the index resolves it to that one file, and its writing says how. All else that may mean the file is
 * told and left. Undefined when the index does not hold the file. Costs a pass over all imports, no model calls.
 */
export async function moveImports(
  { from, to }: FileMove,
  parts: MoveParts,
): Promise<MovedImports | undefined> {
  const { view, isDone, read, signal } = parts;
  const now = isDone ? to : from;
  const own = view.numberOf(now);
  if (own === undefined) return undefined;
  // Paths as they were before the move: that is what imports still say.
  const earlier = (path: string): string => (path === now ? from : path);
  const paths = view.files.map(({ path }) => earlier(path));
  const [resolver, known] = [createImportResolver(paths), new Set(paths)];
  const files: ExactEdit[] = [];
  const changed: MovedImports['changed'][number][] = [];
  const left: LeftImport[] = [];
  for (const [number, entry] of view.files.entries()) {
    signal.throwIfAborted();
    const path = entry.path;
    const found =
      number === own
        ? ownImports(entry.parsed.imports, { from, to }, resolver)
        : importsOf(entry.parsed.imports, path, { from, to }, { resolver, known });
    left.push(...found.left.map((one) => ({ ...one, path })));
    const isMoving = number === own && !isDone;
    if (found.wanted.length === 0 && !isMoving) continue;
    const before = await read(path);
    if (before === undefined) {
      left.push(...found.wanted.map(({ module, line }) => ({ path, module, line, why: 'changed' as const })));
      continue;
    }
    const made = written(before, found.wanted);
    left.push(...made.left.map((one) => ({ ...one, path })));
    changed.push(...made.done.map(({ line, module, after }) => ({ path, line, before: module, after })));
    if (made.done.length > 0 || isMoving)
      files.push({ kind: 'exact', path, before, after: made.text, ...(isMoving ? { to } : {}) });
  }
  return { files, changed, left };
}

interface Found {
  readonly wanted: readonly Import[];
  readonly left: readonly Omit<LeftImport, 'path'>[];
}

/** What other files say of the moved one. */
function importsOf(
  imports: readonly ImportRef[],
  path: string,
  { from, to }: FileMove,
  { resolver, known }: { readonly resolver: ImportResolver; readonly known: ReadonlySet<string> },
): Found {
  const [wanted, left]: [Import[], Omit<LeftImport, 'path'>[]] = [[], []];
  const folder = folderOf(path);
  for (const imported of imports) {
    const { module, line } = imported;
    const targets = resolver.resolve(path, imported);
    if (!targets.includes(from)) continue;
    const isPath = isPathLike(imported) && joined(folder, module) === from;
    const isElsewhere =
      /\.pyi?$/.test(path) && !module.startsWith('.') && !isTopLevel(from, module, (one) => known.has(one));
    if ((targets.length > 1 && !isPath) || isElsewhere) left.push({ module, line, why: 'several' });
    else {
      const after = renamed(path, imported, { folder, from, to });
      if (after === undefined) left.push({ module, line, why: 'form' });
      else if (after !== module) wanted.push({ module, line, after });
    }
  }
  return { wanted, left };
}

/** What the moved file says of others by their place beside it. */
function ownImports(imports: readonly ImportRef[], { from, to }: FileMove, resolver: ImportResolver): Found {
  const [wanted, left]: [Import[], Omit<LeftImport, 'path'>[]] = [[], []];
  const [folder, newFolder] = [folderOf(from), folderOf(to)];
  if (folder === newFolder) return { wanted, left };
  for (const imported of imports) {
    const { module, line } = imported;
    if (!module.startsWith('.') && !isPathLike(imported)) continue;
    const targets = resolver.resolve(from, imported);
    const [target] = targets;
    if (target === undefined && !module.startsWith('.')) continue;
    if (targets.length > 1) left.push({ module, line, why: 'several' });
    else {
      const at = target === undefined ? undefined : { folder, from: target, to: target, newFolder };
      const after = at && renamed(from, imported, at);
      if (after === undefined) left.push({ module, line, why: 'form' });
      else if (after !== module) wanted.push({ module, line, after });
    }
  }
  return { wanted, left };
}

/** Whether what is written may be a path from the file's own folder: it has a suffix. */
const isPathLike = ({ module }: Pick<ImportRef, 'module'>): boolean => /^[\w./-]+\.[a-z+]{1,4}$/.test(module);

/** A module as it is to be written; undefined where its form does not say how. */
function renamed(
  path: string,
  { module, as, names }: ImportRef,
  at: { readonly folder: string; readonly from: string; readonly to: string; readonly newFolder?: string },
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
