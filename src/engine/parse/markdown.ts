import type { ChunkRange, SymbolDef } from '../types.ts';
import { cutRange, TARGET_LINES } from './chunkText.ts';
import type { Lines } from './lines.ts';

interface Heading {
  readonly line: number;
  readonly level: number;
  readonly title: string;
  readonly container: readonly string[];
  endLine: number;
}

const MIN_SECTION_LINES = 8;

/** Chunks Markdown by headings: short neighbouring sections are joined, long ones cut at blank lines. */
export function parseMarkdown(lines: Lines): { chunks: ChunkRange[]; symbols: SymbolDef[] } {
  const headings = findHeadings(lines);
  return { chunks: chunkSections(lines, headings), symbols: headings.map((heading) => toSymbol(heading)) };
}

function findHeadings(lines: Lines): Heading[] {
  const found: Heading[] = [];
  const open: Heading[] = [];
  let fence = '';
  for (let line = 1; line <= lines.count; line++) {
    const text = lines.text(line);
    const mark = /^ {0,3}(```+|~~~+)/.exec(text)?.[1];
    if (mark !== undefined && (fence === '' || mark.startsWith(fence))) fence = fence === '' ? mark : '';
    if (fence !== '' || mark !== undefined) continue;
    const heading = atxHeading(text) ?? setextHeading(lines, line);
    if (heading === undefined) continue;
    while (open.length > 0 && open[open.length - 1]!.level >= heading.level) open.pop()!.endLine = line - 1;
    const entry: Heading = { line, ...heading, container: open.map((h) => h.title), endLine: lines.count };
    open.push(entry);
    found.push(entry);
  }
  return found;
}

function atxHeading(text: string): { level: number; title: string } | undefined {
  const match = /^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$/.exec(text);
  return match ? { level: match[1]!.length, title: match[2]!.slice(0, 120) } : undefined;
}

function setextHeading(lines: Lines, line: number): { level: number; title: string } | undefined {
  const text = lines.text(line).trim();
  if (text === '' || line >= lines.count || /^[-=#>|*+]/.test(text)) return undefined;
  const under = lines.text(line + 1);
  if (!/^ {0,3}(=+|-{2,})[ \t]*$/.test(under)) return undefined;
  if (line > 1 && lines.text(line - 1).trim() !== '') return undefined;
  return { level: under.includes('=') ? 1 : 2, title: text.slice(0, 120) };
}

function chunkSections(lines: Lines, headings: readonly Heading[]): ChunkRange[] {
  const starts = headings.map((h) => h.line);
  const bounds = [1, ...starts.filter((line) => line > 1), lines.count + 1];
  const chunks: ChunkRange[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const [startLine, endLine] = [bounds[i]!, bounds[i + 1]! - 1];
    if (endLine < startLine) continue;
    const heading = headings.find((h) => h.line === startLine);
    const symbolPath = heading ? [...heading.container, heading.title].join('.') : '';
    const last = chunks[chunks.length - 1];
    if (
      last &&
      isShort(last) &&
      last.endLine - last.startLine + 1 + (endLine - startLine + 1) <= TARGET_LINES &&
      belongs(last, symbolPath)
    ) {
      chunks[chunks.length - 1] = { ...last, endLine };
      continue;
    }
    for (const [from, to] of cutRange(lines, startLine, endLine)) {
      chunks.push({ startLine: from, endLine: to, kind: 'section', symbolPath });
    }
  }
  return chunks;
}

const isShort = (chunk: ChunkRange): boolean => chunk.endLine - chunk.startLine + 1 < MIN_SECTION_LINES;

/** A short section may take in what follows only when that is part of it. */
const belongs = (chunk: ChunkRange, symbolPath: string): boolean =>
  chunk.symbolPath === '' || symbolPath.startsWith(`${chunk.symbolPath}.`);

function toSymbol(heading: Heading): SymbolDef {
  return {
    name: heading.title,
    kind: 'section',
    line: heading.line,
    startLine: heading.line,
    endLine: Math.max(heading.line, heading.endLine),
    container: heading.container,
    signature: `${'#'.repeat(heading.level)} ${heading.title}`,
    doc: '',
  };
}
