import { nameRules } from './languageRules.ts';
import type { NameSource, SymbolAt } from './nameSource.ts';

/** Other places of what a definition defines. */
interface Places {
  readonly places: readonly SymbolAt[];
  /** How many definitions may be the one that those places belong to. */
  readonly of: number;
}

const NONE: Places = { places: [], of: 1 };
const HEADER = /\.(?:h|hh|hpp|hxx|h\+\+|inl|ipp|tcc)$/i;

/**
 * Where else one thing stands: the declaration of a function of C or C++ in a header and its body in a source file, and the
 * parts of a partial type of C#. What uses one of them uses all. Cost: the definitions of the name.
 */
export function placesOf(names: NameSource, target: SymbolAt): Places {
  const { files } = names;
  const { family } = nameRules(files[target.file]!.row.language);
  if (family !== 'c' && family !== 'c-sharp') return NONE;
  const container = target.symbol.container.join('.');
  const alike = names.definitions(target.symbol.name).filter(({ file, symbol }) => {
    const isSameFamily = nameRules(files[file]!.row.language).family === family;
    return isSameFamily && symbol.kind === target.symbol.kind && symbol.container.join('.') === container;
  });
  if (family === 'c-sharp') {
    const isPart = ({ symbol }: SymbolAt): boolean => /\bpartial\b/.test(symbol.signature);
    return isPart(target) ? { places: alike.filter(isPart), of: 1 } : NONE;
  }
  if (target.symbol.kind !== 'function' && target.symbol.kind !== 'method') return NONE;
  const isHeader = ({ file }: SymbolAt): boolean => HEADER.test(files[file]!.path);
  // What is `static` in a source file is seen in there alone.
  const bodies = alike.filter((at) => !isHeader(at) && !/^static\b/.test(at.symbol.signature));
  if (isHeader(target)) return { places: bodies, of: 1 };
  const isBody = bodies.some(({ file, number }) => file === target.file && number === target.number);
  return isBody ? { places: alike.filter(isHeader), of: bodies.length } : NONE;
}
