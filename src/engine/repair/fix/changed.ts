import type { SymbolAt } from '../../index/names/nameSource.ts';
import type { IndexView } from '../../index/repository.ts';
import type { PlannedFile } from '../../types/edits.ts';
import type { ChangedSymbol } from '../../types/repair.ts';
import type { SymbolDef } from '../../types.ts';
import { placesOf, type Related } from '../localise/related.ts';
import { type FixContext, symbolsOf } from './context.ts';

/** Definitions that a patch changes for those who use them, and the places outside of it that they reach. */
export interface Reach extends Related {
  readonly changed: readonly ChangedSymbol[];
}

const CALLED = new Set<SymbolDef['kind']>(['function', 'method', 'constructor', 'macro']);

/**
 * Compares the definitions of files before and after: heads of what is called that changed, and what is gone. What uses,
 * tests and documents them is looked up in the graph, as the index knows the files before. Parses each file that changes
 * twice; costs no model calls.
 */
export async function reachOf(files: readonly PlannedFile[], context: FixContext): Promise<Reach> {
  const { view } = context;
  const changed: ChangedSymbol[] = [];
  const targets: SymbolAt[] = [];
  for (const { path, before, after } of files) {
    if (before === null || after === undefined || after === before) continue;
    const olds = await symbolsOf(path, before, context);
    const news = Map.groupBy(after === null ? [] : await symbolsOf(path, after, context), nameOf);
    const number = view.numberOf(path);
    for (const [name, own] of Map.groupBy(olds, nameOf)) {
      const now = news.get(name);
      const kind = now === undefined ? 'gone' : isOther(own, now) ? 'signature' : undefined;
      const [first] = own as [SymbolDef, ...SymbolDef[]];
      if (!kind || first.kind === 'section' || isInGone(first, news, olds)) continue;
      changed.push({
        ...{ path, name, kind, before: headOf(own) },
        after: now === undefined ? '' : headOf(now),
      });
      if (number !== undefined) targets.push(...own.map((symbol) => asIndexed(view, number, symbol)));
    }
  }
  const touched = new Set(files.map(({ path }) => path));
  return { changed, ...placesOf(targets, view, (path) => touched.has(path)) };
}

/** A definition by its number in the index; one that the index does not know, of a text that it has not read yet, has none. */
function asIndexed({ files }: IndexView, file: number, symbol: SymbolDef): SymbolAt {
  const { symbols } = files[file]!.parsed;
  return {
    file,
    symbol,
    number: symbols.findIndex(({ line, name }) => line === symbol.line && name === symbol.name),
  };
}

const nameOf = ({ container, name }: SymbolDef): string => [...container, name].join('.');

const headOf = (symbols: readonly SymbolDef[]): string =>
  symbols.map(({ signature }) => signature).join('; ');

/** Whether what is called has another head. Heads of other definitions may hold their values. */
const isOther = (before: readonly SymbolDef[], after: readonly SymbolDef[]): boolean =>
  before.some(({ kind }) => CALLED.has(kind)) && headOf(before) !== headOf(after);

/** Whether a definition is gone with the one that it stands in, which is told alone. */
function isInGone(
  { container }: SymbolDef,
  news: ReadonlyMap<string, unknown>,
  olds: readonly SymbolDef[],
): boolean {
  const outer = container.join('.');
  return outer !== '' && !news.has(outer) && olds.some((old) => nameOf(old) === outer);
}
