import type { Node } from 'web-tree-sitter';
import type { SymbolDef, SymbolKind } from '../../types.ts';
import type { ChunkSymbol } from '../chunkTree.ts';
import type { CommentSyntax } from '../language.ts';
import type { Lines } from '../lines.ts';
import { leadOf } from './comment.ts';
import {
  countParameters,
  type DeclareSpec,
  type FileExports,
  fileExports,
  type Openness,
  opennessOf,
} from './declared.ts';
import { nodeText, unquote } from './nodeText.ts';
import { signatureOf } from './signature.ts';

/** A definition as a pattern found it. */
export interface RawDefinition {
  readonly name: string;
  readonly kind: SymbolKind;
  /** A name that is bound: a definition outside of functions, inside of one a local. */
  readonly isBinding: boolean;
  /** Number of the pattern: of several that find one name, the first of the file says what it is. */
  readonly pattern: number;
  /** Beside the object itself (`self.x = 1`): it belongs to the nearest type, and outside of one it is none. */
  readonly isOwn: boolean;
  /** One of several equations that define one name. */
  readonly isClause: boolean;
  readonly nameAt: number;
  readonly nameLine: number;
  readonly start: number;
  readonly startLine: number;
  readonly end: number;
  readonly endLine: number;
  readonly doc: string;
  /** Its head on one line; read when all is known of it. */
  readonly signature: () => string;
  readonly params?: number;
  /** Whether other files may use it by itself, as a member of something or not. */
  readonly openness: (isMember: boolean) => Openness;
  /** What the definition belongs to where that is not what encloses it: the type of a Go method, `A::B` of C++. */
  readonly container?: string;
}

/** Definitions of a file by where their name starts. */
export type Definitions = Map<number, RawDefinition>;

/** A text with what is needed to read the comments in it. */
export interface TaggedText {
  readonly text: string;
  readonly lines: Lines;
  readonly comment: CommentSyntax;
}

/** A tree as definitions are read off it. */
export interface TaggedTree {
  readonly text: string;
  readonly declares: DeclareSpec;
  /** What the file says of its exports; read when it is first asked for. */
  readonly exports: () => FileExports;
}

/** A tree with what its language says about declarations. */
export function taggedTree(root: Node, text: string, declares: DeclareSpec): TaggedTree {
  let known: FileExports | undefined;
  const exports = (): FileExports => {
    known ??= fileExports(root, declares);
    return known;
  };
  return { text, declares, exports };
}

/** Enclosing names kept for a definition: hostile nesting must not cost quadratic memory. */
const MAX_CONTAINERS = 16;

/** Letters before a name that are looked at for words such as `public`. */
const MOST_BEFORE = 400;

/** Adds what one match found. A name found by two patterns counts once: the first pattern's kind, the wider range. */
export function addDefinition(
  definitions: Definitions,
  found: {
    readonly node: Node;
    readonly kind: SymbolKind;
    readonly isBinding: boolean;
    readonly pattern: number;
    readonly isOwn: boolean;
    readonly isClause: boolean;
    readonly name: Node;
    /** Before the name: the `~` of a destructor, the word `operator`. */
    readonly lead: string;
    /** Where the definition begins when that is before its node: at its first decorator. */
    readonly start: Node | undefined;
    /** What holds the definition and all that follows it, where that belongs to it: `namespace Shop;`. */
    readonly rest: Node | undefined;
    readonly doc: string;
    readonly container: string | undefined;
  },
  { text, declares, exports }: TaggedTree,
): void {
  const { node, kind, isBinding, pattern, isOwn, isClause, lead, doc, container } = found;
  const bare = bareName(found.name, text);
  const name = lead === '' ? bare : `${lead}${/\w$/.test(lead) ? ' ' : ''}${bare}`;
  if (name === '' || name === '_') return;
  const key = found.name.startIndex;
  const known = definitions.get(key);
  const params = countParameters(node, found.name, kind, declares);
  const before = text.slice(
    Math.max(node.startIndex, found.name.startIndex - MOST_BEFORE),
    found.name.startIndex,
  );
  const raw: RawDefinition = {
    name,
    kind,
    isBinding,
    pattern,
    isOwn,
    isClause,
    nameAt: key,
    nameLine: found.name.startPosition.row + 1,
    start: (found.start ?? node).startIndex,
    startLine: (found.start ?? node).startPosition.row + 1,
    end: (found.rest ?? node).endIndex,
    endLine: lastLineOf(found.rest ?? node),
    doc,
    signature: () => signatureOf(node, found.name, text),
    ...(params === undefined ? {} : { params }),
    openness: (isMember) =>
      opennessOf({ definition: node, name, kind, before }, declares, exports(), isMember),
    ...(container ? { container } : {}),
  };
  definitions.set(key, known ? joined(known, raw) : raw);
}

/** A node that ends at column 0 has taken in the line break before it. */
function lastLineOf({ startPosition, endPosition: { row, column } }: Node): number {
  return column === 0 && row > startPosition.row ? row : row + 1;
}

/** Signs that belong to how a name is written, by the kind of its node: `:email`, `lines:`, `$script:Count`. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  simple_symbol: /^:/,
  atom: /^:/,
  keyword: /:\s*$/,
  word: /=$/,
  variable: /^\$(?:\w+:)?/,
  function_name: /^(?:global|script|local|private):/i,
};

function bareName(node: Node, text: string): string {
  const written = unquote(nodeText(node, text)).replace(/\s+/g, ' ');
  const signs = SIGNS[node.type];
  return signs ? written.replace(signs, '') : written;
}

function joined(a: RawDefinition, b: RawDefinition): RawDefinition {
  const first = a.pattern <= b.pattern ? a : b;
  const wide = b.end - b.start > a.end - a.start ? b : a;
  const container = first.container ?? a.container ?? b.container;
  const early = a.start <= b.start ? a : b;
  const params = first.params ?? a.params ?? b.params;
  return {
    ...wide,
    ...(params === undefined ? {} : { params }),
    start: early.start,
    startLine: early.startLine,
    kind: first.kind,
    isBinding: first.isBinding,
    isOwn: first.isOwn,
    isClause: first.isClause,
    pattern: first.pattern,
    doc: a.doc || b.doc,
    ...(container ? { container } : {}),
  };
}

/** A definition that the next one may stand in. */
interface OpenDefinition {
  readonly raw: RawDefinition;
  /** What it belongs to, from the outermost, and itself. */
  readonly chain: readonly RawDefinition[];
  /** Place of its symbol. */
  readonly at: number;
}

/** The definitions in the order of the text, each with its containers, signature and comment. */
export function toSymbols(definitions: Definitions, source: TaggedText): ChunkSymbol[] {
  const raw = [...definitions.values()].sort((a, b) => a.start - b.start || b.end - a.end);
  const open: OpenDefinition[] = [];
  const fields = new Set<string>();
  const opened = new Map<RawDefinition, boolean | undefined>();
  /** The last definition that stands directly in another one, or in the file. */
  const lasts = new Map<RawDefinition | undefined, OpenDefinition>();
  const symbols: ChunkSymbol[] = [];
  for (const definition of raw) {
    while (open.length > 0 && !encloses(open[open.length - 1]!.raw, definition)) open.pop();
    const around = open.at(-1);
    if (around && isSameThing(around.raw, definition)) {
      symbols[around.at] = renamed(symbols[around.at]!, definition.kind);
      open.push({ ...around, raw: definition });
      continue;
    }
    const owners = ownersOf(definition, chainAround(definition, open));
    if (!owners) continue;
    const chain = [...owners, definition].slice(-MAX_CHAIN);
    const entry = { raw: definition, chain, at: symbols.length };
    const last = lasts.get(owners.at(-1));
    if (last && isNextClause(last.raw, definition)) {
      symbols[last.at] = extended(symbols[last.at]!, definition.endLine);
      open.push({ raw: definition, chain: last.chain, at: last.at });
      continue;
    }
    const container = containerOf(definition, owners).slice(-MAX_CONTAINERS);
    opened.set(definition, isOpen(definition, owners.at(-1), opened));
    open.push(entry);
    // A field that is set in several places is defined by the first.
    if (definition.kind === 'field') {
      const key = [...container, definition.name].join('\0');
      if (fields.has(key)) continue;
      fields.add(key);
    }
    lasts.set(owners.at(-1), entry);
    symbols.push(toSymbol(definition, container, source, opened.get(definition)));
  }
  return symbols;
}

/** Enclosing definitions that are looked at: one more than names are kept. */
const MAX_CHAIN = MAX_CONTAINERS + 1;

const TYPES: ReadonlySet<SymbolKind> = new Set(['class', 'struct', 'enum']);
const VALUES: ReadonlySet<SymbolKind> = new Set(['variable', 'constant', 'field', 'property']);

/** `exports.help = function help() {}`: the inner name says again what the outer one says. */
function isSameThing(outer: RawDefinition, { name, kind, end, nameLine }: RawDefinition): boolean {
  return (
    outer.name === name &&
    outer.end === end &&
    outer.nameLine === nameLine &&
    (kind === 'function' || kind === 'class') &&
    (FUNCTIONS.has(outer.kind) || VALUES.has(outer.kind))
  );
}

function renamed(symbol: ChunkSymbol, kind: SymbolKind): ChunkSymbol {
  return VALUES.has(symbol.symbol.kind) ? { ...symbol, symbol: { ...symbol.symbol, kind } } : symbol;
}

function isNextClause(last: RawDefinition, { name, isClause }: RawDefinition): boolean {
  return isClause && last.isClause && last.name === name;
}

function extended(symbol: ChunkSymbol, endLine: number): ChunkSymbol {
  return { ...symbol, symbol: { ...symbol.symbol, endLine: Math.max(symbol.symbol.endLine, endLine) } };
}

/**
 * What a definition stands in. A type that is named in a declaration (`struct point { int x; } origin;`) stands beside
 * what is declared, not inside of it; so do the names of one value (`first = second = 0`).
 */
function chainAround(definition: RawDefinition, open: readonly OpenDefinition[]): readonly RawDefinition[] {
  const around = open.at(-1);
  if (!around) return [];
  const { raw, chain } = around;
  const isBeside = TYPES.has(definition.kind)
    ? raw.nameAt > definition.nameAt
    : (definition.isBinding || definition.isOwn) && VALUES.has(raw.kind) && definition.end === raw.end;
  return isBeside ? chain.slice(0, -1) : chain;
}

const FUNCTIONS: ReadonlySet<SymbolKind> = new Set(['function', 'method', 'constructor', 'macro']);

/** A definition is open when it is so by itself and what encloses it is; inside of a function nothing is. */
function isOpen(
  definition: RawDefinition,
  outer: RawDefinition | undefined,
  opened: ReadonlyMap<RawDefinition, boolean | undefined>,
): boolean | undefined {
  const own = definition.openness(outer !== undefined || definition.kind === 'method');
  if (!outer) return own === 'inherit' ? undefined : own;
  if (own !== undefined && FUNCTIONS.has(outer.kind)) return false;
  const around = opened.get(outer);
  if (own === 'inherit') return around;
  return own === false || around === false ? (own === undefined ? undefined : false) : own && around;
}

/** Several names of one node (`int lo, hi;`) stand beside each other, not inside of each other. */
function encloses(outer: RawDefinition, inner: RawDefinition): boolean {
  return outer.end > inner.start && (outer.start !== inner.start || outer.end !== inner.end);
}

/**
 * What a definition belongs to: a field that the parameters of a constructor define is one of its class, and what is set
 * on the object itself one of the nearest type. Undefined where there is none.
 */
function ownersOf(
  { kind, isOwn, container }: RawDefinition,
  around: readonly RawDefinition[],
): readonly RawDefinition[] | undefined {
  if (isOwn) {
    let last = around.length;
    while (last > 0 && FUNCTIONS.has(around[last - 1]!.kind)) last--;
    return last === 0 && container === undefined ? undefined : around.slice(0, last);
  }
  const isMember = kind === 'field' || kind === 'property';
  return isMember && around.at(-1)?.kind === 'constructor' ? around.slice(0, -1) : around;
}

function containerOf({ container }: RawDefinition, open: readonly RawDefinition[]): string[] {
  const around = open.map((outer) => outer.name);
  if (container === undefined) return around;
  const parts = withoutArguments(container)
    .split(/::|\./)
    .map((part) => part.trim());
  const at = around.lastIndexOf(parts[parts.length - 1]!);
  return at >= 0 ? around.slice(0, at + 1) : [...around, ...parts.filter((part) => part !== '')];
}

/** `Stack<T, N>` without what stands in angle brackets, in one pass. */
function withoutArguments(text: string): string {
  let depth = 0;
  let kept = '';
  for (const c of text) {
    if (c === '<') depth++;
    else if (c === '>') depth--;
    else if (depth === 0) kept += c;
  }
  return kept;
}

function toSymbol(
  { name, kind, nameLine, startLine, endLine, doc, signature, params }: RawDefinition,
  container: readonly string[],
  { lines, comment }: TaggedText,
  isExported: boolean | undefined,
): ChunkSymbol {
  const lead = leadOf(lines, startLine, comment);
  const last = Math.min(endLine, lines.count);
  // Scala closes a definition by its name on a line of its own.
  const hasEndMark = last < lines.count && lines.text(last + 1).trim() === `end ${name}`;
  const symbol: SymbolDef = {
    name,
    kind,
    line: nameLine,
    startLine,
    endLine: hasEndMark ? last + 1 : last,
    container,
    signature: signature(),
    doc: doc || lead.doc,
    ...(params === undefined ? {} : { params }),
    ...(isExported === undefined ? {} : { isExported }),
  };
  return { symbol, leadLine: lead.startLine };
}
