import { SECRET_MARKS } from '../prompts/mark.ts';
import { ESCAPES } from '../prompts/visible.ts';
import { UNSPACED } from './telling.ts';

/** A letter that could not be read may be any letter. */
const WORD = /[\p{L}\p{M}\p{N}_$\ufffd]/u;
/** No mark in the place of something is longer. */
const MARK_CHARS = 90;
/** What ties a word to the one before it, so that a part means something else: `a.b`, `!a`, `non-a`, `-1`, `@a`, `A::b`. */
const TIES = /[.!~@#\\&%^:+-]|[\p{L}\p{M}\p{N}_$]\/|->/u;

/** True when a place in a line is not the border of a word, or lies within a chain of words that are one name. */
export function isInsideWord(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  if (isInsideMark(text, at)) return true;
  const before = charBefore(text, at);
  const after = String.fromCodePoint(text.codePointAt(at)!);
  const isWord = WORD.test(before);
  if (WORD.test(after)) {
    if (isWord) return !UNSPACED.test(before) && !UNSPACED.test(after);
    return TIES.test(text.slice(Math.max(0, at - 2), at)) && /[.!~@#\\&%^/:+>-]/.test(before);
  }
  return isWord && /^(?:[./\\:@+-]|::|->)[\p{L}\p{N}_$]/u.test(text.slice(at, at + 4));
}

function charBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return String.fromCodePoint(text.codePointAt(isLow ? at - 2 : at - 1)!);
}

/** True within a mark in the place of a secret, or within the escape of a character that cannot be seen. */
function isInsideMark(text: string, at: number): boolean {
  const from = Math.max(0, at - MARK_CHARS);
  const near = text.slice(from, at + MARK_CHARS);
  for (const pattern of [SECRET_MARKS, ESCAPES])
    for (const { index, 0: mark } of near.matchAll(pattern))
      if (from + index < at && at < from + index + mark.length) return true;
  return false;
}

/** A letter, mark or digit, for what is told apart by them. */
export const isWordChar = (char: string): boolean => WORD.test(char);
