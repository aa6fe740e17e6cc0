import type { Node } from 'web-tree-sitter';
import { partsOf } from './nodes.ts';

/** An `if` with all that follows it by `else if` and `else`. */
export interface Chain {
  readonly arms: readonly { readonly condition: Node; readonly body: Node | null }[];
  /** What runs when no condition holds; absent for none. */
  readonly rest?: Node;
}

const IF = /^(if_statement|if_expression|if|unless|elsif|elif_clause|else_if_clause)$/;
const ELSE = /^(else_clause|else)$/;

/** Whether an `if` goes on another one, which tells of both. */
export function isContinued(node: Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  return (
    ELSE.test(parent.type) ||
    (IF.test(parent.type) && parent.childForFieldName('alternative')?.id === node.id)
  );
}

/** Reads an `if` of any grammar; undefined where a part of it is not understood. */
export function chainOf(start: Node): Chain | undefined {
  const arms: { condition: Node; body: Node | null }[] = [];
  let at: Node | undefined = start;
  while (at) {
    const arm = armOf(at);
    if (!arm) return undefined;
    arms.push(arm);
    let next: Node | undefined;
    for (const follower of followersOf(at)) {
      if (ELSE.test(follower.type)) {
        const parts: Node[] = partsOf(follower);
        const [only] = parts;
        if (only && parts.length === 1 && IF.test(only.type)) next = only;
        else return { arms, rest: parts.length === 1 && only ? only : follower };
      } else if (/^(elif_clause|else_if_clause)$/.test(follower.type)) {
        const clause = armOf(follower);
        if (!clause) return undefined;
        arms.push(clause);
      } else if (IF.test(follower.type)) next = follower;
      else return { arms, rest: follower };
    }
    at = next;
  }
  return { arms };
}

function armOf(node: Node): { condition: Node; body: Node | null } | undefined {
  const condition = node.childForFieldName('condition');
  // What is set up before a condition can change what it means.
  if (!condition || node.childForFieldName('initializer')) return undefined;
  return { condition, body: node.childForFieldName('consequence') ?? node.childForFieldName('body') };
}

/** The alternatives of an `if`, in their order. */
function followersOf(node: Node): Node[] {
  const found = node
    .childrenForFieldName('alternative')
    .filter((child): child is Node => child?.isNamed === true);
  return found.length > 0
    ? found
    : partsOf(node).filter(
        ({ type }) => ELSE.test(type) || /^(elif_clause|else_if_clause|elsif)$/.test(type),
      );
}
