import { damageOf } from '../parse/flaws.ts';
import { type Lines, splitLines } from '../parse/lines.ts';
import type { Hash } from '../ports.ts';
import type { Encoding, FileStat, ParsedFile, SourceFile } from '../types.ts';
import { type Made, madeBy } from './madeBy.ts';
import { type ModuleName, moduleNames } from './names/moduleNames.ts';
import type { FileRecord } from './segments/parsedCodec.ts';
import type { FileRow } from './segments/rowCodec.ts';
import {
  buildSegment,
  type ChunkTexts,
  estimateTokens,
  FIELDS,
  type TermCounter,
  type TextSegment,
  type Vocabulary,
} from './textIndex.ts';

/** Everything the index knows about one file. Added and removed as a unit. */
export interface FileEntry extends FileStat {
  /** What is known without decoding the rest. */
  readonly row: FileRow;
  readonly hash: string;
  readonly encoding: Encoding;
  /** When the file was read, for telling a change that kept size and modification time. */
  readonly readAtMs: number;
  readonly parsed: ParsedFile;
  /** The same, decoded anew and held by nobody: for a file that is replaced. */
  decode(): ParsedFile;
  /** One for each chunk of `parsed`. */
  readonly chunkHashes: readonly string[];
  readonly chunkTokens: readonly number[];
  readonly segment: TextSegment;
  /** Its different terms, as they are cheapest to read. */
  readonly ownTerms: OwnTerms;
  /** Names that it gives to modules, when it is a manifest. */
  readonly modules: readonly ModuleName[];
  /** Set when no person wrote its lines, by what they hold. */
  readonly made?: Made | undefined;
}

/** Different terms in ascending order, by numbers that hold among the files that are kept together. */
export interface OwnTerms {
  /** What the numbers hold in; the same object for files that are kept together. */
  readonly within: {
    word(number: number): string;
    /** The number of a word; below 0 when none of the files holds it. */
    numberOf(word: string): number;
  };
  readonly numbers: Uint32Array;
}

/** One file as it goes into a segment; its terms are numbered by the vocabulary of the builder. */
export interface NewFile {
  readonly row: FileRow;
  readonly record: FileRecord;
  readonly terms: TextSegment;
}

export interface EntryTools {
  readonly vocabulary: Vocabulary;
  readonly counter: TermCounter;
  readonly hash: Hash;
}

/** Makes what goes into a segment of one file, from its text and what the parser found. */
export function makeFile(file: SourceFile, parsed: ParsedFile, readAtMs: number, tools: EntryTools): NewFile {
  const lines = splitLines(file.text);
  const bodies = parsed.chunks.map((chunk) => lines.slice(chunk.startLine, chunk.endLine));
  const made = madeBy(file.text, parsed);
  const damage = damageOf(parsed);
  const chunkTokens = bodies.map((body) => estimateTokens(body.length));
  const ranges = new Uint32Array(2 * bodies.length);
  for (const [i, body] of bodies.entries()) {
    ranges[2 * i] = lines.start(parsed.chunks[i]!.startLine);
    ranges[2 * i + 1] = ranges[2 * i]! + body.length;
  }
  const texts = { heads: chunkHeads(parsed, file.path, lines), text: file.text, bodies: ranges };
  const terms = buildSegment(texts, tools.vocabulary, tools.counter);
  return {
    row: {
      path: file.path,
      size: file.size,
      mtimeMs: file.mtimeMs,
      hash: file.hash,
      encoding: file.encoding,
      readAtMs,
      language: parsed.language,
      mode: parsed.mode,
      ...(parsed.textReason ? { textReason: parsed.textReason } : {}),
      lines: parsed.lines,
      covered: parsed.chunks.reduce((sum, chunk) => sum + chunk.endLine - chunk.startLine + 1, 0),
      chunks: parsed.chunks.length,
      symbols: parsed.symbols.length,
      tokens: chunkTokens.reduce((sum, tokens) => sum + tokens, 0),
      references: parsed.references.reduce((sum, { lines: uses }) => sum + uses.length, 0),
      terms: fieldTotals(terms),
      ...(made ? { made } : {}),
      ...(damage ? { damage } : {}),
    },
    record: {
      parsed,
      chunkHashes: bodies.map((body) => tools.hash.text(body).slice(0, 16)),
      chunkTokens,
      modules: moduleNames(file.path, file.text),
    },
    terms,
  };
}

/** Different terms of the chunks, added up for each field. */
function fieldTotals({ bounds }: TextSegment): number[] {
  const totals = FIELDS.map(() => 0);
  for (let slot = 0; slot + 1 < bounds.length; slot++)
    totals[slot % FIELDS.length]! += bounds[slot + 1]! - bounds[slot]!;
  return totals;
}

/**
 * The text of each field of each chunk beside its body. The path stands in the first chunk only, and a definition's name
 * where it is defined: repeated in every part they would look like common words.
 */
function chunkHeads(parsed: ParsedFile, path: string, lines: Lines): ChunkTexts['heads'] {
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
