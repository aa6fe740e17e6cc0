import type { NamedModules } from '../moduleNames.ts';

/** What of the paths of an index a path of modules is looked up in. */
interface KnownPaths {
  readonly known: ReadonlySet<string>;
  readonly byStem: ReadonlyMap<string, readonly string[]>;
  readonly named: NamedModules;
}

const ROOT = /^(?:lib|main)$/;

/**
 * The file that a path of Rust's modules leads to: from the crate, from the module of a file or the one around it, or
 * from a crate of the workspace by its name. The last parts may name what is in the file. Undefined for a path that
 * leads to no file of the index. Cost: a look-up for each part.
 */
export function rustModule(paths: KnownPaths, fromPath: string, module: string): string | undefined {
  const parts = module.split('::');
  let place = placeOf(fromPath);
  let file: string | undefined;
  if (parts[0] === 'crate') {
    file = rootAbove(paths, place.folder);
    if (file === undefined) return undefined;
    place = placeOf(file);
    parts.shift();
  } else if (parts[0] === 'self') {
    file = fromPath;
    parts.shift();
  }
  while (parts[0] === 'super') {
    place = { folder: parentOf(place.inner), inner: parentOf(place.inner) };
    file = moduleFile(paths, place.inner);
    parts.shift();
  }
  const isOpen = file === undefined;
  for (const part of parts) {
    const inner = place.inner === '' ? part : `${place.inner}/${part}`;
    const next = moduleFile(paths, inner);
    if (next === undefined) break;
    file = next;
    place = { folder: inner, inner };
  }
  if (file !== undefined || !isOpen || parts.length === 0) return file;
  const root = crateNamed(paths, parts[0]!);
  return root && parts.length > 1 ? rustModule(paths, root, ['crate', ...parts.slice(1)].join('::')) : root;
}

/** The folder of a file, and the folder in which the modules inside of it lie. */
function placeOf(path: string): { folder: string; inner: string } {
  const folder = parentOf(path);
  const stem = path.slice(folder === '' ? 0 : folder.length + 1).replace(/\.rs$/, '');
  return {
    folder,
    inner: stem === 'mod' || ROOT.test(stem) ? folder : folder === '' ? stem : `${folder}/${stem}`,
  };
}

function moduleFile({ known }: KnownPaths, inner: string): string | undefined {
  const within = inner === '' ? '' : `${inner}/`;
  return [`${inner}.rs`, `${within}mod.rs`, `${within}lib.rs`, `${within}main.rs`].find((path) =>
    known.has(path),
  );
}

function rootAbove({ known }: KnownPaths, from: string): string | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const within = folder === '' ? '' : `${folder}/`;
    const root = [`${within}lib.rs`, `${within}main.rs`].find((path) => known.has(path));
    if (root !== undefined || folder === '') return root;
  }
}

/** The root of a crate of the workspace: as a manifest names it, or `my_tool` of `crates/my-tool/src/lib.rs`. */
function crateNamed({ known, byStem, named }: KnownPaths, name: string): string | undefined {
  const given = named.pathsOf(name, '').flat();
  const root = given.find((path) => path.endsWith('.rs') && known.has(path));
  if (root !== undefined) return root;
  const roots = byStem.get('lib') ?? [];
  return roots.find((path) => new RegExp(`(?:^|/)${name.replaceAll('_', '[-_]')}/src/lib\\.rs$`).test(path));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** True for the file that a crate begins with. */
export function isCrateRoot(path: string): boolean {
  return /(?:^|\/)(?:lib|main)\.rs$/.test(path);
}

/** True for sources of one crate, as their folders say: a macro of one is known in the others. */
export function isSameCrate(a: string, b: string): boolean {
  const crateOf = (path: string): string => /^(?:.*\/)?(?=src\/)/.exec(path)?.[0] ?? path;
  return crateOf(a) === crateOf(b);
}
