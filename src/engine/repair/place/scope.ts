import type { Span, SymbolDef } from '../../types.ts';

/** Definitions of a file by what an author calls them, and which places of a text belong to one. */
export interface Scope extends Span {
  /** Line of the next definition that begins after it, or 0. */
  readonly nextLine: number;
}

/**
 * The one definition that is named, outermost name first: each by its name, by its qualified name, or by the beginning
 * of the line it begins with. Undefined where none or several fit.
 */
export function scopeOf(
  within: readonly string[],
  symbols: readonly SymbolDef[],
  lines: readonly string[],
): Scope | undefined {
  let fitting: readonly SymbolDef[] = [];
  let outer: Span = { startLine: 1, endLine: lines.length };
  for (const head of within) {
    const wanted = head.trim();
    const isInside = (symbol: SymbolDef): boolean =>
      symbol.startLine >= outer.startLine && symbol.endLine <= outer.endLine;
    fitting =
      wanted === '' ? [] : symbols.filter((symbol) => isInside(symbol) && isCalled(symbol, wanted, lines));
    const [first] = fitting;
    if (!first || fitting.length > 1) return undefined;
    outer = first;
  }
  const [found] = fitting;
  if (!found) return undefined;
  const next = symbols
    .map((symbol) => symbol.startLine)
    .filter((line) => line > found.endLine)
    .reduce((least, line) => (least === 0 ? line : Math.min(least, line)), 0);
  return { startLine: found.startLine, endLine: found.endLine, nextLine: next };
}

function isCalled(symbol: SymbolDef, wanted: string, lines: readonly string[]): boolean {
  if (wanted === symbol.name || wanted === [...symbol.container, symbol.name].join('.')) return true;
  const head = lines[symbol.line - 1]?.trim() ?? '';
  return wanted.length > symbol.name.length && head.startsWith(wanted) && wanted.includes(symbol.name);
}

/**
 * Those of several places that lie in a definition. None where another one lies between it and the next definition: a
 * diff names what stands last before a place, which may be over there already.
 */
export function placesWithin(scope: Scope, starts: readonly number[], length: number): number[] {
  const isAfter = (start: number): boolean =>
    start + length > scope.endLine &&
    start + 1 > scope.startLine &&
    (scope.nextLine === 0 || start + 1 < scope.nextLine);
  const inside = starts.filter((start) => start + 1 >= scope.startLine && start + length <= scope.endLine);
  return starts.some(isAfter) ? [] : inside;
}
