/**
 * The record of one transaction, in a folder of its own: what each file was before, as bytes, and what it becomes, as a
 * hash. The folder counts once its journal stands in it; the journal is replaced as a whole and waits for the disk.
 */
import { randomBytes } from 'node:crypto';
import type * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type AtomicFs, replaceFile, syncFolder, UnconfirmedError } from '../storage/atomic.ts';
import { OddFileError, type OwnFileFs, openOwnFile, readOwnText, readSpan } from '../storage/ownFile.ts';
import { errorCode } from '../workspace/diskFs.ts';

export type JournalFs = AtomicFs & OwnFileFs & Pick<typeof nodeFs, 'mkdir' | 'rm'>;

const IMAGE = z.object({ hash: z.string(), mode: z.number().optional() });

const JOURNAL = z.object({
  schema: z.literal(1),
  id: z.string(),
  atMs: z.number(),
  kind: z.enum(['apply', 'undo']),
  /** Of an undo: what it took back. */
  of: z.string().optional(),
  /** Of what was approved. */
  hash: z.string(),
  pid: z.number(),
  /** `writing` until all files are written; `partly` when a roll back had to leave files that somebody had edited. */
  state: z.enum(['writing', 'done', 'partly']),
  files: z.array(
    z.object({
      path: z.string(),
      /** Null: there was no file. */
      before: IMAGE.nullable(),
      /** Null: there is none afterwards. */
      after: IMAGE.nullable(),
      /** Where the file came from, or where it went, when it was moved. */
      movedFrom: z.string().optional(),
    }),
  ),
  /** Of all that is kept of the files as they were; absent in journals from before there was a limit. */
  bytes: z.number().optional(),
  /** Folders that did not exist before, outermost first. */
  folders: z.array(z.string()),
});

export type Journal = z.infer<typeof JOURNAL>;
export type JournalFile = Journal['files'][number];

const FILE = 'journal.json';
const MAX_JOURNAL_BYTES = 16_000_000;
const MAX_IMAGE_BYTES = 64_000_000;
const ID = /^\d{8}-\d{6}-[0-9a-f]{6}$/;

/** A name that sorts by time. */
export function newId(atMs: number): string {
  const [day, time] = new Date(atMs).toISOString().replace(/[-:]/g, '').replace(/\..*$/, '').split('T');
  return `${day}-${time}-${randomBytes(3).toString('hex')}`;
}

/** Writes the bytes that files had before, and then the journal. Rejects with the error of the system. */
export async function beginJournal(
  { fs, dir }: { readonly fs: JournalFs; readonly dir: string },
  journal: Journal,
  images: readonly (Uint8Array | undefined)[],
): Promise<void> {
  const folder = join(dir, journal.id);
  await fs.mkdir(folder, { mode: 0o700 });
  for (const [at, bytes] of images.entries()) if (bytes) await put(fs, folder, imageName(at), bytes);
  await writeJournal({ fs, dir }, journal);
  await syncFolder(fs, dir);
}

/** Replaces a journal. Rejects with the error of the system when the old one stands. */
export async function writeJournal(
  { fs, dir }: { readonly fs: JournalFs; readonly dir: string },
  journal: Journal,
): Promise<void> {
  await put(fs, join(dir, journal.id), FILE, Buffer.from(`${JSON.stringify(journal)}\n`));
}

async function put(fs: JournalFs, dir: string, name: string, bytes: Uint8Array): Promise<void> {
  await replaceFile(fs, { dir, name }, [bytes], { mode: 0o600 }).catch((error: unknown) => {
    // In place; what a power cut would do to it no disk has promised here.
    if (!(error instanceof UnconfirmedError)) throw error;
  });
}

const imageName = (at: number): string => `before-${at}`;

/** The bytes that file number `at` had before. Rejects when they cannot be read. */
export async function readImage(
  { fs, dir }: { readonly fs: JournalFs; readonly dir: string },
  id: string,
  at: number,
): Promise<Uint8Array> {
  const { handle, stats } = await openOwnFile(fs, join(dir, id, imageName(at)), {
    maxBytes: MAX_IMAGE_BYTES,
  });
  try {
    return await readSpan(handle, 0, stats.size);
  } finally {
    await handle.close();
  }
}

export interface JournalList {
  /** The oldest first. */
  readonly journals: readonly Journal[];
  /** Folders of which the journal cannot be read. */
  readonly damaged: readonly string[];
  /** Folders without a journal: their transaction had not begun to write. */
  readonly unborn: readonly string[];
}

/** All transactions of a directory. */
export async function listJournals({
  fs,
  dir,
}: {
  readonly fs: JournalFs;
  readonly dir: string;
}): Promise<JournalList> {
  const names = await fs.readdir(dir).catch((error: unknown): string[] => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const journals: Journal[] = [];
  const damaged: string[] = [];
  const unborn: string[] = [];
  for (const id of names.filter((name) => ID.test(name)).sort()) {
    const text = await readOwnText(fs, join(dir, id, FILE), { maxBytes: MAX_JOURNAL_BYTES }).catch(
      (error: unknown) => {
        if (errorCode(error) === 'ENOENT') return undefined;
        if (error instanceof OddFileError) return '';
        throw error;
      },
    );
    if (text === undefined) unborn.push(id);
    else {
      const journal = parseJournal(text);
      if (journal?.id === id) journals.push(journal);
      else damaged.push(id);
    }
  }
  return { journals: journals.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)), damaged, unborn };
}

function parseJournal(text: string): Journal | undefined {
  try {
    return JOURNAL.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Removes a transaction and its before-images. */
export async function removeJournal(
  { fs, dir }: { readonly fs: JournalFs; readonly dir: string },
  id: string,
): Promise<void> {
  // The journal first: images without it are nothing.
  await fs.unlink(join(dir, id, FILE)).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
  await fs.rm(join(dir, id), { recursive: true, force: true });
}
