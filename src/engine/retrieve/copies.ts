import type { OwnTerms } from '../index/fileEntry.ts';
import type { IndexView } from '../index/repository.ts';
import { distinctTerms, FIELDS, type TextSegment } from '../index/textIndex.ts';
import { holds } from '../index/textSearch.ts';
import { factsOf } from './features/fileFacts.ts';
import type { FeaturedFile } from './features/fileFeatures.ts';

/** A file in the order of judgement, with the number of its near-copies that follow it. */
export interface Placed {
  readonly file: FeaturedFile;
  readonly value: number;
  readonly copies: number;
}

/** Two files are copies when they share this much of their terms (Jaccard). */
const ALIKE = 0.8;

/**
 * Leaves out near-copies of a better file and counts them on it: catalogs that differ in their language, tables and
 * recordings of one form and size, sources that differ in a few words. Costs the terms of files that look alike.
 */
export function withoutCopies(
  sorted: readonly { readonly file: FeaturedFile; readonly value: number }[],
  view: IndexView,
): Placed[] {
  const kept: { file: FeaturedFile; value: number; copies: number }[] = [];
  const byKey = new Map<string, typeof kept>();
  for (const { file, value } of sorted) {
    const { copyKey } = factsOf(view, file.candidate.file);
    const before = byKey.get(copyKey) ?? [];
    const same = before.find((one) => areCopies(view, one.file, file));
    if (same) {
      same.copies++;
      continue;
    }
    const placed = { file, value, copies: 0 };
    kept.push(placed);
    byKey.set(copyKey, [...before, placed]);
  }
  return kept;
}

function areCopies(view: IndexView, a: FeaturedFile, b: FeaturedFile): boolean {
  if (isNamed(a) || isNamed(b)) return false;
  if (a.candidate.role === 'data') return true;
  const [one, other] = [view.files[a.candidate.file]!, view.files[b.candidate.file]!];
  const [first, second] = [one.ownTerms, other.ownTerms];
  const isEnough = (common: number): boolean =>
    common >= ALIKE * (first.numbers.length + second.numbers.length - common);
  // What they have in common is at most the smaller one, and of equal bytes all but what stands in their paths.
  if (!isEnough(Math.min(first.numbers.length, second.numbers.length))) return false;
  const isEqual = one.hash === other.hash && one.row.language === other.row.language;
  if (isEqual && isEnough(first.numbers.length - one.row.terms[PATH]!)) return true;
  if (first.within === second.within) return isEnough(commonOf(first.numbers, second.numbers));
  if (!mayShare(first, second, isEnough)) return false;
  return isEnough(commonOf(termsOf(view, a), termsOf(view, b)));
}

/**
 * Looks some of the words of a file up among those of another one that is kept elsewhere. False when so many are not
 * there that all the others would be too few: of files that are no copies a part of the words tells.
 */
function mayShare(one: OwnTerms, other: OwnTerms, isEnough: (common: number) => boolean): boolean {
  const all = one.numbers.length;
  let allowed = 0;
  while (allowed < all && isEnough(all - allowed - 1)) allowed++;
  const looked = Math.min(all, 3 * allowed + 8);
  for (let i = 0, missed = 0; i < looked; i++) {
    const word = one.within.word(one.numbers[Math.floor((i * all) / looked)]!);
    if (!holds(other.numbers, other.within.numberOf(word)) && ++missed > allowed) return false;
  }
  return true;
}

const PATH = FIELDS.indexOf('path');

/** How many numbers two ascending lists have in common. */
function commonOf(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) common++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return common;
}

/** What the question names by its path or a line in it stands for itself. */
function isNamed({ candidate }: FeaturedFile): boolean {
  return candidate.chunks.some(({ evidence }) =>
    evidence.some(({ kind }) => kind === 'path' || kind === 'frame'),
  );
}

/** Terms of decoded files by numbers that hold for all files; held as long as those. */
const termsKnown = new WeakMap<TextSegment, Uint32Array>();

/** The different terms of a file, in ascending order. */
function termsOf(view: IndexView, { candidate }: FeaturedFile): Uint32Array {
  const { segment } = view.files[candidate.file]!;
  let terms = termsKnown.get(segment);
  if (!terms) {
    terms = distinctTerms(segment.entries);
    termsKnown.set(segment, terms);
  }
  return terms;
}
