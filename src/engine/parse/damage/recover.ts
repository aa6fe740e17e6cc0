import type { Node, Parser, Tree } from 'web-tree-sitter';
import type { Recovery, SyntaxFlaw } from '../../types.ts';
import type { Lines } from '../lines.ts';
import type { RawDefinition } from '../tags/definitions.ts';
import { collectTags, type Found } from '../tags/extract.ts';
import { type GrownTree, parseTree } from '../trees.ts';
import { lineDefinition } from './lineDefinitions.ts';
import { cutPieces, damagedRegions, insideOf, type Piece } from './pieces.ts';

/** Pieces that are parsed for one file; what is left is read line by line. */
const MAX_PIECES = 2_000;
/** How often a piece that cannot be read is opened and its inside read by itself. */
const MAX_DEPTH = 5;

export interface DamagedText {
  readonly text: string;
  readonly lines: Lines;
  readonly flaws: readonly SyntaxFlaw[];
}

/**
 * Finds definitions where the grammar gave up: the damaged lines are read in pieces, at last line by line. Adds to `found`
 * and hands over the trees of the pieces, which the caller deletes after it has finished. Each line is parsed at most
 * once for each depth.
 */
export function recover(
  { tree, grammar }: GrownTree,
  { text, lines, flaws }: DamagedText,
  found: Found,
  { parser, isLate }: { readonly parser: Parser; readonly isLate: () => boolean },
): { readonly trees: readonly Tree[]; readonly recovery: Recovery | undefined } {
  const trees: Tree[] = [];
  const unread: Piece[] = [];
  const regions = damagedRegions(tree.rootNode, flaws, lines);
  const code = withoutComments(tree.rootNode, text, regions);
  const work = regions.map((region) => ({ region, depth: 0 }));
  const hasRegions = work.length > 0;
  while (work.length > 0) {
    const { region, depth } = work.pop()!;
    for (const piece of cutPieces(lines, region)) {
      if (trees.length >= MAX_PIECES) {
        unread.push(piece);
        continue;
      }
      const own = parseTree(parser, grammar, { text: code, ranges: [rangeOf(lines, piece)] }, isLate);
      trees.push(own);
      const { tags: query, spec } = grammar;
      collectTags(found, own.rootNode, { query, text: code, declares: spec.declares ?? {} }, isLate);
      if (!own.rootNode.hasError) continue;
      unread.push(piece);
      const inside = insideOf(lines, piece);
      if (inside && depth < MAX_DEPTH) work.push({ region: inside, depth: depth + 1 });
    }
  }
  const isByLine = addLines(unread, { code, lines }, found);
  return { trees, recovery: isByLine ? 'lines' : hasRegions ? 'pieces' : undefined };
}

const COMMENTS = ['comment', 'block_comment', 'multiline_comment'];

/** The text with the comments of damaged regions that take several lines as blanks: a piece may begin inside of one. */
function withoutComments(root: Node, text: string, regions: readonly Piece[]): string {
  let code = '';
  let at = 0;
  for (const { startLine, endLine } of regions) {
    const from = { row: startLine - 1, column: 0 };
    for (const node of root.descendantsOfType(COMMENTS, from, { row: endLine, column: 0 })) {
      if (!node || node.startIndex < at || node.endPosition.row === node.startPosition.row) continue;
      code += text.slice(at, node.startIndex);
      code += text.slice(node.startIndex, node.endIndex).replace(/[^\r\n]/g, ' ');
      at = node.endIndex;
    }
  }
  return code + text.slice(at);
}

/** Definitions by what their lines begin with, of the lines that no pattern found one on. */
function addLines(
  pieces: readonly Piece[],
  { code, lines }: { readonly code: string; readonly lines: Lines },
  found: Found,
): boolean {
  const named = new Set([...found.definitions.values()].map(({ nameLine }) => nameLine));
  let hasAdded = false;
  for (const { startLine, endLine } of pieces) {
    if (named.has(startLine)) continue;
    const start = lines.start(startLine);
    const text = code.slice(start, start + lines.text(startLine).length);
    const read = lineDefinition(text);
    if (!read) continue;
    const raw: RawDefinition = {
      name: read.name,
      kind: read.kind,
      isBinding: false,
      pattern: Number.MAX_SAFE_INTEGER,
      isOwn: false,
      isClause: false,
      nameAt: start + read.column,
      nameLine: startLine,
      start,
      startLine,
      end: lines.start(endLine) + lines.text(endLine).length,
      endLine,
      doc: '',
      signature: () => text.trim().replace(/\s*[{:]?\s*$/, ''),
      openness: () => undefined,
    };
    found.definitions.set(start + read.column, raw);
    named.add(startLine);
    hasAdded = true;
  }
  return hasAdded;
}

function rangeOf(lines: Lines, { startLine, endLine }: Piece) {
  return {
    startIndex: lines.start(startLine),
    endIndex: lines.start(endLine + 1),
    startPosition: { row: startLine - 1, column: 0 },
    endPosition: { row: endLine, column: 0 },
  };
}
