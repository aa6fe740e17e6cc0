/** What stands at a path now, compared with what a transaction knows of it. */
import { createHash } from 'node:crypto';
import type { FileFault, FileIdentity, Files } from '../../engine/ports.ts';
import type { JournalFile } from './journal.ts';

/** A file as it is now; undefined where there is none. */
export type Current =
  | { readonly bytes: Uint8Array; readonly identity: FileIdentity; readonly hash: string }
  | undefined;

/** A file that cannot be read or written: the transaction ends there. */
export class FileFaultError extends Error {
  override readonly name = 'FileFaultError';
  readonly path: string;
  readonly fault: FileFault;

  constructor(path: string, fault: FileFault) {
    super(`${fault.kind}: ${path}`);
    this.path = path;
    this.fault = fault;
  }
}

/** All of the SHA-256: what was approved is told apart from what an attacker could make. */
export const fullHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Reads a file. @throws FileFaultError for anything that is neither a regular file nor missing */
export async function currentOf(files: Files, path: string, signal: AbortSignal): Promise<Current> {
  const read = await files.read(path, { signal });
  if (read.type === 'read') return { bytes: read.bytes, identity: read.identity, hash: fullHash(read.bytes) };
  if (read.fault.kind === 'missing') return undefined;
  throw new FileFaultError(path, read.fault);
}

/** Whether a file is as a journal knows it; permissions count where they are known. */
export const isAs = (current: Current, image: JournalFile['before']): boolean =>
  image === null || current === undefined
    ? image === null && current === undefined
    : image.hash === current.hash && (image.mode === undefined || image.mode === current.identity.mode);

/** Whether a file is as it was before a transaction, as it made it, or neither. */
export function sideOf(current: Current, file: JournalFile): 'before' | 'after' | 'neither' {
  if (isAs(current, file.before)) return 'before';
  return isAs(current, file.after) ? 'after' : 'neither';
}
