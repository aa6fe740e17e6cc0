import type { Node, Tree } from 'web-tree-sitter';
import type { Damage, ParsedFile, SyntaxFlaw, TextSpan } from '../types.ts';

/**
 * All ERROR and MISSING nodes of a tree, nested ones included. Their number is bounded by the size of the text. Only
 * branches that hold one are walked; a query would be faster, but passes over what is missing at the start of an error.
 */
export function flawsOf(tree: Tree): SyntaxFlaw[] {
  const found: SyntaxFlaw[] = [];
  const cursor = tree.walk();
  try {
    for (;;) {
      const node = cursor.currentNode;
      if (node.isError) found.push({ kind: 'error', span: spanOf(node) });
      else if (node.isMissing) found.push({ kind: 'missing', span: spanOf(node) });
      if (node.hasError && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return found;
    }
  } finally {
    cursor.delete();
  }
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

/** The damage of a file in numbers; undefined for a file without any. Lines that several flaws cover count once. */
export function damageOf({ flaws, recovery }: Pick<ParsedFile, 'flaws' | 'recovery'>): Damage | undefined {
  const [first] = flaws;
  if (!first) return undefined;
  let lines = 0;
  let covered = 0;
  for (const { span } of flaws) {
    lines += Math.max(0, span.endLine - Math.max(span.startLine - 1, covered));
    covered = Math.max(covered, span.endLine);
  }
  return { lines, firstLine: first.span.startLine, ...(recovery ? { recovery } : {}) };
}
