import type { IndexView } from '../../index/repository.ts';
import { eachWord, termsOf } from '../../index/tokenize.ts';
import CONCEPTS from './concepts.json' with { type: 'json' };

/** Words read of a question: a pasted log says no more. */
const READ_CHARS = 1_000;
/** Between two words of one phrase may stand so many others: `log users out`. */
const BETWEEN = 2;
/** Where no blanks part words, a phrase is looked for as it is. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * Words that code tends to have for what a question says, in six languages; only those that the index holds, and none
 * that the question has itself. In the order of the question. Pure data; costs no model calls.
 * Source: clue expansion of MemoRAG (Qian et al. 2024) with a fixed table in the place of a model; NoLiMa (methods E3).
 */
export function cluesFor(text: string, view: Pick<IndexView, 'text'>): string[] {
  const read = text.slice(0, READ_CHARS).toLowerCase();
  const words: string[] = [];
  eachWord(read, (word) => words.push(word));
  const own = new Set(words.flatMap(termsOf));
  const clues = new Set<string>();
  for (const { says, code } of CONCEPTS)
    if (says.some((phrase) => isSaid(phrase, read, words)))
      for (const clue of code) if (termsOf(clue).every((term) => !own.has(term))) clues.add(clue);
  return [...clues].filter((clue) => termsOf(clue).some((term) => view.text.frequency(term) > 0));
}

function isSaid(phrase: string, text: string, words: readonly string[]): boolean {
  if (DENSE.test(phrase)) return text.includes(phrase);
  const parts = phrase.split(/[ '-]+/);
  return words.some((_, at) => follows(parts, words, at));
}

/** Whether the parts stand in this order from a word on, close to each other, each as a word or its beginning. */
function follows(parts: readonly string[], words: readonly string[], from: number): boolean {
  let at = from;
  for (const [i, part] of parts.entries()) {
    const last = i === 0 ? from : at + BETWEEN;
    while (at <= last && !isWord(words[at], part)) at++;
    if (at > last) return false;
    at++;
  }
  return true;
}

/** The word itself, or with an ending: `users`, `gelöschten`. */
function isWord(word: string | undefined, part: string): boolean {
  if (word === undefined || !word.startsWith(part)) return false;
  return word.length - part.length <= (part.length >= 5 ? 3 : part.length >= 4 ? 1 : 0);
}
