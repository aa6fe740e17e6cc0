/** Names that a project gives to its own modules, as its manifests write them down. */
import JSON5 from 'json5';

/** A name by which imports may call files of the repository, whole or as `before*after`. */
export interface ModuleName {
  readonly name: string;
  /** Paths it may stand for, likeliest first, from the root of the repository; a `*` stands for the same as that of the name. */
  readonly to: readonly string[];
  /** It holds for files below this folder alone; absent for one that holds for all. */
  readonly within?: string;
}

const MANIFEST = /(?:^|\/)(?:package\.json|[jt]sconfig(?:\.[\w-]+)*\.json|Cargo\.toml)$/;

/** True for a file that may give names to modules. */
export function isManifest(path: string): boolean {
  return MANIFEST.test(path);
}

/**
 * The names that a manifest gives: `name`, `exports` and `imports` of a `package.json` (Node's "Modules: Packages"), `paths`
 * of a `tsconfig.json`, and the library of a `Cargo.toml`. None for what cannot be read. Cost: linear in the text.
 */
export function moduleNames(path: string, text: string): ModuleName[] {
  if (!isManifest(path)) return [];
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (path.endsWith('.toml')) return crateNames(folder, text);
  let read: unknown;
  try {
    read = JSON5.parse(text);
  } catch {
    // What is damaged is told of the file itself.
    return [];
  }
  const names = path.endsWith('package.json') ? packageNames(folder, read) : aliasNames(folder, read);
  return names.filter(({ name, to }) => isUsable(name) && to.length > 0);
}

/** Where the sources of a package begin, whatever stands beside them to load what was built. */
const SOURCE = 'src/index';
/** Where else a package begins that says nothing. */
const ENTRIES = ['index', 'src/main', 'lib/index', 'src/lib/index'];
const BUILT = /^(?:dist|build|lib|out|esm|cjs|es|types|typings|output)\//;

function packageNames(folder: string, read: unknown): ModuleName[] {
  const { name, imports, exports, source, module, main, types, typings } = fieldsOf(read);
  const own = Object.entries(fieldsOf(imports)).map(([key, value]) => ({
    ...{ name: key, to: pathsOf(folder, value), within: folder },
  }));
  if (typeof name !== 'string' || name === '') return own;
  const given = fieldsOf(exports);
  const parts = Object.keys(given).filter((key) => key.startsWith('.'));
  const entry = parts.length > 0 ? given['.'] : exports;
  const begins = [entry, module, main, types, typings].flatMap((value) => pathsOf(folder, value));
  const entries = [...pathsOf(folder, source), joined(folder, SOURCE), ...begins];
  return [
    { name, to: [...entries, ...ENTRIES.map((at) => joined(folder, at))] },
    ...parts
      .filter((key) => key.startsWith('./'))
      .map((key) => ({ name: `${name}/${key.slice(2)}`, to: pathsOf(folder, given[key]) })),
    { name: `${name}/*`, to: ['*', 'src/*', 'lib/*'].map((at) => joined(folder, at)) },
    ...own,
  ];
}

function aliasNames(folder: string, read: unknown): ModuleName[] {
  const { baseUrl, paths } = fieldsOf(fieldsOf(read).compilerOptions);
  const base = typeof baseUrl === 'string' ? joined(folder, baseUrl) : folder;
  return Object.entries(fieldsOf(paths)).map(([name, value]) => ({
    ...{ name, to: textsIn(value).map((at) => joined(base, at)), within: folder },
  }));
}

function crateNames(folder: string, text: string): ModuleName[] {
  const sections = text.split(/^[ \t]*\[/m);
  const field = (section: string, key: string): string | undefined => {
    const found = sections.find((one) => one.startsWith(`${section}]`));
    return found && new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*["']([^"'\\n]+)["']`, 'm').exec(found)?.[1];
  };
  const name = field('lib', 'name') ?? field('package', 'name');
  if (name === undefined) return [];
  const root = joined(folder, field('lib', 'path') ?? 'src/lib.rs');
  return [{ name: name.replaceAll('-', '_'), to: [root] }];
}

/** The paths in a value of `exports`: itself, or those of its conditions; and the sources that each may be built from. */
function pathsOf(folder: string, value: unknown): string[] {
  return textsIn(value).flatMap((at) => {
    const plain = at.replace(/^\.\//, '');
    const bare = plain.replace(BUILT, '');
    const sources = bare === plain ? [] : [`src/${bare}`, bare];
    return [plain, ...sources].map((one) => joined(folder, one));
  });
}

/** What may be read of a manifest, each part of any kind. */
interface Fields {
  readonly [key: string]: unknown;
  readonly name?: unknown;
  readonly imports?: unknown;
  readonly exports?: unknown;
  readonly source?: unknown;
  readonly module?: unknown;
  readonly main?: unknown;
  readonly types?: unknown;
  readonly typings?: unknown;
  readonly compilerOptions?: unknown;
  readonly baseUrl?: unknown;
  readonly paths?: unknown;
}

/** Texts in a value and in those within it, in order. */
function textsIn(value: unknown): string[] {
  const texts: string[] = [];
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') texts.push(next);
    else if (next !== null && typeof next === 'object')
      for (const one of Object.values(next).reverse()) waiting.push(one);
  }
  return texts;
}

function fieldsOf(value: unknown): Fields {
  return value !== null && typeof value === 'object' ? (value as Fields) : {};
}

/** A path from the root; what leads out of the repository stays at its root. */
export function joined(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** A lone `*` would stand for everything, and two have no meaning. */
function isUsable(name: string): boolean {
  return name !== '*' && name.split('*').length <= 2;
}

/** A name that more manifests give says nothing about which of their modules is meant. */
const MOST_GIVEN = 8;
/** Stands for the folder of names that hold for all. */
const EVERYWHERE = '*';

/** Names that are written alike, by the folder that they hold for. */
type ByFolder = ReadonlyMap<string, readonly ModuleName[]>;

/** Finds the paths that a module may mean by its name in manifests. Cost: the length of the module and the depth of the folder. */
export class NamedModules {
  /** By the whole name, or by what stands before its `*`. */
  readonly #whole: ReadonlyMap<string, ByFolder>;
  readonly #begun: ReadonlyMap<string, ByFolder>;
  readonly #longest: number;
  /** Some hold below one folder alone: what a module means depends on who imports it. */
  readonly isLocal: boolean;

  constructor(names: readonly ModuleName[]) {
    const isBegun = ({ name }: ModuleName): boolean => name.includes('*');
    this.#whole = grouped(
      names.filter((one) => !isBegun(one)),
      ({ name }) => name,
    );
    this.#begun = grouped(names.filter(isBegun), ({ name }) => name.slice(0, name.indexOf('*')));
    this.#longest = 0;
    for (const begin of this.#begun.keys()) this.#longest = Math.max(this.#longest, begin.length);
    this.isLocal = names.some(({ within }) => within !== undefined);
  }

  /** Groups of paths, likeliest first in each: of the whole name, then of the longest beginning, and of the nearest manifest. */
  pathsOf(module: string, folder: string): string[][] {
    const whole = nearest(this.#whole.get(module), folder).map(({ to }) => [...to]);
    if (whole.length > 0) return whole;
    for (let length = Math.min(this.#longest, module.length); length > 0; length--) {
      const begun = nearest(this.#begun.get(module.slice(0, length)), folder);
      const paths = begun.flatMap(({ name, to }) => {
        const end = name.slice(length + 1);
        if (!module.endsWith(end) || module.length < length + end.length) return [];
        const star = module.slice(length, module.length - end.length);
        return [to.map((path) => path.replace('*', () => star))];
      });
      if (paths.length > 0) return paths;
    }
    return [];
  }
}

function grouped(
  names: readonly ModuleName[],
  keyOf: (one: ModuleName) => string,
): ReadonlyMap<string, ByFolder> {
  const groups = new Map<string, ByFolder>();
  for (const [key, alike] of Map.groupBy(names, keyOf))
    groups.set(
      key,
      Map.groupBy(alike, ({ within }) => within ?? EVERYWHERE),
    );
  return groups;
}

/** Those that hold for the nearest folder around one, or for all; where there are none, those of elsewhere. */
function nearest(names: ByFolder | undefined, folder: string): readonly ModuleName[] {
  if (!names) return [];
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const own = names.get(at);
    if (own) return few(own);
    if (at === '') break;
  }
  // A setting is often shared from a folder beside those that it is for.
  return few(names.get(EVERYWHERE) ?? (names.size > MOST_GIVEN ? [] : [...names.values()].flat()));
}

function few(names: readonly ModuleName[]): readonly ModuleName[] {
  return names.length > MOST_GIVEN ? [] : names;
}
