/** Secrets made of words: recovery phrases of wallets, and passphrases. */
import type { Match } from '../match.ts';

/** Words of the shortest recovery phrase. */
export const FEWEST_WORDS = 12;

/** Words that sentences cannot do without, and that phrases hold at most by chance. */
const PROSE_WORDS = new Set(
  'the and are was for your you must not with this that from have has will can may when which their they its into than then been but all any one use used using how what who she her his him our out new set get'.split(
    ' ',
  ),
);

/** True for twelve words and more that were drawn from a list: hardly any of them holds a sentence together. */
export function isDrawnWords(words: readonly string[]): boolean {
  const prose = words.filter((word) => PROSE_WORDS.has(word)).length;
  return (
    words.length >= FEWEST_WORDS && prose * 8 <= words.length && new Set(words).size * 3 >= words.length * 2
  );
}

const PHRASE =
  /(?<![\w.-])[a-z]{3,8}(?:(?:[ \t]{1,3}|["'],[ \t\r\n]{0,20}["']|,[ \t]{0,2}|[ \t]{0,3}\r?\n[ \t]{0,8})(?:\d{1,2}[.)]?[ \t]{1,3})?[a-z]{3,8}){11,47}(?![\w-])/g;
const TELLING = /mnemonic|seed|recover|phrase|wallet|backup|bip-?39|secret/i;
/** True for a name or a text that speaks of a phrase of words. */
export const tellsOfWords = (text: string): boolean => TELLING.test(text);

/** Letters around a phrase in which a word must tell what it is. */
const BEFORE = 120;
const AFTER = 60;

/** Finds recovery phrases near a word that tells of them. Linear: a phrase is tried once for each of its words. */
export function findPhrases(text: string): Match[] {
  const matches: Match[] = [];
  if (!tellsOfWords(text)) return matches;
  for (const found of text.matchAll(PHRASE)) {
    const end = found.index + found[0].length;
    const around = text.slice(Math.max(0, found.index - BEFORE), found.index) + text.slice(end, end + AFTER);
    if (tellsOfWords(around) && isDrawnWords(found[0].match(/[a-z]+/g)!))
      matches.push({ start: found.index, end, kind: 'recovery-phrase' });
  }
  return matches;
}
