import type { SymbolKind } from '../../types.ts';

/** A definition that a line seems to begin, read without a grammar. */
export interface LineDefinition {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Where the name starts in the line. */
  readonly column: number;
}

/** Longer lines begin nothing that a person wrote. */
const MAX_LINE = 500;

const KINDS: Readonly<Record<string, SymbolKind>> = {
  class: 'class',
  record: 'class',
  object: 'class',
  interface: 'interface',
  protocol: 'interface',
  struct: 'struct',
  union: 'struct',
  enum: 'enum',
  trait: 'trait',
  module: 'module',
  defmodule: 'module',
  namespace: 'namespace',
  type: 'type',
  typealias: 'type',
  def: 'function',
  defp: 'function',
  fn: 'function',
  func: 'function',
  fun: 'function',
  function: 'function',
  sub: 'function',
  defmacro: 'macro',
  macro: 'macro',
  val: 'variable',
  var: 'variable',
  let: 'variable',
  const: 'constant',
};

const KEYWORD = new RegExp(
  String.raw`^\s*(?:(?:\w+|pub\([\w\s]*\)|@\w+)\s+){0,6}?(${Object.keys(KINDS).join('|')})\s+(?:self\.)?(?:\([^()]*\)\s*)?([\p{L}_$][\p{L}\p{N}_$]*[!?]?)`,
  'u',
);
/** A method of a language with braces: a type, a name, parameters, and what begins a body. */
const METHOD =
  /^\s*(?:(?:\w|[<>[\],.?*&:])+\s+){1,6}?([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^<>()]*>)?\([^;]*(?:\{|=>|\)\s*$)/u;
const NO_METHOD =
  /^\s*(?:if|for|foreach|while|switch|catch|return|else|do|new|throw|await|case|using|lock|when|assert|yield|goto|typedef|import|package|elif|with|print)\b/;

/** What the line begins, by the words that languages begin definitions with; undefined for nothing. */
export function lineDefinition(line: string): LineDefinition | undefined {
  if (line.length > MAX_LINE) return undefined;
  const keyword = KEYWORD.exec(line);
  if (keyword) {
    const name = keyword[2]!;
    return { kind: KINDS[keyword[1]!]!, name, column: keyword[0].length - name.length };
  }
  if (NO_METHOD.test(line)) return undefined;
  const method = METHOD.exec(line);
  if (!method) return undefined;
  return { kind: 'method', name: method[1]!, column: line.indexOf(method[1]!) };
}
