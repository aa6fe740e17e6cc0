/** Small questions about nodes of any grammar. None of them keeps a node. */
import type { Node } from 'web-tree-sitter';

export const isComment = (node: Node): boolean => /comment/.test(node.type);

/** The named children that are neither comments nor lines that go on. */
export function partsOf(node: Node): Node[] {
  return node.namedChildren.filter((child) => !isComment(child) && child.type !== 'line_continuation');
}

/** The named node that follows it among its siblings; comments are passed over. */
export function nextOf(node: Node): Node | undefined {
  let next = node.nextNamedSibling;
  while (next && (isComment(next) || next.type === 'heredoc_body')) next = next.nextNamedSibling;
  return next ?? undefined;
}

/** The nearest ancestor of one of the types. */
export function ancestorOf(node: Node, types: readonly string[]): Node | undefined {
  for (let at = node.parent; at; at = at.parent) if (types.includes(at.type)) return at;
  return undefined;
}

/** Whether a node or something in it fits. Visits each node below at most once. */
export function holds(node: Node, fits: (one: Node) => boolean): boolean {
  const cursor = node.walk();
  try {
    for (;;) {
      if (fits(cursor.currentNode)) return true;
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return false;
    }
  } finally {
    cursor.delete();
  }
}

/** The tokens of a node without its comments. */
function tokensOf(node: Node): string[] {
  const tokens: string[] = [];
  holds(node, (one) => {
    if (one.childCount === 0 && !isComment(one)) tokens.push(one.text);
    return false;
  });
  return tokens;
}

const squeezed = (text: string): string => text.replace(/\s+/g, '');

/** Whether two nodes are the same code: blanks and comments do not count. */
export function isSameCode(a: Node, b: Node): boolean {
  if (a.text === b.text) return true;
  const [left, right] = [tokensOf(a), tokensOf(b)];
  if (left.length !== right.length || left.some((token, at) => token !== right[at])) return false;
  // Some grammars have text between their tokens: it must be the same but for blanks.
  return holds(a, isComment) || holds(b, isComment) || squeezed(a.text) === squeezed(b.text);
}

/** What may give another value the second time, or do something. */
const EFFECT =
  /call|invocation|creation|new_expression|await|yield|update|assign|macro|inc_statement|dec_statement|command|send|postfix|throw|function|lambda|named_expression|closure|block$|do_block|subshell|increment/;

/** Whether reading it twice surely gives the same and does nothing else. Getters and operators are trusted. */
export function isPure(node: Node): boolean {
  return !holds(
    node,
    ({ type }) => (EFFECT.test(type) && !/^function_type$/.test(type)) || type === '<-' || type === '++',
  );
}
