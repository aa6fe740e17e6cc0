import type { SymbolAt } from '../index/names/nameSource.ts';
import { type Edge, SURE } from '../index/symbolGraph.ts';
import type { IndexView } from '../index/view.ts';
import { innermost } from '../parse/innermost.ts';
import type { ChangedFile } from '../ports.ts';
import type { ReviewScope, Span, SymbolDef } from '../types.ts';
import type { ReviewTarget } from './review.ts';
import type { FileTask } from './reviewFiles.ts';

/**
 * What changes and what they touch: changed files, and the definitions elsewhere that use a changed definition or are
 * used by it (callers, tests, base types, callees), as the graph says. A changed file that is not indexed is told.
 * @param symbolsOf the definitions of a changed file as it is reviewed
 */
export async function targetOfChanges(
  view: IndexView,
  changes: { readonly scope: ReviewScope; readonly files: readonly ChangedFile[] },
  symbolsOf: (path: string) => Promise<readonly SymbolDef[]>,
): Promise<ReviewTarget> {
  const tasks: FileTask[] = [];
  const touched = new Map<string, Span[]>();
  const paths = new Set(changes.files.map(({ path }) => path));
  const skipped = new Map(view.skipped.map((file) => [file.path, file]));
  const kept = changes.files.filter(({ isGone }) => !isGone);
  const unknownPaths: string[] = [];
  for (const { path, lines } of kept) {
    const number = view.numberOf(path);
    if (number === undefined) {
      if (!skipped.has(path)) unknownPaths.push(path);
      continue;
    }
    tasks.push({ entry: view.files[number]!, changed: lines });
    for (const { name, line, kind } of changedSymbols(await symbolsOf(path), lines)) {
      const places = view.graph
        .definitions(name)
        .filter(({ file, symbol }) => file === number && symbol.kind === kind);
      const here = places.find(({ symbol }) => symbol.line === line) ?? places[0];
      if (here)
        for (const [other, span] of touchedBy(view, here)) if (!paths.has(other)) add(touched, other, span);
    }
  }
  for (const [path, only] of touched) tasks.push({ entry: view.files[view.numberOf(path)!]!, only });
  return {
    scope: changes.scope,
    tasks: tasks.sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1)),
    skipped: kept.flatMap(({ path }) => skipped.get(path) ?? []),
    gone: changes.files.filter(({ isGone }) => isGone).map(({ path }) => path),
    // A changed file that is not known is told by itself.
    unseen: [],
    unknownPaths,
  };
}

/** The innermost definitions that hold a changed line. Cost: definitions times ranges. */
export function changedSymbols(symbols: readonly SymbolDef[], lines: readonly Span[]): SymbolDef[] {
  const isIn = (symbol: Span, { startLine, endLine }: Span): boolean =>
    symbol.startLine <= endLine && symbol.endLine >= startLine;
  const holding = symbols.filter((symbol) => lines.some((span) => isIn(symbol, span)));
  // A type is not changed by a change that lies in its methods.
  return holding.filter((outer) => {
    const inner = holding.filter(
      (one) => one !== outer && one.startLine >= outer.startLine && one.endLine <= outer.endLine,
    );
    const isOutside = (span: Span): boolean =>
      isIn(outer, span) &&
      !inner.some((one) => one.startLine <= span.startLine && one.endLine >= span.endLine);
    return lines.some(isOutside);
  });
}

/** Paths and lines of the definitions that use one, or that it uses. */
function touchedBy(view: IndexView, symbol: SymbolAt): [path: string, span: Span][] {
  const sure = ({ confidence }: Edge): boolean => confidence >= SURE;
  const users = view.graph
    .usesOf(symbol)
    .filter(sure)
    .map(({ fromFile, fromLine }) => {
      const { path, parsed } = view.files[fromFile]!;
      const line = { startLine: fromLine, endLine: fromLine };
      return [path, innermost(parsed.symbols, fromLine) ?? line] as [string, Span];
    });
  const used = view.graph
    .usedBy(symbol)
    .filter(sure)
    .map(({ to }) => {
      return [view.files[to.file]!.path, to.symbol] as [string, Span];
    });
  return [...users, ...used];
}

function add(spans: Map<string, Span[]>, path: string, { startLine, endLine }: Span): void {
  const known = spans.get(path) ?? [];
  if (!known.some((span) => span.startLine === startLine && span.endLine === endLine))
    known.push({ startLine, endLine });
  spans.set(path, known);
}
