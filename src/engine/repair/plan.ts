import type { EditPlace, EditRefusal, ExactEdit, FileEdit, PlannedFile, SymbolDef } from '../types.ts';
import { alarmsOf } from './guard/alarms.ts';
import { foldedPath, isProtected, plainPath } from './guard/paths.ts';
import { hasElision } from './place/elision.ts';
import { resolveEdits } from './place/resolve.ts';
import { messageLines } from './read/lines.ts';

/** What stands at a path now. `unreadable`: something does that is no text file, and `why`. */
export type BaseFile =
  | { readonly type: 'text'; readonly text: string; readonly symbols?: readonly SymbolDef[] }
  | { readonly type: 'missing' }
  | { readonly type: 'unreadable'; readonly why: string };

export interface PlanOptions {
  /** What stands at each path that the edits name, by the path as `pathsOf` gives it. */
  readonly bases: ReadonlyMap<string, BaseFile>;
  /** Paths that a person confirmed one by one: they may be protected, and what is added may be alarming. */
  readonly allowed: ReadonlySet<string>;
}

/** The paths that edits name, as they are written. */
const namedPaths = (files: readonly FileEdit[]): string[] =>
  files.flatMap((file) => [file.path, ...(toOf(file) ? [toOf(file)!] : [])]);

const toOf = (file: FileEdit): string | undefined =>
  file.kind === 'edit' || file.kind === 'exact' ? file.to : undefined;

/** The paths that edits name, each once; those that no patch may name are left out. */
export function pathsOf(files: readonly FileEdit[]): string[] {
  return [...new Set(namedPaths(files).flatMap((path) => plainPath(path) ?? []))];
}

/**
 * What becomes of each file, all of it found in the files as they are. Nothing may be made where something stands, and no
 * path may be named twice, in any spelling that a disk takes for the same. Pure; the work is linear for each edit.
 */
export function planEdits(files: readonly FileEdit[], options: PlanOptions): PlannedFile[] {
  const taken = new Map<string, number>();
  const folders = new Set<string>();
  for (const path of namedPaths(files)) {
    const folded = foldedPath(plainPath(path) ?? path);
    taken.set(folded, (taken.get(folded) ?? 0) + 1);
    for (let at = folded.indexOf('/'); at > 0; at = folded.indexOf('/', at + 1))
      folders.add(folded.slice(0, at));
  }
  const isTwice = (path: string): boolean => {
    const folded = foldedPath(path);
    return (taken.get(folded) ?? 0) > 1 || folders.has(folded);
  };
  return files.map((file) => guarded(planFile(file, options, isTwice), options.allowed));
}

function planFile(file: FileEdit, options: PlanOptions, isTwice: (path: string) => boolean): PlannedFile {
  const path = plainPath(file.path);
  const written = toOf(file);
  const isMoved = written !== undefined;
  const to = isMoved ? plainPath(written) : undefined;
  if (path === undefined || (isMoved && to === undefined)) return refusedFile(file, 'badPath');
  if (isTwice(path) || (to !== undefined && isTwice(to))) return refusedFile(file, 'conflict');
  const base = options.bases.get(path) ?? { type: 'missing' };
  const target = to === undefined ? undefined : options.bases.get(to);
  if (target !== undefined && target.type !== 'missing') return refusedFile(file, 'exists');
  if (base.type === 'unreadable') return refusedFile(file, 'unreadable', base.why);
  if (file.kind === 'exact') return planExact({ ...file, path, ...(to === undefined ? {} : { to }) }, base);
  if (file.kind === 'create') return planNew({ ...file, path }, base);
  if (base.type === 'missing') return planMissing({ ...file, path });
  if (file.kind === 'delete') return planDelete({ ...file, path }, base.text);
  if (file.kind === 'whole') return planWhole({ ...file, path }, base.text);
  return planChange({ ...file, path, ...(to === undefined ? {} : { to }) }, base);
}

function planNew(file: FileEdit & { kind: 'create' }, base: BaseFile): PlannedFile {
  if (base.type !== 'missing') return refusedFile(file, 'exists');
  const lines = file.text === '' ? 0 : file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0);
  return {
    ...{ path: file.path, kind: 'create', before: null, after: file.text },
    places: [{ state: 'exact', startLine: 1, endLine: lines }],
    ...(file.isExecutable ? { isExecutable: true } : {}),
  };
}

/** The file must be as it is said to be; it becomes what is said. */
function planExact(file: ExactEdit, base: BaseFile): PlannedFile {
  const { path, to, before, after, isExecutable } = file;
  const known = base.type === 'text' ? base.text : null;
  if (known !== before) return { ...refusedFile(file, 'stale'), before: known };
  if (before === after && to === undefined && isExecutable === undefined)
    return refusedFile(file, 'noChange');
  const lines = messageLines(before ?? after ?? '').lines.length;
  return {
    ...{ path, ...(to === undefined ? {} : { to }), kind: kindOf(file), before, after },
    places: [{ state: 'exact', startLine: 1, endLine: lines }],
    ...(isExecutable === undefined ? {} : { isExecutable }),
  };
}

function kindOf(file: FileEdit): PlannedFile['kind'] {
  if (file.kind === 'exact') return file.before === null ? 'create' : file.after === null ? 'delete' : 'edit';
  return file.kind === 'whole' ? 'edit' : file.kind;
}

/** A file that is not there is made by a whole text, and by one edit that quotes nothing of it. */
function planMissing(file: FileEdit): PlannedFile {
  const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  const { path } = file;
  if (file.kind === 'whole')
    return planNew({ kind: 'create', path, text: textOf(file.lines) }, { type: 'missing' });
  if (file.kind !== 'edit' || file.edits.length !== 1 || file.to !== undefined)
    return refusedFile(file, 'missing');
  const [edit] = file.edits;
  if (edit?.kind === 'text' && edit.before === '')
    return planNew({ kind: 'create', path, text: edit.after }, { type: 'missing' });
  if (edit?.kind === 'lines' && edit.before.length === 0 && edit.after.length > 0)
    return planNew({ kind: 'create', path, text: textOf(edit.after) }, { type: 'missing' });
  return refusedFile(file, 'missing');
}

function planDelete(file: FileEdit & { kind: 'delete' }, text: string): PlannedFile {
  const { lines } = messageLines(text);
  const isStale = file.lines !== undefined && file.lines.join('\n') !== lines.join('\n');
  if (isStale) return { ...refusedFile(file, 'stale'), before: text };
  const place: EditPlace = { state: 'exact', startLine: 1, endLine: lines.length };
  return { path: file.path, kind: 'delete', places: [place], before: text, after: null };
}

/** All of a text is replaced by an edit of all its lines, so that its line breaks and its end stay. */
function planWhole(file: FileEdit & { kind: 'whole' }, text: string): PlannedFile {
  const { path } = file;
  const { lines } = messageLines(text);
  if (file.lines.length === 0) return { ...refusedFile(file, 'emptyAnchor'), before: text };
  if (hasElision(file.lines, lines)) return { ...refusedFile(file, 'elided'), before: text };
  const isAll = lines.every((line) => line.trim() === '');
  if (isAll) {
    const after = file.lines.map((line) => `${line}\n`).join('');
    const place: EditPlace = { state: 'exact', startLine: 1, endLine: lines.length };
    return { path, kind: 'edit', places: [place], before: text, after };
  }
  const whole = { kind: 'lines', before: lines, after: file.lines, within: [] } as const;
  return changed({ path }, text, resolveEdits(text, [whole], { isMarkup: true }));
}

function planChange(file: FileEdit & { kind: 'edit' }, base: BaseFile & { type: 'text' }): PlannedFile {
  const { path, to, isExecutable } = file;
  const isNothing = file.edits.length === 0 && to === undefined && isExecutable === undefined;
  if (isNothing) return refusedFile(file, 'noChange');
  const resolved = resolveEdits(base.text, file.edits, {
    isMarkup: MARKUP.test(path),
    ...(base.symbols ? { symbols: base.symbols } : {}),
  });
  return changed(
    { path, ...(to === undefined ? {} : { to }), ...(isExecutable === undefined ? {} : { isExecutable }) },
    base.text,
    resolved,
  );
}

/** Files in which fences and escapes are plain text. */
const MARKUP = /\.(?:md|mdx|markdown|rst|adoc|asciidoc|txt|text|org|tex)$/i;

function changed(
  file: Pick<PlannedFile, 'path' | 'to' | 'isExecutable'>,
  before: string,
  { places, text }: ReturnType<typeof resolveEdits>,
): PlannedFile {
  return { ...file, kind: 'edit', places, before, ...(text === undefined ? {} : { after: text }) };
}

/** What is protected or alarming is held back unless each path of the file was confirmed. */
function guarded(file: PlannedFile, allowed: ReadonlySet<string>): PlannedFile {
  const paths = [file.path, ...(file.to === undefined ? [] : [file.to])];
  if (file.places.some(({ state }) => state === 'refused') || paths.every((path) => allowed.has(path)))
    return file;
  const isGone = file.kind === 'delete' || file.to !== undefined;
  if (paths.some((path) => isProtected(path, isGone))) return refusedAs(file, 'protected');
  const [alarm] =
    typeof file.after === 'string' ? alarmsOf(file.to ?? file.path, file.before ?? '', file.after) : [];
  return alarm ? refusedAs(file, 'alarming', alarm) : file;
}

/** The same file with nothing done to it, for one reason. */
export function refusedAs(file: PlannedFile, reason: EditRefusal, detail?: string): PlannedFile {
  const { after: _, ...rest } = file;
  const [first] = file.places;
  const span = { startLine: first?.startLine ?? 0, endLine: first?.endLine ?? 0 };
  const place: EditPlace = { state: 'refused', reason, ...span, near: [], ...(detail ? { detail } : {}) };
  return { ...rest, places: file.places.length > 0 ? file.places.map(() => place) : [place] };
}

function refusedFile(file: FileEdit, reason: EditRefusal, detail?: string): PlannedFile {
  const kind = kindOf(file);
  const written = toOf(file);
  const to = written === undefined ? {} : { to: written };
  const count = file.kind === 'edit' ? Math.max(1, file.edits.length) : 1;
  const place: EditPlace = {
    state: 'refused',
    reason,
    startLine: 0,
    endLine: 0,
    near: [],
    ...(detail ? { detail } : {}),
  };
  return { path: file.path, ...to, kind, places: Array<EditPlace>(count).fill(place), before: null };
}
