/**
 * Token counts by the o200k vocabulary. Loading this file takes about 0.3 s and 60 MB: it is imported only by the
 * model room, which callers load when they need a model.
 */
import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

/** Byte pairs are merged in time quadratic in the length of a word, so long runs are counted in pieces. */
const LONGEST_RUN = 200;

/** Repository text may spell special tokens; they are text like any other. */
const NOTHING_SPECIAL = { disallowedSpecial: new Set<string>() };

/**
 * Tokens of a text: exact for models of the o200k vocabulary (GPT-4o and later), near for others. Runs of over 200
 * characters without white space are counted in pieces, which can add one token for each piece. Linear time.
 */
export function countTokens(text: string): number {
  let total = 0;
  let from = 0;
  for (const run of text.matchAll(/\S{201,}|\s{201,}/g)) {
    total += count(text.slice(from, run.index), NOTHING_SPECIAL);
    for (let at = 0; at < run[0].length; at += LONGEST_RUN)
      total += count(run[0].slice(at, at + LONGEST_RUN), NOTHING_SPECIAL);
    from = run.index + run[0].length;
  }
  return total + count(from === 0 ? text : text.slice(from), NOTHING_SPECIAL);
}
