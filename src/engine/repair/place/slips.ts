/**
 * What authors leave in a quoted text that does not belong to it. Each mend gives `before` and `after` without it, where
 * all of `before` has it and `after` has it throughout or not at all; whether the mended text then stands in the file
 * decides. Nothing is mended that is found as it is quoted.
 */
import type { EditMend } from '../../types.ts';

export interface Quoted {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The line at which `before` begins, where line numbers were left in. */
  readonly line?: number;
}

export interface Mended extends Quoted {
  readonly mend: EditMend;
}

/** The ways to mend a quoted text. None where nothing of the kind is in it. */
export function mendsOf(quoted: Quoted): Mended[] {
  return [
    ...withoutNumbers(quoted),
    ...withoutEscapes(quoted),
    ...only(withoutFences(quoted), 'fences'),
    ...only(withoutEdgeBlanks(quoted), 'edgeBlanks'),
  ];
}

/** What was mended one way, mended another way too. */
export function pairsOf(mended: readonly Mended[]): Mended[] {
  return mended.flatMap((first) =>
    [
      ...(first.mend === 'lineNumbers' ? [] : withoutNumbers(first)),
      ...(first.mend === 'escapes' ? [] : withoutEscapes(first)),
      ...(first.mend === 'edgeBlanks' ? [] : only(withoutEdgeBlanks(first), first.mend)),
    ].map((second) => ({ ...second, mend: first.mend })),
  );
}

function only(quoted: Quoted | undefined, mend: EditMend): Mended[] {
  return quoted ? [{ ...quoted, mend }] : [];
}

const isBlank = (line: string): boolean => line.trim() === '';

/** `12| text`, `12: text`, `12<tab>text`: with the blank after the mark as part of it, and without. */
const NUMBERED = /^\s{0,12}(\d{1,7})(?:\s?[|│→:]|\t)/;

function withoutNumbers({ before, after }: Quoted): Mended[] {
  const line = firstNumber(before);
  if (line === undefined) return [];
  const numbered = after.filter((text) => NUMBERED.test(text)).length;
  const isMixed = numbered > 0 && after.some((text) => !isBlank(text) && !NUMBERED.test(text));
  if (isMixed) return [];
  return [/^\s*\d+(?:\s?[|│→:]|\t) /, /^\s*\d+(?:\s?[|│→:]|\t)/].flatMap((mark) => {
    const strip = (text: string): string => text.replace(mark, '');
    const isWhole = before.every(
      (text) => isBlank(text) || mark.test(text) || isBlank(text.replace(NUMBERED, '')),
    );
    if (!isWhole) return [];
    const bare = (text: string): string => (mark.test(text) ? strip(text) : text.replace(NUMBERED, ''));
    return [
      { before: before.map(bare), after: numbered > 0 ? after.map(bare) : after, line, mend: 'lineNumbers' },
    ];
  });
}

/** The number of the first line where all lines that are not blank count on from it. */
function firstNumber(lines: readonly string[]): number | undefined {
  let first: number | undefined;
  for (const [at, text] of lines.entries()) {
    if (isBlank(text)) continue;
    const number = NUMBERED.exec(text)?.[1];
    if (number === undefined) return undefined;
    first ??= Number(number) - at;
    if (Number(number) - at !== first) return undefined;
  }
  return first !== undefined && first >= 1 ? first : undefined;
}

const QUOTES = ['"', "'", '`'] as const;

/** Text that was escaped once more than its format wanted: its quotes alone, or its backslashes as well. */
function withoutEscapes({ before, after }: Quoted): Mended[] {
  const old = before.join('\n');
  const kinds = QUOTES.filter((quote) => old.includes(`\\${quote}`));
  if (kinds.length === 0 && !old.includes('\\\\')) return [];
  const isThroughout = (text: string, quote: string): boolean => {
    const all = text.split(quote).length - 1;
    return all === text.split(`\\${quote}`).length - 1;
  };
  if (kinds.some((quote) => !isThroughout(old, quote))) return [];
  const text = after.join('\n');
  const used = QUOTES.filter((quote) => text.includes(`\\${quote}`));
  const isEscaped = kinds.every((quote) => isThroughout(text, quote));
  const isPlain = used.length === 0;
  // Escapes of a kind that the quoted text does not show may be meant.
  if (!isPlain && (!isEscaped || used.some((quote) => !kinds.includes(quote)))) return [];
  const mended = (pattern: RegExp, isAfterToo: boolean): Mended => ({
    before: old.replace(pattern, '$1').split('\n'),
    after: isAfterToo ? text.replace(pattern, '$1').split('\n') : after,
    mend: 'escapes',
  });
  const ways: Mended[] = [];
  if (kinds.length > 0) ways.push(mended(new RegExp(`\\\\([${kinds.join('')}])`, 'g'), !isPlain));
  if (old.includes('\\\\') || text.includes('\\\\')) {
    const hasPlain = isPlain && QUOTES.some((quote) => text.includes(quote));
    if (!hasPlain || !text.includes('\\\\')) ways.push(mended(/\\(["'`\\])/g, true));
  }
  return ways;
}

/** A line that begins or ends a block of code in Markdown. */
const FENCE = /^\s{0,3}(?:`{3,}|~{3,})[\w+.#-]*\s*$/;

function withoutFences({ before, after }: Quoted): Quoted | undefined {
  const bare = (lines: readonly string[]): readonly string[] => {
    const from = FENCE.test(lines[0] ?? '') ? 1 : 0;
    const to = lines.length > from && FENCE.test(lines.at(-1)!) ? lines.length - 1 : lines.length;
    return lines.slice(from, to);
  };
  const mended = { before: bare(before), after: bare(after) };
  return mended.before.length < before.length ? mended : undefined;
}

function withoutEdgeBlanks({ before, after }: Quoted): Quoted | undefined {
  const head = blanksAt(before, 0, 1);
  const tail = blanksAt(before, before.length - 1, -1);
  if (head + tail === 0 || head === before.length) return undefined;
  // Where the new lines have fewer, a blank line is to go; more of them are new.
  if (blanksAt(after, 0, 1) < head || blanksAt(after, after.length - 1, -1) < tail) return undefined;
  if (head + tail > after.length) return undefined;
  return { before: before.slice(head, before.length - tail), after: after.slice(head, after.length - tail) };
}

function blanksAt(lines: readonly string[], start: number, way: 1 | -1): number {
  let count = 0;
  while (lines[start + count * way] !== undefined && isBlank(lines[start + count * way]!)) count++;
  return count;
}
