import { type Binding, type FileNames, fileNames } from './fileNames.ts';
import { nameRules } from './languageRules.ts';
import { type Meaning, SURE, share } from './meanings.ts';
import type { NameSource, SymbolAt } from './nameSource.ts';
import { firstOfEach } from './overloads.ts';
import { isInPackage, isNamedBy, isSamePackage } from './paths/packages.ts';
import { isCrateRoot } from './paths/rustPaths.ts';

/** Files that are passed through on the way to what a file gives: names are passed on through few, and modules are many. */
const MOST_PASSED = 100;
/** Files that pass on a name of a module that are followed. */
const MAX_STEPS = 6;

/** What the files of a view define, take and give under names. Files are decoded as they are asked about. */
export class KnownNames {
  readonly files: NameSource['files'];
  readonly #source: NameSource;
  readonly #names = new Map<number, FileNames>();

  constructor(source: NameSource) {
    this.files = source.files;
    this.#source = source;
  }

  /** True for a file that is what it gives by default (`module.exports = Server`). */
  givesItself(file: number): boolean {
    return this.files[file]!.parsed.exports?.some(({ name }) => name === 'default') ?? false;
  }

  namesOf(file: number): FileNames {
    let names = this.#names.get(file);
    if (!names) {
      const { imports } = this.#source;
      names = fileNames(this.files[file]!, imports, (path) => this.#numberBeside(file, path));
      this.#names.set(file, names);
    }
    return names;
  }

  /** The number of the file at a path, when a file can name what it defines. */
  #numberBeside(file: number, path: string): number | undefined {
    const number = this.#source.numberOf(path);
    return number !== undefined && this.rules(number).family === this.rules(file).family ? number : undefined;
  }

  rules(file: number) {
    return nameRules(this.files[file]!.row.language);
  }

  /** Definitions of a name in the languages that a file can name; of overloads the first. */
  candidates(file: number, name: string): readonly SymbolAt[] {
    const { family } = this.rules(file);
    const all = this.#source.definitions(name).filter((at) => this.rules(at.file).family === family);
    return firstOfEach(this.files, all);
  }

  /** What an imported name stands for. */
  through(file: number, { module, targets, original, isExact }: Binding): Meaning[] {
    const given = distinct(targets.flatMap((target) => this.given(target, original)));
    if (given.length === 0 && this.rules(file).family === 'jvm') {
      const named = this.candidates(file, original).filter((at) =>
        isNamedBy(module, this.files[at.file]!.path, at.symbol),
      );
      return share(named, SURE.imported);
    }
    return share(given, isExact || targets.length === 1 ? SURE.imported : SURE.nearby);
  }

  /** Definitions that a file gives under a name: its own, those it exports under it, those it passes on. */
  given(file: number, name: string, passed = new Set<string>()): readonly SymbolAt[] {
    // Modules that take all of each other lead nowhere new.
    const key = `${file} ${name}`;
    if (passed.has(key) || passed.size >= MOST_PASSED) return [];
    passed.add(key);
    const { exports, imports } = this.files[file]!.parsed;
    const renamed = exports?.find((given) => given.name === name)?.of ?? name;
    const own = this.#ownGiven(file, renamed);
    const binding = this.namesOf(file).bindings.get(renamed);
    // `mod sleep; pub use sleep::sleep;`: what is taken out of a module stands before the module of that name.
    const isModule = own.every(({ symbol }) => symbol.kind === 'module');
    if (own.length > 0 && !(isModule && binding)) return own;
    if (binding && binding.original !== '*') {
      const found = binding.targets.flatMap((target) => this.given(target, binding.original, passed));
      return found.length > 0 ? found : own;
    }
    if (own.length > 0) return own;
    const isOpen = this.rules(file).passesOn || imports.some((one) => one.isExport && one.names.length === 0);
    const taken = isOpen
      ? this.namesOf(file).wildcards.flatMap((target) => this.given(target, name, passed))
      : [];
    return taken.length > 0 ? distinct(taken) : this.#macrosBelow(file, name);
  }

  /** What a file itself defines for others under a name. */
  #ownGiven(file: number, name: string): readonly SymbolAt[] {
    const all = this.candidates(file, name).filter((at) => at.file === file);
    const free = all.filter((at) => !this.namesOf(file).isMember(at.symbol));
    // What is static may be taken from a class by its own name.
    const { hasOwnMembers, givesMembers } = this.rules(file);
    const own = properOnes(free.length > 0 || !(hasOwnMembers || givesMembers) ? free : all);
    const outer = own.filter(({ symbol }) => symbol.container.length === 0);
    // What a module within a file of Rust defines is given by that module.
    if (this.rules(file).family === 'rust') return outer;
    return outer.length > 0 ? outer : own;
  }

  /** The macros of a crate by its root: Rust gives them on from there, wherever they stand. */
  #macrosBelow(root: number, name: string): readonly SymbolAt[] {
    const { path } = this.files[root]!;
    if (!isCrateRoot(path)) return [];
    const within = path.slice(0, path.lastIndexOf('/') + 1);
    return this.candidates(root, name).filter(
      ({ file, symbol }) => symbol.kind === 'macro' && this.files[file]!.path.startsWith(within),
    );
  }

  /** Those of the folder of a file; where there are none, of its package: in its own module of the build, then in others. */
  beside(file: number, all: readonly SymbolAt[]): readonly SymbolAt[] {
    const { path } = this.files[file]!;
    const where = (isNear: (other: string) => boolean): SymbolAt[] =>
      all.filter((at) => isNear(this.files[at.file]!.path));
    const folder = folderOf(path);
    const beside = where((other) => folderOf(other) === folder);
    if (beside.length > 0 || this.rules(file).family !== 'jvm') return beside;
    const own = where((other) => isSamePackage(other, path, false));
    return own.length > 0 ? own : where((other) => isSamePackage(other, path, true));
  }

  /** What a file takes with all else that a module gives. */
  wild(file: number, open: readonly SymbolAt[]): readonly SymbolAt[] {
    const { wildcards, wholes } = this.namesOf(file);
    if (open.length === 0 || wholes.length === 0) return [];
    const own = open.filter((at) => wildcards.includes(at.file));
    if (own.length > 0) return own;
    const { family, passesOn } = this.rules(file);
    if (family === 'jvm')
      return open.filter((at) => wholes.some((name) => isInPackage(this.files[at.file]!.path, name)));
    const [{ symbol }] = open as [SymbolAt];
    return passesOn ? distinct(wildcards.flatMap((target) => this.given(target, symbol.name))) : [];
  }

  /** The files that a name is itself, by an import here or by that of a file that passes it on. */
  modules({ targets, original }: Binding, steps: number): readonly number[] | undefined {
    if (original === '*') return targets;
    if (steps > MAX_STEPS) return undefined;
    for (const target of targets) {
      const passed = this.namesOf(target).bindings.get(original);
      const found = passed && this.modules(passed, steps + 1);
      if (found && found.length > 0) return found;
    }
    return undefined;
  }
}

/** A block of functions for a type (`impl`) bears the name of the type, and is none where that stands as well. */
function properOnes(all: readonly SymbolAt[]): readonly SymbolAt[] {
  const proper = all.filter(({ symbol }) => symbol.kind !== 'namespace');
  return proper.length > 0 ? proper : all;
}

/** Each definition once: several ways may lead to it. */
function distinct(all: readonly SymbolAt[]): SymbolAt[] {
  return [...new Map(all.map((at) => [`${at.file} ${at.number}`, at])).values()];
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
