import { type Lines, splitLines } from '../parse/lines.ts';
import type { Hash } from '../ports.ts';
import type { Encoding, FileStat, IndexField, ParsedFile, SourceFile } from '../types.ts';
import { type Made, madeBy } from './madeBy.ts';
import {
  buildSegment,
  estimateTokens,
  type TermCounter,
  type TextSegment,
  type Vocabulary,
} from './textIndex.ts';

/** Everything the index knows about one file. Added and removed as a unit. */
export interface FileEntry extends FileStat {
  readonly hash: string;
  readonly encoding: Encoding;
  /** When the file was read, for telling a change that kept size and modification time. */
  readonly readAtMs: number;
  readonly parsed: ParsedFile;
  /** One for each chunk of `parsed`. */
  readonly chunkHashes: readonly string[];
  readonly chunkTokens: readonly number[];
  readonly segment: TextSegment;
  /** Set when no person wrote its lines, by what they hold. */
  readonly made?: Made | undefined;
}

export interface EntryTools {
  readonly vocabulary: Vocabulary;
  readonly counter: TermCounter;
  readonly hash: Hash;
}

/** Makes the entry of one file from its text and what the parser found. */
export function makeEntry(
  file: SourceFile,
  parsed: ParsedFile,
  readAtMs: number,
  tools: EntryTools,
): FileEntry {
  const lines = splitLines(file.text);
  const bodies = parsed.chunks.map((chunk) => lines.slice(chunk.startLine, chunk.endLine));
  const made = madeBy(file.text, parsed);
  const fields = chunkFields(parsed, file.path, bodies, lines);
  return {
    path: file.path,
    size: file.size,
    mtimeMs: file.mtimeMs,
    hash: file.hash,
    encoding: file.encoding,
    readAtMs,
    parsed,
    chunkHashes: bodies.map((body) => tools.hash.text(body).slice(0, 16)),
    chunkTokens: bodies.map((body) => estimateTokens(body.length)),
    segment: buildSegment(
      parsed.chunks.length,
      (chunk, field) => fields[field][chunk] ?? '',
      tools.vocabulary,
      tools.counter,
    ),
    ...(made ? { made } : {}),
  };
}

/**
 * The text of each field of each chunk. The path stands in the first chunk only, and a definition's name where it is
 * defined: repeated in every part they would look like common words.
 */
function chunkFields(
  parsed: ParsedFile,
  path: string,
  bodies: readonly string[],
  lines: Lines,
): Record<IndexField, string[]> {
  const symbols = parsed.chunks.map((chunk) => (chunk.kind === 'part' ? lastName(chunk.symbolPath) : ''));
  const docs = parsed.chunks.map(() => '');
  const chunkAt = chunkFinder(parsed.chunks);
  for (const symbol of parsed.symbols) {
    const chunk = chunkAt(symbol.line);
    if (chunk < 0) continue;
    symbols[chunk] += ` ${symbol.name}`;
    if (symbol.doc !== '') docs[chunk] += ` ${symbol.doc}`;
  }
  // The first lines of a file that nothing documents still say what it is for.
  if (parsed.mode === 'tree' && docs[0] === '' && lines.count > 0) docs[0] = headComment(lines);
  return {
    path: parsed.chunks.map((_, i) => (i === 0 ? path : '')),
    symbol: symbols,
    doc: docs,
    body: [...bodies],
  };
}

const lastName = (symbolPath: string): string => symbolPath.slice(symbolPath.lastIndexOf('.') + 1);

function headComment(lines: Lines): string {
  const head: string[] = [];
  for (let line = 1; line <= Math.min(lines.count, 12); line++) {
    const text = lines.text(line).trim();
    if (!/^(\/\/|\/\*|\*|#(?!include|define|if|pragma)|"""|''')/.test(text)) break;
    if (!/copyright|licen[cs]e|spdx|^#!|all rights/i.test(text)) head.push(text);
  }
  return head.join(' ').slice(0, 400);
}

/** A function from a line to the number of the chunk that holds it, or -1. Chunks are in line order. */
export function chunkFinder(chunks: ParsedFile['chunks']): (line: number) => number {
  return (line) => {
    let low = 0;
    let high = chunks.length - 1;
    while (low <= high) {
      const mid = (low + high) >> 1;
      if (chunks[mid]!.endLine < line) low = mid + 1;
      else if (chunks[mid]!.startLine > line) high = mid - 1;
      else return mid;
    }
    return -1;
  };
}
