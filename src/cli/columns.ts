/**
 * Text in the columns of a terminal. Characters are counted as a terminal draws them; where terminals differ, as with
 * flags and spacing marks, rather too wide: a line that is wider than was thought breaks where nobody meant it to.
 */
import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

const NONE = /[\p{Mn}\p{Me}]/u;
const PICTURE = /\p{Emoji_Presentation}/u;

function columnsOf(char: string): number {
  if (char < '\x7f') return 1;
  if (NONE.test(char)) return 0;
  return PICTURE.test(char) ? 2 : eastAsianWidth(char.codePointAt(0)!, { ambiguousAsWide: false });
}

/** Columns that a text takes. */
export function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let count = 0;
  for (const char of text) count += columnsOf(char);
  return count;
}

/** The text, or its beginning with an ellipsis, in at most `width` columns. */
export function clip(text: string, width: number): string {
  let count = 0;
  let at = 0;
  let fits = 0;
  for (const char of text) {
    count += columnsOf(char);
    if (count > width) return `${text.slice(0, fits)}…`;
    at += char.length;
    if (count < width) fits = at;
  }
  return text;
}

/** A path in at most `width` columns; what is left out is in its middle, since a file is known by its name. */
export function clipPath(path: string, width: number): string {
  if (columns(path) <= width) return path;
  const chars = [...path];
  const end: string[] = [];
  for (let i = chars.length - 1, used = 1; i >= 0; i--) {
    used += columnsOf(chars[i]!);
    if (used > Math.max(4, width)) break;
    end.unshift(chars[i]!);
  }
  return `…${end.join('')}`;
}

/** The lines of a paragraph, broken at blanks so that each takes at most `width` columns; a longer word is broken too. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const flush = (): void => {
    if (line !== '') lines.push(line);
    line = '';
    used = 0;
  };
  for (const word of text.split(' ')) {
    const size = columns(word);
    if (used > 0 && used + 1 + size > width) flush();
    if (size <= width) {
      line += used > 0 ? ` ${word}` : word;
      used += size + (used > 0 ? 1 : 0);
      continue;
    }
    for (const char of word) {
      if (used + columnsOf(char) > width) flush();
      line += char;
      used += columnsOf(char);
    }
  }
  flush();
  return lines.length === 0 ? [''] : lines;
}

/**
 * Rows of which none is wider than `width`: a longer one goes on behind a bar, so that it breaks where we say and its
 * rest cannot look like a row of its own. Styles are kept where nothing is broken.
 */
export function withinWidth(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  return text
    .split('\n')
    .map((row) => {
      const plain = stripVTControlCharacters(row);
      if (columns(plain) <= width) return row;
      const [indent] = /^ */.exec(plain)!;
      const room = Math.max(1, width - 2 - Math.min(indent.length, 8));
      const [first, ...more] = wrap(plain, room);
      return [`${indent.slice(0, 8)}${first}`, ...more.map((part) => `│ ${part}`)].join('\n');
    })
    .join('\n');
}
