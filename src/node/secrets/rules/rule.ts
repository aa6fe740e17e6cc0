/**
 * What secrets look like: one line for each kind. Patterns are ours, written from the providers' documented forms.
 *
 * Held by every pattern: it starts at a literal that is rare (so that a text without it costs one search), all its
 * repetitions are bounded (so that near misses cost linear time), and it matches neither white space, quotes nor the
 * marks of a placeholder, so that what was redacted once is never matched again.
 */

/** One kind of secret. The secret is capture group 1 where there is one, else the whole match. */
export interface Rule {
  readonly kind: string;
  /** Texts of which at least one stands in every match; all in lower case when the pattern ignores case. */
  readonly words: readonly string[];
  readonly pattern: RegExp;
  /** A check that a pattern cannot make. */
  readonly accept?: (secret: string) => boolean;
}

/** Makes a rule; `words` are separated by blanks. */
export const rule = (
  kind: string,
  words: string,
  pattern: RegExp,
  accept?: (secret: string) => boolean,
): Rule => ({
  kind,
  words: words.split(' '),
  pattern,
  ...(accept ? { accept } : {}),
});

/** True where a digit stands. */
export const hasDigit = (text: string): boolean => /\d/.test(text);
/** True where digits, small and capital letters stand. */
export const isMixed = (text: string): boolean => /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
/** True for a text of many letters: forms that are short or plain enough to be something else need variety. */
export const isVaried = (text: string): boolean => new Set(text).size >= 12 && hasDigit(text);
