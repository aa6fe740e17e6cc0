import type { ImportRef, SymbolDef, SymbolKind } from '../../types.ts';
import type { FileEntry } from '../fileEntry.ts';
import type { ImportResolver } from '../resolveImports.ts';
import { nameRules } from './languageRules.ts';

/** A name of a file that stands for something elsewhere. */
export interface Binding {
  /** The module as the import writes it. */
  readonly module: string;
  /** Numbers of the files it may come from. */
  readonly targets: readonly number[];
  /** Its name there; `*` for the file itself, `default` for what that gives by default. */
  readonly original: string;
  /** For a name that is a file as well: the files that may give something else under it. */
  readonly within?: readonly number[];
  /** The way to the file is written out, and there is one. */
  readonly isExact: boolean;
  /** Its module is written as one that a setting of the project may lead elsewhere. */
  readonly isAlias: boolean;
}

/** `@/store`, `~util`, `#lib/a`, `$lib/b`, `@scope/package`: settings of a project say where such a module lies. */
const SET_ELSEWHERE = /^(?:[~#$]|@[^/]*\/)/;
/** Programs, tests and examples of Rust take their own package by a name that its manifest gives it. */
const BESIDE_CRATE = /(?:^|\/)(?:main\.rs|(?:tests|examples|benches|bin)\/.*\.rs)$/;

function isElsewhere(path: string, module: string): boolean {
  return BESIDE_CRATE.test(path) ? !/^(?:std|core|alloc)\b/.test(module) : SET_ELSEWHERE.test(module);
}

/** What is known of the names of one file, made when it is first asked for. */
export interface FileNames {
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Files of which all names are taken. */
  readonly wildcards: readonly number[];
  /** Modules of which all names are taken, as imports write them. */
  readonly wholes: readonly string[];
  /** All files that an import of this one may mean. */
  readonly imported: ReadonlySet<number>;
  /** Names from the outermost definition around a line to the innermost. */
  pathAt(line: number): readonly string[];
  /** True when definitions with that container are members: to be named through their owner. */
  isMember(symbol: SymbolDef): boolean;
  /** True for what is defined inside of a function, and seen in there alone. */
  isLocal(symbol: SymbolDef): boolean;
  /** True for a line on which several types or functions begin: which of them a use stands in is not certain. */
  isCrowded(line: number): boolean;
  /** True within a module that is written in the file. */
  isInModule(line: number): boolean;
  /** The innermost type around a line, by its name. */
  typeAt(line: number): string | undefined;
}

type Brought = 'bindings' | 'wildcards' | 'wholes' | 'imported';
const TYPES: ReadonlySet<SymbolKind> = new Set([
  ...(['class', 'interface', 'struct', 'enum', 'trait', 'type'] as const),
]);
/** What a name may be looked up in without being named: functions and what only groups. */
const OPEN: ReadonlySet<SymbolKind> = new Set([
  'function',
  'method',
  'constructor',
  'module',
  'namespace',
  'section',
]);

const FUNCTIONS: ReadonlySet<SymbolKind> = new Set(['function', 'method', 'constructor']);

export function fileNames(
  entry: FileEntry,
  resolver: ImportResolver,
  numberOf: (path: string) => number | undefined,
): FileNames {
  return { ...importedNames(entry, resolver, numberOf), ...placedNames(entry) };
}

/** What the imports of a file bring into it. */
function importedNames(
  { path, parsed }: FileEntry,
  resolver: ImportResolver,
  numberOf: (path: string) => number | undefined,
): Pick<FileNames, Brought> {
  const { family, reach } = nameRules(parsed.language);
  const bindings = new Map<string, Binding>();
  const wildcards: number[] = [];
  const wholes: string[] = [];
  const imported = new Set<number>();
  const filesOf = (wanted: ImportRef): number[] =>
    resolver.resolve(path, wanted).flatMap((target) => numberOf(target) ?? []);
  for (const one of parsed.imports) {
    const { module } = one;
    const targets = filesOf(one);
    for (const target of targets) imported.add(target);
    const isExact = targets.length === 1 && /^[./]/.test(one.module);
    const isAlias = reach === 'imported' && isElsewhere(path, one.module);
    const taken = takenNames(one);
    for (const [local, original] of taken) {
      // `from package import module`: the name is a file of its own. A script names files by their paths alone.
      const wanted =
        original === '*' || family === 'javascript'
          ? undefined
          : { ...one, module: joinModule(one.module, original, parsed.language) };
      const own = wanted ? resolver.resolve(path, wanted).filter((file) => isFileOf(file, original)) : [];
      const files = own.flatMap((file) => numberOf(file) ?? []);
      for (const target of files) imported.add(target);
      const isFile = files.length > 0 && !targets.includes(files[0]!);
      bindings.set(
        local,
        isFile
          ? {
              ...{ module, targets: files, original: reach === 'imported' ? '*' : original, isExact },
              ...{ isAlias: false, within: targets },
            }
          : { module, targets, original, isExact, isAlias },
      );
    }
    const isOpen =
      one.names.includes('*') ||
      one.names.includes('.') ||
      /\*$/.test(one.module) ||
      (taken.length === 0 && (reach === 'all' || one.isExport === true));
    if (isOpen) {
      wildcards.push(...targets);
      wholes.push(module.replace(/[.:]*\*$/, ''));
    }
    // A Go package or a Python module is named by the last part of its path.
    const last = /([\p{L}_][\p{L}\p{N}_]*)["']?$/u.exec(one.module)?.[1];
    if (last && taken.length === 0 && !bindings.has(last))
      bindings.set(last, { module, targets, original: '*', isExact: false, isAlias: false });
  }
  return { bindings, wildcards, wholes, imported };
}

/** Where the definitions of a file stand. */
function placedNames({ parsed: { language, symbols, lines } }: FileEntry): Omit<FileNames, Brought> {
  // A block of functions for a type (`impl`, `instance`) is a namespace to the parser.
  const hasBlocks = language === 'rust' || language === 'haskell';
  const isGroup = ({ kind }: SymbolDef): boolean => OPEN.has(kind) && !(hasBlocks && kind === 'namespace');
  const namesOf = (isWanted: (symbol: SymbolDef) => boolean): Set<string> =>
    new Set(symbols.filter(isWanted).map(({ name }) => name));
  const owners = namesOf((symbol) => !isGroup(symbol));
  const groups = namesOf(isGroup);
  const functions = namesOf(({ kind }) => FUNCTIONS.has(kind));
  const spaces = namesOf((symbol) => isGroup(symbol) && !FUNCTIONS.has(symbol.kind));
  const modules = namesOf(({ kind }) => kind === 'module');
  const types = namesOf(
    ({ kind }) => TYPES.has(kind) || kind === 'module' || (hasBlocks && kind === 'namespace'),
  );
  const begun = new Map<number, number>();
  for (const { kind, startLine } of symbols)
    if (TYPES.has(kind) || OPEN.has(kind)) begun.set(startLine, (begun.get(startLine) ?? 0) + 1);
  let byLine: Int32Array | undefined;
  const pathAt = (line: number): readonly string[] => {
    byLine ??= innermostByLine(symbols, lines);
    const symbol = symbols[byLine[line] ?? -1];
    return symbol ? [...symbol.container, symbol.name] : [];
  };
  return {
    pathAt,
    isCrowded: (line) => (begun.get(line) ?? 0) > 1,
    isMember({ container }) {
      const owner = container[container.length - 1];
      if (owner === 'exports') return false;
      // An owner that is defined elsewhere (a Go type in another file) is one all the same.
      return owner !== undefined && (owners.has(owner) || !groups.has(owner));
    },
    isLocal({ container }) {
      const owner = container[container.length - 1];
      return owner !== undefined && functions.has(owner) && !owners.has(owner) && !spaces.has(owner);
    },
    isInModule: (line) => pathAt(line).some((name) => modules.has(name)),
    typeAt: (line) => pathAt(line).findLast((name) => types.has(name) || !groups.has(name)),
  };
}

/** Number of the innermost definition on each line, by the order of the file; -1 for none. */
function innermostByLine(symbols: readonly SymbolDef[], lines: number): Int32Array {
  const byLine = new Int32Array(lines + 2).fill(-1);
  for (const [i, { startLine, endLine, kind }] of symbols.entries())
    if (kind !== 'section') byLine.fill(i, startLine, endLine + 1);
  return byLine;
}

/** The names that an import brings: as they are elsewhere, of what is given by default as it is called here. */
export function broughtNames(one: ImportRef): string[] {
  return takenNames(one).flatMap(([local, original]) =>
    original === '*' ? [] : original === 'default' ? [local] : [original],
  );
}

/** The names an import brings, each with its name there. */
export function takenNames({ names, as }: ImportRef): [local: string, original: string][] {
  const taken = new Map<string, string>();
  const renamed = new Set((as ?? []).map(([, original]) => original));
  for (const name of names) if (name !== '*' && name !== '.' && !renamed.has(name)) taken.set(name, name);
  for (const [local, original] of as ?? []) taken.set(local, original);
  return [...taken];
}

function joinModule(module: string, name: string, language: string): string {
  if (language === 'rust') return `${module}::${name}`;
  if (/^\.+$/.test(module)) return `${module}${name}`;
  return /[/]/.test(module) ? `${module}/${name}` : `${module}.${name}`;
}

/** True for `pkg/name.py` and `pkg/name/index.ts`: a file that an import of `name` means itself. */
function isFileOf(path: string, name: string): boolean {
  const parts = path.split('/');
  const stem = parts.pop()!.replace(/\..*$/, '');
  return stem === name || (parts.pop() === name && /^(?:index|mod|__init__|lib|main)$/.test(stem));
}
