/** Which files an import surely means, by the rules of its language. A path that merely ends alike proves nothing. */
import { nameRules } from '../../index/names/languageRules.ts';
import { isTopLevel } from '../../index/names/paths/pythonTop.ts';
import type { IndexView } from '../../index/repository.ts';

/** What the manifests of a repository call its own packages: the name, and the folder with a slash at its end. */
export interface OwnPackage {
  readonly name: string;
  readonly folder: string;
}

export interface OwnPackages {
  /** By `package.json`. */
  readonly node: readonly OwnPackage[];
  /** By `go.mod`. */
  readonly go: readonly OwnPackage[];
}

interface Import {
  readonly from: string;
  readonly module: string;
  readonly target: string;
}

type Rule = (one: Import, view: IndexView, own: OwnPackages) => boolean;

/** The folder of a path with a slash at its end; empty for the root. */
export const prefixOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
/** A path without its suffix, and without the file that stands for its folder. */
const stemOf = (path: string): string =>
  path.replace(/\.[^/]*$/, '').replace(/\/(?:index|__init__|mod|init)$/, '');
const endsWith = (path: string, end: string): boolean => path === end || path.endsWith(`/${end}`);
const isRelative = (module: string): boolean => /^\.|^\//.test(module);

/** The segments of a module as a path. */
const asPath = (module: string): string => module.replace(/[.\\]|::/g, '/').replace(/^\/+|\/+$/g, '');

/** The last two segments of a dotted or slashed module. */
const endOf = (module: string, parts: number): string | undefined => {
  const all = asPath(module).split('/');
  return all.length < parts ? undefined : all.slice(-parts).join('/');
};

const RULES: Readonly<Record<string, Rule>> = {
  javascript: ({ module, target }, _view, own) =>
    isRelative(module) ||
    own.node.some((one) => isInPackage(module, one, '/') && target.startsWith(one.folder)),
  python: ({ module, target }, view) =>
    isRelative(module) || isTopLevel(target, module, (path) => view.numberOf(path) !== undefined),
  go: ({ module, target }, _view, own) =>
    own.go.some(
      ({ name, folder }) =>
        isInPackage(module, { name }, '/') &&
        prefixOf(target) === `${folder}${module.slice(name.length + 1)}/`.replace(/^\/|(?<=\/)\/$/g, ''),
    ),
  jvm: ({ module, target }) => {
    const parts = asPath(module)
      .replace(/\/(?:\*|_)$/, '')
      .split('/');
    const [whole, outer] = [parts.join('/'), parts.slice(0, -1).join('/')];
    const at = stemOf(target);
    return (
      parts.length > 1 &&
      (endsWith(at, whole) ||
        (parts.length > 2 && endsWith(at, outer)) ||
        endsWith(prefixOf(target).slice(0, -1), whole))
    );
  },
  rust: ({ module }) => /^(?:crate|self|super)\b/.test(module) || /^\w+$/.test(module),
  c: ({ module, target, from }) =>
    endsWith(target, module.replace(/^(?:\.\/)+/, '')) || `${prefixOf(from)}${module}` === target,
  ruby: ({ module, target, from }) => {
    const at = target.replace(/\.rb$/, '');
    const wanted = module.replace(/\.rb$/, '');
    return (
      isRelative(module) ||
      `${prefixOf(from)}${wanted}` === at ||
      (/(?:^|\/)(?:lib|app\/\w+)\/$/.test(at.slice(0, at.length - wanted.length)) && at.endsWith(wanted))
    );
  },
};

/** Elsewhere two segments must agree, as of a namespace and what is in it. */
const OTHERS: Rule = ({ module, target }) => {
  const end = endOf(module, 2);
  return isRelative(module) || (end !== undefined && endsWith(stemOf(target), end));
};

/** An import as it is written in a file. */
export interface WrittenImport {
  readonly from: string;
  readonly language: string;
  readonly module: string;
  readonly names: readonly string[];
}

/**
 * The modules that an import surely means, as paths, folders with a slash at their end; none where it may mean something
 * else. Files of another kind count only where the import names them with their suffix. Pure and without reading.
 */
export function sureModules(
  { from, language, module, names }: WrittenImport,
  targets: readonly number[],
  view: IndexView,
  own: OwnPackages,
): string[] {
  const { family } = nameRules(language);
  const rule = RULES[family] ?? OTHERS;
  const sure = targets.flatMap((number) => {
    const { path: target, row } = view.files[number]!;
    const isAlike = nameRules(row.language).family === family;
    const isNamed = module.endsWith(target.slice(prefixOf(target).length));
    return (isAlike || isNamed) && rule({ from, module, target }, view, own) ? [target] : [];
  });
  const [first] = sure;
  if (first === undefined) return [];
  if (sure.length === 1) return family === 'python' ? pythonModules(first, names, view) : [first];
  const folder = prefixOf(first);
  const isPackage = FOLDERS.has(family) && sure.every((path) => prefixOf(path) === folder);
  return isPackage ? [folder === '' ? './' : folder] : [];
}

/** Families whose imports name a folder and mean all files in it. */
const FOLDERS: ReadonlySet<string> = new Set(['go', 'jvm', 'swift']);

/** Families in which a file reaches others by imports of these files alone: none is found by its folder or namespace. */
const BY_FILE: ReadonlySet<string> = new Set(['javascript', 'python', 'ruby', 'lua', 'dart']);

/** True where a file that nothing imports is one that a person starts, or that nobody uses. */
export const isImportedByFile = (language: string): boolean => BY_FILE.has(nameRules(language).family);

/** What `from package import a, b` means: the modules of these names in it, and the package itself for other names. */
function pythonModules(target: string, names: readonly string[], view: IndexView): string[] {
  if (!target.endsWith('/__init__.py')) return [target];
  const folder = prefixOf(target);
  const found = names.map(
    (name) =>
      [`${folder}${name}.py`, `${folder}${name}/__init__.py`].find(
        (path) => view.numberOf(path) !== undefined,
      ) ?? target,
  );
  return found.length > 0 ? [...new Set(found)] : [target];
}

const isInPackage = (module: string, { name }: Pick<OwnPackage, 'name'>, separator: string): boolean =>
  module === name || module.startsWith(`${name}${separator}`);

/** The name of a `go.mod`. */
export const goModule = (text: string): string | undefined => /^module\s+"?([^\s"]+)/m.exec(text)?.[1];

/** The name of a `package.json`; undefined for none, or what is no JSON. */
export function nodePackage(text: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(text);
    const name =
      typeof manifest === 'object' && manifest !== null && 'name' in manifest ? manifest.name : undefined;
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
