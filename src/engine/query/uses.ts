import type { SymbolAt } from '../index/names/nameSource.ts';
import type { IndexView } from '../index/repository.ts';
import type { FileRole } from '../types.ts';
import { fitsName, fitsPath } from './glob.ts';
import type { Unit } from './units.ts';

/** Who uses a definition, as far as names tell. */
export interface Uses {
  /** Places outside of its own lines. */
  readonly all: number;
  /** Those that call it. */
  readonly calls: number;
  /** Test files, but its own. */
  readonly testFiles: number;
  /** Its name is used where it cannot be told which of many definitions is meant. */
  readonly isUnsure: boolean;
  readonly isUnsureInTests: boolean;
}

/** A name with more definitions says nothing about which is meant, where nothing else does. */
const MOST_ALIKE = 6;

/** Identifies a definition. */
export const keyOf = (file: number, number: number): string => `${file}:${number}`;

/** Counts the uses of a definition. Reads what was found in the files that mention its name. */
export function countUses({ files, graph }: IndexView, unit: Unit, roleOf: (file: number) => FileRole): Uses {
  const to: SymbolAt = { file: unit.file, number: unit.number!, symbol: unit.symbol! };
  const places = new Set<string>();
  const calls = new Set<string>();
  const users = new Set<number>();
  for (const { fromFile, fromLine, kind } of graph.usesOf(to)) {
    if (fromFile === unit.file && fromLine >= unit.startLine && fromLine <= unit.endLine) continue;
    places.add(keyOf(fromFile, fromLine));
    if (kind === 'call') calls.add(keyOf(fromFile, fromLine));
    users.add(fromFile);
  }
  const isTest = (file: number): boolean => file !== unit.file && roleOf(file) === 'test';
  const unsure = places.size > 0 ? [] : unresolved({ files, graph }, unit);
  return {
    all: places.size,
    calls: calls.size,
    testFiles: [...users].filter(isTest).length,
    isUnsure: unsure.length > 0,
    isUnsureInTests: unsure.some(isTest),
  };
}

/** Files that use a name which has definitions elsewhere as well, without telling which of them they mean. */
function unresolved({ files, graph }: Pick<IndexView, 'files' | 'graph'>, { name, file }: Unit): number[] {
  const definitions = graph.definitions(name);
  if (definitions.length <= MOST_ALIKE) return [];
  const defining = new Set(definitions.map((one) => one.file));
  return [...graph.filesMentioning(name)].filter(
    (from) =>
      from !== file &&
      !defining.has(from) &&
      !definitions.some((one) => graph.importsOf(from).has(one.file)) &&
      files[from]!.parsed.references.some((group) => group.name === name),
  );
}

/** Definitions that are called in the lines of those whose name fits a pattern. */
export function calledFrom({ graph }: IndexView, pattern: string): ReadonlySet<string> {
  const called = new Set<string>();
  for (const [name, { definitions }] of graph.defined()) {
    if (definitions === 0 || !fitsName(name, pattern)) continue;
    for (const caller of graph.definitions(name))
      for (const { to, kind } of graph.usedBy(caller))
        if (kind === 'call') called.add(keyOf(to.file, to.number));
  }
  return called;
}

/** Files that are imported by those whose path fits a pattern. */
export function importedFrom({ files, graph }: IndexView, pattern: string): ReadonlySet<number> {
  const imported = new Set<number>();
  for (const [file, { path }] of files.entries())
    if (fitsPath(path, pattern)) for (const target of graph.importsOf(file)) imported.add(target);
  return imported;
}
