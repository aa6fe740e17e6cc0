import type { Node } from 'web-tree-sitter';
import { holds, partsOf } from './nodes.ts';

interface Style {
  /** What takes a value. */
  readonly pattern: RegExp;
  readonly unclear: RegExp;
  /** A value may be a macro that stands for several. */
  readonly hasMacros: boolean;
}

const PRINTF = {
  pattern: /%[-+ #0']*\d*(?:\.\d*)?(?:hh|h|ll|l|q|j|z|t|L)?[a-zA-Z]/g,
  unclear: /%[^%a-zA-Z]*[*[$<]|%m|PRI|%$/,
};

/** By how the format is written. */
const STYLES: Readonly<Record<string, Style>> = {
  /** `fmt.Printf` of Go. */
  go: { ...PRINTF, hasMacros: false },
  /** `printf` of C. */
  c: { ...PRINTF, hasMacros: true },
  /** The operator `%` of Python, and its loggers. */
  percent: {
    pattern: /%[-+ #0]*\d*(?:\.\d+)?[hlL]?[diouxXeEfFgGcrsa]/g,
    unclear: /%[^%a-zA-Z]*[*(]|%[^-+ #0-9.a-zA-Z%]|%$/,
    hasMacros: false,
  },
};

/** A literal format, the list that holds its values, and how many others come before these in it. */
export interface FormatUse {
  readonly format: Node;
  readonly list: Node;
  readonly style: string;
  readonly skip: number;
}

/** A name in capitals, or a call of one. */
function isMacro(value: Node): boolean {
  const named = value.type === 'call_expression' ? value.childForFieldName('function') : value;
  return named?.type === 'identifier' && /^[A-Z][A-Z0-9_]*$/.test(named.text);
}

/** Whether a literal format asks for another number of values than the list gives. Never so where that is not clear. */
export function formatMismatch({ format, list, style, skip }: FormatUse): boolean {
  const rules = STYLES[style];
  if (!rules) return false;
  const values = partsOf(list);
  // Values that are spread, and names, count as nobody knows how many.
  if (values.some((value) => /spread|splat|variadic|unpack|keyword_argument|^tuple$/.test(value.type)))
    return false;
  if (list.children.some(({ type }) => type === '...')) return false;
  if (rules.hasMacros && values.some(isMacro)) return false;
  if (holds(format, ({ type }) => /interpolation|substitution|concat/.test(type))) return false;
  const text = format.text.replaceAll('%%', '');
  if (rules.unclear.test(text)) return false;
  const wanted = text.match(rules.pattern)?.length ?? 0;
  return wanted > 0 && wanted !== values.length - skip;
}
