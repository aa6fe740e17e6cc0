import type { IndexView } from '../index/repository.ts';

/** Files with names that they define, a line for each, as many as fit. */
export interface NameMap {
  readonly lines: readonly string[];
  /** The paths and names that stand in the lines. */
  readonly told: ReadonlySet<string>;
  /** Files for which there was no room. */
  readonly more: number;
}

/** Names of one file that are told. */
const NAMES = 16;

/**
 * A map of the repository in `room` tokens: the files in the order given, each with the names of its definitions that
 * are mentioned most. Decodes the files that it tells. Costs no model calls.
 */
export function nameMap(
  view: IndexView,
  files: readonly number[],
  options: { readonly room: number; countTokens(text: string): number },
): NameMap {
  const lines: string[] = [];
  const told = new Set<string>();
  let left = options.room;
  for (const file of files) {
    const { path, parsed } = view.files[file]!;
    const uses = new Map<string, number>();
    for (const { name, kind } of parsed.symbols)
      if (kind !== 'section') uses.set(name, view.graph.mentions(name));
    const names = [...uses]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, NAMES)
      .map(([name]) => name);
    const line = names.length > 0 ? `${path}: ${names.join(', ')}` : path;
    left -= options.countTokens(line) + 1;
    if (left < 0) break;
    lines.push(line);
    for (const one of [path, ...names]) told.add(one);
  }
  return { lines, told, more: files.length - lines.length };
}
