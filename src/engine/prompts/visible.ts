/**
 * What nobody sees: control characters, direction marks, zero-width, tag and other invisible characters, halves of
 * surrogate pairs, line separators. Tab and line feed stay. The same class as `present/untrusted.ts` has, which a test
 * holds: the engine imports no words.
 */
export const UNSEEN =
  /(?![\t\n])\p{Cc}|\p{Cf}|\p{Cs}|\p{Default_Ignorable_Code_Point}|[\u2028\u2029\u2800\u{1d173}-\u{1d17a}]/gu;

/** What stands for such a character in a text that was made visible. A file may hold the same letters itself. */
export const ESCAPES = /\\u\{[0-9a-f]{1,6}\}/g;

/** Text as a model is shown it: what hides, turns or breaks lines stands there as an escape, for example `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** A name or path on one line of a prompt: it can make neither a line nor a header of its own. */
export function visibleLine(text: string): string {
  return visible(text).replace(/[\t\n]/g, escaped);
}

const escaped = (char: string): string => `\\u{${char.codePointAt(0)!.toString(16)}}`;
