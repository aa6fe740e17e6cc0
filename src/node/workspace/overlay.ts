/** Unsaved buffers laid over a workspace. */
import type { Workspace } from '../../engine/ports.ts';
import type { FileStat, SkippedFile, SourceFile } from '../../engine/types.ts';
import { hashBytes } from '../encoding/encoding.ts';
import { byCodeUnit } from './paths.ts';

/**
 * A workspace in which an open buffer wins over the file on disk. `open` gives the open texts by path, as of now.
 *
 * A buffer cannot let in what the base keeps out: a path that the base refuses (ignored, outside, a link, not
 * readable) stays refused. A buffer of a file that is not on disk yet is listed. Where the text differs from the
 * disk, `hash` is of the text, `size` its length in UTF-8, and `mtimeMs` no time but a number made from the hash,
 * so that an edit that keeps the size still changes the listing.
 */
export function createOverlayWorkspace(base: Workspace, open: () => ReadonlyMap<string, string>): Workspace {
  async function read(path: string, options: { signal: AbortSignal }): Promise<SourceFile | SkippedFile> {
    const under = await base.read(path, options);
    const text = open().get(path);
    if (text === undefined || ('reason' in under && !HIDDEN_BY_BUFFER.has(under.reason))) return under;
    if (!('reason' in under) && under.text === text) return under;
    return {
      ...statOf(path, text),
      text,
      encoding: 'reason' in under ? 'utf8' : under.encoding,
      hash: hashOf(text),
    };
  }

  return {
    read,
    async list(options) {
      const listing = await base.list(options);
      const opened = new Map<string, FileStat>();
      for (const path of open().keys()) {
        const file = await read(path, options);
        if (!('reason' in file)) opened.set(path, { path, size: file.size, mtimeMs: file.mtimeMs });
      }
      if (opened.size === 0) return listing;
      const isLeft = ({ path }: { readonly path: string }): boolean => !opened.has(path);
      return {
        ...listing,
        files: [...listing.files.filter(isLeft), ...opened.values()].sort(byCodeUnit),
        skipped: listing.skipped.filter(isLeft),
      };
    },
  };
}

/** A buffer stands in for a file whose bytes are of no use or not there; it does not override a refusal. */
const HIDDEN_BY_BUFFER: ReadonlySet<SkippedFile['reason']> = new Set(['vanished', 'binary', 'encoding']);

function hashOf(text: string): string {
  return hashBytes(Buffer.from(text, 'utf8'));
}

function statOf(path: string, text: string): FileStat {
  return {
    path,
    size: Buffer.byteLength(text, 'utf8'),
    mtimeMs: Number.parseInt(hashOf(text).slice(0, 12), 16),
  };
}
