import type { SymbolDef } from '../../types.ts';
import type { SymbolAt } from './nameSource.ts';

/** A definition that a use may mean, and how sure that is. */
export interface Meaning {
  readonly to: SymbolAt;
  /** 0 to 1. 1 stands for what the syntax tree of one file proves, and for nothing else. */
  readonly confidence: number;
}

/** How sure a meaning is, by how it was found. */
export const SURE = {
  /** Seen from the use in its own file, or a member of the very type that it stands in. */
  proved: 1,
  /** Through an import, or the type that the tree says: right unless something hides it. */
  imported: 0.95,
  /** Through a base of the type, or in the files that share a package. */
  nearby: 0.85,
  /** Of the types and functions of all files it is the only one with the name. */
  onlyOne: 0.7,
  /** A name that no import explains. */
  guess: 0.4,
} as const;
/** A name with more definitions than this says nothing about which one is meant. */
export const MAX_MEANINGS = 6;

/** True for what has members. */
export function isTypeKind({ kind }: SymbolDef): boolean {
  return /^(?:class|interface|struct|enum|trait|type|module|namespace)$/.test(kind);
}

/** True for what makes a value of the type that it bears the name of. */
export function isMaker({ kind, name, container }: SymbolDef): boolean {
  return kind === 'constructor' || (kind === 'method' && container[container.length - 1] === name);
}

/** A method that C# lets one call on its first parameter. */
export function isMarked({ symbol }: SymbolAt): boolean {
  return /\(\s*this\s/.test(symbol.signature);
}

/** The type that a member belongs to. What stands in the companion of a type is called on the type. */
export function ownerOf({ container }: SymbolDef): string | undefined {
  const owner = container[container.length - 1];
  return owner === 'companion' ? (container[container.length - 2] ?? owner) : owner;
}

/** True for a container that encloses a place, or is it. */
export function isPrefix(container: readonly string[], path: readonly string[]): boolean {
  return container.length <= path.length && container.every((name, i) => name === path[i]);
}

/** Several definitions that are as likely share what is known. */
export function share(candidates: readonly SymbolAt[], confidence: number): Meaning[] {
  const kept = candidates.slice(0, MAX_MEANINGS);
  return kept.map((to) => ({
    to,
    confidence: kept.length === 1 ? confidence : Math.min(confidence, SURE.imported) / Math.sqrt(kept.length),
  }));
}

/** What would be proved, were it certain what the use stands in. */
export function lessSure({ to, confidence }: Meaning): Meaning {
  return { to, confidence: Math.min(confidence, SURE.imported) };
}

/** In a language of whose names the tree shows little. */
export function unproved({ to, confidence }: Meaning): Meaning {
  return { to, confidence: Math.min(confidence, SURE.nearby) };
}
