import type { SymbolDef } from '../../types.ts';
import { nameRules } from './languageRules.ts';
import type { NameSource, SymbolAt } from './nameSource.ts';

/** What a comment between two heads of one function may take. */
const MOST_COMMENT = 60;

/**
 * Definitions of one name by what they define, each group in the order of its file: overloads of a function, and the
 * branches of a condition that each define it, are one thing, told by the first of them. Cost: linear in the definitions.
 */
export function groupOverloads(files: NameSource['files'], all: readonly SymbolAt[]): SymbolAt[][] {
  const groups: SymbolAt[][] = [];
  const last = new Map<string, SymbolAt[]>();
  for (const at of all) {
    const { file, symbol } = at;
    const key = `${file} ${symbol.kind} ${symbol.container.join('\0')}`;
    const known = last.get(key);
    const isScript = nameRules(files[file]!.row.language).family === 'javascript';
    if (known && isCallable(symbol) && (!isScript || isNext(known.at(-1)!.symbol, symbol))) known.push(at);
    else {
      const group = [at];
      groups.push(group);
      last.set(key, group);
    }
  }
  return groups;
}

/** Of several definitions those that stand for themselves: the first of each thing. */
export function firstOfEach(files: NameSource['files'], all: readonly SymbolAt[]): readonly SymbolAt[] {
  return all.length < 2 ? all : groupOverloads(files, all).map(([first]) => first!);
}

function isCallable({ kind }: SymbolDef): boolean {
  return kind === 'function' || kind === 'method' || kind === 'constructor';
}

/** The heads of one function of a script stand together; what stands apart may be of another block. */
function isNext(before: SymbolDef, { startLine, doc }: SymbolDef): boolean {
  const between = startLine - before.endLine - 1;
  return between <= 1 || (doc !== '' && between <= MOST_COMMENT);
}
