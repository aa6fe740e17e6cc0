import type { Receiver, ReferenceGroup, ReferenceKind } from '../../types.ts';
import { type Binding, type FileNames, fileNames } from './fileNames.ts';
import { nameRules } from './languageRules.ts';
import {
  isMaker,
  isMarked,
  isPrefix,
  isTypeKind,
  lessSure,
  MAX_MEANINGS,
  type Meaning,
  ownerOf,
  SURE,
  share,
  unproved,
} from './meanings.ts';
import type { NameSource, SymbolAt } from './nameSource.ts';

/** Bases of bases, and exports of exports, that are followed. */
const MAX_STEPS = 6;

export interface NameResolver {
  /** What a use on a line may mean, likeliest first; empty when the name is a local, of outside, or too common. */
  meaningsOf(
    file: number,
    use: Pick<ReferenceGroup, 'name' | 'kind' | 'on'>,
    line: number,
  ): readonly Meaning[];
  /** Bases by the names that a type gives them. */
  basesOf(file: number, base: string, line: number): readonly Meaning[];
  /** Names that a file may use for a definition that others know by some names. */
  otherNames(file: number, names: ReadonlySet<string>): readonly string[];
}

/** What names mean, over the names of a view. Files are decoded as they are asked about. */
export function createNameResolver(names: NameSource): NameResolver {
  return new Resolver(names);
}

class Resolver implements NameResolver {
  readonly #files: NameSource['files'];
  readonly #source: NameSource;
  readonly #names = new Map<number, FileNames>();
  #cacheFile = -1;
  #cache = new Map<string, readonly Meaning[]>();

  constructor(source: NameSource) {
    this.#files = source.files;
    this.#source = source;
  }

  meaningsOf(
    file: number,
    { name, kind, on }: Pick<ReferenceGroup, 'name' | 'kind' | 'on'>,
    line: number,
  ): readonly Meaning[] {
    if (this.#source.counts(name).definitions === 0 && !this.#isBound(file, name, on)) return [];
    if (file !== this.#cacheFile) {
      this.#cacheFile = file;
      this.#cache = new Map();
    }
    const path = this.#namesOf(file).pathAt(line);
    const key = [
      kind === 'type' ? 1 : 0,
      this.#namesOf(file).isCrowded(line) ? 1 : 0,
      name,
      on?.kind ?? '',
      on?.name ?? '',
      ...path,
    ].join('\0');
    let found = this.#cache.get(key);
    if (!found) {
      found = on ? this.#onReceiver(file, name, on, line) : this.#alone(file, name, path, kind);
      if (this.#namesOf(file).isCrowded(line)) found = found.map(lessSure);
      if (!this.#rules(file).isProving) found = found.map(unproved);
      this.#cache.set(key, found);
    }
    return found;
  }

  /** True when an import may give a name that nothing is defined by. */
  #isBound(file: number, name: string, on: Receiver | undefined): boolean {
    const { bindings } = this.#namesOf(file);
    return on ? (bindings.get(on.name ?? '')?.targets.length ?? 0) > 0 : bindings.has(name);
  }

  basesOf(file: number, base: string, line: number): readonly Meaning[] {
    return this.meaningsOf(file, { name: base, kind: 'type' }, line);
  }

  otherNames(file: number, names: ReadonlySet<string>): readonly string[] {
    const others: string[] = [];
    for (const [local, { original, targets }] of this.#namesOf(file).bindings)
      if (!names.has(local)) {
        const isModule = original === '*' && targets.some((target) => this.#givesItself(target));
        if (names.has(original) || original === 'default' || isModule) others.push(local);
      }
    return others;
  }

  /** True for a file that is what it gives by default (`module.exports = Server`). */
  #givesItself(file: number): boolean {
    return this.#files[file]!.parsed.exports?.some(({ name }) => name === 'default') ?? false;
  }

  #namesOf(file: number): FileNames {
    let names = this.#names.get(file);
    if (!names) {
      const { imports } = this.#source;
      names = fileNames(this.#files[file]!, imports, (path) => this.#numberBeside(file, path));
      this.#names.set(file, names);
    }
    return names;
  }

  /** The number of the file at a path, when a file can name what it defines. */
  #numberBeside(file: number, path: string): number | undefined {
    const number = this.#source.numberOf(path);
    return number !== undefined && this.#rules(number).family === this.#rules(file).family
      ? number
      : undefined;
  }

  #rules(file: number) {
    return nameRules(this.#files[file]!.row.language);
  }

  /** Definitions of a name in the languages that a file can name. */
  #candidates(file: number, name: string): readonly SymbolAt[] {
    const { family } = this.#rules(file);
    return this.#source.definitions(name).filter((at) => this.#rules(at.file).family === family);
  }

  /** A name without a receiver: what is seen from where it stands, then imports, then what the language lets it reach. */
  #alone(file: number, name: string, path: readonly string[], kind: ReferenceKind): Meaning[] {
    const isType = kind === 'type';
    // Unless it is called, the name of a type means the type, and not the function that makes one.
    const candidates = this.#candidates(file, name).filter(
      ({ symbol }) => kind === 'call' || !isMaker(symbol),
    );
    const names = this.#namesOf(file);
    const rules = this.#rules(file);
    const all = candidates.filter(
      ({ file: at, symbol }) =>
        at === file &&
        isPrefix(symbol.container, path) &&
        (symbol.container.length === 0 || rules.hasOwnMembers || isType || !names.isMember(symbol)),
    );
    const types = isType ? all.filter(({ symbol }) => isTypeKind(symbol)) : [];
    const seen = types.length > 0 ? types : all;
    if (seen.length > 0) return this.#seen(file, seen);
    const binding = names.bindings.get(name);
    if (binding?.original === '*') {
      const itself = this.#through({ ...binding, original: 'default' });
      if (itself.length > 0) return itself;
    } else if (binding) {
      const given = this.#through(binding);
      if (given.length > 0) return given;
      if (binding.isAlias) return this.#guessed(this.#candidates(file, binding.original));
      // The module is outside: so is the name.
      if (binding.targets.length === 0 && rules.reach === 'imported') return [];
      if (binding.targets.length === 0 && binding.original !== name)
        return this.#reached(file, this.#candidates(file, binding.original), path, isType);
    }
    return this.#reached(file, candidates, path, isType);
  }

  /** Of what is seen, the innermost counts; a type before the blocks of its methods. */
  #seen(file: number, seen: readonly SymbolAt[]): Meaning[] {
    const deepest = Math.max(...seen.map(({ symbol }) => symbol.container.length));
    const inner = seen.filter(({ symbol }) => symbol.container.length === deepest);
    const named = inner.filter(({ symbol }) => symbol.kind !== 'namespace');
    const isMember = inner.some(({ symbol }) => this.#namesOf(file).isMember(symbol));
    const meanings = share(named.length > 0 ? named : inner, SURE.proved);
    return isMember && this.#rules(file).hasLooseSelf ? meanings.map(lessSure) : meanings;
  }

  /** A name that is neither seen nor imported by name. */
  #reached(file: number, all: readonly SymbolAt[], path: readonly string[], isType: boolean): Meaning[] {
    const names = this.#namesOf(file);
    const { reach, hasOwnMembers } = this.#rules(file);
    const inherited = hasOwnMembers ? this.#inherited(file, path, all) : [];
    if (inherited.length > 0) return inherited;
    const open = all.filter(({ file: at, symbol }) => {
      const place = this.#namesOf(at);
      return !place.isLocal(symbol) && (isType || !place.isMember(symbol));
    });
    const here = open.filter((at) => at.file === file);
    if (here.length > 0) return share(here, SURE.nearby);
    const wild = open.filter((at) => names.wildcards.includes(at.file));
    if (wild.length > 0) return share(wild, SURE.imported);
    const folder = folderOf(this.#files[file]!.path);
    const beside = open.filter((at) => folderOf(this.#files[at.file]!.path) === folder);
    if (reach !== 'imported' && beside.length > 0) return share(beside, SURE.nearby);
    if (reach === 'package') return [];
    if (reach === 'imported') {
      // Every name of such a file is defined, imported or built in: what is none of them is at most a guess.
      const isBound = this.#files[file]!.row.language === 'python' || names.imported.size > 0;
      return open.length === 1 && !isBound ? share(open, SURE.guess) : [];
    }
    const imported = open.filter((at) => names.imported.has(at.file));
    if (imported.length > 0) return share(imported, SURE.imported);
    if (reach === 'folder') return open.length === 1 ? share(open, SURE.guess) : [];
    if (open.length === 1) return share(open, SURE.onlyOne);
    return open.length <= MAX_MEANINGS ? share(open, SURE.guess) : [];
  }

  /** Members of the bases of the types that a place stands in, innermost first. */
  #inherited(file: number, path: readonly string[], all: readonly SymbolAt[]): Meaning[] {
    const [name] = all.length > 0 ? [all[0]!.symbol.name] : [];
    if (name === undefined) return [];
    for (const owner of path.toReversed()) {
      if (owner === name) continue;
      const found = this.#members(owner, name, { file, steps: 0, isOwn: true });
      if (found.length > 0) return found.map(lessSure);
    }
    return [];
  }

  #onReceiver(file: number, name: string, on: Receiver, line: number): readonly Meaning[] {
    const { hasExtensions, hasNamedModules } = this.#rules(file);
    if (hasNamedModules && on.kind === 'name') return this.#inNamed(file, name, on.name!);
    const found = this.#taken(file, name, on, line);
    const isGuess = found.every(({ confidence }) => confidence <= SURE.guess);
    if (!hasExtensions || !isGuess) return found;
    const extended = this.#extended(file, name, found.length === 0);
    if (found.length === 0 || extended.length === 0) return found.length > 0 ? found : extended;
    return share(
      [...extended, ...found].map(({ to }) => to),
      SURE.guess,
    );
  }

  /** A function of a module by what the file calls that: its name, the end of it, or another one. */
  #inNamed(file: number, name: string, called: string): Meaning[] {
    const bound = this.#files[file]!.parsed.imports.find(({ as }) => as?.some(([local]) => local === called));
    const wanted = bound?.module ?? called;
    const owned = this.#candidates(file, name).filter(({ symbol }) => {
      const owner = symbol.container.at(-1);
      return owner === wanted || owner?.endsWith(`.${wanted}`);
    });
    return share(owned, SURE.imported);
  }

  /** Functions that are called like members: of an import, or the only one whose first parameter is marked for it. */
  #extended(file: number, name: string, isFree: boolean): Meaning[] {
    const binding = this.#namesOf(file).bindings.get(name);
    if (binding && binding.original !== '*') {
      const free = ({ file: at, symbol }: SymbolAt): boolean =>
        symbol.kind === 'function' && !this.#namesOf(at).isMember(symbol);
      const given = this.#through(binding).map(({ to }) => to);
      const found = (given.length > 0 ? given : this.#candidates(file, binding.original)).filter(free);
      if (found.length > 0) return share(found, given.length > 0 ? SURE.nearby : SURE.onlyOne);
    }
    const marked = isFree ? this.#candidates(file, name).filter(isMarked) : [];
    return marked.length === 1 ? share(marked, SURE.onlyOne) : [];
  }

  #taken(file: number, name: string, on: Receiver, line: number): readonly Meaning[] {
    const names = this.#namesOf(file);
    const module = this.#modulePath(file, on, line);
    if (module !== undefined) return this.#inModule(file, module, name);
    if (on.kind === 'self' || on.kind === 'super') {
      const type = names.typeAt(line);
      if (type === undefined) return this.#unknown(file, name);
      const isOwn = on.kind === 'self';
      const members = this.#members(type, name, { file, steps: 0, isOwn });
      const found = this.#rules(file).hasLooseSelf ? members.map(lessSure) : members;
      return found.length > 0 || !isOwn ? found : this.#unknown(file, name);
    }
    if (on.kind === 'type') {
      // `New().Close()`: what a function gives is not known.
      const isMade =
        this.#typesNamed(file, on.name!).length === 0 && this.#candidates(file, on.name!).length > 0;
      return isMade ? this.#unknown(file, name) : this.#ofType(file, on.name!, name);
    }
    if (on.kind !== 'name') return this.#unknown(file, name);
    if (on.name === 'exports') return share(this.#given(file, name, 0), SURE.imported);
    const binding = names.bindings.get(on.name!);
    const modules = binding && this.#modules(binding, 0);
    if (modules) {
      const given = modules.flatMap((target) => this.#given(target, name, 0));
      if (given.length > 0) return share(given, SURE.imported);
      return modules.length === 0 ? [] : this.#ofType(file, on.name!, name);
    }
    const isType = this.#typesNamed(file, on.name!).length > 0;
    if (isType || binding?.targets.length === 0) return this.#ofType(file, on.name!, name);
    const inModule = this.#candidates(file, name).filter(({ symbol }) => ownerOf(symbol) === on.name);
    return inModule.length > 0 ? share(inModule, SURE.nearby) : this.#unknown(file, name);
  }

  /** The files that a name is itself, by an import here or by that of a file that passes it on. */
  #modules({ targets, original }: Binding, steps: number): readonly number[] | undefined {
    if (original === '*') return targets;
    if (steps > MAX_STEPS) return undefined;
    for (const target of targets) {
      const passed = this.#namesOf(target).bindings.get(original);
      const found = passed && this.#modules(passed, steps + 1);
      if (found && found.length > 0) return found;
    }
    return undefined;
  }

  /** A name that is imported from a place that the paths do not tell: a guess, when it is the only one. */
  #guessed(candidates: readonly SymbolAt[]): Meaning[] {
    const open = candidates.filter(({ file, symbol }) => {
      const place = this.#namesOf(file);
      return !place.isLocal(symbol) && !place.isMember(symbol);
    });
    return open.length === 1 ? share(open, SURE.guess) : [];
  }

  /** The path of modules that a receiver is, in a language that writes modules like objects. */
  #modulePath(file: number, { kind, name }: Receiver, line: number): string | undefined {
    if (this.#rules(file).family !== 'rust') return undefined;
    // The module around one that is written in the file is the file.
    if (kind === 'super') return this.#namesOf(file).isInModule(line) ? 'self' : 'super';
    return kind === 'name' && (name === 'crate' || name?.includes('::')) ? name : undefined;
  }

  #inModule(file: number, module: string, name: string): Meaning[] {
    const { imports, numberOf } = this.#source;
    const [head, ...rest] = module.split('::');
    const bound = this.#namesOf(file).bindings.get(head!);
    const from = bound?.original === '*' && bound.targets.length === 1 ? bound.targets[0]! : undefined;
    const wanted = from === undefined ? module : ['self', ...rest].join('::');
    const path = this.#files[from ?? file]!.path;
    const targets = imports.resolve(path, { module: wanted, names: [], line: 0 });
    const last = rest.at(-1) ?? head!;
    return share(
      targets
        .flatMap((target) => numberOf(target) ?? [])
        .flatMap((target) => {
          // The last part may be a module that is written in the file.
          const inner = this.#candidates(file, name).filter(
            (at) => at.file === target && at.symbol.container.at(-1) === last,
          );
          return inner.length > 0 ? inner : this.#given(target, name, 0);
        }),
      SURE.imported,
    );
  }

  /** A member of something that nothing is known of: a guess, when few members have the name. */
  #unknown(file: number, name: string): Meaning[] {
    const members = this.#candidates(file, name).filter((at) => this.#namesOf(at.file).isMember(at.symbol));
    return members.length <= MAX_MEANINGS ? share(members, SURE.guess) : [];
  }

  /** A member of a type by its name in the file; none for a type of outside. */
  #ofType(file: number, type: string, name: string): Meaning[] {
    const own = this.#originalOf(file, type);
    return this.#members(own, name, { file, steps: 0, isOwn: true, isTyped: true, as: type });
  }

  /** The name by which a type was defined that a file may have under another one. */
  #originalOf(file: number, type: string): string {
    const [owner] = this.#typesNamed(file, type);
    if (owner) return owner.symbol.name;
    const original = this.#namesOf(file).bindings.get(type)?.original;
    return original === undefined || original === '*' || original === 'default' ? type : original;
  }

  /** The types that a name may mean in a file, likeliest first. */
  #typesNamed(file: number, name: string): readonly SymbolAt[] {
    const binding = this.#namesOf(file).bindings.get(name);
    if (binding) {
      const wanted = binding.original === '*' ? { ...binding, original: 'default' } : binding;
      const hasMakers = this.#rules(file).family === 'javascript';
      const given = this.#through(wanted).flatMap(({ to }) =>
        isTypeKind(to.symbol) || (hasMakers && to.symbol.kind === 'function') ? [to] : [],
      );
      if (given.length > 0) return given;
    }
    const original = binding?.original ?? name;
    const all = this.#candidates(file, original).filter(({ symbol }) => isTypeKind(symbol));
    // A block of functions for a type (`impl`) bears its name.
    const proper = all.filter(({ symbol }) => symbol.kind !== 'namespace');
    const types = proper.length > 0 ? proper : all;
    const here = types.filter((at) => at.file === file);
    if (here.length > 0) return here;
    const imported = types.filter((at) => this.#namesOf(file).imported.has(at.file));
    if (imported.length > 0) return imported;
    const folder = folderOf(this.#files[file]!.path);
    const beside = types.filter((at) => folderOf(this.#files[at.file]!.path) === folder);
    if (beside.length > 0) return beside;
    return types.length <= MAX_MEANINGS ? types : [];
  }

  /** Members of a type with a name: its own, then those of its bases. */
  #members(
    type: string,
    name: string,
    how: {
      readonly file: number;
      readonly steps: number;
      readonly isOwn: boolean;
      readonly isTyped?: boolean;
      /** What the file calls the type. */
      readonly as?: string;
    },
  ): Meaning[] {
    const { file, steps, isOwn } = how;
    if (steps > MAX_STEPS) return [];
    const owners = this.#typesNamed(file, how.as ?? type);
    const ownFiles = new Set(owners.map((at) => at.file));
    if (isOwn) {
      const members = this.#candidates(file, name).filter(({ symbol }) => ownerOf(symbol) === type);
      const inFile = members.filter((at) => at.file === file && (ownFiles.has(file) || !how.isTyped));
      const near = members.filter((at) => ownFiles.has(at.file));
      const open = this.#rules(file).hasOpenTypes ? members : near;
      // Of its own file the tree proves it, but for a value whose type may be a narrower one.
      const certain =
        steps > 0 ? SURE.nearby : how.isTyped || owners.length !== 1 ? SURE.imported : SURE.proved;
      if (inFile.length > 0) return share(inFile, certain);
      const best = near.length > 0 ? near : open;
      if (best.length > 0) return share(best, Math.min(certain, SURE.imported));
    }
    for (const { file: at, symbol } of owners.length > 0 ? owners : [{ file, symbol: { name: type } }]) {
      for (const { type: derived, base } of this.#files[at]!.parsed.inherits) {
        if (derived !== symbol.name || base === type) continue;
        const found = this.#members(this.#originalOf(at, base), name, {
          ...how,
          as: base,
          file: at,
          steps: steps + 1,
          isOwn: true,
        });
        if (found.length > 0)
          return found.map((one) => ({ ...one, confidence: Math.min(one.confidence, SURE.imported) }));
      }
    }
    return [];
  }

  /** What an imported name stands for. */
  #through({ targets, original, isExact }: Binding): Meaning[] {
    const given = distinct(targets.flatMap((target) => this.#given(target, original, 0)));
    return share(given, isExact || targets.length === 1 ? SURE.imported : SURE.nearby);
  }

  /** Definitions that a file gives under a name: its own, those it exports under it, those it passes on. */
  #given(file: number, name: string, steps: number): readonly SymbolAt[] {
    if (steps > MAX_STEPS) return [];
    const { exports, imports } = this.#files[file]!.parsed;
    const renamed = exports?.find((given) => given.name === name)?.of ?? name;
    const all = this.#source.definitions(renamed).filter((at) => at.file === file);
    const free = all.filter((at) => !this.#namesOf(file).isMember(at.symbol));
    // What is static may be taken from a class by its own name.
    const { hasOwnMembers, givesMembers } = this.#rules(file);
    const own = free.length > 0 || !(hasOwnMembers || givesMembers) ? free : all;
    const outer = own.filter(({ symbol }) => symbol.container.length === 0);
    if (own.length > 0) return outer.length > 0 ? outer : own;
    const binding = this.#namesOf(file).bindings.get(renamed);
    if (binding && binding.original !== '*')
      return binding.targets.flatMap((target) =>
        target === file ? [] : this.#given(target, binding.original, steps + 1),
      );
    for (const { isExport, names } of imports)
      if (isExport && names.length === 0) {
        const passed = this.#namesOf(file).wildcards.flatMap((target) =>
          target === file ? [] : this.#given(target, name, steps + 1),
        );
        if (passed.length > 0) return distinct(passed);
      }
    return [];
  }
}

/** Each definition once: several ways may lead to it. */
function distinct(all: readonly SymbolAt[]): SymbolAt[] {
  return [...new Map(all.map((at) => [`${at.file} ${at.number}`, at])).values()];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
