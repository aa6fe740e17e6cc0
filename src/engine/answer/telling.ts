import { CODE_WORDS } from '../index/stopWords.ts';
import { SECRET_MARKS } from '../prompts/mark.ts';
import { ESCAPES } from '../prompts/visible.ts';

/** Words of languages, markup and shells that say nothing by themselves, beside those that are not indexed. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...CODE_WORDS,
  ...`and as assert async auto base begin bool byte case chan checked clone companion comptime crate data debugger decimal defer
  deriving do done double dyn each echo ensure enddef endfor endforeach endfunction endmodule endswitch endwhile endregion
  esac event exit exports expr extension fallthrough fi fixed for foreach friend from get given global go goto guard if in
  infix inherit init inline inout inside instance internal is it lambda lazy let local lock loop match method mixin module
  modifier monitor mutable never next nonlocal not of ok open or otherwise out params part pass php pragma print
  procedure process property protocol range readonly rec ref region register rem repeat rescue restrict rethrow retry
  sealed select self set sig some stop sub sum super suspend sync synchronized then to transient type
  undefined union unit unless unreachable unsafe until use using val value var when where with yield`.split(
    /\s+/,
  ),
  // What errors are called where they are only passed on, and what marks places of documents.
  ...`e err error ex exc exception args params returns raises throws todo fixme xxx eof eot usage note notes see`.split(
    /\s+/,
  ),
  ...`b br body code dd div dl dt em footer h1 h2 h3 h4 head header hr html i li main nav ol p pre s script section small
  span strong style table tbody td template tfoot th thead tr u ul`.split(/\s+/),
]);

const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;
/** Writing without blanks between words: any two characters say something. */
export const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const BARE_TAG = /<\/[\w:.-]*\s*>|<title\b/g;
const FENCE = /^\s*(?:`{3,}|~{3,})/;
const MIN_DIGITS = 6;

/** A line without what says nothing: tags that close, and marks in the place of secrets and of what cannot be seen. */
const bare = (line: string): string =>
  line.replace(BARE_TAG, ' ').replace(SECRET_MARKS, ' ').replace(ESCAPES, ' ');
/** Names and numbers that stand in any code: `i`, `x`, `0`. */
const SMALL = /^(?:[$_]*[a-z]?[$_]*|[01])$/i;

/** The words of a line that are no keyword: names, numbers, prose. */
export function contentWords(line: string): string[] {
  return (bare(line).match(WORD) ?? []).filter(
    (word) => !KEYWORDS.has(word.toLowerCase()) && /[\p{L}\p{N}]/u.test(word),
  );
}

/**
 * True when a line says something by itself, in any language: more than punctuation, keywords, closing tags, single
 * letters, 0 and 1, or one number.
 */
export function isTelling(line: string): boolean {
  if (FENCE.test(line)) return false;
  const content = contentWords(line);
  if (content.length === 0) return false;
  if (content.every((word) => SMALL.test(word))) return false;
  const all = bare(line).match(WORD)!;
  if (all.every((word) => /^(?:0x[\da-f_]+|[\p{N}_]+)$/iu.test(word)))
    return content.join('').length >= MIN_DIGITS;
  if (all.length > 1) return true;
  return content[0]!.length >= (UNSPACED.test(content[0]!) ? 2 : 3);
}
