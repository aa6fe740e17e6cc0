/** Notes of one set of folders, in one small file of the state directory. One process at a time writes it. */
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../workspace/diskFs.ts';
import { replaceFile } from './atomic.ts';
import { acquireLock } from './lock.ts';
import { readOwnText } from './ownFile.ts';

const NAME = 'notes.json';
/** Bytes of all notes of one set of folders. */
const MAX_BYTES = 5_000_000;
const WAITS = 40;
const WAIT_MS = 50;

export interface NoteStore {
  /** All notes as they were written; none where there is no file. @throws when it cannot be read, or is damaged */
  read(): Promise<readonly unknown[]>;
  /**
   * Puts what `change` makes of the notes in their place. Gives `held` when another process writes for longer than two
   * seconds, and `full` when they would be more than 5 MB. @throws the system's error when they cannot be written
   */
  change(change: (notes: readonly unknown[]) => readonly unknown[]): Promise<'done' | 'held' | 'full'>;
}

/** Opens the notes in a folder, which `place` makes if need be. Reads and makes nothing by itself. */
export function createNoteStore(place: () => Promise<string>): NoteStore {
  const readIn = async (dir: string): Promise<readonly unknown[]> => {
    try {
      const notes: unknown = JSON.parse(await readOwnText(nodeFs, join(dir, NAME), { maxBytes: MAX_BYTES }));
      if (!Array.isArray(notes)) throw new TypeError('The notes are no list.');
      return notes;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  };
  return {
    read: async () => readIn(await place()),
    async change(change) {
      const dir = await place();
      for (let tried = 0; tried < WAITS; tried++) {
        const lock = await acquireLock(dir);
        if (!lock) {
          await sleep(WAIT_MS);
          continue;
        }
        try {
          const bytes = Buffer.from(JSON.stringify(change(await readIn(dir))));
          if (bytes.length > MAX_BYTES) return 'full';
          await replaceFile(nodeFs, { dir, name: NAME }, [bytes], { mode: 0o600 });
          return 'done';
        } finally {
          await lock.release();
        }
      }
      return 'held';
    },
  };
}
