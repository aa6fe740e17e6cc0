import type { IndexView } from '../index/repository.ts';
import { roleIn } from '../retrieve/roles.ts';
import type { FileRole } from '../types.ts';
import { CALLABLE } from './language.ts';
import type { Unit } from './units.ts';
import { calledFrom, countUses, importedFrom, keyOf, type Uses } from './uses.ts';

/** What the index knows of units beside what stands in them. A fact that it cannot tell is undefined. */
export interface Facts {
  role(file: number): FileRole;
  /** Different names that are called in its lines. */
  called(unit: Unit): readonly string[];
  /** Places that call it, outside of its own lines. */
  callers(unit: Unit): number | undefined;
  /** Places that use it, outside of its own lines. */
  uses(unit: Unit): number | undefined;
  /** Test files, but its own, that use it. */
  tests(unit: Unit): number | undefined;
  /** Whether a definition of a name that fits a pattern calls it. */
  isCalledBy(unit: Unit, pattern: string): boolean;
  /** What a file imports: modules as written, their names, and the paths that they mean. */
  imports(file: number): readonly string[];
  /** Whether a file whose path fits a pattern imports this one. */
  isImportedBy(file: number, pattern: string): boolean;
  /** What a type extends or implements. */
  bases(unit: Unit): readonly string[];
  /** Undefined as well for what has none. */
  params(unit: Unit): number | undefined;
  hasParams(unit: Unit): boolean;
  isExported(unit: Unit): boolean | undefined;
}

/** Facts of a view. Nothing is computed before it is asked for, and once for each definition and pattern. */
export function createFacts(view: IndexView): Facts {
  const roles = new Map<number, FileRole>();
  const uses = new Map<string, Uses>();
  const called = new Map<string, ReadonlySet<string>>();
  const imported = new Map<string, ReadonlySet<number>>();
  const importing = new Map<number, readonly string[]>();
  const role = (file: number): FileRole => once(roles, file, () => roleIn(view, view.files[file]!.path));
  const usesOf = (unit: Unit): Uses | undefined =>
    unit.symbol && once(uses, keyOf(unit.file, unit.number!), () => countUses(view, unit, role));
  /** None found is no proof where a use could not be told apart. */
  const counted = (count: number | undefined, isUnsure: boolean | undefined): number | undefined =>
    count === 0 && isUnsure ? undefined : count;
  return {
    role,
    called: (unit) => calledNames(view, unit),
    callers: (unit) => counted(usesOf(unit)?.calls, usesOf(unit)?.isUnsure),
    uses: (unit) => counted(usesOf(unit)?.all, usesOf(unit)?.isUnsure),
    tests: (unit) => counted(usesOf(unit)?.testFiles, usesOf(unit)?.isUnsureInTests),
    isCalledBy: ({ file, number = -1 }, pattern) =>
      once(called, pattern, () => calledFrom(view, pattern)).has(keyOf(file, number)),
    imports: (file) => once(importing, file, () => importsOf(view, file)),
    isImportedBy: (file, pattern) => once(imported, pattern, () => importedFrom(view, pattern)).has(file),
    bases: ({ file, name, symbol }) =>
      symbol
        ? view.files[file]!.parsed.inherits.filter(({ type }) => type === name).map(({ base }) => base)
        : [],
    params: ({ symbol }) => symbol?.params,
    hasParams: ({ kind }) => CALLABLE.has(kind),
    isExported: ({ symbol }) => symbol?.isExported,
  };
}

function calledNames({ files }: IndexView, { file, startLine, endLine }: Unit): readonly string[] {
  return files[file]!.parsed.references.filter(
    ({ kind, lines }) => kind === 'call' && lines.some((line) => line >= startLine && line <= endLine),
  ).map(({ name }) => name);
}

function importsOf({ files, graph }: IndexView, file: number): readonly string[] {
  const written = files[file]!.parsed.imports.flatMap(({ module, names }) => [module, ...names]);
  return [...written, ...[...graph.importsOf(file)].map((target) => files[target]!.path)];
}

function once<K, V>(values: Map<K, V>, key: K, make: () => V): V {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    values.set(key, value);
  }
  return value;
}
