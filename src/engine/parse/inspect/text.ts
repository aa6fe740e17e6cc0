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

/**
 * Whether the pointer of C that a node says is held elsewhere too: the function around it has given it to something else
 * before or taken it from something else, or it is a parameter, which the caller still has.
 */
export function isKept(node: Node): boolean {
  const body = ancestorOf(node, ['function_definition']);
  if (!body) return false;
  const before = body.text.slice(0, node.startIndex - body.startIndex);
  const name = quoted(node.text);
  if (new RegExp(`=\\s*(?:\\([^()]*\\)\\s*)?${name}\\s*[;,]`).test(before)) return true;
  if (node.type !== 'identifier') return false;
  if (new RegExp(`\\b${name}\\s*[,)[]`).test(body.childForFieldName('declarator')?.text ?? '')) return true;
  const given = before.matchAll(new RegExp(`\\b${name}\\s*=(?!=)([^;]*)`, 'g'));
  return [...given].some(([, value = '']) => !/alloc|strdup|\bNULL\b|nullptr|^\s*0\s*$/i.test(value));
}

/** Whether a node of Rust stands in something with an attribute before it that fits. */
function isUnder(node: Node, attribute: RegExp): boolean {
  for (let at: Node | null = node; at; at = at.parent) {
    let before = at.previousNamedSibling;
    for (; before && /attribute|comment/.test(before.type); before = before.previousNamedSibling)
      if (attribute.test(before.text)) return true;
  }
  return false;
}

/** Whether a node of Rust stands in something that an attribute before it gives to tests. */
export const isInTest = (node: Node): boolean => isUnder(node, /^#\[(?:\w+::)*(?:test\b|cfg\(.*\btest\b)/);

/** Whether an attribute of Rust, before what a node stands in or at the head of the file, allows what a lint calls so. */
export function isAllowed(node: Node, lint: string): boolean {
  const allows = new RegExp(`^#!?\\[(?:allow|expect)\\([^)]*\\b${lint}\\b`);
  return (
    isUnder(node, allows) ||
    node.tree.rootNode.namedChildren.some(
      (one) => one?.type === 'inner_attribute_item' && allows.test(one.text),
    )
  );
}

/** Whether a parameter of Python is a memo by its name, or since the body asks what is in it. */
export function isMemo({ text }: Node, body: Node): boolean {
  if (/^_|cache|memo|registry/i.test(text)) return true;
  return new RegExp(`\\bin\\s+${quoted(text)}\\b|\\b${quoted(text)}\\.(?:get|setdefault)\\(`).test(body.text);
}
