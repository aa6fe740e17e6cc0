import type { Node, Query, QueryMatch } from 'web-tree-sitter';
import type {
  ImportRef,
  InheritRef,
  ReferenceGroup,
  ReferenceKind,
  SymbolDef,
  SymbolKind,
} from '../types.ts';
import type { ChunkSymbol } from './chunkTree.ts';
import { cleanDoc, leadOf } from './comment.ts';
import type { CommentSyntax } from './language.ts';
import type { Lines } from './lines.ts';

/** What one query run over one tree found, as plain data. */
export interface Extracted {
  readonly symbols: readonly ChunkSymbol[];
  readonly references: readonly ReferenceGroup[];
  readonly imports: readonly ImportRef[];
  readonly inherits: readonly InheritRef[];
}

interface RawDefinition {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly nameStart: number;
  readonly nameLine: number;
  readonly doc: string;
}

interface RawReference {
  readonly name: string;
  readonly kind: ReferenceKind;
  readonly start: number;
  readonly line: number;
}

const MAX_NAME = 200;
const MAX_SIGNATURE = 200;
/** Enclosing names kept for a definition: hostile nesting must not cost quadratic memory. */
const MAX_CONTAINERS = 16;

/**
 * Turns the matches of a language's `tags.scm` into definitions, references, imports and inheritance.
 * A definition found by two patterns counts once, with the wider range. `onProgress` returning true ends the query.
 */
export function extract(
  root: Node,
  query: Query,
  source: { readonly text: string; readonly lines: Lines; readonly comment: CommentSyntax },
  onProgress: () => boolean,
): Extracted {
  const found: Found = { definitions: new Map(), references: [], imports: [], inherits: [] };
  for (const match of query.matches(root, { progressCallback: onProgress }))
    readMatch(match, source.text, found);
  const { definitions, references, imports, inherits } = found;
  return {
    symbols: toSymbols([...definitions.values()], source),
    references: groupReferences(references.filter((reference) => !definitions.has(reference.start))),
    imports: dedupeImports(imports),
    inherits,
  };
}

/** What the matches of a file gave so far. */
interface Found {
  /** By where the name starts. */
  readonly definitions: Map<number, RawDefinition>;
  readonly references: RawReference[];
  readonly imports: ImportRef[];
  readonly inherits: InheritRef[];
}

function readMatch(match: QueryMatch, text: string, found: Found): void {
  const { references, imports, inherits } = found;
  let definition: { node: Node; kind: SymbolKind } | undefined;
  let name: Node | undefined;
  let doc = '';
  let derived: Node | undefined;
  const bases: Node[] = [];
  let module: Node | undefined;
  const importNames: string[] = [];
  for (const { name: capture, node } of match.captures) {
    if (capture.startsWith('reference.')) {
      const kind = capture.slice(10) as ReferenceKind;
      references.push({
        name: nodeText(node, text),
        kind,
        start: node.startIndex,
        line: node.startPosition.row + 1,
      });
    } else if (capture.startsWith('definition.'))
      definition = { node, kind: capture.slice(11) as SymbolKind };
    else if (capture === 'name') name ??= node;
    else if (capture === 'doc')
      doc ||= cleanDoc(text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 2000)));
    else if (capture === 'import') module = node;
    else if (capture === 'import.name') importNames.push(nodeText(node, text));
    else if (capture === 'inherit') bases.push(node);
    else if (capture === 'inherit.of') derived = node;
  }
  if (definition && name) addDefinition(found.definitions, { ...definition, name, doc }, text);
  if (module)
    imports.push({
      module: unquote(nodeText(module, text)),
      names: importNames,
      line: module.startPosition.row + 1,
    });
  if (derived) {
    for (const base of bases) {
      inherits.push({
        type: nodeText(derived, text),
        base: nodeText(base, text),
        line: base.startPosition.row + 1,
      });
    }
  }
}

function addDefinition(
  definitions: Map<number, RawDefinition>,
  {
    node,
    kind,
    name,
    doc,
  }: { readonly node: Node; readonly kind: SymbolKind; readonly name: Node; readonly doc: string },
  text: string,
): void {
  const end = node.endPosition;
  const raw: RawDefinition = {
    name: unquote(nodeText(name, text)).replace(/\s+/g, ' '),
    kind,
    start: node.startIndex,
    end: node.endIndex,
    startLine: node.startPosition.row + 1,
    // A node that ends at column 0 has taken in the line break before it.
    endLine: end.column === 0 && end.row > node.startPosition.row ? end.row : end.row + 1,
    nameStart: name.startIndex,
    nameLine: name.startPosition.row + 1,
    doc,
  };
  if (raw.name === '') return;
  const known = definitions.get(raw.nameStart);
  if (known && known.end - known.start >= raw.end - raw.start) {
    if (doc !== '' && known.doc === '') definitions.set(raw.nameStart, { ...known, doc });
    return;
  }
  definitions.set(
    raw.nameStart,
    known
      ? { ...raw, kind: known.kind === 'function' ? known.kind : raw.kind, doc: raw.doc || known.doc }
      : raw,
  );
}

function toSymbols(
  raw: RawDefinition[],
  source: { readonly text: string; readonly lines: Lines; readonly comment: CommentSyntax },
): ChunkSymbol[] {
  raw.sort((a, b) => a.start - b.start || b.end - a.end);
  const open: RawDefinition[] = [];
  return raw.map((definition) => {
    while (open.length > 0 && open[open.length - 1]!.end <= definition.start) open.pop();
    const container = open.slice(-MAX_CONTAINERS).map((outer) => outer.name);
    open.push(definition);
    const lead = leadOf(source.lines, definition.startLine, source.comment);
    const symbol: SymbolDef = {
      name: definition.name,
      kind: definition.kind,
      line: definition.nameLine,
      startLine: definition.startLine,
      endLine: Math.min(definition.endLine, source.lines.count),
      container,
      signature: signatureOf(definition, source.text),
      doc: definition.doc || lead.doc,
    };
    return { symbol, leadLine: lead.startLine };
  });
}

/** The head of a definition: from the line of its name to the first brace, arrow, colon or third line. */
function signatureOf(definition: RawDefinition, text: string): string {
  const lineStart = text.lastIndexOf('\n', definition.nameStart - 1) + 1;
  const from = Math.max(definition.start, lineStart);
  const head = text
    .slice(from, Math.min(definition.end, from + 3 * MAX_SIGNATURE))
    .split('\n', 4)
    .join(' ');
  const offset = definition.nameStart - from + definition.name.length;
  const stop = /\s*(\{|=>|;|:\s*$|:\s+(?=["'r]{1,2}["']|return\b|pass\b)|\bdo\b)/.exec(
    head.slice(Math.max(0, offset)),
  );
  const cut = stop ? head.slice(0, Math.max(0, offset) + stop.index) : head;
  return cut.replace(/\s+/g, ' ').trim().slice(0, MAX_SIGNATURE);
}

function groupReferences(raw: readonly RawReference[]): ReferenceGroup[] {
  const groups = new Map<string, { name: string; kind: ReferenceKind; lines: number[] }>();
  const seen = new Map<number, RawReference>();
  // A call is more telling than a type, a type more than a bare name, when patterns overlap on one node.
  const rank = { call: 0, type: 1, name: 2 } as const;
  for (const reference of raw) {
    const known = seen.get(reference.start);
    if (!known || rank[reference.kind] < rank[known.kind]) seen.set(reference.start, reference);
  }
  for (const { name, kind, line } of [...seen.values()].sort((a, b) => a.start - b.start)) {
    if (name === '' || name.length > MAX_NAME) continue;
    const key = `${kind}:${name}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { name, kind, lines: [line] });
    else if (group.lines[group.lines.length - 1] !== line) group.lines.push(line);
  }
  return [...groups.values()];
}

function dedupeImports(imports: readonly ImportRef[]): ImportRef[] {
  const merged = new Map<string, { module: string; names: Set<string>; line: number }>();
  for (const { module, names, line } of imports) {
    if (module === '' || module.length > 2 * MAX_NAME) continue;
    const known = merged.get(`${line}:${module}`);
    if (known) for (const name of names) known.names.add(name);
    else merged.set(`${line}:${module}`, { module, names: new Set(names), line });
  }
  return [...merged.values()].map((entry) => ({ ...entry, names: [...entry.names] }));
}

function nodeText(node: Node, text: string): string {
  const start = node.startIndex;
  return text.slice(start, Math.min(node.endIndex, start + 2 * MAX_NAME + 1));
}

function unquote(text: string): string {
  return text.replace(/^[<"'`]+|[>"'`]+$/g, '').trim();
}
