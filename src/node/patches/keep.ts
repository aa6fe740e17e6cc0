/** How much of applied patches is kept: the oldest ones go, so that what files were before does not fill the disk. */
import { type Journal, type JournalFs, listJournals, removeJournal } from './journal.ts';

/** Patches of a folder that are kept, and bytes of what files were before them. */
export interface KeepLimits {
  readonly patches: number;
  readonly bytes: number;
}

export const KEEP_LIMITS: KeepLimits = { patches: 500, bytes: 1_000_000_000 };

/**
 * Removes the oldest patches beyond the limits, never the newest one nor one that is not written to its end. Gives how many
 * were removed: these can no longer be taken back. One that cannot be removed stays. Reads all journals.
 */
export async function dropOldest(
  room: { readonly fs: JournalFs; readonly dir: string },
  limits: KeepLimits,
): Promise<number> {
  const { journals } = await listJournals(room);
  let count = journals.length;
  let bytes = journals.reduce((sum, journal) => sum + bytesOf(journal), 0);
  let dropped = 0;
  for (const journal of journals.slice(0, -1)) {
    if (count <= limits.patches && bytes <= limits.bytes) break;
    if (journal.state !== 'done') continue;
    const isGone = await removeJournal(room, journal.id).then(
      () => true,
      () => false,
    );
    if (!isGone) continue;
    count--;
    bytes -= bytesOf(journal);
    dropped++;
  }
  return dropped;
}

const bytesOf = ({ bytes = 0 }: Journal): number => bytes;
