/** Text in the columns of a terminal. Characters are counted as a terminal draws them, near enough: wide ones twice. */

const WIDE =
  /[\p{Emoji_Presentation}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const NONE = /\p{M}/u;

const columnsOf = (char: string): number => (NONE.test(char) ? 0 : WIDE.test(char) ? 2 : 1);

/** Columns that a text takes. */
export function columns(text: string): number {
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
