import type { Node, Tree } from 'web-tree-sitter';
import type { SyntaxFlaw, TextSpan } from '../types.ts';
import type { Grammar } from './trees.ts';

/** A query for what a grammar could not read; the same for all grammars. It runs in the wasm, so that all are found. */
export const FLAWS = '(ERROR) @error (MISSING) @missing';

/** All ERROR and MISSING nodes of a tree, nested ones included. Their number is bounded by the size of the text. */
export function flawsOf(tree: Tree, { flaws }: Grammar): SyntaxFlaw[] {
  if (!tree.rootNode.hasError) return [];
  return flaws
    .captures(tree.rootNode)
    .map(({ name, node }) => ({ kind: name === 'error' ? 'error' : 'missing', span: spanOf(node) }));
}

/** The same in the order of the text, without repeats. */
export function distinctFlaws(flaws: readonly SyntaxFlaw[]): SyntaxFlaw[] {
  const keyed = flaws.map((flaw) => [`${flaw.kind} ${flaw.span.start} ${flaw.span.end}`, flaw] as const);
  return [...new Map(keyed).values()].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** Where a node stands. One that ends with a line break ends on the line before. */
export function spanOf(node: Node): TextSpan {
  const { startIndex: start, endIndex: end, startPosition, endPosition } = node;
  const isLineEnd = endPosition.column === 0 && endPosition.row > startPosition.row;
  return {
    startLine: startPosition.row + 1,
    endLine: isLineEnd ? endPosition.row : endPosition.row + 1,
    start,
    end,
  };
}
