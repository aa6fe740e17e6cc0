import type { Receiver, ReferenceGroup, ReferenceKind, SymbolDef } from '../../types.ts';
import { KnownNames } from './knownNames.ts';
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
import { isCrateRoot, isSameCrate } from './paths/rustPaths.ts';

/** Bases of bases, and exports of exports, that are followed. */
const MAX_STEPS = 6;

export interface NameResolver {
  /** What a use on a line may mean, likeliest first; empty when the name is a local, of outside, or too common. */
  meaningsOf(
    file: number,
    use: Pick<ReferenceGroup, 'name' | 'kind' | 'on'>,
    line: number,
  ): readonly Meaning[];
  /** What a member is taken from, by the name that stands there; empty for a module. */
  ownersOf(file: number, name: string, line: number): readonly Meaning[];
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
  readonly #known: KnownNames;
  readonly #source: NameSource;
  #cacheFile = -1;
  #cache = new Map<string, readonly Meaning[]>();

  constructor(source: NameSource) {
    this.#known = new KnownNames(source);
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
    const path = this.#known.namesOf(file).pathAt(line);
    const key = [
      kind === 'type' ? 1 : 0,
      this.#known.namesOf(file).isCrowded(line) ? 1 : 0,
      name,
      on?.kind ?? '',
      on?.name ?? '',
      ...path,
    ].join('\0');
    let found = this.#cache.get(key);
    if (!found) {
      found = on ? this.#onReceiver(file, name, on, line) : this.#alone(file, name, path, kind);
      if (this.#known.namesOf(file).isCrowded(line)) found = found.map(lessSure);
      if (!this.#known.rules(file).isProving) found = found.map(unproved);
      this.#cache.set(key, found);
    }
    return found;
  }

  /** True when an import may give a name that nothing is defined by. */
  #isBound(file: number, name: string, on: Receiver | undefined): boolean {
    const { bindings } = this.#known.namesOf(file);
    return on ? (bindings.get(on.name ?? '')?.targets.length ?? 0) > 0 : bindings.has(name);
  }

  ownersOf(file: number, name: string, line: number): readonly Meaning[] {
    if (this.#known.namesOf(file).bindings.get(name)?.original === '*') return [];
    return this.meaningsOf(file, { name, kind: 'name' }, line);
  }

  basesOf(file: number, base: string, line: number): readonly Meaning[] {
    return this.meaningsOf(file, { name: base, kind: 'type' }, line);
  }

  otherNames(file: number, names: ReadonlySet<string>): readonly string[] {
    const others: string[] = [];
    for (const [local, { original, targets }] of this.#known.namesOf(file).bindings)
      if (!names.has(local)) {
        const isModule = original === '*' && targets.some((target) => this.#known.givesItself(target));
        if (names.has(original) || original === 'default' || isModule) others.push(local);
      }
    return others;
  }

  /** A name without a receiver: what is seen from where it stands, then imports, then what the language lets it reach. */
  #alone(file: number, name: string, path: readonly string[], kind: ReferenceKind): Meaning[] {
    const isType = kind === 'type';
    // Unless it is called, the name of a type means the type, and not the function that makes one; a module is not called.
    const isRust = this.#known.rules(file).family === 'rust';
    const candidates = this.#known
      .candidates(file, name)
      .filter(({ symbol }) => (kind === 'call' ? !(isRust && symbol.kind === 'module') : !isMaker(symbol)));
    const names = this.#known.namesOf(file);
    const rules = this.#known.rules(file);
    const isOpen = (symbol: SymbolDef): boolean =>
      symbol.container.length === 0 || rules.hasOwnMembers || !names.isMember(symbol);
    const all = candidates.filter(
      ({ file: at, symbol }) =>
        at === file &&
        isPrefix(symbol.container, path) &&
        (isOpen(symbol) || (isType && isTypeKind(symbol))) &&
        // A block of functions for a type (`impl`) defines no type.
        !(isRust && symbol.kind === 'namespace' && candidates.some((one) => isTypeProper(one.symbol))),
    );
    const types = isType ? all.filter(({ symbol }) => isTypeKind(symbol)) : [];
    const seen = types.length > 0 ? types : all;
    if (seen.length > 0) return this.#seen(file, seen);
    const binding = names.bindings.get(name);
    if (binding?.original === '*') {
      const itself = this.#known.through(file, { ...binding, original: 'default' });
      if (itself.length > 0) return itself;
      // `use tokio::time::sleep` takes the module `sleep` and the function of that name.
      const { within } = binding;
      const beside = within ? this.#known.through(file, { ...binding, targets: within, original: name }) : [];
      if (beside.length > 0) return beside;
    } else if (binding) {
      const given = this.#known.through(file, binding);
      if (given.length > 0) return given;
      if (binding.isAlias) return this.#guessed(this.#known.candidates(file, binding.original));
      // The module is outside: so is the name.
      if (binding.targets.length === 0 && rules.reach === 'imported') return [];
      if (binding.targets.length === 0 && binding.original !== name)
        return this.#reached(file, this.#known.candidates(file, binding.original), path, isType);
    }
    return this.#reached(file, candidates, path, isType);
  }

  /** Of what is seen, the innermost counts; a type before the blocks of its methods. */
  #seen(file: number, seen: readonly SymbolAt[]): Meaning[] {
    const deepest = Math.max(...seen.map(({ symbol }) => symbol.container.length));
    const inner = seen.filter(({ symbol }) => symbol.container.length === deepest);
    const named = inner.filter(({ symbol }) => symbol.kind !== 'namespace');
    const isMember = inner.some(({ symbol }) => this.#known.namesOf(file).isMember(symbol));
    const meanings = share(named.length > 0 ? named : inner, SURE.proved);
    return isMember && this.#known.rules(file).hasLooseSelf ? meanings.map(lessSure) : meanings;
  }

  /** A name that is neither seen nor imported by name. */
  #reached(file: number, all: readonly SymbolAt[], path: readonly string[], isType: boolean): Meaning[] {
    const names = this.#known.namesOf(file);
    const { reach, hasOwnMembers } = this.#known.rules(file);
    const inherited = hasOwnMembers ? this.#inherited(file, path, all) : [];
    if (inherited.length > 0) return inherited;
    const open = all.filter(({ file: at, symbol }) => {
      const place = this.#known.namesOf(at);
      return !place.isLocal(symbol) && ((isType && isTypeKind(symbol)) || !place.isMember(symbol));
    });
    const here = open.filter((at) => at.file === file);
    if (here.length > 0) return share(here, SURE.nearby);
    const wild = this.#known.wild(file, open);
    if (wild.length > 0) return share(wild, SURE.imported);
    const beside = this.#known.beside(file, open);
    if (reach !== 'imported' && beside.length > 0) return share(beside, SURE.nearby);
    if (reach === 'package') return [];
    if (reach === 'imported') {
      const macros = open.filter(
        ({ file: at, symbol }) =>
          symbol.kind === 'macro' && isSameCrate(this.#known.files[at]!.path, this.#known.files[file]!.path),
      );
      if (macros.length > 0) return share(macros, SURE.nearby);
      // Every name of such a file is defined, imported or built in: what is none of them is at most a guess.
      const isBound = this.#known.files[file]!.row.language === 'python' || names.imported.size > 0;
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

  #onReceiver(file: number, name: string, receiver: Receiver, line: number): readonly Meaning[] {
    const { hasExtensions, hasNamedModules, family } = this.#known.rules(file);
    const last = family === 'rust' ? undefined : /::(\p{Lu}\w*)$/u.exec(receiver.name ?? '')?.[1];
    const on: Receiver = last === undefined ? receiver : { ...receiver, name: last };
    if (hasNamedModules && on.kind === 'name') return this.#inNamed(file, name, on.name!);
    const found = this.#taken(file, name, on, line);
    const isGuess = found.every(({ confidence }) => confidence <= SURE.guess);
    if (!hasExtensions || !isGuess) return found;
    const extended = this.#extended(file, name, found.length === 0);
    if (found.length === 0 || extended.length === 0) return found.length > 0 ? found : extended;
    const isSame = found.every(({ to }) => extended.some((one) => isAt(one.to, to)));
    if (isSame) return extended;
    return share(
      [...extended, ...found].map(({ to }) => to),
      SURE.guess,
    );
  }

  /** A function of a module by what the file calls that: its name, the end of it, or another one. */
  #inNamed(file: number, name: string, called: string): Meaning[] {
    const bound = this.#known.files[file]!.parsed.imports.find(({ as }) =>
      as?.some(([local]) => local === called),
    );
    const wanted = bound?.module ?? called;
    const owned = this.#known.candidates(file, name).filter(({ symbol }) => {
      const owner = symbol.container.at(-1);
      return owner === wanted || owner?.endsWith(`.${wanted}`);
    });
    return share(owned, SURE.imported);
  }

  /** Functions that are called like members: of an import, or the only one whose first parameter is marked for it. */
  #extended(file: number, name: string, isFree: boolean): Meaning[] {
    const binding = this.#known.namesOf(file).bindings.get(name);
    if (binding && binding.original !== '*') {
      const free = ({ file: at, symbol }: SymbolAt): boolean =>
        symbol.container.at(-1) === 'companion' ||
        (symbol.kind === 'function' && !this.#known.namesOf(at).isMember(symbol));
      const given = this.#known.through(file, binding).map(({ to }) => to);
      const found = (given.length > 0 ? given : this.#known.candidates(file, binding.original)).filter(free);
      if (found.length > 0) return share(found, given.length > 0 ? SURE.nearby : SURE.onlyOne);
    }
    const marked = isFree ? this.#known.candidates(file, name).filter(isMarked) : [];
    return marked.length === 1 ? share(marked, SURE.onlyOne) : [];
  }

  #taken(file: number, name: string, on: Receiver, line: number): readonly Meaning[] {
    const names = this.#known.namesOf(file);
    const module = this.#modulePath(file, on, line);
    if (module !== undefined) return this.#inModule(file, module, name);
    if (on.kind === 'self' || on.kind === 'super') {
      const type = names.typeAt(line);
      if (type === undefined) return this.#unknown(file, name);
      const isOwn = on.kind === 'self';
      const members = this.#members(type, name, { file, steps: 0, isOwn });
      const found = this.#known.rules(file).hasLooseSelf ? members.map(lessSure) : members;
      return found.length > 0 || !isOwn ? found : this.#unknown(file, name);
    }
    if (on.kind === 'type') {
      // `New().Close()`: what a function gives is not known.
      const isMade =
        this.#typesNamed(file, on.name!).length === 0 && this.#known.candidates(file, on.name!).length > 0;
      return isMade ? this.#unknown(file, name) : this.#ofType(file, on.name!, name);
    }
    if (on.kind !== 'name') return this.#unknown(file, name);
    if (on.name === 'exports') return share(this.#known.given(file, name), SURE.imported);
    const binding = names.bindings.get(on.name!);
    const modules = binding && this.#known.modules(binding, 0);
    if (modules) {
      const given = modules.flatMap((target) => this.#known.given(target, name));
      if (given.length > 0) return share(given, SURE.imported);
      return modules.length === 0 ? [] : this.#ofType(file, on.name!, name);
    }
    const isType = this.#typesNamed(file, on.name!).length > 0;
    if (isType || binding?.targets.length === 0) return this.#ofType(file, on.name!, name);
    const inModule = this.#known.candidates(file, name).filter(({ symbol }) => ownerOf(symbol) === on.name);
    return inModule.length > 0 ? share(inModule, SURE.nearby) : this.#unknown(file, name);
  }

  /** A name that is imported from a place that the paths do not tell: a guess, when it is the only one. */
  #guessed(candidates: readonly SymbolAt[]): Meaning[] {
    const open = candidates.filter(({ file, symbol }) => {
      const place = this.#known.namesOf(file);
      return !place.isLocal(symbol) && !place.isMember(symbol);
    });
    return open.length === 1 ? share(open, SURE.guess) : [];
  }

  /** The path of modules that a receiver is, in a language that writes modules like objects. */
  #modulePath(file: number, { kind, name }: Receiver, line: number): string | undefined {
    if (this.#known.rules(file).family !== 'rust') return undefined;
    // The module around one that is written in the file is the file.
    if (kind === 'super') return this.#known.namesOf(file).isInModule(line) ? 'self' : 'super';
    if (kind !== 'name') return undefined;
    if (name === 'crate' || name?.includes('::')) return name;
    // A crate of the workspace needs no import.
    const names = this.#known.namesOf(file);
    const isCrate = /^[a-z]/.test(name!) && !names.bindings.has(name!);
    const path = this.#known.files[file]!.path;
    return isCrate &&
      this.#source.imports.resolve(path, { module: name!, names: [], line: 0 }).some(isCrateRoot)
      ? name
      : undefined;
  }

  #inModule(file: number, module: string, name: string): Meaning[] {
    const { imports, numberOf } = this.#source;
    const [head, ...rest] = module.split('::');
    if (/^(?:std|core|alloc)$/.test(head!)) return [];
    const bound = this.#known.namesOf(file).bindings.get(head!);
    const from = bound?.original === '*' && bound.targets.length === 1 ? bound.targets[0]! : undefined;
    const wanted = from === undefined ? module : ['self', ...rest].join('::');
    const path = this.#known.files[from ?? file]!.path;
    const targets = imports.resolve(path, { module: wanted, names: [], line: 0 });
    const last = rest.at(-1) ?? head!;
    if (/^\p{Lu}/u.test(last) && rest.length > 0) return this.#ofPath(file, module, last, name);
    return share(
      targets
        .flatMap((target) => numberOf(target) ?? [])
        .flatMap((target) => {
          // The last part may be a module that is written in the file.
          const inner = this.#known
            .candidates(file, name)
            .filter((at) => at.file === target && at.symbol.container.at(-1) === last);
          return inner.length > 0 ? inner : this.#known.given(target, name);
        }),
      SURE.imported,
    );
  }

  /** A member of a type that is named by its path: `tokio::runtime::Handle::current`. */
  #ofPath(file: number, path: string, type: string, name: string): Meaning[] {
    const owners = this.#inModule(file, path.slice(0, -type.length - 2), type).map(({ to }) => to);
    const all = this.#known
      .candidates(file, name)
      .filter(({ symbol }) => owners.some((owner) => ownerOf(symbol) === owner.symbol.name));
    const near = all.filter((at) => owners.some((owner) => owner.file === at.file));
    return share(near.length > 0 ? near : all, SURE.imported);
  }

  /** A member of something that nothing is known of: a guess, when few members have the name. */
  #unknown(file: number, name: string): Meaning[] {
    const members = this.#known
      .candidates(file, name)
      .filter((at) => this.#known.namesOf(at.file).isMember(at.symbol));
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
    const original = this.#known.namesOf(file).bindings.get(type)?.original;
    return original === undefined || original === '*' || original === 'default' ? type : original;
  }

  /** The types that a name may mean in a file, likeliest first. */
  #typesNamed(file: number, name: string): readonly SymbolAt[] {
    const binding = this.#known.namesOf(file).bindings.get(name);
    if (binding) {
      const wanted = binding.original === '*' ? { ...binding, original: 'default' } : binding;
      const hasMakers = this.#known.rules(file).family === 'javascript';
      const given = this.#known
        .through(file, wanted)
        .flatMap(({ to }) =>
          isTypeKind(to.symbol) || (hasMakers && to.symbol.kind === 'function') ? [to] : [],
        );
      if (given.length > 0) return given;
    }
    const original = binding?.original ?? name;
    const all = this.#known.candidates(file, original).filter(({ symbol }) => isTypeKind(symbol));
    // A block of functions for a type (`impl`) bears its name.
    const proper = all.filter(({ symbol }) => symbol.kind !== 'namespace');
    const types = proper.length > 0 ? proper : all;
    const here = types.filter((at) => at.file === file);
    if (here.length > 0) return here;
    const imported = types.filter((at) => this.#known.namesOf(file).imported.has(at.file));
    if (imported.length > 0) return imported;
    const beside = this.#known.beside(file, types);
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
      const members = this.#known.candidates(file, name).filter(({ symbol }) => ownerOf(symbol) === type);
      const inFile = members.filter((at) => at.file === file && (ownFiles.has(file) || !how.isTyped));
      const near = members.filter((at) => ownFiles.has(at.file));
      const open = this.#known.rules(file).hasOpenTypes ? members : near;
      // Of its own file the tree proves it, but for a value whose type may be a narrower one.
      const certain =
        steps > 0 ? SURE.nearby : how.isTyped || owners.length !== 1 ? SURE.imported : SURE.proved;
      if (inFile.length > 0) return share(inFile, certain);
      const best = near.length > 0 ? near : open;
      if (best.length > 0) return share(best, Math.min(certain, SURE.imported));
    }
    for (const { file: at, symbol } of owners.length > 0 ? owners : [{ file, symbol: { name: type } }]) {
      for (const { type: derived, base } of this.#known.files[at]!.parsed.inherits) {
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
}

function isTypeProper(symbol: SymbolDef): boolean {
  return isTypeKind(symbol) && symbol.kind !== 'namespace' && symbol.kind !== 'module';
}

function isAt(a: SymbolAt, b: SymbolAt): boolean {
  return a.file === b.file && a.number === b.number;
}
