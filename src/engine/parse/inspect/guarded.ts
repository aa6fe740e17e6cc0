import type { Node } from 'web-tree-sitter';
import { holds, nextOf } from './nodes.ts';

const FUNCTION = /function|method|lambda|arrow|closure|^local_function/;

/** Whether a handler takes whatever is thrown: one of JavaScript does, one of C# when it names no narrower type. */
function takesAll(handler: Node): boolean {
  if (handler.namedChildren.some((part) => part?.type === 'catch_filter_clause')) return false;
  const declared = handler.namedChildren.find((part) => part?.type === 'catch_declaration');
  return !declared || /^(System\.)?Exception$/.test(declared.childForFieldName('type')?.text ?? '');
}

/** Whether what is thrown at a place below a function is handled before it leaves the function. */
function isHandled(place: Node, code: Node): boolean {
  for (let at = place; at.id !== code.id && at.parent; at = at.parent) {
    if (at.parent.type !== 'try_statement' || at.parent.childForFieldName('body')?.id !== at.id) continue;
    if (at.parent.namedChildren.some((part) => part?.type === 'catch_clause' && takesAll(part))) return true;
  }
  return false;
}

/**
 * Whether all that an asynchronous function of JavaScript or C# waits for, or throws itself, stands in a `try` whose
 * handler takes everything. Not so where it waits for nothing. Functions in it are passed over.
 */
export function isGuarded(code: Node): boolean {
  let waits = 0;
  const isOwn = (node: Node): boolean => {
    for (let at = node.parent; at && at.id !== code.id; at = at.parent)
      if (FUNCTION.test(at.type)) return false;
    return true;
  };
  const leaks = holds(code, (node) => {
    if (!/^(await_expression|throw_statement|throw_expression)$/.test(node.type) || !isOwn(node))
      return false;
    if (node.type === 'await_expression') waits++;
    return !isHandled(node, code);
  });
  return waits > 0 && !leaks;
}

/** Whether a method `run` of Java ends behind a handler in it: the thread is over, and nobody asks it for an interrupt. */
export function endsRun(handler: Node): boolean {
  for (let at = handler.parent; at; at = at.parent) {
    if (at.type === 'method_declaration') return at.childForFieldName('name')?.text === 'run';
    if (/^(for|while|do|enhanced_for)_statement$/.test(at.type) || FUNCTION.test(at.type)) return false;
    if (at.parent?.type === 'block' && nextOf(at)) return false;
  }
  return false;
}
