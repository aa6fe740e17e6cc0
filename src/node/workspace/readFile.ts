/** Reads one file of the workspace, and nothing but a regular file below the root. */
import { dirname, join } from 'node:path';
import type { SkippedFile, SourceFile } from '../../engine/types.ts';
import { hashBytes } from '../encoding/encoding.ts';
import type { LegacyHint } from '../encoding/legacy.ts';
import { readText, withLineFeeds } from '../encoding/text.ts';
import { type DiskFs, OPEN_FLAGS, oddKind, readToEnd } from './diskFs.ts';
import { pathProblem } from './paths.ts';
import { skip, skipForError, tooLarge } from './walk.ts';

const MAX_ATTEMPTS = 3;

export interface ReadOptions {
  readonly fs: DiskFs;
  /** The root with all links resolved. */
  readonly realRoot: string;
  readonly maxFileBytes: number;
  readonly signal: AbortSignal;
  /** How the editor would read what is no Unicode. */
  readonly encoding?: LegacyHint | undefined;
}

/**
 * Reads the file at a path as it is now. Everything that can be wrong with it is a skip record; rejects only with
 * the signal's reason. The size is that of the bytes read, the time that of the file before the reading began, so a
 * change during the reading shows as a later time.
 */
export async function readWorkspaceFile(
  path: string,
  options: ReadOptions,
): Promise<SourceFile | SkippedFile> {
  options.signal.throwIfAborted();
  const problem = pathProblem(path);
  if (problem !== undefined) return skip(path, 'unreadable', problem);
  try {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const read = await readBytes(path, options);
      options.signal.throwIfAborted();
      // Editors save by putting a new file in the place of the old one, which may happen just now.
      if (read === 'replaced') continue;
      return 'reason' in read ? read : await toSource(path, read, options.encoding);
    }
    return skip(path, 'unreadable', 'replaced again and again while it was opened');
  } catch (error) {
    options.signal.throwIfAborted();
    return skipForError(path, error);
  }
}

type ReadBytes = { readonly bytes: Uint8Array; readonly mtimeMs: number } | SkippedFile | 'replaced';

async function readBytes(
  path: string,
  { fs, realRoot, maxFileBytes, signal }: ReadOptions,
): Promise<ReadBytes> {
  const full = join(realRoot, path);
  const before = await fs.lstat(full);
  const odd = oddKind(before);
  if (odd !== undefined) return skip(path, 'notRegular', odd);
  // Equal spelling, not only "inside": through a link inside the root a file could be read past the ignore rules.
  if ((await fs.realpath(dirname(full))) !== dirname(full)) {
    return skip(path, 'unreadable', 'a folder of the path is a link, or spelled otherwise on disk');
  }
  if (before.size > maxFileBytes) return tooLarge(path, before.size, maxFileBytes);
  signal.throwIfAborted();
  const handle = await fs.open(full, OPEN_FLAGS);
  try {
    const stats = await handle.stat();
    const now = oddKind(stats);
    if (now !== undefined) return skip(path, 'notRegular', now);
    if (stats.ino !== before.ino || stats.dev !== before.dev) return 'replaced';
    const bytes = await readToEnd(handle, stats.size, maxFileBytes);
    if (bytes === undefined) return tooLarge(path, maxFileBytes + 1, maxFileBytes);
    return { bytes, mtimeMs: stats.mtimeMs };
  } finally {
    await handle.close();
  }
}

async function toSource(
  path: string,
  { bytes, mtimeMs }: Exclude<ReadBytes, SkippedFile | 'replaced'>,
  hint: LegacyHint | undefined,
): Promise<SourceFile | SkippedFile> {
  const decoded = await readText(bytes, hint);
  if (decoded.binary) {
    if (decoded.detail === undefined) return skip(path, 'binary', 'NUL or control characters');
    return skip(path, 'encoding', decoded.detail);
  }
  const { text, encoding } = decoded;
  return { path, size: bytes.length, mtimeMs, text: withLineFeeds(text), encoding, hash: hashBytes(bytes) };
}
