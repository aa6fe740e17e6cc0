import type { Node } from 'web-tree-sitter';

/** A name longer than this is no name that somebody writes. */
export const MAX_NAME = 200;

/** The text of a node, cut a little above twice the longest name. */
export function nodeText(node: Node, text: string): string {
  const start = node.startIndex;
  return text.slice(start, Math.min(node.endIndex, start + 2 * MAX_NAME + 1));
}

const PAIRS: Readonly<Record<string, string>> = { '<': '>', '"': '"', "'": "'", '`': '`' };

/** A text without the quotes or angle brackets around it. An operator (`<=>`, `<+>`) stays whole. */
export function unquote(text: string): string {
  const inner = text.slice(1, -1);
  const isQuoted = text.length >= 2 && PAIRS[text[0]!] === text[text.length - 1] && /\w/.test(inner);
  return (isQuoted ? inner : text).trim();
}
