import type { ImportRef } from '../types.ts';
import { joined, type ModuleName, NamedModules } from './names/moduleNames.ts';
import { rustModule } from './names/paths/rustPaths.ts';

/**
 * Finds the files an import means, from the paths of the index and the names that manifests give to modules. Other
 * modules' segments are matched against the ends of paths, a relative module from the importing file's folder. The
 * longest match wins; a last segment that names a symbol rather than a file may be left out.
 */
export interface ImportResolver {
  /** Paths, at most 8; empty for a module outside the repository. */
  resolve(fromPath: string, imported: ImportRef): readonly string[];
}

const MAX_TARGETS = 8;
/** What takes modules by the names that a `package.json` or a `tsconfig.json` gives. */
const SCRIPT = /\.(?:[cm]?[jt]sx?|svelte|vue|astro|mdx|html?)$/;
const STEM_OF_FOLDER = /^(index|mod|__init__|lib|main)$/;

/** The paths of an index, by what an import may call them. */
interface Names {
  readonly known: ReadonlySet<string>;
  readonly byStem: ReadonlyMap<string, readonly string[]>;
  readonly byFolder: ReadonlyMap<string, readonly string[]>;
  readonly named: NamedModules;
}

export function createImportResolver(
  paths: readonly string[],
  modules: readonly ModuleName[] = [],
): ImportResolver {
  const named = new NamedModules(modules);
  const names = { known: new Set(paths), byStem: groupByStem(paths), byFolder: groupByFolder(paths), named };
  const cache = new Map<string, readonly string[]>();
  return {
    resolve(fromPath, imported) {
      const folder = fromPath.slice(0, Math.max(0, fromPath.lastIndexOf('/')));
      const isRust = fromPath.endsWith('.rs');
      const isScript = SCRIPT.test(fromPath);
      const isNear = (isScript && named.isLocal) || /^[./]|^(super|self|crate)\b/.test(imported.module);
      const near = isRust ? fromPath : `${isScript}${isNear ? folder : ''}`;
      const key = `${near}\0${imported.module}`;
      let found = cache.get(key);
      if (!found) {
        const module = isRust ? rustModule(names, fromPath, imported.module) : undefined;
        const given = isScript ? byName(names, folder, imported.module) : [];
        found = module ? [module] : given.length > 0 ? given : find(names, folder, imported.module);
        cache.set(key, found);
      }
      return found;
    },
  };
}

/** The files that a module means by a name that a manifest gives it. */
function byName(names: Names, folder: string, module: string): readonly string[] {
  const found = new Set<string>();
  for (const paths of names.named.pathsOf(module, folder))
    for (const file of firstOf(paths, (path) => scriptsAt(names, path))) found.add(file);
  return [...found].slice(0, MAX_TARGETS);
}

function firstOf<T>(paths: readonly string[], find: (path: string) => readonly T[]): readonly T[] {
  for (const path of paths) {
    const found = find(path);
    if (found.length > 0) return found;
  }
  return [];
}

/** What is imported by a path: the file itself, what it is built from, or the index of the folder; no test beside it. */
function scriptsAt(names: Names, path: string): readonly string[] {
  const bare = path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  const all = relative(names, '', `./${bare}`).filter((file) => SCRIPT.test(file));
  const exact = all.filter((file) => {
    const stem = file.replace(/(?:\.d)?\.\w+$/, '');
    return stem === bare || stem.startsWith(`${bare}/`);
  });
  return names.known.has(path) ? [path] : exact.length > 0 ? exact : all;
}

/** Files by their stem; one that stands for its folder by the folder's name as well. */
function groupByStem(paths: readonly string[]): Map<string, string[]> {
  const byStem = new Map<string, string[]>();
  const add = (stem: string, path: string): void => {
    const known = byStem.get(stem);
    if (known) known.push(path);
    else byStem.set(stem, [path]);
  };
  for (const path of paths) {
    const segments = path.split('/');
    const stem = stemOf(segments[segments.length - 1]!);
    add(stem, path);
    if (STEM_OF_FOLDER.test(stem) && segments.length > 1) add(segments[segments.length - 2]!, path);
  }
  return byStem;
}

function find(names: Names, folder: string, module: string): readonly string[] {
  if (/^\.\.?(\/|$)/.test(module)) return relative(names, folder, module);
  const dots = /^(\.+)(.*)$/.exec(module);
  if (dots && !module.includes('/'))
    return relative(
      names,
      folder,
      `${'../'.repeat(dots[1]!.length - 1) || './'}${dots[2]!.replaceAll('.', '/')}`,
    );
  const isFile = /\.(h|hh|hpp|hxx|inc|css|scss|php|rb|sh)$/i.test(module);
  const segments = (isFile ? module : module.replace(/\.(js|ts|mjs|cjs|jsx|tsx)$/, '').replaceAll('.', '/'))
    .split(/::|[/\\{,]/)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '' && !/^(crate|super|self|\*|_)$/.test(segment));
  if (isFile && segments.length > 0) segments.push(stemOf(segments.pop()!));
  return (
    bySuffix(names, segments, folder) ??
    (segments.length > 1 ? bySuffix(names, segments.slice(0, -1), folder) : undefined) ??
    hostedFolder(names, module) ??
    []
  );
}

/** The folder at the root that a module named by its host may mean: `store` of `example.com/team/app/store`. */
function hostedFolder({ byFolder }: Names, module: string): readonly string[] | undefined {
  const [host, ...parts] = module.split('/');
  return host!.includes('.') && parts.length > 1
    ? byFolder.get(parts.at(-1)!)?.slice(0, MAX_TARGETS)
    : undefined;
}

function relative({ known, byStem }: Names, folder: string, module: string): readonly string[] {
  const target = joined(folder, module);
  if (known.has(target)) return [target];
  const stem = stemOf(target.slice(target.lastIndexOf('/') + 1));
  const bare = target.replace(/\.(js|mjs|cjs|jsx)$/, '');
  const matches = (byStem.get(stem) ?? []).filter((path) => {
    const noSuffix =
      path.slice(0, path.length - path.slice(path.lastIndexOf('/') + 1).length) +
      stemOf(path.slice(path.lastIndexOf('/') + 1));
    return (
      noSuffix === bare ||
      noSuffix === target ||
      (noSuffix.startsWith(`${target}/`) && STEM_OF_FOLDER.test(noSuffix.slice(target.length + 1)))
    );
  });
  return matches.slice(0, MAX_TARGETS);
}

/** Files whose path ends with the segments, by the greatest number of agreeing segments from the right. */
function bySuffix(
  { byStem, byFolder }: Names,
  segments: readonly string[],
  folder: string,
): readonly string[] | undefined {
  const last = segments[segments.length - 1];
  if (last === undefined) return undefined;
  const needed = Math.min(2, segments.length);
  const scored = (byStem.get(last) ?? [])
    .map((path) => ({ path, agree: agreement(path, segments), near: commonPrefix(path, folder) }))
    .filter(({ agree }) => agree >= needed);
  if (scored.length === 0) {
    const inFolder = segments.length > 1 ? byFolder.get(segments.slice(-2).join('/')) : undefined;
    return inFolder && inFolder.length > 0 ? inFolder.slice(0, MAX_TARGETS) : undefined;
  }
  const best = Math.max(...scored.map(({ agree }) => agree));
  return scored
    .filter(({ agree }) => agree === best)
    .sort((a, b) => b.near - a.near)
    .slice(0, MAX_TARGETS)
    .map(({ path }) => path);
}

function agreement(path: string, segments: readonly string[]): number {
  const parts = path.split('/');
  const stem = stemOf(parts.pop()!);
  if (!(STEM_OF_FOLDER.test(stem) && segments[segments.length - 1] !== stem)) parts.push(stem);
  let agree = 0;
  while (
    agree < Math.min(parts.length, segments.length) &&
    parts[parts.length - 1 - agree] === segments[segments.length - 1 - agree]
  )
    agree++;
  return agree;
}

function commonPrefix(path: string, folder: string): number {
  let i = 0;
  while (i < Math.min(path.length, folder.length) && path[i] === folder[i]) i++;
  return i;
}

/** Files by the last two segments of their folder: what a Go import or a Java package names. */
function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const folder = path.split('/').slice(0, -1).slice(-2).join('/');
    const group = groups.get(folder);
    if (group) group.push(path);
    else groups.set(folder, [path]);
  }
  return groups;
}

function stemOf(fileName: string): string {
  const dot = fileName.indexOf('.', 1);
  return dot < 0 ? fileName : fileName.slice(0, dot);
}
