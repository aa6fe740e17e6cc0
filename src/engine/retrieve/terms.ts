import type { IndexView } from '../index/repository.ts';
import { DENSE_SCRIPT, eachWord, termsOf } from '../index/tokenize.ts';
import { productNames } from './features/productNames.ts';
import type { Query, QueryTerm } from './query.ts';
import type { Weights } from './score.ts';

/** The terms the index holds, those that tell most first; a long question keeps only so many. */
export function knownTerms(view: IndexView, query: Query, weights: Weights): QueryTerm[] {
  const value = (term: QueryTerm): number => worthOf(view, term);
  const held = query.terms.filter(({ term }) => view.text.frequency(term) > 0);
  return lightenNames(view, held, query, weights)
    .sort((a, b) => value(b) - value(a) || (a.term < b.term ? -1 : 1))
    .slice(0, weights.query.maxTerms);
}

/**
 * Terms with those of the product's name made light: all files are about it. It counts as any word where it is the only
 * one, where it is quoted, and where it is written as code.
 */
function lightenNames(
  view: IndexView,
  terms: readonly QueryTerm[],
  query: Query,
  weights: Weights,
): QueryTerm[] {
  const names = productNames(view);
  const isName = ({ term, word }: QueryTerm): boolean =>
    names.has(term) &&
    !query.identifiers.includes(word) &&
    !query.quoted.some((quoted) => quoted.includes(word)) &&
    !isInCode(query.text, word);
  if (terms.every(isName)) return [...terms];
  return terms.map((one) => (isName(one) ? { ...one, weight: one.weight * weights.query.product } : one));
}

/** Whether a word is part of a dotted name, a path, a scope or a call in a text. */
function isInCode(text: string, word: string): boolean {
  const plain = word.replace(/\W/g, '\\$&');
  return new RegExp(String.raw`(?:[\w)](?:\.|::|/)|@)${plain}\b|\b${plain}(?:\.\w|::|\(|/\w)`, 'u').test(
    text,
  );
}

/** What a term tells: its weight in the question times its inverse frequency over files. */
export function worthOf(view: IndexView, { term, weight }: Pick<QueryTerm, 'term' | 'weight'>): number {
  const frequency = view.text.frequency(term);
  return weight * Math.log(1 + (view.files.length - frequency + 0.5) / (frequency + 0.5));
}

/** What the code has instead of the words of a message: `%s`, `{0}`, `${name}`, `#{name}`, `<file>`, `$1`. */
const PLACEHOLDER =
  /%\([\w.]{1,40}\)[a-z]|%[-+ #0]{0,5}[\d.$*]{0,8}[a-zA-Z@]|[$#]?\{[^{}]{0,60}\}|\\\([^()]{0,60}\)|<[\w .-]{1,40}>|\$\w{1,40}/g;
/** What a message has instead of a placeholder: a quoted value, a path or address, a word with a digit. */
const VALUE = /"[^"]{0,80}"|(?<!\w)'[^']{0,80}'(?!\w)|`[^`]{0,80}`|\S*[\\/]\S*|[\w.-]*\d[\w.-]*/g;

/**
 * The words of a quoted string, each as its terms, without placeholders and values, which differ between a message and
 * the code that makes it. Words are parted by blanks: `a::b.c` is one, and counts as the name that it is. Empty when
 * fewer than two words are left: one word says no more than it does unquoted.
 */
export function quotedWords(quoted: string): string[][] {
  const text = quoted.replace(PLACEHOLDER, ' ');
  const plain = wordsOf(text.replace(VALUE, ' '));
  const words = plain.length >= 2 ? plain : wordsOf(text);
  return words.length >= 2 ? words : [];
}

/** Distinct words that have terms, by those. Blanks part words, save in scripts that have none. */
function wordsOf(text: string): string[][] {
  const words = new Map<string, string[]>();
  for (const part of text.split(/\s+/)) {
    const found: string[] = [];
    eachWord(part, (word) => found.push(...termsOf(word)));
    for (const terms of DENSE_SCRIPT.test(part) ? found.map((term) => [term]) : [[...new Set(found)]])
      if (terms.length > 0) words.set(terms.join(' '), terms);
  }
  return [...words.values()];
}
