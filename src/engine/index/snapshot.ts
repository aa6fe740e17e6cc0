import type {
  ChunkKind,
  Encoding,
  ParsedFile,
  ParseMode,
  ReferenceKind,
  SkippedFile,
  SymbolKind,
  TextReason,
} from '../types.ts';
import type { FileEntry } from './fileEntry.ts';
import type { Made } from './madeBy.ts';
import type { ChunkEdges } from './symbolGraph.ts';
import { compactVocabulary, type StoredTerms, type TextSegment, type Vocabulary } from './textIndex.ts';

/** Raised whenever the stored form or what goes into it changes; another version is never read. */
export const SNAPSHOT_VERSION = 4;

/** What is known of one file without loading the rest: enough to see what changed and to count. */
export interface FileRow {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash: string;
  readonly encoding: Encoding;
  readonly readAtMs: number;
  readonly language: string;
  readonly mode: ParseMode;
  readonly textReason?: TextReason;
  readonly lines: number;
  readonly covered: number;
  readonly chunks: number;
  readonly symbols: number;
  readonly made?: Made;
}

/** A file that was read and skipped for its content, with the state it was in. */
export interface SkippedRow extends SkippedFile {
  readonly size: number;
  readonly mtimeMs: number;
  readonly readAtMs: number;
}

/** The small part of a snapshot; it names the generation of the large parts. */
export interface Manifest {
  readonly version: number;
  readonly grammars: string;
  readonly generation: string;
  readonly savedAtMs: number;
  readonly edges: number;
  readonly files: readonly FileRow[];
  readonly skipped: readonly SkippedRow[];
  /** Files that the walk skipped without reading: links, sizes. */
  readonly walkSkips: readonly SkippedFile[];
}

export function rowOf(entry: FileEntry): FileRow {
  const { parsed } = entry;
  return {
    path: entry.path,
    size: entry.size,
    mtimeMs: entry.mtimeMs,
    hash: entry.hash,
    encoding: entry.encoding,
    readAtMs: entry.readAtMs,
    language: parsed.language,
    mode: parsed.mode,
    ...(parsed.textReason ? { textReason: parsed.textReason } : {}),
    lines: parsed.lines,
    covered: parsed.chunks.reduce((sum, chunk) => sum + chunk.endLine - chunk.startLine + 1, 0),
    chunks: parsed.chunks.length,
    symbols: parsed.symbols.length,
    ...(entry.made ? { made: entry.made } : {}),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** Reads a manifest; undefined for one of another version, other grammars, or another shape. */
export function decodeManifest(bytes: Uint8Array, grammars: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(decoder.decode(bytes)) as Manifest;
    const fits =
      manifest.version === SNAPSHOT_VERSION &&
      manifest.grammars === grammars &&
      Array.isArray(manifest.files);
    return fits ? manifest : undefined;
  } catch {
    return undefined;
  }
}

type PackedFile = readonly [
  chunks: (readonly [number, number, ChunkKind, string, string, number])[],
  symbols: (readonly [string, SymbolKind, number, number, number, readonly string[], string, string])[],
  references: (readonly [ReferenceKind, string, ...number[]])[],
  imports: (readonly [string, number, ...string[]])[],
  inherits: (readonly [string, string, number])[],
  flaws: (readonly [0 | 1, number, number, number, number])[],
];

/** Packs what the parser found, one row for each file in order. */
export function encodeParsed(entries: readonly FileEntry[]): Uint8Array {
  return encodeJson(entries.map(packFile));
}

function packFile({ parsed, chunkHashes, chunkTokens }: FileEntry): PackedFile {
  return [
    parsed.chunks.map(
      (c, i) => [c.startLine, c.endLine, c.kind, c.symbolPath, chunkHashes[i]!, chunkTokens[i]!] as const,
    ),
    parsed.symbols.map(
      (s) => [s.name, s.kind, s.line, s.startLine, s.endLine, s.container, s.signature, s.doc] as const,
    ),
    parsed.references.map((r) => [r.kind, r.name, ...r.lines] as const),
    parsed.imports.map((i) => [i.module, i.line, ...i.names] as const),
    parsed.inherits.map((i) => [i.type, i.base, i.line] as const),
    parsed.flaws.map(
      ({ kind, span }) =>
        [kind === 'error' ? 0 : 1, span.startLine, span.endLine, span.start, span.end] as const,
    ),
  ];
}

/** Rebuilds entries from the manifest's rows, the parsed part and the segments. Throws on a part of another shape. */
export function decodeEntries(
  rows: readonly FileRow[],
  parsed: Uint8Array,
  segments: readonly TextSegment[],
): FileEntry[] {
  const packed = JSON.parse(decoder.decode(parsed)) as PackedFile[];
  if (packed.length !== rows.length || segments.length !== rows.length)
    throw new Error('parts of different generations');
  return rows.map((row, i) => unpackFile(row, packed[i]!, segments[i]!));
}

function unpackFile(row: FileRow, packed: PackedFile, segment: TextSegment): FileEntry {
  const [chunks, symbols, references, imports, inherits, flaws] = packed;
  const parsed: ParsedFile = {
    language: row.language,
    mode: row.mode,
    ...(row.textReason ? { textReason: row.textReason } : {}),
    lines: row.lines,
    chunks: chunks.map(([startLine, endLine, kind, symbolPath]) => ({
      startLine,
      endLine,
      kind,
      symbolPath,
    })),
    symbols: symbols.map(([name, kind, line, startLine, endLine, container, signature, doc]) => ({
      name,
      kind,
      line,
      startLine,
      endLine,
      container,
      signature,
      doc,
    })),
    references: references.map(([kind, name, ...lines]) => ({ kind, name, lines })),
    imports: imports.map(([module, line, ...names]) => ({ module, line, names })),
    inherits: inherits.map(([type, base, line]) => ({ type, base, line })),
    flaws: flaws.map(([kind, startLine, endLine, start, end]) => ({
      kind: kind === 0 ? 'error' : 'missing',
      span: { startLine, endLine, start, end },
    })),
  };
  return {
    path: row.path,
    size: row.size,
    mtimeMs: row.mtimeMs,
    hash: row.hash,
    encoding: row.encoding,
    readAtMs: row.readAtMs,
    parsed,
    chunkHashes: chunks.map((chunk) => chunk[4]),
    chunkTokens: chunks.map((chunk) => chunk[5]),
    segment,
    ...(row.made ? { made: row.made } : {}),
  };
}

/** Packs vocabulary and segments: counts, the numbers of each segment, offsets of the terms, the terms in UTF-8. */
export function encodeTerms(entries: readonly FileEntry[], vocabulary: Vocabulary): Uint8Array {
  const { terms, segments } = compactVocabulary(
    entries.map((entry) => entry.segment),
    vocabulary,
  );
  const words = encoder.encode(terms.text);
  const numbers = segments.reduce(
    (sum, segment) => sum + 2 + segment.bounds.length + segment.entries.length,
    3,
  );
  const packed = new Uint32Array(numbers + terms.offsets.length + Math.ceil(words.length / 4));
  packed.set([segments.length, terms.offsets.length, words.length]);
  let at = 3;
  for (const { bounds, entries: list } of segments) {
    packed[at++] = bounds.length;
    packed[at++] = list.length;
    packed.set(bounds, at);
    packed.set(list, at + bounds.length);
    at += bounds.length + list.length;
  }
  packed.set(terms.offsets, at);
  const bytes = new Uint8Array(packed.buffer);
  bytes.set(words, (at + terms.offsets.length) * 4);
  return bytes;
}

/** Reverses `encodeTerms`. Segments are views of one buffer. Throws on a part that is cut short. */
export function decodeTerms(bytes: Uint8Array): { terms: StoredTerms; segments: TextSegment[] } {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const packed = new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 4));
  const [segmentCount, offsetCount, wordBytes] = [packed[0]!, packed[1]!, packed[2]!];
  const segments: TextSegment[] = [];
  let at = 3;
  for (let i = 0; i < segmentCount; i++) {
    const [boundCount, entryCount] = [packed[at]!, packed[at + 1]!];
    at += 2;
    if (!(at + boundCount + entryCount <= packed.length)) throw new Error('terms are cut short');
    segments.push({
      bounds: packed.subarray(at, at + boundCount),
      entries: packed.subarray(at + boundCount, at + boundCount + entryCount),
    });
    at += boundCount + entryCount;
  }
  const wordsAt = (at + offsetCount) * 4;
  if (wordsAt + wordBytes > aligned.length) throw new Error('terms are cut short');
  const text = decoder.decode(aligned.subarray(wordsAt, wordsAt + wordBytes));
  return { terms: { text, offsets: packed.subarray(at, at + offsetCount) }, segments };
}

export function encodeEdges({ rowStarts, targets, weights }: ChunkEdges): Uint8Array {
  const packed = new Uint32Array(2 + rowStarts.length + 2 * targets.length);
  packed[0] = rowStarts.length;
  packed[1] = targets.length;
  packed.set(rowStarts, 2);
  packed.set(targets, 2 + rowStarts.length);
  packed.set(
    new Uint32Array(weights.buffer, weights.byteOffset, weights.length),
    2 + rowStarts.length + targets.length,
  );
  return new Uint8Array(packed.buffer);
}

export function decodeEdges(bytes: Uint8Array, chunks: number): ChunkEdges {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const packed = new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 4));
  const [rows, edges] = [packed[0]!, packed[1]!];
  if (rows !== chunks + 1 || packed.length < 2 + rows + 2 * edges)
    throw new Error('edges of another generation');
  return {
    rowStarts: packed.subarray(2, 2 + rows),
    targets: packed.subarray(2 + rows, 2 + rows + edges),
    weights: new Float32Array(packed.buffer, packed.byteOffset + 4 * (2 + rows + edges), edges),
  };
}

/** Names of the stored parts of one generation. */
export function partKeys(generation: string): { parsed: string; terms: string; edges: string } {
  return { parsed: `parsed-${generation}`, terms: `terms-${generation}`, edges: `edges-${generation}` };
}
