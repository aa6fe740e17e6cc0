/** What a claim says that the lines which it cites do not show. */
import type { ClaimDoubt } from '../../types.ts';
import { compoundsIn, namesIn } from './names.ts';
import { numbersIn } from './numbers.ts';
import { isTurnedRound } from './turns.ts';

/** What a claim may speak of without a doubt. */
export interface Ground {
  /** The lines that it cites, as far as they are proved. */
  readonly quotes: readonly string[];
  /** What is known of those lines beside their text: their path, the definitions around them, the question. */
  readonly around: readonly string[];
  /** Counts that code made of them: places, lines, parameters of the definitions around them. */
  readonly counts: readonly number[];
  /** Line numbers of the places: a claim may name them. */
  readonly spans: readonly { readonly startLine: number; readonly endLine: number }[];
}

const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;

/**
 * The names of code and the numbers of a claim that stand neither in the lines it cites nor around them, and whether
 * the claim repeats words of these lines with a negation more or less. What is told is true of the texts whatever was
 * meant: a claim without a doubt may still be wrong. Linear in claim and lines.
 * Source: the perturbations of FBI (Doddapaneni et al. 2024), as far as code can see them.
 */
export function doubtsOf(claim: string, { quotes, around, counts, spans }: Ground): ClaimDoubt[] {
  const held = [...quotes, ...around];
  const words = new Set(held.flatMap((text) => text.match(WORD) ?? []));
  const names = namesIn(claim);
  const inCompound = wordsOfKnown(compoundsIn(claim), held);
  const numbers = new Set(held.flatMap((text) => numbersIn(text).map(({ value }) => value)));
  // What a claim lists it may count.
  const known = new Set([...numbers, ...counts, names.length]);
  const isLine = (value: number): boolean =>
    spans.some(({ startLine, endLine }) => startLine <= value && value <= endLine);
  const beyond = numbersIn(claim).filter(
    ({ value, also }) => ![value, ...also].some((one) => known.has(one)) && !isLine(value),
  );
  const written = new Set(beyond.map((number) => number.written));
  return [
    ...names
      .filter((name) => !words.has(name) && !inCompound.has(name))
      .map((of): ClaimDoubt => ({ kind: 'name', of })),
    ...[...written].map((of): ClaimDoubt => ({ kind: 'number', of })),
    ...(isTurnedRound(claim, quotes) ? [{ kind: 'turned', of: '' } as const] : []),
  ];
}

/** The words of those compounds that stand in the texts in any letter case, as headers and flags are written. */
function wordsOfKnown(compounds: readonly string[], texts: readonly string[]): Set<string> {
  if (compounds.length === 0) return new Set();
  const held = texts.map((text) => text.toLowerCase());
  const known = compounds.filter((compound) => held.some((text) => text.includes(compound.toLowerCase())));
  return new Set(known.flatMap((compound) => compound.split('-')));
}
