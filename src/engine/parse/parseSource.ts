import type { Parser } from 'web-tree-sitter';
import type { ChunkRange, ParsedFile, ReferenceGroup, SymbolDef, SyntaxFlaw, TextReason } from '../types.ts';
import { chunkPlainText, cutRange } from './chunkText.ts';
import { type ChunkSymbol, chunkTree } from './chunkTree.ts';
import { distinctFlaws, flawsOf } from './flaws.ts';
import { type Lines, longestLine, splitLines } from './lines.ts';
import { parseMarkdown } from './markdown.ts';
import { type Cell, readNotebook } from './notebook.ts';
import { type Extracted, extract } from './tags/extract.ts';
import {
  findInjections,
  type Grammar,
  type GrownTree,
  type ParseTools,
  parseTree,
  progressCheck,
  SoftLimit,
} from './trees.ts';

/** Above either limit a file is chunked as text, not parsed. */
export const MAX_PARSE_CHARS = 1_500_000;
const MAX_LINE_CHARS = 20_000;

/**
 * Parses one file to plain data: chunks that cover every line exactly once, definitions, references, imports.
 * Never throws for what the file holds. Trees are deleted before it returns.
 */
export async function parseSource(
  file: { readonly language: string; readonly text: string },
  tools: ParseTools,
): Promise<ParsedFile> {
  const lines = splitLines(file.text);
  const tooLong = textReasonOf(file.text);
  if (tooLong) return plainFile(file.language, lines, tooLong);
  if (file.language === 'markdown')
    return { ...plainFile('markdown', lines, 'noGrammar'), ...parseMarkdown(lines) };
  if (file.language === 'notebook') return parseNotebook(file.text, lines, tools);
  const grammar = await tools.grammar(file.language);
  if (!grammar) return plainFile(file.language, lines, 'noGrammar');
  try {
    return await parseWithGrammar(file, lines, grammar, tools);
  } catch (error) {
    if (error instanceof SoftLimit) return plainFile(file.language, lines, 'parserTimeout');
    throw error;
  }
}

/** Why a text is not parsed at all, or undefined when it may be. */
export function textReasonOf(text: string): TextReason | undefined {
  if (text.length > MAX_PARSE_CHARS) return 'tooLarge';
  return longestLine(text) > MAX_LINE_CHARS ? 'longLines' : undefined;
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
  const parts: Extracted[] = [];
  const flaws: SyntaxFlaw[] = [];
  const tree = parseTree(tools.parser, grammar, file, isLate);
  try {
    parts.push(runTags({ tree, grammar }, { text, lines }, isLate));
    flaws.push(...flawsOf(tree));
    for (const injected of await findInjections({ tree, grammar }, text, tools, isLate)) {
      const { grammar: own, ranges } = injected;
      const inner = parseTree(tools.parser, own, { text, ranges }, isLate);
      try {
        parts.push(runTags({ tree: inner, grammar: own }, { text, lines }, isLate));
        flaws.push(...flawsOf(inner));
      } finally {
        inner.delete();
      }
    }
  } finally {
    tree.delete();
  }
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
    flaws: distinctFlaws(flaws),
  };
}

function runTags(
  { tree, grammar }: GrownTree,
  source: { readonly text: string; readonly lines: Lines },
  isLate: () => boolean,
): Extracted {
  let stopped = false;
  const found = extract(tree.rootNode, grammar.tags, { ...source, comment: grammar.spec.comment }, () => {
    if (isLate()) stopped = true;
    return stopped;
  });
  if (stopped) throw new SoftLimit();
  return found;
}

function mergeReferences(parts: readonly Extracted[]): ReferenceGroup[] {
  const merged = new Map<string, ReferenceGroup>();
  for (const { references } of parts) {
    for (const group of references) {
      const key = `${group.kind}:${group.name}`;
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
      for (const cell of notebook.cells) {
        if (cell.type === 'code' && cell.text.trim() !== '')
          parts.push(parseCell(cell, grammar, tools.parser, isLate));
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
  const text = cell.text.replace(/^[ \t]*[%!].*$/gm, '');
  const tree = parseTree(parser, grammar, { text }, isLate);
  try {
    const found = runTags({ tree, grammar }, { text, lines: splitLines(text) }, isLate);
    const at = (line: number): number =>
      cell.fileLines[line - 1] ?? cell.fileLines[cell.fileLines.length - 1] ?? 1;
    return {
      symbols: found.symbols.map(
        ({ symbol, leadLine }): ChunkSymbol => ({ leadLine: at(leadLine), symbol: mapSymbol(symbol, at) }),
      ),
      references: found.references.map((group) => ({ ...group, lines: group.lines.map(at) })),
      imports: found.imports.map((entry) => ({ ...entry, line: at(entry.line) })),
      inherits: found.inherits.map((entry) => ({ ...entry, line: at(entry.line) })),
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
