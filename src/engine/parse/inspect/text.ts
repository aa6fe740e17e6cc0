/** Questions about a node that the text of its file answers, as far as a look at it tells. */
import type { Node } from 'web-tree-sitter';
import { ancestorOf } from './nodes.ts';

const quoted = (text: string): string => text.replace(/[^\w]/g, '\\$&');

/** Whether the file of a node of JavaScript declares the name that the node begins with, as far as a look at the text tells. */
export function isDeclared(node: Node): boolean {
  const name = /^[\w$]+/.exec(node.text)?.[0];
  if (name === undefined) return false;
  const escaped = name.replaceAll('$', '\\$');
  const declared = new RegExp(
    `\\b(?:function|let|var|const|class|import)\\s+${escaped}\\b|\\bfunction\\b[^(]{0,80}\\([^)]{0,200}\\b${escaped}\\b|\\b${escaped}\\s*=>|\\b${escaped}:\\s*off\\b`,
  );
  return declared.test(node.tree.rootNode.text);
}

/** Whether the file of a node declares the name that the node is with this type and no other, as far as its text tells. */
export function isDeclaredAs({ text, tree }: Node, type: string): boolean {
  const declared = new RegExp(`\\b([A-Z]\\w*)\\s+${text.replaceAll('$', '\\$')}\\b`, 'g');
  const types = new Set([...tree.rootNode.text.matchAll(declared)].map(([, one]) => one));
  return types.size === 1 && types.has(type);
}

/** Whether the file of a node gives a value to what the node says, as far as its text tells. */
export function isAssigned({ text, tree }: Node): boolean {
  return new RegExp(`(?:^|[^\\w.])${quoted(text)}\\s*=(?!=)`).test(tree.rootNode.text);
}

/** Whether the file of a node of C# adds the method that it names to an event. */
export function isSubscribed({ text, tree }: Node): boolean {
  return new RegExp(`\\+=\\s*(?:this\\.)?${quoted(text)}\\b`).test(tree.rootNode.text);
}

/** Whether the function of C around a node has given what it says to something else before. */
export function isKept(node: Node): boolean {
  const body = ancestorOf(node, ['function_definition']);
  const before = body?.text.slice(0, node.startIndex - body.startIndex) ?? '';
  return new RegExp(`=\\s*(?:\\([^()]*\\)\\s*)?${quoted(node.text)}\\s*[;,]`).test(before);
}

/** Whether a node of Rust stands in something that an attribute before it gives to tests. */
export function isInTest(node: Node): boolean {
  for (let at: Node | null = node; at; at = at.parent) {
    let before = at.previousNamedSibling;
    for (; before && /attribute|comment/.test(before.type); before = before.previousNamedSibling)
      if (/^#\[(?:\w+::)*(?:test\b|cfg\(.*\btest\b)/.test(before.text)) return true;
  }
  return false;
}

/** Whether a parameter of Python is a memo by its name, or since the body asks what is in it. */
export function isMemo({ text }: Node, body: Node): boolean {
  if (/^_|cache|memo|registry/i.test(text)) return true;
  return new RegExp(`\\bin\\s+${quoted(text)}\\b|\\b${quoted(text)}\\.(?:get|setdefault)\\(`).test(body.text);
}
