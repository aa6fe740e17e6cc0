/**
 * Marks that stand where an author left text out: `...` alone, in a comment, or with words such as *existing code*. What
 * was left out is never guessed.
 */

const OPENERS = /^(?:\/\/+|#+|--+|;+|%+|\/\*+|\*+|<!--|\{\/\*+|"""|''')\s*/;
const CLOSERS = /\s*(?:\*\/\}?|-->|"""|''')$/;
const DOTS = /^(?:\.{3,}|…)/;
const WORDS =
  /\b(?:existing|remaining|rest|unchanged|omitted|same|other|previous|original|as before|stays?|remains?|continue[sd]?)\b/i;

/** Whether a line says that something was left out. `isBody`: the line before opens a block, of which `...` may be all. */
function isElision(line: string, isBody: boolean): boolean {
  const text = line.trim();
  if (text.length > 120) return false;
  const inside = text.replace(OPENERS, '').replace(CLOSERS, '').trim();
  const isComment = inside !== text;
  const body = inside.replace(/^[([{]\s*|\s*[)\]}]$/g, '');
  if (DOTS.test(body) && /^[.…\s]*$/.test(body)) return isComment || !isBody;
  if (!isComment || !/(?:\.{3,}|…)/.test(body)) return false;
  const isFramed = DOTS.test(body) || /(?:\.{3,}|…)$/.test(body);
  return isFramed && WORDS.test(body);
}

/**
 * Whether lines hold such a mark that does not stand in `own`, the lines of the file they replace. Without `own` they
 * are lines that do not stand in the file: then `...` is no body of a block either.
 */
export function hasElision(lines: readonly string[], own?: readonly string[]): boolean {
  const standing = new Set(own?.map((line) => line.trim()));
  return lines.some((line, at) => {
    if (standing.has(line.trim())) return false;
    const before = lines.slice(Math.max(0, at - 4), at).findLast((text) => text.trim() !== '') ?? '';
    return isElision(line, own !== undefined && (/[:{]\s*(?:#.*)?$/.test(before) || /"""\s*$/.test(before)));
  });
}
