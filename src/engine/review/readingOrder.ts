/** In which order a person reads a change: files that belong together by the graph, what is used before its users. */
import { type Edge, SURE } from '../index/symbolGraph.ts';
import type { IndexView } from '../index/view.ts';
import type { ChangedFile } from '../ports.ts';
import type { ReadingGroup } from '../types.ts';
import { changedSymbols } from './changes.ts';

type View = Pick<IndexView, 'files' | 'numberOf' | 'graph'>;

/**
 * The files of a change in groups that belong together: those that use each other, directly or over others of the change.
 * In a group a file stands after those that it uses; in a cycle, the first by path begins. Groups with more changed lines
 * come first. Files that are gone or not indexed stand in a last group. Every file stands in exactly one group. The
 * graph is that of the working files. Costs what the files use, and the uses of what they change.
 */
export function readingOrder(view: View, files: readonly ChangedFile[]): ReadingGroup[] {
  const known = new Map<number, ChangedFile>();
  const others: ChangedFile[] = [];
  for (const file of [...files].sort(byPath)) {
    const number = file.isGone ? undefined : view.numberOf(file.path);
    if (number === undefined) others.push(file);
    else known.set(number, file);
  }
  const uses = usesAmong(view, new Set(known.keys()));
  const groups = components([...known.keys()], uses).map((numbers) =>
    groupOf(ordered(numbers, uses), known, view),
  );
  groups.sort((a, b) => linesIn(b) - linesIn(a) || byPath(a.files[0]!, b.files[0]!));
  const rest = others.map((file) => changedOf(file));
  return rest.length > 0 ? [...groups, { files: rest, usedBy: 0 }] : groups;
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;

const changedOf = ({ path, lines, isGone }: ChangedFile): ReadingGroup['files'][number] => ({
  ...{ path, isGone },
  lines: lines.reduce((sum, { startLine, endLine }) => sum + endLine - startLine + 1, 0),
});

const linesIn = ({ files }: ReadingGroup): number => files.reduce((sum, { lines }) => sum + lines, 0);

/** Which files of the change each of them uses: what it imports, and what its names surely mean. */
function usesAmong({ graph }: View, changed: ReadonlySet<number>): ReadonlyMap<number, ReadonlySet<number>> {
  return new Map(
    [...changed].map((file) => {
      const meant = graph.usedIn(file).filter(isSure);
      const used = [...graph.importsOf(file), ...meant.map(({ to }) => to.file)];
      return [file, new Set(used.filter((other) => changed.has(other) && other !== file))];
    }),
  );
}

const isSure = ({ confidence }: Edge): boolean => confidence >= SURE;

/** Files that are tied by uses, in either direction, each group in the order of the files. */
function components(
  files: readonly number[],
  uses: ReadonlyMap<number, ReadonlySet<number>>,
): (readonly number[])[] {
  const heads = new Map(files.map((file) => [file, file]));
  const headOf = (file: number): number => {
    let head = file;
    while (heads.get(head) !== head) head = heads.get(head)!;
    heads.set(file, head);
    return head;
  };
  for (const [file, used] of uses) for (const other of used) heads.set(headOf(other), headOf(file));
  return [...Map.groupBy(files, headOf).values()];
}

/** What is used before what uses it. */
function ordered(
  files: readonly number[],
  uses: ReadonlyMap<number, ReadonlySet<number>>,
): readonly number[] {
  const place = new Map(files.map((file, at) => [file, at]));
  const done = new Set<number>();
  const order: number[] = [];
  for (const first of files) {
    const open = [first];
    const entered = new Set<number>();
    while (open.length > 0) {
      const file = open.at(-1)!;
      if (done.has(file) || entered.has(file)) {
        open.pop();
        if (!done.has(file)) order.push(file);
        done.add(file);
        continue;
      }
      entered.add(file);
      const next = [...uses.get(file)!].filter((other) => !done.has(other) && !entered.has(other));
      open.push(...next.sort((a, b) => place.get(b)! - place.get(a)!));
    }
  }
  return order;
}

function groupOf(
  numbers: readonly number[],
  known: ReadonlyMap<number, ChangedFile>,
  { files, graph }: View,
): ReadingGroup {
  const users = numbers.flatMap((file) => {
    const { symbols } = files[file]!.parsed;
    const changed = new Set(changedSymbols(symbols, known.get(file)!.lines));
    return symbols.flatMap((symbol, number) =>
      changed.has(symbol) ? graph.usesOf({ file, number, symbol }).filter(isSure) : [],
    );
  });
  const outside = new Set(users.map(({ fromFile }) => fromFile).filter((file) => !known.has(file)));
  return { files: numbers.map((file) => changedOf(known.get(file)!)), usedBy: outside.size };
}
