/** Finds the one place of a file that an edit means, or says why there is none. */

import type {
  EditPlace,
  EditRefusal,
  FoundHow,
  LineEdit,
  RefusedPlace,
  Span,
  SymbolDef,
} from '../../types.ts';
import type { BaseText } from './baseText.ts';
import { hasElision } from './elision.ts';
import { type IndentHabit, indentHabitOf, indentOf } from './indent.ts';
import { keyOf } from './keys.ts';
import { nearestPlaces, spanAt, spansOf } from './nearest.ts';
import { occurrences } from './occurrences.ts';
import { reword } from './reword.ts';
import { placesWithin, scopeOf } from './scope.ts';
import { type Mended, mendsOf, pairsOf, type Quoted } from './slips.ts';

/** A file in the forms that a search wants. */
export interface Searched extends BaseText {
  readonly keys: readonly string[];
  readonly habit: IndentHabit;
  /** Definitions of the file; empty where they are not known. */
  readonly symbols: readonly SymbolDef[];
  /** Whether fences belong to its text, as they do to Markdown. */
  readonly isMarkup: boolean;
}

export function searchedOf(
  base: BaseText,
  options: { readonly symbols: readonly SymbolDef[]; readonly isMarkup: boolean },
): Searched {
  return { ...base, ...options, keys: base.lines.map(keyOf), habit: indentHabitOf(base.lines) };
}

/** A place, and the lines that shall stand there. */
export interface Located {
  readonly place: EditPlace & { readonly state: FoundHow };
  readonly start: number;
  readonly count: number;
  readonly lines: readonly string[];
}

/** Whether the line that an edit states may decide between places that fit alike. */
export interface Trust {
  readonly isLineTrusted: boolean;
}

/**
 * Exactly as quoted and once; else once when white space is ignored; else one of several in the definition that is
 * named. What was left in by mistake is taken off only when nothing else is found. Of several places none is chosen.
 */
export function locate(edit: LineEdit, file: Searched, trust: Trust): Located | RefusedPlace {
  if (edit.before.every((line) => line.trim() === '')) {
    if (edit.before.length > 0 || file.lines.length > 0) return refused('emptyAnchor', edit.before, file);
    const place = { state: 'exact', startLine: 1, endLine: 0 } as const;
    return { place, start: 0, count: 0, lines: edit.after };
  }
  const { before, after } = edit;
  const plain = locateQuoted({ before, after }, edit, file, trust);
  if ('place' in plain || plain.reason !== 'notFound') return plain;
  const mends = mendsOf({ before, after });
  const tried = (ways: readonly Mended[]) =>
    ways.map((quoted) => ({ quoted, found: locateQuoted(quoted, edit, file, trust) }));
  const singly = tried(mends);
  // Two slips are looked for only where no single one explains the text: both would find the same lines twice.
  const all = singly.some(({ found }) => 'place' in found) ? singly : [...singly, ...tried(pairsOf(mends))];
  const hits = all.flatMap(({ quoted, found }) => ('place' in found ? [{ quoted, found }] : []));
  const first = hits.find(({ found }) => found.place.state === 'exact') ?? hits[0];
  if (first) {
    const isOne = hits.every(({ found }) => isSameResult(found, first.found));
    if (!isOne) return { ...plain, reason: first.quoted.mend === 'escapes' ? 'escaped' : 'ambiguous' };
    return { ...first.found, place: { ...first.found.place, mend: first.quoted.mend } };
  }
  return (
    all.flatMap(({ found }) => ('place' in found ? [] : found)).find(({ reason }) => reason !== 'notFound') ??
    plain
  );
}

const isSameResult = (a: Located, b: Located): boolean =>
  a.start === b.start && a.count === b.count && a.lines.join('\n') === b.lines.join('\n');

/** A quoted text as it is, without mends. */
function locateQuoted(quoted: Quoted, edit: LineEdit, file: Searched, trust: Trust): Located | RefusedPlace {
  const { before } = quoted;
  const ends = edit.isAtEnd ? file.lines.length - before.length : undefined;
  const fits = (start: number): boolean => ends === undefined || start === ends;
  const line = quoted.line ?? (trust.isLineTrusted ? edit.line : undefined);
  const exact = occurrences(before, file.lines).filter(fits);
  if (exact.length > 0) {
    const chosen = choose(exact, { before, within: edit.within, ...(line ? { line } : {}) }, file);
    if (!chosen) return ambiguous(exact, before, file);
    const twins = chosen.how === 'exact' && line !== chosen.start + 1 ? outdentedTwins(before, file) : [];
    if (twins.length > 1) return ambiguous(twins, before, file);
    return conclude(chosen, { quoted, edit, lines: quoted.after }, file);
  }
  const keys = before.map(keyOf);
  const loose = occurrences(keys, file.keys).filter(fits);
  if (loose.length === 0) return notFound(quoted, file);
  if (isWeak(keys)) return refused('weakAnchor', before, file, loose);
  // Blank lines around do not tell places apart where white space is ignored: authors add them.
  const lead = keys.findIndex((key) => key !== '');
  const core = occurrences(withoutEdges(keys), file.keys).map((start) => start - lead);
  const places = ends === undefined && core.length > loose.length ? core : loose;
  const chosen = choose(places, { before, within: edit.within }, file);
  if (!chosen || !loose.includes(chosen.start)) return ambiguous(places, before, file);
  const lines = reword(quoted, file.lines.slice(chosen.start, chosen.start + before.length), file.habit);
  if (lines === undefined) return refused('indentation', before, file, [chosen.start]);
  return conclude(
    { ...chosen, how: chosen.how === 'exact' ? 'whitespace' : chosen.how },
    { quoted, edit, lines },
    file,
  );
}

/** Letters and digits by which a place is known at least, where its white space is not. */
const MIN_LETTERS = 4;

const withoutEdges = (keys: readonly string[]): readonly string[] =>
  keys.slice(
    keys.findIndex((key) => key !== ''),
    keys.findLastIndex((key) => key !== '') + 1,
  );

const isWeak = (keys: readonly string[]): boolean =>
  keys.join('').replace(/[^\p{L}\p{N}]/gu, '').length < MIN_LETTERS;

interface Choice {
  readonly start: number;
  readonly how: FoundHow;
}

/** The only place; else the one at the stated line; else the only one in the definition that is named. */
export function choose(
  starts: readonly number[],
  by: { readonly before: readonly string[]; readonly within: readonly string[]; readonly line?: number },
  file: Searched,
): Choice | undefined {
  const [only] = starts;
  if (only !== undefined && starts.length === 1) return { start: only, how: 'exact' };
  if (by.line !== undefined && starts.includes(by.line - 1)) return { start: by.line - 1, how: 'exact' };
  const scope = scopeOf(by.within, file.symbols, file.lines);
  const inside = scope ? placesWithin(scope, starts, by.before.length) : [];
  return inside.length === 1 ? { start: inside[0]!, how: 'symbol' } : undefined;
}

/**
 * Places of the same lines at other indentations, the exact one among them, where the quoted ones have none: authors
 * move code to the margin, and then it fits by chance what stands at the margin. Lines of brackets fit by chance at any.
 */
export function outdentedTwins(before: readonly string[], file: Searched): number[] {
  const keys = before.map(keyOf);
  if (isWeak(keys)) return occurrences(withoutEdges(keys), file.keys);
  const isIndented = before.every((line) => line.trim() === '' || indentOf(line) !== '');
  return isIndented ? [] : occurrences(keys, file.keys);
}

interface Concluded {
  readonly quoted: Pick<Quoted, 'before'>;
  readonly edit: Pick<LineEdit, 'isBareBefore' | 'isBareAfter'>;
  readonly lines: readonly string[];
}

/** The last doubts about a place that was found: what the file's end, and the new lines, say. */
export function conclude(
  { start, how }: Choice,
  { quoted, edit, lines }: Concluded,
  file: Searched,
): Located | RefusedPlace {
  const count = quoted.before.length;
  const own = file.lines.slice(start, start + count);
  const refuse = (reason: EditRefusal): RefusedPlace => refused(reason, quoted.before, file, [start]);
  const isEnd = start + count === file.lines.length;
  if ((edit.isBareBefore || edit.isBareAfter) && !isEnd) return refuse('stale');
  if (edit.isBareBefore && file.breaks.at(-1) !== '') return refuse('stale');
  if (hasElision(lines, own)) return refuse('elided');
  if (!file.isMarkup && hasLooseFence(lines, own)) return refuse('fenced');
  if (!file.isMarkup && hasLooseEscapes(lines, own, file.lines)) return refuse('escaped');
  const isSame = lines.length === own.length && lines.every((line, at) => line === own[at]);
  const isEndChanged =
    Boolean(edit.isBareAfter) !== (isEnd && file.breaks.at(-1) === '') &&
    Boolean(edit.isBareAfter || edit.isBareBefore);
  if (isSame && !isEndChanged) return refuse('noChange');
  return { place: { state: how, ...spanAt(start, count, file.lines.length) }, start, count, lines };
}

const FENCE_LINE = /^\s{0,3}(?:`{3,}|~{3,})/;

/** A fence that has no other one, where the lines before had none: a remainder of the message. */
function hasLooseFence(lines: readonly string[], own: readonly string[]): boolean {
  const count = (of: readonly string[]): number => of.filter((line) => FENCE_LINE.test(line)).length;
  return count(lines) % 2 === 1 && count(own) % 2 === 0;
}

/** New lines whose quotes are all escaped outside of any string, in a file that has plain ones: escaped by mistake. */
function hasLooseEscapes(lines: readonly string[], own: readonly string[], all: readonly string[]): boolean {
  const standing = new Set(own);
  const added = lines.filter((line) => !standing.has(line));
  return ['"', "'"].some((quote) => {
    const escaped = `\\${quote}`;
    if (!added.some((line) => line.includes(escaped))) return false;
    if (added.some((line) => line.replaceAll(escaped, '').includes(quote))) return false;
    if (all.some((line) => line.includes(escaped)) || !all.some((line) => line.includes(quote))) return false;
    return added.some((line) => {
      const at = line.indexOf(escaped);
      return at >= 0 && !/["'`/]/.test(line.slice(0, at));
    });
  });
}

function notFound(quoted: Quoted, file: Searched): RefusedPlace {
  const { before, after } = quoted;
  if (hasElision(before)) return refused('elided', before, file);
  const there = after.map(keyOf);
  const standing = there.join('').length >= MIN_ALREADY ? occurrences(there, file.keys) : [];
  if (standing.length === 1) return refused('alreadyThere', after, file, standing);
  return refused('notFound', before, file);
}

/** Characters that the new lines have at least when they are said to stand there already. */
const MIN_ALREADY = 12;

export function ambiguous(
  starts: readonly number[],
  before: readonly string[],
  file: Searched,
): RefusedPlace {
  return { ...refused('ambiguous', before, file, starts), places: starts.length };
}

/** A refusal with the places that fit, or else those that come nearest. */
export function refused(
  reason: EditRefusal,
  sought: readonly string[],
  file: Searched,
  starts: readonly number[] = [],
): RefusedPlace {
  const near: Span[] =
    starts.length > 0 ? spansOf(starts, sought.length, file.lines.length) : nearestPlaces(sought, file.keys);
  return {
    state: 'refused',
    reason,
    startLine: near[0]?.startLine ?? 0,
    endLine: near[0]?.endLine ?? 0,
    near,
  };
}
