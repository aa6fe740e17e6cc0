import { nameRules } from './languageRules.ts';
import type { NameSource, SymbolAt } from './nameSource.ts';
import { groupOverloads } from './overloads.ts';

/** Another place of what a definition defines, and how many definitions may be the one that it belongs to. */
interface Place {
  readonly at: SymbolAt;
  readonly of: number;
}

/** Paths of files that declare what others define. */
export const HEADER = /\.(?:h|hh|hpp|hxx|h\+\+|inl|ipp|tcc)$/i;

/**
 * Where else one thing stands: the overloads of a function, the declaration of a function of C or C++ in a header and its
 * body in a source file, and the parts of a partial type of C#. What uses one of them uses all. Cost: the definitions of
 * the name.
 */
export function placesOf(names: NameSource, target: SymbolAt): readonly Place[] {
  const { files } = names;
  const { family } = nameRules(files[target.file]!.row.language);
  const container = target.symbol.container.join('.');
  const alike = names.definitions(target.symbol.name).filter(({ file, symbol }) => {
    const isSameFamily = nameRules(files[file]!.row.language).family === family;
    return isSameFamily && symbol.kind === target.symbol.kind && symbol.container.join('.') === container;
  });
  const alone = (places: readonly SymbolAt[]): Place[] =>
    places.flatMap((at) => (isSamePlace(at, target) ? [] : [{ at, of: 1 }]));
  if (family === 'c-sharp') {
    const isPart = ({ symbol }: SymbolAt): boolean => /\bpartial\b/.test(symbol.signature);
    if (isPart(target)) return alone(alike.filter(isPart));
  }
  const things = groupOverloads(files, alike);
  const own = things.find((thing) => thing.some((at) => isSamePlace(at, target))) ?? [target];
  const isFunction = target.symbol.kind === 'function' || target.symbol.kind === 'method';
  if (family !== 'c' || !isFunction) return alone(own);
  const isHeader = ([first]: readonly SymbolAt[]): boolean => HEADER.test(files[first!.file]!.path);
  // What is `static` in a source file is seen in there alone.
  const isOpen = (thing: readonly SymbolAt[]): boolean =>
    !isHeader(thing) && !/^static\b/.test(thing[0]!.symbol.signature);
  const bodies = things.filter(isOpen);
  if (isHeader(own)) return alone([...own, ...bodies.flat()]);
  const headers = isOpen(own) ? things.filter(isHeader).flat() : [];
  return [...alone(own), ...headers.map((at) => ({ at, of: bodies.length }))];
}

function isSamePlace(a: SymbolAt, b: SymbolAt): boolean {
  return a.file === b.file && a.number === b.number;
}
