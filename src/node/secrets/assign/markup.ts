/** Values in markup: the text of an element, and elements that name what the next one holds. */
import type { Reader, Span } from './reader.ts';
import type { Candidate } from './statement.ts';

/** Longest text of an element that is read in one piece. */
const LONGEST = 20_000;

/** `<password a="b">`, `name="password">`, each up to the text. */
const REST_OF_TAG =
  /["']?(?:[ \t\r\n]{1,20}[\w:.-]{1,60}[ \t]{0,4}=[ \t]{0,4}(?:"[^"<>]{0,300}"|'[^'<>]{0,300}')){0,12}[ \t\r\n]{0,20}>(?:\s{0,200}<(?:value|string|text)>)?/y;
/** `<key>password</key> <string>`: the next element holds the value. */
const NEXT_ELEMENT = /<\/[\w:.-]{1,60}>\s{0,200}<[\w:.-]{1,60}(?:[ \t][^<>]{0,200})?>/y;
const TEXT_OPEN = /\s{0,400}(?:<!\[CDATA\[)?\s{0,40}/y;

/** The text of the element that a name opens, or that follows the element which holds the name. */
export function elementText(reader: Reader, name: Span): Candidate | undefined {
  const { text } = reader;
  const before = text.slice(Math.max(0, name.start - 200), name.start);
  // `<code>` sets its text in another letter, and says nothing of it.
  if (before.endsWith('<') && /^code$/i.test(text.slice(name.start, name.end))) return undefined;
  let start: number | undefined;
  if (/<[\w.-]{0,40}:?$|<[\w:.-]{1,40}(?:[ \t\r\n][^<>]{0,160})?=["']$/.test(before))
    start = after(REST_OF_TAG, text, name.end);
  else if (/>\s{0,20}$/.test(before)) start = after(NEXT_ELEMENT, text, name.end);
  if (start === undefined) return undefined;
  start = after(TEXT_OPEN, text, start) ?? start;
  const end = text.slice(start, start + LONGEST).search(/<|\]\]>/);
  if (end <= 0) return undefined;
  const value = text.slice(start, start + end).trimEnd();
  if (value === '') return undefined;
  const pieces = [...value.matchAll(/[^\r\n]+/g)].map((line) => {
    const bare = line[0].trim();
    const at = start + line.index + line[0].indexOf(bare);
    return { start: at, end: at + bare.length };
  });
  return { pieces: pieces.filter((piece) => piece.end > piece.start), link: 'direct', isQuoted: true };
}

function after(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
