import type { Node } from 'web-tree-sitter';

const MAX_SIGNATURE = 200;
/** How much of a definition is looked at: a head is short, and a table of a megabyte has none. */
const MAX_HEAD = 2_000;
/** What holds the inside of a definition, in grammars that do not name it `body`. */
const BODY =
  /(?:^|_)(?:body|block|do_block|initializer_list|declaration_list|statement_block|compound_statement|declarations|cases|object|array|table_constructor)$/;
/** Fields that lead from a name to the function or type it is given. */
const INNER = ['definition', 'declaration', 'value', 'right', 'type'] as const;
/** What stands before the head on lines of its own. */
const LEAD = /decorator|annotation|attribute|comment/;

/**
 * The head of a definition on one line: its name with parameters and result, without decorators and without its body.
 * Read off the tree, so that braces and colons inside of parameters do not end it. At most 200 characters.
 */
export function signatureOf(definition: Node, name: Node, text: string): string {
  const body = bodyOf(definition, name.endIndex);
  const from = headStart(definition, name, text);
  const limit = Math.min(definition.endIndex, name.endIndex + MAX_HEAD);
  const to = body === undefined ? limit : Math.min(body.startIndex, limit);
  const head = text.slice(from, Math.max(to, name.endIndex));
  // A value without a body (a string, a number, a long expression) tells itself in its first line.
  const isValue = body === undefined && VALUE.test(definition.type);
  const shown = isValue ? head.slice(0, lineEnd(head, name.endIndex - from)) : head;
  return shown
    .replace(/\s+/g, ' ')
    .replace(/(?:\s|=>|->|[{=:;,]|\b(?:do|begin|is|where)$)+$/, '')
    .trim()
    .slice(0, MAX_SIGNATURE);
}

const VALUE = /assignment|variable|const|field|property|pair|enum_|val_|var_|let_|static|element/;

function lineEnd(head: string, from: number): number {
  const end = head.indexOf('\n', Math.max(0, from));
  return end < 0 ? head.length : end;
}

/** The start of the definition, or of the first line after its decorators and annotations. */
function headStart(definition: Node, name: Node, text: string): number {
  const lineStart = text.lastIndexOf('\n', name.startIndex - 1) + 1;
  let start = definition.startIndex;
  if (start >= lineStart) return start;
  for (let child = definition.firstChild; child && child.startIndex < lineStart; child = child.nextSibling) {
    if (!LEAD.test(child.type) && child.type !== 'modifiers') break;
    start = child.nextSibling?.startIndex ?? child.endIndex;
    // Modifiers hold annotations and words: the words stand on the line of the name or are not worth another look.
    if (child.type === 'modifiers' && child.endIndex > lineStart)
      return Math.max(lineStart, child.startIndex);
  }
  return Math.min(start, name.startIndex);
}

/** The node that holds the inside of a definition, seen from the definition or from the value that it names. */
function bodyOf(node: Node, after: number, depth = 0): Node | undefined {
  const named = node.childForFieldName('body');
  if (named && named.startIndex >= after) return named;
  for (let child = node.lastChild, looked = 0; child && looked < 4; child = child.previousSibling, looked++) {
    if (child.startIndex < after) break;
    if (BODY.test(child.type)) return child;
  }
  if (depth >= 3) return undefined;
  for (const field of INNER) {
    const inner = node.childForFieldName(field);
    const found = inner && inner.endIndex > after ? bodyOf(inner, after, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}
