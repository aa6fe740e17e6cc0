import type { FindingFix } from '../types/findings.ts';
import type { Rule } from '../types/review.ts';

/** Longest text that a rule puts right, in UTF-16 units: a pattern looks at all of it. */
const MAX_FOUND = 2_000;

/**
 * What a rule puts in the place of a text that it found; undefined where it has no fix for the language, or none that fits
 * the text. No model calls; at most quadratic in `found`, which is short.
 */
export function fixOf(
  { fixes }: Pick<Rule, 'fixes'>,
  language: string,
  found: string,
): FindingFix | undefined {
  if (found.length > MAX_FOUND) return undefined;
  for (const { find, put } of fixes.filter((fix) => fix.language === language)) {
    const text = found.replace(new RegExp(find, 'gsu'), put);
    if (text !== found) return { was: found, text };
  }
  return undefined;
}
