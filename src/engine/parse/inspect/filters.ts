/** Predicates of rules that say no more than yes or no of what a query captured. */
import type { Node } from 'web-tree-sitter';
import { changes } from './changes.ts';
import { formatMismatch } from './formats.ts';
import { clash, countsAway, endsOnNull, isFixed, isJoined } from './forms.ts';
import { endsRun, isGuarded } from './guarded.ts';
import { ancestorOf, holds, isComment, isPure, isSameCode, nextOf, partsOf } from './nodes.ts';
import {
  isAllowed,
  isAssigned,
  isDeclared,
  isDeclaredAs,
  isInTest,
  isKept,
  isMemo,
  isSubscribed,
} from './text.ts';

/** Nodes by the captures that the predicate names, in their order, and its strings. */
export type Filter = (captures: readonly (readonly Node[])[], strings: readonly string[]) => boolean;

/** One capture and words: whether the first node that it took fits. A capture that took nothing is no hindrance. */
const ofOne =
  (fits: (node: Node, strings: readonly string[]) => boolean): Filter =>
  ([nodes], strings) =>
    nodes?.[0] === undefined || fits(nodes[0], strings);

const isOptional = (node: Node): boolean => node.children.some(({ type }) => type === 'optional_chain');

const FUNCTION = /function|method|lambda|arrow|closure|async_block|^def$/;

/** Each may be asked for its contrary: `#not-inside?`. */
const FILTERS: Readonly<Record<string, Filter>> = {
  /** Two captures are the same code. */
  'same-code?': ([left, right]) => {
    const [a, b] = [left?.[0], right?.[0]];
    return a !== undefined && b !== undefined && isSameCode(a, b);
  },
  /** Reading it twice gives the same, and does nothing else. */
  'pure?': (captures) => captures.flat().every(isPure),
  /** It is, or holds, a node of one of the types. */
  'has?': ofOne((node, types) => holds(node, (one) => types.includes(one.type))),
  'inside?': ofOne((node, types) => ancestorOf(node, types) !== undefined),
  /** Two of its ancestors are of the type. */
  'nested?': ofOne((node, types) => {
    const outer = ancestorOf(node, types);
    return outer !== undefined && ancestorOf(outer, types) !== undefined;
  }),
  /** Of its ancestors of these types, the nearest is of the first type. */
  'nearest?': ofOne((node, types) => ancestorOf(node, types)?.type === types[0]),
  'parent?': ofOne((node, types) => node.parent !== null && types.includes(node.parent.type)),
  'type?': ofOne((node, types) => types.includes(node.type)),
  /** Its operator is one of these. */
  'operator?': ofOne((node, operators) => operators.includes(node.childForFieldName('operator')?.text ?? '')),
  /** It holds a comment. */
  'commented?': ofOne((node) => holds(node, isComment)),
  /** What follows it, comments left out, is of one of the types. */
  'followed-by?': ofOne((node, types) => types.includes(nextOf(node)?.type ?? '')),
  /** A comment stands right behind it, on its last line or the next one; the string `here`: on its last line. */
  'followed-by-comment?': ofOne((node, [where]) => {
    const last = node.endPosition.row + (where === 'here' ? 0 : 1);
    for (let at: Node | null = node; at; at = at.parent) {
      let next = at.nextSibling;
      while (next?.type === ';') next = next.nextSibling;
      if (next) return isComment(next) && next.startPosition.row <= last;
    }
    return false;
  }),
  /** A comment right before it holds the pattern, in letters of any case. */
  'explained?': ofOne((node, [pattern = '']) => {
    let at = node;
    while (at.parent && at.parent.startIndex === node.startIndex) at = at.parent;
    const before = at.previousSibling;
    if (!before || !isComment(before) || before.endPosition.row < node.startPosition.row - 1) return false;
    return new RegExp(pattern, 'i').test(before.text.slice(-400));
  }),
  /** Two captures of Python: a name, and code that changes the list or dictionary behind it without giving it a new one. */
  'changes?': ([name, code]) =>
    name?.[0] !== undefined && code?.[0] !== undefined && changes(code[0], name[0].text),
  /** Somewhere after it, among its siblings, stands one of the types. */
  'leaves-after?': ofOne((node, types) => {
    for (let next = nextOf(node); next; next = nextOf(next)) if (types.includes(next.type)) return true;
    return false;
  }),
  /** Two captures: the text of the second is a name in the first. */
  'names?': ([code, name]) =>
    code?.[0] !== undefined &&
    holds(code[0], ({ type, text }) => /identifier/.test(type) && text === name?.[0]?.text),
  /** A link of the chain of JavaScript that it ends may be missing (`?.`). */
  'chained?': ofOne((node) => {
    for (
      let at: Node | null = node;
      at;
      at = at.childForFieldName('object') ?? at.childForFieldName('function')
    )
      if (isOptional(at)) return true;
    return false;
  }),
  'chained-here?': ofOne(isOptional),
  'parts-over?': ofOne((node, [count]) => partsOf(node).length > Number(count)),
  /** A text of Python that values are put into: an f-string, `+`, `%` or `format`. */
  'joined?': ofOne(isJoined),
  /** Two captures of a `for`: the condition asks for less and the update gives less, from 0 on; or both more. */
  'counts-away?': ([condition, update]) =>
    condition?.[0] !== undefined && update?.[0] !== undefined && countsAway(condition[0], update[0]),
  /** Three captures: both comparisons with literals decide what joins them. */
  'clash?': ([whole, first, second]) =>
    whole?.[0] !== undefined &&
    first?.[0] !== undefined &&
    second?.[0] !== undefined &&
    clash(whole[0], first[0], second[0]),
  /** Only a negation of it, in brackets, is looked at. */
  'negated?': ofOne(
    ({ parent }) => parent?.type === 'parenthesized_expression' && parent.parent?.type === 'unary_expression',
  ),
  /** The left side, a mere name, of `<=`, `>=` or an equality that chooses a value or is one of several: what is so to itself is not NaN. */
  'asks-number?': ofOne(({ type, parent }) => {
    if (!/^(identifier|variable_name|instance_variable)$/.test(type) || !parent) return false;
    const around = parent.parent?.type === 'parenthesized_expression' ? parent.parent.parent : parent.parent;
    const isAmong =
      /^(ternary|conditional)_expression$/.test(around?.type ?? '') ||
      around?.children.some((part) => /^(&&|\|\||and|or)$/.test(part.type)) === true;
    return parent.children.some((part) => /^[<>]=$/.test(part.type) || (isAmong && /^===?$/.test(part.type)));
  }),
  /** A statement of PHP whose value is written into the page by `<?=`. */
  'echoed?': ofOne((node) => {
    const before = node.previousSibling ?? node.parent?.previousSibling;
    return before?.text.endsWith('<?=') === true;
  }),
  /** The file declares its name itself, so that it may mean something else. Reads the whole text. */
  'declared?': ofOne(isDeclared),
  /** The text of its file holds the pattern. Reads the whole text. */
  'file-matches?': ofOne((node, [pattern = '']) => new RegExp(pattern).test(node.tree.rootNode.text)),
  /** Its file gives it a value of its own: `it = ...`. Reads the whole text. */
  'assigned?': ofOne(isAssigned),
  /** When it gives null the program ends, right there or in the next statement. */
  'ends-on-null?': ofOne(endsOnNull),
  /** Rust: it stands in a test, or in a module that is only built for tests. */
  'in-test?': ofOne(isInTest),
  /** Rust: an attribute on what it stands in, or of the file, allows what the word names. */
  'allowed?': ofOne((node, [word = '']) => isAllowed(node, word)),
  /** JavaScript and C#: a function whose waiting and throwing is all inside of a `try` with a handler for everything. */
  'guarded?': ofOne(isGuarded),
  /** A handler of Java behind which a method `run` ends. */
  'ends-run?': ofOne(endsRun),
  /** Two captures of Python: a name of a parameter, and a body that looks things up in it as in a memo. */
  'memo?': ([name, body]) => name?.[0] !== undefined && body?.[0] !== undefined && isMemo(name[0], body[0]),
  /** C: a statement before it in its function keeps a copy of what it says. */
  'kept?': ofOne(isKept),
  /** C#: the file adds it to an event. Reads the whole text. */
  'subscribed?': ofOne(isSubscribed),
  /** A text of Python that is put together from literals and constants. */
  'fixed?': ofOne(isFixed),
  /** A function, method or class around it has a name that holds the pattern. */
  'inside-named?': ofOne((node, [pattern = '']) => {
    for (let at = node.parent; at; at = at.parent)
      if (new RegExp(pattern).test(at.childForFieldName('name')?.text ?? '')) return true;
    return false;
  }),
  /** Where it is a mere name, the file declares it somewhere with this type before it. Reads the whole text. */
  'declared-as?': ofOne((node, [type = '']) => node.type !== 'identifier' || isDeclaredAs(node, type)),
  /** One of two captures, and not the other, is of the type. */
  'has-one?': ([a, b], [type]) => (a?.[0]?.type === type) !== (b?.[0]?.type === type),
  /** It has so many parts; comments do not count. */
  'parts?': ofOne((node, [count]) => partsOf(node).length === Number(count)),
  /** It has a single part, of one of these types. */
  'only?': ofOne((node, types) => {
    const [part, ...others] = partsOf(node);
    return part !== undefined && others.length === 0 && types.includes(part.type);
  }),
  /** Nothing but comments follows it among its siblings. */
  'last?': ofOne((node) => nextOf(node) === undefined),
  /** The function it stands in is asynchronous. */
  'in-async?': ofOne((node) => {
    for (let at = node.parent; at; at = at.parent)
      if (FUNCTION.test(at.type)) return /^[^({]*\basync\b/.test(at.text.slice(0, 200));
    return false;
  }),
  /** A member of the block has this name: the first string is the type of members, the others are names. */
  'member?': ofOne((node, [type, ...names]) =>
    partsOf(node).some(
      (part) => part.type === type && names.includes(part.childForFieldName('name')?.text ?? ''),
    ),
  ),
  /** Some letter stands in its text twice. */
  'repeats-letter?': ofOne((node) => new Set(node.text).size < [...node.text].length),
  /** Two elements of the array are parted by more than one comma. */
  'hole?': ofOne((node) => {
    const tokens = node.children.filter((child) => !isComment(child));
    const holes = tokens.filter(({ type }, at) => type === ',' && /^[,[]$/.test(tokens[at - 1]!.type));
    return holes.length === 1 && tokens[1]?.type !== ',';
  }),
  /** The number does not survive as a 64-bit float. */
  'inexact?': ofOne((node) => {
    const digits = node.text.replaceAll('_', '');
    return /^[1-9]\d{15,}$/.test(digits) && BigInt(Number(digits)) !== BigInt(digits);
  }),
  /** A format asks for more or fewer values than it is given: format, arguments, how it is written, values before. */
  'format-mismatch?': ([format, list], [style = '', skip = '0']) =>
    format?.[0] !== undefined &&
    list?.[0] !== undefined &&
    formatMismatch({ format: format[0], list: list[0], style, skip: Number(skip) }),
};

/** The filter of a predicate, by the name it is written with; undefined for one that is not known. */
export function filterOf(operator: string): Filter | undefined {
  const own = FILTERS[operator];
  if (own) return own;
  const contrary = operator.startsWith('not-') ? FILTERS[operator.slice('not-'.length)] : undefined;
  return (
    contrary &&
    ((captures, strings) => !captures.some((nodes) => nodes.length === 0) && !contrary(captures, strings))
  );
}
