import type { Parser } from 'web-tree-sitter';
import type { ChunkRange, ParsedFile, ReferenceGroup, SymbolDef, TextReason } from '../types.ts';
import { chunkPlainText, cutRange } from './chunkText.ts';
import { type ChunkSymbol, chunkTree } from './chunkTree.ts';
import { growTree } from './damage/grow.ts';
import { distinctFlaws, flawsOf } from './flaws.ts';
import { type Lines, longestLine, splitLines } from './lines.ts';
import { parseMarkdown } from './markdown.ts';
import { type Cell, readNotebook } from './notebook.ts';
import { type ReadTree, readTree } from './readTree.ts';
import type { Extracted } from './tags/extract.ts';
import {
  findInjections,
  type Grammar,
  type ParseTools,
  parseTree,
  progressCheck,
  SoftLimit,
} from './trees.ts';

/** Above this a file is chunked as text, not parsed. */
export const MAX_PARSE_CHARS = 1_500_000;
/** Of a longer line only the beginning and the end are parsed. */
const MAX_LINE_CHARS = 20_000;
const KEPT_OF_LINE = 500;
/** A file with long lines and fewer short ones than these was made by a machine. */
const MIN_SHORT_LINES = 3;

/**
 * Parses one file to plain data: chunks that cover every line exactly once, definitions, references, imports.
 * Never throws for what the file holds. Trees are deleted before it returns.
 */
export async function parseSource(
  file: { readonly language: string; readonly text: string },
  tools: ParseTools,
): Promise<ParsedFile> {
  const lines = splitLines(file.text);
  const tooLong = textReasonOf(file);
  if (tooLong) return plainFile(file.language, lines, tooLong);
  if (file.language === 'markdown')
    return { ...plainFile('markdown', lines, 'noGrammar'), ...parseMarkdown(lines) };
  if (file.language === 'notebook') return parseNotebook(file.text, lines, tools);
  const grammar = await tools.grammar(file.language);
  if (!grammar) return plainFile(file.language, lines, 'noGrammar');
  try {
    return await parseWithGrammar({ ...file, text: shortenLines(file.text) }, lines, grammar, tools);
  } catch (error) {
    if (error instanceof SoftLimit) return plainFile(file.language, lines, 'parserTimeout');
    throw error;
  }
}

/**
 * Why a text is not parsed at all, or undefined when it may be. Of a notebook only the cells are parsed, whatever its
 * pictures weigh; a file in which little stands beside its long lines was made by a machine.
 */
export function textReasonOf({
  language,
  text,
}: {
  readonly language: string;
  readonly text: string;
}): TextReason | undefined {
  if (language === 'notebook') return undefined;
  if (text.length > MAX_PARSE_CHARS) return 'tooLarge';
  return longestLine(text) > MAX_LINE_CHARS && countShort(text) < MIN_SHORT_LINES ? 'longLines' : undefined;
}

/** Lines of code of an ordinary length; counts to what is needed and no further. */
function countShort(text: string): number {
  let short = 0;
  for (let at = 0; at < text.length && short < MIN_SHORT_LINES; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    if (end - at <= MAX_LINE_CHARS && /[^\s/*#]/.test(text.slice(at, Math.min(end, at + 200)))) short++;
    at = end + 1;
  }
  return short;
}

/** The text with the middle of each long line blanked: one long string costs no definition. Offsets stay. */
export function shortenLines(text: string): string {
  if (longestLine(text) <= MAX_LINE_CHARS) return text;
  return text
    .split('\n')
    .map((line) =>
      line.length <= MAX_LINE_CHARS
        ? line
        : line.slice(0, KEPT_OF_LINE) +
          ' '.repeat(line.length - 2 * KEPT_OF_LINE) +
          line.slice(-KEPT_OF_LINE),
    )
    .join('\n');
}

/** A file as text: chunks by blank lines, nothing else known. */
export function plainFile(language: string, lines: Lines, reason: TextReason): ParsedFile {
  return {
    language,
    mode: 'text',
    textReason: reason,
    lines: lines.count,
    chunks: chunkPlainText(lines),
    symbols: [],
    references: [],
    imports: [],
    inherits: [],
    flaws: [],
  };
}

async function parseWithGrammar(
  file: { readonly language: string; readonly text: string },
  lines: Lines,
  grammar: Grammar,
  tools: ParseTools,
): Promise<ParsedFile> {
  const { text } = file;
  const isLate = progressCheck(tools);
  const outer = growTree(tools.parser, grammar, text, isLate);
  const parts: ReadTree[] = [];
  try {
    parts.push(readTree({ ...outer, grammar }, lines, tools.parser, isLate));
    for (const injected of await findInjections({ tree: outer.tree, grammar }, text, tools, isLate)) {
      const { grammar: own, ranges } = injected;
      const tree = parseTree(tools.parser, own, { text, ranges }, isLate);
      try {
        parts.push(readTree({ tree, text, flaws: flawsOf(tree), grammar: own }, lines, tools.parser, isLate));
      } finally {
        tree.delete();
      }
    }
  } finally {
    outer.tree.delete();
  }
  const recovery = parts[0]!.recovery;
  const exports = parts.flatMap((part) => part.exports);
  const symbols = parts
    .flatMap((part) => part.symbols)
    .sort((a, b) => a.symbol.startLine - b.symbol.startLine || b.symbol.endLine - a.symbol.endLine);
  return {
    language: file.language,
    mode: 'tree',
    lines: lines.count,
    chunks: chunkTree(lines, symbols),
    symbols: symbols.map(({ symbol }) => symbol),
    references: parts.length === 1 ? parts[0]!.references : mergeReferences(parts),
    imports: parts.flatMap((part) => part.imports),
    inherits: parts.flatMap((part) => part.inherits),
    flaws: distinctFlaws(parts.flatMap((part) => part.flaws)),
    ...(exports.length > 0 ? { exports } : {}),
    ...(recovery ? { recovery } : {}),
  };
}

function mergeReferences(parts: readonly Extracted[]): ReferenceGroup[] {
  const merged = new Map<string, ReferenceGroup>();
  for (const { references } of parts) {
    for (const group of references) {
      const key = `${group.kind}:${group.name}:${group.on?.kind ?? ''}:${group.on?.name ?? ''}`;
      const known = merged.get(key);
      const lines = known
        ? [...new Set([...known.lines, ...group.lines])].sort((a, b) => a - b)
        : group.lines;
      merged.set(key, { ...group, lines });
    }
  }
  return [...merged.values()];
}

// ------------------------------------------------------------------------------------------------------ notebooks

async function parseNotebook(text: string, lines: Lines, tools: ParseTools): Promise<ParsedFile> {
  const notebook = readNotebook(text);
  if (!notebook) return plainFile('notebook', lines, 'noGrammar');
  const id = tools.resolveName(notebook.language);
  const grammar = id === undefined ? undefined : await tools.grammar(id);
  const isLate = progressCheck(tools);
  const parts: Extracted[] = [];
  if (grammar) {
    try {
      let parsed = 0;
      for (const cell of notebook.cells) {
        if (cell.type !== 'code') continue;
        parsed += cell.text.length;
        if (parsed > MAX_PARSE_CHARS) return plainFile('notebook', lines, 'tooLarge');
        if (cell.text.trim() !== '') parts.push(parseCell(cell, grammar, tools.parser, isLate));
      }
    } catch (error) {
      if (error instanceof SoftLimit) return plainFile('notebook', lines, 'parserTimeout');
      throw error;
    }
  }
  return {
    ...plainFile('notebook', lines, 'noGrammar'),
    chunks: chunkCells(lines, notebook.cells),
    symbols: parts.flatMap((part) => part.symbols.map(({ symbol }) => symbol)),
    references: mergeReferences(parts),
    imports: parts.flatMap((part) => part.imports),
    inherits: parts.flatMap((part) => part.inherits),
  };
}

/** Parses the code of one cell on its own and maps its lines to the lines of the file. */
function parseCell(cell: Cell, grammar: Grammar, parser: Parser, isLate: () => boolean): Extracted {
  // Shell escapes and magics are not of the language: blank lines keep the positions.
  const text = shortenLines(cell.text.replace(/^[ \t]*[%!].*$/gm, ''));
  const tree = parseTree(parser, grammar, { text }, isLate);
  try {
    const found = readTree({ tree, text, flaws: [], grammar }, splitLines(text), parser, isLate);
    const at = (line: number): number =>
      cell.fileLines[line - 1] ?? cell.fileLines[cell.fileLines.length - 1] ?? 1;
    return {
      symbols: found.symbols.map(
        ({ symbol, leadLine }): ChunkSymbol => ({ leadLine: at(leadLine), symbol: mapSymbol(symbol, at) }),
      ),
      references: found.references.map((group) => ({ ...group, lines: group.lines.map(at) })),
      imports: found.imports.map((entry) => ({ ...entry, line: at(entry.line) })),
      inherits: found.inherits.map((entry) => ({ ...entry, line: at(entry.line) })),
      exports: [],
    };
  } finally {
    tree.delete();
  }
}

function mapSymbol(symbol: SymbolDef, at: (line: number) => number): SymbolDef {
  return { ...symbol, line: at(symbol.line), startLine: at(symbol.startLine), endLine: at(symbol.endLine) };
}

/** A chunk starts where a cell's source starts; outputs and metadata go with the cell before them. */
function chunkCells(lines: Lines, cells: readonly Cell[]): ChunkRange[] {
  const starts = cells.map((cell) => cell.fileLines[0] ?? 0).filter((line) => line > 1);
  const bounds = [...new Set([1, ...starts, lines.count + 1])].sort((a, b) => a - b);
  const chunks: ChunkRange[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    for (const [startLine, endLine] of cutRange(lines, bounds[i]!, bounds[i + 1]! - 1)) {
      chunks.push({ startLine, endLine, kind: 'block', symbolPath: '' });
    }
  }
  return chunks;
}
