import type { Node } from 'web-tree-sitter';
import { holds } from './nodes.ts';

/** Methods of Python's lists, dictionaries and sets that change them. */
const CHANGING = new Set([
  ...['append', 'extend', 'insert', 'remove', 'pop', 'clear', 'sort', 'reverse'],
  ...['add', 'discard', 'update', 'setdefault', 'popitem'],
]);

/** Whether Python code changes the list, dictionary or set that a name stands for. Not so where the name is set anew. */
export function changes(code: Node, name: string): boolean {
  let [isChanged, isNew] = [false, false];
  holds(code, (node) => {
    const left = node.childForFieldName('left');
    if (node.type === 'assignment' && left?.text === name) isNew = true;
    isChanged ||= isChange(node, name, left);
    return isNew;
  });
  return isChanged && !isNew;
}

function isChange(node: Node, name: string, left: Node | null): boolean {
  if (node.type === 'call') {
    const called = node.childForFieldName('function');
    return (
      called?.type === 'attribute' &&
      called.childForFieldName('object')?.text === name &&
      CHANGING.has(called.childForFieldName('attribute')?.text ?? '')
    );
  }
  if (node.type === 'delete_statement') return isPartOf(node.namedChild(0), name);
  if (node.type !== 'assignment' && node.type !== 'augmented_assignment') return false;
  return isPartOf(left, name) || (node.type === 'augmented_assignment' && left?.text === name);
}

const isPartOf = (node: Node | null, name: string): boolean =>
  node?.type === 'subscript' && node.childForFieldName('value')?.text === name;
