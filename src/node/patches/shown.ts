/** What a kept transaction did to each file, as bytes: what stood there before, and what it wrote. */
import type { Files } from '../../engine/ports.ts';
import { currentOf, fullHash } from './images.ts';
import { type JournalFile, type JournalFs, listJournals, readImage } from './journal.ts';

/** Null: no file. Undefined: the bytes are not known any more. */
type Image = Uint8Array | null | undefined;

export interface ShownFile {
  readonly path: string;
  readonly movedFrom?: string;
  readonly before: Image;
  readonly after: Image;
}

export interface ShowRoom {
  readonly fs: JournalFs;
  readonly dir: string;
  readonly files: Files;
}

/**
 * The files of a transaction; undefined when there is none of this id. What it wrote is not kept: it is the file as it is
 * now, or what a later transaction found there, and unknown when it is neither. Reads each file and image once.
 */
export async function shownFiles(
  room: ShowRoom,
  id: string,
  signal: AbortSignal,
): Promise<readonly ShownFile[] | undefined> {
  const { journals } = await listJournals(room);
  const from = journals.findIndex((one) => one.id === id);
  if (from < 0) return undefined;
  const later = journals.slice(from + 1);
  const imageOf = async (of: string, at: number, hash: string): Promise<Image> => {
    const bytes = await readImage(room, of, at).catch(() => undefined);
    return bytes && fullHash(bytes) === hash ? bytes : undefined;
  };
  const afterOf = async ({ path, after }: JournalFile): Promise<Image> => {
    if (after === null) return null;
    const current = await currentOf(room.files, path, signal).catch(() => undefined);
    if (current?.hash === after.hash) return current.bytes;
    for (const journal of later) {
      const at = journal.files.findIndex((one) => one.path === path && one.before?.hash === after.hash);
      const bytes = at < 0 ? undefined : await imageOf(journal.id, at, after.hash);
      if (bytes) return bytes;
    }
    return undefined;
  };
  const shown: ShownFile[] = [];
  for (const [at, file] of journals[from]!.files.entries()) {
    const { path, movedFrom, before } = file;
    shown.push({
      ...{ path, ...(movedFrom === undefined ? {} : { movedFrom }) },
      before: before === null ? null : await imageOf(id, at, before.hash),
      after: await afterOf(file),
    });
  }
  return shown;
}
