/** A patch on its way through the hands of a person: which hunks of it are taken, and what each file becomes then. */
import type { EditPlace, ExactEdit, PlannedFile } from '../../engine/types.ts';
import { diffLines, linesOf } from './lineDiff.ts';

/** `open`: nobody has said anything yet; it is applied unless it is rejected. */
export type HunkState = 'open' | 'accepted' | 'rejected';

export interface Hunk {
  /** Unique in the file. */
  readonly id: number;
  /** `file`: that the file is made, removed, moved, or made executable. */
  readonly what: 'lines' | 'file';
  /** Lines of the file as it is that the hunk replaces; 0-based, the end not included. */
  readonly start: number;
  readonly end: number;
  /** What stands there instead, each line with its break. */
  readonly lines: readonly string[];
  readonly state: HunkState;
  /** Why it was rejected. */
  readonly reason?: string;
  /** The person wrote something else than the patch. */
  readonly isEdited?: boolean;
}

export interface ReviewedFile {
  readonly path: string;
  readonly to?: string;
  readonly kind: PlannedFile['kind'];
  readonly before: string | null;
  readonly isExecutable?: boolean;
  /** Ascending. None of a file that is refused. */
  readonly hunks: readonly Hunk[];
  /** Why an edit of the file is not made; the whole file is left out then. */
  readonly refused: readonly Extract<EditPlace, { state: 'refused' }>[];
  readonly nextId: number;
}

/** A planned file with all of its hunks open. */
export function reviewedFile(file: PlannedFile): ReviewedFile {
  const { path, to, kind, before, after, isExecutable, places } = file;
  const refused = places.filter((place) => place.state === 'refused');
  const facts = {
    ...{ path, kind, before, refused },
    ...(to === undefined ? {} : { to }),
    ...(isExecutable === undefined ? {} : { isExecutable }),
  };
  if (after === undefined) return { ...facts, hunks: [], nextId: 0 };
  const open = { state: 'open' } as const;
  if (before === null || after === null) {
    const whole = { id: 0, what: 'file', start: 0, end: linesOf(before ?? '').length, ...open } as const;
    return { ...facts, hunks: [{ ...whole, lines: linesOf(after ?? '') }], nextId: 1 };
  }
  const isWhole = to !== undefined || isExecutable !== undefined;
  const first: Hunk[] = isWhole ? [{ id: 0, what: 'file', start: 0, end: 0, lines: [], ...open }] : [];
  const lines = linesOf(after);
  const changes = diffLines(linesOf(before), lines).map(
    ({ beforeStart, beforeEnd, afterStart, afterEnd }, at): Hunk => ({
      ...{ id: first.length + at, what: 'lines', start: beforeStart, end: beforeEnd, ...open },
      lines: lines.slice(afterStart, afterEnd),
    }),
  );
  const hunks = [...first, ...changes];
  return { ...facts, hunks, nextId: hunks.length };
}

const isKept = ({ state }: Hunk): boolean => state !== 'rejected';

/** The file as it becomes: the text with all hunks that are not rejected. */
export function textOf({ before, kind, hunks }: ReviewedFile): string {
  if (kind !== 'edit') return (hunks.find(isKept)?.lines ?? []).join('');
  const lines = linesOf(before ?? '');
  const parts: string[] = [];
  let at = 0;
  for (const hunk of hunks.filter((one) => one.what === 'lines' && isKept(one))) {
    parts.push(...lines.slice(at, hunk.start), ...hunk.lines);
    at = hunk.end;
  }
  return [...parts, ...lines.slice(at)].join('');
}

/** Where each hunk stands in `textOf`: its first line (0-based), and how many lines it has there. */
export function placesOf(
  file: ReviewedFile,
): ReadonlyMap<number, { readonly line: number; readonly count: number }> {
  const places = new Map<number, { line: number; count: number }>();
  let shift = 0;
  for (const hunk of file.hunks) {
    const isThere = isKept(hunk);
    const count = isThere ? hunk.lines.length : hunk.end - hunk.start;
    places.set(hunk.id, { line: file.kind === 'edit' ? hunk.start + shift : 0, count });
    if (isThere && hunk.what === 'lines') shift += hunk.lines.length - (hunk.end - hunk.start);
  }
  return places;
}

/** The file with another state of one hunk, or of all. */
export function decided(
  file: ReviewedFile,
  id: number | 'all',
  { state, reason }: { readonly state: HunkState; readonly reason?: string },
): ReviewedFile {
  const hunks = file.hunks.map((hunk): Hunk => {
    if (id !== 'all' && hunk.id !== id) return hunk;
    const { reason: _before, ...rest } = hunk;
    return { ...rest, state, ...(reason === undefined || reason === '' ? {} : { reason }) };
  });
  return { ...file, hunks };
}

const content = (line: string): string => line.replace(/[\r\n]+$/, '');
const breakOf = (line: string): string => line.slice(content(line).length);

/**
 * The file after its text was edited by hand in an editor, which writes all line breaks alike. Lines that nobody touched
 * keep their breaks; hunks that stand as they did keep their states; what is new counts as accepted. The same file when
 * nothing was edited.
 */
export function edited(file: ReviewedFile, shown: string): ReviewedFile {
  if (file.refused.length > 0 || file.kind === 'delete') return file;
  const text = withBreaks(textOf(file), shown);
  if (text === textOf(file)) return file;
  if (file.kind !== 'edit') {
    const hunks = file.hunks.map(
      (hunk): Hunk => ({ ...hunk, lines: linesOf(text), state: 'accepted', isEdited: true }),
    );
    return { ...file, hunks };
  }
  return rehunked(file, text);
}

const isSameHunk = (a: Omit<Hunk, 'id'>, b: Omit<Hunk, 'id'>): boolean =>
  a.what === b.what && a.start === b.start && a.end === b.end && a.lines.join('') === b.lines.join('');

/** What concerns the file itself first, then by line. */
const inOrder = (a: Hunk, b: Hunk): number =>
  Number(b.what === 'file') - Number(a.what === 'file') || a.start - b.start;

function rehunked(file: ReviewedFile, text: string): ReviewedFile {
  const after = linesOf(text);
  let { nextId } = file;
  const changes = diffLines(linesOf(file.before ?? ''), after).map((change): Hunk => {
    const { beforeStart: start, beforeEnd: end, afterStart, afterEnd } = change;
    const lines = after.slice(afterStart, afterEnd);
    const made: Omit<Hunk, 'id'> = { what: 'lines', start, end, lines, state: 'accepted', isEdited: true };
    const known = file.hunks.find((hunk) => isKept(hunk) && isSameHunk(hunk, made));
    return known ?? { id: nextId++, ...made };
  });
  // A rejected hunk is told as long as the lines that it would replace stand there.
  const isFree = ({ start, end }: Hunk): boolean =>
    changes.every((one) => one.end < start || one.start > end);
  const standing = file.hunks.filter((hunk) => hunk.what === 'file' || (!isKept(hunk) && isFree(hunk)));
  const hunks = [...standing, ...changes].sort(inOrder);
  return { ...file, hunks, nextId };
}

/** A text of an editor with the line breaks that the known text has. */
function withBreaks(known: string, shown: string): string {
  const [before, after] = [linesOf(known), linesOf(shown)];
  const breaks = before.map(breakOf);
  const countOf = (one: string): number => breaks.filter((other) => other === one).length;
  const usual = ['\n', '\r\n', '\r'].reduce((best, one) => (countOf(one) > countOf(best) ? one : best));
  const made = after.map((line) => (breakOf(line) === '' ? line : `${content(line)}${usual}`));
  let [i, j] = [0, 0];
  const keepTo = (end: number): void => {
    for (; i < end; i++, j++) if (breaks[i] !== '' && breakOf(made[j]!) !== '') made[j] = before[i]!;
  };
  for (const change of diffLines(before.map(content), after.map(content))) {
    keepTo(change.beforeStart);
    [i, j] = [change.beforeEnd, change.afterEnd];
  }
  keepTo(before.length);
  return made.join('');
}

/** What shall be written of a file; undefined where nothing of it is left. */
export function exactOf(file: ReviewedFile): ExactEdit | undefined {
  const { path, to, kind, before, hunks, isExecutable } = file;
  const isWhole = hunks.some((hunk) => hunk.what === 'file' && isKept(hunk));
  if (kind !== 'edit' && !isWhole) return undefined;
  const after = kind === 'delete' ? null : textOf(file);
  const isMoved = isWhole && to !== undefined;
  const mode = isWhole && isExecutable !== undefined ? { isExecutable } : {};
  if (before === after && !isMoved && !('isExecutable' in mode)) return undefined;
  return { kind: 'exact', path, before, after, ...(isMoved ? { to } : {}), ...mode };
}

/**
 * The next try of a patch with what a person decided on the one before: what was accepted stands byte for byte, and what
 * was rejected is not offered again. A file that became another one meanwhile begins anew; `renewed` names it.
 */
export function carried(
  before: readonly ReviewedFile[],
  next: readonly ReviewedFile[],
): { readonly files: readonly ReviewedFile[]; readonly renewed: readonly string[] } {
  const renewed: string[] = [];
  const files = next.map((file) => {
    const known = before.find(({ path }) => path === file.path);
    if (!known || known.hunks.every(({ state }) => state === 'open')) return file;
    if (known.before === file.before && known.kind === file.kind && known.to === file.to)
      return withDecided(file, known);
    renewed.push(file.path);
    return file;
  });
  const left = before
    .filter(({ path }) => next.every((file) => file.path !== path))
    .map((file) => ({ ...file, hunks: file.hunks.filter(({ state }) => state !== 'open') }))
    .filter(({ hunks }) => hunks.some(({ state }) => state === 'accepted'));
  return { files: [...files, ...left], renewed };
}

function withDecided(file: ReviewedFile, known: ReviewedFile): ReviewedFile {
  const decidedHunks = known.hunks.filter(({ state }) => state !== 'open');
  const offered = file.hunks.filter((hunk) =>
    decidedHunks.every((other) => {
      if (isSameHunk(hunk, other)) return false;
      const isApart = hunk.what !== other.what || hunk.end < other.start || hunk.start > other.end;
      return other.state === 'rejected' || isApart;
    }),
  );
  const hunks = [...decidedHunks, ...offered].sort(inOrder).map((hunk, id) => ({ ...hunk, id }));
  return { ...file, hunks, refused: hunks.some(isKept) ? [] : file.refused, nextId: hunks.length };
}
