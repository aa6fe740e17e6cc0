import { SECRET_MARKS } from '../../prompts/mark.ts';
import type { EditPlace, LineEdit, RefusedPlace, SymbolDef, TextEdit } from '../../types.ts';
import { alignLines } from './align.ts';
import { applyChanges, baseTextOf, isOverlap, type LineChange, quotedLines } from './baseText.ts';
import { type Located, locate, refused, type Searched, searchedOf } from './locate.ts';
import { locateString } from './locateString.ts';

/** What is known of a file beside its text. */
export interface FileFacts {
  /** Its definitions: they tell places of the same text apart. */
  readonly symbols?: readonly SymbolDef[];
  readonly isMarkup?: boolean;
}

export interface Resolved {
  /** One for each edit, in their order. */
  readonly places: readonly EditPlace[];
  /** The new text; absent when an edit is refused. */
  readonly text?: string;
}

/**
 * Applies edits to the text of one file, strictly: each in the one place it can mean, or not at all. All are looked for
 * in the text as it is, and those that touch the same lines are refused. What no edit replaces keeps every character,
 * line breaks included. Nothing is guessed: no distance is measured, and of several places none is taken first.
 *
 * Work is linear in the text for each edit.
 */
export function resolveEdits(text: string, edits: readonly TextEdit[], facts: FileFacts = {}): Resolved {
  const file = searchedOf(baseTextOf(text), {
    symbols: facts.symbols ?? [],
    isMarkup: facts.isMarkup ?? false,
  });
  const first = edits.map((edit) => find(edit, file, false));
  // Stated lines are believed when they are right wherever that can be seen, and never alone.
  const isLineTrusted = first.every((found, at) => isAsStated(edits[at]!, found));
  const found = isLineTrusted ? edits.map((edit) => find(edit, file, true)) : first;
  const changes = found.map((one, at) => ('place' in one ? changesOf(one, edits[at]!, file) : []));
  const touched = overlaps(changes);
  const places = found.map((one, at): EditPlace => {
    if (!('place' in one)) return one;
    return touched.has(at) ? overlapping(one) : one.place;
  });
  if (places.some(({ state }) => state === 'refused')) return { places };
  return { places, text: applyChanges(file, changes.flat()) };
}

/** The edits (by their number) that touch lines which another one touches too. */
function overlaps(changes: readonly (readonly LineChange[])[]): Set<number> {
  const sorted = changes
    .flatMap((own, edit) => own.map((change) => ({ edit, change })))
    .sort((a, b) => a.change.start - b.change.start || a.change.count - b.change.count);
  const touched = new Set<number>();
  let last = sorted[0];
  for (const next of sorted.slice(1)) {
    if (last && last.edit !== next.edit && isOverlap(last.change, next.change)) {
      touched.add(last.edit).add(next.edit);
    }
    if (last && next.change.start + next.change.count >= last.change.start + last.change.count) last = next;
  }
  return touched;
}

function overlapping({ place }: Located): RefusedPlace {
  const { startLine, endLine } = place;
  return { state: 'refused', reason: 'overlap', startLine, endLine, near: [{ startLine, endLine }] };
}

function find(edit: TextEdit, file: Searched, isLineTrusted: boolean): Located | RefusedPlace {
  const texts = edit.kind === 'lines' ? [...edit.before, ...edit.after] : [edit.before, edit.after];
  // A placeholder is not what stands in the file: writing one would lose a secret.
  if (texts.join('\n').search(SECRET_MARKS) >= 0)
    return refused('secretMark', quotedLines(texts[0] ?? ''), file);
  return edit.kind === 'lines' ? locate(edit, file, { isLineTrusted }) : locateString(edit, file);
}

function isAsStated(edit: TextEdit, found: Located | RefusedPlace): boolean {
  if (edit.kind !== 'lines' || edit.line === undefined || !('place' in found)) return true;
  return found.start + 1 === edit.line;
}

/** What a located edit changes: runs of lines between those that stay, which keep their breaks. */
function changesOf({ start, count, lines }: Located, edit: TextEdit, file: Searched): LineChange[] {
  const own = file.lines.slice(start, start + count);
  const of = alignLines(own, lines);
  const end = edit.kind === 'lines' ? endOf(edit) : undefined;
  const changes: LineChange[] = [];
  let taken = 0;
  let from = 0;
  const add = (to: number, upTo: number): void => {
    const isLast = upTo === count && to === lines.length;
    if (upTo > taken || to > from)
      changes.push({
        start: start + taken,
        count: upTo - taken,
        lines: lines.slice(from, to),
        ...(isLast && end ? { end } : {}),
      });
  };
  for (const [at, i] of of.entries()) {
    const isEndLine = end !== undefined && i === count - 1;
    if (i < 0 || isEndLine) continue;
    add(at, i);
    taken = i + 1;
    from = at + 1;
  }
  add(lines.length, count);
  return changes;
}

function endOf({ isBareBefore, isBareAfter }: LineEdit): LineChange['end'] {
  if (isBareAfter) return 'bare';
  return isBareBefore ? 'broken' : undefined;
}
