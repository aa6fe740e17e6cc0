import type { SymbolAt } from '../../index/names/nameSource.ts';
import type { IndexView } from '../../index/repository.ts';
import { termsOf } from '../../index/tokenize.ts';
import { roleIn, roleOfFile } from '../../retrieve/roles.ts';
import type { LocatedFile, ReachedPlace } from '../../types/repair.ts';

/** Places of one kind that are told of one definition at most. */
const MOST_EACH = 12;
/** Places that are told at most. */
const MOST_RELATED = 60;
/** How sure the graph must be that a use means the definition. */
const SURE = 0.3;
/** Chunks that are looked up for a name in documents at most. */
const MOST_CHUNKS = 20_000;

export interface Related {
  readonly related: readonly ReachedPlace[];
  /** Places that were left out. */
  readonly moreRelated: number;
}

/** What uses, tests and documents the definitions of located files, outside of these files. Costs no model calls. */
export function relatedTo(files: readonly LocatedFile[], view: IndexView): Related {
  const own = new Set(files.map(({ path }) => path));
  const symbols = files.flatMap(({ path, symbols: located }) => {
    const file = view.numberOf(path)!;
    const wanted = new Set(located.map(({ name, startLine }) => `${startLine} ${name}`));
    return view.files[file]!.parsed.symbols.flatMap((symbol, number): SymbolAt[] =>
      wanted.has(`${symbol.startLine} ${symbol.name}`) && symbol.kind !== 'section'
        ? [{ file, symbol, number }]
        : [],
    );
  });
  return placesOf(symbols, view, (path) => own.has(path));
}

/** The same for definitions; `isOwn` tells the files whose places are not told. */
export function placesOf(
  symbols: readonly SymbolAt[],
  view: IndexView,
  isOwn: (path: string) => boolean,
): Related {
  const found = new Map<string, ReachedPlace>();
  let more = 0;
  for (const symbol of symbols) {
    const counts = new Map<ReachedPlace['kind'], number>();
    for (const place of [...usesOf(symbol, view), ...docsOf(symbol, view)]) {
      const key = `${place.path}:${place.startLine}`;
      if (isOwn(place.path) || found.has(key)) continue;
      const told = counts.get(place.kind) ?? 0;
      if (told >= MOST_EACH || found.size >= MOST_RELATED) more++;
      else {
        counts.set(place.kind, told + 1);
        found.set(key, place);
      }
    }
  }
  return { related: [...found.values()], moreRelated: more };
}

function usesOf(target: SymbolAt, view: IndexView): ReachedPlace[] {
  return view.graph
    .usesOf(target)
    .filter(({ confidence }) => confidence >= SURE)
    .sort((a, b) => b.confidence - a.confidence || a.fromFile - b.fromFile || a.fromLine - b.fromLine)
    .map(({ fromFile, fromLine }): ReachedPlace => {
      const entry = view.files[fromFile]!;
      const kind = roleIn(view, entry.path) === 'test' ? 'test' : 'caller';
      return { kind, path: entry.path, startLine: fromLine, endLine: fromLine, of: target.symbol.name };
    });
}

/** Chunks of documents that hold the name; a name of one common word tells nothing. */
function docsOf({ symbol }: SymbolAt, view: IndexView): ReachedPlace[] {
  const [term] = termsOf(symbol.name);
  if (term === undefined || !/[A-Z_$]|.{8}/.test(symbol.name.slice(1))) return [];
  return view.text.chunksWithAll([term], MOST_CHUNKS).flatMap((chunk): ReachedPlace[] => {
    const file = view.fileOf(chunk);
    const entry = view.files[file]!;
    const range = entry.parsed.chunks[chunk - view.starts[file]!];
    if (!range || roleOfFile(entry, roleIn(view, entry.path)) !== 'docs') return [];
    const { startLine, endLine } = range;
    return [{ kind: 'docs', path: entry.path, startLine, endLine, of: symbol.name }];
  });
}
