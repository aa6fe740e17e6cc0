/** Finds the one place of a file that a text means which may begin and end inside of a line. */
import type { LineEdit, RefusedPlace, StringEdit } from '../../types.ts';
import { type BaseText, quotedLines } from './baseText.ts';
import {
  ambiguous,
  choose,
  conclude,
  type Located,
  locate,
  outdentedTwins,
  refused,
  type Searched,
} from './locate.ts';
import { occurrences } from './occurrences.ts';

/** As it stands, never beginning or ending inside of a word; else as whole lines, where it can be read as such. */
export function locateString(edit: StringEdit, file: Searched): Located | RefusedPlace {
  const before = edit.before.replaceAll('\r\n', '\n');
  const sought = withoutLast(quotedLines(before));
  if (before.trim() === '') return locateLines({ before: before === '' ? [] : [''], edit }, file);
  const text = file.lines.join('\n') + (file.breaks.at(-1) ? '\n' : '');
  const places = occurrences(before, text);
  if (places.length === 0) {
    const { before: old, after } = edit;
    const isUneven = after !== '' && endsInBreak(old) !== endsInBreak(after);
    return isUneven ? refused('notFound', sought, file) : locateLines({ before: sought, edit }, file);
  }
  const starts = lineStarts(file);
  const lines = places.map((place) => lineAt(starts, place));
  const chosen = choose(lines, { before: sought, within: edit.within }, file);
  if (!chosen) return ambiguous(lines, sought, file);
  const place = places[lines.indexOf(chosen.start)]!;
  if (isInsideWord(text, place, before.length)) return refused('partOfWord', sought, file, [chosen.start]);
  const whole = linesAround({ before, after: edit.after, place, starts }, file);
  if (whole === undefined) return refused('joinsLines', sought, file, [chosen.start]);
  const own = file.lines.slice(chosen.start, chosen.start + whole.count);
  const isWhole = own.length === sought.length && own.every((line, at) => line === sought[at]);
  const twins = isWhole && chosen.how === 'exact' ? outdentedTwins(sought, file) : [];
  if (twins.length > 1) return ambiguous(twins, sought, file);
  return conclude(chosen, { quoted: { before: own }, edit: {}, lines: whole.lines }, file);
}

/** The lines that hold a place, as they shall be; undefined where a line would be joined to the next one. */
function linesAround(
  at: { before: string; after: string; place: number; starts: readonly number[] },
  file: Searched,
): { readonly count: number; readonly lines: readonly string[] } | undefined {
  const { before, place, starts } = at;
  const after = at.after.replaceAll('\r\n', '\n');
  const start = lineAt(starts, place);
  const last = lineAt(starts, place + before.length - 1);
  const head = file.lines[start]!.slice(0, place - starts[start]!);
  const tail = file.lines[last]!.slice(place + before.length - starts[last]!);
  const text = head + after + tail;
  const count = last - start + 1;
  if (!endsInBreak(before)) return { count, lines: text.split('\n') };
  if (text !== '' && !text.endsWith('\n'))
    return last + 1 < file.lines.length ? undefined : { count, lines: text.split('\n') };
  return { count, lines: text.split('\n').slice(0, -1) };
}

function locateLines(
  { before, edit }: { readonly before: readonly string[]; readonly edit: StringEdit },
  file: Searched,
): Located | RefusedPlace {
  const after = edit.after === '' ? [] : withoutLast(quotedLines(edit.after));
  const lines: LineEdit = { kind: 'lines', before, after, within: edit.within };
  return locate(lines, file, { isLineTrusted: false });
}

const endsInBreak = (text: string): boolean => text.endsWith('\n');

/** Without the empty line behind a last line break. */
const withoutLast = (lines: readonly string[]): readonly string[] =>
  lines.length > 1 && lines.at(-1) === '' ? lines.slice(0, -1) : lines;

const WORD = /[\p{L}\p{N}_]/u;

function isInsideWord(text: string, start: number, length: number): boolean {
  const isWord = (at: number): boolean => at >= 0 && at < text.length && WORD.test(text[at]!);
  const splits = (at: number): boolean => isWord(at - 1) && isWord(at);
  return splits(start) || splits(start + length);
}

function lineStarts({ lines }: BaseText): number[] {
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (starts[mid]! <= offset) low = mid;
    else high = mid - 1;
  }
  return low;
}
