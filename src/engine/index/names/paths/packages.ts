import type { SymbolDef } from '../../../types.ts';

/** The folders that hold sources of one kind: what follows them is the package. */
const SOURCE_ROOT =
  /(?:^|\/)(?:src|tests?)\/(?:[^/]+\/(?:java|kotlin|scala|groovy)[^/]*\/|(?:java|kotlin|scala|groovy)\/)?/;

interface Package {
  /** What stands before the folder of sources: the module of a build. */
  readonly module: string;
  readonly name: string;
}

/** The package of a file of Java, Kotlin or Scala, as its folder says. */
function packageOf(path: string): Package {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const root = SOURCE_ROOT.exec(path);
  const from = root ? root.index + root[0].length : 0;
  return root && from <= folder.length + 1
    ? { module: path.slice(0, root.index), name: folder.slice(from) }
    : { module: '', name: folder };
}

/**
 * True for files of one package whose sources lie in several folders: `src/main/java/a/b` and `src/test/java/a/b`. Those of
 * several modules of a build share it only where `isWide`.
 */
export function isSamePackage(a: string, b: string, isWide: boolean): boolean {
  const one = packageOf(a);
  const other = packageOf(b);
  return one.name === other.name && (isWide || one.module === other.module);
}

/** True for a file of a package, by the name that imports write. */
export function isInPackage(path: string, name: string): boolean {
  const wanted = name.replaceAll('.', '/');
  return wanted !== '' && `/${packageOf(path).name}`.endsWith(`/${wanted}`);
}

/**
 * True for a definition that an import of Java, Kotlin or Scala writes out: package, types around it, name. What stands in the
 * companion of a type is written with or without that.
 */
export function isNamedBy(module: string, path: string, { container, name }: SymbolDef): boolean {
  const own = [...packageOf(path).name.split('/'), ...container, name].filter(
    (part) => !COMPANION.test(part),
  );
  const parts = module.split('.').filter((part) => !COMPANION.test(part));
  // An import of what is static is kept by its type.
  const wanted = parts.at(-1) === name ? parts : [...parts, name];
  return wanted.length > 1 && `.${own.join('.')}`.endsWith(`.${wanted.join('.')}`);
}

const COMPANION = /^companion$/i;
