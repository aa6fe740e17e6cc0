import type { Query } from '../retrieve/query.ts';
import type { EarlierTurn, Question } from '../types.ts';

/** Words that stand for something that was named: `who calls it`. */
const PRONOUN = /^(?:it|its|they|them|their|this|that|these|those|there|both|latter|former|ones?)$/;
/** Nouns that name nothing by themselves: `that function` means one that was spoken of, `that parser` does not. */
const GENERIC =
  /^(?:thing|part|case|function|method|class|type|file|module|value|variable|constant|code|line|call|error|test|step|way|same)s?$/;
/** Beginnings that go on with what was said. */
const ELLIPSIS = /^\s*(?:and|but|or|so|then|also|what about|how about)\b/i;
/** Words that carry no subject: what is left of `And why is that so slow?` is `slow`. */
const BARE =
  /^(?:a|an|the|and|but|or|so|then|also|is|are|was|were|be|been|do|does|did|done|has|have|had|can|could|will|would|should|may|might|must|not|no|yes|of|in|on|at|to|for|from|by|with|about|as|if|when|where|who|whom|whose|what|which|why|how|much|many|often|else|more|less|very|too|just|only|there|here|i|we|you|me|us|my|our|your|please|tell|show|explain|give|find|happens?|works?|mean)$/;

/** At most this many words of its own, and a pointing question is not understood alone. */
const FEW_WORDS = 1;

/**
 * The question before, when this one cannot be understood alone: it points back before it has named anything itself
 * (`And who calls it?`), it only goes on with what was said (`And the tests?`), or it has no word of its own at all. A
 * word such as `it` after a noun of the same question refers to that noun, and a question that names code, or comes
 * with places, needs nothing else: an unrelated question before it would only blur the search.
 */
export function pointsBackAt(
  query: Query,
  { focus, history }: Pick<Question, 'focus' | 'history'>,
): EarlierTurn | undefined {
  const names = [query.identifiers, query.paths, query.frames, query.quoted];
  if (focus.length > 0 || names.some((found) => found.length > 0)) return undefined;
  return needsMore(query.text) ? history.at(-1) : undefined;
}

function needsMore(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_'-]+/gu) ?? [];
  const isOwn = (word: string): boolean => !PRONOUN.test(word) && !BARE.test(word) && !GENERIC.test(word);
  const own = words.filter(isOwn);
  // Of a language without blanks between words nothing can be said here: one long word is no short question.
  if (own.length === 0) return true;
  if (ELLIPSIS.test(text) && own.length <= FEW_WORDS) return true;
  for (const [i, word] of words.entries()) {
    if (!PRONOUN.test(word)) continue;
    const next = words[i + 1];
    // `this parser works` names a parser; in `how are these stored` nothing is named.
    const isNoun = next !== undefined && isOwn(next) && i + 2 < words.length;
    const isDeterminer = /^(?:this|that|these|those)$/.test(word) && isNoun;
    if (isDeterminer || (word === 'there' && /^(?:is|are|was|were)$/.test(words[i - 1] ?? ''))) continue;
    const before = words.slice(0, i).filter(isOwn).length;
    if (before === 0 || own.length <= FEW_WORDS) return true;
    if (before <= FEW_WORDS && own.length <= FEW_WORDS + 1) return true;
  }
  return false;
}
