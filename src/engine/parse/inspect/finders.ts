/** Predicates of rules that look through what a query captured, and give the places themselves. */
import type { Node } from 'web-tree-sitter';
import { chainOf, isContinued } from './chain.ts';
import { ancestorOf, holds, isComment, isPure, isSameCode, partsOf } from './nodes.ts';

export interface Place {
  readonly hit: Node;
  /** Other nodes that belong to it, by name. */
  readonly with: readonly (readonly [name: string, node: Node])[];
}

export type Finder = (node: Node, strings: readonly string[]) => readonly Place[];

const FINDERS: Readonly<Record<string, Finder>> = {
  /** Its name. */
  'mark-name!': (node) => [{ hit: node.childForFieldName('name') ?? node, with: [] }],
  /** Its own returns of a value of one of the types; functions in it are passed over. */
  'returns!': returns,
  /** The first word of it: the whole would be long. */
  'mark!': (node) => [{ hit: node.child(0) ?? node, with: [] }],
  /** Members of the first type whose field (or own text) is that of an earlier one; its node must be of the other types. */
  'repeated!': repeated,
  /** Conditions of a chain of `else if` that stood there before. */
  'repeated-condition!': repeatedConditions,
  /** An `else` that is the same code as its `if`. */
  'same-branches!': sameBranches,
  /** What follows, in its block, a statement of one of the types. */
  'unreachable!': unreachable,
  /** Members of the types that have the name of an earlier one, with nothing in between that speaks of it. */
  'redefined!': redefined,
};

export const finderOf = (operator: string): Finder | undefined => FINDERS[operator];

function returns(body: Node, types: readonly string[]): Place[] {
  return body
    .descendantsOfType('return_statement')
    .filter((one) => {
      const within = ancestorOf(one, ['function_definition', 'lambda']);
      return within?.id === body.parent?.id && types.includes(one.namedChild(0)?.type ?? '');
    })
    .map((hit) => ({ hit, with: [] }));
}

/** What a key is when quotes do not count; undefined for one that is computed. */
function keyOf(node: Node): string | undefined {
  if (holds(node, ({ type }) => /interpolation|substitution|call/.test(type))) return undefined;
  const { text, type } = node;
  const quoted = /^(['"])([\s\S]*)\1$/.exec(text);
  // What an escape means may hang on the quotes.
  return quoted && !text.includes('\\') ? quoted[2] : /number|integer|float/.test(type) ? `#${text}` : text;
}

/** A part by the name of its field; `first`: the first of several parts. */
function fieldOf(part: Node, field: string): Node | null | undefined {
  if (field === '') return part;
  if (field !== 'first') return part.childForFieldName(field);
  const parts = partsOf(part);
  return parts.length > 1 ? parts[0] : undefined;
}

function repeated(list: Node, [types = '', field = '', ...kinds]: readonly string[]): Place[] {
  const wanted = types.split(' ');
  const first = new Map<string, Node>();
  return partsOf(list).flatMap((part) => {
    if (!wanted.includes(part.type)) return [];
    const node = fieldOf(part, field);
    if (!node || (kinds.length > 0 && !kinds.includes(node.type)) || !isPure(node)) return [];
    const key = keyOf(node);
    if (key === undefined) return [];
    const before = first.get(key);
    if (before) return [{ hit: node, with: [['first', before] as const] }];
    first.set(key, node);
    return [];
  });
}

function repeatedConditions(start: Node): Place[] {
  const chain = isContinued(start) ? undefined : chainOf(start);
  const first = new Map<string, Node>();
  return (chain?.arms ?? []).flatMap(({ condition }) => {
    const key = condition.text.replace(/\s+/g, '');
    const before = first.get(key);
    if (before && isPure(condition) && isSameCode(before, condition))
      return [{ hit: condition, with: [['first', before] as const] }];
    if (!isPure(condition))
      for (const known of [...first.keys()]) if (mayChange(condition, known)) first.delete(known);
    first.set(key, condition);
    return [];
  });
}

/** Whether asking a condition may change what a known one says: it sets a name of it, gives its address away, or sets `errno`. */
function mayChange(condition: Node, known: string): boolean {
  if (/\berrno\b/.test(known)) return true;
  const given = condition.text.matchAll(
    /(?<!&)&(\w+)|(?<![\w$])([\w$]+)\s*(?:=(?![=>])|\+\+|--|:=)|(?:\+\+|--)([\w$]+)/g,
  );
  const names = new Set([...given].map(([, address, set, stepped]) => address ?? set ?? stepped));
  return (known.match(/[\w$]+/g) ?? []).some((name) => names.has(name));
}

function sameBranches(start: Node): Place[] {
  const chain = isContinued(start) ? undefined : chainOf(start);
  const [arm, ...others] = chain?.arms ?? [];
  const rest = chain?.rest;
  if (!arm?.body || !rest || others.length > 0) return [];
  // A name bound by the condition may stand for something else in its branch.
  if (holds(arm.condition, ({ type }) => /^let_condition$|declaration/.test(type))) return [];
  // It goes on an `else` that the compiler may leave out, and then has to give something in any case.
  if (/\belse\s*#\s*endif[^\n]*\s*$/.test(start.previousSibling?.text.slice(-200) ?? '')) return [];
  if (partsOf(rest).length === 0 || !isSameBody(arm.body, rest)) return [];
  // Comments that differ say which case each branch is.
  const { endIndex } = arm.body;
  if (commentsOf(start, arm.condition.endIndex, endIndex) !== commentsOf(start, endIndex, rest.endIndex))
    return [];
  return [{ hit: rest, with: [['first', arm.body]] }];
}

/** The comments of a statement between two of its places. */
function commentsOf(statement: Node, from: number, to: number): string {
  const comments: string[] = [];
  holds(statement, (node) => {
    if (isComment(node) && node.startIndex >= from && node.endIndex <= to) comments.push(node.text);
    return false;
  });
  return comments.join('\n');
}

/** What holds statements, and no more. */
const BODY = /^(?:then|else|else_clause|block|statement_block|compound_statement|body_statement)$/;
const statementsOf = (node: Node): Node[] => (BODY.test(node.type) ? partsOf(node) : [node]);

/** Bodies of some grammars hold the keyword before them, or are a lone statement: then the statements are compared. */
function isSameBody(a: Node, b: Node): boolean {
  if (isSameCode(a, b)) return true;
  const [left, right] = [statementsOf(a), statementsOf(b)];
  return left.length === right.length && left.every((one, at) => isSameCode(one, right[at]!));
}

/** What is never run but means something where it stands, or is there for the compiler. */
const NO_STATEMENT =
  /function|class|label|case|^break|type|interface|enum|struct|import|preproc|^empty|using|item|module|attribute|declaration_list|^method$|heredoc|^;$|default|rescue|ensure|^else|text_interpolation|php_end_tag/;

/** A macro of C by its name, which may hold a label. */
const MACRO = /^[A-Z][A-Z0-9_]+\s*[(;]/;

function unreachable(block: Node, types: readonly string[]): Place[] {
  const parts = partsOf(block);
  for (const [at, part] of parts.entries()) {
    const next = parts[at + 1];
    if (!next || !types.includes(inner(part).type)) continue;
    // A condition of the compiler before it, or code that could not be read, may hold an `if` that it belongs to.
    const before = parts[at - 1];
    if (before && (before.hasError || /attribute|preproc/.test(before.type))) continue;
    if (
      NO_STATEMENT.test(next.type) ||
      isMereName(next) ||
      MACRO.test(next.text) ||
      parts.slice(at + 1).some((part) => holds(part, ({ type }) => /label|preproc/.test(type)))
    )
      return [];
    if (/^(\(void\)|;+$)/.test(next.text) || holds(next, ({ type }) => type === 'yield')) return [];
    return [{ hit: next, with: [['leave', part]] }];
  }
  return [];
}

/** A `var` of JavaScript that is given nothing: it counts for the whole function. */
const isMereName = (node: Node): boolean =>
  node.type === 'variable_declaration' && node.namedChildren.every((one) => !one.childForFieldName('value'));

/** An expression that makes up a statement. */
const inner = (part: Node): Node =>
  part.type === 'expression_statement' && part.namedChildCount === 1 ? part.namedChild(0)! : part;

function redefined(block: Node, types: readonly string[]): Place[] {
  const first = new Map<string, Node>();
  const places: Place[] = [];
  for (const part of partsOf(block)) {
    const name = part.childForFieldName('name');
    if (!name || !types.includes(part.type) || /computed/.test(name.type)) {
      // It may give the name another meaning, or need what stands there: only what it does not speak of stays.
      for (const known of [...first.keys()])
        if (part.text.includes(known.split(' ').at(-1)!)) first.delete(known);
      continue;
    }
    const words = part.children
      .filter((child) => child.endIndex <= name.startIndex && !isComment(child))
      .flatMap((child) => child.text.match(/\b(static|get|set)\b/g) ?? []);
    const key = [...words, name.text].join(' ');
    const before = first.get(key);
    if (before) places.push({ hit: name, with: [['first', before]] });
    first.set(key, name);
  }
  return places;
}
