import type { Problem, SkippedFile } from '../types.ts';

/** Raised whenever the stored form or what goes into it changes; another version is never read. */
export const SNAPSHOT_VERSION = 13;

/** A file that was read and skipped for its content, with the state it was in. */
export interface SkippedRow extends SkippedFile {
  readonly size: number;
  readonly mtimeMs: number;
  readonly readAtMs: number;
}

/** A segment in the store, and what became of its files since it was written, by number. */
export interface StoredSegment {
  readonly key: string;
  readonly gone: readonly number[];
  /** Files whose times were looked at again: number, time of the file, time of the look. */
  readonly refreshed: readonly (readonly [file: number, mtimeMs: number, readAtMs: number])[];
}

/** The small part of a snapshot, written last: it names the segments that belong together. */
export interface Manifest {
  readonly version: number;
  readonly grammars: string;
  readonly generation: string;
  readonly savedAtMs: number;
  readonly segments: readonly StoredSegment[];
  readonly skipped: readonly SkippedRow[];
  /** Files that the walk skipped without reading: links, sizes. */
  readonly walkSkips: readonly SkippedFile[];
  /** What made the walk see less than there is. */
  readonly problems: readonly Problem[];
}

export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(manifest));
}

/** Reads a manifest; undefined for one of another version, other grammars, or another shape. */
export function decodeManifest(bytes: Uint8Array, grammars: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
    const fits =
      manifest.version === SNAPSHOT_VERSION &&
      manifest.grammars === grammars &&
      Array.isArray(manifest.segments);
    return fits ? manifest : undefined;
  } catch {
    return undefined;
  }
}
