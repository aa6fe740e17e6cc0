/** Values that stand before their name: `"…" === password`, `"…".equals(token)`, `'…' AS password`. */
import type { Candidate } from './statement.ts';

/** What stands between a value and its name, with the closing quote in front. */
const BETWEEN =
  /^(["'`])[ \t]{0,4}(?:[)\]]{0,2}[ \t]{0,4}(?:[!=]==?|\b(?:as|AS|to|TO|in)\b|\b(?:WHERE|where)[ \t]{1,4}[`"[\]\w.]{1,40}[ \t]{0,4}=[ \t]{0,4}'?|,\s{1,40}["']?(?:name|key|id|Name|Key)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?|\|[ \t]{0,4}(?:set|out|into|docker login\b.{0,120}?))[ \t]{0,4}|\.(?:equals|equalsIgnoreCase|compareTo|eql\?|isEqual|eq|contentEquals|equals_ignore_case)\([ \t]{0,4}|(,)[ \t]{0,4})(?:[\w$@*&]{1,40}(?:\.|->|::|\()){0,4}[$@*&"'[]{0,2}(?:--?)?$/;
const FURTHEST = 80;
const LONGEST = 200;
/** Quotes before a name that may close the value. */
const MOST_TRIES = 5;

/** The literal that is compared with, or given to, the name that begins at a position. Constant time. */
export function valueBefore(text: string, start: number): Candidate | undefined {
  const window = text.slice(Math.max(0, start - FURTHEST), start);
  if (!/[=,(sSoO:'">|n][ \t]{0,4}[\w$@*&.:>("'[-]{0,60}$/.test(window.slice(-66))) return undefined;
  for (
    let at = Math.max(window.lastIndexOf('"'), window.lastIndexOf("'")), tries = 0;
    at >= 0 && tries < MOST_TRIES;
    tries++
  ) {
    const between = BETWEEN.exec(window.slice(at));
    const end = start - window.length + at;
    if (between !== null) return literalEnding(text, end, between[1]!, between[2] !== undefined);
    at = Math.max(window.lastIndexOf('"', at - 1), window.lastIndexOf("'", at - 1));
    if (at === 0) break;
  }
  return undefined;
}

function literalEnding(text: string, end: number, quote: string, isArgument: boolean): Candidate | undefined {
  const before = text.slice(Math.max(0, end - LONGEST), end);
  const open = before.lastIndexOf(quote);
  if (open < 0 || before.length - open < 5 || /[\r\n]/.test(before.slice(open))) return undefined;
  return {
    pieces: [{ start: end - before.length + open + 1, end }],
    link: isArgument ? 'near' : 'direct',
    isQuoted: true,
  };
}
