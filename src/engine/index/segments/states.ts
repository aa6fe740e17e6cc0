import type { FileStat } from '../../types.ts';
import type { FileEntry } from '../fileEntry.ts';
import type { SkippedRow } from '../snapshot.ts';
import type { FileRow } from './rowCodec.ts';

/** A file changed this shortly before it was read may change again without its size or time showing it. */
const RACY_MS = 2_000;

/** The files of a listing, which is sorted, that may be others than are known, and how many of them are known at all. */
export function compareListing(
  files: readonly FileStat[],
  knownAt: (path: string) => FileRow | SkippedRow | undefined,
): { suspects: FileStat[]; known: number } {
  const suspects: FileStat[] = [];
  let known = 0;
  for (const [i, stat] of files.entries()) {
    const row = knownAt(stat.path);
    if (row && files[i - 1]?.path !== stat.path) known++;
    if (isSuspect(stat, row)) suspects.push(stat);
  }
  return { suspects, known };
}

/** True when a file must be read: unknown, of other size or time, or changed so shortly before it was last read. */
function isSuspect(stat: FileStat, known: FileRow | SkippedRow | undefined): boolean {
  if (!known || ('mayPass' in known && known.mayPass)) return true;
  if (known.size !== stat.size || known.mtimeMs !== stat.mtimeMs) return true;
  return known.mtimeMs > known.readAtMs - RACY_MS;
}

type Row = Pick<FileEntry, 'path' | 'row'>;

/** A file that is another one than in an earlier state of its index, at the same path. */
export interface ChangedFile<F> {
  readonly number: number;
  readonly before: F;
  readonly now: F;
}

/** What the states of one index have in common. */
const indexes = new WeakMap<readonly Row[], object>();

/** Notes that some files are those of an index after a change. */
export function noteState(now: readonly Row[], before: readonly Row[] | undefined): void {
  indexes.set(now, (before && indexes.get(before)) ?? {});
}

/** So many changed files are still cheaper to look at than all. */
const MOST_CHANGED = 50;

/**
 * What is made of all files of a state, and held as long as the state is. Where an earlier state of the same index is
 * known that few files differ from, `renew` may make it of what it was; undefined where it cannot.
 * Cost: one pass over the list of files for each state.
 */
export function keptByState<F extends Row, V extends { readonly files: readonly F[] }, T>(
  make: (view: V) => T,
  renew: (before: T, changed: readonly ChangedFile<F>[], view: V) => T | undefined,
): (view: V) => T {
  const known = new WeakMap<readonly Row[], { readonly value: T }>();
  const last = new WeakMap<object, { readonly files: readonly F[]; readonly value: T }>();
  return (view) => {
    const { files } = view;
    const held = known.get(files);
    if (held) return held.value;
    const index = indexes.get(files);
    const before = index && last.get(index);
    const changed = before && changedSince(before.files, files);
    const value = (changed && renew(before.value, changed, view)) ?? make(view);
    known.set(files, { value });
    if (index) last.set(index, { files, value });
    return value;
  };
}

/**
 * The files that differ, but for those of which `isSame` says that it makes no difference; undefined when paths came or
 * went, or more than `most` changed. Cost: one pass over the list.
 */
export function changedSince<F extends Row>(
  before: readonly F[],
  now: readonly F[],
  most = MOST_CHANGED,
  isSame: (before: F, now: F) => boolean = () => false,
): readonly ChangedFile<F>[] | undefined {
  if (before.length !== now.length) return undefined;
  const changed: ChangedFile<F>[] = [];
  for (let number = 0; number < now.length; number++) {
    const [old, file] = [before[number]!, now[number]!];
    if (old === file) continue;
    if (old.path !== file.path) return undefined;
    if (isSame(old, file)) continue;
    if (changed.length === most) return undefined;
    changed.push({ number, before: old, now: file });
  }
  return changed;
}
