import type { IndexView } from '../index/repository.ts';
import { DENSE_SCRIPT, eachWord, termsOf } from '../index/tokenize.ts';
import type { Query, QueryTerm } from './query.ts';
import type { Weights } from './score.ts';

/** The terms the index holds, those that tell most first; a long question keeps only so many. */
export function knownTerms(view: IndexView, query: Query, weights: Weights): QueryTerm[] {
  const value = (term: QueryTerm): number => worthOf(view, term);
  return query.terms
    .filter(({ term }) => view.text.frequency(term) > 0)
    .sort((a, b) => value(b) - value(a) || (a.term < b.term ? -1 : 1))
    .slice(0, weights.query.maxTerms);
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
