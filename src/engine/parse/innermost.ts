import type { SymbolDef } from '../types.ts';

/** The smallest definition that holds a line (1-based); of equal ones the last. Linear in the definitions. */
export function innermost(symbols: readonly SymbolDef[], line: number): SymbolDef | undefined {
  let best: SymbolDef | undefined;
  for (const symbol of symbols) {
    if (symbol.startLine > line || symbol.endLine < line) continue;
    if (!best || symbol.endLine - symbol.startLine <= best.endLine - best.startLine) best = symbol;
  }
  return best;
}
