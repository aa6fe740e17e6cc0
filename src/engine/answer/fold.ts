import type { Lines } from '../parse/lines.ts';
import { UNSEEN, visible } from '../prompts/visible.ts';
import type { Span } from '../types.ts';
import { isWordChar } from './borders.ts';

/** The lines of a file in the form in which they are compared with quotes, blank ones left out. Made once for a file. */
export interface Folded {
  readonly texts: readonly string[];
  /** The line of the file (1-based) that each text is. */
  readonly lines: readonly number[];
  /** The texts, one a line. */
  readonly joined: string;
  /** Where each text starts in `joined`. */
  readonly starts: readonly number[];
  /** A number for each text, equal for equal ones, and the numbers by text. */
  readonly ids: readonly number[];
  readonly idOf: ReadonlyMap<string, number>;
  /** What the texts say, by their numbers, as far as it was asked for. */
  readonly said: Map<number, Said>;
}

/** How much a line says: its words that are no keywords, and their characters. */
export interface Said {
  readonly words: number;
  readonly chars: number;
}

/** A longer quote is no quote of some lines. */
const MAX_QUOTE_LINES = 200;
const MAX_QUOTE_CHARS = 40_000;

/** Folds the lines of a file. */
export function foldLines(lines: Lines): Folded {
  const texts: string[] = [];
  const numbers: number[] = [];
  const starts: number[] = [];
  const ids: number[] = [];
  const idOf = new Map<string, number>();
  let at = 0;
  for (let line = 1; line <= lines.count; line++) {
    const text = fold(lines.text(line));
    if (text === '') continue;
    texts.push(text);
    numbers.push(line);
    starts.push(at);
    const id = idOf.get(text) ?? idOf.size;
    idOf.set(text, id);
    ids.push(id);
    at += text.length + 1;
  }
  return { texts, lines: numbers, joined: texts.join('\n'), starts, ids, idOf, said: new Map() };
}

/**
 * The readings of a quote: as it is, and without the line numbers that stand before the lines in a prompt. Only numbers
 * of the passage, each above the one before, are such: a file may hold others.
 */
export function quoteReadings(quote: string, { startLine, endLine }: Span): string[][] {
  if (quote.length > MAX_QUOTE_CHARS) return [];
  const raw = quote.split(/\r?\n/);
  if (raw.length > MAX_QUOTE_LINES) return [];
  let last = 0;
  const bare = raw.map((line) => {
    const [prefix, number] = /^[ \t]*(\d{1,9})[ \t]?(?:\||:(?=[ \t]|$))/.exec(line) ?? [];
    const isNumbered = prefix !== undefined && Number(number) >= startLine && Number(number) <= endLine;
    if (!isNumbered || Number(number) <= last) return line;
    last = Number(number);
    return line.slice(prefix.length);
  });
  const readings = [raw, ...(bare.some((line, i) => line !== raw[i]) ? [bare] : [])];
  return readings.map((lines) => lines.map(fold).filter((line) => line !== ''));
}

/**
 * A line as it is compared: as a model is shown it, runs of blanks and tabs outside strings as one blank, none at its
 * ends. Blanks inside strings count; a no-break space is a character like others.
 */
function fold(line: string): string {
  const text = trimmed(visible(line));
  if (!/\t| {2}/.test(text)) return text;
  const open: Record<string, boolean> = { '"': true, "'": true, '`': true };
  let folded = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === ' ' || char === '\t') {
      folded += `${text.slice(from, at)} `;
      while (isBlank(text[at + 1])) at++;
      from = at + 1;
    } else if (open[char] && !(char === "'" && at > 0 && isWordChar(text[at - 1]!))) {
      const end = stringEnd(text, at);
      // Looked for once: further marks of this kind close nothing either.
      if (end === undefined) open[char] = false;
      else at = end;
    }
  }
  return folded + text.slice(from);
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

/** Where the string that starts at a mark ends on its line. */
function stringEnd(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return undefined;
}

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

/** The characters of a text that nobody sees, in order; a return before a line feed is none. */
export const unseenIn = (text: string): string =>
  (text.replaceAll('\r\n', '\n').match(UNSEEN) ?? []).join('');
