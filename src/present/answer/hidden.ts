import { HIDDEN, named, PILED, untrusted } from '../untrusted.ts';

/** A word, for finding letters of two scripts in one. */
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** Scripts with letters that look like Latin ones. */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]|[\uff01-\uff5e]|[\u{1d400}-\u{1d7ff}]/u;

/** Text in which every hidden character stands as `⟨U+202E⟩`. A carriage return before a line feed is dropped. */
export function showHidden(text: string): string {
  return untrusted(text, 'page');
}

/** How many characters `showHidden` shows by their names. */
export function countHidden(text: string): number {
  return hiddenIn(text).length;
}

function hiddenIn(text: string): string[] {
  const plain = text.replaceAll('\r\n', '\n');
  return [...(plain.match(HIDDEN) ?? []), ...(plain.match(PILED) ?? [])];
}

/** Which hidden characters a text holds, each named once, and how many there are in all. */
export function hiddenNames(
  text: string,
  limit = 5,
): { readonly shown: readonly string[]; readonly total: number } {
  const found = hiddenIn(text);
  return { shown: [...new Set(found)].slice(0, limit).map(named), total: found.length };
}

/** Words that mix Latin letters with letters that look like them, each with the odd ones out named. */
export function mixedScriptWords(
  text: string,
  limit = 5,
): { readonly shown: string[]; readonly total: number } {
  const found = new Set<string>();
  for (const [word] of text.matchAll(WORD)) if (LATIN.test(word) && LOOK_ALIKE.test(word)) found.add(word);
  const shown = [...found]
    .slice(0, limit)
    .map((word) =>
      [...word].map((char) => (LOOK_ALIKE.test(char) ? `${char}${named(char)}` : char)).join(''),
    );
  return { shown, total: found.size };
}

/** An address as text: what is not plain ASCII in it is named, so that a look-alike host shows. */
export function showAddress(url: string): string {
  return showHidden(url).replace(/[^\x20-\x7e⟨⟩]/gu, named);
}
