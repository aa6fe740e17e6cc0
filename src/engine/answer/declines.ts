/** Characters of a decline outside the format: it is short. */
export const MAX_DECLINE = 400;

/** Such words within quotes or code are spoken of, and not said. */
const SPOKEN_OF = /`[^`\n]*`|"[^"\n]*"|“[^”\n]*”/g;
/** Where one statement ends and the next begins. */
const STATEMENTS = /[.!?;:,\n]+|\b(?:but|so|and|because|therefore|thus|aber|pero|mais)\b/;

const OPENERS =
  '(?:(?:i am|i m) (?:sorry|afraid)|sorry|unfortunately|however|sadly|leider|lamentablemente|malheureusement|based on|from|in|that|the answer is)';
/** What a model speaks of when it speaks of its own task. */
const SPEAKER = '(?:i|we|one)';
const QUESTION = '(?:it|this|that|(?:the|this|your|that) (?:\\w+ )?question)';
const PASSAGES =
  '(?:(?:the|these|those|given|provided|none of the) )+(?:\\w+ ){0,2}?(?:passages?|context|snippets?|excerpts?|information|code|text|files?)';
const CANNOT = '(?:can ?not|can t|could not|couldn t|am unable to|are unable to|am not able to)';

/** Statements of a decline, each from its beginning. Letters and digits alone, blanks between. */
const DECLINES: readonly RegExp[] = [
  '(?:unanswerable|not answerable|not answered|no answer)$',
  `${QUESTION} (?:is|remains|seems)(?: \\w+)? ?(?:unanswerable|not answerable)`,
  `(?:${SPEAKER} )?${CANNOT} (?:\\w+ )?(?:answer|determine|tell|settle|say)`,
  `${QUESTION} ${CANNOT} be (?:answered|determined|settled)`,
  `${PASSAGES} (?:do|does|did) not (?:\\w+ )?(?:contain|settle|say|show|answer|include|provide|hold|tell)`,
  '(?:there (?:is|are|isn t) )?(?:not|no|isn t) ?(?:enough|sufficient) (?:information|context|evidence)',
  '(?:there is )?(?:insufficient|too little) (?:information|context|evidence)',
  '(?:die|diese) frage (?:kann|lässt sich) (?:\\w+ )*nicht (?:\\w+ )*beantwort',
  '(?:ich kann|das kann ich) (?:\\w+ )*nicht (?:\\w+ )*(?:beantwort|sagen)',
  '(?:la pregunta )?no (?:se )?pued[eo] (?:\\w+ )?(?:responder|contestar)',
  '(?:la question )?(?:je )?ne (?:peut|peux|permet\\w*) pas (?:être )?(?:répond|de répond)',
].map((pattern) => new RegExp(`^(?:${OPENERS} (?:the |these |what .{0,30})?)*${pattern}`, 'u'));

/** Where no blanks part words. */
const DENSE = /无法(?:回答|确定)|不能回答|信息不足|(?:回答|判断)できません|情報が(?:不足|足り)/;

/**
 * A decline outside the format: a short reply in prose of which one statement says that there is no answer, in whatever
 * case and with whatever marks. What code cannot do, and what stands in quotes inside of a sentence, is no decline.
 * Linear: what is read is bounded.
 */
export function isPlainDecline(text: string): boolean {
  if (text.length > MAX_DECLINE) return false;
  // A reply that is nothing but a word in quotes says it.
  const isQuoted = /^[\s*_]*["'`“][^"'`”]{1,60}["'`”][\s.*_]*$/.test(text);
  const own = (isQuoted ? text : text.replace(SPOKEN_OF, ' x ')).toLowerCase();
  if (DENSE.test(own)) return true;
  return own.split(STATEMENTS).some((statement) => {
    const bare = statement.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
    return DECLINES.some((pattern) => pattern.test(bare));
  });
}
