/**
 * Text of a repository, a model or a machine, made fit for the place where it is shown. Every door passes every such
 * text through here, and nothing else decides what a stranger's text may do.
 */
import { breakMarks } from './answer/marks.ts';

/**
 * Where a text is shown: `line`, on one line of a terminal; `block`, on lines that a bar tells from ours; `code line`, as
 * code behind a bar, with blanks for tabs; `log`, as an entry of a log; `page`, in an element of the page; `notice`, in the editor's own notifications, pickers and labels; `markdown`, inside
 * a line of Markdown; `code`, as a code span of one.
 */
export type Place = 'line' | 'block' | 'code line' | 'log' | 'page' | 'notice' | 'markdown' | 'code';

/**
 * What a person cannot see: control characters (escape sequences among them), direction marks, zero-width and ignorable
 * characters, tag characters, variation selectors, unpaired surrogates, line separators. Tab and line feed stay.
 */
export const HIDDEN =
  /(?![\t\n])\p{Cc}|\p{Cf}|\p{Cs}|\p{Default_Ignorable_Code_Point}|[\u2028\u2029\u2800\u{1d173}-\u{1d17a}]/gu;

/**
 * What draws over its neighbours: a mark with no letter before it, and all of a pile beyond the fourth. No writing needs
 * more, and what is piled up reaches into the lines above and below.
 */
export const PILED = /\p{M}(?<=(?:^|\s)\p{M}{1,5}|\p{M}{5})/gu;

/** A stranger's text for a place. Nothing in it hides, moves a cursor, or reaches beyond its place. */
export function untrusted(text: string, place: Place): string {
  switch (place) {
    case 'line':
      return breakMarks(shownBy(text, escaped).replace(/[\t\n]/g, escaped), escaped);
    case 'block':
      return shownBy(withoutReturns(text), escaped);
    case 'code line':
      return shownBy(text.replace(/\r$/, '').replaceAll('\t', '    '), escaped).replace(/\n/g, escaped);
    case 'log':
      // An entry may have lines, as a stack has; none of them looks like the beginning of another entry.
      return shownBy(withoutReturns(text), escaped).replaceAll('\n', '\n    ');
    case 'page':
      return shownBy(withoutReturns(text), named);
    case 'notice':
      // The editor makes links of `[text](address)` and pictures of `$(name)`.
      return oneBlank(shownBy(withoutReturns(text), named)).replace(/(\]|\$)\(/g, '$1 (');
    case 'markdown':
      return markdownText(breakMarks(oneBlank(shownBy(withoutReturns(text), named)), named));
    case 'code':
      return codeSpan(
        breakMarks(oneBlank(shownBy(withoutReturns(text).replace(/\n/g, named), named)), named),
      );
  }
}

const shownBy = (text: string, show: (char: string) => string): string =>
  text.replace(HIDDEN, show).replace(PILED, show);

/** A code block in which a stranger's text stands, of a language by its name; it cannot end it. */
export function fenced(text: string, language = ''): string {
  const shown = untrusted(text, 'page');
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  const name = /^[\w+#-]{1,30}$/.test(language) ? language : '';
  return `${fence}${name}\n${shown}\n${fence}`;
}

/** A stranger's text on one line with nothing that moves a cursor, blanks for what does, and at most `limit` characters. */
export function oneLine(text: string, limit: number): string {
  const plain = text
    .slice(0, limit * 4)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}

const escaped = (char: string): string => `\\u{${char.codePointAt(0)!.toString(16)}}`;

/** JSON in which what hides is written as an escape of JSON: the same value, fit for a terminal. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replace(HIDDEN, (char) =>
    [...Array(char.length).keys()]
      .map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** A hidden character by its number: `⟨U+202E⟩`. */
export const named = (char: string): string =>
  `⟨U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;

const withoutReturns = (text: string): string => text.replaceAll('\r\n', '\n');

const oneBlank = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Escapes what can mean something to Markdown inside a line or at its start, bare addresses among it, and no more. */
function markdownText(text: string): string {
  return text
    .replace(
      /[\\`*[\]<>|~$]|&(?=[#\p{L}])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=[a-z]):(?=\/\/)|(?<=www)\.|@(?=[\p{L}\p{N}])/giu,
      '\\$&',
    )
    .replace(/^(?:#(?=[\s#]|$)|[+=-](?=[\s=-]|$)|\d{1,9}(?=[.)](?:\s|$)))/, (start) =>
      /\d/.test(start) ? `${start}\\` : `\\${start}`,
    );
}

/** A code span, also in a table, where a bar would end the cell. */
function codeSpan(text: string): string {
  const shown = text.replaceAll('|', '\\|');
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const edge = shown === '' || /^`|`$/.test(shown) ? ' ' : '';
  return `${ticks}${edge}${shown}${edge}${ticks}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
